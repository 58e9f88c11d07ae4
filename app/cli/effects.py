"""`reelwright effects`: what there is to apply, and its parameters."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from app.base.parameter import Parameter
from app.cli.columns import columns
from app.cli.effect_text import Kind
from app.cli.json_output import put_json
from app.cli.running import put


def effects(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Show this one's parameters.")
    ] = None,
    analyses: Annotated[
        bool, typer.Option("--analyses", help="List analyses, for `reelwright annotate`.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """List the effects, or show the parameters of one.

    \b
    Write an effect as NAME:key=value,key=value. Values with commas go between quotes:
      --effect 'colour:lut="warm, soft.cube",exposure=0.3'
    Numbers marked “animated” may change over time, as value@seconds|value@seconds:
      --effect 'denoise:sigma=5@0|20@2.5'   (a ~ after the seconds eases in and out)

    \b
    JSON: a list (with NAME: one object) of name, title, summary, parameters: name, title,
    kind (number, whole, switch, choice, text, file), default, minimum, maximum (null:
    unbounded), unit, zero (the word for 0, "" without one), choices, animated, help.
    """
    kinds, find = _all(analyses)
    chosen = None if name is None else find(name)
    if json:
        put_json([_document(kind) for kind in kinds] if chosen is None else _document(chosen))
    elif chosen is None:
        put(columns([(kind.name, kind.summary) for kind in kinds]))
    else:
        put(description(chosen))


def _all(analyses: bool) -> tuple[Sequence[Kind], Callable[[str], Kind]]:
    if analyses:
        from app.analyses.every import EVERY, find_any

        return EVERY, find_any
    from app.effects.registry import EFFECTS, find_effect

    return EFFECTS, find_effect


def _document(kind: Kind) -> dict[str, Any]:
    parameters = [_parameter_document(parameter) for parameter in kind.parameters]
    words = {"name": kind.name, "title": kind.title, "summary": kind.summary}
    return words | {"parameters": parameters}


def _parameter_document(parameter: Parameter) -> dict[str, Any]:
    fields = ("name", "title", "kind", "default", "minimum", "maximum", "unit")
    return {
        name: getattr(parameter, name) for name in (*fields, "zero", "choices", "animated", "help")
    }


def description(kind: Kind) -> str:
    """For people: the effect and a table of its parameters."""
    rows = [("parameter", "values", "default", "", "")]
    rows += [_row(parameter) for parameter in kind.parameters]
    table = columns(rows) if kind.parameters else "It has no parameters."
    return f"{kind.title} ({kind.name}): {kind.summary}\n\n{table}"


def _row(parameter: Parameter) -> tuple[str, str, str, str, str]:
    animated = "animated" if parameter.animated else ""
    words = parameter.help or parameter.title
    return parameter.name, _values(parameter), _default(parameter), animated, words


def _values(parameter: Parameter) -> str:
    if parameter.kind == "choice":
        return " | ".join(parameter.choices)
    if parameter.kind == "switch":
        return "yes | no"
    if parameter.kind not in ("number", "whole"):
        return parameter.kind
    low, high = parameter.minimum, parameter.maximum
    span = "" if math.isinf(low) and math.isinf(high) else f" {low:g} to {high:g}"
    zero = parameter.zero and f" or {parameter.zero}"
    return f"{parameter.kind}{span}{parameter.unit and ' ' + parameter.unit}{zero}"


def _default(parameter: Parameter) -> str:
    value = parameter.default
    if isinstance(value, bool):
        return "yes" if value else "no"
    if parameter.zero and value == 0:
        return parameter.zero
    return f"{value:g}" if isinstance(value, int | float) else value or "none"
