"""What the program does, shown on one clip: cleaner, larger, annotated, and measured."""

from __future__ import annotations

import time as clock
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import EffectError, MediaError
from app.base.progress import Progress, silent
from app.base.time import FramePosition
from app.inference.device import describe
from app.inference.transfer import upload
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render.demo.contact_sheet import Moment, write_contact_sheet
from app.render.demo.gain import DemoMeasures, Gain, NoiseLevels
from app.render.demo.pace import affordable_frames
from app.render.demo.side_by_side import CPU, enlarged, write_side_by_side
from app.render.enhance import EnhanceRequest, enhance
from app.render.resources import open_resources

if TYPE_CHECKING:
    from app.base.progress import Report
    from app.base.time import Span

SAMPLE = Path(__file__).parents[3] / "resources" / "sample" / "sample.mp4"
DENOISE = EffectSpec("denoise", (("model", "reel-denoise"),))
UPSCALE = EffectSpec("upscale", (("model", "reel-upscale-x2"),))

BUDGET = 30.0
"""Seconds that enhancing may take; everything else takes about as long again."""

MEASURED, MEASURED_PIXELS = 8, 8 * 640 * 360
"""Frames the gain is measured on, fewer where they are large."""

SHOWN = 3
"""Moments on the contact sheet."""


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What was made, in the order in which it is told.

    Attributes:
        clip: What went in.
        result: What came out, how and in what time.
        gain: Of upscaling.
        noise: Before and after denoising.
        moving_objects: How many were found in the clip.
        enhanced, side_by_side, contact_sheet: The files.
        objects: The annotations (COCO); None where OpenCV, which finds objects, is missing.
        notes: What else there is to know, as sentences.
    """

    clip: str
    result: str
    gain: Gain
    noise: NoiseLevels
    moving_objects: int
    enhanced: Path
    side_by_side: Path
    contact_sheet: Path
    objects: Path | None
    notes: tuple[str, ...]


def run_demo(
    folder: Path,
    clip: Path | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    *,
    chain: tuple[EffectSpec, EffectSpec] = (DENOISE, UPSCALE),
    device: str = "auto",
) -> DemoResult:
    """Enhance and annotate a clip, and write everything into `folder`, over what is there.

    A clip that would take too long is shown in part, and the notes say so.

    Args:
        folder: Made when missing.
        clip: A video; our own sample when None.
        report: Told how far each part of it is.
        cancel: Checked once per frame.
        chain: The denoiser and the upscaler.
        device: Where to compute.

    Raises:
        AppError: the clip cannot be read, the folder cannot be written, weights are missing.
        Cancelled: the token was set.
    """
    source = clip or SAMPLE
    if clip is None and not source.is_file():
        raise MediaError("The sample clip is missing; name a video of yours with --clip.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MediaError(
            f"The folder {folder} cannot be made ({error.strerror}); choose another."
        ) from error
    return _Demo(folder, source, report, cancel or CancelToken(), chain, device).run()


class _Demo:
    """One run."""

    def __init__(
        self,
        folder: Path,
        source: Path,
        report: Report,
        cancel: CancelToken,
        chain: tuple[EffectSpec, EffectSpec],
        device: str,
    ) -> None:
        self._folder = folder
        self._source = source
        self._report = report
        self._cancel = cancel
        self._chain = chain
        self._device = device
        self._notes: list[str] = []

    def run(self) -> DemoResult:
        with VideoReader(self._source) as source:
            gain, noise, frames, where = self._measure(source)
            span = self._span(source, frames)
            seconds = self._enhance(frames if span else None)
            with VideoReader(self._file("enhanced.mp4")) as enhanced:
                write_side_by_side(
                    source, span, enhanced, self._file("side_by_side.mp4"),
                    self._report, self._cancel,
                )  # fmt: skip
                self._draw(source, enhanced, gain)
                made = _size(enhanced)
            found = self._annotate(span)
            facts = f"{source.path.name}, {_size(source)}, {len(source.index)} frames"
        pace = f"{frames} frames in {seconds:.1f} s ({frames / seconds:.1f} fps)"
        return DemoResult(
            facts,
            f"{made}, {pace} on {where}",
            gain,
            noise,
            found or 0,
            self._file("enhanced.mp4"),
            self._file("side_by_side.mp4"),
            self._file("contact_sheet.png"),
            self._file("objects.json") if found is not None else None,
            tuple(self._notes),
        )

    def _measure(self, source: VideoReader) -> tuple[Gain, NoiseLevels, int, str]:
        """Gain, noise, how many frames there is time for, and the device in words."""
        self._report(Progress(0, stage="Measuring"))
        share = MEASURED_PIXELS // (source.format.width * source.format.height)
        numbers = spread(len(source.index), max(2, min(MEASURED, share)))
        pictures = [source.frame(number).pixels for number in numbers]
        denoise, upscale = self._chain
        with open_resources(self._device, "auto", self._cancel) as resources:
            measures = DemoMeasures(pictures, source.format, resources, self._cancel)
            gain, noise = measures.gain(upscale), measures.noise(denoise)
            clip = Excerpt(MediaItem(self._source), effects=self._chain)
            frames = affordable_frames(clip, source, resources, self._cancel, BUDGET)
            return gain, noise, frames, describe(resources.device)

    def _span(self, source: VideoReader, frames: int) -> Span | None:
        """The part of the clip there is time for; None for all of it."""
        total = len(source.index)
        if frames >= total:
            return None
        self._notes.append(
            f"Only the first {frames} of {total} frames were enhanced, to keep the demo short; "
            "`reelwright enhance` does all."
        )
        return source.index.span(None, FramePosition(frames))

    def _enhance(self, frames: int | None) -> float:
        """Seconds it took, loading included."""
        end = None if frames is None else FramePosition(frames)
        clip = Excerpt(MediaItem(self._source), end=end, effects=self._chain)
        output = self._file("enhanced.mp4")
        request = EnhanceRequest(clip, output, device=self._device, overwrite=True)
        start = clock.perf_counter()
        result = enhance(
            request, self._cancel, lambda at: self._report(replace(at, stage="Enhancing"))
        )
        self._notes += result.notes
        return clock.perf_counter() - start

    def _draw(self, source: VideoReader, enhanced: VideoReader, gain: Gain) -> None:
        moments = []
        size = enhanced.format.size
        for number in spread(len(enhanced.index), SHOWN):
            after = enhanced.frame(number)
            before = enlarged(source.frame(number).pixels, *size)
            time = after.time - enhanced.index.time_of(0)
            moments.append(Moment(time, before, upload(after.pixels, CPU)[:3]))
        facts = f"{source.path.name}  ·  {_size(source)} → {_size(enhanced)}"
        path = self._file("contact_sheet.png")
        aspect = size[0] * float(enhanced.format.sample_aspect_ratio) / size[1]
        write_contact_sheet(path, moments, aspect, facts, f"Measured {gain}")

    def _annotate(self, span: Span | None) -> int | None:
        """How many moving objects there are; None where this machine cannot look for them."""
        from app.render.annotate import annotate
        from app.render.export_annotations import export_annotations

        try:
            layer = annotate(
                self._source,
                "moving-objects",
                {},
                lambda at: self._report(replace(at, stage="Annotating")),
                self._cancel,
                span=span,
            )
        except EffectError as error:
            self._notes.append(f"Moving objects were not looked for: {error}")
            return None
        self._notes += export_annotations(layer, self._file("objects.json"), "coco")
        return len(layer.tracks)

    def _file(self, name: str) -> Path:
        return self._folder / name


def spread(total: int, count: int) -> list[int]:
    """Up to `count` numbers below `total`, evenly spread, away from the ends."""
    count = min(total, count)
    return [(2 * n + 1) * total // (2 * count) for n in range(count)]


def _size(reader: VideoReader) -> str:
    return f"{reader.format.width} × {reader.format.height}"
