"""What one binding's control should show: where it should stand, and its tone.

Rules: a fader, knob or ring shows the place that stands for the value in force, in the tone of who decides it, or of
the way to go to meet it; a button shows 1 or 0. A press that waits for its beat shows the beat's tone. The generator's
loss shows, with the value 0, on the control of panic, or where a source has none on that of blackout, or of freeze.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from soundscape_live.mapping.acts import SWITCHES
from soundscape_live.mapping.binding import SHIFT_LAYER, Act, ActTarget, Binding, ParameterTarget, Press, Takeover
from soundscape_live.mapping.controls import ControlError
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.looks import Looks
from soundscape_live.mapping.scene_acts import PRESSED_SCENES, VALUED_SCENES
from soundscape_live.mapping.scene_tones import ACTIVE, DARK, READY, WAITS, SceneTones
from soundscape_live.mapping.sound import PARAMETERS
from soundscape_live.mapping.surface import Surface
from soundscape_live.mapping.takeover import away
from soundscape_live.mapping.travel import standing
from soundscape_live.model import Tone

_LOSS_SHOWS_ON = (Act.PANIC, Act.BLACKOUT, Act.FREEZE)
_AWAY = {1: Tone.UP, -1: Tone.DOWN}


@dataclass(frozen=True, slots=True)
class Now:
    """What a look at the controls needs beside the surface."""

    at: float
    values: Sequence[float]
    "Each parameter without hands, in the order of PARAMETERS."
    locked: bool
    "The tempo is."
    lost: bool
    "The generator is."
    flash: bool
    "A beat has just come."
    shown: tuple[str, ...] = ()
    "The generators that the screens show."


class Shown:
    """Looks at bindings."""

    def __init__(self, bindings: Sequence[Binding], surface: Surface, looks: Looks, hands: Hands) -> None:
        self._surface = surface
        self._looks = looks
        self._hands = hands
        self._loss = _loss_shows_on(bindings)
        tones = SceneTones(surface.scenes)
        self._acts: dict[Act, Callable[[Binding, ActTarget, Now], tuple[float, Tone]]] = {
            **dict.fromkeys(SWITCHES, self._switch),
            Act.TEMPO_LOCK: lambda _binding, _target, now: _lit(on=now.locked),
            Act.TAP_TEMPO: lambda _binding, _target, now: WAITS if now.flash else READY,
            Act.THEME: self._theme,
            Act.SCREEN: _screen,
            Act.PROMPT_GOTO: self._goto,
            Act.PROMPT_WEIGHT: self._weight,
            Act.LORA: self._lora,
            Act.RELEASE: self._release,
            Act.LORA_RELEASE: self._lora_release,
            Act.SHIFT: self._shift,
            Act.PAGE: self._page,
            **dict.fromkeys(PRESSED_SCENES | VALUED_SCENES, lambda _binding, target, _now: tones.show(target)),
            Act.MORPH: self._morph,
            **dict.fromkeys((Act.PAGE_NEXT, Act.PAGE_PREVIOUS), self._pages),
            **dict.fromkeys((Act.THEME_NEXT, Act.THEME_PREVIOUS), self._themes),
            **dict.fromkeys((Act.PROMPT_NEXT, Act.PROMPT_PREVIOUS, Act.TRANSITION), self._prompts),
        }

    def show(self, binding: Binding, now: Now) -> tuple[float, Tone]:
        """Return the value, 0..1, and the tone of a binding's control; the binding is in force."""
        target = binding.target
        if isinstance(target, ParameterTarget):
            return self._parameter(binding, target, now)
        if target.quantise is not None and self._surface.waits(binding):
            return WAITS
        look = self._acts.get(target.act)
        return READY if look is None else look(binding, target, now)

    def _parameter(self, binding: Binding, target: ParameterTarget, now: Now) -> tuple[float, Tone]:
        if target.press is not Press.SET:
            return _lit(on=self._hands.on(now.at, binding, target))
        x = self._hands.place(now.at, target, now.values[PARAMETERS.index(target.parameter)])
        return self._fader(binding, x, by_hand=self._hands.held(target))

    def _fader(self, binding: Binding, x: float, *, by_hand: bool) -> tuple[float, Tone]:
        way = binding.way
        gap = 0 if way.takeover is Takeover.JUMP else away(self._surface.faders.stood(binding), x)
        tone = _AWAY[gap] if gap else Tone.HAND if by_hand else Tone.SOUND
        return standing(x, way), tone

    def _switch(self, binding: Binding, target: ActTarget, now: Now) -> tuple[float, Tone]:
        if self._surface.acts.is_on(target.act):
            return 1.0, Tone.ALARM
        return (0.0, Tone.ALARM) if now.lost and id(binding) in self._loss else READY

    def _theme(self, _binding: Binding, target: ActTarget, _now: Now) -> tuple[float, Tone]:
        wanted, names = target.argument, self._looks.names
        if wanted is None:
            return READY
        if not isinstance(wanted, str):
            wanted = names[int(wanted)] if int(wanted) < len(names) else ""
        return _lit(on=wanted == self._looks.look.theme.name) if wanted in names else DARK

    def _goto(self, _binding: Binding, target: ActTarget, _now: Now) -> tuple[float, Tone]:
        prompts, number = self._looks.look.prompts, target.argument
        if number is None:
            return READY
        if int(number) >= prompts.count:
            return DARK
        return _lit(on=int(number) == prompts.variation)

    def _weight(self, binding: Binding, target: ActTarget, _now: Now) -> tuple[float, Tone]:
        prompts = self._looks.look.prompts
        try:
            weight = prompts.weight_of(self._surface.acts.weighed(target))
        except ControlError:
            return DARK
        return self._fader(binding, weight, by_hand=prompts.by_hand and weight > 0.0)

    def _lora(self, binding: Binding, target: ActTarget, now: Now) -> tuple[float, Tone]:
        loras = self._surface.scenes.loras
        try:
            name = loras.named(target.argument)
        except ControlError:
            return DARK
        return self._fader(binding, loras.place(now.at, name), by_hand=loras.held(name))

    def _lora_release(self, _binding: Binding, target: ActTarget, _now: Now) -> tuple[float, Tone]:
        loras = self._surface.scenes.loras
        try:
            return (1.0, Tone.HAND) if loras.held(loras.named(target.argument)) else READY
        except ControlError:
            return DARK

    def _morph(self, binding: Binding, target: ActTarget, _now: Now) -> tuple[float, Tone]:
        try:
            stands = self._surface.scenes.stands(self._surface.acts.scenes.pair(target))
        except ControlError:
            return DARK
        return READY if stands is None else self._fader(binding, stands, by_hand=True)

    def _release(self, _binding: Binding, target: ActTarget, _now: Now) -> tuple[float, Tone]:
        held = [parameter for index, parameter in enumerate(PARAMETERS) if self._hands.holds(index)]
        all_held = bool(held or self._surface.scenes.name or self._surface.scenes.loras.by_hand)
        some = all_held if target.argument is None else target.argument in held
        return (1.0, Tone.HAND) if some else READY

    def _shift(self, _binding: Binding, target: ActTarget, _now: Now) -> tuple[float, Tone]:
        return _lit(on=self._surface.pages.layer == (target.argument or SHIFT_LAYER))

    def _page(self, _binding: Binding, target: ActTarget, _now: Now) -> tuple[float, Tone]:
        return READY if target.argument is None else _lit(on=target.argument == self._surface.pages.page)

    def _pages(self, _binding: Binding, _target: ActTarget, _now: Now) -> tuple[float, Tone]:
        return READY if self._surface.pages.count > 1 else DARK

    def _themes(self, _binding: Binding, _target: ActTarget, _now: Now) -> tuple[float, Tone]:
        return READY if len(self._looks.names) > 1 else DARK

    def _prompts(self, _binding: Binding, _target: ActTarget, _now: Now) -> tuple[float, Tone]:
        return READY if self._looks.look.prompts.count else DARK


def _screen(_binding: Binding, target: ActTarget, now: Now) -> tuple[float, Tone]:
    wanted = str(target.argument).casefold()
    return READY if target.argument is None else _lit(on=any(name.casefold() == wanted for name in now.shown))


def _lit(*, on: bool) -> tuple[float, Tone]:
    return ACTIVE if on else READY


def _loss_shows_on(bindings: Sequence[Binding]) -> frozenset[int]:
    """Return the identities of the bindings that show the generator's loss."""
    chosen: dict[str, list[int]] = {}
    for act in _LOSS_SHOWS_ON:
        bound: dict[str, list[int]] = {}
        for binding in bindings:
            if isinstance(binding.target, ActTarget) and binding.target.act is act:
                bound.setdefault(binding.source, []).append(id(binding))
        chosen = bound | chosen
    return frozenset(each for found in chosen.values() for each in found)
