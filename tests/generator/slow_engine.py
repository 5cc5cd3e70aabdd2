"""A test card that takes its time to load, as large models do."""

import time

from soundscape_live.generator.pattern import Pattern

LOADS = 5.0
"Seconds: longer than a viewer may be silent."


class Slow(Pattern):
    def __init__(self, width: int, height: int, fps: float) -> None:
        time.sleep(LOADS)
        super().__init__(width, height, fps)
