"""What the engine hears in a sound file: its beats, tempo, onsets and sections, faster than they sound.

Rules: the file goes through an engine as a show's sound does, in blocks of the same size and at the file's own times,
so that what is found is what a show would have done, start-up and mistakes included. Times are seconds of the file.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from soundscape_live.engine import Engine
from soundscape_live.io.audio import AudioError, AudioWish, demo_path
from soundscape_live.io.audio.file import SoundReader
from soundscape_live.io.files.library import Library
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.model import AudioBlock, Cue, Output, Samples

BLOCK = AudioWish("demo").block
"Samples: as a show hears by default."
FRAME = 0.01
"Seconds of one value of the wave's edge and of the novelty."
SLOW_FRAME = 0.2
"Seconds of one value of the tempo."
SECTIONS = ("section", "build", "drop", "breakdown")
"Cues that tell of the music's parts."
NEAR = 0.25
"Seconds: what comes so little before a bar belongs to it."
SLOWEST_RATE = 8_000
"Samples a second that the analysis needs."


class Tracker(Protocol):
    """What a beat tracker shows of its inside."""

    @property
    def activation(self) -> float:
        """How much like a beat the latest moment sounds, 0..1."""

    @property
    def tempi(self) -> Samples:
        """The tempi that are thought of, (k,) BPM, ascending."""

    @property
    def tempo_posterior(self) -> Samples:
        """How likely each is, (k,); the sum is 1, or 0 while nothing is known."""


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
    "`onset`, or one of SECTIONS."
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


def open_sound(source: str) -> SoundReader:
    """Open a file, or the bundled music, `demo`. AudioError says why it cannot be heard."""
    path = demo_path() if source == "demo" else Path(source).expanduser()
    reader = SoundReader(path, (), loop=False)
    if reader.rate < SLOWEST_RATE:
        reader.close()
        raise AudioError(f"{path} has {reader.rate} samples a second; at least {SLOWEST_RATE} are needed.")
    return reader


def analyse(reader: SoundReader, name: str) -> Analysis:
    """Hear a sound to its end. AudioError if it becomes unreadable. Blocks."""
    hearing = _Hearing(reader.rate)
    while (chunk := reader.read(256 * BLOCK)).size:
        for first in range(0, chunk.size, BLOCK):
            hearing.feed(chunk[first : first + BLOCK])
    return hearing.analysis(name)


class _Hearing:
    """An engine, and what is noted of it."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._engine = Engine(build_show(Library.standard({}).gather(ShowFile()).sources), at=0.0)
        self._heard = 0
        self._square = 0.0
        self._cues = _CueNotes()
        self._fast: list[tuple[float, float, float]] = []
        "Lowest sample, highest sample, novelty."
        self._slow: list[tuple[float, float]] = []
        self._posterior: list[Samples] = []
        self._tempi: Samples = np.zeros(0, np.float32)

    def feed(self, samples: Samples) -> None:
        """Take the next block."""
        self._heard += samples.size
        at = self._heard / self._rate
        self._square += float(np.sum(np.square(samples, dtype=np.float64)))
        for output in self._engine.feed(AudioBlock(at, samples, self._rate)):
            self._cues.note(output)
        self._note_fast(at, samples)
        while len(self._slow) * SLOW_FRAME < at:
            self._note_slow(at)

    def _note_fast(self, at: float, samples: Samples) -> None:
        """Add the block to the frame that it ends in; a frame that no block ends in is like the one before it."""
        lowest, highest, novelty = float(samples.min()), float(samples.max()), self._novelty(at)
        frame = math.ceil(at / FRAME - 1e-9) - 1
        if frame < len(self._fast):
            before = self._fast[frame]
            self._fast[frame] = (min(before[0], lowest), max(before[1], highest), max(before[2], novelty))
        while len(self._fast) <= frame:
            self._fast.append((lowest, highest, novelty))

    def _note_slow(self, at: float) -> None:
        status = self._engine.status(at)
        self._slow.append((status.bpm if status.confidence > 0 else 0.0, status.confidence))
        tracker = self._tracker()
        if tracker is not None:
            self._tempi = np.asarray(tracker.tempi, np.float32)
            self._posterior.append(np.array(tracker.tempo_posterior, np.float32))

    def _tracker(self) -> Tracker | None:
        return getattr(self._engine.analyser, "tracker", None)

    def _novelty(self, at: float) -> float:
        tracker = self._tracker()
        if tracker is not None:
            return float(tracker.activation)
        features = self._engine.status(at).features
        return 0.0 if features is None else features.flux

    def analysis(self, name: str) -> Analysis:
        """Return what was noted."""
        fast = np.array(self._fast, np.float32)
        slow = np.array(self._slow, np.float32)
        peak = max(float(fast[:, 1].max()), -float(fast[:, 0].min()))
        return Analysis(
            name=name,
            seconds=self._heard / self._rate,
            rate=self._rate,
            rms_db=max(-120.0, 10.0 * math.log10(self._square / self._heard + 1e-12)),
            peak_db=max(-120.0, 20.0 * math.log10(peak + 1e-6)),
            beats=tuple(self._cues.beats),
            onsets=tuple(self._cues.onsets),
            sections=tuple(self._cues.sections),
            curves=Curves(
                low=fast[:, 0],
                high=fast[:, 1],
                novelty=fast[:, 2],
                bpm=slow[:, 0],
                confidence=slow[:, 1],
                tempi=self._tempi,
                posterior=np.array(self._posterior, np.float32).reshape(len(slow), self._tempi.size),
            ),
        )


class _CueNotes:
    """Cues as they are sent to the lights -> beats, onsets and sections."""

    def __init__(self) -> None:
        self.beats: list[HeardBeat] = []
        self.onsets: list[Mark] = []
        self.sections: list[Mark] = []
        self._bpm = 0.0
        self._confidence = 0.0

    def note(self, output: Output) -> None:
        """Take what the engine said."""
        match output:
            case Cue(name="beat", value=1):
                before = self.beats[-1].bar_position if self.beats else -1
                self.beats.append(HeardBeat(output.at, before + 1, self._bpm, self._confidence))
            case Cue(name="bar", value=1):
                self._tell_of_beat(output.at, bar_position=0)
            case Cue(name="bpm", value=float(bpm)):
                self._bpm = bpm
                self._tell_of_beat(output.at)
            case Cue(name="bpm/confidence", value=float(confidence)):
                self._confidence = confidence
                self._tell_of_beat(output.at)
            case Cue(name="onset"):
                self.onsets.append(Mark(output.at, output.name, output.value))
            case Cue(name=name) if name in SECTIONS:
                self.sections.append(Mark(output.at, output.name, output.value))
            case _:
                pass

    def _tell_of_beat(self, at: float, bar_position: int | None = None) -> None:
        """Correct the last beat: what is said of a beat follows it, at the same time."""
        if not self.beats or self.beats[-1].at != at:
            return
        last = self.beats[-1]
        position = last.bar_position if bar_position is None else bar_position
        self.beats[-1] = HeardBeat(at, position, self._bpm, self._confidence)
