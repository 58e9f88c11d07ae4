"""The benchmark of formats measures each of them with something it can hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.registry import FORMATS
from app.render.bench.annotation_formats import layer_for, main

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.format import AnnotationFormat


def test_every_format_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--rows", "40", "--json", str(tmp_path / "out.json")]) == 0
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert json.loads(capsys.readouterr().out) == told
    assert list(told["formats"]) == [format_.name for format_ in FORMATS]
    for figures in told["formats"].values():
        assert set(figures) == {"losses", "write", "read", "bytes"}
        assert figures["bytes"] > 0


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_what_is_measured_is_in_the_file(format_: AnnotationFormat, tmp_path: Path) -> None:
    layer = layer_for(format_.name, 40)
    path = tmp_path / f"out{format_.suffix}"
    format_.write(layer, path)
    back = format_.read(path, layer.media)
    shown = [key for track in back.tracks for key in track.keyframes if not key.outside]
    assert len(shown) + len(back.segments) == 40
