"""Pairs of encoder and decoder with the interface of segment-anything's export, and plain answers.

A click on the object gives a disc of `RADIUS` units of the network around it, one on the background
takes such a disc away, a box gives itself; where the picture is black, as the embedding says, there
is nothing. All of it is computed in the graphs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tests.helpers.onnx_files import OnnxWriter

if TYPE_CHECKING:
    from pathlib import Path

RADIUS = 60.0
SIZES = (0.0, 1500.0, 2700.0, 3300.0)
"""By how much the squares of the radii of several masks are smaller."""

_BLACK = -1.9  # of red, normalised: 0 becomes -2.12
_FAR = 1e7


@dataclass(frozen=True)
class Kind:
    """How a pair differs from segment-anything's.

    Attributes:
        cells: Of the embedding, across; one is 16 units of a point.
        rows: The encoder takes `(h, w, 3)` in [0, 255].
        free: EfficientSAM: pictures of any size, coordinates in theirs, one more axis.
        fine: SAM 2: stretched pictures, a second embedding.
        several: Four masks.
        large: Only masks of full size.
        points: The decoder takes just so many; 0 for any number.
    """

    cells: int = 16
    rows: bool = False
    free: bool = False
    fine: bool = False
    several: bool = False
    large: bool = False
    points: int = 0


def write_pair(folder: Path, kind: Kind | None = None, stem: str = "discs") -> tuple[Path, Path]:
    """`discs.encoder.onnx` and `discs.decoder.onnx`."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = kind or Kind()
    encoder = _encoder(kind).write(folder / f"{stem}.encoder.onnx")
    return encoder, _decoder(kind).write(folder / f"{stem}.decoder.onnx")


def _encoder(kind: Kind) -> OnnxWriter:
    graph, side = OnnxWriter(), 16 * kind.cells
    picture = _picture(graph, kind, side)
    pooled = graph("AveragePool", picture, kernel_shape=[16, 16], strides=[16, 16])
    weights = np.zeros((256, 3, 1, 1))
    weights[[0, 1, 2], [0, 1, 2]] = 1
    made = graph("Conv", pooled, weights)
    graph.gives("image_embed" if kind.fine else "embeddings", made, 1, 256, kind.cells, kind.cells)
    if kind.fine:
        graph.gives("high_res_feats_0", pooled, 1, 3, kind.cells, kind.cells)
    return graph


def _picture(graph: OnnxWriter, kind: Kind, side: int) -> str:
    """Normalised, `(1, 3, side, side)`."""
    mean, deviation = [123.675, 116.28, 103.53], [58.395, 57.12, 57.375]
    if kind.rows:
        taken = graph.takes("input_image", "h", "w", 3)
        plain = graph("Div", graph("Sub", taken, mean), deviation)
        planes = graph("Transpose", plain, perm=[2, 0, 1])
        return _filled(graph, taken, planes, side)
    if kind.free:
        taken = graph.takes("batched_images", 1, 3, "h", "w")
        size = graph.table([1, 3, side, side], np.int64)
        square = graph("Resize", taken, "", "", size, mode="linear")
        shift, scale = (np.array(each).reshape(1, 3, 1, 1) / 255 for each in (mean, deviation))
        return graph("Div", graph("Sub", square, shift), scale)
    return graph.takes("image", 1, 3, side, side)


def _filled(graph: OnnxWriter, taken: str, planes: str, side: int) -> str:
    """With zeros to the right and below."""
    first, last = (graph.table([n], np.int64) for n in (0, 2))
    sides = graph("Slice", graph("Shape", taken), first, last)
    missing = graph("Sub", graph.table([side, side], np.int64), sides)
    pads = graph("Concat", graph.table([0, 0, 0, 0], np.int64), missing, axis=0)
    padded = graph("Pad", planes, pads)
    return graph("Unsqueeze", padded, graph.table([0], np.int64))


def _decoder(kind: Kind) -> OnnxWriter:
    graph, cells = OnnxWriter(), kind.cells
    name = "image_embed" if kind.fine else "image_embeddings"
    embedding = graph.takes(name, 1, 256, cells, cells)
    if kind.fine:
        graph.takes("high_res_feats_0", 1, 3, cells, cells)
    across, down, labels = _points(graph, kind)
    has_mask = ""
    if not kind.free:
        graph.takes("mask_input", 1, 1, 4 * cells, 4 * cells)
        has_mask = graph.takes("has_mask_input", 1)
    if not kind.free and not kind.fine:
        graph.takes("orig_im_size", 2)
    field = _field(graph, 4 * cells, across, down, labels)
    field = graph("Min", field, _bright(graph, embedding))
    if has_mask:
        field = graph("Add", field, graph("Mul", has_mask, [_FAR]))
    _answer(graph, kind, field)
    return graph


