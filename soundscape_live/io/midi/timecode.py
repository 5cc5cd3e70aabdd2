"""MIDI timecode to places: quarter frames while it runs, full frames where it is put. Pure.

Rules: a place is eight quarter frames, in order; it is that of the first one's moment, and the eighth comes seven
quarters of a frame later. Backwards, or with one missing, nothing is told until eight are in order again. (MIDI 1.0
Detailed Specification, MIDI Time Code.) The song is counted from a full hour, as recorders are set.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from soundscape_live.model import Control

QUARTER, FULL = 0xF1, (0xF0, 0x7F, 0x01, 0x01)
"The status of a quarter frame; the beginning of a full one, its device's number left out."
FULL_LENGTH = 10
PIECES = 8
RATES = (24.0, 25.0, 30000.0 / 1001.0, 30.0)
"Frames a second, by the code."
DROPPING = 2
"The code of the rate whose count leaves two numbers out each minute but each tenth."
HOUR = 3600.0
STOPPED = 0.3
"Seconds without a quarter frame after which the transport stands."
DAW = "/soundscape/daw"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the timecode is at a time."""

    at: float
    seconds: float
    runs: bool


def seconds_of(hours: int, minutes: int, seconds: int, frames: int, code: int) -> float:
    """Return the seconds since midnight of a timecode; `code` 0..3 is a rate of RATES."""
    if code != DROPPING:
        return hours * HOUR + minutes * 60.0 + seconds + frames / RATES[code]
    whole = hours * 60 + minutes
    count = (whole * 60 + seconds) * 30 + frames - 2 * (whole - whole // 10)
    return count / RATES[code]


class Timecode:
    """One port's timecode. Times never go back."""

    def __init__(self) -> None:
        """Begin without pieces."""
        self._pieces: list[int] = []

    def take(self, message: Sequence[int], at: float) -> Place | None:
        """Take one message; return the place that it completes, if it does."""
        if len(message) == 2 and message[0] == QUARTER:
            return self._quarter(message[1] >> 4, message[1] & 0x0F, at)
        if len(message) == FULL_LENGTH and (*message[:2], *message[3:5]) == FULL:
            self._pieces.clear()
            hours, minutes, seconds, frames = message[5:9]
            return Place(at, seconds_of(hours & 0x1F, minutes, seconds, frames, hours >> 5 & 3), runs=False)
        return None

    def _quarter(self, number: int, nibble: int, at: float) -> Place | None:
        if number == 0:
            self._pieces.clear()
        if number != len(self._pieces):
            self._pieces.clear()
            return None
        self._pieces.append(nibble)
        if len(self._pieces) < PIECES:
            return None
        frames, seconds, minutes, hours = (
            low | high << 4 for low, high in zip(self._pieces[::2], self._pieces[1::2], strict=True)
        )
        code = hours >> 5 & 3
        passed = (PIECES - 1) / 4.0 / RATES[code]
        return Place(at, seconds_of(hours & 0x1F, minutes, seconds, frames & 0x1F, code) + passed, runs=True)


class Song:
    """What a port's timecode means for a song of one tempo that begins at a full hour."""

    def __init__(self, source: str, bpm: float) -> None:
        """Begin standing."""
        self._source = source
        self._bpm = bpm
        self._timecode = Timecode()
        self._runs = False
        self._heard = 0.0

    @property
    def due(self) -> float | None:
        """When `look` is to be asked; None: it stands."""
        return self._heard + STOPPED if self._runs else None

    def take(self, message: Sequence[int], at: float) -> tuple[Control, ...]:
        """Take one message; return the workstation's controls that it means."""
        place = self._timecode.take(message, at)
        if message and message[0] == QUARTER:
            self._heard = at
        if place is None:
            return ()
        if not place.runs:
            return self._stop(at)
        told: tuple[Control, ...] = ()
        if not self._runs:
            self._runs = True
            told = (self._control(at, "tempo", self._bpm), self._control(at, "playing", 1.0))
        return (*told, self._control(at, "beat", place.seconds % HOUR * self._bpm / 60.0))

    def look(self, at: float) -> tuple[Control, ...]:
        """Return what it means that nothing has come for a while."""
        due = self.due
        return self._stop(at) if due is not None and at >= due else ()

    def _stop(self, at: float) -> tuple[Control, ...]:
        if not self._runs:
            return ()
        self._runs = False
        return (self._control(at, "playing", 0.0),)

    def _control(self, at: float, name: str, value: float) -> Control:
        return Control(at, self._source, f"{DAW}/{name}", value)
