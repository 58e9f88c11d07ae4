"""Effects are tested with fake models: their cards stand in for the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.inference.catalogue import Catalogue
from tests.effects.stage import FakePool, fake_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@pytest.fixture(autouse=True)
def _fake_models(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(folders: Iterable[Path] | None = None) -> Catalogue:
        return fake_catalogue()

    monkeypatch.setattr(Catalogue, "load", staticmethod(load))


@pytest.fixture
def pool() -> FakePool:
    """Networks to borrow, and who did."""
    return FakePool()
