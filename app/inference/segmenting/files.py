"""Which two ONNX files make a pair of encoder and decoder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.base.errors import ModelError
from app.inference.onnx_graph import OnnxGraph

if TYPE_CHECKING:
    from pathlib import Path

ROLES = ("encoder", "decoder")


def pair_of(path: Path) -> tuple[Path, Path] | None:
    """Encoder and decoder, if the file is one half of such a pair and the other lies beside it.

    Returns:
        None for files that are neither.

    Raises:
        ModelError: the other half is missing; says what to name it. Or it is one network that
            takes picture and points at once.
    """
    if path.suffix.lower() != ".onnx":
        return None
    try:
        graph = OnnxGraph(path)
    except ModelError:
        return None  # another loader may know it, and tells why if not
    if takes_points(graph):
        _refuse_whole(graph)
        return _other(path, "decoder"), path
    if "encoder" not in path.name.lower() or _gives_picture(graph):
        return None
    return path, _other(path, "encoder")


def takes_points(graph: OnnxGraph) -> bool:
    """Whether it is a decoder."""
    return any(name.endswith("point_coords") for name in graph.inputs)


def name_of(encoder: Path) -> str:
    """What the pair is called: the encoder's name without that word, or its folder's."""
    name = re.sub(r"[._ -]*(image[._ -]?)?encoder", "", encoder.stem, flags=re.IGNORECASE)
    return name.strip("._ -") or encoder.resolve().parent.name


def _gives_picture(graph: OnnxGraph) -> bool:
    """Whether it is no encoder after all, whatever its name."""
    shape = next(iter(graph.outputs.values())).shape
    return len(shape) == 4 and shape[1] in (1, 3)


def _refuse_whole(graph: OnnxGraph) -> None:
    if any("image" in name and "embed" not in name for name in graph.inputs):
        raise ModelError(
            f"{graph.name} takes picture and points at once, so each click would cost the whole "
            "network; export encoder and decoder as two files."
        )


def _other(path: Path, role: str) -> Path:
    """The other half: named as the first one with the roles exchanged, or the only other file."""
    wanted = ROLES[1 - ROLES.index(role)]
    beside = sorted(p for p in path.parent.iterdir() if p.suffix.lower() == ".onnx" and p != path)
    swapped = re.sub(role, wanted, path.name, flags=re.IGNORECASE)
    named = [p for p in beside if p.name.lower() == swapped.lower() and swapped != path.name]
    if named or len(beside) == 1:
        return (named or beside)[0]
    name = swapped if swapped != path.name else f"{path.stem}.{wanted}.onnx"
    raise ModelError(
        f"{path.name} is the {role} of a pair; put its {wanted} beside it, as {name}, and add "
        "either of them."
    )
