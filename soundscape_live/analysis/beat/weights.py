"""What the network has learnt: a constant of the program, kept as an array file beside it.

Rules: the file is written by training/beats/ and read once for each tracker; arrays are float16 on disk and float32 in
use, which changes no output by more than a thousandth.
"""

from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

FILE = "beat.npz"

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The network's arrays; kernels are (outputs, inputs, taps), the oldest tap first."""

    first: Array
    first_bias: Array
    blocks: Array
    "(blocks, outputs, inputs, taps)."
    block_biases: Array
    mixes: Array
    "(blocks, outputs, inputs)."
    mix_biases: Array
    last: Array
    last_bias: Array
    dilations: tuple[int, ...]
    "Frames between two taps, of each block."


def shipped() -> Weights:
    """Return the weights that come with the package."""
    with (files("soundscape_live") / "data" / FILE).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        kept = {name: np.ascontiguousarray(arrays[name], np.float32) for name in arrays.files if name != "dilations"}
        return Weights(**kept, dilations=tuple(arrays["dilations"].tolist()))
