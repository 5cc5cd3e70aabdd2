"""How a picture is dimmed."""

import numpy as np

from soundscape_live.generator.picture import Picture


def finish(picture: Picture, light: float, out: Picture) -> None:
    """Write the picture at brightness `light`, 0..1, into `out`."""
    if light >= 1.0:
        np.copyto(out, picture)
    else:
        np.take((np.arange(256) * light + 0.5).astype(np.uint8), picture, out=out)
