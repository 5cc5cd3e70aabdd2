"""Who goes first when the cores are fewer than the work."""

import contextlib
import os

LOW_REAL_TIME = 5
"Below the sound servers' threads, which have 50 and more."


def give_way() -> None:
    """Make this process, its threads to come and its children interrupt no other process when they wake.

    They get their share of the processor all the same. For work that comes in pieces of milliseconds beside work
    that is timed in microseconds. Linux only; elsewhere, and where it is not allowed, nothing happens.
    """
    if hasattr(os, "SCHED_BATCH"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def go_first() -> None:
    """Let this thread wake before others, for work of microseconds that must be on time.

    Linux only, and where the user may (`LimitRTPRIO=` of a unit, `rtprio` of a group); elsewhere nothing happens.
    """
    if hasattr(os, "SCHED_RR"):
        with contextlib.suppress(OSError):
            # Number 0 is the calling thread.
            os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(LOW_REAL_TIME))
