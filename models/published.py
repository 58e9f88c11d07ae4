"""Figures of papers, for comparison. Nothing of this was measured here."""

from __future__ import annotations

from models.comparison import Row

SRCNN = "Dong et al., Image super-resolution using deep convolutional networks, TPAMI 2016"
FSRCNN = "Dong et al., Accelerating the super-resolution convolutional neural network, ECCV 2016"
EDSR = "Lim et al., Enhanced deep residual networks, CVPRW 2017; 1.4 to 1.5 million parameters"
DNCNN = (
    "Zhang et al., FFDNet, TIP 2018, which gives CDnCNN-B on all 68 pictures of CBSD68, "
    "not on the twelve used here"
)

PUBLISHED = {
    ("upscale", 2): (
        Row("SRCNN", "published", {"Set5": 36.66, "Set14": 32.45}, note=SRCNN),
        Row("FSRCNN", "published", {"Set5": 37.00, "Set14": 32.63}, note=FSRCNN),
        Row("EDSR-baseline", "published", {"Set5": 37.99, "Set14": 33.57}, note=EDSR),
    ),
    ("upscale", 3): (
        Row("SRCNN", "published", {"Set5": 32.75, "Set14": 29.30}, note=SRCNN),
        Row("FSRCNN", "published", {"Set5": 33.16, "Set14": 29.43}, note=FSRCNN),
        Row("EDSR-baseline", "published", {"Set5": 34.37, "Set14": 30.28}, note=EDSR),
    ),
    ("upscale", 4): (
        Row("SRCNN", "published", {"Set5": 30.49, "Set14": 27.50}, note=SRCNN),
        Row("FSRCNN", "published", {"Set5": 30.71, "Set14": 27.59}, note=FSRCNN),
        Row("EDSR-baseline", "published", {"Set5": 32.09, "Set14": 28.58}, note=EDSR),
    ),
    ("denoise", 1): (Row("CDnCNN-B", "published", {"CBSD68": 31.23}, note=DNCNN),),
}
"""By task and scale. Y-PSNR in dB for upscaling, PSNR at sigma 25 for denoising."""
