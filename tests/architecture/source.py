"""The program's source as data: files, imports and functions, found without running any of it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"


@dataclass(frozen=True)
class Module:
    """One Python file of `app`; `package` is the folder below `app`, "" for files beside them."""

    name: str
    package: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


@dataclass(frozen=True)
class Import:
    """A module that is named by an import, wherever it stands in the file."""

    target: str
    line: int


@dataclass(frozen=True)
class Function:
    name: str
    line: int
    length: int


def modules() -> list[Module]:
    """Every file of the program."""
    return [module_at(path) for path in sorted(APP.rglob("*.py"))]


def module_at(path: Path) -> Module:
    parts = path.relative_to(ROOT).with_suffix("").parts
    package = parts[1] if len(parts) > 2 else ""
    if parts[-1] == "__init__":
        parts = parts[:-1]
    return Module(".".join(parts), package, path.read_text(encoding="utf-8"))


def snippet(name: str, text: str) -> Module:
    """A made-up module, to see whether a rule notices what is wrong with it."""
    parts = name.split(".")
    return Module(name, parts[1] if len(parts) > 2 else "", text)


def imports(module: Module) -> Iterator[Import]:
    """All of them: at the top, in functions, and under `if TYPE_CHECKING`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            # `from app import ui` names app.ui, `from app.base.time import Time` app.base.time.
            names = [f"{base}.{a.name}" for a in node.names] if base == "app" else [base]
            yield from (Import(name, node.lineno) for name in names)


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parents = module.name.split(".")[: -node.level]
    return ".".join([*parents, *([node.module] if node.module else [])])


def functions(module: Module) -> Iterator[Function]:
    """Functions and methods, nested ones too; a docstring does not count as length."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            end = node.end_lineno or node.lineno
            yield Function(node.name, node.lineno, end - node.lineno + 1 - _docstring_lines(node))


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    first = node.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1


def report(faults: list[str], advice: str) -> None:
    """Fail with every fault and what to do about them."""
    assert not faults, "\n".join(["", *faults, "", advice])
