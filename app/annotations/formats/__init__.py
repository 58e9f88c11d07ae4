"""One file per exchange format, each able to say what it cannot express."""
