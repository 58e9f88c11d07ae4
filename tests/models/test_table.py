"""The README tells about models what the cards tell."""

from __future__ import annotations

from pathlib import Path

from models.table import table

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_holds_the_table_of_the_cards() -> None:
    """If this fails: `python -m models.table`, and put what it prints into README.md."""
    assert table() in README.read_text()
