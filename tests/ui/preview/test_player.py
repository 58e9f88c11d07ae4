"""Playing keeps the source's own pace, whatever the machine does."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from PySide6.QtGui import QColor

from app.base.time import Span
from app.project.model import Clip, EffectSpec, MediaFacts, MediaItem, Project, Track
from app.ui.document import Document
from app.ui.preview.frame_queue import FrameQueue, Waiting
from app.ui.preview.player import Player
from app.ui.preview.route import Leg, Route
from app.ui.preview_thread import PreviewThread
from app.ui.view_state import ViewState
from tests.helpers.clips import drawn_frame, gradient, make_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.preview.preview_image import PreviewImage
    from app.ui.preview.sound_device import Pull

F = Fraction
PATIENCE = 30_000


def silence(rate: int) -> None:
    """A machine without a loudspeaker."""


class FakeDevice:
    """Takes samples at a pace of its own, in small bites, and keeps them."""

    delay = 0.0

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self.taken = 0
        self.heard: list[bytes] = []
        self.closed = False

    def start(self, pull: Pull) -> None:
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, args=(pull,), name="fake device")
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        self.closed = True

    def _run(self, pull: Pull) -> None:
        started, taken = time.perf_counter(), 0
        while not self._ended.wait(0.005):
            wanted = int((time.perf_counter() - started) * self._rate) - taken
            if wanted > 0:
                self.heard.append(pull(wanted))
                taken += wanted
                self.taken += wanted


class Stage:
    """A player with everything around it, and what it showed."""

    def __init__(self, project: Project, device: FakeDevice | None = None) -> None:
        self.document = Document()
        self.document.open(project, None)
        self.view = ViewState()
        self.preview = PreviewThread()
        self.player = Player(
            self.document, self.view, self.preview, open_device=lambda rate: device
        )
        self.images: list[tuple[float, PreviewImage]] = []
        self.failures: list[str] = []
        self.player.frame.connect(lambda image: self.images.append((time.perf_counter(), image)))
        self.player.failed.connect(self.failures.append)

    @property
    def playing(self) -> bool:
        return self.view.playing

    @property
    def times(self) -> list[Fraction]:
        return [image.time for _, image in self.images if image.kind == "source"]

    def wait_for_end(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: not self.view.playing, timeout=PATIENCE)

    def close(self) -> None:
        self.player.close()
        self.preview.close()


@pytest.fixture
def stages(qapp: object) -> Iterator[list[Stage]]:
    made: list[Stage] = []
    yield made
    for stage in made:
        stage.close()


def facts(seconds: Fraction, rate: int, *, sound: bool) -> MediaFacts:
    return MediaFacts(seconds, int(seconds * rate), F(rate), False, 64, 48, sound)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two clips with a gap of 0.2 s between them: 0 to 0.4 and 0.6 to 1."""
    path = make_clip(tmp_path_factory.mktemp("player") / "a.mkv", frames=25, gop=10)
    media = MediaItem(path, "m", facts=facts(F(1), 25, sound=False))
    one = Clip("1", "m", Span(F(0), F(10, 25)), F(0))
    two = Clip("2", "m", Span(F(15, 25), F(1)), F(15, 25))
    return Project((media,), (Track("t", "t", (one, two)),))


def number_of(image: PreviewImage) -> int:
    rows = np.frombuffer(image.image.constBits(), np.uint8).reshape(image.image.height(), -1, 4)
    cells = rows[4:24:8, 4 : 4 + 32 : 8, 1].ravel() > 128
    return int(sum(int(bit) << n for n, bit in enumerate(cells)))


