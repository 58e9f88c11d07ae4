"""Each test starts with, and leaves, the usual theme and language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ui.language import use_language
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def _usual_looks(qapp: QApplication) -> Iterator[None]:
    yield
    use_language("en")
    theme().use("dark")
    qapp.setStyleSheet("")
