"""What hands can make happen, one function per Act.

Rules: an act with a value of its own (a number, a name) answers each message; the others fire on a press. Panic and
freeze stand above hands: the picture's cache is then left alone. ControlError says what an act could not take.
"""

from collections.abc import Callable, Iterable

from soundscape_live.mapping.binding import SHIFT_LAYER, Act, ActTarget, Binding, Press
from soundscape_live.mapping.controls import ControlError, number, whole
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.looks import Looks
from soundscape_live.mapping.movement import Moment, Movement, Outcome
from soundscape_live.mapping.names import near
from soundscape_live.mapping.pages import Pages
from soundscape_live.mapping.panic import Panic
from soundscape_live.mapping.prompts import BASE, MIXED
from soundscape_live.mapping.safety import Safety
from soundscape_live.mapping.scene_acts import PRESSED_SCENES, VALUED_SCENES, SceneActs
from soundscape_live.mapping.scenes import Scenes
from soundscape_live.mapping.tempo_acts import PRESSED_TEMPO, VALUED_TEMPO, lock_tempo, press_tempo, set_tempo
from soundscape_live.mapping.theme import Parameter
from soundscape_live.mapping.visits import Place, Visits
from soundscape_live.model import TempoAct, TempoMove

SWITCHES = frozenset({Act.FREEZE, Act.BLACKOUT, Act.PANIC})


