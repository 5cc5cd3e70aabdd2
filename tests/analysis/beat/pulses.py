"""What the network would say of given beats: a bell of likelihood at each, DELAY late."""

import numpy as np

from soundscape_live.analysis.beat.network import DELAY

FRAME = 0.01
"Seconds."


def likelihoods(beats: np.ndarray, seconds: float, *, height: float = 0.8, floor: float = 0.01) -> list[float]:
    """Return one likelihood a frame."""
    ends = (np.arange(round(seconds / FRAME)) + 1) * FRAME
    heard = np.full(len(ends), floor)
    for beat in beats:
        heard = np.maximum(heard, height * np.exp(-0.5 * ((ends - beat - DELAY) / 0.01) ** 2))
    return heard.tolist()
