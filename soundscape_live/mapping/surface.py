"""The control surface: from a movement of a control, by page, layer and mode, to the hands and the acts.

Rules: what a press began, its release ends; of a group one binding is on; an act that is quantised waits for its beat.
What cannot be obeyed changes nothing and says why.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from soundscape_live.mapping.acts import SWITCHES, Acts
from soundscape_live.mapping.binding import DOWNWARD, Act, ActTarget, Binding, Press
from soundscape_live.mapping.controls import ControlError, Controls, Known, number
from soundscape_live.mapping.curves import clamp
from soundscape_live.mapping.faders import Faders
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.heirs import Heirs
from soundscape_live.mapping.looks import Looks
from soundscape_live.mapping.losses import Losses
from soundscape_live.mapping.movement import Moment, Movement, Outcome
from soundscape_live.mapping.pages import Pages
from soundscape_live.mapping.quantise import Quantise
from soundscape_live.mapping.safety import Safety
from soundscape_live.mapping.scenes import Scenes
from soundscape_live.model import Beat, Control

_KINDS = {
    **dict.fromkeys((Act.THEME, Act.THEME_NEXT, Act.THEME_PREVIOUS), "theme"),
    **dict.fromkeys((Act.PROMPT_NEXT, Act.PROMPT_PREVIOUS, Act.PROMPT_GOTO, Act.TRANSITION), "prompt"),
    **dict.fromkeys((Act.SCENE, Act.SCENE_NEXT, Act.SCENE_PREVIOUS, Act.SCENE_RELEASE), "scene"),
    **dict.fromkeys((Act.CUE_NEXT, Act.CUE_PREVIOUS, Act.CUE_GOTO), "cue"),
    **dict.fromkeys((Act.PAGE, Act.PAGE_NEXT, Act.PAGE_PREVIOUS), "page"),
}
"Acts of one kind, of which only the last pressed waits for its beat; each other act is a kind of its own."
_EARLY = frozenset({
    Act.CACHE_RESET, Act.PROMPT_NEXT, Act.PROMPT_PREVIOUS, Act.PROMPT_GOTO, Act.TRANSITION,
    Act.THEME, Act.THEME_NEXT, Act.THEME_PREVIOUS,
})  # fmt: skip
"Acts that are commands to the generator; scenes and cues tell the lights as well, and stay on their beat."
_FOLLOWING = frozenset({Press.SET, Press.HOLD, Press.MOMENTARY})
"Modes in which the release does something too."


class Surface:
    """All that hands can touch."""

    def __init__(
        self,
        bindings: tuple[Binding, ...],
        looks: Looks,
        hands: Hands,
        safety: Safety,
        scenes: Scenes,
        losses: Losses,
    ) -> None:
        self._looks = looks
        self._hands = hands
        self.scenes = scenes
        self._losses = losses
        self._controls = Controls(bindings)
        self._quantise = Quantise[Movement](scenes.beats_per_bar)
        self.pages = Pages(bindings)
        self.acts = Acts(looks, hands, safety, self.pages, scenes, losses.panic)
        self.faders = Faders(scenes, hands)
        self._groups = _groups(bindings)
        self.moves = 0
        "Counts movements, and those that waited once more when they happen."

    def adopt(self, at: float, bindings: tuple[Binding, ...]) -> None:
        """Go on with other bindings, those of before among them being the same objects.

        What is held by faders, or by buttons that are still there, stays held; what is down ends with its release;
        what waits for a beat still happens.
        """
        heirs = Heirs(bindings)
        self._controls.adopt(bindings, heirs)
        self._hands.adopt(at, heirs)
        self.pages.adopt(bindings)
        kept = (*bindings, *self._controls.down)
        self.acts.adopt(kept)
        self.faders.adopt(kept)
        self._groups = _groups(bindings)

    def find(self, control: Control) -> Known | None:
        """Return what is known of a control; None if nothing is bound to it."""
        return self._controls.find(control)

    def move(self, moment: Moment, known: Known, control: Control) -> Outcome:
        """Take a movement of a control."""
        self.moves += 1
        value = control.value
        finite = isinstance(value, int | float) and math.isfinite(value)
        fired = finite and known.fires(float(value))
        double = fired and known.doubles(control.at)
        down = known.down
        outcomes = [
            self._obey(
                moment,
                known,
                binding,
                control,
                fired=double if binding.target.press is Press.DOUBLE else fired and binding not in down,
            )
            for binding in known.pressed(self.pages.chosen(known.bindings), value, fired=fired)
        ]
        if finite and not known.relative:
            known.stood = clamp(float(value))
        return outcomes[0] if len(outcomes) == 1 else reduce(Outcome.merged, outcomes, Outcome())

    def ahead(self, moment: Moment, beat: Beat) -> Outcome | None:
        """Let happen what waits for a beat to come and makes commands alone; None if nothing does."""
        return self._happen(moment, self._quantise.ahead(beat, _leaves_early))

    def strike(self, moment: Moment, beat: Beat, *, decided: bool) -> Outcome | None:
        """Let happen what waited for this beat; None if nothing did.

        `decided`: what leaves early has left, and what was asked for since waits for the next beat.
        """
        waits = self._quantise
        if decided:
            return self._happen(moment, waits.strike(beat, moment.at, lambda movement: not _leaves_early(movement)))
        return self._happen(moment, waits.strike(beat, moment.at))

    def overdue(self, moment: Moment) -> Outcome | None:
        """Let happen what waits for beats that come no more (after `deadline`); None if nothing does."""
        return self._happen(moment, self._quantise.overdue(moment.at))

    def deadline(self) -> float:
        """Return when `overdue` has something, if no beat comes; infinity if nothing waits."""
        return self._quantise.deadline()

    def waits(self, binding: Binding) -> bool:
        """Whether a press of this binding waits for its beat."""
        return self._quantise.waits(id(binding))

    def forget(self, source: str) -> None:
        """Take it that nobody knows where the controls of a source stand."""
        self._controls.forget(source)

    # ---------------------------------------------------------------------------------------------------- inside

    def _obey(self, moment: Moment, known: Known, binding: Binding, control: Control, *, fired: bool) -> Outcome:
        target = binding.target
        try:
            if isinstance(target, ActTarget):
                return self._act(moment, known, binding, control, fired=fired)
            if target.press is Press.SET or known.relative:
                moved = self.faders.slide(moment.at, known, binding, target, control)
            else:
                moved = self.faders.press(moment.at, binding, target, control, fired=fired)
        except ControlError as error:
            return Outcome(notice=str(error))
        if moved:
            self._losses.touch(control.source, target.parameter)
        outcome = Outcome(moved=moved)
        return self._alone(moment, binding, outcome) if self._hands.on(moment.at, binding, target) else outcome

    def _act(self, moment: Moment, known: Known, binding: Binding, control: Control, *, fired: bool) -> Outcome:
        target = binding.target
        assert isinstance(target, ActTarget)
        if known.relative:
            steps = known.value
            fired = fired and (steps < 0.0 if target.act in DOWNWARD else steps > 0.0)
        movement = Movement(moment, binding, target, control, fired, known.relative)
        stands = self._stands(moment.at, target, known, control)
        if stands is not None:
            x = self.faders.met(known, binding, control, stands)
            return Outcome() if x is None else self._perform(replace(movement, control=replace(control, value=x)))
        if target.quantise is not None and _asks(movement):
            kind = binding.group or _KINDS.get(target.act, target.act)
            if self._quantise.ask(moment.at, kind, id(binding), movement, target.quantise):
                return Outcome()
        return self._perform(movement)

    def _stands(self, at: float, target: ActTarget, known: Known, control: Control) -> float | None:
        """Return where what an act's control follows stands, 0..1; None of acts that follow none."""
        if target.act is Act.PROMPT_WEIGHT:
            return self._looks.look.prompts.weight_of(self.acts.weighed(target))
        if target.act is Act.LORA:
            return self.scenes.loras.place(at, self.scenes.loras.named(target.argument))
        if target.act is not Act.MORPH:
            return None
        stands = self.scenes.stands(self.acts.scenes.pair(target))
        if stands is None:  # a morph begins where its control is; one that stands nowhere turns it up from 0
            return 0.0 if known.relative else number(control, 0.0, 1.0)
        return stands

    def _perform(self, movement: Movement) -> Outcome:
        outcome = self.acts.perform(movement)
        act = movement.target.act
        on = movement.fired and (act not in SWITCHES or self.acts.is_on(act))
        return self._alone(movement.moment, movement.binding, outcome) if on else outcome

    def _alone(self, moment: Moment, binding: Binding, outcome: Outcome) -> Outcome:
        """Turn the others of a binding's group off."""
        act = binding.target.act if isinstance(binding.target, ActTarget) else None
        for other in self._groups.get(binding.group, ()):
            if other is binding:
                continue
            if not isinstance(other.target, ActTarget):
                outcome = outcome.merged(Outcome(moved=self._hands.let_go(moment.at, other, other.target)))
            elif other.target.act is not act:
                outcome = outcome.merged(self.acts.turn_off(moment, other.target.act))
        return outcome

    def _happen(self, moment: Moment, movements: Iterable[Movement]) -> Outcome | None:
        outcome: Outcome | None = None
        for movement in movements:
            self.moves += 1
            try:
                done = self._perform(replace(movement, moment=moment))
            except ControlError as error:
                done = Outcome(notice=str(error))
            outcome = done if outcome is None else outcome.merged(done)
        return outcome


def _groups(bindings: tuple[Binding, ...]) -> dict[str | None, list[Binding]]:
    groups = defaultdict[str | None, list[Binding]](list)
    for binding in bindings:
        if binding.group is not None:
            groups[binding.group].append(binding)
    return groups


def _leaves_early(movement: Movement) -> bool:
    return movement.target.act in _EARLY


def _asks(movement: Movement) -> bool:
    """Whether a movement asks for something that a quantised act makes wait."""
    value = movement.control.value
    return movement.fired or isinstance(value, str) or (value == 0.0 and movement.target.press in _FOLLOWING)
