"""What every annotation format promises, asked of each one there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from app.annotations.formats.registry import FORMATS, find_format
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.base.errors import AnnotationError, UsageError
from app.render.export_annotations import export_annotations
from tests.annotations.layers import layers

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.format import AnnotationFormat

each = pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
few = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
EMPTY = AnnotationLayer(MediaFacts("clip.mp4", 8, 6, 3))


def test_names_are_unique_and_found() -> None:
    names = [format_.name for format_ in FORMATS]
    assert len(set(names)) == len(names)
    assert [find_format(name) for name in names] == list(FORMATS)


def test_a_wrong_name_gets_a_hint() -> None:
    with pytest.raises(UsageError, match="Did you mean “coco”"):
        find_format("cocoa")


@each
@few
@given(layer=layers())
def test_what_is_lost_is_told(
    format_: AnnotationFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    path = tmp_path / "out"
    losses = export_annotations(layer, path, format_.name)
    assert all(sentence.endswith(".") for sentence in losses)
    assert losses or format_.read(path) == layer


@each
@few
@given(layer=layers(dense=False))
def test_a_second_trip_loses_nothing_more(
    format_: AnnotationFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    path = tmp_path / "out"
    format_.write(layer, path)
    once = format_.read(path)
    format_.write(once, path)
    assert format_.read(path) == once


@each
@few
@given(layer=layers(dense=False))
def test_equal_layers_give_equal_bytes(
    format_: AnnotationFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        format_.write(layer, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@each
def test_an_empty_layer_is_written_and_read(format_: AnnotationFormat, tmp_path: Path) -> None:
    path = tmp_path / "out"
    assert export_annotations(EMPTY, path, format_.name) == []
    assert format_.read(path) == EMPTY


@each
def test_a_file_that_cannot_be_written_leaves_nothing(
    format_: AnnotationFormat, tmp_path: Path
) -> None:
    with pytest.raises(AnnotationError, match="cannot be written"):
        format_.write(EMPTY, tmp_path / "missing" / "out")
    assert not list(tmp_path.iterdir())


@each
@pytest.mark.parametrize("content", [b"", b"\x00" * 99, b"\xff\xfe{}", b"{]", bytes(range(256))])
def test_a_file_of_something_else_is_refused(
    format_: AnnotationFormat, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "in.file"
    path.write_bytes(content)
    with pytest.raises(AnnotationError, match=r"in\.file"):
        format_.read(path)


@each
def test_a_cut_off_file_is_refused(format_: AnnotationFormat, tmp_path: Path) -> None:
    path = tmp_path / "in.file"
    format_.write(EMPTY, path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(AnnotationError, match=r"in\.file"):
        format_.read(path)


@each
def test_a_missing_file_or_a_folder_is_refused(format_: AnnotationFormat, tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(AnnotationError, match=path.name):
            format_.read(path)
