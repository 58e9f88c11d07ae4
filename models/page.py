"""Writes `resources/docs/models.md`: the built-in models beside others, measured in one run.

`python -m models.page --images FOLDER` with a folder that has Set5, Set14 and CBSD68_12.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.text import format_bytes
from app.inference.catalogue import Catalogue
from models.comparison import coded_rows, rows
from models.crops import coded_strip, strip
from models.published import PUBLISHED

if TYPE_CHECKING:
    from models.comparison import Row

DOCS = Path(__file__).parents[1] / "resources" / "docs"
TASKS = (
    ("upscale", 2, "Upscaling ×2"),
    ("upscale", 3, "Upscaling ×3"),
    ("upscale", 4, "Upscaling ×4"),
    ("denoise", 1, "Denoising, sigma 25"),
    ("deblock", 1, "Removing compression"),
    ("style", 1, "Style"),
)
HEAD = """# The built-in models beside others

Made by `python -m models.page`; every figure but the published ones was computed in that one run,
in full precision on {threads} processor threads. Upscaling: PSNR of luma, pictures made small by
MATLAB's bicubic, as in the papers. Denoising: PSNR of R'G'B' (of gray for models of gray
pictures), Gaussian noise that is not clipped. Compression: PSNR of R'G'B', JPEG of three qualities
with half the samples of colour. Coded film: PSNR of luma of a frame made small, panned and encoded
at a constant rate factor. Style: how steady a pan looks (PSNR of a frame
against the one before it moved along), mean of all painted styles; sharp strokes cost steadiness,
so it says nothing of beauty. The pace is that of the model alone, in megapixels of input per
second, 640 × 360 being 0.23, and is lower where other work runs beside it. The pictures under the
tables are of the sample clip, enlarged three times without any filter; their figures are of the
whole frame.
"""


def section(catalogue: Catalogue, task: str, scale: int, title: str, images: Path) -> str:
    """One table and its picture; "" where there is no model of ours."""
    found = rows(catalogue, task, scale, images)
    if not any(row.kind == "built in" for row in found):
        return ""
    name = f"{task}-x{scale}.png" if task == "upscale" else f"{task}.png"
    _write(DOCS / "models" / name, strip(catalogue, task, scale))
    return _table(title, name, [*found, *PUBLISHED.get((task, scale), ())])


def coded_section(catalogue: Catalogue, images: Path) -> str:
    """The table and picture of enlarging what encoders left."""
    _write(DOCS / "models" / "upscale-coded.png", coded_strip(catalogue))
    return _table("Upscaling ×2 of coded film", "upscale-coded.png", coded_rows(catalogue, images))


def _table(title: str, name: str, alike: list[Row]) -> str:
    sets = list(dict.fromkeys(name for row in alike for name in row.values))
    head = f"| | kind | {' | '.join(sets)} | Mpx/s | weights | |\n" + "|---" * (len(sets) + 5) + "|"
    lines = [_line(row, sets) for row in alike]
    return "\n".join([f"\n## {title}\n", head, *lines, f"\n![{title}](models/{name})\n"])


def _line(row: Row, sets: list[str]) -> str:
    name = f"`{row.name}`" if row.kind in ("built in", "library") else row.name
    values = [f"{row.values[each]:.2f}" if each in row.values else "" for each in sets]
    pace = "" if row.pace is None else f"{row.pace:.2g}"
    weights = "" if row.weights is None else format_bytes(row.weights)
    return f"| {' | '.join([name, row.kind, *values, pace, weights, row.note])} |"


def _write(path: Path, image: object) -> None:
    import cv2

    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), image[..., ::-1])  # type: ignore[index]


def main() -> None:
    """Measure everything and write the page."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=Path, required=True)
    images = parser.parse_args().images
    catalogue = Catalogue.load()
    first, *others = (section(catalogue, *task, images) for task in TASKS)
    parts = [first, coded_section(catalogue, images), *others]
    text = HEAD.format(threads=torch.get_num_threads()) + "".join(parts)
    (DOCS / "models.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
