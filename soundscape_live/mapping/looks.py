"""What is shown: the theme in force, its words, and the safe look of panic. Turns decisions into actions.

Rules: what a theme remembers (averages, variations, counts) lives in its Look and goes with it, so that nothing of it
can come after a theme change. A Transition is one change from what was shown to what is shown now: an older one that
nobody has taken is replaced. Changes that no hand asked for keep the theme's budget, and wait for a crossing to end.
"""

import math
from dataclasses import dataclass, replace
from random import Random
from typing import TypeAlias

from soundscape_live.mapping.prompts import BASE, Prompts
from soundscape_live.mapping.safety import SLOW, Flashes
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.sound import Sound
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.theme import Accent, BeatAction, Theme
from soundscape_live.mapping.triggers import Triggers
from soundscape_live.mapping.words import Beside, mixed
from soundscape_live.model import Action, Beat, Features, Interpolation, Prompt, ResetCache, Structure, Transition

Heard: TypeAlias = tuple[Features, BeatNow] | None
"""The last features, and where the beat stood; None without music."""

Words: TypeAlias = tuple[tuple[Prompt, ...], tuple[Accent | None, ...]]


@dataclass(frozen=True, slots=True)
class Look:
    """One theme as it is played."""

    theme: Theme
    sound: Sound
    prompts: Prompts
    triggers: Triggers


def _kept(before: Theme | None, theme: Theme) -> Theme:
    """Return the theme of before if nothing has changed, so that it is known to be the same."""
    return before if before == theme and before is not None else theme


def _look(theme: Theme) -> Look:
    return Look(theme, Sound(theme), Prompts(theme, ambient=True), Triggers(theme))


def check_themes(show: Show) -> None:
    """Raise ValueError if the show has no theme of a name that it uses."""
    names = {theme.name for theme in show.themes}
    for name in (show.theme, show.safety.panic_theme or show.theme):
        if name not in names:
            raise ValueError(f"the show has no theme {name!r}")


