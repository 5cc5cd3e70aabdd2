"""A test card that takes its time to load, as large models do."""

import time

from soundscape_live.generator.pattern import Pattern

LOADS = 3.0


class Slow(Pattern):
    def __init__(self, width: int, height: int) -> None:
        time.sleep(LOADS)
        super().__init__(width, height)
