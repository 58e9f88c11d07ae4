"""What every effect promises, asked of all of them with fake networks."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import torch

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, UsageError
from app.effects.registry import EFFECTS, find_effect
from app.inference.catalogue import Catalogue
from tests.effects.stage import (
    START,
    FakePool,
    Upstream,
    applied,
    context,
    effect,
    fake_catalogue,
    frames_of,
    noise,
    source_format,
)

if TYPE_CHECKING:
    from collections.abc import Generator

    from app.effects.effect import EffectKind

PICTURE = str(Path(__file__).parents[2] / "resources" / "docs" / "models" / "upscale-x4.png")

WORKING: dict[str, dict[str, Any]] = {
    "upscale": {"size": "37x29"},
    "denoise": {"sigma": 20.0, "method": "temporal"},
    "deblock": {"strength": 60.0},
    "sharpen": {"threshold": 2.0},
    "low-light": {"strength": 60.0},
    "dehaze": {"strength": 60.0},
    "auto-colour": {"strength": 60.0},
    "colour": {"exposure": 0.5, "saturation": 1.5, "gamma": 1.2},
    "style": {"style": "halftone", "keep-colours": True, "strength": 80.0},
    "matte": {"background": "picture", "picture": PICTURE, "fit": "fit", "edge": 0.0},
    "crop": {"left": 1, "bottom": 2},
    "resize": {"width": 9, "height": 31, "filter": "lanczos"},
    "rotate": {"angle": "90", "flip": "horizontal"},
    "deinterlace": {"mode": "field"},
    "frame-rate": {"rate": "50"},
    "interpolate": {"rate": "50", "model": "rife"},
    "stabilise": {"crop": 10.0, "border": "edge"},
    "deflicker": {"colour": True},
    "scratches": {"sensitivity": 90.0},
    "remove-area": {"left": 20.0, "top": 30.0, "margin": 5.0},
    "cut-out": {"track": "face"},
    "remove-object": {"track": "face"},
    "anonymise": {"style": "pixelate", "margin": 40.0},
}
"""Settings with which an effect does something."""

RETIMING = {"frame-rate", "deinterlace", "interpolate"}


@pytest.fixture(autouse=True)
def _fake_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Catalogue, "load", staticmethod(lambda folders=None: fake_catalogue()))


@pytest.fixture(params=EFFECTS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> EffectKind:
    return cast("EffectKind", request.param)


class TestKinds:
    def test_names_are_unique_and_found(self) -> None:
        names = [kind.name for kind in EFFECTS]
        assert len(set(names)) == len(names)
        assert set(WORKING) == set(names)
        assert [find_effect(name) for name in names] == list(EFFECTS)

    def test_a_near_miss_is_corrected(self) -> None:
        with pytest.raises(UsageError, match="upscale"):
            find_effect("upscail")

    def test_it_describes_itself(self, kind: EffectKind) -> None:
        assert kind.title
        assert kind.summary.endswith(".")
        assert min(kind.window) >= 0
        for parameter in kind.parameters:
            assert parameter.title
            assert parameter.help.endswith(".")
            assert parameter.kind != "choice" or parameter.choices

    def test_defaults_are_valid_and_make_an_effect(self, kind: EffectKind) -> None:
        for parameter in kind.parameters:
            assert parameter.validated(parameter.default) == parameter.default
        made = effect(kind.name)
        assert made.output_format(source_format()).width > 0


@pytest.mark.parametrize("settings", [{}, WORKING], ids=["defaults", "working"])
@pytest.mark.parametrize(
    "shape", [(3, 14, 20), (4, 17, 15), (3, 1, 1), (3, 2, 2), (4, 479, 853)], ids=str
)
def test_pictures_are_those_of_the_output_format(
    kind: EffectKind, shape: tuple[int, int, int], settings: dict[str, Any]
) -> None:
    if kind.name == "crop" and min(shape) < 3:
        settings = {}
    made = effect(kind.name, **settings.get(kind.name, {}))
    source = source_format(shape[2], shape[1])
    wanted = made.output_format(source)
    frames = applied(made, noise(2, shape), source)
    assert frames
    for frame in frames:
        assert frame.pixels.shape == (shape[0], wanted.height, wanted.width)
        assert frame.pixels.dtype == torch.float32
        assert torch.isfinite(frame.pixels).all()


class TestStreams:
    def test_no_frame_is_lost_and_times_rise(self, kind: EffectKind) -> None:
        made = effect(kind.name, **WORKING[kind.name])
        pictures = noise(7)
        frames = applied(made, pictures)
        times = [frame.time for frame in frames]
        assert all(a < b for a, b in itertools.pairwise(times))
        assert all(frame.duration > 0 for frame in frames)
        if kind.name not in RETIMING:
            assert len(frames) == len(pictures)
            assert times[0] == START

    def test_an_empty_stream_stays_empty(self, kind: EffectKind) -> None:
        made = effect(kind.name, **WORKING[kind.name])
        assert list(made.apply(iter(()), source_format(), context())) == []

    def test_inputs_are_never_written_to(self, kind: EffectKind) -> None:
        pictures = noise(4)
        before = [picture.clone() for picture in pictures]
        applied(effect(kind.name, **WORKING[kind.name]), pictures)
        assert all(torch.equal(a, b) for a, b in zip(pictures, before, strict=True))

    def test_opaque_stays_opaque(self, kind: EffectKind) -> None:
        pictures = [torch.cat([p[:3], torch.ones_like(p[:1])]) for p in noise(3)]
        for frame in applied(effect(kind.name, **WORKING[kind.name]), pictures):
            assert torch.allclose(frame.pixels[3], torch.ones(()), atol=2e-5)

    @pytest.mark.parametrize("settings", [{}, WORKING], ids=["defaults", "working"])
    def test_a_part_equals_that_part_of_the_whole(
        self, kind: EffectKind, settings: dict[str, Any]
    ) -> None:
        made, source = effect(kind.name, **settings.get(kind.name, {})), source_format(24, 40)
        frames = frames_of(noise(14, (3, 40, 24)))
        first, stop = frames[5].time, frames[10].time
        around = frames[max(0, 5 - kind.window[0]) : 10 + kind.window[1]]
        whole, part = (
            [
                frame
                for frame in made.apply(iter(given), source, context())
                if first <= frame.time < stop
            ]
            for given in (frames, around)
        )
        assert [frame.time for frame in part] == [frame.time for frame in whole]
        for ours, theirs in zip(part, whole, strict=True):
            assert ours.duration == theirs.duration
            assert torch.equal(ours.pixels, theirs.pixels)

    def test_frames_are_taken_one_at_a_time(self, kind: EffectKind) -> None:
        upstream = Upstream(noise(40))
        stream = effect(kind.name, **WORKING[kind.name]).apply(
            upstream.frames(), source_format(), context()
        )
        assert upstream.taken == 0
        next(stream)
        assert upstream.taken <= max(3, kind.window[1] + 1)

    def test_closing_reaches_the_source_and_returns_the_network(self, kind: EffectKind) -> None:
        upstream, pool = Upstream(noise(9)), FakePool()
        stream = effect(kind.name, **WORKING[kind.name]).apply(
            upstream.frames(), source_format(), context(pool)
        )
        next(stream)
        cast("Generator[Any, None, None]", stream).close()
        assert upstream.closed
        assert pool.out == 0

    def test_cancelling_stops_at_the_next_frame(self, kind: EffectKind) -> None:
        upstream, pool, cancel = Upstream(noise(9)), FakePool(), CancelToken()
        stream = effect(kind.name, **WORKING[kind.name]).apply(
            upstream.frames(), source_format(), context(pool, cancel)
        )
        next(stream)
        cancel.cancel()
        with pytest.raises(Cancelled):
            list(stream)
        assert upstream.closed
        assert pool.out == 0
