"""The engine `tiny` with the model in the folder that the environment names."""

import os
from pathlib import Path

from soundscape_live.generator.tiny.renderer import TinyRenderer, open_tiny


def open_small(width: int, height: int, fps: float) -> TinyRenderer:
    return open_tiny(width, height, fps, Path(os.environ["SMALL_MODEL"]))
