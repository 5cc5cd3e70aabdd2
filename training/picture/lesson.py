"""What a stage of the training is, and how it is run: for a time, in pieces, each of which may be killed.

Rules: a stage learns step by step until its seconds are used up, over as many runs as that takes, the first steps of
each run not counted; the rate of learning follows the share of its seconds that is past. What it needs to go on is
written beside the rest every EVERY seconds and when a run's time is up, in whole or not at all. The clock is an
argument. Networks compute in bfloat16 on a GPU, on weights that are kept in float32. A step along gradients that are no
numbers is not taken, so weights stay numbers; a stage that has none to tell for PATIENCE lines is ended as an error.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Protocol, TypeVar

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx
from typing_extensions import override

EVERY = 90.0
"Seconds between two checkpoints."
TELL = 10.0
"Seconds between two lines of the log."
PATIENCE = 2
"Lines of the log, one after another, with losses that are no numbers."
UNCOUNTED = 2
"""Steps of a run that its time is not counted of: of each size of a picture, the first step may take many seconds, in
which ways of computing it are tried."""
EARLY = 0.1
"Share of a stage after which it is no longer at its beginning."
WARM_UP = 0.02
"Share of a stage in which the rate of learning rises."

Losses = Mapping[str, Tensor]
Tell = Callable[[str], None]
Clock = Callable[[], float]


class Lesson(Protocol):
    """One stage. Its networks and optimisers are what has to be kept for it to go on."""

    @property
    def name(self) -> str:
        """What its files are called by."""
        ...

    def networks(self) -> Mapping[str, nn.Module]:
        """Return all that learns, and what follows it."""
        ...

    def optimisers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return what makes it learn."""
        ...

    def step(self, past: float) -> Losses:
        """Learn once; `past` is the share of the stage's time that is over. Return what to tell, without waiting."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """The run of one command."""

    folder: Path
    clock: Clock
    until: float
    "By the clock."
    tell: Tell


def learn(lesson: Lesson, seconds: float, run: Run) -> bool:
    """Learn until the stage's seconds are used up; return False if the run's time was up before.

    A stage that had ended is only taken up. FloatingPointError if its losses are no numbers any more.
    """
    file = run.folder / f"{lesson.name}.pt"
    used, steps = restore(lesson, file) if file.exists() else (0.0, 0)
    if used >= seconds:
        return True
    began = kept = told = now = run.clock()
    taken = strange = 0
    while taken < UNCOUNTED or used + now - began < seconds:
        if now > run.until:
            keep(lesson, file, used + now - began, steps)
            return False
        losses = lesson.step(min(1.0, (used + now - began) / seconds))
        steps, taken, now = steps + 1, taken + 1, run.clock()
        if now - told >= TELL or taken <= UNCOUNTED:
            values = {name: float(value) for name, value in losses.items()}
            said = " ".join(f"{name} {value:.4g}" for name, value in values.items())
            run.tell(f"{lesson.name} {used + now - began:.0f} s, step {steps}: {said}")
            told = now
            strange = 0 if all(map(isfinite, values.values())) else strange + 1
            if strange >= PATIENCE:
                raise FloatingPointError(f"{lesson.name}: its losses are no numbers at step {steps}: {said}")
        if taken <= UNCOUNTED:  # what was told above has been waited for
            began = now = run.clock()
        if now - kept >= EVERY:
            keep(lesson, file, used + now - began, steps)
            kept = now
    run.tell(f"{lesson.name} ends after {used + now - began:.0f} s and {steps} steps")
    keep(lesson, file, max(used + now - began, seconds), steps, ended=True)
    return True


def keep(lesson: Lesson, file: Path, used: float, steps: int, *, ended: bool = False) -> None:
    """Write all that is needed to go on, in whole or not at all; of a stage that has ended, its networks."""
    optimisers = {} if ended else lesson.optimisers()
    state = {
        "networks": {name: network.state_dict() for name, network in lesson.networks().items()},
        "optimisers": {name: optimiser.state_dict() for name, optimiser in optimisers.items()},
        "used": used,
        "steps": steps,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    torch.save(state, part)
    part.replace(file)


def restore(lesson: Lesson, file: Path) -> tuple[float, int]:
    """Take up what was kept; return the seconds used and the steps taken.

    A network that was not kept begins with what followed it; without that, it stays as it is.
    """
    state = torch.load(file, map_location="cpu", weights_only=True)
    kept = state["networks"]
    for name, network in lesson.networks().items():
        weights = kept.get(name) or kept.get(f"mean_{name}") or (kept.get("mean") if name == "student" else None)
        if weights is not None:
            network.load_state_dict(weights)
    if state["optimisers"]:
        for name, optimiser in lesson.optimisers().items():
            optimiser.load_state_dict(state["optimisers"][name])
    return float(state["used"]), int(state["steps"])


def rate(past: float, highest: float, falls_from: float = 0.6, lowest: float = 0.06) -> float:
    """Return the rate of learning: it rises in WARM_UP, stays, and falls to a share `lowest` of its highest."""
    fall = 1.0 if past < falls_from else max(lowest, 1.0 - (past - falls_from) / (1.0 - falls_from))
    return highest * min(1.0, (past + 1e-3) / WARM_UP) * fall


def adam(parameters: Iterable[nn.Parameter], highest: float, betas: tuple[float, float]) -> torch.optim.AdamW:
    """Return the optimiser of all stages."""
    return torch.optim.AdamW(parameters, highest, betas, weight_decay=1e-3, fused=True)


def advance(optimiser: torch.optim.Optimizer, loss: Tensor, now: float, limit: float = 1.0) -> None:
    """Take one step down the loss at a rate, the gradient's norm kept within a limit."""
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    descend(optimiser, now, limit)


