"""What hands can ask of scenes and the set list, one function per Act.

Rules: as in acts.py. Scenes and cues are called by name or by number from 1; the number 0, a button let go, asks for
nothing.
"""

import unicodedata
from collections.abc import Callable

from soundscape_live.mapping.binding import Act, ActTarget
from soundscape_live.mapping.controls import ControlError, number
from soundscape_live.mapping.movement import Movement, Outcome
from soundscape_live.mapping.names import place_of
from soundscape_live.mapping.scenes import MOST, Scenes

LONGEST_NAME = 60

PRESSED_SCENES = frozenset({Act.SCENE_NEXT, Act.SCENE_PREVIOUS, Act.SCENE_RELEASE, Act.CUE_NEXT, Act.CUE_PREVIOUS})
VALUED_SCENES = frozenset({Act.SCENE, Act.SCENE_STORE, Act.MORPH, Act.CUE_GOTO})


class SceneActs:
    """Carries acts out on the scenes of one show; ControlError if it cannot be done."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._acts: dict[Act, Callable[[Movement], bool]] = {
            Act.SCENE: self._recall,
            Act.SCENE_NEXT: lambda movement: self._step(movement, 1),
            Act.SCENE_PREVIOUS: lambda movement: self._step(movement, -1),
            Act.SCENE_STORE: self._store,
            Act.SCENE_RELEASE: lambda movement: scenes.release(movement.at),
            Act.MORPH: self._morph,
            Act.CUE_NEXT: lambda movement: self._cue_step(movement, 1),
            Act.CUE_PREVIOUS: lambda movement: self._cue_step(movement, -1),
            Act.CUE_GOTO: self._cue,
        }

    def perform(self, movement: Movement) -> Outcome:
        """Do what a movement asks for."""
        return Outcome(moved=self._acts[movement.target.act](movement))

    def pair(self, target: ActTarget) -> tuple[str, str]:
        """Return the scenes between which an act `morph` stands; ControlError if there are none."""
        names = self._scenes.names
        wanted = (target.argument, target.upper)
        lower, upper = names[:2] if wanted == (None, None) and len(names) > 1 else wanted
        if lower is None or upper is None:
            raise ControlError("a morph needs two scenes")
        places = [place_of(name, names, "scene", Act.MORPH) for name in (lower, upper)]
        pair = [names[place] for place in places if place is not None]
        if len(set(pair)) < 2:
            raise ControlError("a morph needs two scenes")
        return pair[0], pair[1]

    def _recall(self, movement: Movement) -> bool:
        if movement.choice is None:
            return False
        names = self._scenes.names
        place = place_of(movement.choice, names, "scene", movement.control.name)
        return place is not None and self._scenes.recall(movement.at, names[place], movement.moment.heard)

    def _step(self, movement: Movement, step: int) -> bool:
        if not self._scenes.names:
            raise ControlError("the show has no scenes")
        return self._scenes.recall(movement.at, self._scenes.neighbour(step), movement.moment.heard)

    def _store(self, movement: Movement) -> bool:
        choice = movement.choice
        if choice is None or not (movement.fired or isinstance(choice, str)):
            return False
        names = self._scenes.names
        name = " ".join(choice.split()) if isinstance(choice, str) else _free(names)
        odd = any(unicodedata.category(character) in {"Cc", "Cs"} for character in name)
        if odd or not 1 <= len(name) <= LONGEST_NAME:
            raise ControlError(f"a scene's name is 1 to {LONGEST_NAME} characters, not {choice!r:.70}")
        name = next((known for known in names if known.casefold() == name.casefold()), name)
        if name not in names and len(names) >= MOST:
            raise ControlError(f"a show has at most {MOST} scenes")
        self._scenes.store(movement.at, name)
        return False

    def _morph(self, movement: Movement) -> bool:
        x = number(movement.control, 0.0, 1.0)
        pair = self.pair(movement.target)
        return self._scenes.morph(movement.at, pair, x, movement.moment.heard)

    def _cue(self, movement: Movement) -> bool:
        if movement.choice is None:
            return False
        names = [cue.name for cue in self._scenes.setlist.cues]
        place = place_of(movement.choice, names, "cue", movement.control.name)
        return place is not None and self._scenes.go(movement.at, place, movement.moment.heard)

    def _cue_step(self, movement: Movement, step: int) -> bool:
        setlist = self._scenes.setlist
        place = setlist.stepped(step)
        if place is None:
            raise ControlError(f"the set list has no cue {'after' if step > 0 else 'before'} this one")
        return self._scenes.go(movement.at, place, movement.moment.heard)


def _free(names: tuple[str, ...]) -> str:
    taken = {name.casefold() for name in names}
    return next(name for name in (f"scene {count}" for count in range(1, MOST + 2)) if name not in taken)
