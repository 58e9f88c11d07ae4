"""Reelwright: enhance and annotate video.

The layers, from the ground up (imports go down only, `tests/architecture` enforces it):
`base` < `media`, `inference`, `annotations` < `project`, `effects`, `analyses`
< `render` < `cli`, `ui`.
"""

__version__ = "0.1.0"
