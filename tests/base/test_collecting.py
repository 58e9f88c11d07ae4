"""Garbage is looked for again afterwards, whatever happens."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _python_looks_itself() -> Iterator[None]:
    gc.enable()
    yield
    gc.disable()


def test_where_it_is_off_it_stays_off() -> None:
    gc.disable()
    with collecting_later():
        assert not gc.isenabled()
    assert not gc.isenabled()


def test_it_is_off_within_and_on_again_after() -> None:
    assert gc.isenabled()
    with collecting_later(), collecting_later():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_fault_turns_it_on_again() -> None:
    with pytest.raises(ValueError, match="no"), collecting_later():
        raise ValueError("no")
    assert gc.isenabled()
