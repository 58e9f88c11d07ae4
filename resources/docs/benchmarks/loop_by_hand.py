"""The loop one would write by hand: OpenCV in, a spandrel model in fp32, OpenCV out.

`reelwright bench` runs it beside its own pipeline, on the same clip and the same weights:

    python loop_by_hand.py CLIP WEIGHTS OUTPUT DEVICE REPEATS

Writes one JSON line: the seconds of each pass, without imports, loading and a first frame.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import cv2
import numpy as np
import spandrel
import torch


def enhanced(model: Any, picture: np.ndarray[Any, Any], device: str) -> np.ndarray[Any, Any]:
    """One BGR picture through the model."""
    rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    pixels = torch.from_numpy(rgb).to(device).permute(2, 0, 1).float().div(255).unsqueeze(0)
    with torch.inference_mode():
        result = model(pixels)
    values = result[0].permute(1, 2, 0).clamp(0, 1).mul(255).round().byte().cpu().numpy()
    return np.asarray(cv2.cvtColor(values, cv2.COLOR_RGB2BGR))


def loop(model: Any, clip: str, output: str, device: str) -> int:
    """The whole clip; returns how many frames there were."""
    capture, writer, frames = cv2.VideoCapture(clip), None, 0
    while True:
        ok, picture = capture.read()
        if not ok:
            break
        result = enhanced(model, picture, device)
        if writer is None:
            size = (result.shape[1], result.shape[0])
            fourcc = cv2.VideoWriter.fourcc(*"mp4v")
            writer = cv2.VideoWriter(output, fourcc, capture.get(cv2.CAP_PROP_FPS), size)
        writer.write(result)
        frames += 1
    capture.release()
    if writer is not None:
        writer.release()
    return frames


def main(clip: str, weights: str, output: str, device: str, repeats: str) -> None:
    """Warm up, then time the passes."""
    model = spandrel.ModelLoader(device=device).load_from_file(weights).eval()
    ok, first = cv2.VideoCapture(clip).read()
    if not ok:
        sys.exit(f"OpenCV cannot read {clip}")
    enhanced(model, first, device)
    seconds, frames = [], 0
    for _ in range(int(repeats)):
        start = time.perf_counter()
        frames = loop(model, clip, output, device)
        seconds.append(time.perf_counter() - start)
    sys.stdout.write(json.dumps({"seconds": seconds, "frames": frames}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
