"""Sums typed into a number field: `1920/2`, `24+1/3`."""

from __future__ import annotations

import ast
import math
import operator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 80
_BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_SIGNS: dict[type[ast.unaryop], Callable[[float], float]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}


def evaluate(text: str) -> float:
    """The value of a number or a sum of + − × ÷ and brackets; a comma counts as decimal point.

    Raises:
        ValueError: it is nothing of the kind, too long, or not finite.
    """
    for shown, meant in (("×", "*"), ("÷", "/"), ("−", "-"), (",", "."), ("\u3000", " ")):
        text = text.replace(shown, meant)
    if len(text) > LONGEST:
        raise ValueError("too long")
    try:
        value = _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ZeroDivisionError, OverflowError, RecursionError, MemoryError) as error:
        raise ValueError("not a number") from error
    if not math.isfinite(value):
        raise ValueError("not finite")
    return value


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_value(node.operand))
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return _BINARY[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError("not a number")
