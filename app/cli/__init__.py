"""The core in a terminal, one command per file."""
