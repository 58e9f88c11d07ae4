"""A small language to find tracks and segments.

    car                     the label holds these letters
    "traffic light"         the same, for words with spaces
    car and occluded        both; `and` may be left out
    car or truck            either
    not box                 anything but
    (car or truck) and …    brackets group
    score<0.5               figures: score, frames, length, start, end, keyframes, id, layer
    speed>=30, pose=sitting attributes of labels, by name; = and != also take words
    no score, no pose       nothing is known of it; `no label`: no kind was chosen for it yet
    label=car               the whole name

Words with a meaning of their own: `occluded`, `outside`, `suggested`, `accepted`, `hand`, `model`,
`track`, `segment`, `keyframe` (there is one on the frame looked at), and the kinds of shapes:
`box`, `ellipse`, `polygon`, `polyline`, `points`, `skeleton`, `mask`. Capitals do not matter. With
a frame, `occluded`, `outside` and attributes are those of that frame; else of any keyframe.
`length` goes from the first keyframe to the last, `frames` counts those the thing is seen on.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.interpolation import shape_at, stretches
from app.annotations.model import Segment, Track
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import AttributeValue, Keyframe

Thing = Track | Segment
Test = Callable[[Thing, int | None], bool]
Figure = float | str

UNLABELLED = ("unlabelled", "unlabeled", "unknown", "object")
"""Names of labels that say nothing."""

_TOKEN = re.compile(r'\s*(?:(?P<text>"[^"]*"?)|(?P<sign><=|>=|!=|[<>=()])|(?P<word>[^\s<>=!()"]+))')
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_KINDS = ("box", "ellipse", "polygon", "polyline", "points", "skeleton", "mask")
_FIGURES = (
    "score", "frames", "length", "start", "end", "keyframes", "id", "layer", "label", "model",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; one without words finds everything.

    Attributes:
        text: As it was written.
        test: Whether a thing is meant, on a frame or (None) at all.
        attributes: Names in it that are no figures, small letters: attributes of labels, or slips.
    """

    text: str
    test: Test
    attributes: frozenset[str] = frozenset()

    def matches(self, thing: Thing, frame: int | None = None) -> bool:
        """Whether a thing is what is looked for."""
        return self.test(thing, frame)

    def check(self, known: Iterable[str]) -> None:
        """See that every attribute it names is one of the known ones.

        Raises:
            AnnotationError: one is not; the sentence says what is understood.
        """
        names = {name.lower() for name in known}
        for name in sorted(self.attributes - names):
            may = ", ".join((*_FIGURES, *sorted(names)))
            raise AnnotationError(f"“{name}” is not known here. There are: {may}.")


def parse(text: str, frame_count: int | None = None) -> Query:
    """Read a query.

    Args:
        text: As written.
        frame_count: Of the clip, to which an open track is seen; None where it is not known.

    Raises:
        AnnotationError: it cannot be read; the sentence says where.
    """
    words = _Words(text, frame_count)
    if words.ended():
        return Query(text, lambda _thing, _frame: True)
    test = _either(words)
    if not words.ended():
        raise AnnotationError(f"“{words.next}” is not understood here.")
    return Query(text, test, frozenset(words.attributes))


def attribute_names(layer: AnnotationLayer) -> set[str]:
    """Names of the attributes that the labels of a layer have, and of those its things have."""
    names = {kind.name for label in layer.labels for kind in label.attributes}
    things: tuple[Thing, ...] = (*layer.tracks, *layer.segments)
    for thing in things:
        names.update(thing.attributes, *(key.attributes for key in _keys(thing, None)))
    return names


class _Words:
    """The words of a query, one after the other."""

    def __init__(self, text: str, frame_count: int | None) -> None:
        self._tokens = _tokens(text)
        self.frame_count = frame_count
        self.attributes: set[str] = set()
        self.next: str | None = None
        self.quoted = False
        self.take()

    def ended(self) -> bool:
        """Whether there is none any more."""
        return self.next is None

    def take(self) -> str:
        """The word that was next."""
        taken, (self.next, self.quoted) = self.next, next(self._tokens, (None, False))
        return taken or ""

    def takes(self, word: str) -> bool:
        """Take the word if it is the next."""
        if self.quoted or self.next is None or self.next.lower() != word:
            return False
        self.take()
        return True


def _tokens(text: str) -> Iterator[tuple[str | None, bool]]:
    place, text = 0, text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise AnnotationError(f"“{text[place:].strip()[:20]}” is not understood.")
        place = found.end()
        quoted = found["text"]
        yield (quoted.strip('"'), True) if quoted is not None else (found.group().strip(), False)


def _either(words: _Words) -> Test:
    tests = [_both(words)]
    while words.takes("or"):
        tests.append(_both(words))
    return lambda thing, frame: any(test(thing, frame) for test in tests)


def _both(words: _Words) -> Test:
    tests = [_not(words)]
    while words.next is not None and (words.quoted or words.next.lower() not in ("or", ")")):
        words.takes("and")
        tests.append(_not(words))
    return lambda thing, frame: all(test(thing, frame) for test in tests)


def _not(words: _Words) -> Test:
    if words.takes("not"):
        inner = _not(words)
        return lambda thing, frame: not inner(thing, frame)
    return _one(words)


