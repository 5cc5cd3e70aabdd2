"""The grid after its leader: what the sources say, corrected by hands, bends the line.

Rules: who leads is looked at with every input and at every beat. When that changes, the grid glides to the new leader's
beats, and says so. An exact source is followed to the letter, a heard one gently; a heard beat may still correct the
phase of a tempo that has none of its own, or that a hand has set. What hands correct of a source (octave, phase, bar)
stays with that source until it is forgotten. A leader whose tempo all others take at once is taken
at once. Locked, the grid goes on as it is whatever the sources say.
"""

import math
from dataclasses import replace

from soundscape_live.model import TempoReport
from soundscape_live.tempo.bars import Bars
from soundscape_live.tempo.correction import PLAIN, Correction
from soundscape_live.tempo.follow import NEAR, SAME, Follow
from soundscape_live.tempo.grid import Aim, Grid
from soundscape_live.tempo.sources import NONE, TRUST, Sources, called
from soundscape_live.tempo.timeline import to_nearest

LOCK = "lock"
AUDIO = "audio"
HANDS = ("tap", "typed")
HAND_AGREES = 0.04
"Part of a tempo within which a heard one may correct its phase."
SEEN = 0.005
"Seconds of phase from which on a glide is spoken of."
SEEN_TEMPO = 0.01
"The same of the tempo, as a part of it."
JUMPED = 0.02
"Seconds of phase from which on a leader is said to have moved."
THERE = 0.02
"Beats from a heard beat at which a glide to it has done its work."
ALMOST = 0.01
"Beats: what a count of them may exceed a whole number by."