def test_plays_clips_and_gaps_to_the_end_and_stands_on_the_last_frame(
    project: Project, stages: list[Stage], qtbot: QtBot
) -> None:
    stages.append(stage := Stage(project))
    began = time.perf_counter()
    stage.player.play()
    assert stage.playing
    stage.wait_for_end(qtbot)
    assert time.perf_counter() - began >= 0.95
    assert set(stage.times) <= {F(n, 25) for n in (*range(11), *range(15, 25))}
    assert stage.times == sorted(stage.times)
    assert stage.view.playhead == F(24, 25)
    for _, image in stage.images:
        if F(10, 25) <= image.time < F(15, 25):
            assert image.image.pixelColor(8, 5) == QColor(0, 0, 0)
        else:
            assert number_of(image) == image.time * 25
    assert stage.player.shown + stage.player.dropped == 21
    stage.player.play()  # at the end: once more from the beginning
    qtbot.waitUntil(lambda: 0 < stage.view.playhead < F(20, 25), timeout=PATIENCE)
    stage.player.toggle()
    assert not stage.view.playing
    assert stage.view.playhead == stage.times[-1]


def test_speed_and_direction(project: Project, stages: list[Stage], qtbot: QtBot) -> None:
    stages.append(stage := Stage(project))
    began = time.perf_counter()
    stage.player.play(4)
    stage.wait_for_end(qtbot)
    assert time.perf_counter() - began < 5
    assert stage.view.playhead == F(24, 25)
    stage.images.clear()
    stage.player.shuttle(-1)
    assert stage.player.speed == -1
    stage.player.shuttle(-1)
    assert stage.player.speed == -2
    stage.wait_for_end(qtbot)
    assert stage.view.playhead == 0
    assert stage.times == sorted(stage.times, reverse=True)
    assert len(stage.times) > 3
    stage.player.shuttle(1)
    assert stage.player.speed == 1
    stage.player.pause()
    assert stage.player.speed == 0


def test_loops_from_in_to_out(project: Project, stages: list[Stage], qtbot: QtBot) -> None:
    inside = replace(project, selected_range=Span(F(2, 25), F(6, 25)))
    stages.append(stage := Stage(inside))
    stage.player.set_loop(True)
    stage.player.play(2)
    qtbot.waitUntil(
        lambda: sum(b < a for a, b in pairwise(stage.times)) >= 3,
        timeout=PATIENCE,
    )
    stage.player.pause()
    assert set(stage.times) <= {F(n, 25) for n in range(6)}


def test_steps_are_exact_and_none_is_lost(
    project: Project, stages: list[Stage], qtbot: QtBot
) -> None:
    stages.append(stage := Stage(project))
    for _ in range(5):
        stage.player.step(1)
    qtbot.waitUntil(lambda: stage.view.playhead == F(5, 25), timeout=PATIENCE)
    stage.player.step(-2)
    qtbot.waitUntil(lambda: stage.view.playhead == F(3, 25), timeout=PATIENCE)
    stage.player.play()
    qtbot.waitUntil(lambda: len(stage.times) > 2, timeout=PATIENCE)
    stage.player.step(1)
    assert not stage.view.playing
    last = stage.times[-1]
    qtbot.waitUntil(lambda: stage.view.playhead == last + F(1, 25), timeout=PATIENCE)


def test_an_edit_while_playing_is_heard_of(
    project: Project, stages: list[Stage], qtbot: QtBot
) -> None:
    stages.append(stage := Stage(project))
    stage.player.play(F(1, 4))
    qtbot.waitUntil(lambda: len(stage.times) > 1, timeout=PATIENCE)
    only = replace(project, tracks=(replace(project.tracks[0], clips=project.tracks[0].clips[:1]),))
    stage.document.apply("cut", lambda _: only)
    stage.player.play(4)
    stage.wait_for_end(qtbot)
    assert stage.view.playhead == F(9, 25)


def test_moving_the_playhead_plays_on_from_there(
    project: Project, stages: list[Stage], qtbot: QtBot
) -> None:
    stages.append(stage := Stage(project))
    stage.player.play(F(1, 2))
    qtbot.waitUntil(lambda: len(stage.times) > 1, timeout=PATIENCE)
    stage.images.clear()
    for number in (18, 19, 20):
        stage.view.seek(F(number, 25))
    assert stage.playing
    stage.wait_for_end(qtbot)
    assert stage.times[0] == F(20, 25)
    assert stage.view.playhead == F(24, 25)
    stage.player.play()
    stage.view.seek(F(0))
    stage.player.toggle()  # while it lies in wait
    assert not stage.playing


