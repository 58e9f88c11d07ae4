"""How fast a machine is: stages alone, whole pipelines, and the loop one would write by hand."""

from app.render.bench.run import main, run_bench
from app.render.bench.words import summary

__all__ = ["main", "run_bench", "summary"]
