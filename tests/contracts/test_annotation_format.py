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
from tests.annotations.rich_layers import rich_layers

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.format import AnnotationFormat

each = pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
few = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
EMPTY = AnnotationLayer(MediaFacts("clip.mp4", 8, 6, 3, pts=(0, 1, 2)))

WITH_AN_END = (".json", ".xml", ".eaf", ".otio")
"""Kinds of files that cannot be cut off without being damaged."""


def contents(path: Path) -> dict[str, bytes]:
    """The file, or all files of the folder."""
    if path.is_file():
        return {"": path.read_bytes()}
    found = sorted(file for file in path.rglob("*") if file.is_file())
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in found}


def test_names_are_unique_and_found() -> None:
    names = [format_.name for format_ in FORMATS]
    assert len(set(names)) == len(names)
    assert [find_format(name) for name in names] == list(FORMATS)


def test_a_wrong_name_gets_a_hint() -> None:
    with pytest.raises(UsageError, match="Did you mean “coco”"):
        find_format("cocoa")


@each
@few
@given(layer=layers() | rich_layers())
def test_what_is_lost_is_told(
    format_: AnnotationFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    path = tmp_path / f"out{format_.suffix}"
    losses = export_annotations(layer, path, format_.name)
    assert all(sentence.endswith(".") for sentence in losses)
    assert losses or format_.read(path, layer.media) == layer


@each
@few
@given(layer=layers(dense=False) | rich_layers(dense=False))
def test_what_is_lost_of_keyframes_and_segments_is_told(
    format_: AnnotationFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    path = tmp_path / f"out{format_.suffix}"
    losses = export_annotations(layer, path, format_.name)
    assert losses or format_.read(path, layer.media) == layer


@each
@few
@given(layer=layers(dense=False) | rich_layers(dense=False))
def test_a_second_trip_loses_nothing_more(
    format_: AnnotationFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    path = tmp_path / f"out{format_.suffix}"
    format_.write(layer, path)
    once = format_.read(path, layer.media)
    format_.write(once, path)
    assert format_.read(path, layer.media) == once


@each
@few
@given(layer=layers(dense=False) | rich_layers(dense=False))
def test_equal_layers_give_equal_bytes(
    format_: AnnotationFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        format_.write(layer, tmp_path / f"{name}{format_.suffix}")
    first, second = (contents(tmp_path / f"{name}{format_.suffix}") for name in ("a", "b"))
    assert first == second


@each
def test_an_empty_layer_is_written_and_read(format_: AnnotationFormat, tmp_path: Path) -> None:
    path = tmp_path / f"out{format_.suffix}"
    assert export_annotations(EMPTY, path, format_.name) == []
    assert format_.read(path, EMPTY.media) == EMPTY


@each
def test_writing_again_leaves_nothing_of_what_was_there(
    format_: AnnotationFormat, tmp_path: Path
) -> None:
    path, fresh = tmp_path / f"out{format_.suffix}", tmp_path / f"fresh{format_.suffix}"
    format_.write(EMPTY, path)
    if path.is_dir():
        (path / "stale.txt").write_text("0 0 0 1 1")
    format_.write(EMPTY, path)
    format_.write(EMPTY, fresh)
    assert contents(path) == contents(fresh)
    assert {entry.name for entry in tmp_path.iterdir()} == {path.name, fresh.name}


@each
def test_a_file_that_cannot_be_written_leaves_nothing(
    format_: AnnotationFormat, tmp_path: Path
) -> None:
    with pytest.raises(AnnotationError, match="cannot be written"):
        format_.write(EMPTY, tmp_path / "missing" / "out")
    assert not list(tmp_path.iterdir())


@each
@pytest.mark.parametrize("content", [b"\x00" * 99, b"\xff\xfe{}", b"{]", bytes(range(256))])
def test_a_file_of_something_else_is_refused(
    format_: AnnotationFormat, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "in.file"
    path.write_bytes(content)
    with pytest.raises(AnnotationError, match=r"in\.file"):
        format_.read(path, EMPTY.media)


@each
def test_an_empty_file_is_refused_or_says_nothing(
    format_: AnnotationFormat, tmp_path: Path
) -> None:
    path = tmp_path / "in.file"
    path.write_bytes(b"")
    try:
        read = format_.read(path, EMPTY.media)
    except AnnotationError as error:
        read = EMPTY
        assert "in.file" in str(error)  # noqa: PT017 - reading it is as good
    assert read == EMPTY


@pytest.mark.parametrize(
    "format_", [f for f in FORMATS if f.suffix in WITH_AN_END], ids=lambda f: f.name
)
def test_a_cut_off_file_is_refused(format_: AnnotationFormat, tmp_path: Path) -> None:
    path = tmp_path / "in.file"
    format_.write(EMPTY, path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(AnnotationError, match=r"in\.file"):
        format_.read(path, EMPTY.media)


@each
def test_a_missing_file_or_a_wrong_kind_of_place_is_refused(
    format_: AnnotationFormat, tmp_path: Path
) -> None:
    wrong = tmp_path / "other"
    if format_.suffix:
        wrong.mkdir()
    else:
        wrong.write_text("")
    for path in (tmp_path / "missing", wrong):
        with pytest.raises(AnnotationError, match=path.name):
            format_.read(path, EMPTY.media)


@pytest.mark.parametrize("format_", [f for f in FORMATS if not f.suffix], ids=lambda f: f.name)
def test_a_folder_with_anything_else_in_it_is_not_replaced(
    format_: AnnotationFormat, tmp_path: Path
) -> None:
    path = tmp_path / "out"
    (path / "deep").mkdir(parents=True)
    (path / "deep" / "film.mp4").write_bytes(b"all there is")
    with pytest.raises(AnnotationError, match=r"film\.mp4"):
        format_.write(EMPTY, path)
    assert contents(path) == {"deep/film.mp4": b"all there is"}
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
