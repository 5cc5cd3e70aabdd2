"""How fast the procedural renderer is on one core: python -m bench renderer [--seconds S] [--size WxH].

Figures: `fps` frames a second of wall time and `cpu_ms_per_frame`, at 512x288 with the four-step list and
noise_scale 0.5, over the worlds of WORLDS in turn; `fps_slowest_world`; `first_frame_s` from the start of a fresh
Python to its first picture.
"""

import argparse
import os
import subprocess
import sys
import time

from soundscape_live.generator.picture import FrameState
from soundscape_live.generator.procedural import ProceduralRenderer
from soundscape_live.model import Interpolation, Prompt

WORLDS = (
    "cosmic nebula, neon purple, stars",
    "industrial foundry, gears, sparks",
    "bioluminescent forest, fireflies, mist",
    "synthwave grid, stars",
    "cyberpunk city in the rain",
    "aurora over mountains",
    "calm sea at sunset",
    "crystal cathedral",
)
STEPS = (1000, 750, 500, 250)
FIRST = """
from soundscape_live.generator.procedural import ProceduralRenderer
from soundscape_live.generator.picture import FrameState
from soundscape_live.model import Interpolation, Prompt
state = FrameState((Prompt("cosmic nebula"),), Interpolation.LINEAR, 0.5, (1000, 750, 500, 250), True, 0)
ProceduralRenderer({width}, {height}).frame(state)
"""


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark; it keeps to one core where the system lets a process choose."""
    parser = argparse.ArgumentParser(prog="bench renderer", description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0, help="of processor time, over all worlds")
    parser.add_argument("--size", default="512x288")
    options = parser.parse_args(argv)
    width, height = (int(side) for side in options.size.split("x"))
    cores = _one_core()
    try:
        first = min(_first_frame(width, height) for _ in range(5))
        rows = [_world(text, options.seconds / len(WORLDS), (width, height)) for text in WORLDS]
    finally:
        if cores:
            os.sched_setaffinity(0, cores)
    frames, wall, spent = (sum(column) for column in zip(*rows, strict=True))
    return {
        "fps": frames / wall,
        "cpu_ms_per_frame": 1000.0 * spent / frames,
        "fps_slowest_world": min(row[0] / row[1] for row in rows),
        "first_frame_s": first,
    }


def _one_core() -> set[int]:
    """Keep this process to the first of its cores; return those it had, none where that cannot be chosen."""
    if not hasattr(os, "sched_setaffinity"):
        return set()
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    return cores


def _world(text: str, seconds: float, size: tuple[int, int]) -> tuple[int, float, float]:
    """Return frames, wall seconds and processor seconds of one world."""
    renderer = ProceduralRenderer(*size)
    state = FrameState((Prompt(text),), Interpolation.LINEAR, 0.5, STEPS, manage_cache=True, seed=1)
    renderer.frame(state)
    frames, wall, spent = 0, time.perf_counter(), time.process_time()
    while time.process_time() - spent < seconds:
        renderer.frame(state)
        frames += 1
    figures = frames, time.perf_counter() - wall, time.process_time() - spent
    print(f"{1000 * figures[2] / frames:6.1f} ms  {text}", file=sys.stderr)
    return figures


def _first_frame(width: int, height: int) -> float:
    """Return the seconds from starting a fresh Python to its first picture, its exit included."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", FIRST.format(width=width, height=height)], check=True)
    return time.perf_counter() - start
