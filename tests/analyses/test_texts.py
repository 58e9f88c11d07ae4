"""Every text of analyses that a window shows has its Chinese."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.analyses.every import EVERY
from app.effects.anonymise import ANONYMISE

LOCALE = Path(__file__).parents[2] / "resources" / "locale" / "zh_CN"
KINDS = (*EVERY, ANONYMISE)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_text_is_translated(kind: object) -> None:
    known = json.loads((LOCALE / "analyses.json").read_text("utf-8"))
    texts = {kind.title, kind.summary}  # type: ignore[attr-defined]
    for parameter in kind.parameters:  # type: ignore[attr-defined]
        texts |= {parameter.title, parameter.help, parameter.unit, *parameter.choices}
    assert texts - {""} - set(known) == set()
