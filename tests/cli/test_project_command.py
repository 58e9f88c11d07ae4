"""`reelwright project`."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.time import Span
from app.project import storage
from app.project.edits import clips, effects, media
from app.project.fingerprint import fingerprint
from app.project.importing import inspect
from app.project.model import EffectSpec, Project
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Invoke


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A project of one clip with an effect that is always there."""
    (tmp_path / "in").mkdir()
    item = inspect(make_clip(tmp_path / "in" / "film.mp4"))
    project = media.add_media([item])(Project(name="Film"))
    project = clips.append_clip(None, item.id, Span(Fraction(0)), None, "a")(project)
    project = effects.add_effect("a", EffectSpec("sharpen"))(project)
    storage.save(project, tmp_path / "film.reel")
    return tmp_path / "film.reel"


def change(path: Path, *specs: EffectSpec) -> None:
    project = storage.load(path).project
    storage.save(effects.set_chain(["a"], specs)(project), path)


def test_a_project_with_everything_is_fine(saved: Path, invoke: Invoke) -> None:
    done = invoke("project", "check", saved)
    assert (done.code, done.err) == (0, "")
    assert "Film" in done.out
    assert "00:00:00.960" in done.out
    done = invoke("project", "check", saved, "--json")
    answer = json.loads(done.out)
    assert (answer["clips"], answer["length"], answer["problems"]) == (1, "24/25", [])


def test_what_stands_in_place_of_a_model_is_not_missing(saved: Path, invoke: Invoke) -> None:
    change(saved, EffectSpec("interpolate"), EffectSpec("interpolate", (("rate", "x3"),)))
    assert invoke("project", "check", saved).code == 0
    change(saved, EffectSpec("interpolate", (("model", "rife"),)))
    assert "reelwright models get rife" in invoke("project", "check", saved).err


def test_everything_missing_is_told(saved: Path, invoke: Invoke) -> None:
    change(
        saved,
        EffectSpec("sharpen", (("amount", "lots"),)),
        EffectSpec("from the future"),
        EffectSpec("from the future"),
        EffectSpec("forgotten", (), enabled=False),
        EffectSpec("upscale", (("model", "no-such-model"),)),
    )
    (saved.parent / "in" / "film.mp4").unlink()
    done = invoke("project", "check", saved, "--json")
    assert done.code == 1
    problems = json.loads(done.out)["problems"]
    assert [problem["kind"] for problem in problems] == ["media", "effect", "effect", "model"]
    done = invoke("project", "check", saved)
    assert done.code == 1
    assert len(done.err.splitlines()) == 4
    assert "film.mp4 is not there" in done.err
    assert "There is no effect “from the future”" in done.err


def test_weights_that_are_not_here_are_told(saved: Path, invoke: Invoke) -> None:
    from app.inference.catalogue import Catalogue
    from app.inference.weights_store import WeightsStore

    store = WeightsStore()
    absent = next(
        card.id
        for card in Catalogue.load().all()
        if card.scale > 1 and not card.input.past and store.find(card) is None
    )
    change(saved, EffectSpec("upscale", (("model", absent),)))
    done = invoke("project", "check", saved)
    assert done.code == 1
    assert f"reelwright models get {absent}" in done.err


def test_moved_media_are_found_again(saved: Path, invoke: Invoke) -> None:
    moved = saved.parent / "moved" / "below"
    moved.mkdir(parents=True)
    (saved.parent / "in" / "film.mp4").rename(moved / "renamed.mp4")
    done = invoke("project", "relink", saved, saved.parent / "in")
    assert done.code == 1
    assert "film.mp4 was not found" in done.err
    done = invoke("project", "relink", saved, saved.parent / "moved")
    assert (done.code, done.err) == (0, "")
    assert str(moved / "renamed.mp4") in done.out
    assert storage.load(saved).project.media[0].path == moved / "renamed.mp4"
    assert invoke("project", "check", saved).code == 0
    done = invoke("project", "relink", saved, saved.parent / "moved")
    assert (done.code, done.out) == (0, "Nothing is missing.\n")


def test_a_file_of_the_same_name_is_taken_on_request(saved: Path, invoke: Invoke) -> None:
    (saved.parent / "in" / "film.mp4").unlink()
    (saved.parent / "other").mkdir()
    other = make_clip(saved.parent / "other" / "film.mp4", frames=9)
    done = invoke("project", "relink", saved, saved.parent / "other", "--json")
    assert done.code == 1
    assert json.loads(done.out)["missing"] == [str(saved.parent / "in" / "film.mp4")]
    assert "holds something else" in done.err
    done = invoke("project", "relink", saved, saved.parent / "other", "--by-name")
    assert (done.code, done.err) == (0, "")
    found = storage.load(saved).project
    assert found.media[0].path == other
    assert found.media[0].fingerprint == fingerprint(other)
    assert found.tracks[0].clips[0].length == Fraction(9, 25), "the other film is shorter"


def test_what_is_no_project_is_refused(tmp_path: Path, saved: Path, invoke: Invoke) -> None:
    (tmp_path / "b.reel").write_text("{}")
    done = invoke("project", "check", tmp_path / "b.reel")
    assert (done.code, done.out) == (1, "")
    assert "no Reelwright project" in done.err
    done = invoke("project", "relink", saved, tmp_path / "nowhere")
    assert done.code == 1
    newer = saved.read_text().replace('"version": 1', '"version": 2')
    saved.write_text(newer)
    assert "newer" in invoke("project", "check", saved).err
    assert "update Reelwright" in invoke("project", "relink", saved, tmp_path).err
    assert saved.read_text() == newer