class Lead:
    """The grid, the bars, and who leads them. Times passed in never go back."""

    def __init__(self, beats_per_bar: int, follow: Follow, sources: Sources, glide: float) -> None:
        """Begin without a leader."""
        self.grid = Grid(glide)
        self.bars = Bars(beats_per_bar)
        self.follow = follow
        self.sources = sources
        self.deaf = False
        "Whether there is silence, in which nothing that is heard is believed."
        self.locked = False
        self.name = NONE
        "Who leads."
        self._glide = glide
        self._corrections: dict[str, Correction] = {}
        self._told = NONE
        self._moving = False
        "Whether the grid has been said to glide."
        self._words: list[str] = []

    def source(self, at: float) -> str:
        """Return who would lead at a time if nothing else came."""
        return LOCK if self.locked else self.sources.leader(at, deaf=self.deaf)

    def confidence(self, at: float) -> float:
        """Return how far the beats can be trusted at a time, 0..1."""
        return 1.0 if self.locked else self.sources.confidence(at, deaf=self.deaf)

    def take_words(self) -> tuple[str, ...]:
        """Return what is to be said and has not been."""
        words, self._words = tuple(self._words), []
        return words

    def report(self, report: TempoReport) -> None:
        """Take what a source believes. What is heard in silence, and what is no tempo, is not taken."""
        if (report.source == AUDIO and self.deaf) or not self.sources.take(report):
            return
        if report.source == AUDIO:
            self.follow.hear(report.at, report.bpm)
        changed = self.review(report.at)
        if report.source == self.name and not self.locked:
            if not self.grid.running:
                self._begin(report)
            elif not changed:
                self._obey(report)
                self._tell(report.at)
            self._hear_bar(report)
        elif report.source == AUDIO:
            self._advise(report)

    def review(self, at: float) -> bool:
        """Look who leads; return whether that has changed."""
        name = self.sources.leader(at, deaf=self.deaf)
        if self.locked or name == self.name:
            return False
        self.name = name
        if name == NONE:
            return True
        report = self.sources.last(name)
        if not self.grid.running:
            self._begin(report)
        elif name != AUDIO or self._told != AUDIO:
            # An ear that was only deaf for a while goes on where it was.
            self._obey(report, at, fresh=True)
        self._tell(at)
        return True

    def seize(self, report: TempoReport) -> bool:
        """Take a hand's report, and say whether it leads from now on; it is for the hand to bend the grid then."""
        if not self.sources.take(report):
            return False
        self.sources.forget(*(hand for hand in HANDS if hand != report.source))
        if self.locked:
            return False
        if self.sources.leader(report.at, deaf=self.deaf) != report.source:
            return False
        self.name = self._told = report.source
        return True

    def lock(self, at: float, *, on: bool) -> None:
        """Hold tempo and phase, or follow the sources again."""
        if on == self.locked:
            return
        self.locked = on
        if on:
            self.grid.hold()
            return
        self.name, self._told = NONE, LOCK
        self.review(at)

    def correction(self) -> Correction:
        """Return what hands have corrected of the leader."""
        return self._corrections.get(self.name, PLAIN)

    def correct(self, correction: Correction) -> None:
        """Take what hands have corrected of the leader in all."""
        if self.name not in {NONE, *HANDS}:
            self._corrections[self.name] = correction

    def change_octave(self, step: int) -> None:
        """Take that a hand has doubled or halved the leader's tempo."""
        if self.name == AUDIO:
            self.follow.prefer(self.grid.line.bpm)
        elif self.name in HANDS:
            self.sources.scale(self.name, 2.0**step)
        else:
            correction = self.correction()
            self.correct(replace(correction, octaves=correction.octaves + step))

    def beat_is(self, at: float) -> None:
        """Take a hand's word that a beat of the leader is now."""
        report = self.sources.said(self.name)
        if report is not None and report.beat is not None:
            period = 60.0 / max(report.bpm, self.bpm(report))
            seconds = to_nearest((at - report.beat) / period) * period
            self.correct(replace(self.correction(), seconds=seconds))

    def forget_ear(self) -> None:
        """Let nothing have been heard, nor corrected of what was heard."""
        self.sources.forget(AUDIO)
        self._corrections.pop(AUDIO, None)
        self.follow.forget()

    def forget_hands(self, at: float) -> None:
        """Undo what hands did: taps, typed tempi, corrections."""
        self._corrections.clear()
        self.follow.prefer(None)
        self.sources.forget(*HANDS)
        self.name = NONE
        self.review(at)

    # ---------------------------------------------------------------------------------------------------- inside

    def bpm(self, report: TempoReport) -> float:
        """Return the tempo that the grid should have by a report of the leader."""
        if report.source != AUDIO:
            return self._corrected(report).bpm(report)
        return self.follow.bpm()

    def _corrected(self, report: TempoReport) -> Correction:
        return self._corrections.get(report.source, PLAIN)

    def _begin(self, report: TempoReport) -> None:
        beat = self._corrected(report).beat(report)
        if beat is not None:
            self.grid.begin(report.at, beat, 60.0 / self.bpm(report))
            self.bars.clear()

    def _obey(self, report: TempoReport, at: float | None = None, *, fresh: bool = False) -> None:
        """Bend the grid as the leader says; `fresh`: it leads from now on."""
        at = report.at if at is None else at
        correction, grid = self._corrected(report), self.grid
        bpm, beat = self.bpm(report), correction.beat(report)
        self._change_octave(at, bpm, beat)
        parts = correction.parts if report.source != AUDIO else self.follow.parts(grid.line, report.bpm)
        aim = Aim(beat, 60.0 / bpm, parts)
        near = abs(aim.ahead(grid.line, at)) <= THERE and abs(grid.line.bpm / bpm - 1.0) <= SAME
        if TRUST[report.source].prompt and not fresh and abs(grid.to_go(at)[1]) <= SEEN_TEMPO:
            grid.turn(at, aim)
        elif fresh or TRUST[report.source].exact or (grid.aim is not None and not near):
            grid.glide(at, aim)
        else:
            grid.bend(at, 60.0 / bpm, 0.0 if beat is None else self._shift(beat, report.bpm))

    def _shift(self, beat: float, bpm: float) -> float:
        """Return by how many seconds the line should be later by a heard beat: a near one bends it as a glide does."""
        shift, most = self.follow.shift(self.grid.line, beat, bpm), self._glide * self.grid.line.period
        near = abs(shift) <= NEAR * self.grid.line.period
        return min(max(shift, -most), most) if near else shift

    def _change_octave(self, at: float, bpm: float, beat: float | None) -> None:
        grid, last = self.grid, self.grid.next - 1
        octave = grid.octave(bpm)
        if octave > 0:
            self.bars.doubled(last, passed=grid.double(at))
        elif octave < 0:
            told = at if beat is None else beat
            self.bars.halved(last, stays=grid.halve(at, told, last=True))

    def _advise(self, report: TempoReport) -> None:
        """Let what is heard correct the phase of one that leads without beats, or of a hand."""
        if self.locked or self.name == NONE or report.beat is None:
            return
        leader, grid = self.sources.last(self.name), self.grid
        agree = abs(to_nearest(math.log2(report.bpm / self.bpm(leader)))) < math.log2(1.0 + HAND_AGREES)
        if not agree or (leader.beat is not None and self.name not in HANDS):
            return
        if not grid.running:
            grid.begin(report.at, report.beat, 60.0 / self.bpm(leader))
        elif grid.aim is None:
            grid.bend(report.at, grid.line.period, self._shift(report.beat, report.bpm))
        self._hear_bar(report)

    def _hear_bar(self, report: TempoReport) -> None:
        correction = self._corrected(report)
        beat = correction.beat(report)
        if beat is None or report.bar_position is None or not self.grid.running:
            return
        count = self.grid.count_of(beat)
        sure = min(1.0, max(0.0, report.bar_confidence))
        if report.source == AUDIO:
            if abs(to_nearest(count)) <= NEAR:
                self.bars.hear(report.at, round(count), report.bar_position, sure)
            return
        position = report.bar_position * 2.0**correction.octaves
        if position == int(position) and abs(self.grid.to_go(report.at)[1]) <= SEEN_TEMPO:
            one = round(count) - int(position)
            self.bars.follow(report.at, report.source, one, sure, TRUST[report.source].hold)

    def _tell(self, at: float) -> None:
        """Say who leads now, unless it is the ear, as it was before, or that nobody has led yet."""
        before, self._told = self._told, self.name
        phase, part = self.grid.to_go(at)
        if self.name != before and not (self.name == AUDIO and before == NONE):
            self._words.append(f"tempo: {called(self.name)} leads{self._way(at)}")
        elif not self._moving and (abs(phase) >= JUMPED or abs(part) > SEEN_TEMPO):
            self._words.append(f"tempo: {called(self.name)} has moved{self._way(at)}")
        self._moving = abs(phase) >= SEEN or abs(part) > SEEN_TEMPO

    def _way(self, at: float) -> str:
        """Return how the grid glides now, in words."""
        phase, part = self.grid.to_go(at)
        if abs(part) > SEEN_TEMPO:
            beats = math.ceil(abs(math.log1p(part)) / math.log1p(self._glide) - ALMOST)
            return f", gliding to {self.grid.line.bpm * (1.0 + part):.1f} BPM over {beats} beats"
        if abs(phase) < SEEN:
            return ""
        beats = math.ceil(abs(phase) / self.grid.line.period / self._glide - ALMOST)
        return f", gliding {abs(phase) * 1e3:.0f} ms over {beats} beats"
