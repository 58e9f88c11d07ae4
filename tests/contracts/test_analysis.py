"""What every analysis promises, asked of each one there is."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from app.analyses.analysis import Analysis, AnalysisContext, AnalysisKind, FrameFindings
from app.analyses.registry import ANALYSES, find_analysis, make_analysis
from app.annotations.layer import MediaFacts
from app.annotations.shapes import box_around
from app.base.cancel import CancelToken
from app.base.errors import Cancelled, UsageError
from app.inference.catalogue import Catalogue, PackageSource
from tests.analyses.moving_squares import FORMAT, HEIGHT, RATE, WIDTH, Square, clip, number_of
from tests.analyses.sounds import sound_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.base.frame import Frame

each = pytest.mark.parametrize("kind", ANALYSES, ids=lambda kind: kind.name)
SQUARES = (Square(10, 20, 2.0, 0.3), Square(200, 90, -2.2, 0.0, colour=(30, 90, 210)))
COUNT = 80
MEDIA = MediaFacts("clip.mp4", WIDTH, HEIGHT, COUNT)


@pytest.fixture(autouse=True)
def _models(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real weights for the analyses that need a model."""
    callspec = getattr(request.node, "callspec", None)
    kind = callspec.params.get("kind") if callspec else None
    for model in models_of(kind) if kind is not None else ():
        packaged = isinstance(Catalogue.load().find(model).source, PackageSource)
        folder = request.getfixturevalue("library_dir" if packaged else "weights_dir")
        monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(folder))


def models_of(kind: AnalysisKind) -> list[str]:
    """What it needs as it is by default."""
    parameters = [p for p in kind.parameters if p.name == "model"]
    return [str(p.default) for p in parameters if p.default not in p.choices]


def fed(kind: AnalysisKind, count: int) -> Iterator[Frame[NDArray[Any]]]:
    """Frames of what it is made for."""
    return sound_frames(count) if kind.sense == "hearing" else clip(SQUARES, count)


def made(kind: AnalysisKind) -> Analysis:
    return make_analysis(kind.name, {})


def findings(kind: AnalysisKind, count: int = COUNT) -> list[FrameFindings]:
    context = AnalysisContext(number_of, CancelToken())
    return list(made(kind).run(fed(kind, count), FORMAT, context))


def test_names_are_unique_and_found() -> None:
    names = [kind.name for kind in ANALYSES]
    assert len(set(names)) == len(names)
    assert [find_analysis(name) for name in names] == list(ANALYSES)


def test_a_wrong_name_gets_a_hint() -> None:
    with pytest.raises(UsageError, match="Did you mean “moving-objects”"):
        find_analysis("moving-object")


@each
def test_kinds_describe_themselves(kind: AnalysisKind) -> None:
    assert kind.title
    assert kind.summary.endswith(".")
    names = [parameter.name for parameter in kind.parameters]
    assert len(set(names)) == len(names)
    for parameter in kind.parameters:
        assert parameter.validated(parameter.default) == parameter.default
        assert parameter.help.endswith(".")


@each
def test_an_unknown_parameter_is_refused(kind: AnalysisKind) -> None:
    with pytest.raises(UsageError, match="has no parameter"):
        make_analysis(kind.name, {"no-such-thing": 1})


@each
def test_each_frame_is_answered_once_in_order(kind: AnalysisKind) -> None:
    assert [found.frame for found in findings(kind)] == list(range(COUNT))


@each
def test_findings_lie_in_the_picture(kind: AnalysisKind) -> None:
    for found in findings(kind):
        for finding in found.findings:
            box = box_around(finding.shape)
            assert box.x0 >= 0
            assert box.y0 >= 0
            assert box.x1 <= WIDTH
            assert box.y1 <= HEIGHT


@each
def test_two_runs_agree(kind: AnalysisKind) -> None:
    first, second = findings(kind), findings(kind)
    assert first == second
    assert made(kind).assemble(first, MEDIA) == made(kind).assemble(second, MEDIA)


@each
def test_no_frames_give_no_findings(kind: AnalysisKind) -> None:
    assert findings(kind, 0) == []
    assert made(kind).assemble([], MEDIA).tracks == ()


@each
def test_a_single_picture_is_answered(kind: AnalysisKind) -> None:
    assert [found.frame for found in findings(kind, 1)] == [0]


@each
def test_the_beginning_of_a_run_makes_a_layer(kind: AnalysisKind) -> None:
    """What a cancelled job keeps."""
    layer = made(kind).assemble(findings(kind)[:50], MEDIA)
    assert layer.media == MEDIA
    for track in layer.tracks:
        assert not track.provenance.accepted
        assert track.provenance.source == "model"


@each
def test_results_come_before_the_clip_is_read_to_its_end(kind: AnalysisKind) -> None:
    read = itertools.count()
    frames = (frame for frame in fed(kind, 400) if next(read) >= 0)
    context = AnalysisContext(number_of, CancelToken())
    assert next(iter(made(kind).run(frames, FORMAT, context))).frame == 0
    assert next(read) <= 12 * RATE


@each
def test_cancelling_ends_it_at_the_next_frame(kind: AnalysisKind) -> None:
    token = CancelToken()
    running = made(kind).run(fed(kind, COUNT), FORMAT, AnalysisContext(number_of, token))
    next(running)
    token.cancel()
    with pytest.raises(Cancelled):
        next(running)


@each
def test_cancelling_is_heard_while_nothing_comes_out_yet(kind: AnalysisKind) -> None:
    token = CancelToken()
    token.cancel()
    read = itertools.count()
    frames = (frame for frame in fed(kind, COUNT) if next(read) >= 0)
    with pytest.raises(Cancelled):
        next(made(kind).run(frames, FORMAT, AnalysisContext(number_of, token)))
    assert next(read) <= 2
