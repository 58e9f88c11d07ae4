"""The tools of the strip, one file each."""