class Looks:
    """The theme in force and what it has to say."""

    def __init__(self, show: Show, at: float, rng: Random, flashes: Flashes) -> None:
        """Raise ValueError if the show has no theme of a name that it uses."""
        check_themes(show)
        self._themes = {theme.name: theme for theme in show.themes}
        self._panic_theme = show.safety.panic_theme
        self._rng = rng
        self._flashes = flashes
        self._free_at = at
        self._actions: list[Action] = []
        self.look = _look(self._themes[show.theme])
        self._calm: Look | None = None
        self.beside: Beside | None = None
        "The other side of a morph."
        self._said = self._words()
        self.rests = self.look.sound.rests
        self.withheld = 0
        "How many cache resets the limit on flashes kept back."

    def adopt(self, at: float, show: Show, heard: Heard) -> None:
        """Go on with the themes of another show; where the one in force is gone, cross over to that show's first."""
        before = self._themes
        self._themes = {theme.name: _kept(before.get(theme.name), theme) for theme in show.themes}
        self._panic_theme = show.safety.panic_theme
        if self.beside is not None:
            self._adopt_beside(self.beside, heard)
        theme = self._themes.get(self.look.theme.name)
        seconds = self.look.theme.variations.blend
        if theme is None:
            self.beside = None
            self.go(at, show.theme, heard)
            seconds = self.look.theme.crossfade
        elif theme is not self.look.theme:
            self._renew(theme, heard)
            seconds = theme.variations.blend
        if self._calm is not None:
            self._adopt_calm(self._calm)
        self.publish(at, seconds)

    @property
    def shown(self) -> Look:
        """The look on show: panic's while it is on, else the theme's."""
        return self._calm or self.look

    @property
    def acted(self) -> bool:
        """Whether there are actions to be taken."""
        return bool(self._actions)

    @property
    def names(self) -> tuple[str, ...]:
        """The themes' names in their order."""
        return tuple(self._themes)

    def compose(self, accent: float) -> tuple[Prompt, ...]:
        """Return the prompts that are shown; `accent` is the accents' weight, 0..1."""
        shown = self.shown.prompts.compose(accent)
        if self._calm is not None or self.beside is None:
            return shown
        return mixed(shown, self.beside.prompts.compose(accent), self.beside.share)

    def take(self, prompts: tuple[Prompt, ...]) -> tuple[Action, ...]:
        """Hand over the actions since the last call; `prompts` are those shown now, a Transition's target."""
        method = Interpolation.SLERP if len(prompts) <= 2 else Interpolation.LINEAR
        taken = tuple(
            replace(action, target=prompts, interpolation=method) if isinstance(action, Transition) else action
            for action in self._actions
        )
        self._actions.clear()
        return taken

    # ------------------------------------------------------------------------------------------ asked by hands

    def reset_cache(self, at: float, last: float = -math.inf) -> bool:
        """Cut, if a flash is left; of the last generator at `last`, if that is later. Return whether it was."""
        if self._flashes.take(at, last):
            self._actions.append(ResetCache())
            return True
        self.withheld += 1
        return False

    def change(self, at: float, name: str, heard: Heard) -> bool:
        """Cross over to a theme of this show."""
        if name == self.look.theme.name and self.beside is None:
            return False
        self.beside = None
        self.go(at, name, heard)
        self.publish(at, self.look.theme.crossfade)
        return True

    def neighbour(self, step: int) -> str:
        """Name the theme that stands `step` places after the one in force."""
        names = self.names
        return names[(names.index(self.look.theme.name) + step) % len(names)]

    def goto(self, at: float, variation: int) -> bool:
        """Show a variation (or BASE) until a hand lets go of it. Return whether that changed anything."""
        prompts, variations = self.look.prompts, self.look.theme.variations
        before = prompts.variation, prompts.by_hand
        self.beside = None
        prompts.go(at, variation, variations.weight, by_hand=True)
        self.publish(at, variations.blend)
        return before != (prompts.variation, prompts.by_hand)

    def weigh(self, variation: int, weight: float) -> bool:
        """Give a variation its weight, by hand; the picture follows the hand. Return False if too many are mixed."""
        weighed = self.look.prompts.weigh(variation, weight)
        self._said = self._words()  # a weight that moves with a hand needs no crossing, as the accent's
        return weighed

    def step(self, at: float, step: int) -> bool:
        """Go on among base and variations, in a circle. Return whether that changed anything."""
        prompts = self.look.prompts
        return self.goto(at, (prompts.variation - BASE + step) % (prompts.count + 1) + BASE)

    def chance(self, at: float) -> bool:
        """Show another variation chosen by chance, for the theme's hold. Return whether there was one."""
        if self.look.prompts.count == 0:
            return False
        self._vary(at, self._any(), self.look.theme.variations.weight)
        return True

    def panic(self, at: float, *, on: bool, ambient: bool) -> None:
        """Show the safe look, or the theme again."""
        if on:
            self._calm = _look(self._themes.get(self._panic_theme or "", self.look.theme))
            self.rests = self._calm.sound.rests
        else:
            self._calm = None
            self._settle(at, ambient=ambient)
        self.publish(at, self.shown.theme.crossfade)

    # -------------------------------------------------------------------------------------------- for a scene

    def crossfade(self, name: str) -> float:
        """Return the seconds in which a theme of this show comes."""
        return self._themes[name].crossfade

    def words(self, at: float, name: str, heard: Heard) -> Prompts:
        """Return the words of a theme of this show as they would begin now."""
        prompts = Prompts(self._themes[name], ambient=heard is None)
        if heard is not None:
            prompts.hear(*heard, 0.0)
            prompts.settle(at, ambient=False)
        return prompts

    def go(self, at: float, name: str, heard: Heard) -> None:
        """Have another theme in force, and tell nobody yet."""
        if name != self.look.theme.name:
            self.wear(name, self.words(at, name, heard), heard)

    def wear(self, name: str, prompts: Prompts, heard: Heard) -> None:
        """Have a theme in force with these words, and tell nobody yet; the parameters go on from where they are."""
        theme = self._themes[name]
        if theme is self.look.theme:
            self.look = replace(self.look, prompts=prompts)
            return
        sound = self.look.sound
        self.look = Look(theme, Sound(theme, sound.values, sound.scales), prompts, Triggers(theme))
        if heard is not None:
            self.look.sound.aim(*heard, 0.0)

    def cut(self, at: float, seconds: float, *, held: bool) -> float:
        """Take a flash for a quick change, and drop the picture's past if it is a cut. Return how long it may take.

        `held`: the picture stands (freeze) or is panic's, and its cache is left alone.
        """
        if not self._flashes.take(at):
            self.withheld += 1
            return SLOW
        if seconds == 0.0 and not held:
            self._actions.append(ResetCache())
        return seconds

    def publish(self, at: float, seconds: float) -> None:
        """Have the picture cross over to the words of now in so many seconds, if they are others."""
        words = self._words()
        if words == self._said:
            return
        self._said = words
        self._actions = [action for action in self._actions if not isinstance(action, Transition)]
        self._actions.append(Transition((), seconds))
        self._free_at = at + max(self.look.theme.prompt_budget, seconds)

    # --------------------------------------------------------------------------------------------- by the sound

    def hear(self, features: Features, beat: BeatNow, passed: float) -> None:
        """Let the words follow the sound."""
        self.look.prompts.hear(features, beat, passed)
        if self.beside is not None:
            self.beside.prompts.hear(features, beat, passed)

    def decide(self, beat: Beat, at: float, last: float = -math.inf) -> None:
        """Do what a beat of live music, come or to come, does at once; it leaves for the last generator at `last`."""
        triggers = self.look.triggers
        if not self._pulses and triggers.acts(beat):
            self._act(at, last)
        if triggers.varies(beat):
            self._turn(at, max(at, beat.at))

    def strike(self, beat: Beat) -> bool:
        """Return whether a beat of live music that has come pulses."""
        return self._pulses and self.look.triggers.acts(beat)

    def spike(self, features: Features, at: float, *, live: bool) -> None:
        """Answer a rise of loudness, if the music is live."""
        if self.look.triggers.spikes(features) and live:
            self._turn(at, at)

    def turn(self, structure: Structure, at: float, *, live: bool) -> None:
        """Answer a new part of the music, if the music is live."""
        if self.look.triggers.turns(structure) and live:
            self._turn(at, at)

    def review(self, at: float, *, ambient: bool) -> None:
        """Take over what the sound suggests for the words, when the budget allows it."""
        prompts = self.look.prompts
        if at >= self._free_at and at >= prompts.due(ambient=ambient):
            self._settle(at, ambient=ambient)
            self.publish(at, self.look.theme.variations.blend)

    def deadline(self, *, ambient: bool) -> float:
        """Return from when on `review` does something."""
        return max(self._free_at, self.look.prompts.due(ambient=ambient))

    # -------------------------------------------------------------------------------------------------- inside

    def _adopt_beside(self, beside: Beside, heard: Heard) -> None:
        theme = self._themes.get(beside.theme.name)
        if theme is None:
            self.beside = None
        elif theme is not beside.theme:
            beside.prompts.adopt(theme, heard)
            self.beside = replace(beside, theme=theme)

    def _adopt_calm(self, calm: Look) -> None:
        theme = self._themes.get(self._panic_theme or calm.theme.name, self.look.theme)
        if theme is not calm.theme:
            self._calm = _look(theme)
            self.rests = self._calm.sound.rests

    def _renew(self, theme: Theme, heard: Heard) -> None:
        """Play the theme in force as its file says now; parameters and words go on from where they are."""
        look = self.look
        look.prompts.adopt(theme, heard)
        look.triggers.adopt(theme)
        sound = Sound(theme, look.sound.values, look.sound.scales)
        self.look = Look(theme, sound, look.prompts, look.triggers)
        if heard is not None:
            self.look.sound.aim(*heard, 0.0)

    @property
    def _pulses(self) -> bool:
        return self.look.theme.beat.action is BeatAction.PULSE_NOISE

    def _act(self, at: float, last: float) -> None:
        response = self.look.theme.beat
        if response.action is BeatAction.CACHE_RESET:
            self.reset_cache(at, last)
        elif self._free(at):
            cycles = response.action is BeatAction.PROMPT_CYCLE
            self._vary(at, self._next() if cycles else self._any(), response.intensity)

    def _settle(self, at: float, *, ambient: bool) -> None:
        self.look.prompts.settle(at, ambient=ambient)
        if self.beside is not None:
            self.beside.prompts.settle(at, ambient=ambient)

    def _words(self) -> Words:
        # Weights move with the sound, the accent's, or with a fader, a morph's, and need no crossing.
        shown, beside = self.shown, self.beside
        if self._calm is not None or beside is None:
            return shown.prompts.spoken(), (shown.theme.accent,)
        sides = ((shown.prompts, shown.theme), (beside.prompts, beside.theme))
        lower, upper = sides if beside.upper else sides[::-1]
        return (*lower[0].spoken(), *upper[0].spoken()), (lower[1].accent, upper[1].accent)

    def _free(self, at: float) -> bool:
        prompts = self.look.prompts
        return at >= self._free_at and prompts.count > 0 and not prompts.by_hand

    def _turn(self, at: float, counts: float) -> None:
        """Show the next variation; the time from which its cooldown counts may lie ahead."""
        if self._free(at):
            self._vary(at, self._next(), self.look.theme.variations.weight)
            self.look.triggers.varied(counts)

    def _next(self) -> int:
        prompts = self.look.prompts
        return (prompts.latest + 1) % prompts.count

    def _any(self) -> int:
        prompts = self.look.prompts
        others = [index for index in range(prompts.count) if index != prompts.variation]
        return self._rng.choice(others) if others else prompts.variation

    def _vary(self, at: float, variation: int, weight: float) -> None:
        self.look.prompts.go(at, variation, weight, by_hand=False)
        self.publish(at, self.look.theme.variations.blend)
