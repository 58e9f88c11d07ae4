"""Opening, saving, importing: on workers, with a sentence for whatever goes wrong."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.time import Span
from app.project import recovery_file, storage
from app.project.edits import clips, markers
from app.project.model import MediaItem, Project
from app.ui.autosave import Autosave
from app.ui.document import Document
from app.ui.project_files import ProjectFiles
from app.ui.settings import Settings
from tests.helpers.clips import make_clip
from tests.project.test_recovery import orphan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document()


@pytest.fixture
def files(document: Document, tmp_path: Path) -> Iterator[ProjectFiles]:
    made = ProjectFiles(document, Settings(tmp_path / "settings.json"))
    yield made
    made.close()


@pytest.fixture
def sentences(files: ProjectFiles) -> list[str]:
    """Everything that is told the user."""
    told: list[str] = []
    files.failed.connect(told.append)
    files.refused.connect(told.append)
    files.notes.connect(told.append)
    return told


def mark(document: Document, second: int) -> None:
    document.apply("Mark", markers.add_marker(Fraction(second)))


def test_a_project_is_saved_and_opened(
    document: Document, files: ProjectFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "film.reel"
    busy: list[bool] = []
    files.busy.connect(busy.append)
    mark(document, 1)
    written = document.project
    with qtbot.waitSignal(files.saved):
        files.save(path)
    qtbot.waitUntil(lambda: busy == [True, False])
    assert (document.clean, document.path) == (True, path)
    files.new()
    assert document.project == Project()
    with qtbot.waitSignal(files.opened):
        files.open(path)
    assert document.project == written
    assert document.clean
    assert files.recent() == [path]
    files.forget_recent()
    assert files.recent() == []


def test_changes_made_while_saving_stay_unsaved(
    document: Document, files: ProjectFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    mark(document, 1)
    with qtbot.waitSignal(files.saved):
        files.save(tmp_path / "film.reel")
        mark(document, 2)
    assert not document.clean
    assert len(storage.load(tmp_path / "film.reel").project.markers) == 1


def test_a_project_that_was_replaced_is_saved_under_its_own_name(
    document: Document, files: ProjectFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    mark(document, 1)
    with qtbot.waitSignal(files.saved):
        files.save(tmp_path / "film.reel")
        files.new()
    assert document.path is None
    assert storage.load(tmp_path / "film.reel").project.markers


def test_what_cannot_be_opened_leaves_everything_as_it_is(
    document: Document, files: ProjectFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    mark(document, 1)
    before = document.project
    with qtbot.waitSignal(files.failed) as told:
        files.open(tmp_path / "gone.reel")
    assert told.args == [f"There is no file {tmp_path / 'gone.reel'}; was it moved or renamed?"]
    assert document.project is before
    assert not document.clean


def test_a_project_of_a_newer_version_is_not_overwritten(
    document: Document, files: ProjectFiles, sentences: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "film.reel"
    path.write_text('{"format": "reelwright-project", "version": 2, "cloud": true}')
    with qtbot.waitSignals([files.opened, files.notes]):
        files.open(path)
    read_only = document.read_only
    assert read_only
    files.save()
    assert "Save it under another name" in sentences[-1]
    with qtbot.waitSignal(files.saved):
        files.save(tmp_path / "mine.reel")
    assert not document.read_only
    assert '"cloud": true' in (tmp_path / "mine.reel").read_text()


def test_imported_files_are_in_the_bin_as_one_step(
    document: Document, files: ProjectFiles, sentences: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "in").mkdir()
    films = [make_clip(tmp_path / "in" / name) for name in ("a.mp4", "b.mp4")]
    (tmp_path / "in" / "notes.txt").touch()
    with qtbot.waitSignal(files.imported) as told:
        files.import_media([tmp_path / "in"])
    items = document.project.media
    assert told.args == [items]
    assert [item.path for item in items] == films
    assert all(item.facts and item.fingerprint for item in items)
    assert document.undo_stack.count() == 1
    assert not sentences
    with qtbot.waitSignal(files.imported) as told:
        files.import_media(films[:1])
    assert told.args == [items[:1]], "it can be put on the timeline all the same"
    assert sentences == ["One of these files is in the project already."]
    assert document.undo_stack.count() == 1


def test_files_that_are_no_films_are_told_as_errors_each_with_its_reason(
    document: Document, files: ProjectFiles, sentences: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    bad = [tmp_path / f"{name}.mp4" for name in "abcde"]
    for path in bad:
        path.write_text("no film")
    good = make_clip(tmp_path / "good.mp4")
    with qtbot.waitSignal(files.imported):
        files.import_media([*bad, good])
    assert sentences[-1] == (
        "a.mp4, b.mp4, c.mp4 and 2 more files could not be imported. The notices say why."
    )
    reasons = sentences[:-1]
    assert [text.partition(" cannot be opened: ")[0] for text in reasons] == [p.name for p in bad]
    assert [item.path for item in document.project.media] == [good]
    with qtbot.waitSignal(files.refused):
        files.import_media(bad[:1])
    assert "a.mp4 cannot be opened" in sentences[-1]
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(files.notes):
        files.import_media([tmp_path / "empty"])
    assert sentences[-1] == "There is no video and no picture in what you chose."


def test_an_import_ends_with_the_project(
    document: Document, files: ProjectFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    film = make_clip(tmp_path / "a.mp4")
    with qtbot.waitSignal(files.busy, check_params_cb=lambda busy: not busy):
        files.import_media([film])
        files.new()
    assert document.project == Project()


def test_missing_sources_are_told_and_found_again(
    document: Document, files: ProjectFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(files.imported):
        files.import_media([make_clip(tmp_path / "a.mp4")])
    with qtbot.waitSignal(files.saved):
        files.save(tmp_path / "film.reel")
    (tmp_path / "elsewhere").mkdir()
    moved = (tmp_path / "a.mp4").rename(tmp_path / "elsewhere" / "b.mp4")
    with qtbot.waitSignal(files.missing) as told:
        files.open(tmp_path / "film.reel")
    assert told.args == [document.project.media]
    with qtbot.waitSignal(files.relinked):
        files.relink([tmp_path / "elsewhere"])
    assert document.project.media[0].path == moved
    assert document.undo_stack.undoText() == "Relink media"


def test_another_file_takes_the_place_of_a_source(
    document: Document, files: ProjectFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(files.imported):
        files.import_media([make_clip(tmp_path / "a.mp4")])
    before = document.project.media[0]
    with qtbot.waitSignal(document.changed):
        files.replace_media(before.id, make_clip(tmp_path / "b.mp4", frames=9))
    after = document.project.media[0]
    assert (after.id, after.path) == (before.id, tmp_path / "b.mp4")
    assert after.facts is not None
    assert after.facts.frames == 9


def test_a_timeline_goes_out_and_comes_in(
    document: Document, files: ProjectFiles, sentences: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(files.imported):
        files.import_media([make_clip(tmp_path / "a.mp4")])
    item = document.project.media[0]
    document.apply("Put", clips.append_clip(None, item.id, Span(Fraction(0))))
    timeline = document.project.tracks
    with qtbot.waitSignal(files.notes):
        files.export_timeline(tmp_path / "a.otio")
    assert sentences == ["a.otio is written."]
    files.new()
    with qtbot.waitSignal(document.changed):
        files.import_timeline(tmp_path / "a.otio")
    (track,) = document.project.tracks
    assert [(c.at, c.source) for c in track.clips] == [(c.at, c.source) for c in timeline[0].clips]
    assert document.project.media[0].facts == item.facts


def test_an_unsaved_project_is_recovered(
    document: Document, files: ProjectFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    file = orphan(recovery_file.recovery_folder())
    autosave = Autosave(document)
    with qtbot.waitSignal(files.recoverable) as told:
        files.look_for_recoverable()
    assert told.args is not None
    (item,) = told.args[0]
    with qtbot.waitSignals([files.opened, autosave.written]):
        files.recover(item, autosave)
    qtbot.waitUntil(lambda: not file.exists())
    assert document.path == item.path
    assert not document.clean
    assert document.project.tracks
    autosave.close()


def test_closing_finishes_what_is_being_saved(
    document: Document, files: ProjectFiles, tmp_path: Path
) -> None:
    mark(document, 1)
    for number in range(5):
        files.save(tmp_path / f"{number}.reel")
    files.import_media([make_clip(tmp_path / "a.mp4")])
    files.close()
    assert all(storage.load(tmp_path / f"{n}.reel").project.markers for n in range(5))
    assert not list(tmp_path.glob(".*"))


def test_a_source_that_changed_its_place_meanwhile_is_not_told(
    document: Document, files: ProjectFiles, tmp_path: Path, qtbot: QtBot
) -> None:
    lost = MediaItem(tmp_path / "gone.mp4", "m")
    document.open(Project((lost,)), None)
    there = replace(lost, path=make_clip(tmp_path / "a.mp4"))
    with (
        qtbot.assertNotEmitted(files.missing),
        qtbot.waitSignal(files.busy, check_params_cb=lambda busy: not busy),
    ):
        files.check_media()
        document.apply("Found", lambda project: replace(project, media=(there,)))
