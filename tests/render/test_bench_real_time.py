"""Real time is told for one case: the quickest upscaler, 360p, on a processor."""

from __future__ import annotations

from typing import Any

from app.render.bench import real_time
from app.render.bench.real_time import FAST, in_words, real_time_figures


def row(**changes: Any) -> dict[str, Any]:
    def part(frames_per_second: float, core_seconds: float) -> dict[str, float]:
        return {"frames_per_second": frames_per_second, "core_seconds": core_seconds}

    return {
        "model": FAST,
        "width": 640,
        "height": 360,
        "device": "cpu",
        "precision": "bfloat16",
        "frames": 50,
        "stages": {"model": part(40, 2)},
        "pipelines": [
            {"encoder": "libx264", **part(24.9, 5)},
            {"encoder": "null", **part(25, 4)},
        ],
    } | changes


def test_the_model_and_each_export_are_beside_the_rate_of_the_clip(monkeypatch: Any) -> None:
    monkeypatch.setattr(real_time, "cores", lambda: 2)
    found = real_time_figures([row(precision="float32"), row()])

    assert [each["case"] for each in found] == [
        "fast, 360p, model only",
        "fast, 360p, export, libx264",
        "fast, 360p, export, null",
    ]
    assert [each["real_time"] for each in found] == ["yes", "no", "yes"]
    assert [each["by_work"] for each in found] == [50, 20, 25]
    assert {each["precision"] for each in found} == {"bfloat16"}
    assert in_words(found[1]) == (
        "fast, 360p, export, libx264: 24.9 frames/s (20.0 by work), real time at 25 frames/s: no"
    )


def test_other_models_sizes_and_devices_say_nothing_about_it() -> None:
    others = [row(model="reel-upscale-x2"), row(width=64), row(height=180), row(device="cuda")]

    assert real_time_figures(others) == []
