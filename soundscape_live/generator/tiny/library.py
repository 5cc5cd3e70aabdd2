"""The texts that were encoded, and sums of their tokens.

Rules: a text is encoded when it is first asked for, which takes a millisecond and half of one for each word that is in
no list, and kept while it is among the last REMEMBERED. Sums are computed in float32; their weights are latent.blend's.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from soundscape_live.generator.latent.blend import Weights
from soundscape_live.generator.latent.prompts import REMEMBERED, Inner
from soundscape_live.generator.tiny.text import Array


class Library:
    """Keeps tokens, (SLOTS, WIDTH) for each text."""

    def __init__(self, encode: Callable[[str], Array]) -> None:
        self._encode = encode
        self._known: OrderedDict[str, Array] = OrderedDict()

    def get(self, text: str) -> Array:
        """Return a text's tokens."""
        found = self._known.pop(text, None)
        if found is None:
            found = self._encode(text)
            while len(self._known) >= REMEMBERED:
                self._known.popitem(last=False)
        self._known[text] = found
        return found

    def products(self, parts: tuple[Array, ...]) -> Inner:
        """Return the inner products of texts' tokens."""
        stacked = np.stack(parts).astype(np.float64)
        return (np.einsum("itc,jtc->tij", stacked, stacked),)

    def combined(self, parts: tuple[Array, ...], weights: Sequence[Weights]) -> Array:
        """Return the tokens' sum."""
        (weight,) = weights
        tokens: Array = np.einsum("tk,ktc->tc", weight.astype(np.float32), np.stack(parts))
        return tokens
