"""Frames -> frames: one effect per file, all listed in `registry`."""
