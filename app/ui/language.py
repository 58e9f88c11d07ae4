"""The user's language: English in the code, other languages from catalogues of whole sentences.

A catalogue is a folder `resources/locale/<language>/` of JSON objects from English text to
translation, one file per part of the window. A text with a count has two English forms and is
looked up by the second one.
"""

from __future__ import annotations

import json
from pathlib import Path

LOCALE = Path(__file__).parents[2] / "resources" / "locale"
LANGUAGES = {"en": "English", "zh_CN": "简体中文"}

_catalogue: dict[str, str] = {}
_language = "en"


def use_language(language: str) -> None:
    """Load a catalogue; texts made from now on are in that language. GUI thread only."""
    global _language
    _language = language if language in LANGUAGES else "en"
    _catalogue.clear()
    for path in sorted((LOCALE / _language).glob("*.json")):
        _catalogue.update(json.loads(path.read_text(encoding="utf-8")))


def language() -> str:
    """The current one, as in `LANGUAGES`."""
    return _language


def tr(text: str, **values: object) -> str:
    """The text in the user's language, with `{name}` replaced by values.

    Call it with a literal, so that the test for missing entries can find it.
    """
    text = _catalogue.get(text, text)
    return text.format(**values) if values else text


def tr_count(one: str, many: str, n: int, **values: object) -> str:
    """`tr` for a text with a number `{n}` in it."""
    text = _catalogue.get(many) or (one if n == 1 else many)
    return text.format(n=f"{n:,}", **values)


def tr_data(text: str) -> str:
    """The title of an effect, parameter, choice or model, which the core has in English."""
    return _catalogue.get(text, text)
