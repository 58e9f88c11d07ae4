"""From choices to jobs: the last look at the disk, and the snapshot. Runs on a worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import MediaError, UsageError
from app.ui.dialogs.export_choices import output_path, request_of
from app.ui.dialogs.export_facts import look_at
from app.ui.dialogs.export_subject import file_stem, numbered
from app.ui.language import tr

if TYPE_CHECKING:
    from app.jobs.job import JobSpec
    from app.render.render_request import RenderRequest
    from app.ui.dialogs.export_choices import ExportChoices
    from app.ui.dialogs.export_subject import Subject

SHOW = "show_when_done"
"""In a payload: whether the folder opens when the job is done."""


@dataclass(frozen=True, slots=True)
class Wish:
    """All that was chosen.

    Attributes:
        choices: Of the form.
        subjects: What to export.
        name: Of the file, or the pattern of several.
        device, precision: From the settings.
        taken: Files that other jobs write.
        needed: Bytes that will be needed, None while nobody measured.
        result: Size of the pictures, as far as it is known by now.
    """

    choices: ExportChoices
    subjects: tuple[Subject, ...]
    name: str
    device: str
    precision: str
    taken: frozenset[str] = frozenset()
    needed: int | None = None
    result: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Existing:
    """Files that are there already: somebody has to say that they may be replaced."""

    names: tuple[str, ...]


def folder_is_whole(choices: ExportChoices) -> bool:
    """Whether the folder is the same one wherever the program was started."""
    return Path(choices.folder).expanduser().is_absolute()


def outputs(wish: Wish) -> list[Path]:
    """Where each subject goes.

    Raises:
        UsageError: the name is none, or it is not clear where the folder is.
    """
    name = wish.name
    if not folder_is_whole(wish.choices):
        words = tr("Write the whole path of the folder, such as {example}, or choose it.")
        raise UsageError(words.format(example=Path.home() / "Videos"))
    if not name:
        raise UsageError(tr("Give the file a name."))
    if any(sign in name for sign in "/\\"):
        raise UsageError(tr("A file name cannot contain / or \\; choose the folder below."))
    if len(wish.subjects) == 1:
        return [output_path(wish.choices, name)]
    pattern = name.removesuffix(wish.choices.suffix)
    stems = numbered([file_stem(subject, pattern) for subject in wish.subjects])
    return [output_path(wish.choices, f"{stem}{wish.choices.suffix}") for stem in stems]


def requests(wish: Wish, *, overwrite: bool = False) -> list[RenderRequest]:
    """One render for each subject.

    Raises:
        UsageError: a name or an option makes no sense.
    """
    return [
        request_of(wish.choices, subject, output, wish.device, wish.precision, overwrite=overwrite)
        for subject, output in zip(wish.subjects, outputs(wish), strict=True)
    ]


def prepare(wish: Wish, *, overwrite: bool) -> list[JobSpec] | Existing:
    """The jobs, or what stands in their way.

    Raises:
        AppError: it cannot be done; the sentence says what to change.
    """
    from app.render.job_runners import export_job

    made = requests(wish, overwrite=overwrite)
    existing = [request.output.name for request in made if _look(request, wish)]
    if existing and not overwrite:
        return Existing(tuple(existing))
    specs = []
    for request in made:
        _make_folder(request.output.parent)
        spec = export_job(request, tr("Export {name}", name=request.output.name), detail(wish))
        specs.append(replace(spec, payload={**spec.payload, SHOW: wish.choices.show}))
    return specs


def _look(request: RenderRequest, wish: Wish) -> bool:
    """Whether the file exists; refuses what must not be."""
    sources = tuple(item.path for item in request.project.media)
    place = look_at(request.output, sources)
    if place.is_source:
        raise MediaError(tr("This file is the source itself; give the result another name."))
    if str(request.output) in wish.taken:
        raise MediaError(tr("Another job in the queue writes this file; choose another name."))
    if not place.writable:
        raise MediaError(tr("Files cannot be written to this folder; choose another."))
    if wish.needed is not None and place.free is not None and place.free < wish.needed:
        raise MediaError(tr("There is not enough space in this folder; choose another."))
    return place.exists


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MediaError(tr("This folder cannot be made; choose another.")) from error


def detail(wish: Wish) -> str:
    """Second line of a job: `H.264, 1280 × 720`."""
    from app.ui.dialogs.export_facts import FAMILIES

    choices = wish.choices
    codec = FAMILIES.get(choices.codec, choices.suffix.lstrip(".").upper())
    if len(wish.subjects) > 1 or wish.result is None:
        return codec
    return f"{codec}, {wish.result[0]} × {wish.result[1]}"
