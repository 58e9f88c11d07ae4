"""`reelwright models`: the catalogue and the weights on this machine."""

from __future__ import annotations

import typer

from app.cli import model_files, model_lists, model_speeds, model_verification

models = typer.Typer(
    help="List, show, fetch, add and verify models.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

models.command("list")(model_lists.list_models)
models.command("show")(model_lists.show)
models.command("get")(model_files.get)
models.command("add")(model_files.add)
models.command("measure")(model_speeds.measure)
models.command("verify")(model_verification.verify)