def descend(optimiser: torch.optim.Optimizer, now: float, limit: float = 1.0) -> None:
    """Take one step along the gradients that there are, unless they are no numbers. It waits for nothing.

    `found_inf` is what fused optimisers look at on the device, as torch.amp's scaler has them do.
    """
    norms = []
    for group in optimiser.param_groups:
        group["lr"] = now
        norms.append(nn.utils.clip_grad_norm_(group["params"], limit))
    lost = ~torch.stack(norms).isfinite().all()
    optimiser.found_inf = lost.float()  # type: ignore[attr-defined]  # of fused ones alone
    optimiser.step()


class Halves(torch.autograd.Function):
    """Weights in bfloat16, all at once: one by one each costs a launch, there and back."""

    @staticmethod
    @override
    def forward(ctx: FunctionCtx, *weights: Tensor) -> tuple[Tensor, ...]:
        """Return copies, laid out as the weights are."""
        ctx.set_materialize_grads(False)
        return _cast(weights, torch.bfloat16)

    @staticmethod
    @override
    def backward(ctx: FunctionCtx, *slopes: Tensor | None) -> tuple[Tensor | None, ...]:
        """Return the slopes in float32; None where nothing was asked."""
        wide = iter(_cast([slope for slope in slopes if slope is not None], torch.float32))
        return tuple(None if slope is None else next(wide) for slope in slopes)


def _cast(tensors: Sequence[Tensor], kind: torch.dtype) -> tuple[Tensor, ...]:
    copies = [torch.empty_like(tensor, dtype=kind) for tensor in tensors]
    torch._foreach_copy_(copies, list(tensors))
    return tuple(copies)


def halved(network: nn.Module) -> Callable[..., Tensor]:
    """Return the network as it computes on a GPU: on bfloat16 copies of its weights, through which it still learns.

    On a CPU it is the network itself.
    """
    if next(network.parameters()).is_cpu:
        return network
    names, weights = zip(*network.named_parameters(), strict=True)
    copies = dict(zip(names, Halves.apply(*weights), strict=True))

    def call(*given: object, **named: object) -> Tensor:
        out: Tensor = torch.func.functional_call(network, copies, given, named)
        return out

    return call


@contextmanager
def untried() -> Iterator[None]:
    """Compute sizes that come up rarely by the way that is likeliest to be quick: they are not worth a trial of many.

    torch.backends.cudnn.flags would turn off all of cuDNN besides, unless told not to.
    """
    before = torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = False
    try:
        yield
    finally:
        torch.backends.cudnn.benchmark = before


def memory(past: float, step: int, most: float) -> float:
    """Return how much of a follower's weights stays: little in the first steps, which know nothing, then `most`.

    A run that goes on counts its steps anew, but what it follows is no beginner.
    """
    return most if past > EARLY else min(most, (step + 1) / (step + 12))


def follow(follower: nn.Module, leader: nn.Module, share: float) -> None:
    """Move a network's weights toward another's: by 1 - share of the way; what is no parameter is copied."""
    with torch.no_grad():
        torch._foreach_lerp_(list(follower.parameters()), list(leader.parameters()), 1.0 - share)
        for mine, other in zip(follower.buffers(), leader.buffers(), strict=True):
            mine.copy_(other)


Network = TypeVar("Network", bound=nn.Module)


def placed(network: Network, device: torch.device) -> Network:
    """Move a network to a device, its convolutions' channels last; return it."""
    for weight in network.to(device).parameters():
        if weight.ndim == 4:
            weight.data = weight.data.contiguous(memory_format=torch.channels_last)
    return network


def still(network: Network) -> Network:
    """Return the network; it learns no more."""
    return network.eval().requires_grad_(requires_grad=False)


def learning(network: Network) -> Network:
    """Return the network; it learns, or learns again."""
    return network.requires_grad_(requires_grad=True)
