"""Parts of the window that are used again and again, drawn from the theme."""
