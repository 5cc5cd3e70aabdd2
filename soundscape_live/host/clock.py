"""The one clock. Only this module reads it; everything else takes the time as an argument."""

import time


def now() -> float:
    """Return seconds on the monotonic clock, the same that asyncio's loop uses.

    Thread-safe: yes. Blocks: never. Values of two machines are never compared.
    """
    return time.monotonic()


def wall() -> float:
    """Return seconds since 1970 of the wall clock, for stamps that other machines put on what they send.

    It may jump; nothing of ours is timed by it. Thread-safe: yes. Blocks: never.
    """
    return time.time()  # noqa: TID251 - an OSC timetag is wall-clock time by definition
