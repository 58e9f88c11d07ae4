"""Colours, type, icons and style: the one place widgets read their looks from."""
