"""Hiding what annotations mark."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box, Ellipse
from app.base.cancel import CancelToken
from app.base.errors import EffectError
from app.base.time import Span
from app.effects.registry import EFFECTS
from app.media.video_reader import VideoReader
from app.project.model import Clip, EffectSpec, Excerpt, MediaItem, Project
from app.project.queries import LAYER_EFFECTS, excerpt_of
from app.render.annotate import rgb_of
from app.render.enhance import EnhanceRequest, enhance
from app.render.media_facts import media_facts
from app.render.plan import plan
from tests.effects.stage import context, effect, face_layer, frames_of, noise, source_format
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from torch import Tensor


def hidden(
    pictures: list[Tensor], layer: AnnotationLayer | None = None, **settings: Any
) -> list[Tensor]:
    stage = replace(context(), layer=layer or face_layer())
    height, width = pictures[0].shape[-2:]
    made = effect("anonymise", **settings)
    frames = made.apply(iter(frames_of(pictures)), source_format(width, height), stage)
    return [frame.pixels for frame in frames]


def with_track(*keys: Keyframe) -> AnnotationLayer:
    layer = face_layer()
    return replace(layer, tracks=(Track(1, "face", keys),))


def test_a_box_is_black_exactly_where_the_face_is() -> None:
    pictures = noise(41)
    shown = hidden(pictures, style="box", margin=0.0)
    for number, x in ((0, 2), (40, 10)):
        changed = (shown[number] != pictures[number]).any(dim=0)
        expected = torch.zeros(14, 20, dtype=torch.bool)
        expected[3:9, x : x + 6] = True
        assert torch.equal(changed, expected)
        assert not shown[number][:, expected].any()


def test_the_margin_is_a_share_of_the_size() -> None:
    changed = hidden(noise(1), style="box", margin=50.0)[0] == 0
    rows, columns = np.nonzero(changed.all(dim=0).numpy())
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (0, 11, 0, 10)


@pytest.mark.parametrize("style", ["blur", "pixelate"])
def test_detail_is_gone_and_colour_stays(style: str) -> None:
    pictures = noise(1)
    shown = hidden(pictures, style=style, blocks=1, margin=0.0)[0][:, 3:9, 2:8]
    part = pictures[0][:, 3:9, 2:8]
    assert torch.allclose(shown, part.mean(dim=(1, 2), keepdim=True).expand_as(part), atol=1e-5)


def test_pixels_are_as_large_as_asked() -> None:
    shown = hidden(noise(1), style="pixelate", blocks=2, margin=0.0)[0][:, 3:9, 2:8]
    assert len(np.unique(shown[0].numpy())) == 4


def test_an_enlarged_picture_is_hidden_at_the_right_place() -> None:
    shown = hidden(noise(1, (3, 28, 60)), style="box", margin=0.0)[0]
    rows, columns = np.nonzero((shown == 0).all(dim=0).numpy())
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (6, 17, 6, 23)


def test_an_ellipse_leaves_its_corners() -> None:
    layer = with_track(Keyframe(0, Ellipse(10, 7, 5, 5)))
    shown = hidden(noise(1), layer, style="box", margin=0.0)[0]
    black = (shown == 0).all(dim=0)
    assert black[7, 10]
    assert not black[2, 5]
    assert int(black.sum()) == pytest.approx(np.pi * 25, abs=6)


def test_alpha_stays() -> None:
    pictures = noise(1, (4, 14, 20))
    shown = hidden(pictures, style="box")[0]
    assert torch.equal(shown[3], pictures[0][3])


def test_what_was_missed_for_a_while_stays_hidden() -> None:
    box = Box(2, 3, 8, 9)
    layer = with_track(
        Keyframe(5, box), Keyframe(6, box, outside=True), Keyframe(9, box), Keyframe(10, box, True)
    )
    for hold, expected in ((0, {5, 9}), (1, {4, 5, 6, 8, 9, 10}), (3, set(range(2, 13)))):
        shown = hidden(noise(20), layer, style="box", hold=hold)
        black = {n for n, picture in enumerate(shown) if not picture[:, 5, 5].any()}
        assert black == expected


def test_tracks_are_chosen_by_label_or_number() -> None:
    layer = face_layer()
    other = Track(7, "plate", (Keyframe(0, Box(12, 9, 18, 13)),))
    layer = replace(layer, labels=(*layer.labels, Label("plate")), tracks=(*layer.tracks, other))
    for words, expected in (("face", 36), ("plate", 24), ("#7", 24), ("face, #7", 60), ("", 60)):
        shown = hidden(noise(1), layer, style="box", margin=0.0, track=words)[0]
        assert int((shown == 0).all(dim=0).sum()) == expected


def test_nothing_passes_unhidden_when_there_is_nothing_to_go_by() -> None:
    with pytest.raises(EffectError, match="no plate"):
        hidden(noise(1), track="plate")
    made, stage = effect("anonymise"), replace(context(), layer=None)
    with pytest.raises(EffectError, match="this clip has none"):
        list(made.apply(iter(frames_of(noise(1))), source_format(), stage))
    timeless = replace(face_layer(), media=MediaFacts("x", 20, 14, 60))
    with pytest.raises(EffectError, match="do not know the times"):
        hidden(noise(1), timeless)


def test_the_project_lends_its_layer_only_to_effects_that_look_at_it() -> None:

    assert {kind.name for kind in EFFECTS if kind.uses_layer} == LAYER_EFFECTS
    layer = face_layer()
    project = Project((MediaItem(Path("a.mp4"), "m"),), layers=(("m", layer),))
    clip = Clip("c", "m", Span(Fraction(0), Fraction(1)))
    assert excerpt_of(project, clip).layer is None
    chain = (EffectSpec("anonymise"),)
    assert excerpt_of(project, replace(clip, effects=chain)).layer is layer
    off = (EffectSpec("anonymise", enabled=False),)
    assert excerpt_of(project, replace(clip, effects=off)).layer is None


def test_an_export_hides_and_a_wrong_chain_is_refused(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mkv", ClipKind(size=(64, 48), frames=6))
    output = tmp_path / "b.mkv"
    with VideoReader(source) as reader:
        media = media_facts(reader)
        track = Track(1, "face", (Keyframe(0, Box(32, 16, 56, 40)),))
        layer = AnnotationLayer(media, (Label("face"),), (track,))
        chain = (EffectSpec("anonymise", (("style", "box"), ("margin", 0.0))),)
        item = MediaItem(source)
        with pytest.raises(EffectError, match="needs annotations"):
            plan(Excerpt(item, effects=chain), reader.info, reader.index)
        cut = (EffectSpec("crop", (("left", 2),)), *chain)
        with pytest.raises(EffectError, match="must come before Crop"):
            plan(Excerpt(item, effects=cut, layer=layer), reader.info, reader.index)
    excerpt = Excerpt(item, effects=chain, layer=layer)
    enhance(EnhanceRequest(excerpt, output, device="cpu"), CancelToken())
    with VideoReader(output) as reader:
        pictures = [rgb_of(frame.pixels) for frame in reader.frames()]
    assert len(pictures) == 6
    for picture in pictures:
        assert picture[18:38, 34:54].max() < 12
        assert picture[4:12, 34:54].max() > 40
