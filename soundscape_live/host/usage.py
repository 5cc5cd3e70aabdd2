"""What this process costs: processor time and memory."""

import os
import resource
import sys
import time
from pathlib import Path


def cpu_seconds() -> float:
    """Return the processor time of all threads of this process, in seconds. Blocks: never."""
    return time.process_time()


def memory_mb() -> float:
    """Return the resident memory in MB; where the machine does not say, the largest it has been."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