def _one(words: _Words) -> Test:
    if words.next is None:
        raise AnnotationError("Something is missing at the end.")
    if words.takes("("):
        test = _either(words)
        if not words.takes(")"):
            raise AnnotationError("A bracket is not closed.")
        return test
    if words.takes("no"):
        return _absent(words.take().lower(), words)
    if not words.quoted and (words.next in _COMPARE or words.next == ")"):
        raise AnnotationError(f"There is no name before “{words.next}”.")
    quoted, word = words.quoted, words.take()
    if words.next in _COMPARE and not words.quoted:
        return _compared(word.lower(), words.take(), words)
    return _holding(word.lower()) if quoted else _known_word(word.lower())


def _known_word(word: str) -> Test:
    if word in _KINDS:
        return lambda thing, _: isinstance(thing, Track) and kind_of(thing) == word
    return _WORDS.get(word) or _holding(word)


def _holding(letters: str) -> Test:
    return lambda thing, _: letters in thing.label.lower()


def _absent(name: str, words: _Words) -> Test:
    if not name:
        raise AnnotationError("“no” needs a name after it.")
    if name == "label":
        return lambda thing, _: thing.label.lower() in UNLABELLED
    values = _values_of(name, words)
    return lambda thing, frame: not any(True for _ in values(thing, frame))


def _compared(name: str, sign: str, words: _Words) -> Test:
    if words.next is None or (not words.quoted and words.next in _COMPARE):
        raise AnnotationError(f"There is no value after “{name}{sign}”.")
    wanted = words.take()
    try:
        number: float | None = float(wanted)
    except ValueError:
        number = None
    if number is None and sign not in ("=", "!="):
        raise AnnotationError(f"“{wanted}” is no number.")
    same, values = _equals(wanted, number), _values_of(name, words)
    if sign == "=":
        return lambda thing, frame: any(map(same, values(thing, frame)))
    if sign == "!=":
        return lambda thing, frame: not any(map(same, values(thing, frame)))
    compare, limit = _COMPARE[sign], number or 0.0
    return lambda thing, frame: any(
        isinstance(value, int | float) and compare(value, limit) for value in values(thing, frame)
    )


def _equals(wanted: str, number: float | None) -> Callable[[object], bool]:
    words = wanted.lower()
    switch = {"yes": True, "true": True, "no": False, "false": False}.get(words)

    def same(value: object) -> bool:
        if isinstance(value, bool):
            return value is switch
        if isinstance(value, int | float):
            return value == number
        return str(value).lower() == words

    return same


def _values_of(name: str, words: _Words) -> Callable[[Thing, int | None], Iterable[AttributeValue]]:
    """What gives the values under a name."""
    if name == "frames":
        return lambda thing, _: (_frames(thing, words.frame_count),)
    if name not in _FIGURES:
        words.attributes.add(name)
    return lambda thing, frame: _values(thing, name, frame)


def _frames(thing: Thing, frame_count: int | None) -> int:
    """How many frames a thing is seen on; an open track to its last keyframe if need be."""
    if isinstance(thing, Segment):
        return thing.stop - thing.start
    known = thing.keyframes[-1].frame + 1 if frame_count is None else frame_count
    return sum(stop - start for start, stop in stretches(thing, known))


def _values(thing: Thing, name: str, frame: int | None) -> Iterator[AttributeValue]:
    """What is known under a name: a figure of the thing, else its attribute."""
    if name in _FIGURES:
        value = _figure(thing, name, frame)
        if value is not None:
            yield value
        return
    for attributes in (thing.attributes, *(key.attributes for key in _keys(thing, frame))):
        yield from (value for known, value in attributes.items() if known.lower() == name)


def _figure(thing: Thing, name: str, frame: int | None) -> Figure | None:
    if name in ("score", "model"):
        value = thing.provenance.score if name == "score" else thing.provenance.model
        return None if value == "" else value
    if name in ("id", "label"):
        return thing.id if name == "id" else thing.label
    if isinstance(thing, Segment):
        found = {"start": thing.start, "end": thing.stop, "length": thing.stop - thing.start}
        return found.get(name)
    first, last = thing.keyframes[0].frame, thing.keyframes[-1].frame
    if name == "layer":
        return max((key.z_order for key in _keys(thing, frame)), default=0)
    known = {"start": first, "end": last, "length": last - first, "keyframes": len(thing.keyframes)}
    return known[name]


def _keys(thing: Thing, frame: int | None) -> tuple[Keyframe, ...]:
    """The keyframe in force on a frame; all of them without one."""
    if isinstance(thing, Segment):
        return ()
    if frame is None:
        return thing.keyframes
    before = [key for key in thing.keyframes if key.frame <= frame]
    return (before[-1],) if before else ()


def kind_of(track: Track) -> str:
    """The kind of a track's first shape: "box", "mask", …."""
    return type(track.keyframes[0].shape).__name__.lower()


def _occluded(thing: Thing, frame: int | None) -> bool:
    return any(key.occluded for key in _keys(thing, frame))


def _outside(thing: Thing, frame: int | None) -> bool:
    if isinstance(thing, Track) and frame is not None:
        return shape_at(thing, frame) is None
    return any(key.outside for key in _keys(thing, frame))


def _keyframe(thing: Thing, frame: int | None) -> bool:
    keys = _keys(thing, frame)
    return bool(keys) and (frame is None or keys[-1].frame == frame)


_WORDS: dict[str, Test] = {
    "occluded": _occluded,
    "outside": _outside,
    "keyframe": _keyframe,
    "suggested": lambda thing, _: not thing.provenance.accepted,
    "accepted": lambda thing, _: thing.provenance.accepted,
    "hand": lambda thing, _: thing.provenance.source == "hand",
    "model": lambda thing, _: thing.provenance.source == "model",
    "track": lambda thing, _: isinstance(thing, Track),
    "segment": lambda thing, _: isinstance(thing, Segment),
}
