"""Themes and words as scenes ask for them: one look, or two side by side.

Rules: a scene that comes in less than CUT is a flash of the picture, and one in no time at all drops the picture's
past; where no flash is left it crosses over slowly instead. On a morph the side with the greater share is in front,
with its theme; each must pass the middle by a little before it is.
"""

from dataclasses import replace

from soundscape_live.mapping.looks import Heard, Looks
from soundscape_live.mapping.safety import Safety
from soundscape_live.mapping.words import Beside, Wording, choose

CUT = 1.0 / 3.0
"""Seconds: a crossing that takes as long, or longer, cannot flash more than three times a second."""

CROSSES = 0.55
"""The share from which the other side of a morph comes to the front."""


class SceneLooks:
    """Changes what is shown, for scenes."""

    def __init__(self, looks: Looks, safety: Safety) -> None:
        self._looks = looks
        self._safety = safety

    @property
    def morphing(self) -> bool:
        """Whether two sides are shown."""
        return self._looks.beside is not None

    def recall(self, at: float, wording: Wording, seconds: float, heard: Heard) -> bool:
        """Cross over to a theme and its words. Return whether that changed anything."""
        looks, before = self._looks, self._state()
        looks.beside = None
        looks.go(at, wording.theme, heard)
        choose(at, looks.look.prompts, looks.look.theme, wording)
        if self._state() == before:
            return False
        if seconds < CUT:
            seconds = looks.cut(at, seconds, held=self._safety.freeze or self._safety.panic.on)
        looks.publish(at, seconds)
        return True

    def morph(self, at: float, sides: tuple[Wording, Wording], share: float, seconds: float, heard: Heard) -> None:
        """Cross over to two sides; `share`, 0..1, is that of the second one."""
        looks, upper = self._looks, share < 0.5
        front, other = sides if upper else sides[::-1]
        looks.go(at, front.theme, heard)
        choose(at, looks.look.prompts, looks.look.theme, front)
        prompts = looks.words(at, other.theme, heard)
        theme = prompts.theme
        choose(at, prompts, theme, other)
        looks.beside = Beside(theme, prompts, upper, share if upper else 1.0 - share)
        looks.publish(at, seconds)

    def shift(self, share: float, heard: Heard) -> None:
        """Move a morph that is shown; `share`, 0..1, is that of the second side."""
        looks, beside = self._looks, self._looks.beside
        assert beside is not None
        beside = replace(beside, share=share if beside.upper else 1.0 - share)
        if beside.share >= CROSSES:
            before = looks.look
            looks.wear(beside.theme.name, beside.prompts, heard)
            beside = Beside(before.theme, before.prompts, not beside.upper, 1.0 - beside.share)
        looks.beside = beside

    def let_go(self, at: float) -> None:
        """Give the words back to the theme in force and the sound."""
        looks = self._looks
        looks.look.prompts.let_go(at)
        looks.beside = None
        looks.publish(at, looks.look.theme.crossfade)

    def _state(self) -> tuple[str, tuple[tuple[int, float], ...], bool, bool]:
        look = self._looks.look
        return look.theme.name, look.prompts.weights, look.prompts.by_hand, self.morphing
