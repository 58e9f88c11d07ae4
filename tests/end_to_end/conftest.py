"""The real window, for the tests that drive it."""

from __future__ import annotations

from tests.helpers.windows import clear_clipboard as clear_clipboard
from tests.helpers.windows import program as program
