"""Where somebody speaks: rules, the real network, real clips, files of the result."""

from __future__ import annotations

import csv
import re
from fractions import Fraction
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest

from app.analyses.silero import WINDOW, Silero
from app.analyses.speech_stretches import SpeechRules, SpeechStretches, Stretch
from app.base.cancel import CancelToken
from app.base.errors import Cancelled, MediaError, ModelError
from app.base.rate import HEARD as RATE
from app.base.time import Span
from app.media.side.heard import heard
from app.media.video_reader import VideoReader
from app.render.annotate import annotate
from app.render.export_annotations import export_annotations
from tests.analyses.detector_files import fixed_answer
from tests.analyses.sounds import tone_and_noise, write_sound
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.analyses.analysis import FrameFindings, Mark
    from app.annotations.layer import AnnotationLayer

F = Fraction
RULES = SpeechRules(sure=0.5, shortest=2 * WINDOW, pause=3 * WINDOW, padding=100)
SPOKEN = "nasa_13013.mp4"
"""Thirteen seconds of a narrator, who begins after a while and takes breath twice."""


@pytest.fixture
def weights(library_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real weights, found by the program."""
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(library_dir))
    return library_dir


def stretches(
    likely: Sequence[float], rules: SpeechRules = RULES, rest: int = 0
) -> list[tuple[int, int]]:
    """Starts and stops in samples; the clip ends `rest` samples before the last window does."""
    found = SpeechStretches(rules, WINDOW)
    told = [found.feed(each) for each in likely]
    told.append(found.finish(len(likely) * WINDOW - rest))
    return [(each.start, each.stop) for each in told if each is not None]


def test_speech_is_padded_on_both_sides() -> None:
    assert stretches([0, 0, 0.9, 0.9, 0.9, 0, 0, 0, 0, 0]) == [(2 * WINDOW - 100, 5 * WINDOW + 100)]


def test_a_short_pause_does_not_divide() -> None:
    assert len(stretches([0.9] * 4 + [0] * 3 + [0.9] * 4 + [0] * 9)) == 1
    assert len(stretches([0.9] * 4 + [0] * 4 + [0.9] * 4 + [0] * 9)) == 2


def test_what_is_half_likely_goes_on_but_does_not_begin() -> None:
    assert stretches([0.4] * 9) == []
    assert stretches([0.9] + [0.4] * 9 + [0] * 9) == [(0, 10 * WINDOW + 100)]


def test_a_short_sound_is_no_speech() -> None:
    assert stretches([0, 0.9, 0.9, 0, 0, 0, 0, 0]) == []


def test_speech_to_the_end_ends_with_the_clip() -> None:
    assert stretches([0, 0.9, 0.9, 0.9, 0.9], rest=40) == [(WINDOW - 100, 5 * WINDOW - 40)]


def test_padding_never_reaches_into_the_next_stretch() -> None:
    rules = SpeechRules(0.5, 2 * WINDOW, 2 * WINDOW, 9 * WINDOW)
    first, second = stretches([0.9] * 4 + [0] * 4 + [0.9] * 4 + [0] * 9, rules)
    assert first[1] == second[0] == 6 * WINDOW


def test_a_stretch_is_told_as_soon_as_it_is_over() -> None:
    found = SpeechStretches(RULES, WINDOW)
    told = [found.feed(each) is not None for each in [0.9] * 4 + [0] * 6]
    assert told.index(True) == 4 + 3


def test_the_score_is_the_mean_of_what_was_heard() -> None:
    found = SpeechStretches(RULES, WINDOW)
    told = [found.feed(each) for each in [0.8, 0.6, 1.0, 0, 0, 0, 0]]
    (stretch,) = [each for each in told if each is not None]
    assert isinstance(stretch, Stretch)
    assert stretch.score == pytest.approx(0.8)


def sound_of(path: Path) -> NDArray[np.float32]:
    with VideoReader(path) as reader:
        index = reader.index
        shown = ((index.time_of(n), index.duration_of(n)) for n in range(len(index)))
        return np.concatenate([frame.pixels for frame in heard(path, shown)])


def likelihoods(network: Silero, samples: NDArray[np.float32]) -> NDArray[np.float64]:
    whole = samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW)
    return np.array([network(window) for window in whole])


def test_the_real_network_hears_the_narrator_only(weights: Path, media_dir: Path) -> None:
    spoken = sound_of(media_dir / "clips" / SPOKEN)
    likely = likelihoods(Silero(weights / "silero_vad.onnx"), spoken)
    assert likely[:15].max() < 0.1
    assert likely[40:140].min() > 0.9
    noise = likelihoods(Silero(weights / "silero_vad.onnx"), tone_and_noise(5))
    assert noise.max() < 0.3


def test_the_network_remembers(weights: Path, media_dir: Path) -> None:
    """The same window is heard differently after speech than at the beginning."""
    spoken = sound_of(media_dir / "clips" / SPOKEN)
    window = spoken[60 * WINDOW : 61 * WINDOW]
    fresh, listening = (Silero(weights / "silero_vad.onnx") for _ in range(2))
    likelihoods(listening, spoken[: 60 * WINDOW])
    assert listening(window) > 0.9
    assert abs(listening(window) - fresh(window)) > 0.01


def test_another_network_is_refused(tmp_path: Path) -> None:
    path = fixed_answer(tmp_path / "a.onnx", np.zeros((1, 4, 4), np.float32))
    with pytest.raises(ModelError, match=r"a\.onnx"):
        Silero(path)


def marks_of(path: Path, **settings: float) -> tuple[AnnotationLayer, list[Mark]]:
    found: list[FrameFindings] = []
    layer = annotate(path, "speech", settings, preview=found.append)
    return layer, [mark for each in found for mark in each.marks]


def test_the_sentences_of_a_real_clip(weights: Path, media_dir: Path) -> None:
    layer, marks = marks_of(media_dir / "clips" / SPOKEN)
    # Seen in the wave: silence to 0.7 s, breaths at 4.9 and 8.3 s, and it ends at 12.2 s.
    seconds = [(float(m.times.start), float(m.times.end or 0)) for m in marks if m.times]
    expected = [(0.67, 4.83), (5.15, 8.22), (8.51, 12.19)]
    assert np.abs(np.subtract(seconds, expected)).max() < 0.05
    assert [(x.label, x.start, x.stop) for x in layer.segments] == [
        ("speech", mark.start, mark.stop) for mark in marks
    ]
    told = layer.segments[0].provenance
    assert (told.source, told.model, told.version) == ("model", "silero-vad", "1a153a22f450")
    assert not told.accepted
    assert (told.score or 0) > 0.9


def test_times_are_exact_and_frames_are_all_that_are_covered(
    weights: Path, media_dir: Path
) -> None:
    path = media_dir / "clips" / SPOKEN
    _, marks = marks_of(path)
    with VideoReader(path) as reader:
        index = reader.index
    for mark in marks:
        assert mark.times is not None
        assert mark.times.end is not None
        start, end = mark.times.start, mark.times.end
        assert (start - index.start) * RATE == int((start - index.start) * RATE)
        assert index.time_of(mark.start) <= start < index.time_of(mark.start + 1)
        assert index.time_of(mark.stop - 1) < end <= index.time_of(mark.stop)


def test_a_sound_that_begins_later_gives_later_times(
    weights: Path, media_dir: Path, tmp_path: Path
) -> None:
    spoken = sound_of(media_dir / "clips" / SPOKEN)[: 6 * RATE]
    plain = write_sound(tmp_path / "plain.mkv", spoken)
    late = write_sound(tmp_path / "late.mkv", spoken, F(32, 25))
    (first,), (second,) = (marks_of(path)[1][:1] for path in (plain, late))
    assert first.times is not None
    assert second.times is not None
    assert second.times.start - first.times.start == F(32, 25)
    assert second.start - first.start == 32


def test_tone_and_noise_are_no_speech(weights: Path, tmp_path: Path) -> None:
    layer, _ = marks_of(write_sound(tmp_path / "a.mkv", tone_and_noise(8)))
    assert (layer.segments, layer.labels) == ((), ())


def test_stretches_are_told_while_the_clip_runs(weights: Path, media_dir: Path) -> None:
    found: list[FrameFindings] = []
    annotate(media_dir / "clips" / SPOKEN, "speech", {}, preview=found.append)
    told = [(each.frame, mark) for each in found for mark in each.marks]
    assert [each.frame for each in found] == list(range(390))
    assert len(told) == 3
    assert all(0 <= frame - mark.stop <= 5 for frame, mark in told)


def test_a_span_is_heard_with_the_clips_own_frames(weights: Path, media_dir: Path) -> None:
    layer = annotate(media_dir / "clips" / SPOKEN, "speech", {}, span=Span(F(5), F(17, 2)))
    (segment,) = layer.segments
    assert float(layer.media.time_of(segment.start) or 0) == pytest.approx(5.15, abs=0.1)
    assert float(layer.media.time_of(segment.stop) or 0) == pytest.approx(8.22, abs=0.1)


def test_cancelling_is_heard(weights: Path, media_dir: Path) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        annotate(media_dir / "clips" / SPOKEN, "speech", {}, lambda _: token.cancel(), token)


def test_a_clip_without_sound_is_refused_in_a_sentence(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="has no sound"):
        annotate(make_clip(tmp_path / "a.mkv"), "speech", {})


def test_missing_weights_name_the_command(tmp_path: Path) -> None:
    path = write_sound(tmp_path / "a.mkv", tone_and_noise(1))
    with pytest.raises(ModelError, match="reelwright models get silero-vad"):
        annotate(path, "speech", {})


def test_files_of_the_result_have_its_times(weights: Path, media_dir: Path, tmp_path: Path) -> None:
    """Every format tells when the frames begin, to the millisecond."""
    layer, marks = marks_of(media_dir / "clips" / SPOKEN)
    spans = [(mark.times.start, mark.times.end or F(0)) for mark in marks if mark.times]
    for name, read in (("webvtt", _cues), ("srt", _cues), ("elan", _tiers), ("csv", _rows)):
        path = tmp_path / name
        export_annotations(layer, path, name)
        found = read(path)
        assert len(found) == len(spans) == 3
        for span, part, (start, end) in zip(spans, layer.segments, found, strict=True):
            shown = (layer.media.time_of(frame) or F(0) for frame in (part.start, part.stop))
            assert np.abs(np.subtract((start, end), [float(x * 1000) for x in shown])).max() <= 0.5
            # What was heard lies within, and less than a frame is added.
            assert 0 <= float(span[0] * 1000) - start < 34
            assert 0 <= end - float(span[1] * 1000) < 34


def _cues(path: Path) -> list[tuple[int, int]]:
    number = r"(\d+):(\d\d):(\d\d)[.,](\d\d\d)"
    found = re.findall(rf"{number} --> {number}", path.read_text("utf-8"))
    return [(_milliseconds(row[:4]), _milliseconds(row[4:])) for row in found]


def _milliseconds(clock: Sequence[str]) -> int:
    hours, minutes, seconds, rest = map(int, clock)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _tiers(path: Path) -> list[tuple[int, int]]:
    root = ElementTree.parse(path).getroot()
    slots = {x.get("TIME_SLOT_ID"): int(x.get("TIME_VALUE", "-1")) for x in root.iter("TIME_SLOT")}
    rows = root.iter("ALIGNABLE_ANNOTATION")
    return [(slots[x.get("TIME_SLOT_REF1")], slots[x.get("TIME_SLOT_REF2")]) for x in rows]


def _rows(path: Path) -> list[tuple[int, int]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "segment"]
    return [(round(float(r["time"]) * 1000), round(float(r["stop_time"]) * 1000)) for r in rows]
