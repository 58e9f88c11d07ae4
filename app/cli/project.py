"""`reelwright project`: look at a project file, and find its media again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from app.base.errors import AppError, ProjectError
from app.base.text import format_bytes
from app.base.time import format_time
from app.cli.columns import facts
from app.cli.json_output import put_json
from app.cli.running import KNOWN_ERROR, on_worker, put, say

project = typer.Typer(
    help="Check a project file and find moved media again.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

File = Annotated[Path, typer.Argument(metavar="PROJECT", help="A .reel file.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")]


@dataclass(frozen=True)
class Problem:
    """Something that keeps a project from being rendered as it was made.

    Attributes:
        kind: "media", "effect" or "model".
        name: Of what is missing: a path, an effect, a model.
        sentence: What is wrong and what to do.
    """

    kind: str
    name: str
    sentence: str


@project.command()
def check(path: File, json: Json = False) -> None:
    """Say what is in a project, and what it needs that is not on this machine.

    Exit code 1 when something is missing, with a sentence for each thing.

    \b
    JSON: name, tracks, clips, media, markers, length (seconds), size, read_only, notes,
    problems: kind (media, effect, model), name, sentence.
    """
    from app.project.storage import load

    loaded = load(path)
    problems = on_worker(lambda cancel: _problems(loaded.project))
    document = _document(path, loaded, problems)
    if json:
        put_json(document)
    else:
        put(_description(document))
        for sentence in (*loaded.notes, *(problem.sentence for problem in problems)):
            say(sentence)
    if problems:
        raise typer.Exit(KNOWN_ERROR)


@project.command()
def relink(
    path: File,
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER…", help="Where to look.")],
    by_name: Annotated[
        bool,
        typer.Option("--by-name", help="Take files of the same name with other contents, too."),
    ] = False,
    json: Json = False,
) -> None:
    """Find moved media in folders, by name and contents, and save the project.

    Exit code 1 when something is still missing.

    \b
    JSON: found, doubtful (same name, other contents): new path by old path; missing: old paths.
    """
    from app.project.edits.media import relink as edit
    from app.project.relink import find_moved, missing
    from app.project.storage import load, save

    loaded = load(path)
    if loaded.read_only:
        raise ProjectError(
            f"{path.name} was made by a newer Reelwright and would lose things; update Reelwright."
        )
    for folder in folders:
        if not folder.is_dir():
            raise ProjectError(f"There is no folder {folder}; check the name.")
    gone = missing(loaded.project.media)
    found = on_worker(lambda cancel: find_moved(gone, folders, cancel))
    paths = found.doubtful | found.paths if by_name else found.paths
    changed = edit(found.paths)(loaded.project)
    if by_name:
        changed = _replaced(changed, found.doubtful)
    if changed is not loaded.project:
        save(changed, path)
    names = {item.id: str(item.path) for item in gone}
    answer: dict[str, Any] = {
        "found": {names[key]: place for key, place in paths.items()},
        "doubtful": {n: found.doubtful[k] for k, n in names.items() if k in found.doubtful},
        "missing": [name for key, name in names.items() if key not in paths],
    }
    if by_name:
        answer["doubtful"] = {}
    _tell(answer, complete=found.complete, json=json)
    if answer["missing"]:
        raise typer.Exit(KNOWN_ERROR)


def _replaced(project: Any, paths: dict[str, Path]) -> Any:
    """The project with other files in place of some: they are looked at anew."""
    from app.project.edits.media import replace_media
    from app.project.importing import inspect

    for media_id, path in paths.items():
        project = replace_media(media_id, inspect(path))(project)
    return project


def _tell(answer: dict[str, Any], *, complete: bool, json: bool) -> None:
    if json:
        put_json(answer)
    elif not answer["found"] and not answer["missing"]:
        put("Nothing is missing.")
    else:
        put(facts([(Path(old).name, str(new)) for old, new in answer["found"].items()]))
    for old, new in answer["doubtful"].items():
        say(f"{new} is called like {Path(old).name} but holds something else; --by-name takes it.")
    for old in answer["missing"]:
        if old not in answer["doubtful"]:
            say(f"{Path(old).name} was not found; name the folder it is in.")
    if not complete:
        say("There are too many files to look at all of them; name folders nearer to the media.")


def _document(path: Path, loaded: Any, problems: list[Problem]) -> dict[str, Any]:
    from app.project import queries

    project = loaded.project
    return {
        "name": project.name or path.stem,
        "tracks": len(project.tracks),
        "clips": sum(1 for _ in queries.clips(project)),
        "media": len(project.media),
        "markers": len(project.markers),
        "length": queries.length(project),
        "size": path.stat().st_size,
        "read_only": loaded.read_only,
        "notes": list(loaded.notes),
        "problems": problems,
    }


def _description(document: dict[str, Any]) -> str:
    counts = ("tracks", "clips", "media", "markers")
    rows = [("project", document["name"]), ("length", format_time(document["length"]))]
    rows += [(name, f"{document[name]:,}") for name in counts]
    return facts([*rows, ("size", format_bytes(document["size"]))])


def _problems(project: Any) -> list[Problem]:
    from app.project import queries
    from app.project.relink import missing

    found = [_missing_media(item) for item in missing(project.media)]
    specs = {
        (spec.name, spec.settings): spec
        for _, clip in queries.clips(project)
        for spec in (*clip.effects, *clip.alternative)
        if spec.enabled
    }
    # Effects bring torch along, and finding weights reads them: once each, and only if need be.
    models: dict[str, None] = {}
    for spec in specs.values():
        found += _effect_problems(spec, models)
    found += [problem for name in models if (problem := _model_problem(name))]
    return list(dict.fromkeys(found))


def _missing_media(item: Any) -> Problem:
    return Problem(
        "media",
        str(item.path),
        f"{item.path} is not there; find it with `reelwright project relink PROJECT FOLDER`.",
    )


def _effect_problems(spec: Any, models: dict[str, None]) -> list[Problem]:
    """What is wrong with one effect; the model it asks for is added to `models`."""
    from app.base.parameter import complete
    from app.effects.registry import find_effect

    try:
        kind = find_effect(spec.name)
        settings = complete(kind.parameters, dict(spec.settings), kind.title)
    except AppError as error:
        return [Problem("effect", spec.name, str(error))]
    model = settings.get("model")
    stands_in = any(model in each.choices for each in kind.parameters if each.name == "model")
    if isinstance(model, str) and model and not stands_in:
        models[model] = None
    return []


def _model_problem(name: str) -> Problem | None:
    from app.inference.catalogue import Catalogue
    from app.inference.weights_store import WeightsStore

    try:
        WeightsStore().path(Catalogue.load().find(name))
    except AppError as error:
        return Problem("model", name, str(error))
    return None
