"""What the controls of scenes and of the set list should show: value and tone, as shown.py says of the others."""

from collections.abc import Sequence
from typing import TypeAlias

from soundscape_live.mapping.binding import Act, ActTarget
from soundscape_live.mapping.scenes import Scenes
from soundscape_live.model import Tone

Seen: TypeAlias = tuple[float, Tone]

DARK: Seen = (0.0, Tone.OFF)
READY: Seen = (0.0, Tone.READY)
ACTIVE: Seen = (1.0, Tone.ACTIVE)
WAITS: Seen = (1.0, Tone.BEAT)


class SceneTones:
    """Looks at scenes and cues."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes

    def show(self, target: ActTarget) -> Seen:
        """Return what a control of one of the acts on scenes shows, `morph` left aside."""
        match target.act:
            case Act.SCENE:
                return self._scene(target.argument)
            case Act.SCENE_RELEASE:
                return ACTIVE if self._scenes.name else READY
            case Act.SCENE_NEXT | Act.SCENE_PREVIOUS:
                return READY if self._scenes.names else DARK
            case Act.CUE_GOTO:
                return self._cue(target.argument)
            case Act.CUE_NEXT | Act.CUE_PREVIOUS:
                return self._step(1 if target.act is Act.CUE_NEXT else -1)
            case _:
                return READY

    def _scene(self, argument: str | float | None) -> Seen:
        names, name = self._scenes.names, self._scenes.name
        if argument is None:
            return READY
        if not any(_is(argument, names, place) for place in range(len(names))):
            return DARK
        return ACTIVE if name in names and _is(argument, names, names.index(name)) else READY

    def _cue(self, argument: str | float | None) -> Seen:
        setlist = self._scenes.setlist
        names = [cue.name for cue in setlist.cues]
        if argument is not None and not any(_is(argument, names, place) for place in range(len(names))):
            return DARK
        if setlist.waiting is not None and _is(argument, names, setlist.waiting):
            return WAITS
        return ACTIVE if setlist.place is not None and _is(argument, names, setlist.place) else READY

    def _step(self, step: int) -> Seen:
        setlist = self._scenes.setlist
        if step > 0 and setlist.waiting is not None:
            return WAITS
        return DARK if setlist.stepped(step) is None else READY


def _is(argument: str | float | None, names: Sequence[str], place: int) -> bool:
    """Whether an argument, a name or a number from 1, is what stands at a place."""
    if isinstance(argument, str):
        return names[place].casefold() == argument.casefold()
    return argument == place + 1
