"""What was heard in a sound file: beats, onsets, sections, and what changes all the time; in seconds of the file."""

from dataclasses import dataclass

import numpy as np

from soundscape_live.model import Samples

FRAME = 0.01
"Seconds of one value of the wave's edge and of the novelty."
SLOW_FRAME = 0.2
"Seconds of one value of the tempo."
NEAR = 0.25
"Seconds: what comes so little before a bar belongs to it."


@dataclass(frozen=True, slots=True)
class HeardBeat:
    """A beat of the grid, at the time at which the lights would have had it."""

    at: float
    bar_position: int
    "0 on the first beat of a bar."
    bpm: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Mark:
    """An onset, or something that a part of the music begins with."""

    at: float
    name: str
    "`onset`, `section`, `build`, `drop`, `breakdown`."
    value: float | int | str
    "Its strength, or what the engine calls it."


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """What changes all the time. A value's time is the beginning of its frame."""

    low: Samples
    "(n,) the lowest sample of each FRAME."
    high: Samples
    "(n,) the highest."
    novelty: Samples
    "(n,) 0..1."
    bpm: Samples
    "(m,) the grid's tempo in each SLOW_FRAME; 0 while there is none."
    confidence: Samples
    "(m,) 0..1."
    tempi: Samples
    "(k,) BPM; (0,) if the tracker shows none."
    posterior: Samples
    "(m, k) each row sums to 1, or is 0."


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What was heard in a file."""

    name: str
    seconds: float
    rate: int
    rms_db: float
    "dBFS; a full-scale sine has -3.01. At least -120."
    peak_db: float
    beats: tuple[HeardBeat, ...]
    onsets: tuple[Mark, ...]
    sections: tuple[Mark, ...]
    curves: Curves

    @property
    def bars(self) -> int:
        """How many bars began."""
        return sum(beat.bar_position == 0 for beat in self.beats)

    @property
    def confidence(self) -> float:
        """The median of the beats' confidence, 0..1; 0 without beats."""
        return float(np.median([beat.confidence for beat in self.beats])) if self.beats else 0.0

    def bar(self, at: float) -> int:
        """Return the number, from 1, of the bar that is under way or just about to begin; 0 long before the first."""
        return sum(beat.bar_position == 0 and beat.at <= at + NEAR for beat in self.beats)

    def tempo(self) -> tuple[float, float, float]:
        """Return the median BPM of the beats, and what nine of ten lie between; zeros without beats."""
        if not self.beats:
            return 0.0, 0.0, 0.0
        low, median, high = np.percentile([beat.bpm for beat in self.beats], (5, 50, 95)).tolist()
        return median, low, high

    def to_json(self) -> dict[str, object]:
        """Return a value that json.dumps writes; times in seconds, to the tenth of a millisecond."""
        median, low, high = self.tempo()
        curves = self.curves
        course = zip(curves.bpm.tolist(), curves.confidence.tolist(), strict=True)
        return {
            "file": self.name,
            "seconds": round(self.seconds, 4),
            "rate": self.rate,
            "rms_db": round(self.rms_db, 2),
            "peak_db": round(self.peak_db, 2),
            "bpm": {"median": round(median, 2), "low": round(low, 2), "high": round(high, 2)},
            "beats": [
                {
                    "at": round(beat.at, 4),
                    "bar_position": beat.bar_position,
                    "bpm": round(beat.bpm, 2),
                    "confidence": round(beat.confidence, 2),
                }
                for beat in self.beats
            ],
            "tempo": [
                {"at": round(number * SLOW_FRAME, 4), "bpm": round(bpm, 2), "confidence": round(confidence, 2)}
                for number, (bpm, confidence) in enumerate(course)
            ],
            "sections": [{"at": round(mark.at, 4), "name": mark.name, "value": mark.value} for mark in self.sections],
            "onsets": [{"at": round(mark.at, 4), "strength": mark.value} for mark in self.onsets],
        }