def _points(graph: OnnxWriter, kind: Kind) -> tuple[str, str, str]:
    """Across, down and labels, each `(1, N, 1, 1)`; the middle of the first pixel is at 0.5."""
    count: int | str = kind.points or "n"
    if kind.free:
        points = graph.takes("batched_point_coords", 1, 1, count, 2)
        labels = graph.takes("batched_point_labels", 1, 1, count)
        size = graph.takes("orig_im_size", 2, dtype=np.int64)
        points = graph("Reshape", points, graph.table([1, -1, 2], np.int64))
        turned = graph("Gather", graph("Cast", size, to=1), graph.table([1, 0], np.int64), axis=0)
        scale = graph("Div", [16.0 * kind.cells], turned)
        placed = graph("Mul", graph("Add", points, [0.5]), scale)
    else:
        points = graph.takes("point_coords", 1, count, 2)
        labels = graph.takes("point_labels", 1, count)
        placed = graph("Add", points, [0.5])
    shape = graph.table([1, -1, 1, 1], np.int64)
    parts = [graph("Gather", placed, graph.table([n], np.int64), axis=2) for n in (0, 1)]
    across, down, said = (graph("Reshape", each, shape) for each in (*parts, labels))
    return across, down, said


def _field(graph: OnnxWriter, side: int, across: str, down: str, labels: str) -> str:
    """`(1, 1, side, side)`, above 0 inside."""
    middles = (np.arange(side) + 0.5) * 4
    x, y = middles.reshape(1, 1, 1, side), middles.reshape(1, 1, side, 1)
    dx, dy = graph("Sub", x, across), graph("Sub", y, down)
    squares = graph("Add", graph("Mul", dx, dx), graph("Mul", dy, dy))
    # Near the edge as steep as a distance, so that all edges are as sharp as each other.
    discs = graph("Div", graph("Sub", [RADIUS**2], squares), [2 * RADIUS])

    def only(label: int, values: str, other: float, reduce: str) -> str:
        chosen = graph("Where", graph("Equal", labels, [float(label)]), values, [other])
        return graph(reduce, chosen, axes=[1])

    inside, outside = (only(label, discs, -_FAR, "ReduceMax") for label in (1, 0))
    edges = [graph("Sub", middle, only(2, place, _FAR, "ReduceMin"))
             for middle, place in ((x, across), (y, down))]  # fmt: skip
    edges += [graph("Sub", only(3, place, -_FAR, "ReduceMax"), middle)
              for middle, place in ((x, across), (y, down))]  # fmt: skip
    box = graph("Min", *edges)
    return graph("Min", graph("Max", inside, box), graph("Neg", outside))


def _bright(graph: OnnxWriter, embedding: str) -> str:
    """Far above 0 where the embedding says that there is red, far below where it is black."""
    red = graph("Gather", embedding, graph.table([0], np.int64), axis=1)
    large = graph("Resize", red, "", [1.0, 1.0, 4.0, 4.0], mode="nearest",
                  coordinate_transformation_mode="asymmetric", nearest_mode="floor")  # fmt: skip
    return graph("Mul", graph("Sub", large, [_BLACK]), [_FAR])


def _answer(graph: OnnxWriter, kind: Kind, field: str) -> None:
    side, scores = 4 * kind.cells, [[0.5]]
    if kind.several:
        field = graph("Concat", *(graph("Sub", field, [by / (2 * RADIUS)]) for by in SIZES), axis=1)
        scores = [[0.99, 0.2, 0.9, 0.4]]
    large = graph("Resize", field, "", [1.0, 1.0, 4.0, 4.0], mode="linear")
    count = len(scores[0])
    if not kind.large:
        axes = graph.table([1], np.int64)
        shown = graph("Unsqueeze", field, axes) if kind.free else field
        more = (1,) if kind.free else ()
        # What exports with sides that were fixed at tracing answer: no use.
        graph.gives("masks", graph("Mul", large, [0.0]), 1, count, 4 * side, 4 * side)
        graph.gives("iou_predictions", graph("Identity", scores), 1, count)
        graph.gives("low_res_masks", shown, 1, *more, count, side, side)
    else:
        graph.gives("masks", large, 1, count, 4 * side, 4 * side)
