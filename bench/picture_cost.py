"""What a renderer costs, in processes of its own: speed on so many cores, time to the first picture, memory.

Run as `python -m bench.picture_cost ENGINE WIDTH HEIGHT SECONDS` it is the process that is measured: it says three
numbers as JSON.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from bench.picture_play import FPS, Player
from soundscape_live.generator.engines import open_engine

TEXT = "blue ocean with jellyfish"
STARTS = 3
"Processes in which the start is measured; the median counts."
ON_ALL_CORES = {"tiny": "bench.picture_engine:open_on_all_cores"}
"Engines that leave a core to others: how they are opened to have all."


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process saw."""

    load_s: float
    "From opening the renderer, what it imports included, to its first picture."
    fps: float
    "Pictures a second from noise alone, so all four steps."
    rss_mb: float
    "The most memory that was resident, 10^6 bytes."


@contextmanager
def cores(count: int) -> Iterator[None]:
    """Keep this process and those that it starts to so many cores, where the system lets one choose."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def measured(engine: str, size: tuple[int, int], count: int, seconds: float) -> Cost:
    """Measure in a fresh process that is kept to so many cores. CalledProcessError if it fails."""
    width, height = size
    command = [sys.executable, "-m", "bench.picture_cost", engine, str(width), str(height), str(seconds)]
    with cores(count):
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Cost(**json.loads(told.splitlines()[-1]))


def costs(engine: str, size: tuple[int, int], seconds: float) -> dict[str, float]:
    """Return the figures."""
    two, one = (measured(ON_ALL_CORES.get(engine, engine), size, count, seconds) for count in (2, 1))
    starts = [measured(engine, size, 2, 0.0) for _ in range(STARTS)]
    return {
        "fps_2core": two.fps,
        "fps_1core": one.fps,
        "load_s": median(start.load_s for start in starts),
        "rss_mb": max(cost.rss_mb for cost in (two, one, *starts)),
    }


def main() -> None:
    """Be the process that is measured."""
    engine, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    seconds = float(sys.argv[4])
    began = time.perf_counter()
    player = Player(open_engine(engine, width, height, FPS))
    player.cut(TEXT, 1)
    load = time.perf_counter() - began
    began, drawn = time.perf_counter(), 0
    for _ in player.go_on(1.0, 1_000_000):
        drawn += 1
        took = time.perf_counter() - began
        if took >= seconds:
            break
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"load_s": load, "fps": drawn / took, "rss_mb": resident}))


if __name__ == "__main__":
    main()