class Acts:
    """Carries acts out on the looks, the hands, the safety, the scenes and the pages of one show."""

    def __init__(self, looks: Looks, hands: Hands, safety: Safety, pages: Pages, scenes: Scenes, panic: Panic) -> None:
        self._looks = looks
        self._hands = hands
        self._safety = safety
        self._pages = pages
        self._scenes = scenes
        self._panic = panic
        self._visits = Visits()
        self.scenes = SceneActs(scenes)
        self._pressed: dict[Act, Callable[[Movement], Outcome]] = {
            Act.CACHE_RESET: self._cache_reset,
            Act.PROMPT_NEXT: lambda movement: Outcome(moved=looks.step(movement.at, 1)),
            Act.PROMPT_PREVIOUS: lambda movement: Outcome(moved=looks.step(movement.at, -1)),
            Act.TRANSITION: self._transition,
            Act.THEME_NEXT: lambda movement: self._change(movement, looks.neighbour(1)),
            Act.THEME_PREVIOUS: lambda movement: self._change(movement, looks.neighbour(-1)),
            Act.RELEASE: self._release,
            Act.LORA_RELEASE: self._lora_release,
            Act.PAGE_NEXT: lambda _: self._step_page(1),
            Act.PAGE_PREVIOUS: lambda _: self._step_page(-1),
            **dict.fromkeys(PRESSED_TEMPO, press_tempo),
            **dict.fromkeys(PRESSED_SCENES, self.scenes.perform),
        }
        self._valued: dict[Act, Callable[[Movement], Outcome]] = {
            Act.PROMPT_GOTO: self._goto,
            Act.PROMPT_WEIGHT: self._weigh,
            Act.LORA: self._lora,
            Act.THEME: self._theme,
            Act.PAGE: self._page,
            Act.SHIFT: self._shift,
            **dict.fromkeys(VALUED_TEMPO, set_tempo),
            **dict.fromkeys(VALUED_SCENES, self.scenes.perform),
            Act.TEMPO_LOCK: lock_tempo,
            Act.SCREEN: _screen,
            Act.LEARN: _learn,
            **dict.fromkeys(SWITCHES, self._switch),
        }

    def adopt(self, bindings: Iterable[Binding]) -> None:
        """Forget what all bindings but these left behind."""
        self._visits.adopt(bindings)

    def perform(self, movement: Movement) -> Outcome:
        """Do what a movement asks for; ControlError if it cannot be done."""
        valued = self._valued.get(movement.target.act)
        if valued is not None:
            return valued(movement)
        number(movement.control)
        return self._pressed[movement.target.act](movement) if movement.fired else Outcome()

    def is_on(self, act: Act) -> bool:
        """Whether freeze, blackout or panic is on."""
        safety = self._safety
        return {Act.FREEZE: safety.freeze, Act.BLACKOUT: safety.blackout.on, Act.PANIC: safety.panic.on}[act]

    def turn_off(self, moment: Moment, act: Act) -> Outcome:
        """Turn a switch, or the tempo's lock, off; of other acts there is nothing to turn off."""
        if act is Act.TEMPO_LOCK:
            return Outcome(tempo=TempoMove(moment.at, TempoAct.LOCK, 0.0))
        return Outcome(moved=act in SWITCHES and self._turn(moment, act, on=False))

    def weighed(self, target: ActTarget) -> int:
        """Return which variation an act `prompt_weight` weighs; ControlError if there is none."""
        prompts = self._looks.look.prompts
        if target.argument is not None:
            return whole(target.argument, Act.PROMPT_WEIGHT, 0, prompts.count - 1)
        if prompts.variation == BASE:
            raise ControlError("no prompt variation is shown that could be weighed")
        return prompts.variation

    def _cache_reset(self, movement: Movement) -> Outcome:
        if self._safety.panic.on or self._safety.freeze:
            raise ControlError(f"no cache reset during {self._safety.state(ambient=False)}")
        if not self._looks.reset_cache(movement.at, movement.moment.last):
            raise ControlError("cache reset withheld: it would be one flash a second too many")
        return Outcome(moved=True)

    def _transition(self, movement: Movement) -> Outcome:
        if not self._looks.chance(movement.at):
            raise ControlError(f"the theme {self._looks.look.theme.name} has no prompt variations")
        return Outcome(moved=True)

    def _release(self, movement: Movement) -> Outcome:
        name = movement.target.argument
        if name is None:
            let_go = self._scenes.release(movement.at), self._scenes.loras.let_go(movement.at)
            return Outcome(moved=self._hands.release(movement.at, None) or any(let_go))
        if name not in set(Parameter):
            raise ControlError(f"there is no parameter {name!r:.60}{near(str(name), list(Parameter))}")
        return Outcome(moved=self._hands.release(movement.at, Parameter(name)))

    def _goto(self, movement: Movement) -> Outcome:
        looks, choice = self._looks, movement.choice
        prompts = looks.look.prompts
        there = None if choice is None else whole(choice, movement.control.name, BASE, prompts.count - 1)

        def go(variation: Place) -> bool:
            return int(variation) < prompts.count and looks.goto(movement.at, int(variation))

        return Outcome(moved=self._visits.visit(movement, prompts.variation, there, go))

    def _weigh(self, movement: Movement) -> Outcome:
        variation = self.weighed(movement.target)
        weight = number(movement.control, 0.0, 1.0)
        before = self._looks.look.prompts.weight_of(variation)
        if not self._looks.weigh(variation, weight):
            raise ControlError(f"{MIXED} prompt variations are mixed already; take one of them back first")
        return Outcome(moved=self._looks.look.prompts.weight_of(variation) != before)

    def _lora(self, movement: Movement) -> Outcome:
        loras = self._scenes.loras
        name = loras.named(movement.target.argument)
        return Outcome(moved=loras.put(movement.at, name, number(movement.control, 0.0, 1.0)))

    def _lora_release(self, movement: Movement) -> Outcome:
        loras = self._scenes.loras
        return Outcome(moved=loras.let_go(movement.at, loras.named(movement.target.argument)))

    def _theme(self, movement: Movement) -> Outcome:
        looks, choice = self._looks, movement.choice
        there = None if choice is None else self._named(choice, movement.control.name)

        def go(name: Place) -> bool:
            return looks.change(movement.at, str(name), movement.moment.heard)

        return Outcome(moved=self._visits.visit(movement, looks.look.theme.name, there, go))

    def _named(self, choice: float | str, control: str) -> str:
        names = self._looks.names
        if not isinstance(choice, str):
            return names[whole(choice, control, 0, len(names) - 1)]
        name = next((name for name in names if name.casefold() == choice.casefold()), None)
        if name is None:
            raise ControlError(f"there is no theme {choice!r:.60}{near(choice, names)}")
        return name

    def _change(self, movement: Movement, name: str) -> Outcome:
        return Outcome(moved=self._looks.change(movement.at, name, movement.moment.heard))

    def _page(self, movement: Movement) -> Outcome:
        choice, pages = movement.choice, self._pages
        there = None if choice is None else whole(choice, movement.control.name, 1, pages.count)
        self._visits.visit(movement, pages.page, there, lambda page: pages.turn(int(page)))
        return Outcome()

    def _step_page(self, step: int) -> Outcome:
        self._pages.step(step)
        return Outcome()

    def _shift(self, movement: Movement) -> Outcome:
        value, pages = number(movement.control), self._pages
        layer = str(movement.target.argument or SHIFT_LAYER)
        if movement.target.press is not Press.TOGGLE:
            pages.shift(layer, down=value > 0.0)
        elif movement.fired:
            pages.shift(layer, down=layer != pages.layer)
        return Outcome()

    def _switch(self, movement: Movement) -> Outcome:
        moment, act = movement.moment, movement.target.act
        value, on = number(movement.control), self.is_on(act)
        match movement.target.press:
            case Press.SET | Press.HOLD:
                return Outcome(moved=self._turn(moment, act, on=value > 0.0))
            case Press.TRIGGER | Press.DOUBLE:
                return Outcome(moved=self._turn(moment, act, on=on or movement.fired))
            case Press.MOMENTARY:
                there = not on if movement.fired else None
                moved = self._visits.visit(movement, on, there, lambda place: self._turn(moment, act, on=bool(place)))
                return Outcome(moved=moved)
            case _:
                return Outcome(moved=self._turn(moment, act, on=on != movement.fired))

    def _turn(self, moment: Moment, act: Act, *, on: bool) -> bool:
        before = self.is_on(act)
        if act is Act.PANIC:
            self._panic.by_hand(moment.at, on=on, ambient=moment.ambient)
        if on == before:
            return False
        if act is Act.FREEZE:
            self._safety.freeze = on
        elif act is Act.BLACKOUT:
            self._safety.blackout.turn(moment.at, on=on)
        return True


def _screen(movement: Movement) -> Outcome:
    choice = movement.choice
    if isinstance(choice, str):
        return Outcome(shows=(choice, movement.target.screen))
    if choice:
        raise ControlError(f"{movement.control.name} takes a text: the name of a generator")
    return Outcome()


def _learn(movement: Movement) -> Outcome:
    choice = movement.choice
    if isinstance(choice, str):
        return Outcome(learn=choice)
    if choice:
        raise ControlError(f"{movement.control.name} takes a text: what to learn, such as noise_scale")
    return Outcome()
