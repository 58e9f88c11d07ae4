"""Columns for people, JSON for programs."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from app.cli.columns import columns, facts
from app.cli.json_output import plain, put_json


@dataclass(frozen=True, slots=True)
class Thing:
    rate: Fraction
    path: Path
    values: tuple[float, ...]


def test_json_is_exact_and_plain(capsys: pytest.CaptureFixture[str]) -> None:
    put_json(Thing(Fraction(30000, 1001), Path("a/ü.mp4"), (1.5, math.inf, math.nan)))
    out = capsys.readouterr().out
    assert json.loads(out) == {"rate": "30000/1001", "path": "a/ü.mp4", "values": [1.5, None, None]}
    assert "ü" in out


def test_whole_fractions_have_no_denominator() -> None:
    assert plain(Fraction(25)) == "25"


def test_what_json_lacks_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        plain({"x": object()})


def test_columns_line_up() -> None:
    assert columns([("a", "1"), ("long", "100")], right=(1,)) == "a       1\nlong  100"
    assert columns([]) == ""
    assert facts([("a", "1"), ("b", ""), ("long", "2")]) == "a     1\nlong  2"
