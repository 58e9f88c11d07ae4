"""Frames -> annotations: one analysis per file, all listed in `registry`."""
