"""Arguments of the acts that concern scenes and cues, as mappings write them.

A scene or cue is a name or a number from 1; a morph has a list of two scenes' names.
"""

from soundscape_live.io.files.scenes import CUES
from soundscape_live.mapping.binding import Act
from soundscape_live.mapping.scene_acts import LONGEST_NAME
from soundscape_live.mapping.scenes import MOST

_COUNTED = {Act.SCENE: MOST, Act.CUE_GOTO: CUES}

OF_SCENES = frozenset({Act.SCENE, Act.SCENE_STORE, Act.CUE_GOTO, Act.MORPH})
PAIR = 2
"Scenes of a morph."


def is_pair(value: object) -> bool:
    """Whether a value is a list of two texts."""
    return isinstance(value, list | tuple) and len(value) == PAIR and all(isinstance(each, str) for each in value)


def expected_of_scenes(act: Act, argument: str | float | tuple[str, str]) -> str:
    """Return what an argument of one of OF_SCENES should have been; empty if it is right. Others take no list."""
    if act not in OF_SCENES:
        return f"a list only with {Act.MORPH}"
    if act is Act.MORPH:
        right = isinstance(argument, tuple) and argument[0].casefold() != argument[1].casefold()
        return "" if right else "a list of the names of two scenes"
    if isinstance(argument, str) and 1 <= len(" ".join(argument.split())) <= LONGEST_NAME:
        return ""
    if act is Act.SCENE_STORE:
        return f"a name of 1 to {LONGEST_NAME} characters"
    last = _COUNTED[act]
    return "" if argument in range(1, last + 1) else f"a name, or a whole number from 1 to {last}"
