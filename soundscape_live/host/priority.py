"""Who goes first when the cores are fewer than the work."""

import contextlib
import os


def give_way() -> None:
    """Make this process, its threads to come and its children interrupt no other process when they wake.

    They get their share of the processor all the same. For work that comes in pieces of milliseconds beside work
    that is timed in microseconds. Linux only; elsewhere, and where it is not allowed, nothing happens.
    """
    if hasattr(os, "SCHED_BATCH"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
