"""What hands can make happen, one function per Act.

Rules: an act with a value of its own (a number, a name) answers each message; the others fire on a press. Panic and
freeze stand above hands: the picture's cache is then left alone. ControlError says what an act could not take.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from soundscape_live.mapping.binding import Act, ActTarget, Press
from soundscape_live.mapping.controls import ControlError, number, whole
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.looks import Looks
from soundscape_live.mapping.names import near
from soundscape_live.mapping.panic import Panic
from soundscape_live.mapping.prompts import BASE
from soundscape_live.mapping.safety import Safety
from soundscape_live.mapping.scene_acts import PRESSED_SCENES, VALUED_SCENES, SceneActs, Wish
from soundscape_live.mapping.scenes import Scenes
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import Control, Features, TempoAct, TempoMove

SLOWEST_BPM, FASTEST_BPM = 20.0, 400.0
"""What a typed tempo may be."""
NUDGE_MS = 1500.0
"""Half a beat at the slowest tempo."""
SONG_BEATS = 1e6

PRESSED_TEMPO = {
    Act.TAP_TEMPO: TempoAct.TAP,
    Act.TEMPO_DOUBLE: TempoAct.DOUBLE,
    Act.TEMPO_HALVE: TempoAct.HALVE,
    Act.TEMPO_RESYNC: TempoAct.RESYNC,
    Act.TEMPO_RESYNC_ONE: TempoAct.RESYNC_ONE,
    Act.TEMPO_RELEASE: TempoAct.RELEASE,
}
VALUED_TEMPO = {
    Act.TEMPO: (TempoAct.SET, SLOWEST_BPM, FASTEST_BPM),
    Act.TEMPO_NUDGE: (TempoAct.NUDGE, -NUDGE_MS, NUDGE_MS),
    Act.TEMPO_NUDGE_BEAT: (TempoAct.NUDGE_BEATS, -0.5, 0.5),
    Act.DAW_TEMPO: (TempoAct.DAW_TEMPO, SLOWEST_BPM, FASTEST_BPM),
    Act.DAW_BEAT: (TempoAct.DAW_BEAT, -SONG_BEATS, SONG_BEATS),
    Act.DAW_PLAYING: (TempoAct.DAW_PLAYING, 0.0, 1.0),
}
"""What each takes, and the range of its number."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a control did."""

    known: bool = True
    "Whether anything is bound to it."
    moved: bool = False
    "A hand changed the state: send now."
    tempo: TempoMove | None = None
    "What it does to the tempo."
    notice: str = ""
    "Why it did nothing, in words for the operator."

    def merged(self, other: "Outcome") -> "Outcome":
        """Join with what another binding of the same control did."""
        return Outcome(
            self.known or other.known,
            self.moved or other.moved,
            self.tempo if other.tempo is None else other.tempo,
            self.notice or other.notice,
        )


@dataclass(frozen=True, slots=True)
class Movement:
    """One control's movement as it meets one act."""

    at: float
    target: ActTarget
    control: Control
    fired: bool
    "Whether it is a press."
    ambient: bool
    heard: tuple[Features, float] | None
    "The last features and phase of the beat; None without music."

    @property
    def choice(self) -> float | str | None:
        """The argument, or else the control's value; None if the argument waits for a press."""
        argument = self.target.argument
        if argument is None:
            return self.control.value
        return argument if self.fired else None


