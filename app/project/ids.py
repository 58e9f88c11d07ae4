"""Names of the things in a project."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """Sixteen letters that no other thing has, in this project or another."""
    return secrets.token_hex(8)
