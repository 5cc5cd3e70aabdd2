"""What a record or a room does to a sound. numpy alone; a sound is float32, (n,), mono."""

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]


def mixed(sound: Sound, rate: int, random: np.random.Generator) -> Sound:
    """Return the sound at some level between -30 and 0 dB full scale."""
    del rate
    peak = max(float(np.abs(sound).max(initial=0.0)), 1e-6)
    level = 10.0 ** (float(random.uniform(-30.0, 0.0)) / 20.0)
    return np.asarray(sound * (0.98 * level / peak), np.float32)
