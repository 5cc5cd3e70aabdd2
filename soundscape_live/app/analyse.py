"""What the engine hears in a sound file: its beats, tempo, onsets and sections, faster than they sound.

Rules: the file goes through an engine as a show's sound does, in blocks of the same size and at the file's own times,
so that what is found is what a show would have done, start-up and mistakes included. Times are seconds of the file.
"""

import math
from pathlib import Path

import numpy as np

from soundscape_live.analysis.beat import BeatTracker
from soundscape_live.app.heard import FRAME, SLOW_FRAME, Analysis, Curves, HeardBeat, Mark
from soundscape_live.engine import Engine
from soundscape_live.io.audio import AudioError, AudioWish, demo_path
from soundscape_live.io.audio.file import SoundReader
from soundscape_live.io.files.library import Library
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.model import AudioBlock, Cue, Output, Samples

BLOCK = AudioWish("demo").block
"Samples: as a show hears by default."
SECTIONS = ("section", "build", "drop", "breakdown")
"Cues that tell of the music's parts."
SLOWEST_RATE = 8_000
"Samples a second that the analysis needs."


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
        lowest, highest, novelty = float(samples.min()), float(samples.max()), self._tracker.activation
        frame = math.ceil(at / FRAME - 1e-9) - 1
        if frame < len(self._fast):
            before = self._fast[frame]
            self._fast[frame] = (min(before[0], lowest), max(before[1], highest), max(before[2], novelty))
        while len(self._fast) <= frame:
            self._fast.append((lowest, highest, novelty))

    def _note_slow(self, at: float) -> None:
        status = self._engine.status(at)
        self._slow.append((status.bpm if status.confidence > 0 else 0.0, status.confidence))
        tracker = self._tracker
        # From slow to fast, as a picture shows them.
        self._tempi = tracker.tempi[::-1]
        self._posterior.append(tracker.tempo_posterior[::-1].copy())

    @property
    def _tracker(self) -> BeatTracker:
        analyser = self._engine.analyser
        assert analyser is not None, "it has heard a block"
        return analyser.tracker

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
