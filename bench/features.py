"""What the features cost: the demo music in blocks of 256 at 48 kHz through the analysis, without beats and structure.

`floor_us_p50` is one real transform of 1024 samples, as the spectrum's, timed after every block, in the same caches;
`ratio_to_floor_p50` is the median block over it. On a machine that does other work, `quiet_us_p99` is the p99 of the
blocks beside which the transform took no longer than QUIET times its p10, and `quiet_share` how many those are.
`structure_us_p99` is the dearest hop in a hundred of the structure alone, and `structure_core_share` all of it.
"""

import argparse
from collections.abc import Callable
from time import perf_counter, process_time

import numpy as np
from typing_extensions import override

from bench.engine import BLOCK, RATE, WARM_UP_SECONDS, music_blocks
from soundscape_live.analysis import analyser
from soundscape_live.analysis.hops import StreamClock
from soundscape_live.analysis.structure import Form, Turned
from soundscape_live.model import AudioBlock, Samples, TempoReport

QUIET = 1.1
BAR = 4 * 60.0 / 124.0
"Seconds of the music's bars."


class NoBeats:
    """Stands where the beat tracker does, and hears no beats."""

    def __init__(self, rate: int, *_: float) -> None:
        """Take what Beats takes."""
        self.clock = StreamClock(rate)

    def hear(self, at: float, samples: Samples) -> None:
        """Keep the time."""
        self.clock.hear(at, len(samples))

    def time(self, stream: float) -> float:
        """Return the clock's time of a stream's second."""
        return self.clock.time(stream)

    def report(self, _at: float) -> TempoReport | None:
        """Have nothing to say."""
        return None


class NoForm:
    """Stands where the structure is heard, and hears nothing."""

    def set_bar(self, _seconds: float) -> None:
        """Need no bar."""

    def step(self, _powers: Samples, *, silence: bool) -> None:  # as Form.step takes it
        """Have nothing to say."""


class TimedForm(Form):
    """Hears the structure, and notes what each hop of it took."""

    def __init__(self, hop: float) -> None:
        """Take what Form takes."""
        super().__init__(hop)
        self.took: list[float] = []

    @override
    def step(self, powers: Samples, *, silence: bool) -> Turned | None:
        start = perf_counter()
        turned = super().step(powers, silence=silence)
        self.took.append(perf_counter() - start)
        return turned


def main(argv: list[str]) -> dict[str, float]:
    """Feed the music and return the figures."""
    parser = argparse.ArgumentParser(prog="bench features")
    parser.add_argument("--seconds", type=float, default=90.0, help="seconds of music")
    options = parser.parse_args(argv)
    blocks = list(music_blocks(options.seconds + WARM_UP_SECONDS))
    warm = round(WARM_UP_SECONDS * RATE / BLOCK)
    took, floor = _measure(blocks, warm)
    quiet = floor <= QUIET * np.percentile(floor, 10)
    # Both neighbours: what disturbs the block may be over when the transform begins.
    quiet &= np.roll(quiet, 1)
    return {
        "feature_us_p50": float(np.percentile(took, 50)),
        "feature_us_p99": float(np.percentile(took, 99)),
        "floor_us_p50": float(np.percentile(floor, 50)),
        "floor_us_p99": float(np.percentile(floor, 99)),
        "ratio_to_floor_p50": float(np.percentile(took, 50) / np.percentile(floor, 50)),
        "quiet_us_p50": float(np.percentile(took[quiet], 50)),
        "quiet_us_p99": float(np.percentile(took[quiet], 99)),
        "quiet_share": float(quiet.mean()),
        "core_share": _share(blocks, warm),
        **_structure(blocks, warm),
    }


def _analyser() -> analyser.Analyser:
    made = analyser.Analyser(RATE)
    made._beats = NoBeats(RATE)  # type: ignore[assignment]  # noqa: SLF001  # what is measured is the rest
    made._form = NoForm()  # type: ignore[assignment]  # noqa: SLF001  # likewise
    return made


def _structure(blocks: list[AudioBlock], warm: int) -> dict[str, float]:
    """Return what the structure takes, with bars at the music's tempo."""
    made = _analyser()
    made._form = form = TimedForm(2 * BLOCK / RATE)  # noqa: SLF001  # what is measured
    for block in blocks:
        made.hear(block, BAR)
    took = np.array(form.took[warm // 2 :])
    music = len(took) * 2 * BLOCK / RATE
    return {"structure_us_p99": 1e6 * float(np.percentile(took, 99)), "structure_core_share": float(took.sum()) / music}


def _measure(blocks: list[AudioBlock], warm: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the microseconds of every block after the first `warm` ones, and of the transform after each."""
    hear: Callable[[AudioBlock], object] = _analyser().hear
    window = np.random.default_rng(1).normal(size=1024).astype(np.float32)
    took, floor = np.zeros(len(blocks)), np.zeros(len(blocks))
    for number, block in enumerate(blocks):
        start = perf_counter()
        hear(block)
        heard = perf_counter()
        np.fft.rfft(window)
        floor[number] = perf_counter() - heard
        took[number] = heard - start
    return took[warm:] * 1e6, floor[warm:] * 1e6


def _share(blocks: list[AudioBlock], warm: int) -> float:
    """Return processor time over the music's time."""
    hear = _analyser().hear
    for block in blocks[:warm]:
        hear(block)
    busy = process_time()
    for block in blocks[warm:]:
        hear(block)
    return (process_time() - busy) / ((len(blocks) - warm) * BLOCK / RATE)
