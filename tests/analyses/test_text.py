"""Text over time: which line is which, on which frames, and what becomes a track."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.analyses.analysis import AnalysisContext, FrameFindings
from app.analyses.registry import make_analysis
from app.analyses.text import Text
from app.analyses.text_following import MOST_LOOKS, Wanted
from app.analyses.text_partners import partners, says_the_same
from app.analyses.text_reader import Line
from app.annotations.interpolation import shape_at, stretches
from app.annotations.layer import MediaFacts
from app.annotations.shapes import Box, box_around
from app.base.cancel import CancelToken
from app.base.frame import Frame
from app.base.time import Span
from app.inference.catalogue import Catalogue
from app.media.video_format import VideoFormat
from app.render.annotate import annotate
from tests.analyses.drawn_text import RATE, Caption, captioned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from app.analyses.analysis import Frames
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Track
    from app.inference.catalogue import ModelCard

SIZE = 400, 150
COUNT = 80
FORMAT = VideoFormat(*SIZE, Fraction(RATE), Fraction(1, RATE))
FACTS = MediaFacts("clip.mp4", *SIZE, COUNT)


class Page:
    """A reader that knows what is on each frame; a picture's first pixel says which it is."""

    def __init__(self, seen: Callable[[int], list[Line]]) -> None:
        self.seen = seen
        self.looks: list[int] = []

    def __call__(self, picture: NDArray[np.uint8], least: float) -> list[Line]:
        self.looks.append(int(picture[0, 0, 0]))
        return [line for line in self.seen(self.looks[-1]) if line.score >= least]

    def reduced(self, picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
        return picture, 1.0


def numbered(count: int) -> Iterator[Frame[NDArray[np.uint8]]]:
    for number in range(count):
        pixels = np.full((4, 4, 3), number, np.uint8)
        yield Frame(pixels, Fraction(number, RATE), Fraction(1, RATE))


def line(text: str, x: float = 10, y: float = 10, score: float = 0.9) -> Line:
    return Line(Box(x, y, x + 12 * len(text), y + 20), text, score)


def number_of(time: Fraction) -> int:
    return int(time * RATE)


def run(analysis: Text, frames: Frames, facts: MediaFacts = FACTS) -> AnnotationLayer:
    context = AnalysisContext(number_of, CancelToken())
    findings = list(analysis.run(frames, FORMAT, context))
    assert [each.frame for each in findings] == list(range(len(findings)))
    return analysis.assemble(findings, facts)


def known(page: Page, *, gap: int = 0, letters: int = 1, min_length: int = 1) -> Text:
    card = Catalogue.load().find("pp-ocrv6-small")

    def opened(_: str) -> tuple[ModelCard, Page]:
        return card, page

    return Text("pp-ocrv6-small", opened, Wanted(0.5, letters, gap), 0.5, min_length)


def words(track: Track) -> str:
    return str(track.attributes["text"])


def spans(layer: AnnotationLayer) -> list[tuple[str, list[tuple[int, int]]]]:
    count = layer.media.frame_count
    return [(words(track), list(stretches(track, count))) for track in layer.tracks]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hello World", "Hello World", True),
        ("Hello World", "Hel1o World", False),  # another digit may be another number
        ("Hello World", "HeIIo World", True),
        ("B/BDARD", "B/BORRD", True),
        ("Hello World", "Good evening", False),
        ("00:00:01", "00:00:02", False),
        ("", "", True),
    ],
)
def test_readings_of_the_same_words(one: str, other: str, same: bool) -> None:
    assert says_the_same(one, other) is same


def test_the_same_words_twice_are_told_apart_by_their_places() -> None:
    before = [line("again", y=10), line("again", y=60)]
    after = [line("again", y=64), line("again", y=13)]
    assert partners(before, after) == [(0, 1), (1, 0)]


def test_words_far_away_are_others() -> None:
    assert partners([line("same")], [line("same", x=300)]) == []


def test_words_like_others_of_another_length_are_others() -> None:
    assert says_the_same("I know.", "I know it.")
    assert partners([line("I know.")], [line("I know it.")]) == []


def test_text_that_stands_still_is_looked_at_now_and_then() -> None:
    page = Page(lambda _: [line("title")])
    layer = run(known(page), numbered(COUNT))
    assert page.looks == [0, 13, 26, 39, 52, 65, 78, 79]
    assert spans(layer) == [("title", [(0, COUNT)])]
    (track,) = layer.tracks
    assert [key.frame for key in track.keyframes] == page.looks


