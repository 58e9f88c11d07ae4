"""Each outside library is known in few places, and the core needs neither Qt nor OpenCV."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source import ROOT, Module, imports, modules, report, snippet

ALLOWED = {
    "PySide6": {"ui"},
    "shiboken6": {"ui"},
    "av": {"media"},
    "spandrel": {"inference"},
    "onnxruntime": {"inference"},
    "safetensors": {"inference"},
    "torch": {"inference", "effects", "analyses", "render"},
    "qtawesome": {"ui"},
    "miniaudio": {"ui"},
    "opentimelineio": {"project"},
    "cv2": {"analyses", "inference", "effects", "ui"},
    "typer": {"cli"},
    "rich": {"cli"},
}

ADVICE = "\n".join(
    ["Outside libraries and the packages that may import them:"]
    + [f"    {library}: {', '.join(sorted(packages))}" for library, packages in ALLOWED.items()]
    + ["Ask the package that owns the library for what you need, in our own words."]
)

BARRED = ("PySide6", "shiboken6", "cv2", "onnxruntime", "torchvision")

IMPORT_ALL = """
import importlib, sys

class Bar:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BARRED:
            raise ModuleNotFoundError(f"No module named {name!r} (barred)", name=name)

sys.meta_path.insert(0, Bar())
for name in NAMES:
    importlib.import_module(name)
print(sorted(set(BARRED) & {name.partition(".")[0] for name in sys.modules}))
"""


def faults_of(module: Module) -> list[str]:
    return [
        f"{module.name}:{found.line} imports {found.target}"
        for found in imports(module)
        if module.package not in ALLOWED.get(found.target.partition(".")[0], {module.package})
    ]


def test_outside_libraries_stay_in_their_packages() -> None:
    report([fault for module in modules() for fault in faults_of(module)], ADVICE)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.render.chain", "import av"),
        ("app.base.time", "import torch.nn"),
        ("app.media.probe", "def f():\n    import cv2"),
        ("app.effects.crop", "from spandrel import ModelLoader"),
        ("app.cli.demo", "from PySide6.QtWidgets import QLabel"),
        ("app.__main__", "import typer"),
    ],
)
def test_a_library_in_the_wrong_place_is_noticed(name: str, text: str) -> None:
    assert faults_of(snippet(name, text))


def test_a_library_in_its_place_is_fine() -> None:
    assert not faults_of(snippet("app.media.probe", "import av\nimport numpy"))


def run_import_all(names: list[str]) -> subprocess.CompletedProcess[str]:
    code = f"BARRED = {BARRED!r}\nNAMES = {names!r}\n{IMPORT_ALL}"
    command = [sys.executable, "-W", "ignore", "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_core_imports_without_qt_and_opencv() -> None:
    names = [m.name for m in modules() if m.package != "ui" and m.name != "app.__main__"]
    done = run_import_all(names)
    advice = f"Import {', '.join(BARRED)} inside the function that needs it, never at the top."
    assert done.returncode == 0, f"{done.stderr}\n{advice}"
    assert done.stdout.strip() == "[]", advice


def test_a_core_that_needs_opencv_is_noticed() -> None:
    done = run_import_all(["app.base", "cv2"])
    assert done.returncode != 0
    assert "barred" in done.stderr
