"""What a user can do, described once for menus, keys, the palette of commands and tooltips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ENHANCE, ANNOTATE, DELIVER = "enhance", "annotate", "deliver"
EVERYWHERE = (ENHANCE, ANNOTATE, DELIVER)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do. Panels give theirs by `commands()`; the window makes actions of them.

    Attributes:
        id: Stable, dotted: `timeline.split`; edited shortcuts are kept by it.
        text: In the user's language, sentence case, verb first; ends in … if a dialog follows.
        run: Does it. GUI thread.
        keys: Default shortcuts as `QKeySequence` portable text.
        icon: Name of an icon, or "".
        workspaces: Where its keys work.
        enabled: Asked before a menu opens and before a key acts.
        checked: For things that are on or off: whether it is on now.
        repeats: Whether holding the key repeats it (frame steps do).
    """

    id: str
    text: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    workspaces: tuple[str, ...] = EVERYWHERE
    enabled: Callable[[], bool] | None = None
    checked: Callable[[], bool] | None = None
    repeats: bool = False
