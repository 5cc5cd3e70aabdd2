"""The model that draws, with a thread for each core that there is.

Rules: the product leaves a core to the engine and the encoder where there are several. What two cores can do is a
question of the model alone, so here nothing is left.
"""

from soundscape_live.generator.tiny.renderer import TinyRenderer, open_tiny
from soundscape_live.generator.tiny.sessions import cores_here


def open_on_all_cores(width: int, height: int, fps: float) -> TinyRenderer:
    """Return its renderer. Refusal says what is missing. Blocks: under a second."""
    return open_tiny(width, height, fps, threads=cores_here())
