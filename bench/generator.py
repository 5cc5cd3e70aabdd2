"""How fast a diffusion model draws: python -m bench generator --model random:sd-turbo --size 1024x576 --steps 4.

A frame is everything up to pixels in memory: the steps, the decoding, the copy. It is measured as the renderer asks for
it, once the fast way is there (on a CPU there is none). `unet_ms` is a step's share, from frames of K steps and of one;
`decode_ms` is what is left of the latter. `tflops` counts the multiplications and additions of the eager frame over the
frame's time, `ceiling_tflops` a large matrix product in the same run and type. `ready_ms` is the renderer's whole
frame, from a moved parameter to the picture in memory. `eager_ms` is the frame by diffusers' own modules, `fast_s` the
time until the fast way is there. `first_frame_s` is that from the start of a fresh process to its first picture, with
files in memory; `import_s`, of which `torch_s` is importing torch, and `load_s` are its parts (bench.first).
"""

import argparse
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from bench.first import measured
from soundscape_live.generator.diffusion.frame import Denoiser, EagerDenoiser, numbered
from soundscape_live.generator.diffusion.load import load_model
from soundscape_live.generator.diffusion.model import Embedding, Model
from soundscape_live.generator.diffusion.open import open_denoiser
from soundscape_live.generator.diffusion.reading import Reading
from soundscape_live.generator.diffusion.renderer import DiffusionRenderer
from soundscape_live.generator.picture import FrameState
from soundscape_live.generator.settings import ModelSettings, Precision
from soundscape_live.model import Interpolation, Prompt

FAST_WITHIN = 180.0
"Seconds that compiling may take."
SIDE = {"cuda": 8192, "cpu": 1024}
"Of the matrices whose product is the ceiling."


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench generator", description=__doc__)
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--model", default="random:sd-turbo")
    parser.add_argument("--size", default="512x512", metavar="WxH")
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--force", action="store_true", help="a large model on a CPU")
    parser.add_argument("--precision", type=Precision, choices=list(Precision), default=Precision.AUTO)
    options = parser.parse_args(argv)
    width, height = (int(side) for side in options.size.split("x"))
    if options.device == "cpu":
        torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))  # as the renderer does
    settings = ModelSettings(
        model=options.model, device=options.device, force=options.force, precision=options.precision
    )
    first = measured(settings, width, height)
    bench = Bench(load_model(settings), width, height, options.precision)
    fast = bench.wait(options.steps)
    seconds = options.seconds
    whole, one = (_milliseconds(bench.frame(bench.denoiser, steps), seconds) for steps in (options.steps, 1))
    step = (whole - one) / max(1, options.steps - 1)
    flops, ceiling = bench.flops(options.steps), bench.ceiling(seconds)
    return {
        "fps": 1e3 / whole,
        "frame_ms": whole,
        "unet_ms": step,
        "decode_ms": one - step,
        **bench.ready(options.steps, seconds),
        "eager_ms": _milliseconds(bench.frame(bench.eager, options.steps), seconds),
        "tflops": flops / whole * 1e-9,
        "ceiling_tflops": ceiling,
        "ratio_to_ceiling": flops / whole * 1e-9 / ceiling,
        "memory_gb": bench.memory(),
        **asdict(first),
        "fast_s": fast,
    }


class Bench:
    """One model at one size."""

    def __init__(self, model: Model, width: int, height: int, precision: Precision) -> None:
        self._model, self._size = model, (width, height)
        self.eager = EagerDenoiser(model, width, height)
        self.denoiser: Denoiser = open_denoiser(model, width, height, self._hear, precision)
        self._embedding: Embedding = model.encode("a red fox in deep snow")
        self._shape = (model.channels, *model.latent_size(width, height))
        self._said: list[str] = []

    def _hear(self, words: str) -> None:
        self._said.append(words)
        print(words, file=sys.stderr)

    def frame(self, denoiser: Denoiser, steps: int) -> Callable[[], object]:
        """Return what makes one frame and brings its picture."""
        past = torch.zeros(1, *self._shape, device=self._model.device)
        noise = torch.randn(steps, *self._shape, device=self._model.device)
        times = tuple(1000 * (steps - number) // steps for number in range(steps))
        made = numbered(self._model, times, noise, fresh=True)
        read = Reading(self._model.device)
        return lambda: read(denoiser.frame(past, made, self._embedding).picture)

    def wait(self, steps: int) -> float:
        """Draw until the fast way is there for one step and for this many; return the seconds: none on a CPU."""
        began = time.perf_counter()
        for count in (steps, 1):
            heard, draw = len(self._said), self.frame(self.denoiser, count)
            while self._model.device.type == "cuda" and len(self._said) == heard:
                draw()
                if time.perf_counter() - began > FAST_WITHIN:
                    raise SystemExit("the fast way did not come")
        return time.perf_counter() - began

    def ready(self, steps: int, seconds: float) -> dict[str, float]:
        """Return how long a frame takes from a moved parameter to its picture in memory, as the renderer makes it."""
        renderer = DiffusionRenderer(self._model, self.denoiser, *self._size)
        times = tuple(1000 * (steps - number) // steps for number in range(steps))
        state = FrameState((Prompt("a red fox"),), Interpolation.LINEAR, 1.0, times, manage_cache=True, seed=1)
        took: list[float] = []
        ends = time.perf_counter() + 1.0 + seconds
        while time.perf_counter() < ends:
            began = time.perf_counter()
            renderer.frame(replace(state, noise_scale=0.99 + 0.01 * (len(took) % 2)))
            took.append(1e3 * (time.perf_counter() - began))
        renderer.close()
        took = took[len(took) // 4 :]
        return {"ready_ms_p50": float(np.percentile(took, 50)), "ready_ms_p99": float(np.percentile(took, 99))}

    def flops(self, steps: int) -> float:
        """Return the additions and multiplications of a frame."""
        with FlopCounterMode(display=False) as counter:
            self.frame(self.eager, steps)()
        return float(counter.get_total_flops())

    def ceiling(self, seconds: float) -> float:
        """Return the rate of a large matrix product, in 10^12 operations a second."""
        device = self._model.device
        side = SIDE[device.type]
        one = torch.randn(side, side, device=device, dtype=self._model.dtype)

        def multiply() -> object:
            for _ in range(4):
                product = one @ one
            return product[0, 0].to("cpu")

        return 4 * 2 * side**3 / _milliseconds(multiply, seconds / 2.0) * 1e-9

    def memory(self) -> float:
        """Return the most memory that was taken, in 10^9 bytes: the device's, on a CPU the process's."""
        if self._model.device.type == "cuda":
            return float(torch.cuda.max_memory_allocated()) / 1e9
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def _milliseconds(work: Callable[[], object], seconds: float) -> float:
    """Return the mean time of a call, after a second's warming."""
    for limit in (min(1.0, seconds), seconds):
        began, count = time.perf_counter(), 0
        while count < 3 or time.perf_counter() - began < limit:
            work()
            count += 1
        mean = 1e3 * (time.perf_counter() - began) / count
    return mean
