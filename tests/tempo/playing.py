"""A tempo that is being played, for the tests of tempo/."""

from dataclasses import dataclass, field

from soundscape_live.model import Beat, TempoAct, TempoMove, TempoReport
from soundscape_live.tempo.tempo import Tempo


@dataclass
class Playing:
    """A tempo, what sources say of it beat by beat, and the beats that came of it."""

    tempo: Tempo = field(default_factory=Tempo)
    at: float = 10.0
    beats: list[Beat] = field(default_factory=list)

    def hear(
        self,
        source: str,
        bpm: float,
        beats: int,
        first: float | None = None,
        bar: int | None = None,
    ) -> None:
        """Let a source report so many beats of a steady tempo; `bar` is the first one's position.

        Hands report nothing: their tempo goes on by itself.
        """
        period = 60.0 / bpm
        start = self.at if first is None else first
        for number in range(beats):
            beat = start + number * period
            self.wait_until(max(self.at, beat))
            position = None if bar is None else bar + number
            if source not in {"tap", "typed"}:
                self.tempo.report(TempoReport(self.at, source, bpm, beat, 1.0, position, float(bar is not None)))
            self.wait_until(self.at)

    def say(self, report: TempoReport) -> None:
        self.wait_until(report.at)
        self.tempo.report(report)

    def move(self, act: TempoAct, value: float = 1.0, at: float | None = None) -> str:
        self.wait_until(self.at if at is None else at)
        said = self.tempo.move(TempoMove(self.at, act, value))
        self.wait_until(self.at)
        return said

    def wait_until(self, at: float) -> None:
        """Let time pass as the engine does: it is woken at each deadline."""
        while (due := self.tempo.deadline()) is not None and due <= at:
            self.beats += self.tempo.advance(due)
        self.beats += self.tempo.advance(at)
        self.at = at

    def since(self, at: float) -> list[Beat]:
        return [beat for beat in self.beats if beat.at > at]

    def error(self, bpm: float, first: float) -> float:
        """Return the last beat's distance in seconds from a steady row of beats; above 0: late."""
        period = 60.0 / bpm
        return (self.beats[-1].at - first + period / 2) % period - period / 2
