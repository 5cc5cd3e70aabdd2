"""A renderer that costs nothing: pictures of the procedural one, drawn beforehand and shown in turn, forth and back."""

from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.generator.procedural import ProceduralRenderer
from soundscape_live.model import Interpolation, Prompt

PICTURES = 40
STEPS = (1000, 750, 500, 250)


def pictures(width: int, height: int) -> list[Picture]:
    """Return pictures that follow one another as in a lively show, forth and back."""
    state = FrameState((Prompt("synthwave grid, stars"),), Interpolation.LINEAR, 0.5, STEPS, manage_cache=True, seed=1)
    renderer = ProceduralRenderer(width, height)
    forth = [renderer.frame(state).copy() for _ in range(PICTURES)]
    return forth + forth[-2:0:-1]


class Looped:
    """Shows them."""

    def __init__(self, width: int, height: int, _fps: float) -> None:
        self._pictures = pictures(width, height)
        self._next = 0

    def frame(self, _state: FrameState) -> Picture:
        """Return the next one."""
        self._next = (self._next + 1) % len(self._pictures)
        return self._pictures[self._next]
