"""Forms built from the parameters' own description."""
