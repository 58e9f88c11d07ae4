"""How fast a machine is: stages alone, whole pipelines, and the loop one would write by hand."""

from app.base.waiting import wait_briefly

wait_briefly()  # here, as `python -m` runs this before `__main__`, and torch must not be loaded yet

from app.render.bench.run import main, run_bench  # noqa: E402
from app.render.bench.words import summary  # noqa: E402

__all__ = ["main", "run_bench", "summary"]
