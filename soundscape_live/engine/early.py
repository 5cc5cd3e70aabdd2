"""Which beats are told early, to the lights that want them so.

Rules: each beat is told once for each lead: a lead before it is due, or, where it was not foreseen, when it comes. A
beat that comes half a beat and more after it was expected is another one, and is told again. No lead disturbs another.
"""

import math

from soundscape_live.model import Beat
from soundscape_live.tempo.tempo import Tempo

HAIR = 1e-6
"Seconds: what the times of a beat and of the Tick that is asked for it may differ by."


class Early:
    """The beats to come, of one grid. Times passed in never go back."""

    def __init__(self, tempo: Tempo, leads: tuple[float, ...]) -> None:
        """Begin with nothing told; `leads` are seconds above 0, each once."""
        self._tempo = tempo
        self._next: dict[float, int] = {}
        "The index of the next beat that each lead is to be told of."
        self._expected: dict[int, float] = {}
        "When each beat that was told and has not come was expected when it was first told."
        self._came = 0
        "The index of the beat that comes next."
        self.adopt(leads)

    @property
    def leads(self) -> tuple[float, ...]:
        """Seconds by which beats are told."""
        return tuple(self._next)

    def adopt(self, leads: tuple[float, ...]) -> None:
        """Tell these leads from now on; those that stay go on as they are."""
        self._next = {lead: self._next.get(lead, self._came) for lead in leads}

    def came(self, beat: Beat) -> tuple[float, ...]:
        """Take a beat that has come; return the leads that were not told of it."""
        self._came = beat.index + 1
        if not self._next:
            return ()
        expected = self._expected.pop(beat.index, beat.at)
        if beat.at - expected >= 30.0 / beat.bpm:
            self._expected.clear()
            missed = self.leads
        else:
            missed = tuple(lead for lead, index in self._next.items() if index <= beat.index)
        for lead in missed:
            self._next[lead] = beat.index + 1
        return missed

    def take(self, at: float) -> tuple[tuple[float, Beat], ...]:
        """Return each beat that is to be told now, with the lead that it is told for."""
        told: list[tuple[float, Beat]] = []
        for lead, index in self._next.items():
            while self._tempo.time_of(index) <= at + lead + HAIR:
                beat = self._tempo.coming(index)
                self._expected.setdefault(index, beat.at)
                told.append((lead, beat))
                index += 1  # noqa: PLW2901  # a long lead may reach several
            self._next[lead] = index
        return tuple(told)

    def deadline(self) -> float:
        """Return when `take` has a beat next; infinity if it will not."""
        times: dict[int, float] = {}
        due = math.inf
        for lead, index in self._next.items():
            if index not in times:
                times[index] = self._tempo.time_of(index)
            due = min(due, times[index] - lead)
        return due
