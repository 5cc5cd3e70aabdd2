"""From the tracker's beats, in seconds of the stream, to reports on the one clock."""

from soundscape_live.analysis.beat.steady import Steady
from soundscape_live.analysis.beat.tracker import BeatTracker
from soundscape_live.analysis.hops import StreamClock
from soundscape_live.model import Samples, TempoReport

BPM_CHANGE = 0.05
"A smaller change is no news."
FELT = 0.015
"Seconds by which the tracker's beats, which lie where listeners tap, come after the attack that begins them."


class Beats:
    """Turns what the beat tracker says into reports on the one clock."""

    def __init__(self, rate: int) -> None:
        """Begin before the first block."""
        self.tracker = BeatTracker(rate)
        self._clock = StreamClock(rate)
        self._steady = Steady()
        self._bpm = 0.0
        self._heard: tuple[float, float] | None = None
        "Where the latest beat lies, and its tempo."

    def hear(self, at: float, samples: Samples) -> None:
        """Take a block of (n,) samples, the last of which was captured at `at`."""
        self._clock.hear(at, len(samples))
        tracker = self.tracker
        for beat in tracker.process(samples):
            self._heard = self._steady.hear(beat, tracker.bpm, tracker.clarity)

    def time(self, stream: float) -> float:
        """Return the clock's time of a stream's second."""
        return self._clock.time(stream)

    def report(self, at: float) -> TempoReport | None:
        """Return what is new since the last report; of several beats the last."""
        tracker = self.tracker
        heard, self._heard = self._heard, None
        beat, bpm = (None, self._steady.tempo(tracker.bpm)) if heard is None else heard
        if tracker.bpm == 0.0 or (beat is None and abs(bpm - self._bpm) < BPM_CHANGE):
            return None
        self._bpm = bpm
        return TempoReport(
            at=at,
            source="audio",
            bpm=bpm,
            beat=None if beat is None else self.time(beat) - FELT,
            confidence=tracker.confidence,
            bar_position=None if beat is None else tracker.bar_position,
            bar_confidence=tracker.bar_confidence,
        )
