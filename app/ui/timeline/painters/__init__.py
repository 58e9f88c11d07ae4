"""Painters: one file per kind of row; each draws what a dirty rectangle touches, and no more."""
