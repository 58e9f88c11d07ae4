"""Timings -> the figures of a report, each rounded to what was really measured."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from app.render.bench.machine import cores
from app.render.bench.pipeline import NULL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.render.bench.stages import Timing

DEFINITIONS = {
    "seconds": "Of the clock, for all frames; the median of the repeats.",
    "core_seconds": "Of all cores together, for all frames; the median of the repeats.",
    "stages": (
        "Each alone, on a warm process, over frames held in memory: decode (open the file, read "
        "every frame), upload (planes to R'G'B' on the device), model (the network), download "
        "(R'G'B' to planes), encode (the whole segment, with flushing and closing). Every stage "
        "may use all cores."
    ),
    "pipeline": (
        "What `enhance` does once the network is loaded: open, plan, render in overlapping "
        "threads, encode, join. The encoder “null” drops the finished frames."
    ),
    "ideal_seconds": (
        "cpu: the sum of the stages' seconds, because they share the same cores and gain nothing "
        "by overlapping. cuda and mps: the seconds of the slowest stage, because the others can "
        "hide behind it. Encode does not count where the encoder is null."
    ),
    "efficiency": "ideal_seconds / seconds of the pipeline.",
    "work_efficiency": (
        "cpu only: the stages' core_seconds divided by the number of cores, over the pipeline's "
        "seconds; what a perfect schedule of the same work on all cores would reach is 1."
    ),
    "parity": (
        "Of the middle 256 x 256 samples, against one frame at once in fp32: PSNR in dB (120: "
        "equal) of the working precision, of fp16 and bf16, and in the working precision of "
        "batches of three, of tiles of half the picture, of replayed CUDA graphs and of compiled "
        "networks; of batches and tiles in fp32 the largest difference, in 255ths; of copies that "
        "overlap with computing the largest difference to copies one by one. “not run” says why "
        "there is no figure."
    ),
    "ways": (
        "Seconds of the pipeline with the last encoder while one of the ways to be quick is turned "
        "off, over its seconds with all of them: above 1 the way is worth it. “not run” says why "
        "there is no figure."
    ),
    "real_time": (
        "Of the quickest upscaler, 640 x 360 to 1280 x 720, on a processor: frames_per_second of "
        "the model alone and of the whole pipeline, and whether they reach the clip's 25. by_work: "
        "frames per second if all cores did this work and nothing else."
    ),
    "by_hand": (
        "resources/docs/benchmarks/loop_by_hand.py: OpenCV reader, spandrel model in fp32, OpenCV "
        "writer (mp4v), on the same clip, weights and device. times_faster compares frames per "
        "second of the first pipeline with those of this loop; loading is in neither."
    ),
}

GOALS = {
    "efficiency": {"cpu": 0.85, "cuda": 0.9, "mps": 0.9},
    "times_faster": 2.0,
    "parity_db": 45.0,
    "parity_255": 1.0,
}


def stage_figures(alone: Mapping[str, Timing], frames: int) -> dict[str, dict[str, float]]:
    """Seconds and speed of each stage."""
    return {
        name: {
            "seconds": _rounded(timing.seconds),
            "core_seconds": _rounded(timing.core_seconds),
            "frames_per_second": _rounded(frames / timing.seconds),
        }
        for name, timing in alone.items()
    }


def pipeline_figures(
    encoder: str, timing: Timing, stages: Mapping[str, Mapping[str, float]], frames: int, kind: str
) -> dict[str, Any]:
    """How a pipeline compares with its stages; see `DEFINITIONS`."""
    parts = [each for name, each in stages.items() if name != "encode" or encoder != NULL]
    seconds = [part["seconds"] for part in parts]
    ideal = sum(seconds) if kind == "cpu" else max(seconds)
    figures = {
        "encoder": encoder,
        "seconds": _rounded(timing.seconds),
        "core_seconds": _rounded(timing.core_seconds),
        "frames_per_second": _rounded(frames / timing.seconds),
        "ideal_seconds": _rounded(ideal),
        "efficiency": _rounded(ideal / timing.seconds),
    }
    if kind == "cpu":
        work = sum(part["core_seconds"] for part in parts) / cores()
        figures["work_efficiency"] = _rounded(work / timing.seconds)
    return figures


def by_hand_figures(slow: tuple[list[float], int], ours: float) -> dict[str, Any]:
    """The loop by hand, and how many times faster we are."""
    seconds, frames = median(slow[0]), slow[1]
    return {
        "precision": "float32",
        "seconds": _rounded(seconds),
        "frames": frames,
        "frames_per_second": _rounded(frames / seconds),
        "times_faster": _rounded(ours * seconds / frames),
    }


def _rounded(value: float) -> float:
    """Four significant digits: more would be noise."""
    return float(f"{value:.4g}")
