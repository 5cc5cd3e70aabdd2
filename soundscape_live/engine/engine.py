"""One datum's way through the core: sound, hands, answers and time in; state, commands, cues and words out.

Rules: it opens nothing and reads no clock; the same inputs give the same outputs; everything that is due comes
out of `feed`, cues first, then commands, then the state, then what controls should show; time never runs backwards,
whatever the stamps say. A hand's movement goes before all else: `feed` then returns the commands and the state alone,
and `deadline` asks for a Tick at once, which brings what else is due.
"""

import math
from typing import TypeAlias, assert_never

from typing_extensions import override

from soundscape_live.analysis.analyser import Analyser
from soundscape_live.cues import Cues
from soundscape_live.engine.ahead import Ahead
from soundscape_live.engine.board import Board
from soundscape_live.engine.drives import Drives
from soundscape_live.engine.ear import Ear
from soundscape_live.engine.early import Early
from soundscape_live.engine.leaving import Plan
from soundscape_live.engine.ledger import Ledger
from soundscape_live.engine.lessons import Lessons
from soundscape_live.engine.reload import Reloading
from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.loss import GENERATOR, SOUND, TEMPO
from soundscape_live.mapping.movement import Outcome
from soundscape_live.mapping.show import Reload, Show
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.model import (
    Applied,
    AudioBlock,
    AudioState,
    ClockMessage,
    Command,
    CommandDone,
    Control,
    FeedbackWanted,
    FrameSeen,
    FramesShown,
    Level,
    Notice,
    Output,
    Params,
    PeerChange,
    PeerDelay,
    PeerReport,
    SourceState,
    Status,
    TempoReport,
    Tick,
)
from soundscape_live.tempo.midi_clock import MidiClocks
from soundscape_live.tempo.pulse import Pulse
from soundscape_live.tempo.sources import NONE
from soundscape_live.tempo.tempo import Tempo

Input: TypeAlias = (
    AudioBlock
    | AudioState
    | SourceState
    | Control
    | ClockMessage
    | TempoReport
    | PeerReport
    | FeedbackWanted
    | Reload
    | Notice
    | Tick
)


