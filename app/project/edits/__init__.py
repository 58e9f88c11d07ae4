"""Edits: plain functions that give a changed project; one file per kind of thing edited."""
