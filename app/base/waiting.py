"""How the threads of a parallel loop wait for each other."""

from __future__ import annotations

import os

SPINS = "1000"


def wait_briefly() -> None:
    """Let threads that are done sleep soon; to be called before anything loads torch.

    GNU OpenMP, which torch brings along on Linux, lets a thread that is done turn round some 10^5
    times before it sleeps, which takes the core from the thread it waits for as soon as another
    program, or our own decoder, wants one too. A frame of `reel-upscale-x2-tiny` (640 x 360, two
    cores, median): 22.4 ms against 22.7 where nothing else runs, 190 ms against 690 beside four
    busy processes. Whoever sets a policy (libgomp manual, OMP_WAIT_POLICY) keeps it.
    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", SPINS)
