"""What hands can ask of scenes and the set list, one function per Act.

Rules: as in acts.py. Scenes and cues are called by name or by number from 1; the number 0, a button let go, asks for
nothing.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from soundscape_live.mapping.binding import Act, ActTarget
from soundscape_live.mapping.controls import ControlError, number
from soundscape_live.mapping.looks import Heard
from soundscape_live.mapping.names import place_of
from soundscape_live.mapping.scenes import MOST, Scenes
from soundscape_live.model import Control

LONGEST_NAME = 60

PRESSED_SCENES = frozenset({Act.SCENE_NEXT, Act.SCENE_PREVIOUS, Act.SCENE_RELEASE, Act.CUE_NEXT, Act.CUE_PREVIOUS})
VALUED_SCENES = frozenset({Act.SCENE, Act.SCENE_STORE, Act.MORPH, Act.CUE_GOTO})


@dataclass(frozen=True, slots=True)
class Wish:
    """One control's movement as it meets an act on scenes."""

    at: float
    target: ActTarget
    control: Control
    choice: float | str | None
    "The argument, or else the control's value; None if the argument waits for a press."
    fired: bool
    heard: Heard


class SceneActs:
    """Carries acts out on the scenes of one show. Each says whether it changed anything; ControlError: why not."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._acts: dict[Act, Callable[[Wish], bool]] = {
            Act.SCENE: self._recall,
            Act.SCENE_NEXT: lambda wish: self._step(wish, 1),
            Act.SCENE_PREVIOUS: lambda wish: self._step(wish, -1),
            Act.SCENE_STORE: self._store,
            Act.SCENE_RELEASE: lambda wish: scenes.release(wish.at),
            Act.MORPH: self._morph,
            Act.CUE_NEXT: lambda wish: self._cue_step(wish, 1),
            Act.CUE_PREVIOUS: lambda wish: self._cue_step(wish, -1),
            Act.CUE_GOTO: self._cue,
        }

    def perform(self, wish: Wish) -> bool:
        """Do what is asked for."""
        return self._acts[wish.target.act](wish)

    def _recall(self, wish: Wish) -> bool:
        if wish.choice is None:
            return False
        names = self._scenes.names
        place = place_of(wish.choice, names, "scene", wish.control.name)
        return place is not None and self._scenes.recall(wish.at, names[place], wish.heard)

    def _step(self, wish: Wish, step: int) -> bool:
        if not self._scenes.names:
            raise ControlError("the show has no scenes")
        return self._scenes.recall(wish.at, self._scenes.neighbour(step), wish.heard)

    def _store(self, wish: Wish) -> bool:
        choice = wish.choice
        if choice is None or not (wish.fired or isinstance(choice, str)):
            return False
        names = self._scenes.names
        name = " ".join(choice.split()) if isinstance(choice, str) else _free(names)
        odd = any(unicodedata.category(character) in {"Cc", "Cs"} for character in name)
        if odd or not 1 <= len(name) <= LONGEST_NAME:
            raise ControlError(f"a scene's name is 1 to {LONGEST_NAME} characters, not {choice!r:.70}")
        name = next((known for known in names if known.casefold() == name.casefold()), name)
        if name not in names and len(names) >= MOST:
            raise ControlError(f"a show has at most {MOST} scenes")
        self._scenes.store(wish.at, name)
        return False

    def _morph(self, wish: Wish) -> bool:
        x = number(wish.control, 0.0, 1.0)
        names = self._scenes.names
        wanted = (wish.target.argument, wish.target.upper)
        lower, upper = names[:2] if wanted == (None, None) and len(names) > 1 else wanted
        if lower is None or upper is None:
            raise ControlError("a morph needs two scenes")
        places = [place_of(name, names, "scene", wish.control.name) for name in (lower, upper)]
        pair = [names[place] for place in places if place is not None]
        if len(set(pair)) < 2:
            raise ControlError("a morph needs two scenes")
        return self._scenes.morph(wish.at, (pair[0], pair[1]), x, wish.heard)

    def _cue(self, wish: Wish) -> bool:
        if wish.choice is None:
            return False
        names = [cue.name for cue in self._scenes.setlist.cues]
        place = place_of(wish.choice, names, "cue", wish.control.name)
        return place is not None and self._scenes.go(wish.at, place, wish.heard)

    def _cue_step(self, wish: Wish, step: int) -> bool:
        setlist = self._scenes.setlist
        place = setlist.stepped(step)
        if place is None:
            raise ControlError(f"the set list has no cue {'after' if step > 0 else 'before'} this one")
        return self._scenes.go(wish.at, place, wish.heard)


def _free(names: tuple[str, ...]) -> str:
    taken = {name.casefold() for name in names}
    return next(name for name in (f"scene {count}" for count in range(1, MOST + 2)) if name not in taken)
