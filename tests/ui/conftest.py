"""Looks are the same for every test of the window; the window itself is in `helpers.windows`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ui.language import use_language
from app.ui.theme.theme import theme
from tests.helpers.windows import add_clip as add_clip
from tests.helpers.windows import clear_clipboard as clear_clipboard
from tests.helpers.windows import program as program
from tests.helpers.windows import studio as studio
from tests.helpers.windows import window as window

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _english_and_dark() -> Iterator[None]:
    """Every test begins with the same looks, whatever the last one chose."""
    yield
    use_language("en")
    if theme().scale != 1.0 or not theme().dark:
        theme().use("dark")
