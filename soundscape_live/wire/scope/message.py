"""One message: what a server knows, what it should know -> what it is told. Pure functions on frozen values.

Rules: a transition goes with its target as `prompts`, then no prompts until it has surely ended; a reset carries the
prompts that hold, and ends a transition under way on them. An empty message is not worth telling.
"""

from dataclasses import dataclass, field, replace
from typing import cast

from soundscape_live.model import Prompt
from soundscape_live.wire.messages import WireSnapshot, WireTransition
from soundscape_live.wire.scope.manner import Key, Manner
from soundscape_live.wire.scope.table import (
    Shares,
    changes,
    is_large,
    prompts_told,
    settings,
    shares_of,
    steps_of,
)
from soundscape_live.wire.scope.waiting import Merged

EVENTS = frozenset({"prompts", "transition", "reset_cache"})
"Keys that are no settings."


@dataclass(frozen=True, slots=True)
class Known:
    """What the server has been told."""

    settings: dict[str, object] = field(default_factory=dict)
    shares: Shares = ()
    "Its prompts; of a transition its target."
    ends: int | None = None
    "How many frames will have come when the transition under way has surely ended; None: there is none."

    @property
    def paused(self) -> bool:
        """Whether it was told to pause."""
        return bool(self.settings.get("paused"))


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it would go now."""

    message: dict[str, object]
    merged: Merged
    "The commands in it."
    shares: Shares
    "The server's prompts when it has gone."
    urgent: bool
    "Whether it does not wait as a slow drift does."

    @property
    def heavy(self) -> bool:
        """Whether it makes its call long: prompts are encoded, or a cache is filled anew."""
        return bool((EVENTS | {Key.STEPS.value}) & self.message.keys())


def opening(manner: Manner, state: WireSnapshot, merged: Merged, prompts: tuple[Prompt, ...]) -> Draft:
    """Return the whole state, as an offer carries it, with the commands of `merged` in it; `prompts` hold."""
    shares = _shares(manner, prompts, ())
    message = {"input_mode": manner.mode.value, **_prompts(shares), **settings(manner, state, shares)}
    if merged.reset:
        message["reset_cache"] = True
    return Draft(message, merged, shares, urgent=True)


def compose(
    manner: Manner, known: Known, state: WireSnapshot, merged: Merged, prompts: tuple[Prompt, ...], *, cut: bool
) -> Draft:
    """Return what a server that knows `known` is told of a state in which `prompts` hold; `cut` asks for a reset."""
    reset = merged.reset or (cut and merged.transition is None)
    shares = _next_shares(manner, known, merged, prompts, reset=reset)
    message = changes(known.settings, settings(manner, state, shares), manner)
    drifts = not is_large(known.settings, message, manner)
    if merged.transition or reset or shares != known.shares:
        message |= _prompts(shares)
    if reset:
        message["reset_cache"] = True
    if merged.transition:
        message["transition"] = _transition(merged.transition, shares, manner.frames_per_chunk)
    urgent = bool(EVENTS & message.keys()) or not drifts
    return Draft(message, merged, shares, urgent)


def after(known: Known, draft: Draft, manner: Manner, received: int, buffered: int) -> Known:
    """Return what the server knows when the draft was told; `received` frames have come, `buffered` may wait there."""
    settings_ = {key: value for key, value in draft.message.items() if key not in EVENTS}
    ends = None if "reset_cache" in draft.message else known.ends
    if "transition" in draft.message:
        steps = cast("int", cast("dict[str, object]", draft.message["transition"])["num_steps"])
        # Taken by the call after the one that runs; what comes of its last step is seen behind all that waited.
        ends = received + buffered + (steps + 1) * manner.frames_per_chunk if steps else None
    return replace(known, settings=known.settings | settings_, shares=draft.shares, ends=ends)


def lengthening(known: Known, draft: Draft) -> float:
    """Return by how much a changed step list makes calls longer: the ratio of new to old, 1 if it does not change."""
    before, now = known.settings.get(Key.STEPS), draft.message.get(Key.STEPS)
    if isinstance(before, list) and isinstance(now, list):
        return len(now) / len(before)
    return 1.0


def _next_shares(manner: Manner, known: Known, merged: Merged, prompts: tuple[Prompt, ...], *, reset: bool) -> Shares:
    if merged.transition:
        return _shares(manner, merged.transition.target, ())
    if known.ends is not None and not reset:
        return known.shares
    return _shares(manner, prompts, known.shares)


def _shares(manner: Manner, prompts: tuple[Prompt, ...], told: Shares) -> Shares:
    return shares_of(prompts, told) if manner.span(Key.PROMPTS) else ()


def _prompts(shares: Shares) -> dict[str, object]:
    return {Key.PROMPTS.value: prompts_told(shares)} if shares else {}


def _transition(transition: WireTransition, shares: Shares, frames_per_chunk: int) -> dict[str, object]:
    return {
        "target_prompts": prompts_told(shares),
        "num_steps": steps_of(transition.num_steps, frames_per_chunk),
        "temporal_interpolation_method": transition.interpolation.value,
    }
