"""Every sentence of the window has a Chinese one, and the two hold the same values."""

from __future__ import annotations

import ast
import json
import string
from collections import defaultdict
from pathlib import Path

import pytest

from app.ui.language import LANGUAGES, LOCALE, tr, tr_count, tr_data, use_language

UI = Path(__file__).parents[2] / "app" / "ui"
PLACE = {"tr": 0, "tr_count": 1}
"""Which argument of a call is looked up."""

OTHERS = [name for name in LANGUAGES if name != "en"]


def calls() -> list[tuple[str, ast.Call, str]]:
    """File and line, call, and name of the function."""
    found = []
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in PLACE:
                where = f"{path.relative_to(UI)}:{node.lineno}"
                found.append((where, node, node.func.id))  # type: ignore[attr-defined]
    return found


def literals() -> dict[str, str]:
    """Texts that are looked up, with the place of one use."""
    return {
        node.args[PLACE[name]].value: where  # type: ignore[attr-defined]
        for where, node, name in calls()
        if isinstance(node.args[PLACE[name]], ast.Constant)
    }


def catalogue(language: str) -> dict[str, dict[str, str]]:
    """Translations by text and file."""
    entries: dict[str, dict[str, str]] = defaultdict(dict)
    for path in sorted((LOCALE / language).glob("*.json")):
        for text, translation in json.loads(path.read_text(encoding="utf-8")).items():
            entries[text][path.name] = translation
    return entries


def values_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_texts_are_literals_so_that_they_can_be_found() -> None:
    faults = [
        f"{where}: {name}(…) is not called with a literal"
        for where, node, name in calls()
        if not isinstance(node.args[PLACE[name]], ast.Constant)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    known = catalogue(language)
    missing = [f"{where}: {text!r}" for text, where in literals().items() if text not in known]
    assert not missing, "\n".join(["", *missing])


@pytest.mark.parametrize("language", OTHERS)
def test_one_text_has_one_translation(language: str) -> None:
    faults = [
        f"{text!r}: {dict(files)}"
        for text, files in catalogue(language).items()
        if len(set(files.values())) > 1
    ]
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("language", OTHERS)
def test_translations_hold_the_same_values(language: str) -> None:
    faults = [
        f"{text!r} → {translation!r}"
        for text, files in catalogue(language).items()
        for translation in files.values()
        if values_in(text) != values_in(translation)
    ]
    assert not faults, "\n".join(["", *faults])


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_empty_or_has_a_space_before_a_full_stop(language: str) -> None:
    faults = [
        f"{text!r} → {translation!r}"
        for text, files in catalogue(language).items()
        for translation in files.values()
        if not translation.strip() or " 。" in translation or " ，" in translation
    ]
    assert not faults, "\n".join(["", *faults])


def test_values_given_are_those_in_the_text() -> None:
    faults = []
    for where, node, name in calls():
        text = node.args[PLACE[name]]
        if not isinstance(text, ast.Constant) or any(word.arg is None for word in node.keywords):
            continue
        given = {str(word.arg) for word in node.keywords} | ({"n"} if name == "tr_count" else set())
        wanted = values_in(str(text.value))
        # A text without values at the call is formatted later, by whoever asked for it.
        if (given and not wanted <= given) or (name == "tr" and given - wanted):
            faults.append(f"{where}: {text.value!r} is given {sorted(given)}")
    assert not faults, "\n".join(["", *faults])


def test_numbers_choose_the_form() -> None:
    assert tr_count("{n} clip", "{n} clips", 1) == "1 clip"
    assert tr_count("{n} clip", "{n} clips", 1200) == "1,200 clips"
    use_language("zh_CN")
    assert tr_count("{n} clip", "{n} clips", 1) == "1 个片段"


def test_an_unknown_language_is_english() -> None:
    use_language("tlh")

    assert tr("Undo") == "Undo"
    assert tr_data("Denoise") == "Denoise"
