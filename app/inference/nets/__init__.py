"""Network architectures as plain torch modules, one per file."""