def test_nothing_to_play(stages: list[Stage]) -> None:
    stages.append(stage := Stage(Project()))
    stage.player.play()
    assert not stage.view.playing


def test_a_missing_file_says_so_and_stops(
    project: Project, tmp_path: Path, stages: list[Stage], qtbot: QtBot
) -> None:
    gone = replace(project, media=(MediaItem(tmp_path / "gone.mp4", "m"),))
    stages.append(stage := Stage(gone))
    stage.player.play()
    qtbot.waitUntil(lambda: bool(stage.failures), timeout=PATIENCE)
    assert "gone.mp4" in stage.failures[0]
    assert not stage.view.playing


def test_rendered_stretches_play_as_results(
    project: Project, stages: list[Stage], qtbot: QtBot
) -> None:
    crop = EffectSpec("crop", (("left", 8),))
    one, two = project.tracks[0].clips
    clips = (replace(one, effects=(crop,)), replace(two, effects=(crop,)))
    enhanced = replace(project, tracks=(replace(project.tracks[0], clips=clips),))
    stages.append(stage := Stage(enhanced))
    with qtbot.waitSignal(stage.preview.range_ended, timeout=PATIENCE):
        stage.preview.render_range(enhanced, Span(F(0), F(10, 25)))
    stage.player.play()
    stage.wait_for_end(qtbot)
    results = {image.time: image for _, image in stage.images if image.kind == "result"}
    assert set(results) == {time for time in stage.times if time < F(10, 25)}
    assert all(image.width == 56 for image in results.values())