@pytest.mark.parametrize(("begin", "end"), [(0, 1), (7, 61), (13, 26), (14, 27), (40, 80)])
def test_the_very_frames_of_a_change_are_found(begin: int, end: int) -> None:
    page = Page(lambda n: [line("caption")] if begin <= n < end else [])
    assert spans(run(known(page), numbered(COUNT))) == [("caption", [(begin, end)])][: end - begin]


def test_one_caption_after_another_in_the_same_place() -> None:
    page = Page(lambda n: [line("first words" if n < 33 else "other words")])
    assert spans(run(known(page), numbered(COUNT))) == [
        ("first words", [(0, 33)]),
        ("other words", [(33, COUNT)]),
    ]


def test_what_moves_far_between_looks_is_followed() -> None:
    page = Page(lambda n: [line("crawling", x=10 + 9 * n)])
    layer = run(known(page), numbered(40))
    (track,) = layer.tracks
    for frame in range(40):
        found = shape_at(track, frame)
        assert found is not None
        assert box_around(found.shape).x0 == pytest.approx(10 + 9 * frame, abs=1e-6)


def test_a_short_absence_is_the_same_line() -> None:
    page = Page(lambda n: [] if 36 <= n < 42 else [line("blinking")])
    assert spans(run(known(page, gap=6), numbered(COUNT))) == [("blinking", [(0, 36), (42, 80)])]
    assert len(run(known(page, gap=5), numbered(COUNT)).tracks) == 2


def test_what_was_read_most_surely_is_what_it_says() -> None:
    page = Page(lambda n: [line("Weicome", score=0.6) if n == 13 else line("Welcome")])
    assert spans(run(known(page), numbered(COUNT))) == [("Welcome", [(0, COUNT)])]


def test_what_flickers_does_not_take_all_the_time() -> None:
    page = Page(lambda n: [line("flicker")] if n % 2 else [])
    run(known(page), numbered(COUNT))
    assert len(page.looks) <= 8 + 7 * MOST_LOOKS


def test_short_text_and_short_appearances_are_dropped() -> None:
    page = Page(lambda n: [line("x"), *([line("blip", y=60)] if n == 20 else [])])
    assert run(known(page, letters=2, min_length=3), numbered(COUNT)).tracks == ()


def test_tracks_are_suggestions_in_reading_order() -> None:
    page = Page(lambda _: [line("one"), line("two", x=100), line("three", y=60)])
    layer = run(known(page), numbered(5))
    assert [words(track) for track in layer.tracks] == ["one", "two", "three"]
    told = layer.tracks[0].provenance
    assert (told.source, told.model, told.version) == ("model", "pp-ocrv6-small", "090f04abcd9d")
    assert (told.score, told.accepted) == (0.9, False)
    (label,) = layer.labels
    assert [(kind.name, kind.type) for kind in label.attributes] == [("text", "text")]


def test_the_beginning_of_a_run_makes_tracks_that_end() -> None:
    page = Page(lambda _: [line("title")])
    analysis = known(page)
    context = AnalysisContext(number_of, CancelToken())
    told: list[FrameFindings] = list(analysis.run(numbered(COUNT), FORMAT, context))
    assert spans(analysis.assemble(told[:20], FACTS)) == [("title", [(0, 20)])]


def test_a_moving_and_a_changing_caption_of_drawn_frames(
    library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(library_dir))
    moving = Caption("Moving", 20, 50, dx=2, begin=5, end=33)
    first = Caption("First line", 60, 120, end=21)
    second = Caption("Second", 60, 120, begin=21)
    captions, count = (moving, first, second), 40
    analysis = make_analysis("text", {})
    assert isinstance(analysis, Text)
    layer = run(analysis, captioned(captions, SIZE, count), MediaFacts("a.mp4", *SIZE, count))
    assert sorted(spans(layer)) == [
        ("First line", [(0, 21)]),
        ("Moving", [(5, 33)]),
        ("Second", [(21, count)]),
    ]
    (track,) = [each for each in layer.tracks if words(each) == "Moving"]
    for frame in range(5, 33):
        found = shape_at(track, frame)
        assert found is not None
        ink = moving.box(SIZE, frame)
        assert np.abs(np.subtract(found.shape.bounds, ink.edges)).max() <= 8


@pytest.mark.slow
def test_the_burnt_in_counter_of_a_real_clip_is_read_on_every_frame(
    library_dir: Path, media_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(library_dir))
    path, span = media_dir / "clips" / "counter.mp4", Span(Fraction(1), Fraction(3, 2))
    layer = annotate(path, "text", {"every": 0, "min-length": 1}, span=span)
    found = {(start, text) for text, [(start, stop)] in spans(layer) if stop == start + 1}
    expected = [(n, f"Frame = {n + 1}") for n in range(10, 15)]
    assert found == {*expected, *((n, f"PTS = 1.{n - 10}s") for n in range(10, 15))}
