"""How much of each embedding goes into a blend, token by token. Numbers only: embeddings may live on any device.

Rules: a blend of embeddings v_i is sum_i w_i v_i for each token, and the weights follow from the tokens' inner
products, so that nothing else need be read. Whatever the method, a token's norm is the shares' mean of the norms:
a mean of directions that differ would be shorter, and the picture paler. Slerp turns evenly on the sphere
(Shoemake 1985): w = sin((1 - u) a) / sin a, sin(u a) / sin a for unit vectors an angle a apart. Tokens less than SMALL
apart, opposite, or next to nothing go in a straight line, each by itself.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soundscape_live.model import Interpolation

SMALL = 1e-3
"Radians, and the least norm that has a direction."

Products = NDArray[np.float64]
"(tokens, k, k): the inner products of k embeddings, for each token."
Weights = NDArray[np.float64]
"(tokens, k)."


def shares(weights: Sequence[float]) -> tuple[float, ...]:
    """Return the weights with a sum of 1; what is negative counts as 0, and if nothing is left all are alike."""
    kept = [max(0.0, weight) for weight in weights]
    total = sum(kept)
    return tuple(weight / total for weight in kept) if total > 0.0 else (1.0 / len(kept),) * len(kept)


def blend(products: Products, share: Sequence[float], method: Interpolation) -> Weights:
    """Return the weights of a blend with these shares (their sum is 1): slerp turns between two, more are averaged."""
    if method is Interpolation.SLERP and len(share) == 2:
        return turn(products, share[1])
    return mean(products, share)


def mean(products: Products, share: Sequence[float]) -> Weights:
    """Return the shares, lengthened so that each token's norm is the norms' mean."""
    part = np.asarray(share, np.float64)
    norms = np.sqrt(np.maximum(np.einsum("tii->ti", products), 0.0))
    length = np.sqrt(np.maximum(np.einsum("i,tij,j->t", part, products, part), 0.0))
    gain = np.where(length > SMALL, norms @ part / np.maximum(length, SMALL), 1.0)
    return gain[:, None] * part


def turn(products: Products, share: float) -> Weights:
    """Return the weights of two embeddings `share` of the way from the first to the second; 0 and 1 are exact."""
    straight = np.broadcast_to(np.array([1.0 - share, share]), (len(products), 2))
    if share in {0.0, 1.0}:
        return straight
    norms = np.sqrt(np.maximum(np.einsum("tii->ti", products), 0.0))
    first, second = np.maximum(norms, SMALL).T
    angle = np.arccos(np.clip(products[:, 0, 1] / (first * second), -1.0, 1.0))
    turns = (norms.min(axis=1) >= SMALL) & (angle >= SMALL) & (angle <= np.pi - SMALL)
    sine = np.where(turns, np.sin(angle), 1.0)
    length = ((1.0 - share) * first + share * second) / sine
    on_sphere = np.stack([np.sin((1.0 - share) * angle) / first, np.sin(share * angle) / second], axis=1)
    return np.where(turns[:, None], length[:, None] * on_sphere, straight)


def crossing(products: Products, share: float, method: Interpolation) -> Weights:
    """Return the weights of start and target of a transition; exactly the one at 0 and the other at 1."""
    if method is Interpolation.SLERP or share in {0.0, 1.0}:
        return turn(products, share)
    return mean(products, (1.0 - share, share))
