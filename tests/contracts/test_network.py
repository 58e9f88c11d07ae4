"""What every `Network` promises, asked of all of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
import torch

from app.base.cancel import CancelToken
from app.base.errors import Cancelled
from app.inference import tiling
from app.inference.loaders.loading import load_module
from app.inference.runner import TorchNetwork
from tests.inference import tiny_weights as tiny
from tests.inference.cunet_files import cunet_pth
from tests.inference.fake_network import FakeNetwork
from tests.inference.tflite_files import selfie_tflite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.inference.network import Network

CPU = torch.device("cpu")
SMALL_UNET = {"width": 8, "deep": 8, "outer": 1, "inner": 1}

FILES: dict[str, Callable[[Path], Path]] = {
    "compact": tiny.compact_pth,
    "rlfn": tiny.rlfn_pth,
    "dncnn": tiny.dncnn_pth,
    "rrdb": tiny.rrdb_safetensors,
    "ncnn": tiny.ncnn_bin,
    "onnx": tiny.onnx_file,
    "spandrel": tiny.spandrel_pth,
    "sci": tiny.sci_pt,
    "aod": tiny.aod_pth,
    "iat": tiny.iat_pth,
    "adaint": tiny.adaint_pth,
    "sinet": tiny.sinet_pth,
    "selfie": selfie_tflite,
    "cunet": partial(cunet_pth, scale=2),
    "cunet-same-size": partial(cunet_pth, scale=1),
    "rife": tiny.rife_pkl,
    "basicvsr": tiny.basicvsr_pth,
    "animesr": tiny.animesr_pth,
    "reel-upscale": partial(
        tiny.reel_safetensors, architecture="reel_upscale", config={"channels": 8, "blocks": 1}
    ),
    "reel-fast": partial(tiny.reel_safetensors, architecture="reel_upscale_fast", config={}),
    "reel-real": partial(
        tiny.reel_safetensors,
        architecture="reel_upscale_real",
        config={**SMALL_UNET, "channels": 8, "blocks": 1},
    ),
    "reel-denoise": partial(tiny.reel_safetensors, architecture="reel_denoise", config=SMALL_UNET),
    "reel-temporal": partial(
        tiny.reel_safetensors, architecture="reel_denoise_temporal", config=SMALL_UNET
    ),
    "reel-lowlight": partial(
        tiny.reel_safetensors, architecture="reel_lowlight", config={"width": 8}
    ),
    "reel-style": partial(tiny.reel_safetensors, architecture="reel_style", config={"blocks": 1}),
}
EXTRAS = {"onnx": "onnxruntime", "spandrel": "spandrel"}


@pytest.fixture(params=["fake", *FILES])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Network]:
    """Makes the network; keywords `cancel` and, for all but the fake, `tile_pixels`."""
    if request.param == "fake":
        return lambda cancel=None, tile_pixels=None: FakeNetwork(cancel=cancel)
    if request.param in EXTRAS:
        pytest.importorskip(EXTRAS[request.param])
    loaded = load_module(FILES[request.param](tmp_path))
    return partial(TorchNetwork, loaded, CPU, "fp32")


def pictures_for(network: Network, height: int, width: int, count: int = 1) -> torch.Tensor:
    """Smooth random pictures of the shape the network takes."""
    window = network.traits.past + 1 + network.traits.future
    torch.manual_seed(0)
    coarse = torch.rand(count * window, 3, height // 4 + 2, width // 4 + 2)
    fine = torch.nn.functional.interpolate(coarse, (height, width), mode="bilinear")
    return fine if window == 1 else fine.reshape(count, window, 3, height, width)


@pytest.mark.parametrize(("height", "width"), [(32, 48), (33, 17), (9, 31), (1, 1)])
def test_output_is_scaled_and_in_range(
    make: Callable[..., Network], height: int, width: int
) -> None:
    network = make()
    pictures = pictures_for(network, height, width, count=2)

    result = network(pictures, 25.0)

    scale = network.traits.scale
    assert tuple(result.shape) == (2, 3, scale * height, scale * width)
    assert result.min() >= 0
    assert result.max() <= 1


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_number_format_and_device_are_kept(
    make: Callable[..., Network], dtype: torch.dtype
) -> None:
    network = make()
    pictures = pictures_for(network, 24, 24).to(dtype)

    result = network(pictures, 25.0)

    assert (result.dtype, result.device) == (dtype, pictures.device)


def test_input_is_not_written_to_and_output_can_be(make: Callable[..., Network]) -> None:
    network = make()
    pictures = pictures_for(network, 24, 24)
    before = pictures.clone()

    network(pictures, 25.0).add_(1)

    assert torch.equal(pictures, before)


def test_tiled_equals_untiled_and_every_pixel_is_written(
    make: Callable[..., Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make()
    field = whole.traits.receptive_field
    height, width = (100, 130) if field is not None else (32, 260)
    cut = make(tile_pixels=6_240 if field is None else (2 * field + 40) ** 2)
    pictures = pictures_for(whole, height, width)
    expected = whole(pictures, 25.0)
    plain = tiling.new_canvas

    def seeded(like: torch.Tensor, size: tuple[int, ...], *, zero: bool) -> torch.Tensor:
        canvas = plain(like, size, zero=zero)
        return canvas if zero else canvas.fill_(torch.nan)

    monkeypatch.setattr(tiling, "new_canvas", seeded)
    result = cut(pictures, 25.0)

    assert (result - expected).abs().max() <= 1 / 255


def test_cancelling_stops_it(make: Callable[..., Network]) -> None:
    token = CancelToken()
    network = make(cancel=token)
    pictures = pictures_for(network, 16, 16)
    token.cancel()

    with pytest.raises(Cancelled):
        network(pictures, 25.0)
