"""Flicker goes; fades, cuts and what moves stay."""

from __future__ import annotations

import torch

from tests.effects.scenes import real_clip, scene, seen
from tests.effects.stage import applied, context, effect, frames_of, source_format


def flickering(pictures: list[torch.Tensor], seed: int = 2) -> list[torch.Tensor]:
    """Each picture some percent brighter or darker."""
    generator = torch.Generator().manual_seed(seed)
    gains = 1 + 0.05 * torch.randn(len(pictures), generator=generator)
    return [gain * picture for gain, picture in zip(gains, pictures, strict=True)]


def flicker(pictures: list[torch.Tensor]) -> float:
    """Deviation of the changes of mean brightness."""
    means = torch.stack([picture[:3].mean() for picture in pictures]).log()
    return float(means.diff().std())


def evened(pictures: list[torch.Tensor], **settings: object) -> list[torch.Tensor]:
    return [f.pixels for f in applied(effect("deflicker", **settings), pictures)]  # type: ignore[arg-type]


def test_flicker_goes() -> None:
    pictures = flickering([seen(scene(), 0, 0)] * 40)
    assert flicker(evened(pictures)) < 0.1 * flicker(pictures)
    half = flicker(evened(pictures, strength=50.0))
    assert 0.4 * flicker(pictures) < half < 0.6 * flicker(pictures)


def test_a_steady_picture_and_a_fade_keep_their_samples() -> None:
    still = [seen(scene(), 0, 0)] * 25
    fade = [picture * 1.02 ** (n - 25) for n, picture in enumerate(still)]
    for pictures in (still, fade):
        for before, after in zip(pictures, evened(pictures), strict=True):
            assert (after - before).abs().max() < 0.0005


def test_what_moves_does_not_count() -> None:
    pictures = []
    for n in range(30):
        picture = 0.5 * seen(scene(), 0, 0)
        picture[:, 20:70, 4 * n : 4 * n + 50] = 1
        pictures.append(picture)
    for before, after in zip(pictures, evened(pictures), strict=True):
        assert (after - before)[:, 80:].abs().max() < 0.004


def test_a_cut_to_a_dark_room_is_no_flicker() -> None:
    one = flickering([seen(scene(), 0, 0)] * 12)
    two = flickering([0.2 * seen(scene(2), 0, 0)] * 12)
    together = evened([*one, *two])
    apart = [*evened(one), *evened(two)]
    assert all(torch.equal(a, b) for a, b in zip(together, apart, strict=True))


def test_colours_are_evened_by_themselves_when_asked() -> None:
    pictures = [seen(scene(), 0, 0).clone() for _ in range(20)]
    for number, picture in enumerate(pictures):
        picture[0] *= 1.1 if number % 2 else 1
        picture[2] *= 1 if number % 2 else 1.1
    red = [flicker([p[:1] for p in each]) for each in (
        pictures, evened(pictures), evened(pictures, colour=True)
    )]  # fmt: skip
    assert red[2] < 0.1 * red[0]
    assert red[1] > 0.5 * red[0]


def test_frames_do_not_depend_on_where_a_render_begins() -> None:
    frames = frames_of(flickering([seen(scene(), n % 3, 0) for n in range(45)]))
    made, source = effect("deflicker"), source_format(168, 120)
    whole = list(made.apply(iter(frames), source, context()))[20:24]
    part = list(made.apply(iter(frames[5:39]), source, context()))[15:19]
    assert all(torch.equal(a.pixels, b.pixels) for a, b in zip(whole, part, strict=True))


def test_black_stays_black() -> None:
    assert all(not picture.any() for picture in evened([torch.zeros(3, 40, 40)] * 5))


def test_a_real_clip() -> None:
    """Flicker of 5 % falls to 0.3 %; without any, frames change by 0.02 %."""
    clip = [frame.pixels for frame in real_clip("04_coffee.mp4", 0, 50, (180, 320))]
    for before, after in zip(clip, evened(clip), strict=True):
        assert (after - before).abs().mean() < 0.001
    pictures = flickering(clip)
    assert flicker(evened(pictures)) < 0.15 * flicker(pictures)
