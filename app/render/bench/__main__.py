"""`python -m app.render.bench`: the benchmark where the command line's libraries are missing."""

import sys

from app.base.waiting import wait_briefly

wait_briefly()

from app.render.bench import main  # noqa: E402  (loads torch)

if __name__ == "__main__":
    sys.exit(main())
