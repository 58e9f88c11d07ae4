"""Imports go down only; packages on one line never import each other."""

from __future__ import annotations

import pytest

from tests.architecture.source import Module, imports, modules, report, snippet

LINES = (
    ("ui", "cli"),
    ("render",),
    ("project", "effects", "analyses"),
    ("media", "inference", "annotations", "jobs"),
    ("base",),
)
HEIGHT = {package: -number for number, line in enumerate(LINES) for package in line}
PROGRAM = 1  # `app/__main__.py` stands above all; `app/__init__.py` is only the name and version

ADVICE = (
    "Imports go down this list only, type-only ones too:\n    "
    + "\n    ".join(" | ".join(line) for line in LINES)
    + "\nMove the shared word down to a lower package, or pass it in from above."
)


def faults_of(module: Module) -> list[str]:
    own = HEIGHT.get(module.package, PROGRAM)
    faults = []
    for found in imports(module):
        parts = found.target.split(".")
        if parts[0] != "app" or len(parts) < 2 or parts[1] == module.package:
            continue
        heights = HEIGHT | {"__main__": PROGRAM}
        if heights.get(parts[1], own - 1) >= own:
            faults.append(f"{module.name}:{found.line} imports {found.target}")
    return faults


def test_every_package_has_its_line() -> None:
    strangers = {module.package for module in modules()} - set(HEIGHT) - {""}
    assert not strangers, f"{strangers}: give a new package its place in LINES and architecture.md"


def test_imports_go_down() -> None:
    report([fault for module in modules() for fault in faults_of(module)], ADVICE)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.base.time", "import app.media.probe"),
        ("app.media.probe", "from app.inference.device import Device"),
        ("app.media.probe", "from app import render"),
        ("app.effects.crop", "def f():\n    from app.project.model import Project"),
        ("app.jobs.queue", "if TYPE_CHECKING:\n    from app.ui.window import Window"),
        ("app.cli.demo", "from ..ui import window"),
        ("app.render.chain", "import app.__main__"),
    ],
)
def test_an_import_that_does_not_go_down_is_noticed(name: str, text: str) -> None:
    assert faults_of(snippet(name, text))


def test_imports_that_go_down_are_fine() -> None:
    assert not faults_of(snippet("app.ui.window", "from app.base import time\nimport numpy"))
    assert not faults_of(snippet("app.__main__", "def main():\n    from app.cli import program"))
    assert not faults_of(snippet("app.media.probe", "from app.media.opening import open_input"))
