"""A whole timeline as footage: what is shown and heard when, at one size, rate and colour."""
