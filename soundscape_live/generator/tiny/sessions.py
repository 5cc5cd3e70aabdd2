"""The networks, run by onnxruntime: a step of denoising, and a picture of a latent, in 8 bits or in floats.

Rules: at most THREADS_MOST threads, and one core is left to the engine and the encoder where there are several; a
thread that waits sleeps after SPINS. Which kind is quicker depends on the processor (8 bits without its instructions
for them are slower), so both are tried once, for CALIBRATES at most, before the first picture; the other one is then
let go. Blocks; called from one thread.
"""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from soundscape_live.generator.picture import Picture
from soundscape_live.generator.tiny.feedback import Latent
from soundscape_live.generator.tiny.files import Kind, graph
from soundscape_live.host.clock import now

SCALE = 16
"Pixels a side of a latent's value."
THREADS_MOST = 4
SPINS = 20
"Microseconds: most waits in a step are shorter than it takes to fall asleep; longer ones are somebody else's time."
CALIBRATES = 0.15
"Seconds for which a kind is tried, after its first run."
TRIES = 5
"Runs of a kind, at most; the quickest counts, since what else runs only delays."
TYPICAL = (18, 32)
"The latent's height and width that is tried with."
STEPS_TYPICAL = 2
"Steps of a typical frame: what little noise needs."

Tokens = NDArray[np.float32]
"(SLOTS, WIDTH)."


def cores_here() -> int:
    """Return how many cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads_here() -> int:
    """Return how many threads may work."""
    return max(1, min(THREADS_MOST, cores_here() - 1))


class Sessions:
    """The two networks of one kind."""

    def __init__(self, folder: Path, kind: Kind, threads: int) -> None:
        """Open them; takes tenths of a second. ValueError unless they are such networks."""
        self.kind = kind
        self.threads = threads
        self._folder = folder
        self._step = _open(graph(folder, "step", kind), threads)
        self._decode = _open(graph(folder, "decode", kind), threads)
        self.channels: int = self._decode.get_inputs()[0].shape[1]
        self._places: dict[tuple[int, int], NDArray[np.float32]] = {}

    def of_kind(self, kind: Kind) -> "Sessions":
        """Return the same networks in another kind of numbers. Blocks: a tenth of a second."""
        return type(self)(self._folder, kind, self.threads)

    def step(self, x: Latent, t: float, tokens: Tokens, seconds: float) -> Latent:
        """Return the clean estimate (c, h, w) of a latent that is as noisy as t, 0..1, `seconds` after its past."""
        height, width = x.shape[1:]
        inputs = {
            "x": x[None],
            "coordinates": self._coordinates(height, width),
            "t": np.array([t], np.float32),
            "tokens": tokens[None],
            "dt": np.array([seconds], np.float32),
        }
        clean: Latent = self._step.run(None, inputs)[0][0]
        return clean

    def decode(self, latent: Latent) -> Picture:
        """Return a latent's picture, SCALE times as high and wide."""
        picture: Picture = self._decode.run(None, {"z": latent[None]})[0]
        return picture

    def _coordinates(self, height: int, width: int) -> NDArray[np.float32]:
        known = self._places.get((height, width))
        if known is None:
            known = self._places[height, width] = coordinates(height, width)
        return known


def coordinates(height: int, width: int) -> NDArray[np.float32]:
    """Return (1, 2, height, width): x and y of a latent's points; y is -1..1 downward, x as far as the picture goes."""
    down = (np.arange(height) + 0.5) * (2.0 / height) - 1.0
    right = ((np.arange(width) + 0.5) * (2.0 / width) - 1.0) * (width / height)
    return np.stack(np.broadcast_arrays(right[None], down[:, None]))[None].astype(np.float32)


def quicker(folder: Path, threads: int, clock: Callable[[], float] = now) -> Sessions:
    """Return the networks of the kind that makes a typical frame sooner. Blocks: half a second."""
    tried = {kind: Sessions(folder, kind, threads) for kind in Kind}
    costs = {kind: cost(sessions, clock) for kind, sessions in tried.items()}
    return tried[min(costs, key=lambda kind: costs[kind])]


def cost(sessions: Sessions, clock: Callable[[], float] = now) -> float:
    """Return the seconds that a typical frame takes: its quickest steps and picture of a few. Blocks."""
    latent = np.random.default_rng(1).standard_normal((sessions.channels, *TYPICAL), np.float32)
    tokens = np.zeros((1, 8, 128), np.float32)[0]
    return STEPS_TYPICAL * _quickest(lambda: sessions.step(latent, 0.5, tokens, 0.0), clock) + _quickest(
        lambda: sessions.decode(latent), clock
    )


def _quickest(work: Callable[[], object], clock: Callable[[], float]) -> float:
    work()  # the first run lays out the memory
    until = clock() + CALIBRATES / 2.0
    best = float("inf")
    for _ in range(TRIES):
        begun = clock()
        work()
        ended = clock()
        best = min(best, ended - begun)
        if ended >= until:
            break
    return best


def _open(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.spin_duration_us", str(SPINS))
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
