"""The window: Qt only, thin over the core."""

from app.ui.lasting_bools import make_bools_last

make_bools_last()
