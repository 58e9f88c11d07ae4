"""What an analysis had found when it was stopped or failed, beside where the whole was to go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import AnnotationError
from app.base.files import part_path
from app.cli.running import say

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from app.annotations.layer import AnnotationLayer
    from app.render.findings import Findings


class PartialResult:
    """A context manager around the work: if that ends early, what it found by then is written.

    It goes to a name of its own (`OUT.part.json`), as a playable part of a render does: a file with
    the name that was asked for is a whole result, whoever finds it there.

    Args:
        output: Where the whole was to go.
        format_name: In which format.
    """

    def __init__(self, output: Path, format_name: str) -> None:
        self._path = part_path(output)
        self._format = format_name
        self._found: Findings | None = None

    def keep(self, found: Findings) -> None:
        """Remember what was found; from any thread."""
        self._found = found

    def __enter__(self) -> PartialResult:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        found = self._found
        if kind is not None and found is not None and found.looked:
            say(f"Stopped at frame {found.reached}: {self._written(found.layer)}")

    def _written(self, layer: AnnotationLayer) -> str:
        from app.render.export_annotations import export_annotations

        if not (layer.tracks or layer.segments or layer.tags or layer.cuts):
            return "nothing was found until then."
        try:
            losses = export_annotations(layer, self._path, self._format)
        except AnnotationError as error:
            return f"what was found cannot be kept. {error}"
        kept = f"the result is partial, {amounts(layer)} in {self._path}."
        return " ".join([kept, *losses])


def amounts(layer: AnnotationLayer) -> str:
    """What there is; tracks are told even when there is none and nothing else."""
    other = ((len(layer.segments), "segment"), (len(layer.cuts), "cut"))
    more = [_amount(count, noun) for count, noun in other if count]
    tracks = [_amount(len(layer.tracks), "track")] if layer.tracks or not more else []
    return ", ".join([*tracks, *more])


def _amount(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