class Acts:
    """Carries acts out on the looks, the hands and the safety of one show."""

    def __init__(self, looks: Looks, hands: Hands, safety: Safety, panic: Panic, scenes: Scenes) -> None:
        self._looks = looks
        self._hands = hands
        self._safety = safety
        self._panic = panic
        self._scenes = scenes
        self._scene_acts = SceneActs(scenes)
        self._pressed: dict[Act, Callable[[Movement], Outcome]] = {
            Act.CACHE_RESET: self._cache_reset,
            Act.PROMPT_NEXT: lambda movement: Outcome(moved=looks.step(movement.at, 1)),
            Act.PROMPT_PREVIOUS: lambda movement: Outcome(moved=looks.step(movement.at, -1)),
            Act.TRANSITION: self._transition,
            Act.THEME_NEXT: lambda movement: self._change(movement, looks.neighbour(1)),
            Act.THEME_PREVIOUS: lambda movement: self._change(movement, looks.neighbour(-1)),
            Act.RELEASE: self._release,
            **dict.fromkeys(PRESSED_TEMPO, self._press_tempo),
            **dict.fromkeys(PRESSED_SCENES, self._scene),
        }
        self._valued: dict[Act, Callable[[Movement], Outcome]] = {
            Act.PROMPT_GOTO: self._goto,
            Act.THEME: self._theme,
            **dict.fromkeys(VALUED_TEMPO, self._tempo),
            **dict.fromkeys(VALUED_SCENES, self._scene),
            Act.TEMPO_LOCK: self._lock,
            Act.FREEZE: self._switch,
            Act.BLACKOUT: self._switch,
            Act.PANIC: self._switch,
        }

    def perform(self, movement: Movement) -> Outcome:
        """Do what a movement asks for; ControlError if it cannot be done."""
        valued = self._valued.get(movement.target.act)
        if valued is not None:
            return valued(movement)
        number(movement.control)
        return self._pressed[movement.target.act](movement) if movement.fired else Outcome()

    def _cache_reset(self, movement: Movement) -> Outcome:
        if self._safety.panic.on or self._safety.freeze:
            raise ControlError(f"no cache reset during {self._safety.state(ambient=False)}")
        if not self._looks.reset_cache(movement.at):
            raise ControlError("cache reset withheld: it would be one flash a second too many")
        return Outcome(moved=True)

    def _transition(self, movement: Movement) -> Outcome:
        if not self._looks.chance(movement.at):
            raise ControlError(f"the theme {self._looks.look.theme.name} has no prompt variations")
        return Outcome(moved=True)

    def _release(self, movement: Movement) -> Outcome:
        name = movement.target.argument
        if name is None:
            scenes = self._scenes.release(movement.at)
            return Outcome(moved=self._hands.release(movement.at, None) or scenes)
        if name not in set(Parameter):
            raise ControlError(f"there is no parameter {name!r:.60}{near(str(name), list(Parameter))}")
        return Outcome(moved=self._hands.release(movement.at, Parameter(name)))

    def _goto(self, movement: Movement) -> Outcome:
        if movement.choice is None:
            return Outcome()
        last = self._looks.look.prompts.count - 1
        variation = whole(movement.choice, movement.control.name, BASE, last)
        return Outcome(moved=self._looks.goto(movement.at, variation))

    def _theme(self, movement: Movement) -> Outcome:
        names = self._looks.names
        choice = movement.choice
        if choice is None:
            return Outcome()
        if not isinstance(choice, str):
            return self._change(movement, names[whole(choice, movement.control.name, 0, len(names) - 1)])
        name = next((name for name in names if name.casefold() == choice.casefold()), None)
        if name is None:
            raise ControlError(f"there is no theme {choice!r:.60}{near(choice, names)}")
        return self._change(movement, name)

    def _change(self, movement: Movement, name: str) -> Outcome:
        return Outcome(moved=self._looks.change(movement.at, name, movement.heard))

    def _tempo(self, movement: Movement) -> Outcome:
        if movement.choice is None:
            return Outcome()
        act, low, high = VALUED_TEMPO[movement.target.act]
        value = number(replace(movement.control, value=movement.choice), low, high)
        if act is TempoAct.NUDGE:
            value /= 1e3
        return Outcome(tempo=TempoMove(movement.control.at, act, value))

    def _press_tempo(self, movement: Movement) -> Outcome:
        return Outcome(tempo=TempoMove(movement.control.at, PRESSED_TEMPO[movement.target.act]))

    def _lock(self, movement: Movement) -> Outcome:
        value = number(movement.control)
        if movement.target.press is not Press.TOGGLE:
            return Outcome(tempo=TempoMove(movement.control.at, TempoAct.LOCK, value))
        return Outcome(tempo=TempoMove(movement.control.at, TempoAct.TURN_LOCK) if movement.fired else None)

    def _scene(self, movement: Movement) -> Outcome:
        target, control = movement.target, movement.control
        wish = Wish(movement.at, target, control, movement.choice, movement.fired, movement.heard)
        return Outcome(moved=self._scene_acts.perform(wish))

    def _switch(self, movement: Movement) -> Outcome:
        value = number(movement.control)
        act, safety = movement.target.act, self._safety
        on = {Act.FREEZE: safety.freeze, Act.BLACKOUT: safety.blackout.on, Act.PANIC: safety.panic.on}[act]
        wanted = (on != movement.fired) if movement.target.press is Press.TOGGLE else value > 0.0
        if act is Act.PANIC:
            self._panic.by_hand(movement.at, on=wanted, ambient=movement.ambient)
        if wanted == on:
            return Outcome()
        if act is Act.FREEZE:
            safety.freeze = wanted
        elif act is Act.BLACKOUT:
            safety.blackout.turn(movement.at, on=wanted)
        return Outcome(moved=True)
