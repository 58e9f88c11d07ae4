"""Garbage is looked for again afterwards, whatever happens."""

from __future__ import annotations

import gc

import pytest

from app.base.collecting import collecting_later


def test_it_is_off_within_and_on_again_after() -> None:
    assert gc.isenabled()
    with collecting_later(), collecting_later():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_fault_turns_it_on_again() -> None:
    with pytest.raises(ValueError, match="no"), collecting_later():
        raise ValueError("no")
    assert gc.isenabled()
