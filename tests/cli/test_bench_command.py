"""`reelwright bench`, thin as it is: what it hands on and what it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import app.render.bench

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.cli.conftest import Invoke


def test_bench_hands_on_and_prints(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    caught: list[Any] = []

    def run(json_path: Path, report: object, cancel: object, **more: object) -> dict[str, Any]:
        caught.append((json_path, more))
        return {"cases": []}

    monkeypatch.setattr(app.render.bench, "run_bench", run)
    monkeypatch.setattr(app.render.bench, "summary", lambda result: f"{len(result)} figures")
    outcome = invoke("bench", "--json", tmp_path / "a.json", "--device", "cpu", "--dry-run")
    assert outcome.code == 0, outcome.err
    assert outcome.out == "1 figures\n"
    assert caught == [(tmp_path / "a.json", {"device": "cpu", "dry_run": True})]
