"""Latents that the denoiser has fed back to itself, as the renderer plays them, and what each of them was asked for.

Rules: each is taken further by a frame every time that it is learnt from, by the law of generator/latent/course: its
past is a Memory's, and where its prompt has changed it begins with much noise for a few frames, in which the clock
stands and its statistics are left alone; so they are in a transition, in which the noise rises. Noise and clock are
each rollout's own and stay about what they are, so that some go on for long with next to no noise, which is where
pictures fray. In place of the prompt's own statistics, which the renderer finds by a look, stand those of a real latent
of what is asked for. A few are begun anew, from a real latent: many in the beginning, when what the network makes is no
picture yet.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from soundscape_live.generator.latent.clock import LONGEST
from soundscape_live.generator.latent.course import HARD
from training.picture.latents import blended
from training.picture.memory import begun
from training.picture.steps import LEAST, Frames
from training.picture.wanted import Wanted

ANEW, ANEW_FIRST = 0.02, 0.2
"Share that is begun anew, each frame; and at the beginning of a stage."
SETTLED = 0.15
"Share of a stage after which it is ANEW."
CHANGED = 0.02
"Share of which the prompt changes, each frame."
CROSSED = 0.5
"Share of the changes that are transitions: the prompt's tokens go over from frame to frame."
SHORTEST, LONGEST_CROSSING = 3.0, 30.0
"Frames of a transition."
CACHED = 0.85
"Share that is played with manage_cache: with a mean kept and statistics pulled."
LOW, LOW_TO, HIGH_TO = 0.5, 0.3, 0.95
"Share that is played with little noise, how much that is at most, and how much noise others have."
SHAKEN = 0.2
"How far a frame's noise is from its rollout's."
FEWER, FEWER_FROM = 0.25, 0.7
"Share of changed prompts that are played on a list of steps which begins lower, and where."
USUAL, QUICK, SLOW = 0.7, 1.0 / 30.0, 1.0 / 12.0
"Share that is played at usual rates, and seconds of a frame at those."
STANDS = 0.15
"Share whose clock stands."


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """n latents that are played on."""

    latents: Tensor
    tokens: Tensor
    asked: Wanted

    def where(self, chosen: Tensor, other: "Played") -> "Played":
        """Return these, and where chosen (n,) what others are asked for; the latents stay."""
        tokens = torch.where(chosen[:, None, None], other.tokens, self.tokens)
        return Played(self.latents, tokens, other.asked.where(chosen, self.asked))


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """n frames to make, and what is asked for."""

    frames: Frames
    tokens: Tensor
    asked: Wanted


class Rollouts:
    """Those of one size."""

    def __init__(self, first: Played, crossed: float = CROSSED) -> None:
        """Begin with real latents and what was said of them; `crossed`: share of the changes that are transitions."""
        count, device = len(first.latents), first.latents.device
        self._crossed = crossed
        self._memory = begun(first.latents)
        self._from, self._to = first, first
        "What was asked for when a transition began, and what it leads to; their latents are not looked at."
        self._way, self._pace = torch.ones(count, device=device), torch.ones(count, device=device)
        "How far transitions have led, 0..1, and how much further each frame leads."
        self._noise, self._seconds = noises(count, device), clocks(count, device)
        self._cached = torch.ones(count, device=device)
        self._high = torch.zeros(count, device=device)
        "Frames that are still to begin with much noise."

    def next(self, fresh: Played, past: float = 1.0) -> Turn:
        """Return what is to be taken a frame further, `past` of a stage being over.

        `fresh` are other real latents, to begin anew, and what they were asked for.
        """
        count, device = len(fresh.latents), fresh.latents.device
        chance = torch.rand(6, count, device=device)
        anew = chance[0] < ANEW + (ANEW_FIRST - ANEW) * max(0.0, 1.0 - past / SETTLED)
        changed = anew | (chance[1] < CHANGED)
        self._memory = self._memory.where(anew, changed, begun(fresh.latents))
        self._noise = torch.where(changed, noises(count, device), self._noise)
        self._seconds = torch.where(changed, clocks(count, device), self._seconds)
        self._cached = torch.where(anew, (chance[2] < CACHED).float(), self._cached)
        arrives = self._cross(fresh, changed, changed & ~anew & (chance[3] < self._crossed))
        self._high = torch.where(arrives & ~anew, float(HARD.frames), (self._high - 1.0).clamp(min=0.0))
        self._high = torch.where(anew, 0.0, self._high)
        t = (self._noise * (1.0 + SHAKEN * (2.0 * chance[4] - 1.0))).clamp(LEAST, 1.0)
        return self._turn(t, torch.where(chance[5] < FEWER, FEWER_FROM, 1.0))

    def _cross(self, fresh: Played, changed: Tensor, crossed: Tensor) -> Tensor:
        """Go on with transitions, and begin those that `crossed` says; return (n,) bool: what arrives in this frame."""
        if self._crossed > 0.0:
            self._from = self._from.where(crossed, self._shown())
        self._to = self._to.where(changed, fresh)
        pace = 1.0 / (SHORTEST + (LONGEST_CROSSING - SHORTEST) * torch.rand_like(self._way))
        self._pace = torch.where(changed, torch.where(crossed, pace, 1.0), self._pace)
        before = torch.where(changed, 0.0, self._way)
        self._way = (before + self._pace).clamp(max=1.0)
        return (before < 1.0) & (self._way >= 1.0)

    def _shown(self) -> Played:
        """Return what is asked for on the way."""
        way, done = self._way[:, None], self._way >= 1.0
        tokens = torch.where(
            done[:, None, None], self._to.tokens, blended(self._from.tokens, self._to.tokens, self._way)
        )
        first, last = self._from.asked, self._to.asked
        asked = Wanted(
            torch.where(done[:, None], last.scene, torch.lerp(first.scene, last.scene, way)),
            torch.where(done[:, None], last.palette, torch.lerp(first.palette, last.palette, way)),
            last.named * done,
        )
        return Played(self._to.latents, tokens, asked)

    def _turn(self, t: Tensor, first: Tensor) -> Turn:
        """Return the frames; `first` is the first step of the list that each is played on."""
        high, shown = self._high > 0.0, self._shown()
        rising = HARD.midway * (2.0 * self._way).clamp(max=1.0)
        rising = rising + (HARD.start - HARD.midway) * (2.0 * self._way - 1.0).clamp(min=0.0)
        moved = torch.where(high, HARD.midway + (HARD.start - HARD.midway) * torch.rand_like(t), rising) * first
        stands = high | (self._way < 1.0)
        frames = Frames(
            self._memory.past(self._cached, self._cached * ~stands),
            torch.where(stands, torch.maximum(t, moved), t),
            torch.where(stands, 0.0, self._seconds),
        )
        return Turn(frames, shown.tokens, shown.asked)

    def take(self, latents: Tensor) -> None:
        """Keep the frames that were made of them; what is no number there would stay for good, and is 0."""
        self._memory = self._memory.after(latents.detach().nan_to_num(0.0, 0.0, 0.0))


def noises(count: int, device: torch.device) -> Tensor:
    """Return (n,): where rollouts begin their frames, LOW of them below LOW_TO."""
    chance = torch.rand(2, count, device=device)
    low = LEAST + (LOW_TO - LEAST) * chance[1]
    return torch.where(chance[0] < LOW, low, LOW_TO + (HIGH_TO - LOW_TO) * chance[1])


def clocks(count: int, device: torch.device) -> Tensor:
    """Return (n,): seconds that a frame of a rollout stands for, as the renderer's rates have them."""
    chance = torch.rand(2, count, device=device)
    usual = QUICK + (SLOW - QUICK) * chance[1]
    other = torch.where(chance[0] < USUAL + STANDS, 0.0, LONGEST * chance[1])
    return torch.where(chance[0] < USUAL, usual, other)
