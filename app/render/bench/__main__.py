"""`python -m app.render.bench`: the benchmark where the command line's libraries are missing."""

import sys

from app.render.bench import main

if __name__ == "__main__":
    sys.exit(main())
