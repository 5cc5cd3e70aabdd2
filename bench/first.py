"""How a renderer comes to its first picture, in a process of its own.

Run as `python -m bench.first MODEL WIDTH HEIGHT BEGAN` it is that process: MODEL as the server tells it, BEGAN when it
was started. It does what the renderer's process does that is told at once to begin, and says four numbers as JSON.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

from soundscape_live.generator.diffusion.libraries import undisturbed
from soundscape_live.generator.engines import open_model, read_model_code
from soundscape_live.generator.picture import FrameState
from soundscape_live.generator.settings import ModelSettings, read_model
from soundscape_live.model import Interpolation, Prompt

STEPS = (1000, 750, 500, 250)
STARTS = 3
"Processes in which it is measured; the fastest counts: the first one may find files that are not in memory."


@dataclass(frozen=True, slots=True)
class First:
    """Seconds."""

    torch_s: float
    "Importing torch, of which import_s is to be seen as a multiple."
    import_s: float
    "Importing everything, torch included."
    load_s: float
    "From there until the renderer is open."
    first_frame_s: float
    "From the process's start to its first picture in memory, all of that included."


def measured(model: ModelSettings, width: int, height: int) -> First:
    """Measure in fresh processes. CalledProcessError if one fails."""
    return min((_once(model, width, height) for _ in range(STARTS)), key=lambda first: first.first_frame_s)


def _once(model: ModelSettings, width: int, height: int) -> First:
    command = [sys.executable, "-m", "bench.first", model.text(), str(width), str(height), str(time.monotonic())]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # as the server does
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return First(**json.loads(run.stdout.splitlines()[-1]))


def main(argv: list[str]) -> None:
    """Draw one picture and say when what was done."""
    model, width, height, began = read_model(argv[0]), int(argv[1]), int(argv[2]), float(argv[3])
    start = time.monotonic()
    with undisturbed():
        import torch  # noqa: F401, PLC0415  (to be measured)

    alone = time.monotonic()
    read_model_code(model, begun=True)
    imported = time.monotonic()
    renderer = open_model(model, width, height, 30.0)
    opened = time.monotonic()
    renderer.frame(FrameState((Prompt("a red fox"),), Interpolation.LINEAR, 0.5, STEPS, manage_cache=True, seed=1))
    ended = time.monotonic()
    print(json.dumps(asdict(First(alone - start, imported - start, opened - imported, ended - began))), flush=True)
    os._exit(0)  # threads may be compiling, and nobody waits for them


if __name__ == "__main__":
    main(sys.argv[1:])
