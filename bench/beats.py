"""How well beats are found: our tracker beside aubio's, on the music of bench/beat_set.py.

Both hear the same samples at 44.1 kHz hop by hop, so that neither sees the future. `f_measure` and `amlt` leave out the
first 5 s and `f_fire` does not; the fire time of a beat, which is what a lamp shows, is the later of the beat and its
emission, and a beat is emitted when the samples of its hop are fed. `lag_ms` is emission minus true beat: negative when
the beat was announced ahead. A tempo step that is never followed counts as all that is left of the clip. The cost is
processor time at 48 kHz, so that a machine that does something else meanwhile does not change it.
"""

import argparse
import importlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from typing import Protocol

import aubio
import numpy as np
import soundfile

from bench.beat_music import Times
from bench.beat_score import TOLERANCE, after_start, amlt, f_measure, hits, lock, outside
from bench.beat_set import CASES, COSTLY, DRONE, SILENCE, STEP, Clip
from soundscape_live.model import Samples

RATE = 44_100
COST_RATE = 48_000
OURS = "soundscape_live.analysis.beat:BeatTracker"
HOP, WINDOW = 512, 2048
"aubio's samples: where it was measured best, at 44.1 kHz."


class Tracker(Protocol):
    """A beat tracker that is fed hop by hop."""

    @property
    def hop(self) -> int:
        """How many samples it wants at a time."""

    def process(self, block: Samples) -> Iterable[float]:
        """Take (hop,) samples; return new beats' times in seconds of the stream."""


class Maker(Protocol):
    """What makes a tracker: its class."""

    def __call__(self, rate: int) -> Tracker:
        """Begin before the first sample."""


class Aubio:
    """aubio's tracker. Its beats are taken from get_last(): its flag is withheld in hops of digital silence."""

    def __init__(self, rate: int) -> None:
        self.hop = HOP
        self._rate = rate
        self._tempo = aubio.tempo("default", WINDOW, HOP, rate)
        self._last = 0

    def process(self, block: Samples) -> tuple[float, ...]:
        """Take a hop; return a new beat's time, if there is one."""
        self._tempo(block)
        last = int(self._tempo.get_last())
        if last == self._last:
            return ()
        self._last = last
        return (last / self._rate,)


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """What a tracker said of one clip."""

    beats: Times
    "Seconds, ascending."
    emitted: Times
    "Seconds of sound that were fed when each was said."


@dataclass(frozen=True, slots=True)
class Score:
    """How it did."""

    f: float
    amlt: float
    f_fire: float
    lag_ms: tuple[float, ...]
    "Of each beat that was hit."
    relock_s: float
    "Of a clip with a step in its tempo, else 0."
    per_minute: float
    "Beats claimed."


def listen(make: Maker, sound: Samples, rate: int) -> Claims:
    """Feed a sound hop by hop."""
    tracker = make(rate)
    said = []
    for first in range(0, sound.size - tracker.hop + 1, tracker.hop):
        end = first + tracker.hop
        said += [(float(beat), end / rate) for beat in tracker.process(sound[first:end])]
    table = np.array(sorted(said)).reshape(-1, 2)
    return Claims(table[:, 0], table[:, 1])


def judge(clip: Clip, claims: Claims) -> Score:
    """Compare what was claimed with what is true."""
    true = clip.beats
    # What comes after the last true beat is announced ahead of where the clip was cut.
    judged = outside(claims.beats, clip.gaps) & (claims.beats <= true.max(initial=0.0) + TOLERANCE)
    beats, emitted = claims.beats[judged], claims.emitted[judged]
    fired = np.sort(np.maximum(beats, emitted))
    relock = 0.0
    if clip.step is not None:
        found = lock(true, beats, clip.step)
        relock = clip.seconds - clip.step if found is None else found
    return Score(
        f=f_measure(after_start(true), after_start(beats)),
        amlt=amlt(after_start(true), after_start(beats)),
        f_fire=f_measure(true, fired),
        lag_ms=tuple(1e3 * float(emitted[claim] - true[beat]) for beat, claim in hits(true, beats)),
        relock_s=relock,
        per_minute=60.0 * claims.beats.size / clip.seconds,
    )