class Engine:
    """Plays one show."""

    def __init__(self, show: Show, at: float) -> None:
        self._show = show
        self._at = at
        self._ear = Ear(at)
        music, tempo = show.music, show.tempo
        self._tempo = Tempo(music.beats_per_bar, music.bpm_low, music.bpm_high, tempo.order, tempo.glide)
        self._clocks = MidiClocks()
        self._fusion = Fusion(show, at)
        self._cues = Cues(beats_per_bar=music.beats_per_bar, phrase_bars=music.phrase_bars)
        self._early = Early(self._tempo, show.leads)
        self._reloading = Reloading()
        self._ledger = Ledger()
        self._lessons = Lessons(self._fusion, self._ledger)
        self._drives = Drives(show.generators, at, self._ledger)
        self._ahead = Ahead(self._tempo, at)
        self._board = Board(self._ear, self._tempo, self._fusion, self._drives, self._lessons, self._ledger)
        self._led = False
        "Whether anyone leads the tempo."
        self._owing = False
        "Whether a movement went out ahead of what else is due."

    @override
    def __repr__(self) -> str:
        shown = self._drives.shown
        return f"<Engine {self._fusion.state(self._at)}, peer {shown.peer.state}, snapshot {shown.seq}>"

    def feed(self, item: Input) -> tuple[Output, ...]:
        """Take one input and return everything that is due because of it, or because of its time."""
        self._at = at = max(self._at, item.at)
        match item:
            case AudioBlock():
                self._hear(item)
            case AudioState() | SourceState():
                self._find(item, at)
            case Control():
                if self._control(item, at):
                    return self._move(at)
            case ClockMessage() | TempoReport():
                self._count(item)
            case PeerChange() | Applied() | CommandDone() | FramesShown() | FrameSeen() | PeerDelay():
                self._drives.take(item, at)
                self._find_generators(at)
            case Reload():
                self._reloading.ask(item, at, beats=self._tempo.bar > 0.0)
            case FeedbackWanted() | Notice() | Tick():
                self._note(item, at)
            case _:
                assert_never(item)
        return self._advance(at)

    def deadline(self) -> float | None:
        """Say when the engine next wants a Tick, in seconds of the clock; None if nothing is due by itself."""
        if self._owing:
            return self._at
        fusion = self._fusion
        due = min(
            self._drives.deadline(),
            self._ahead.deadline(),
            self._early.deadline(),
            self._reloading.deadline(),
            fusion.feedback_deadline(),
        )
        for other in (
            self._tempo.deadline(),
            self._cues.deadline(),
            fusion.deadline(),
            self._lessons.deadline(),
        ):
            if other is not None and other < due:
                due = other
        return None if due == math.inf else due

    @property
    def show(self) -> Show:
        """The show that is played: the first one's, or that of the last Reload that has taken effect."""
        return self._show

    def status(self, at: float) -> Status:
        """Return what the operator sees at `at`."""
        return self._board.status(at, self._at, tuple(theme.name for theme in self._show.themes))

    @property
    def pulse(self) -> Pulse | None:
        """The beat as it runs now, for clocks that go out; None while no beats are claimed."""
        return self._tempo.pulse

    @property
    def analyser(self) -> Analyser | None:
        """What hears the sound now, to be looked at and not fed; None before the first block."""
        return self._ear.analyser

    @property
    def commands_waiting(self) -> int:
        """How many commands are sent and not yet answered."""
        return self._drives.commands_waiting

    def applied_after(self) -> tuple[float, ...]:
        """Seconds from a snapshot's making to its answer, of the last few thousand; of what the first screen shows."""
        return self._drives.shown.delays.answers

    # ------------------------------------------------------------------------------------------------ inputs

    def _hear(self, block: AudioBlock) -> None:
        self._ledger.blocks += 1
        heard = self._ear.hear(block, self._tempo.bar, self._show.music.silence_db)
        self._tempo.silence(block.at, heard.features.silence)
        if heard.tempo is not None:
            self._tempo.report(heard.tempo)
        self._cues.hear(heard.features)
        self._fusion.hear(heard.features, BeatNow(self._tempo.phase(self._at), self._tempo.bpm))
        if heard.structure is not None:
            self._cues.turn(heard.structure)
            self._fusion.turn(heard.structure)

    def _find(self, item: AudioState | SourceState, at: float) -> None:
        """Take that a source is there or gone."""
        if isinstance(item, AudioState):
            self._ear.source = item
            level = Level.INFO if item.present else Level.WARNING
            self._ledger.say(at, level, f"sound: {item.detail}")
            self._fusion.source(at, SOUND, item.detail, present=item.present)
        else:
            self._ledger.say_source(item, at)
            self._fusion.source(at, item.source, item.detail, present=item.present)

    def _count(self, item: ClockMessage | TempoReport) -> None:
        report = self._clocks.feed(item) if isinstance(item, ClockMessage) else item
        if report is not None:
            self._tempo.report(report)

    def _control(self, control: Control, at: float) -> bool:
        if self._lessons.take(control):
            self._ledger.count_control(control, known=True)
            return False
        outcome = self._fusion.control(control)
        self._ledger.count_control(control, known=outcome.known)
        if outcome.learn is not None:
            self._lessons.begin(at, outcome.learn, control, self._show)
        return self._obey(outcome, control.name, at)

    def _obey(self, outcome: Outcome, control: str, at: float) -> bool:
        if outcome.tempo is not None:
            held = self._tempo.move(outcome.tempo)
            if held:
                self._ledger.complain(at, Level.INFO, f"{control}: {held}")
        notice = outcome.notice
        if outcome.shows is not None:
            notice = self._drives.choose(at, *outcome.shows) or notice
            self._find_generators(at)
        if notice:
            self._ledger.complain(at, Level.WARNING, notice)
        return outcome.moved

    def _note(self, item: FeedbackWanted | Notice | Tick, at: float) -> None:
        if isinstance(item, FeedbackWanted):
            self._fusion.show_again(item.source)
        elif isinstance(item, Notice):
            self._ledger.say(at, item.level, item.text)

    def _find_generators(self, at: float) -> None:
        """Take that a screen has a generator, or none has any more."""
        found = self._drives.take_found()
        if found is not None:
            present, words = found
            self._fusion.source(at, GENERATOR, words, present=present)

    # ----------------------------------------------------------------------------------------------- outputs

    def _move(self, at: float) -> tuple[Output, ...]:
        """Return what a hand's movement brings about, and leave the rest for the Tick that is asked for."""
        self._owing = True
        return (*self._commands(at), *self._snapshots(at, moved=True))

    def _advance(self, at: float) -> tuple[Output, ...]:
        self._owing = False
        for beat in self._tempo.advance(at):
            self._reload(at, bar=beat.bar_position == 0)
            self._ledger.struck(beat)
            self._cues.beat(beat)
            for lead in self._early.came(beat):
                self._cues.early(beat.at, beat, lead)
            self._fusion.beat(beat, self._ahead.came(beat))
        for words in self._tempo.take_words():
            self._ledger.complain(at, Level.INFO, words)
        for lead, beat in self._early.take(at):
            self._cues.early(at, beat, lead)
        self._follow_tempo(at)
        self._reload(at, bar=False)
        fusion = self._fusion
        fusion.advance(at)
        if self._drives.advance(at):
            self._find_generators(at)
        commands = self._commands(at)
        commands += self._decide(at)
        late = fusion.take_late()
        moved = late is not None and self._obey(late, "what waited for a beat", at)
        for words in fusion.losses.take_words():
            self._ledger.say(at, Level.WARNING, words)
        self._cues.state(at, fusion.state(at))
        stage = fusion.scenes
        self._cues.stage(at, stage.name, stage.setlist.name, theme=fusion.theme.name, blackout=fusion.dark)
        out: list[Output] = list(self._cues.advance(at, self._tempo.phase(at), self._phases))
        self._ledger.cues += len(out)
        out += commands
        self._drives.expire(at)
        out += self._snapshots(at, moved=moved)
        out += fusion.scenes.take_stored()
        out += self._lessons.advance(at, self._show)
        drives = self._drives
        out += fusion.feedback(at, locked=self._tempo.locked, lost=drives.alarms, shown=drives.names_shown)
        out += self._ledger.take_notices()
        return tuple(out)

    def _reload(self, at: float, *, bar: bool) -> None:
        """Play the show that waits, if its time has come."""
        reload = self._reloading.take(at, bar=bar)
        if reload is not None:
            self._fusion.adopt(at, reload.show)
            self._drives.adopt(at, reload.show.generators)
            self._early.adopt(reload.show.leads)
            self._find_generators(at)
            self._show = reload.show
            self._ledger.say(at, Level.INFO, f"reloaded: {reload.changed}")

    def _phases(self) -> tuple[tuple[float, float], ...]:
        """Return the beat's phase as those see it who want cues early."""
        return tuple((lead, self._tempo.phase(self._at + lead)) for lead in self._early.leads)

    def _follow_tempo(self, at: float) -> None:
        source = self._tempo.source
        if (source != NONE) is not self._led:
            self._led = not self._led
            self._fusion.source(at, TEMPO, source, present=self._led)

    def _commands(self, at: float) -> list[Command]:
        if self._fusion.holds:
            self._drives.drop()
        return self._drives.commands(at, self._fusion.take_actions())

    def _decide(self, at: float) -> list[Command]:
        """Decide what the beats to come bring about that must leave early; return what leaves now."""
        fusion, drives, ahead = self._fusion, self._drives, self._ahead
        beat = ahead.take(at, drives.lead)
        if beat is None:
            return []
        while beat is not None:
            before = fusion.prompts
            fusion.ahead(beat, max(at, beat.at - drives.least))
            drives.plan(at, Plan(beat.at, fusion.take_actions(), before))
            beat = ahead.take(at, drives.lead)
        return drives.commands(at, ())

    def _snapshots(self, at: float, *, moved: bool) -> list[Params]:
        return self._drives.snapshots(at, self._fusion.params, moved=moved)
