"""`reelwright demo`, thin as it is: what it hands on and what it prints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import app.render.demo

if TYPE_CHECKING:
    import pytest

    from tests.cli.conftest import Invoke


def test_demo_hands_on_and_prints(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[Any] = []

    def run(folder: Path, clip: Path, *_: object) -> app.render.demo.DemoResult:
        caught.append((folder, clip))
        gain, noise = "2.1 dB", "8 to 2"
        paths = Path("a.mp4"), Path("b.mp4"), Path("c.png")
        made: Any = ("in", "out", gain, noise, 3, *paths, None, ("A note.",))
        return app.render.demo.DemoResult(*made)

    monkeypatch.setattr(app.render.demo, "run_demo", run)
    outcome = invoke("demo", "--headless", "-o", "here", "--clip", "mine.mp4")
    assert outcome.code == 0, outcome.err
    assert caught == [(Path("here"), Path("mine.mp4"))]
    told = [line.split("  ", 1) for line in outcome.out.splitlines()]
    assert ["contact sheet", " c.png"] in told
    assert "objects" not in [name for name, _ in told]
    assert outcome.err == "A note.\n"
