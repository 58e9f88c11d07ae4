"""An export shared by several devices is the export of one, only sooner.

The processor stands for all of them: `cpu,cpu` is two devices.
"""

from __future__ import annotations

import contextlib
import threading
import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, DeviceError, MediaError
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render import footage as footage_module
from app.render.chain import rendered
from app.render.enhance import EnhanceRequest, enhance
from app.render.journal import work_folder
from app.render.segment_maker import SegmentMaker
from tests.helpers.clips import make_clip
from tests.helpers.exports import export, pictures_differ, times
from tests.helpers.timelines import placed, render, timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from app.base.progress import Progress
    from app.render.segmented_export import ExportResult

RATE = 10
SEGMENT = 4 * RATE
FRAMES = 8 * SEGMENT - 5
"""Of a clip of eight segments."""

# It looks at neighbours, so that a run of segments must begin before its first frame.
CHAIN = (EffectSpec("deflicker"), EffectSpec("colour", (("exposure", 0.3),)))
TWO = "cpu,cpu"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    return make_clip(
        folder / "source.mp4", frames=FRAMES, rate=Fraction(RATE), b_frames=2, size=(32, 24)
    )


@pytest.fixture(scope="module")
def whole(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one device makes of it."""
    return export(source, tmp_path_factory.mktemp("one") / "one.mp4", *CHAIN, device="cpu").output


@pytest.fixture
def makers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[SegmentMaker, range]]:
    """Who made what."""
    made: list[tuple[SegmentMaker, range]] = []
    plain = SegmentMaker.make

    def make(self: SegmentMaker, run: range, cancel: CancelToken) -> None:
        made.append((self, run))
        plain(self, run, cancel)

    monkeypatch.setattr(SegmentMaker, "make", make)
    return made


@pytest.fixture
def on_frames(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Something happens on some devices, numbered as they begin, with frames from a number on."""

    def install(happens: Callable[[Any], None], devices: set[int], first: int) -> None:
        known: list[object] = []

        def watched(
            plan: Any, source: Any, *arguments: Any, **named: Any
        ) -> Generator[Any, None, None]:
            if source not in known:
                known.append(source)
            chosen = known.index(source) in devices
            with contextlib.closing(rendered(plan, source, *arguments, **named)) as made:
                for number, frame in enumerate(made):
                    if chosen and number >= first:
                        happens(frame)
                    yield frame

        monkeypatch.setattr(footage_module, "rendered", watched)

    return install


@pytest.fixture
def fail(on_frames: Callable[..., None]) -> Callable[..., None]:
    """Some devices fail after some frames."""

    def install(error: Exception, devices: set[int], frames: int = SEGMENT + 6) -> None:
        def happens(_: Any) -> None:
            raise error

        on_frames(happens, devices, frames)

    return install


def shared(source: Path, output: Path, devices: str = TWO, **request: Any) -> ExportResult:
    return export(source, output, *CHAIN, device=devices, **request)


def check_same(whole: Path, output: Path) -> None:
    assert pictures_differ(whole, output) == 0
    assert times(whole) == times(output)
    assert not work_folder(output).exists()


def test_two_devices_make_the_same_file_to_the_bit(
    source: Path, whole: Path, tmp_path: Path, makers: list[tuple[SegmentMaker, range]]
) -> None:
    result = shared(source, tmp_path / "two.mp4")
    check_same(whole, result.output)
    assert result.output.read_bytes() == whole.read_bytes()
    assert result.frames == FRAMES
    assert {"decode", "effects", "encode"} == set(result.stages)
    assert len({id(maker) for maker, _ in makers}) == 2
    assert sorted(n for _, run in makers for n in run) == list(range(8))


def test_more_devices_than_segments_are_left_alone(
    source: Path, tmp_path: Path, makers: list[tuple[SegmentMaker, range]]
) -> None:
    result = shared(source, tmp_path / "short.mp4", "cpu,cpu,cpu,cpu", end=Fraction(6))
    assert result.frames == 6 * RATE
    assert len({id(maker) for maker, _ in makers}) <= 2


@pytest.mark.parametrize("kind", ["one", "pictures", "nothing-to-compute"])
def test_one_device_works_on_the_thread_that_asked(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Pictures are numbered on; copying packets or samples needs no device at all."""
    seen: set[str] = set()
    plain = SegmentMaker.make

    def make(self: SegmentMaker, run: range, cancel: CancelToken) -> None:
        seen.add(threading.current_thread().name)
        plain(self, run, cancel)

    monkeypatch.setattr(SegmentMaker, "make", make)
    name = "%05d.png" if kind == "pictures" else "out.mp4"
    chain = () if kind == "nothing-to-compute" else CHAIN
    devices = "cpu" if kind == "one" else TWO
    export(source, tmp_path / name, *chain, device=devices, end=Fraction(5))
    assert seen == {threading.current_thread().name}


@pytest.mark.parametrize(
    "error", [DeviceError("The memory is full."), RuntimeError("CUDA error: unspecified failure")]
)
def test_what_a_failing_device_leaves_the_other_makes(
    source: Path, whole: Path, tmp_path: Path, fail: Callable[..., None], error: Exception
) -> None:
    fail(error, {1}, 20)
    result = shared(source, tmp_path / "out.mp4")
    check_same(whole, result.output)
    (note,) = [note for note in result.notes if "others did its work" in note]
    assert note.startswith("cpu failed")


def test_when_all_devices_fail_what_is_finished_stays(
    source: Path, whole: Path, tmp_path: Path, fail: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    fail(RuntimeError("CUDA error: unspecified failure\nmore"), {0, 1})
    with pytest.raises(DeviceError, match="unspecified failure"):
        shared(source, tmp_path / "out.mp4")
    monkeypatch.undo()
    result = shared(source, tmp_path / "out.mp4")
    assert SEGMENT <= result.resumed <= 2 * SEGMENT
    check_same(whole, result.output)


def test_any_other_failure_ends_the_work_of_all(
    source: Path, tmp_path: Path, fail: Callable[..., None]
) -> None:
    before = threading.active_count()
    fail(MediaError("The disk is full."), {0})
    with pytest.raises(MediaError, match="disk is full"):
        shared(source, tmp_path / "out.mp4")
    assert threading.active_count() == before


def test_a_bug_is_not_taken_for_a_failing_device(
    source: Path, tmp_path: Path, fail: Callable[..., None]
) -> None:
    fail(RuntimeError("a bug"), {0})
    with pytest.raises(RuntimeError, match="a bug"):
        shared(source, tmp_path / "out.mp4")


def stopped(source: Path, output: Path, frames: int, leaving: str) -> None:
    token = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.done >= frames:
            token.cancel()

    clip = Excerpt(MediaItem(source), effects=CHAIN)
    wanted = EnhanceRequest(clip, output, device=TWO, when_cancelled=leaving)  # type: ignore[arg-type]
    with pytest.raises(Cancelled):
        enhance(wanted, token, stop)


@pytest.mark.parametrize("devices", ["cpu", TWO, "cpu,cpu,cpu"])
def test_a_cancelled_export_goes_on_with_any_number_of_devices(
    source: Path, whole: Path, tmp_path: Path, devices: str
) -> None:
    stopped(source, tmp_path / "out.mp4", 4 * SEGMENT, "resume")
    result = shared(source, tmp_path / "out.mp4", devices)
    assert result.resumed >= 2 * SEGMENT
    check_same(whole, result.output)


def test_what_is_kept_of_a_cancelled_export_has_no_gap(
    source: Path, tmp_path: Path, on_frames: Callable[..., None]
) -> None:
    """One device is stuck in the second segment: what the other makes lies behind a gap."""

    def happens(frame: Any) -> None:
        if 4 <= frame.time < 8:
            time.sleep(0.3)

    on_frames(happens, {0, 1}, 0)
    stopped(source, tmp_path / "out.mp4", 4 * SEGMENT, "keep")
    kept = times(tmp_path / "out.part.mp4")
    assert SEGMENT < len(kept) < 2 * SEGMENT
    assert kept == times(source)[: len(kept)]
    assert [path.name for path in tmp_path.iterdir()] == ["out.part.mp4"]


def test_discarding_leaves_nothing(source: Path, tmp_path: Path) -> None:
    stopped(source, tmp_path / "out.mp4", SEGMENT, "discard")
    assert list(tmp_path.iterdir()) == []


def test_progress_counts_all_frames_and_is_told_on_the_thread_that_asked(
    source: Path, tmp_path: Path
) -> None:
    told: list[Progress] = []
    threads: set[int] = set()
    looks: list[int] = []

    def report(progress: Progress) -> None:
        told.append(progress)
        threads.add(threading.get_ident())

    clip = Excerpt(MediaItem(source), effects=CHAIN)
    request = EnhanceRequest(clip, tmp_path / "out.mp4", device=TWO)
    enhance(request, CancelToken(), report, lambda _: looks.append(threading.get_ident()))
    rendering = [each for each in told if each.stage == "Rendering"]
    counts = [each.done for each in rendering]
    assert counts == sorted(counts)
    assert all(each.total == FRAMES for each in rendering)
    assert any(each.fps and each.seconds_left is not None for each in rendering)
    assert told[-1].done == FRAMES
    assert threads == set(looks) == {threading.get_ident()}


def test_a_report_that_fails_ends_the_work_of_all(source: Path, tmp_path: Path) -> None:
    before = threading.active_count()

    def broken(progress: Progress) -> None:
        raise ValueError("a bug")

    clip = Excerpt(MediaItem(source), effects=CHAIN)
    with pytest.raises(ValueError, match="a bug"):
        enhance(EnhanceRequest(clip, tmp_path / "out.mp4", device=TWO), CancelToken(), broken)
    assert threading.active_count() == before


def test_a_timeline_is_shared_as_well(
    source: Path, tmp_path: Path, makers: list[tuple[SegmentMaker, range]]
) -> None:
    row = (
        placed(source, 0, 0, 7, CHAIN),
        placed(source, 7, 11, 16, (EffectSpec("colour"),)),
    )
    project = timeline(source.parent, row)
    one = render(project, tmp_path / "one.mp4")
    makers.clear()
    two = render(project, tmp_path / "two.mp4", device=TWO)
    assert two.output.read_bytes() == one.output.read_bytes()
    assert len({id(maker) for maker, _ in makers}) == 2
