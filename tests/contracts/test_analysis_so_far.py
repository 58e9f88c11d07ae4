"""What every analysis promises of its results while it runs, asked of each one on a clip it knows.

What it says of the frames it has looked at holds: in the end there is the same, and more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import av
import pytest

from app.analyses.registry import ANALYSES
from app.base.cancel import CancelToken
from app.base.errors import Cancelled
from app.base.progress import silent
from app.base.time import Span
from app.media.video_reader import VideoReader
from app.render.annotate import AnalysisRun
from tests.analyses import shot_clips
from tests.analyses.drawn_text import Caption, captioned
from tests.analyses.moving_squares import Square, clip
from tests.contracts.test_analysis import _models  # noqa: F401 - real weights, for all here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from app.analyses.analysis import AnalysisKind
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment, Track
    from app.base.frame import Frame
    from app.base.parameter import Settings
    from app.render.findings import Findings

SHARES = (0.0, 0.3, 0.5, 0.8)
"""After which parts of its frames it is asked."""


@dataclass(frozen=True)
class Source:
    """A clip on which an analysis finds something.

    Attributes:
        clip: Name of a real one, or what makes one.
        settings: So that things begin and end within so few frames.
        frames: How many of them are looked at.
        late: Frames later nothing is changed any more that ended.
    """

    clip: str | Callable[[], Iterable[Frame[NDArray[np.uint8]]]] = "carphone_pristine.mp4"
    settings: Settings = field(default_factory=dict)
    frames: int = 90
    late: int = 30


def _squares() -> Iterable[Frame[NDArray[np.uint8]]]:
    return clip((Square(10, 20, 2.0, 0.3, end=40), Square(200, 90, -2.2, 0.0, begin=25)), 90)


def _captions() -> Iterable[Frame[NDArray[np.uint8]]]:
    one, other = Caption("EARLY BIRD", 20, 60, end=25), Caption("SECOND", 40, 110, begin=40)
    return captioned((one, other), (320, 160), 60)


def _shots() -> Iterable[Frame[NDArray[np.uint8]]]:
    parts = [shot_clips.shot(seed, length) for seed, length in ((1, 30), (2, 25), (3, 35))]
    return shot_clips.frames_of([picture for part in parts for picture in part])


SOURCES: dict[str, Source] = {
    "moving-objects": Source(_squares, {"warmup": 10, "min-length": 4, "gap": 3}),
    "shots": Source(_shots),
    "detect": Source(settings={"gap": 3, "score": 0.4}, frames=60, late=10),
    "faces": Source(settings={"gap": 3}, late=10),
    "people": Source(settings={"gap": 3}, frames=12, late=6),
    "flags": Source("fades.mp4", {"min-length": 3}),
    "classify": Source(settings={"score": 0.1}, frames=100),
    "text": Source(_captions, {"every": 0.2, "gap": 3, "side": 320}, 60),
    "speech": Source("nasa_13013.mp4", frames=320),
}
each = pytest.mark.parametrize("kind", ANALYSES, ids=lambda kind: kind.name)


@dataclass(frozen=True)
class Told:
    """What a run said: in the end, and by its number of frames on the way."""

    end: Findings
    so_far: dict[int, Findings]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


def source_of(kind: AnalysisKind) -> Source:
    """A new analysis is tried on a man who talks in a car."""
    return SOURCES.get(kind.name, Source())


def path_of(source: Source, media_dir: Path, clips: Path) -> Path:
    if isinstance(source.clip, str):
        return media_dir / "clips" / source.clip
    path = clips / f"{source.clip.__name__}.mkv"
    if not path.exists():
        write(path, list(source.clip()))
    return path


def write(path: Path, frames: list[Frame[NDArray[np.uint8]]]) -> None:
    """A lossless clip."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=25)
        height, width = frames[0].pixels.shape[:2]
        stream.width, stream.height, stream.pix_fmt = width, height, "bgr0"
        for number, one in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(one.pixels, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def begun(reader: VideoReader, kind: AnalysisKind, source: Source) -> AnalysisRun:
    index = reader.index
    end = index.time_of(source.frames) if source.frames < len(index) else index.end
    return AnalysisRun(reader, kind.name, source.settings, Span(index.time_of(0), end))


@cache
def told_by(kind: AnalysisKind, path: Path) -> Told:
    source = source_of(kind)
    so_far: dict[int, Findings] = {}
    moments = {max(1, round(share * source.frames)) for share in SHARES}
    with VideoReader(path) as reader:
        run, count = begun(reader, kind, source), 0

        def look(_: object) -> None:
            nonlocal count
            count += 1
            if count in moments:
                so_far[count] = run.found()

        run.go(silent, CancelToken(), look)
        return Told(run.found(), so_far)


def stopped_after(kind: AnalysisKind, path: Path, count: int) -> Findings:
    token, left = CancelToken(), count
    with VideoReader(path) as reader:
        run = begun(reader, kind, source_of(kind))

        def look(_: object) -> None:
            nonlocal left
            left -= 1
            if not left:
                token.cancel()

        with pytest.raises(Cancelled):
            run.go(silent, token, look)
        return run.found()


@each
def test_what_is_certain_on_the_way_is_so_in_the_end(
    kind: AnalysisKind, media_dir: Path, clips: Path
) -> None:
    source = source_of(kind)
    told = told_by(kind, path_of(source, media_dir, clips))
    assert len(told.so_far) == len(SHARES)
    whole = told.end.layer
    assert whole.tracks or whole.segments or whole.cuts, "a clip on which nothing is found"
    for count, found in told.so_far.items():
        assert (found.looked, found.reached) == (count, count - 1)
        assert latest(found.layer) <= found.reached
        over = found.reached - source.late
        assert ended(found.layer, over) == ended(whole, over)
        for track in found.layer.tracks:
            assert any(goes_on(track, one) for one in whole.tracks), track.id
        for part in found.layer.segments:
            assert any(is_longer(part, one) for one in whole.segments), part


@each
def test_one_that_is_stopped_has_what_was_found_until_then(
    kind: AnalysisKind, media_dir: Path, clips: Path
) -> None:
    path = path_of(source_of(kind), media_dir, clips)
    so_far = told_by(kind, path).so_far
    for count in sorted(so_far)[1:3]:
        assert stopped_after(kind, path, count) == so_far[count]


def latest(layer: AnnotationLayer) -> int:
    """The last frame something is said of."""
    seen = (key.frame for one in layer.tracks for key in one.keyframes if not key.outside)
    covered = (part.stop - 1 for part in layer.segments)
    return max((*seen, *covered, *layer.cuts), default=-1)


def ended(layer: AnnotationLayer, frame: int) -> list[object]:
    """What was over before a frame, whatever its number."""
    tracks = [replace(t, id=0) for t in layer.tracks if t.keyframes[-1].frame < frame]
    parts = [replace(part, id=0) for part in layer.segments if part.stop < frame]
    return [*tracks, *parts, *(cut for cut in layer.cuts if cut < frame)]


def goes_on(track: Track, whole: Track) -> bool:
    """Whether a track is the beginning of another."""
    keys = {key.frame: key for key in whole.keyframes}
    seen = [key for key in track.keyframes if not key.outside]
    return track.label == whole.label and all(keys.get(key.frame) == key for key in seen)


def is_longer(part: Segment, whole: Segment) -> bool:
    """Whether a segment is the beginning of another."""
    same = (part.label, part.start) == (whole.label, whole.start)
    return same and part.stop <= whole.stop
