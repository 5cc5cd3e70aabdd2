"""How well claimed beats match true ones.

Rules: times are seconds, ascending, no two true ones the same; a claim hits a beat within TOLERANCE, and each of
either is used once. Beats before START are left out where a measure says so, as the yearly evaluations of beat
trackers do.
"""

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]

TOLERANCE = 0.07
START = 5.0
"Seconds."
PART = 0.175
"Part of an interval by which a beat's phase and its interval may err in a continuous run."
LOCKED = 4
"So many true beats in a row that are hit make a lock."


def after_start(times: Times) -> Times:
    """Return the times from START on."""
    return times[times >= START]


def hits(true: Times, claimed: Times) -> list[tuple[int, int]]:
    """Return the most pairs (index of a true beat, index of a claim) within TOLERANCE, in the order of time."""
    pairs = []
    i = j = 0
    while i < true.size and j < claimed.size:
        away = claimed[j] - true[i]
        if abs(away) <= TOLERANCE:
            pairs.append((i, j))
        i += away >= -TOLERANCE
        j += away <= TOLERANCE
    return pairs


def f_measure(true: Times, claimed: Times) -> float:
    """Return twice the hits over all beats, true and claimed: 0..1; 0 where either is empty (Dixon 2007)."""
    if not true.size or not claimed.size:
        return 0.0
    return 2.0 * len(hits(true, claimed)) / (true.size + claimed.size)


def amlt(true: Times, claimed: Times) -> float:
    """Return the best share of beats that continue a right run, at any allowed metrical level: 0..1.

    Allowed are the beats themselves, their off-beats, double tempo, and half of it on either foot. A claim
    continues if its phase and its interval err by less than PART of the interval there (Davies, Degara and Plumbley,
    2009, "Evaluation methods for musical audio beat tracking algorithms", AMLt).
    """
    if true.size < 2 or claimed.size < 2:
        return 0.0
    between = 0.5 * (true[:-1] + true[1:])
    double = np.sort(np.concatenate((true, between)))
    levels = (true, between, double, true[::2], true[1::2])
    return max(_continuing(level, claimed) for level in levels)


def _continuing(true: Times, claimed: Times) -> float:
    """Return the share of claims that continue a run, of the claims or the true beats, whichever are more."""
    if true.size < 2:
        return 0.0
    used: set[int] = set()
    good = 0
    for number, claim in enumerate(claimed):
        nearest = int(np.argmin(np.abs(true - claim)))
        if nearest in used:
            continue
        # The first of either has no interval before it, so the one after it counts.
        first = number == 0 or nearest == 0
        interval = _interval(true, nearest, after=first)
        off = abs(true[nearest] - claim) / interval
        strayed = abs(1.0 - _interval(claimed, number, after=first) / interval)
        if off < PART and strayed < PART:
            used.add(nearest)
            good += 1
    return good / max(true.size, claimed.size)


def _interval(times: Times, index: int, *, after: bool) -> float:
    """Return the interval after or before a beat; the last one has none after it."""
    right = index + 1 if after and index + 1 < times.size else index
    return float(times[right] - times[right - 1])


def lock(true: Times, claimed: Times, since: float = 0.0) -> float | None:
    """Return the seconds from `since` until LOCKED true beats in a row are hit; None if they never are.

    A beat at `since` itself does not count: no tracker can owe it to what came after.
    """
    hit = np.zeros(true.size, bool)
    hit[[pair[0] for pair in hits(true, claimed)]] = True
    run = 0
    for at, was_hit in zip(true, hit, strict=True):
        if at <= since:
            continue
        run = run + 1 if was_hit else 0
        if run == LOCKED:
            return float(at) - since
    return None


def outside(times: Times, gaps: tuple[tuple[float, float], ...]) -> NDArray[np.bool_]:
    """Say which times lie in none of the gaps, (n,)."""
    keep = np.ones(times.size, bool)
    for begin, end in gaps:
        keep &= (times < begin) | (times > end)
    return keep
