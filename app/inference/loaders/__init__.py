"""One file per kind of weights file; each gives a `Network` or refuses with a sentence."""
