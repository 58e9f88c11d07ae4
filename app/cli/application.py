"""The command line: every command, listed by hand."""

from __future__ import annotations

from typing import Annotated

import typer

from app import __version__
from app.cli import (
    annotate,
    bench,
    compare,
    convert,
    demo,
    effects,
    enhance,
    models,
    probe,
    project,
    render,
)
from app.cli.running import put

application = typer.Typer(
    name="reelwright",
    help="Enhance and annotate video on your own machine.",
    epilog="Exit codes: 0 done, 1 a problem (one sentence says which), 2 wrong usage, "
    "70 a bug (a report is written), 130 cancelled.",
    no_args_is_help=True,
    add_completion=False,
    # Plain text: quick to load, the same in a pipe, and our own words for failures.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (
    probe.probe,
    enhance.enhance,
    render.render,
    annotate.annotate,
    convert.convert,
    compare.compare,
    effects.effects,
    bench.bench,
    demo.demo,
):
    application.command()(command)
application.add_typer(models.models, name="models")
application.add_typer(project.project, name="project")


def _version(wanted: bool) -> None:
    if wanted:
        put(f"reelwright {__version__}")
        raise typer.Exit


@application.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Enhance and annotate video on your own machine."""
