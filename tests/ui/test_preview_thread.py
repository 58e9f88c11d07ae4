"""One thread makes pictures; the newest request wins and nothing stops it."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PySide6.QtGui import QColor

from app.base.time import Span
from app.project.model import Clip, EffectSpec, MediaItem, Project, Track
from app.ui.preview_thread import PreviewRequest, PreviewThread
from app.ui.settings import Settings
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.preview.preview_image import PreviewImage

F = Fraction
PATIENCE = 30_000
_ids = itertools.count(1)


def effect(name: str, **settings: Any) -> EffectSpec:
    return EffectSpec(name, tuple(settings.items()))


def project_of(path: Path, *effects: EffectSpec, frames: int = 24) -> Project:
    clip = Clip("c", "m", Span(F(0), F(frames, 25)), F(1), effects)
    return Project((MediaItem(path, "m"),), (Track("t", "Track", (clip,)),))


def number_of(image: PreviewImage) -> int:
    """The number burnt into the picture."""
    rows = np.frombuffer(image.image.constBits(), np.uint8).reshape(image.image.height(), -1, 4)
    cells = rows[4:24:8, 4 : 4 + 32 : 8, 1].ravel() > 128
    return int(sum(int(bit) << n for n, bit in enumerate(cells)))


class Heard:
    """Everything a thread says."""

    def __init__(self, thread: PreviewThread) -> None:
        self.images: list[PreviewImage] = []
        self.failures: list[tuple[int, str]] = []
        self.ready: tuple[Any, Any] = ((), ())
        thread.shown.connect(self.images.append)
        thread.failed.connect(lambda id_, text: self.failures.append((id_, text)))
        thread.cached_changed.connect(self._keep)

    def _keep(self, memory: object, disk: object) -> None:
        self.ready = (memory, disk)

    def has_failures(self, count: int) -> bool:
        return len(self.failures) == count

    def of(self, id_: int) -> list[tuple[str, bool]]:
        return [(i.kind, i.exact) for i in self.images if i.request_id == id_]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.json")
    made.set("device", "cpu")
    made.set("cache_folder", str(tmp_path / "cache"))
    return made


@pytest.fixture
def thread(settings: Settings, qapp: object) -> Iterator[PreviewThread]:
    made = PreviewThread(settings)
    yield made
    made.close()
    made.close()


@pytest.fixture
def heard(thread: PreviewThread) -> Heard:
    return Heard(thread)


@pytest.fixture(scope="module")
def clip_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("thread") / "a.mkv", gop=60, frames=60)


def ask(thread: PreviewThread, project: Project, time: Fraction, **more: Any) -> int:
    request = PreviewRequest(next(_ids), project, time, **more)
    thread.request(request)
    return request.id


def test_first_the_source_then_the_result(
    clip_path: Path, thread: PreviewThread, heard: Heard, qtbot: QtBot
) -> None:
    project = project_of(clip_path, effect("crop", left=8, right=8))
    id_ = ask(thread, project, F(1) + F(20, 25))
    qtbot.waitUntil(lambda: ("result", True) in heard.of(id_), timeout=PATIENCE)
    assert heard.of(id_) == [("source", False), ("source", True), ("result", True)]
    near, source, result = heard.images
    assert number_of(near) == 0
    assert near.time == 1
    assert number_of(source) == 20
    assert (source.width, source.height) == (64, 48)
    assert (result.width, result.height) == (48, 48)
    assert source.time == result.time == F(1) + F(20, 25)
    assert result.region is None
    qtbot.waitUntil(lambda: bool(heard.ready[0]), timeout=PATIENCE)
    assert heard.ready[0] == (Span(F(1) + F(20, 25), F(1) + F(21, 25)),)


def test_what_is_in_view_comes_before_the_rest(
    tmp_path: Path, thread: PreviewThread, heard: Heard, qtbot: QtBot
) -> None:
    path = make_clip(tmp_path / "large.mkv", frames=3, size=(320, 240))
    project = project_of(path, effect("upscale"), frames=3)
    id_ = ask(thread, project, F(1), region=(0, 0, 80, 60))
    qtbot.waitUntil(lambda: len(heard.of(id_)) == 3, timeout=PATIENCE)
    part, whole = heard.images[1:]
    assert part.region is not None
    assert part.region[:2] == (0, 0)
    assert part.region[2] >= 160  # the region was meant in the source's pixels
    assert part.image.width() == part.region[2]
    assert (part.width, part.height) == (whole.width, whole.height) == (640, 480)
    assert whole.region is None


def test_newest_request_wins(
    clip_path: Path, thread: PreviewThread, heard: Heard, qtbot: QtBot
) -> None:
    project = project_of(clip_path, effect("denoise", sigma=10.0))
    ids = [ask(thread, project, F(1) + F(n, 25)) for n in range(24)]
    qtbot.waitUntil(lambda: ("result", True) in heard.of(ids[-1]), timeout=PATIENCE)
    results = [i for i in heard.images if i.kind == "result"]
    assert len(results) <= 3
    assert [i.request_id for i in heard.images] == sorted(i.request_id for i in heard.images)
    assert not heard.failures


def test_a_failure_is_a_sentence_and_the_thread_lives_on(
    clip_path: Path, tmp_path: Path, thread: PreviewThread, heard: Heard, qtbot: QtBot
) -> None:
    bad = [
        project_of(clip_path, effect("crop", left=40, right=40)),
        project_of(clip_path, effect("upscale", model="no-such-model")),
        project_of(clip_path, effect("no-such-effect")),
        project_of(tmp_path / "missing.mp4"),
    ]
    for count, project in enumerate(bad, 1):
        id_ = ask(thread, project, F(1))
        qtbot.waitUntil(partial(heard.has_failures, count), timeout=PATIENCE)
        assert heard.failures[-1][0] == id_
        assert heard.failures[-1][1].endswith((".", "`."))
    id_ = ask(thread, project_of(clip_path, effect("crop", left=8)), F(1))
    qtbot.waitUntil(lambda: ("result", True) in heard.of(id_), timeout=PATIENCE)


def test_a_background_that_is_gone_leaves_the_clip_in_sight(
    clip_path: Path, tmp_path: Path, thread: PreviewThread, heard: Heard, qtbot: QtBot
) -> None:
    gone = str(tmp_path / "beach.png")
    chain = effect("matte", background="picture", picture=gone)
    id_ = ask(thread, project_of(clip_path, chain), F(1))
    qtbot.waitUntil(partial(heard.has_failures, 1), timeout=PATIENCE)
    assert ("source", True) in heard.of(id_)
    assert heard.failures == [
        (id_, f"There is no picture {gone} for the background; choose another one.")
    ]


def test_a_crash_in_a_model_is_a_sentence_too(
    clip_path: Path,
    thread: PreviewThread,
    heard: Heard,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from app.effects.crop import Crop

    def broken(*_: object) -> Any:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    with monkeypatch.context() as patch:
        patch.setattr(Crop, "apply", broken)
        id_ = ask(thread, project_of(clip_path, effect("crop", left=8)), F(1))
        qtbot.waitUntil(lambda: bool(heard.failures), timeout=PATIENCE)
    assert heard.failures == [
        (id_, "The picture could not be computed. Your project is safe; try another setting.")
    ]
    id_ = ask(thread, project_of(clip_path, effect("crop", left=8)), F(1))
    qtbot.waitUntil(lambda: ("result", True) in heard.of(id_), timeout=PATIENCE)


def test_a_gap_is_black(clip_path: Path, thread: PreviewThread, heard: Heard, qtbot: QtBot) -> None:
    id_ = ask(thread, project_of(clip_path), F(0))
    qtbot.waitUntil(lambda: bool(heard.of(id_)), timeout=PATIENCE)
    (image,) = heard.images
    assert image.image.pixelColor(0, 0) == QColor(0, 0, 0)
    assert image.time == 0


def test_the_alternative_and_half_the_size(
    clip_path: Path, thread: PreviewThread, heard: Heard, qtbot: QtBot
) -> None:
    project = project_of(clip_path, effect("upscale"), effect("crop", left=8))
    clip = replace(project.tracks[0].clips[0], alternative=(effect("rotate", angle="90"),))
    project = replace(project, tracks=(replace(project.tracks[0], clips=(clip,)),))
    id_ = ask(thread, project, F(1), want_alternative=True, half=True)
    qtbot.waitUntil(lambda: len(heard.of(id_)) == 3, timeout=PATIENCE)
    _, result, other = heard.images
    assert (result.kind, other.kind) == ("result", "alternative")
    assert (result.width, result.height) == (120, 96)
    assert (result.image.width(), result.image.height()) == (60, 48)
    assert not result.exact
    assert (other.width, other.height) == (48, 64)


def test_a_range_is_rendered_in_the_background_and_kept_on_disk(
    clip_path: Path, thread: PreviewThread, heard: Heard, settings: Settings, qtbot: QtBot
) -> None:
    project = project_of(clip_path, effect("crop", left=8))
    span = Span(F(1), F(1) + F(10, 25))
    with qtbot.waitSignal(thread.range_ended, timeout=PATIENCE) as ended:
        thread.render_range(project, span)
    assert ended.args == [""]
    assert heard.ready == ((span,), (span,))
    thread.close()
    again = PreviewThread(settings)
    heard = Heard(again)
    id_ = ask(again, project, F(1) + F(9, 25))
    qtbot.waitUntil(lambda: ("result", True) in heard.of(id_), timeout=PATIENCE)
    qtbot.waitUntil(lambda: heard.ready[1] == (span,), timeout=PATIENCE)
    again.close()


def test_a_range_that_fails_says_so(clip_path: Path, thread: PreviewThread, qtbot: QtBot) -> None:
    with qtbot.waitSignal(thread.range_ended, timeout=PATIENCE) as ended:
        thread.render_range(project_of(clip_path, effect("crop", left=99)), Span(F(1), F(2)))
    assert ended.args is not None
    assert "smaller borders" in ended.args[0]


def test_closing_in_the_middle_of_heavy_work_is_quick(
    tmp_path: Path, settings: Settings, qtbot: QtBot
) -> None:
    path = make_clip(tmp_path / "large.mkv", frames=3, size=(640, 480))
    thread = PreviewThread(settings)
    heard = Heard(thread)
    project = project_of(path, effect("upscale"), effect("upscale"), frames=3)
    thread.render_range(project, Span(F(1), F(2)))
    id_ = ask(thread, project, F(1))
    qtbot.waitUntil(lambda: bool(heard.of(id_)), timeout=PATIENCE)
    started = time.monotonic()
    thread.close()
    assert time.monotonic() - started < 15


def test_steps_are_exact(clip_path: Path, thread: PreviewThread, qtbot: QtBot) -> None:
    project = project_of(clip_path)
    for frames, expected in (
        (1, F(1) + F(11, 25)),
        (0, F(1) + F(10, 25)),
        (-3, F(1) + F(7, 25)),
        (-40, F(0)),
    ):
        with qtbot.waitSignal(thread.stepped, timeout=PATIENCE) as stepped:
            ticket = thread.step(project, F(1) + F(10, 25) + F(1, 100), frames)
        assert stepped.args == [ticket, expected]


def test_a_step_does_not_wait_for_a_slow_model(
    tmp_path: Path, thread: PreviewThread, heard: Heard, qtbot: QtBot
) -> None:
    """And the slow result still comes, as nothing newer was asked for."""
    path = make_clip(tmp_path / "large.mkv", frames=3, size=(320, 240))
    project = project_of(path, effect("upscale", scale=4.0), frames=3)
    id_ = ask(thread, project, F(1))
    qtbot.waitUntil(lambda: bool(heard.of(id_)), timeout=PATIENCE)
    with qtbot.waitSignal(thread.stepped, timeout=PATIENCE):
        thread.step(project, F(1), 1)
    assert ("result", True) not in heard.of(id_)
    qtbot.waitUntil(lambda: ("result", True) in heard.of(id_), timeout=PATIENCE)


def test_other_devices_and_caches_take_effect(
    clip_path: Path, thread: PreviewThread, heard: Heard, settings: Settings, qtbot: QtBot
) -> None:
    project = project_of(clip_path, effect("crop", left=8))
    id_ = ask(thread, project, F(1))
    qtbot.waitUntil(lambda: ("result", True) in heard.of(id_), timeout=PATIENCE)
    settings.set("device", "cuda:77")
    id_ = ask(thread, project, F(1))
    qtbot.waitUntil(lambda: bool(heard.failures), timeout=PATIENCE)
    assert "GPU" in heard.failures[0][1]
    settings.set("device", "cpu")
    settings.set("cache_disk_gb", 0)
    id_ = ask(thread, project, F(1))
    qtbot.waitUntil(lambda: ("result", True) in heard.of(id_), timeout=PATIENCE)
