"""How sharp a picture is: its Laplacian, and how much of that is a pattern of the decoder.

Rules: luma (Rec. 709) in 0..1; the Laplacian is the four neighbours' sum less four times the middle. Its mean absolute
value grows with all detail, its mean square (the energy) with hard edges above all. Detail lies anywhere; what a
decoder weaves comes again every few points, so it shows in the mean over the places of a grid.
"""

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.picture import Picture

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
GRID = 16
"Points: the side of what one point of a latent becomes."
LEVELS = 256

Plane = NDArray[np.float32]


def luma(picture: Picture) -> Plane:
    """Return (height, width) in 0..1."""
    plane: Plane = picture.astype(np.float32) @ (LUMA / np.float32(255.0))
    return plane


def laplacian(plane: Plane) -> Plane:
    """Return (height - 2, width - 2)."""
    around = plane[:-2, 1:-1] + plane[2:, 1:-1] + plane[1:-1, :-2] + plane[1:-1, 2:]
    result: Plane = around - np.float32(4.0) * plane[1:-1, 1:-1]
    return result


def sharpness(picture: Picture) -> tuple[float, float]:
    """Return the Laplacian's mean absolute value and mean square."""
    edges = laplacian(luma(picture))
    return float(np.abs(edges).mean()), float(np.square(edges).mean())


def places(picture: Picture) -> Plane:
    """Return the mean absolute Laplacian at each place of the grid, (GRID, GRID)."""
    edges = np.abs(laplacian(luma(picture)))
    rows, columns = (side // GRID for side in edges.shape)
    blocks = edges[: rows * GRID, : columns * GRID].reshape(rows, GRID, columns, GRID)
    mean: Plane = blocks.mean((0, 2))
    return mean


def weave(plane: NDArray[np.floating]) -> float:
    """Return how unevenly detail lies on the grid: the spread of the places over their mean; 0: anywhere alike.

    `plane`: (GRID, GRID), the sum or mean of the places of enough pictures that their own detail evens out.
    """
    return float(plane.std() / max(float(plane.mean()), 1e-9))


def deviation(picture: Picture) -> float:
    """Return the standard deviation of the luma."""
    return float(luma(picture).std())


def entropy(picture: Picture) -> float:
    """Return the Shannon entropy of the luma's histogram, in bits: 0..8."""
    counts = np.bincount((luma(picture) * (LEVELS - 1)).round().astype(np.int64).ravel(), minlength=LEVELS)
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log2(share)).sum())
