"""What was computed is found again: in memory, on disk, in regions, in ranges."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.base.cancel import CancelToken
from app.base.colour import ColourSpec
from app.base.errors import Cancelled
from app.base.frame import Frame
from app.base.parameter import Keyframe, Keyframes
from app.base.picture import Picture, PixelLayout
from app.base.time import Span
from app.project.model import Clip, EffectSpec, MediaItem, Project, Track
from app.render.preview.disk_cache import DiskCache
from app.render.preview.frame_store import FrameStore
from app.render.preview.range_render import RangeRender
from app.render.preview.renderer import PreviewRenderer, Shot
from app.render.preview.shown_times import joined, uncovered
from app.render.preview.single import cut
from app.render.preview.stepping import frame_start, last_frame, stepped
from tests.helpers.clips import make_clip, read_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.base.progress import Progress
    from app.media.frame_index import FrameIndex

F = Fraction


def picture(value: int, width: int = 8, layout: PixelLayout | None = None) -> Picture:
    layout = layout or PixelLayout()
    sizes = [layout.plane_size(n, width, 6) for n in range(layout.plane_count)]
    planes: tuple[Any, ...] = tuple(np.full((h, w), value, layout.dtype) for w, h in sizes)
    return Picture(planes, layout, ColourSpec(1, 1))


def frame(number: int, **shape: Any) -> Frame[Picture]:
    return Frame(picture(number, **shape), F(number, 25), F(1, 25))


def effect(name: str, **settings: Any) -> EffectSpec:
    return EffectSpec(name, tuple(settings.items()))


def test_the_store_finds_by_time_and_forgets_the_least_used() -> None:
    store = FrameStore(3 * picture(0).nbytes)
    for number in (4, 2, 3):
        store.put("s", frame(number))
    assert store.spans("s") == (Span(F(2, 25), F(5, 25)),)
    assert store.get("s", F(1, 25)) is None
    assert store.get("t", F(2, 25)) is None
    found = store.get("s", F(4, 25) + F(1, 30))
    assert found is not None
    assert found.pixels.planes[0][0, 0] == 4
    store.put("s", frame(9))
    assert store.spans("s") == (Span(F(3, 25), F(5, 25)), Span(F(9, 25), F(10, 25)))
    store.set_budget(1)
    assert store.nbytes == picture(9).nbytes


def test_spans_are_joined_and_taken_away() -> None:
    assert joined([(F(0), F(1)), (F(1), F(2)), (F(3), F(4)), (F(3), F(3))]) == (
        Span(F(0), F(2)),
        Span(F(3), F(4)),
    )
    covered = (Span(F(-1), F(1)), Span(F(2), F(3)), Span(F(8), F(9)))
    assert uncovered(Span(F(0), F(5)), covered) == (Span(F(1), F(2)), Span(F(3), F(5)))
    assert uncovered(Span(F(0), F(1)), covered) == ()


LAYOUTS = [
    PixelLayout(),
    PixelLayout("yuv", 10, (1, 0), alpha=True),
    PixelLayout("rgb", 16, (0, 0)),
    PixelLayout("gray", 32, (0, 0)),
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_disk_gives_back_every_bit_on_another_day(tmp_path: Path, layout: PixelLayout) -> None:
    kept = frame(3, width=7, layout=layout)
    DiskCache(tmp_path, 1 << 20).put("s", kept)
    again = DiskCache(tmp_path, 1 << 20)
    assert again.spans("s") == (Span(F(3, 25), F(4, 25)),)
    found = again.get("s", F(3, 25) + F(1, 100))
    assert found is not None
    assert (found.time, found.duration) == (kept.time, kept.duration)
    assert found.pixels.layout == kept.pixels.layout
    assert found.pixels.colour == kept.pixels.colour
    for a, b in zip(found.pixels.planes, kept.pixels.planes, strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_disk_keeps_its_limit_and_drops_the_longest_unused(tmp_path: Path) -> None:
    cache = DiskCache(tmp_path, 1 << 20)
    cache.put("s", frame(0))
    each = cache.nbytes
    cache = DiskCache(tmp_path, 3 * each + each // 2)
    for number in (1, 2):
        cache.put("s", frame(number))
    assert cache.get("s", F(0)) is not None
    cache.put("s", frame(3))
    assert cache.spans("s") == (Span(F(0), F(1, 25)), Span(F(2, 25), F(4, 25)))
    assert len(list(tmp_path.rglob("*.frame"))) == 3
    cache.clear()
    assert not list(tmp_path.rglob("*.frame"))


@pytest.mark.parametrize("damage", ["cut", "garbage", "empty", "header"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, damage: str) -> None:
    DiskCache(tmp_path, 1 << 20).put("s", frame(0))
    path = next(tmp_path.rglob("*.frame"))
    data = path.read_bytes()
    path.write_bytes(
        {
            "cut": data[:-8],
            "garbage": b"\0" * 200,
            "empty": b"",
            "header": data.replace(b'"size": [8, 6]', b'"size": [8, 9]'),
        }[damage]
    )
    cache = DiskCache(tmp_path, 1 << 20)
    assert cache.get("s", F(0)) is None
    assert not path.exists()


def test_strangers_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    stranger = tmp_path / "x" / "holiday.frame"
    stranger.parent.mkdir()
    stranger.write_text("mine")
    cache = DiskCache(tmp_path, 0)
    cache.clear()
    assert stranger.read_text() == "mine"


def project_of(path: Path, *effects: EffectSpec, frames: int = 24, at: int = 1) -> Project:
    clip = Clip("c", "m", Span(F(2, 25), F(frames, 25)), F(at), effects)
    return Project((MediaItem(path, "m"),), (Track("t", "Track", (clip,)),))


@pytest.fixture(scope="module")
def clip_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("kept") / "a.mkv", gop=6, b_frames=2)


@pytest.fixture
def renderer(tmp_path: Path) -> Iterator[PreviewRenderer]:
    disk = DiskCache(tmp_path / "cache", 1 << 28)
    made = PreviewRenderer(device="cpu", precision="fp32", disk=disk)
    yield made
    made.close()


def shots(renderer: PreviewRenderer, project: Project, time: Fraction, **more: Any) -> list[Shot]:
    return list(renderer.result(project, time, CancelToken(), **more))


def test_ready_stretches_follow_the_clip_on_the_timeline(
    clip_path: Path, renderer: PreviewRenderer
) -> None:
    project = project_of(clip_path, effect("crop", left=4))
    assert renderer.ready(project) == ((), ())
    for number in (0, 1, 5):
        shots(renderer, project, F(1) + F(number, 25))
    spans = (Span(F(1), F(27, 25)), Span(F(30, 25), F(31, 25)))
    assert renderer.ready(project) == (spans, ())
    assert [renderer.save_one() for _ in range(4)] == [True, True, True, False]
    assert renderer.ready(project) == (spans, spans)
    moved = project_of(clip_path, effect("crop", left=4), at=3)
    assert renderer.ready(moved).memory == (Span(F(3), F(77, 25)), Span(F(80, 25), F(81, 25)))
    other = project_of(clip_path, effect("crop", left=6))
    assert renderer.ready(other) == ((), ())


def test_results_come_back_from_disk(clip_path: Path, tmp_path: Path) -> None:
    project = project_of(clip_path, effect("colour", exposure=0.3))
    made = []
    for _ in range(2):
        disk = DiskCache(tmp_path / "cache", 1 << 28)
        renderer = PreviewRenderer(device="cpu", disk=disk)
        made.append(shots(renderer, project, F(1))[-1].frame.pixels)
        assert renderer.save_one() == (len(made) == 1)
        renderer.close()
    for a, b in zip(made[0].planes, made[1].planes, strict=True):
        np.testing.assert_array_equal(a, b)


def test_trimming_keeps_results_that_do_not_depend_on_it(
    clip_path: Path, renderer: PreviewRenderer
) -> None:
    fixed, moving = effect("crop", left=4), effect("colour", exposure=Keyframes(_KEYS))
    for chain, kept in ((fixed, 2), (moving, 1)):
        shots(renderer, project_of(clip_path, chain), F(1) + F(3, 25))
        shorter = project_of(clip_path, chain, frames=20)
        shots(renderer, shorter, F(1) + F(9, 25))
        assert len(renderer.ready(shorter).memory) == kept


_KEYS = (Keyframe(F(0), 0.0), Keyframe(F(1), 1.0))


class TestRange:
    def run(
        self, renderer: PreviewRenderer, project: Project, span: Span, cancel: CancelToken
    ) -> list[Progress]:
        said: list[Progress] = []
        render = RangeRender(
            renderer.results, renderer.preparations, "cpu", "fp32", said.append, cancel.check
        )
        render.run(project, span, cancel)
        return said

    @pytest.mark.parametrize(
        "chain",
        [
            (effect("denoise", sigma=10.0),),
            (effect("frame-rate", rate="10"), effect("colour", exposure=0.2)),
            (effect("deinterlace", mode="field"),),
        ],
    )
    def test_fills_what_single_frames_would(
        self, clip_path: Path, renderer: PreviewRenderer, chain: tuple[EffectSpec, ...]
    ) -> None:
        project = project_of(clip_path, *chain)
        span = Span(F(1) + F(4, 25), F(1) + F(15, 25))
        alone = {n: shots(renderer, project, F(1) + F(n, 25))[-1].frame for n in (4, 9, 14)}
        fresh = PreviewRenderer(device="cpu", precision="fp32")
        said = self.run(fresh, project, span, CancelToken())
        assert said[-1].fraction in (1.0, None)
        (ready,) = fresh.ready(project).memory
        assert ready.start <= span.start
        assert ready.end is not None
        assert span.end is not None
        assert ready.end >= span.end
        for number, frame in alone.items():
            again = shots(fresh, project, F(1) + F(number, 25))
            assert len(again) == 1
            for a, b in zip(again[0].frame.pixels.planes, frame.pixels.planes, strict=True):
                np.testing.assert_array_equal(a, b)
        fresh.close()

    def test_goes_on_after_cancelling_and_survives_the_day(
        self, clip_path: Path, renderer: PreviewRenderer
    ) -> None:
        project = project_of(clip_path, effect("crop", left=4))
        span, cancel = Span(F(0), F(3)), CancelToken()
        made: list[Progress] = []

        def report(progress: Progress) -> None:
            made.append(progress)
            if len(made) == 5:
                cancel.cancel()

        with pytest.raises(Cancelled):
            RangeRender(renderer.results, renderer.preparations, "cpu", "fp32", report).run(
                project, span, cancel
            )
        assert renderer.ready(project).disk == (Span(F(1), F(1) + F(5, 25)),)
        self.run(renderer, project, span, CancelToken())
        assert renderer.ready(project).disk == (Span(F(1), F(1) + F(22, 25)),)
        assert len(self.run(renderer, project, span, CancelToken())) == 1  # nothing is left to do


REGION = (40, 30, 48, 40)
LOCAL = {
    "upscale": (effect("upscale"),),
    "upscale to a size": (effect("upscale", size="480x360"),),
    "denoise": (effect("denoise", sigma=20.0),),
    "many": (
        effect("crop", left=16, top=8),
        effect("denoise", sigma=Keyframes((Keyframe(F(0), 5.0), Keyframe(F(1), 30.0)))),
        effect("rotate", angle="90", flip="vertical"),
        effect("upscale"),
        effect("sharpen", amount=1.0),
        effect("resize", width=348, height=456),
        effect("colour", exposure=0.2),
    ),
    "painted": (effect("style", style="great-wave"),),
    "drawn": (effect("style", style="pencil"), effect("upscale")),
    "dots": (effect("crop", left=3), effect("style", style="halftone", size=7), effect("upscale")),
    "fields": (effect("deinterlace", mode="field"), effect("upscale")),
}


@pytest.fixture(scope="module")
def large_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "a.mkv"
    return make_clip(path, frames=6, size=(320, 240), fields="top")


@pytest.mark.parametrize("name", LOCAL)
def test_a_region_comes_first_and_is_what_the_whole_has_there(
    name: str, large_clip: Path, renderer: PreviewRenderer
) -> None:
    project = project_of(large_clip, *LOCAL[name], frames=6)
    part, whole = shots(renderer, project, F(1) + F(2, 25), region=REGION, frame=(240, 180))
    assert part.region is not None
    assert part.exact
    assert whole.region is None
    x, y, width, height = part.region
    wide, tall = whole.size
    assert x <= REGION[0] * wide / 240
    assert y <= REGION[1] * tall / 180
    assert x + width >= (REGION[0] + REGION[2]) * wide / 240
    assert y + height >= (REGION[1] + REGION[3]) * tall / 180
    there = part.frame.pixels
    assert (there.width, there.height) == (width, height)
    for a, b in zip(there.planes, cut(whole.frame.pixels, _rect(part.region)).planes, strict=True):
        assert np.abs(a.astype(int) - b.astype(int)).max() <= 1


def _rect(region: tuple[int, int, int, int]) -> Any:
    from app.render.preview.regions import Rect

    x, y, width, height = region
    return Rect(x, y, x + width, y + height)


@pytest.mark.parametrize(
    "chain",
    [(effect("denoise"),), (effect("crop", left=3),), (effect("upscale", size="479x360"),)],
    ids=["estimates from the whole", "quick anyway", "on no grid"],
)
def test_other_chains_come_in_one_piece(
    large_clip: Path, renderer: PreviewRenderer, chain: tuple[EffectSpec, ...]
) -> None:
    project = project_of(large_clip, *chain, frames=6)
    assert len(shots(renderer, project, F(1), region=REGION, frame=(240, 180))) == 1


def test_a_large_region_comes_in_one_piece(large_clip: Path, renderer: PreviewRenderer) -> None:
    project = project_of(large_clip, effect("upscale"), frames=6)
    assert len(shots(renderer, project, F(1), region=(10, 0, 230, 180), frame=(240, 180))) == 1


class TestSteps:
    @pytest.fixture
    def project(self, tmp_path: Path) -> Project:
        even = make_clip(tmp_path / "even.mkv", frames=10)
        uneven = make_clip(
            tmp_path / "uneven.mkv", frames=5, pts=[0, 40, 45, 160, 300], time_base=F(1, 1000)
        )
        media = (MediaItem(even, "e"), MediaItem(uneven, "u"))
        one = Clip("1", "e", Span(F(1, 50), F(4, 25)), F(0))
        two = Clip("2", "u", Span(F(0), F(1, 5)), F(1, 2))
        over = Clip("3", "e", Span(F(0), F(1, 25)), F(1, 2) + F(50, 1000))
        return Project(media, (Track("a", "a", (one, two)), Track("b", "b", (over,))))

    MOMENTS = (
        F(0), F(1, 50), F(3, 50), F(5, 50), F(7, 50), F(9, 50), F(11, 50), F(13, 50), F(15, 50),
        F(17, 50), F(19, 50), F(21, 50), F(23, 50), F(1, 2), F(540, 1000), F(545, 1000),
        F(550, 1000), F(590, 1000), F(660, 1000),
    )  # fmt: skip

    def index_of(self, renderer: PreviewRenderer, media: MediaItem) -> FrameIndex:
        return renderer._readers.index_of(media)

    def test_forward_and_back_over_clips_gaps_and_covered_parts(
        self, project: Project, renderer: PreviewRenderer
    ) -> None:
        forward = [F(0)]
        while (following := renderer.step(project, forward[-1], 1)) != forward[-1]:
            forward.append(following)
        frames = [moment for moment in self.MOMENTS if not F(7, 50) <= moment < F(1, 2)]
        assert [moment for moment in forward if not F(7, 50) <= moment < F(1, 2)] == frames
        back = [forward[-1]]
        while back[-1] > 0:
            back.append(renderer.step(project, back[-1], -1))
        assert [m for m in reversed(back) if not F(7, 50) <= m < F(1, 2)] == frames
        assert renderer.step(project, F(0), 3) == forward[3]
        assert renderer.step(project, F(0), -1) == 0
        assert renderer.last_frame(project) == forward[-1]

    def test_the_middle_of_a_frame_belongs_to_it(
        self, project: Project, renderer: PreviewRenderer
    ) -> None:
        inside = F(545, 1000) + F(1, 1000)
        assert renderer.frame_start(project, inside) == F(545, 1000)
        assert renderer.step(project, inside, 1) == F(550, 1000)
        assert renderer.step(project, inside, -1) == F(540, 1000)

    def test_an_empty_timeline_stays_at_its_start(self) -> None:
        def index_of(media: MediaItem) -> FrameIndex:
            raise AssertionError(media)

        assert stepped(Project(), F(0), 5, index_of) == 0
        assert frame_start(Project(), F(0), index_of) == 0
        assert last_frame(Project(), index_of) == 0


def test_numbers_of_frames_are_those_of_the_source(
    clip_path: Path, renderer: PreviewRenderer
) -> None:
    project = project_of(clip_path)
    for step in range(0, 20, 7):
        time = renderer.step(project, F(1), step)
        (shot,) = [s for s in renderer.source(project, time, CancelToken()) if s.exact]
        assert read_number(shot.frame.pixels) == 2 + step
