"""What the reports of a listening source say about tempo and phase, with outliers left out."""

import math
import statistics
from collections import deque

from soundscape_live.tempo.timeline import Timeline, fold, to_nearest

MEMORY = 1.0
"Seconds of reports whose median is the tempo: the ear has weighed them already."
REPORTS = 64
SAME = 0.02
"Part of the tempo within which two are the same."
NEAR = 0.15
"Beats: a phase error up to this is followed, a larger one is first doubted."
DOUBTED = 2
"So many doubted errors in a row that agree are believed."
AGREE = 0.15
"Beats between errors that agree."


class Follow:
    """The recent reports of tempo and phase."""

    def __init__(self, bpm_low: float, bpm_high: float) -> None:
        """Begin without reports; tempi are folded into the range."""
        self._range = self._usual = bpm_low, bpm_high
        self._tempi: deque[tuple[float, float]] = deque(maxlen=REPORTS)
        self._doubted: deque[float] = deque(maxlen=DOUBTED)

    def forget(self) -> None:
        """Begin again."""
        self._tempi.clear()
        self._doubted.clear()
        self._range = self._usual

    def prefer(self, bpm: float | None) -> None:
        """Fold tempi into the octave about this one from now on; None: into the usual range."""
        self._range = self._usual if bpm is None else (bpm / math.sqrt(2.0), bpm * math.sqrt(2.0))
        self._doubted.clear()

    def hear(self, at: float, bpm: float) -> None:
        """Take note of a tempo."""
        self._tempi.append((at, bpm))
        while self._tempi[0][0] < at - MEMORY:
            self._tempi.popleft()

    def bpm(self) -> float:
        """Return the tempo that the grid should have now. Call `hear` first."""
        return statistics.median_low(fold(bpm, *self._range) for _, bpm in self._tempi)

    def parts(self, line: Timeline, bpm: float) -> int:
        """Return 2 for a source that counts in double time, whose beats lie between ours too, and so on."""
        return max(1, round(bpm / line.bpm))

    def shift(self, line: Timeline, beat: float, bpm: float) -> float:
        """Return by how many seconds the line should be later, given a beat heard at this time and tempo."""
        error = to_nearest(line.settled(beat), self.parts(line, bpm))
        if abs(error) <= NEAR:
            self._doubted.clear()
            return error * line.period
        self._doubted.append(error)
        agreed = all(abs(to_nearest(error - other)) <= AGREE for other in self._doubted)
        if len(self._doubted) < DOUBTED or not agreed:
            return 0.0
        self._doubted.clear()
        return error * line.period
