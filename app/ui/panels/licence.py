"""What a licence allows, in the words and marks of section 11 of the design."""

from __future__ import annotations

from typing import NamedTuple

from app.ui.language import tr


class Mark(NamedTuple):
    """Words, an icon and a colour of the palette: never a colour alone."""

    text: str
    icon: str
    token: str


def mark_of(commercial_use: str) -> Mark:
    """The mark of a `CommercialUse`; whatever is not known is never shown as allowed."""
    if commercial_use == "yes":
        return Mark(tr("Commercial use allowed"), "check-circle", "ok")
    if commercial_use == "share-alike":
        return Mark(tr("Commercial use allowed, share your source"), "check-circle", "ok")
    if commercial_use == "no":
        return Mark(tr("No commercial use"), "prohibit", "err")
    return Mark(tr("Commercial use not confirmed"), "question", "warn")
