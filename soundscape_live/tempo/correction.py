"""What a hand has corrected of a source: its octave and where its beats lie."""

from dataclasses import dataclass

from soundscape_live.model import TempoReport


@dataclass(frozen=True, slots=True)
class Correction:
    """What a hand has corrected of a source."""

    octaves: int = 0
    seconds: float = 0.0
    "Its beats lie so much later."

    def bpm(self, report: TempoReport) -> float:
        """Return the tempo that a report means."""
        return report.bpm * 2.0**self.octaves

    def beat(self, report: TempoReport) -> float | None:
        """Return the beat that a report means."""
        return None if report.beat is None else report.beat + self.seconds

    @property
    def parts(self) -> int:
        """Of a beat, in whose distance the source has beats."""
        return 1 << max(0, -self.octaves)


PLAIN = Correction()
