"""Masks from clicks: to the pixel, for every form of pair that goes round."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, ModelError
from app.inference.segmenting.prompt import Prompt
from app.inference.segmenting.segmenter import Segmenter
from app.inference.weights_store import WeightsStore
from tests.helpers.onnx_files import OnnxWriter
from tests.helpers.segmenter_pairs import RADIUS, SIZES, Kind, write_pair

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WIDTH, HEIGHT = 640, 360
INSIDE, OUTSIDE = (301.0, 190.5), (430.25, 200.0)

KINDS = {
    "segment-anything": Kind(),
    "of 1024": Kind(cells=64),
    "rows of pixels": Kind(cells=64, rows=True),
    "EfficientSAM": Kind(cells=64, free=True),
    "SAM 2": Kind(fine=True),
    "large masks only": Kind(large=True),
    "just five points": Kind(points=5),
}


def gray(height: int = HEIGHT, width: int = WIDTH) -> NDArray[np.uint8]:
    return np.full((height, width, 3), 150, np.uint8)


class Truth:
    """Signed distances from what the pair means, in pixels of the source, above 0 inside."""

    def __init__(self, kind: Kind, width: int = WIDTH, height: int = HEIGHT) -> None:
        units, stretched = 16 * kind.cells, kind.fine or kind.free
        self.across = units / width if stretched else units / max(width, height)
        self.down = units / height if stretched else units / max(width, height)
        self.y, self.x = np.mgrid[0:height, 0:width] + 0.5

    def disc(self, point: tuple[float, float], less: float = 0) -> Floats:
        dx, dy = (self.x - point[0]) * self.across, (self.y - point[1]) * self.down
        far = (RADIUS**2 - less) ** 0.5 - np.hypot(dx, dy)
        return np.asarray(far / max(self.across, self.down))

    def box(self, left: float, top: float, right: float, bottom: float) -> list[Floats]:
        return [self.x - left, right - self.x, self.y - top, bottom - self.y]

    def settled(self, *fields: Floats) -> NDArray[np.bool_]:
        """Where masks may not be wrong: not within a hair of the edge, not where edges meet.

        A mask is known at the middles of its cells, 4 units apart. Between them it runs straight,
        so circles of these sizes are off by up to 0.14 units, and corners are rounded; before the
        first and after the last of them it does not change.
        """
        unit = 1 / min(self.across, self.down)
        height, width = self.x.shape
        sides = np.minimum.reduce(self.box(0, 0, width, height))
        corner = sum((abs(each) < 6 * unit).astype(int) for each in fields) > 1
        near = abs(np.minimum.reduce(fields)) < 0.14 * unit
        return np.asarray((sides > 2 * unit) & ~near & ~corner)

    def agrees(self, found: NDArray[np.bool_], *fields: Floats) -> bool:
        sure, known = self.settled(*fields), np.minimum.reduce(fields) > 0
        return bool(found.any() and np.array_equal(found[sure], known[sure]))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_clicks_add_and_take_away_where_they_are(tmp_path: Path, kind: Kind) -> None:
    pair = Segmenter(*write_pair(tmp_path, kind))
    seen = pair.embedding(gray())
    found = pair.mask(seen, Prompt(inside=(INSIDE,), outside=(OUTSIDE,)), WIDTH, HEIGHT)
    truth = Truth(kind)
    assert truth.agrees(found, truth.disc(INSIDE), -truth.disc(OUTSIDE))
    assert not found[:8, :8].any(), "the point that pads is none"


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_box_is_where_it_was_drawn(tmp_path: Path, kind: Kind) -> None:
    pair = Segmenter(*write_pair(tmp_path, kind))
    edges = (100.0, 61.5, 300.0, 250.0)
    prompt = Prompt(box=edges, outside=((300.0, 250.0),))
    found = pair.mask(pair.embedding(gray()), prompt, WIDTH, HEIGHT)
    truth = Truth(kind)
    assert truth.agrees(found, *truth.box(*edges), -truth.disc(edges[2:]))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_picture_reaches_the_decoder_in_its_place(tmp_path: Path, kind: Kind) -> None:
    """Black on the left and at the bottom; blue counts as black, so channels are in order."""
    pair = Segmenter(*write_pair(tmp_path, kind))
    picture = gray()
    picture[:, :320] = 0
    picture[270:, :, 0] = 0
    found = pair.mask(pair.embedding(picture), Prompt(inside=((320.0, 270.0),)), WIDTH, HEIGHT)
    truth = Truth(kind)
    field = truth.disc((320.0, 270.0))
    right, down = 24 / truth.across, 24 / truth.down  # cells of the embedding that see both
    whole = (truth.x > 320 + right) & (truth.y < 270 - down) & truth.settled(field)
    nothing = (truth.x < 320 - right) | (truth.y > 270 + down)
    assert np.array_equal(found[whole], field[whole] > 0)
    assert found[whole].any()
    assert not found[nothing].any()


@pytest.mark.parametrize(("width", "height"), [(360, 640), (333, 333), (1920, 300)])
def test_any_shape_of_picture_and_a_smaller_copy_of_it_will_do(
    tmp_path: Path, width: int, height: int
) -> None:
    kind = Kind()
    pair = Segmenter(*write_pair(tmp_path, kind))
    seen = pair.embedding(gray(height // 3, width // 3))
    point = (width * 0.6, height * 0.4)
    found = pair.mask(seen, Prompt(inside=(point,)), width, height)
    assert found.shape == (height, width)
    truth = Truth(kind, width, height)
    assert truth.agrees(found, truth.disc(point))


def test_a_single_click_takes_the_surest_of_three_and_more_take_the_one_without_doubt(
    tmp_path: Path,
) -> None:
    kind = Kind(several=True)
    pair = Segmenter(*write_pair(tmp_path, kind))
    seen = pair.embedding(gray())
    one = pair.mask(seen, Prompt(inside=(INSIDE,)), WIDTH, HEIGHT)
    truth = Truth(kind)
    assert truth.agrees(one, truth.disc(INSIDE, SIZES[2]))
    two = pair.mask(seen, Prompt(inside=(INSIDE, INSIDE)), WIDTH, HEIGHT)
    assert truth.agrees(two, truth.disc(INSIDE))


def test_more_points_than_the_file_takes_are_refused(tmp_path: Path) -> None:
    pair = Segmenter(*write_pair(tmp_path, Kind(points=2)))
    seen = pair.embedding(gray())
    assert pair.mask(seen, Prompt(inside=(INSIDE,)), WIDTH, HEIGHT).any()
    with pytest.raises(ModelError, match="2 points at most"):
        pair.mask(seen, Prompt(inside=(INSIDE,) * 3), WIDTH, HEIGHT)


def test_an_encoder_at_work_can_be_stopped(tmp_path: Path) -> None:
    encoder, decoder = write_pair(tmp_path)
    slow = OnnxWriter()
    made = slow.takes("image", 1, 3, 256, 256)
    pooled = slow("AveragePool", made, kernel_shape=[16, 16], strides=[16, 16])
    made = slow("Conv", pooled, np.full((256, 3, 1, 1), 0.01))
    for _ in range(1000):
        made = slow("Softmax", made, axis=1)
    slow.gives("embeddings", made, 1, 256, 16, 16)
    pair, cancel = Segmenter(slow.write(encoder), decoder), CancelToken()

    def stop() -> None:
        cancel.cancel()
        pair.stop()

    timer = threading.Timer(0.02, stop)
    timer.start()
    looks = iter(lambda: pair.embedding(gray(), cancel), None)  # until it is heard
    with pytest.raises(Cancelled):
        deque(looks, maxlen=0)
    timer.join()
    pair.embedding(gray())


class TestAdding:
    """A pair beside each other becomes one model."""

    def store(self, tmp_path: Path) -> WeightsStore:
        return WeightsStore(folders=(), user=tmp_path / "user")

    @pytest.mark.parametrize("half", [0, 1])
    def test_either_half_brings_the_other(self, tmp_path: Path, half: int) -> None:
        store = self.store(tmp_path)
        card = store.add(write_pair(tmp_path / "found", stem="My SAM")[half])
        assert (card.id, card.task, card.architecture) == ("my-sam", "segment", "sam")
        assert (card.title, card.added, len(card.companions)) == ("My SAM", True, 1)
        path = store.path(card)
        pair = Segmenter(path, path.with_name(card.companions[0].name))
        assert pair.mask(pair.embedding(gray()), Prompt((INSIDE,)), WIDTH, HEIGHT).any()
        assert store.add(write_pair(tmp_path / "found", stem="My SAM")[half]) == card
        assert store.remove(card) == 3

    def test_plain_names_take_that_of_their_folder(self, tmp_path: Path) -> None:
        encoder, decoder = write_pair(tmp_path / "Small One")
        card = self.store(tmp_path).add(encoder.rename(encoder.with_name("encoder.onnx")))
        assert card.id == "small-one"
        assert decoder.exists()

    def test_a_half_alone_is_told_what_it_lacks(self, tmp_path: Path) -> None:
        encoder, decoder = write_pair(tmp_path)
        kept = decoder.read_bytes()
        decoder.unlink()
        with pytest.raises(ModelError, match=r"put its decoder beside it, as discs\.decoder\.onnx"):
            self.store(tmp_path).add(encoder)
        encoder.unlink()
        decoder.write_bytes(kept)
        with pytest.raises(ModelError, match=r"put its encoder beside it, as discs\.encoder\.onnx"):
            self.store(tmp_path).add(decoder)

    def test_a_name_makes_no_encoder(self, tmp_path: Path) -> None:
        graph = OnnxWriter()
        shape = (1, 3, "h", "w")
        graph.gives("same", graph("Identity", graph.takes("picture", *shape)), *shape)
        card = self.store(tmp_path).add(graph.write(tmp_path / "encoder-of-nothing.onnx"))
        assert card.task == "restore"

    def test_halves_of_different_pairs_are_refused(self, tmp_path: Path) -> None:
        encoder, _ = write_pair(tmp_path)
        write_pair(tmp_path / "other", Kind(fine=True))
        (tmp_path / "other" / "discs.decoder.onnx").replace(tmp_path / "discs.decoder.onnx")
        with pytest.raises(ModelError, match="do not belong together"):
            self.store(tmp_path).add(encoder)
        write_pair(tmp_path / "other", Kind(cells=64))
        (tmp_path / "other" / "discs.decoder.onnx").replace(tmp_path / "discs.decoder.onnx")
        with pytest.raises(ModelError, match=r"discs\.decoder\.onnx"):
            self.store(tmp_path).add(encoder)
        assert not list((tmp_path / "user").rglob("*.onnx"))

    def test_an_encoder_of_other_sides_is_refused(self, tmp_path: Path) -> None:
        encoder, _ = write_pair(tmp_path)
        graph = OnnxWriter()
        graph.gives("embeddings", graph("Identity", graph.takes("image", 1, 3, 684, 1024)), 1)
        with pytest.raises(ModelError, match="only takes pictures of 1024×684"):
            self.store(tmp_path).add(graph.write(encoder))

    def test_one_file_for_everything_is_refused(self, tmp_path: Path) -> None:
        graph = OnnxWriter()
        picture = graph.takes("batched_images", 1, 3, "h", "w")
        graph.takes("batched_point_coords", 1, 1, "n", 2)
        graph.takes("batched_point_labels", 1, 1, "n")
        graph.gives("masks", picture, 1)
        with pytest.raises(ModelError, match="as two files"):
            self.store(tmp_path).add(graph.write(tmp_path / "whole.onnx"))
