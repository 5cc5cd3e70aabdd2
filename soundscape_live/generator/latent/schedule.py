"""How much noise a frame begins with, and the numbers of each denoising step.

Rules: a step t is 1..1000, t = 1000 the noisiest; a model's table has an entry for each, at t - 1. A list is cut to the
steps below the start and descends strictly, whatever it was. More noise never starts lower. A step is four numbers,
so that one loop serves every family:

    x     = keep * past + add * noise           past: the kept latent, then each step's clean estimate
    clean = same * x + net * network(x, t)

The network estimates the noise (clean = (x - sigma e) / alpha), the velocity v = alpha e - sigma clean
(clean = alpha x - sigma v), the flow e - clean (clean = x - sigma f), or the clean latent itself; a consistency model's
estimate is weighted so that it is the identity at t = 0 (Luo et al. 2023, "Latent Consistency Models", eq. 9).
"""

import itertools
import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LAST = 1000
"The noisiest step."
FLOOR = 80
"The least step at which a frame begins: a picture given less noise sticks."
APART = 50
"Steps of the list less than this below the first one are left out: they would do its work again."
MAX_STEPS = 8
SIGMA_DATA = 0.5
"The spread of data that consistency models assume."


class Estimate(StrEnum):
    """What the network's output is, in the words of diffusers' configurations."""

    NOISE = "epsilon"
    VELOCITY = "v_prediction"
    CLEAN = "sample"
    FLOW = "flow_prediction"


@dataclass(frozen=True, slots=True)
class Step:
    """One denoising step; the equations are the module's."""

    time: int
    "1..1000; the network counts from 0 and is told one less."
    keep: float
    add: float
    same: float
    net: float


@dataclass(frozen=True, slots=True)
class Schedule:
    """A model's noise: alpha and sigma of t = 1..1000, and how its output is read."""

    alphas: tuple[float, ...]
    sigmas: tuple[float, ...]
    "Rising."
    estimate: Estimate = Estimate.NOISE
    consistency: float = 0.0
    "The factor on the time in a consistency model's weights (10 in published ones); 0: none."

    def start(self, noise_scale: float, steps: Sequence[int]) -> int:
        """Return the step at which a frame with this noise begins: FLOOR.. , never above the list's first.

        Noise 0..1 is spread evenly over the sigmas from FLOOR's to the last: equal movements of a hand are about equal
        changes of the picture, and all of its way does something.
        """
        low, high = self.sigmas[FLOOR - 1], self.sigmas[-1]
        wanted = low + (high - low) * min(1.0, max(0.0, noise_scale))
        above = bisect_left(self.sigmas, wanted)
        below = max(0, above - 1)
        above = min(above, LAST - 1)
        nearest = below if wanted - self.sigmas[below] < self.sigmas[above] - wanted else above
        return min(steps[0], max(FLOOR, nearest + 1))

    def steps(self, times: Sequence[int], *, fresh: bool) -> tuple[Step, ...]:
        """Return the steps' numbers; a fresh frame begins with noise alone and knows no past, whatever its list says.

        So does one that begins at LAST: a table leaves some of the past there, which no model was taught to use. Noise
        alone is LAST's to the network: at any other time it would look for a picture in it.
        """
        made = []
        for number, time in enumerate(times):
            alone = number == 0 and (fresh or time >= LAST)
            told = LAST if alone else time
            alpha, sigma = self.alphas[told - 1], self.sigmas[told - 1]
            same, net = self._clean(told - 1, alpha, sigma)
            made.append(Step(told, 0.0 if alone else alpha, 1.0 if alone else sigma, same, net))
        return tuple(made)

    def _clean(self, index: int, alpha: float, sigma: float) -> tuple[float, float]:
        same, net = self._plain(alpha, sigma)
        if self.consistency <= 0.0:
            return same, net
        scaled = index * self.consistency
        norm = scaled * scaled + SIGMA_DATA * SIGMA_DATA
        skip, out = SIGMA_DATA * SIGMA_DATA / norm, scaled / math.sqrt(norm)
        return skip + out * same, out * net

    def _plain(self, alpha: float, sigma: float) -> tuple[float, float]:
        match self.estimate:
            case Estimate.NOISE:
                return 1.0 / alpha, -sigma / alpha
            case Estimate.VELOCITY:
                return alpha, -sigma
            case Estimate.CLEAN:
                return 0.0, 1.0
            case Estimate.FLOW:
                return 1.0, -sigma


def diffusion(alphas_cumprod: Sequence[float], estimate: Estimate, consistency: float = 0.0) -> Schedule:
    """Return the schedule of a variance-preserving model: alpha^2 + sigma^2 = 1, alpha^2 the table's entry.

    ValueError unless the table has LAST entries within 0..1 that fall.
    """
    if len(alphas_cumprod) != LAST:
        raise ValueError(f"a model's noise table has {LAST} entries, not {len(alphas_cumprod)}")
    if alphas_cumprod[-1] <= 0.0 or alphas_cumprod[0] >= 1.0:
        raise ValueError("a model's noise table lies within 0..1, its ends left out")
    if any(later > earlier for earlier, later in itertools.pairwise(alphas_cumprod)):
        raise ValueError("a model's noise table falls from its first entry to its last")
    alphas = tuple(math.sqrt(value) for value in alphas_cumprod)
    sigmas = tuple(math.sqrt(1.0 - value) for value in alphas_cumprod)
    return Schedule(alphas, sigmas, estimate, consistency)


def flow(estimate: Estimate = Estimate.FLOW) -> Schedule:
    """Return the schedule of a rectified flow: alpha = 1 - t / 1000, sigma = t / 1000."""
    sigmas = tuple(time / LAST for time in range(1, LAST + 1))
    return Schedule(tuple(1.0 - sigma for sigma in sigmas), sigmas, estimate)


def scaled_linear(first: float = 0.00085, last: float = 0.012) -> tuple[float, ...]:
    """Return the table of Stable Diffusion: betas whose roots rise evenly, as the running product of 1 - beta."""
    table, product = [], 1.0
    low, high = math.sqrt(first), math.sqrt(last)
    for index in range(LAST):
        product *= 1.0 - (low + (high - low) * index / (LAST - 1)) ** 2
        table.append(product)
    return tuple(table)


def tidy(steps: Iterable[int]) -> tuple[int, ...]:
    """Return a list that can be run: within 1..1000, descending, each once, at most MAX_STEPS; never empty."""
    kept = sorted({min(LAST, step) for step in steps if step > 0}, reverse=True)
    return tuple(kept[:MAX_STEPS]) or (LAST,)


def cut(start: int, steps: Sequence[int]) -> tuple[int, ...]:
    """Return the start and the list's steps well below it."""
    return (start, *(step for step in steps if step < start - APART))