def figures(scores: dict[str, Score]) -> dict[str, float]:
    """Sum up: means over the clips that have beats, percentiles over all the beats that were hit."""
    with_beats = [score for name, score in scores.items() if name not in {DRONE, SILENCE}]
    lags = [lag for score in with_beats for lag in score.lag_ms] or [float("nan")]
    out = {}
    if with_beats:
        out = {
            "f_measure": float(np.mean([score.f for score in with_beats])),
            "amlt": float(np.mean([score.amlt for score in with_beats])),
            "f_fire": float(np.mean([score.f_fire for score in with_beats])),
            "lag_ms_p50": float(np.percentile(lags, 50)),
            "lag_ms_p90": float(np.percentile(lags, 90)),
        }
    if STEP in scores:
        out["relock_s"] = scores[STEP].relock_s
    for name, case in (("silence", SILENCE), ("drone", DRONE)):
        if case in scores:
            out[f"claims_per_min_{name}"] = scores[case].per_minute
    return out


def cost(make: Maker, clips: Sequence[Clip]) -> dict[str, float]:
    """Return what a hop takes, and the share of a core, both in processor time."""
    took: list[float] = []
    seconds = 0.0
    for clip in clips:
        tracker = make(clip.rate)
        for first in range(0, clip.sound.size - tracker.hop + 1, tracker.hop):
            block = clip.sound[first : first + tracker.hop]
            begun = process_time()
            tracker.process(block)
            took.append(process_time() - begun)
        seconds += clip.seconds
    return {"hop_us_p99": float(np.percentile(took, 99)) * 1e6, "core_share": sum(took) / seconds}


def main(argv: list[str]) -> dict[str, float]:
    """Play the set to both and return the figures."""
    parser = argparse.ArgumentParser(prog="bench beats")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other music")
    parser.add_argument("--only", default="", metavar="WORD", help="the cases whose name contains this")
    parser.add_argument("--tracker", default=OURS, metavar="MODULE:CLASS", help=f"another one [{OURS}]")
    parser.add_argument("--save", type=Path, metavar="FOLDER", help="write the clips (wav) and their beats (txt) there")
    options = parser.parse_args(argv)
    names = [name for name in CASES if options.only in name]
    if not names:
        parser.error(f"--only {options.only}: expected a part of one of {', '.join(CASES)}")
    module, _, name = options.tracker.partition(":")
    makers = {"": getattr(importlib.import_module(module), name), "aubio_": Aubio}
    scores: dict[str, dict[str, Score]] = {prefix: {} for prefix in makers}
    print(f"{'':26}{'F':>6}{'AMLt':>6}{'fire':>6}{'lag50':>6}{'/min':>6}   aubio:", file=sys.stderr)
    for number, case in enumerate(CASES):
        if case not in names:
            continue
        clip = CASES[case](RATE, 100 * options.seed + number)
        for prefix, make in makers.items():
            scores[prefix][case] = judge(clip, listen(make, clip.sound, RATE))
        print(f"{case:26}" + "   ".join(_row(scores[prefix][case]) for prefix in makers), file=sys.stderr)
        if options.save is not None:
            save(clip, options.save, case)
    costly = [CASES[case](COST_RATE, 100 * options.seed) for case in COSTLY]
    return {
        prefix + key: value
        for prefix, make in makers.items()
        for key, value in (figures(scores[prefix]) | cost(make, costly)).items()
    }


def _row(score: Score) -> str:
    lag = f"{np.median(score.lag_ms):6.0f}" if score.lag_ms else f"{'':6}"
    return f"{score.f:6.2f}{score.amlt:6.2f}{score.f_fire:6.2f}{lag}{score.per_minute:6.0f}"


def save(clip: Clip, folder: Path, name: str) -> None:
    """Write a clip and its beats, a line each: seconds and place in the bar, from 1."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name.replace(" ", "-")
    soundfile.write(path.with_suffix(".wav"), clip.sound, clip.rate)
    lines = [f"{at:.4f} {place + 1}\n" for at, place in zip(clip.beats, clip.positions, strict=True)]
    path.with_suffix(".txt").write_text("".join(lines), encoding="utf-8")
