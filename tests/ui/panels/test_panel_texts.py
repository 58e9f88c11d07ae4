"""Everything the inspector, the media bin and the model browser say has a Chinese sentence."""

from __future__ import annotations

import ast
import json
import string
from pathlib import Path

import pytest

import app
from app.effects.presets import shipped_presets
from app.effects.registry import EFFECTS
from app.inference.card_file import TASKS
from app.inference.catalogue import Catalogue
from app.ui.language import LOCALE
from app.ui.panels.effect_picker import GROUPS, OTHERS

UI = Path(app.__file__).parent / "ui"
MINE = [
    *(UI / "panels" / "forms").glob("*.py"),
    *(UI / "dialogs").glob("model_browser*.py"),
    *(
        path
        for path in (UI / "panels").glob("*.py")
        if not path.name.startswith(("job", "deliver", "queue"))
    ),
]


def catalogue() -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted((LOCALE / "zh_CN").glob("*.json")):
        texts.update(json.loads(path.read_text("utf-8")))
    return texts


def literals(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            place = {"tr": 0, "tr_count": 1}.get(node.func.id)
            if place is not None:
                text = node.args[place]
                assert isinstance(text, ast.Constant), f"{path.name}:{node.lineno}: no literal"
                found.add(str(text.value))
    return found


def registry_texts() -> set[str]:
    texts = {title for title, _ in GROUPS} | {OTHERS} | {task.capitalize() for task in TASKS}
    for kind in EFFECTS:
        texts |= {kind.title, kind.summary}
        for parameter in kind.parameters:
            texts |= {parameter.title, parameter.help, parameter.unit}
            texts |= {(word[:1].upper() + word[1:]).replace("-", " ") for word in parameter.choices}
    texts |= {text for card in Catalogue.load().all() for text in (card.title, card.summary)}
    texts |= {text for preset in shipped_presets() for text in (preset.title, preset.summary)}
    return texts - {""}


@pytest.mark.parametrize("path", MINE, ids=lambda path: path.stem)
def test_every_text_is_translated(path: Path) -> None:
    assert not literals(path) - set(catalogue())


def test_every_effect_model_and_preset_is_translated() -> None:
    assert not registry_texts() - set(catalogue())


@pytest.mark.parametrize("name", ["panels", "models", "effects"])
def test_placeholders_survive(name: str) -> None:
    texts = json.loads((LOCALE / "zh_CN" / f"{name}.json").read_text("utf-8"))
    for english, chinese in texts.items():
        fields = [
            sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)
            for text in (english, chinese)
        ]
        assert fields[0] == fields[1], english
        assert chinese