@pytest.fixture(scope="module")
def clicking(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two seconds; the picture flashes white and the sound clicks at 0.4 and 1.2 s."""
    path = tmp_path_factory.mktemp("sound") / "a.mp4"
    make_clip(path, frames=50, clicks=(F(10, 25), F(30, 25)))
    media = MediaItem(path, "m", facts=facts(F(2), 25, sound=True))
    clip = Clip("1", "m", Span(F(0), F(2)), F(0))
    return Project((media,), (Track("t", "t", (clip,)),))


class TestSound:
    @pytest.mark.parametrize("pace", [0.7, 1.0, 1.4])
    def test_pictures_keep_to_the_device(
        self, clicking: Project, pace: float, stages: list[Stage], qtbot: QtBot
    ) -> None:
        """A device that runs fast or slow takes the pictures with it: less than a frame apart."""
        device = FakeDevice(48_000 * pace)
        stages.append(stage := Stage(clicking, device))
        apart: list[float] = []
        stage.player.frame.connect(
            lambda image: apart.append(device.taken / 48_000 - float(image.time))
        )
        stage.player.play()
        stage.wait_for_end(qtbot)
        assert stage.view.playhead == F(49, 25)
        assert len(apart) > 25
        late = sorted(apart)[len(apart) * 9 // 10]
        assert min(apart) >= -0.02
        assert late <= 0.04
        samples = np.frombuffer(b"".join(device.heard), np.float32).reshape(-1, 2)
        loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.4)
        assert loud[0] == pytest.approx(0.4 * 48_000, abs=100)
        assert loud[-1] == pytest.approx(1.2 * 48_000, abs=200)

    def test_volume_and_mute(self, clicking: Project, stages: list[Stage], qtbot: QtBot) -> None:
        device = FakeDevice(48_000 * 4)
        stages.append(stage := Stage(clicking, device))
        stage.player.set_muted(True)
        stage.player.play()
        stage.wait_for_end(qtbot)
        assert not any(np.frombuffer(b"".join(device.heard), np.float32))
        device.heard.clear()
        stage.player.set_muted(False)
        stage.player.set_volume(0.5)
        stage.player.play()
        stage.wait_for_end(qtbot)
        loudest = np.abs(np.frombuffer(b"".join(device.heard), np.float32)).max()
        assert 0.3 < loudest < 0.6
        stage.close()
        assert device.closed

    def test_a_muted_track_needs_no_device(
        self, clicking: Project, stages: list[Stage], qtbot: QtBot
    ) -> None:
        device = FakeDevice(48_000)
        quiet = replace(clicking, tracks=(replace(clicking.tracks[0], muted=True),))
        stages.append(stage := Stage(quiet, device))
        stage.player.play(4)
        stage.wait_for_end(qtbot)
        assert device.taken == 0

    def test_a_device_that_fails_leaves_it_playing_silently(
        self, clicking: Project, stages: list[Stage], qtbot: QtBot
    ) -> None:
        class Broken(FakeDevice):
            def start(self, pull: Pull) -> None:
                raise RuntimeError("device lost")

        stages.append(stage := Stage(clicking, Broken(1)))
        stage.player.play(4)
        stage.wait_for_end(qtbot)
        assert stage.view.playhead == F(49, 25)


class TestRoute:
    def legs(self, route: Route, count: int, place: Fraction | None = None) -> list[Any]:
        found = route.legs(place or F(0))
        return [
            (leg.place, leg.start, leg.end) for leg, _ in zip(found, range(count), strict=False)
        ]

    def test_once(self) -> None:
        assert self.legs(Route(F(2), Span(F(0), F(5))), 9) == [(0, 2, 5)]
        assert self.legs(Route(F(2), Span(F(0), F(5)), backwards=True), 9) == [(0, 2, 0)]
        assert self.legs(Route(F(2), Span(F(0), F(5))), 9, F(1)) == [(1, 3, 5)]
        assert self.legs(Route(F(5), Span(F(0), F(5))), 9) == []

    def test_round_and_round(self) -> None:
        route = Route(F(2), Span(F(1), F(5)), loop=True)
        assert self.legs(route, 3) == [(0, 2, 5), (3, 1, 5), (7, 1, 5)]
        assert self.legs(route, 2, F(8)) == [(8, 2, 5), (11, 1, 5)]
        assert self.legs(Route(F(9), Span(F(1), F(5)), loop=True), 2) == [(0, 1, 5), (4, 1, 5)]
        back = Route(F(2), Span(F(1), F(5)), loop=True, backwards=True)
        assert self.legs(back, 2) == [(0, 2, 1), (1, 5, 1)]

    def test_length(self) -> None:
        assert Leg(F(0), F(3), F(1)).length == 2


def test_the_queue_gives_the_newest_that_is_due() -> None:
    queue = FrameQueue(depth=3)
    for place in range(3):
        assert queue.put(Waiting(place, 1, F(place), ()))
    assert queue.take(-0.5) is None
    taken = queue.take(1.5)
    assert taken is not None
    assert taken.time == 1
    assert queue.dropped == 1
    assert queue.next_place == 2
    queue.close()
    assert not queue.put(Waiting(9, 1, F(9), ()))


def hd_clip(path: Path, frames: int) -> Path:
    """1920 x 1080 at 30 per second, B frames and a keyframe every two seconds."""
    drawn = [drawn_frame(1920, 1080, "yuv420p", number, gradient) for number in range(6)]
    with av.open(str(path), "w") as output:
        options = {"preset": "ultrafast", "crf": "23", "bf": "2", "g": "60"}
        stream = output.add_stream("libx264", rate=30, options=options)
        stream.width, stream.height = 1920, 1080
        for number in range(frames):
            frame = drawn[number % len(drawn)]
            frame.pts, frame.time_base = number, F(1, 30)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


@pytest.mark.slow
def test_1080p_plays_in_real_time(tmp_path: Path, stages: list[Stage], qtbot: QtBot) -> None:
    path = hd_clip(tmp_path / "hd.mp4", frames=150)
    media = MediaItem(path, "m", facts=facts(F(5), 30, sound=False))
    project = Project((media,), (Track("t", "t", (Clip("1", "m", Span(F(0), F(5)), F(0)),)),))
    stages.append(stage := Stage(project))
    stage.player.play()
    stage.wait_for_end(qtbot)
    first, last = stage.images[0][0], stage.images[-1][0]
    assert last - first == pytest.approx(149 / 30, rel=0.02)
    print(f"shown {stage.player.shown}, dropped {stage.player.dropped} in {last - first:.3f} s")
    assert stage.player.shown >= 0.95 * 150
