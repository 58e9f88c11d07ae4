"""Edits of a layer: plain functions that give a changed one and share all else."""
