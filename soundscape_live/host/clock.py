"""The one clock. Only this module reads it; everything else takes the time as an argument."""

import time


def now() -> float:
    """Return seconds on the monotonic clock, the same that asyncio's loop uses.

    Thread-safe: yes. Blocks: never. Values of two machines are never compared.
    """
    return time.monotonic()
