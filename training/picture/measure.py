"""How good a denoiser is while it is distilled, so that the best of it is kept: told now and then, on fixed captions.

Rules: CAPTIONS captions of pictures that no stage learns from are drawn with the whole grid and played on as the
renderer does, half of them with little noise; at each of LATER frames the recogniser says how many show the scene and
the palette that were asked for, and their spread and their roughness are compared with those of real latents. Chance is
the same each time, and that of the learning is left as it was.
"""

import copy
import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from soundscape_live.generator.tiny.network import Denoiser, TextEncoder, coordinates
from training.picture.latents import Pairs, Speech
from training.picture.lesson import Tell, follow, halved, still, untried
from training.picture.memory import begun
from training.picture.recogniser import Recogniser, named
from training.picture.steps import Denoise, Frames, below, descended, start, stepped

CAPTIONS = 64
SEED = 6
LATER = (0, 8, 32)
"Frames after the first at which the pictures are looked at."
NOISES = (0.1, 0.4)
"noise_scale of one half and of the other."
SECONDS = 1.0 / 25.0
TINY = 1e-6


@dataclass(frozen=True, slots=True)
class Look:
    """What is seen at one moment."""

    frames: int
    "After the first."
    scene: float
    "Share recognised."
    palette: float
    spread: float
    "Of the latents, over that of real ones ..."
    rough: float
    "... and of what is from point to point."

    @property
    def worth(self) -> float:
        """What is recognised, less how far spread and roughness are from real ones: at most 2."""
        return self.scene + self.palette - abs(math.log(max(TINY, self.spread))) - abs(math.log(max(TINY, self.rough)))


class Measure:
    """Looks at denoisers."""

    def __init__(self, recogniser: Recogniser, text: TextEncoder, speech: Speech, held: Pairs, tell: Tell) -> None:
        """Take pictures that nothing has learnt from; captions are made of some that are not mixed."""
        self._recogniser, self._tell = recogniser, tell
        chance = torch.Generator(held.first.device).manual_seed(SEED)
        said = held.attributes
        plain = (said.named & (said.share <= 0.0) & (said.accent == said.palette)).nonzero()[:, 0]
        evenly = torch.linspace(0, len(plain) - 1, CAPTIONS, device=plain.device).round().long()
        self._asked = said.at(plain[evenly])
        with torch.no_grad():
            self._tokens = speech.tokens(text, speech.say(self._asked, 0.0, chance))
        self._real = _amounts(held.first)
        self._shape = (CAPTIONS, *held.first.shape[1:])
        self._places = coordinates(*held.first.shape[2:], held.first.device)

    @torch.no_grad()
    def __call__(self, denoiser: Denoiser, name: str) -> float:
        """Return the mean worth over LATER, and tell what was seen; waits for the device."""
        device = self._tokens.device
        with (
            torch.random.fork_rng([device.index] if device.type == "cuda" else []),
            untried(),
        ):
            torch.manual_seed(SEED)
            looks = self._looks(denoiser)
        worth = sum(look.worth for look in looks) / len(looks)
        seen = "; ".join(
            f"after {look.frames}: scene {look.scene:.3f} palette {look.palette:.3f} "
            f"spread {look.spread:.3f} rough {look.rough:.3f}"
            for look in looks
        )
        self._tell(f"measure of {name}: {worth:.3f}; {seen}")
        return worth if math.isfinite(worth) else -math.inf

    def _looks(self, denoiser: Denoiser) -> list[Look]:
        denoise, device = halved(denoiser), self._tokens.device
        every = torch.ones(CAPTIONS, device=device)
        made = self._made(denoise, Frames(torch.zeros(self._shape, device=device), every, 0.0 * every), 3)
        memory, looks = begun(made), [self._look(made, 0)]
        noise = torch.tensor([start(noise) for noise in NOISES], device=device).repeat(CAPTIONS // len(NOISES))
        deep = int(below(noise).max() > 0.0)
        for number in range(1, LATER[-1] + 1):
            made = self._made(denoise, Frames(memory.past(), noise, SECONDS * every), deep)
            memory = memory.after(made)
            if number in LATER:
                looks.append(self._look(made, number))
        return looks

    def _made(self, denoise: Denoise, frames: Frames, deep: int) -> Tensor:
        ready = descended(denoise, frames, self._places, self._tokens, deep)
        return stepped(denoise, ready, self._places, self._tokens)

    def _look(self, made: Tensor, frames: int) -> Look:
        scene, palette = named(self._recogniser, made, self._asked)
        spread, rough = (float(one / real) for one, real in zip(_amounts(made), self._real, strict=True))
        return Look(frames, float(scene.float().mean()), float(palette.float().mean()), spread, rough)


def _amounts(latents: Tensor) -> tuple[Tensor, Tensor]:
    """Return the spread of latents, and that of the differences between neighbours."""
    return latents.std(), (latents[..., 1:] - latents[..., :-1]).std()


class Best(nn.Module):
    """The best denoiser so far; kept with the rest of a stage."""

    worth: Tensor

    def __init__(self, first: Denoiser) -> None:
        super().__init__()
        self.network = still(copy.deepcopy(first))
        self.register_buffer("worth", torch.tensor(-torch.inf))

    def offer(self, denoiser: Denoiser, worth: float) -> None:
        """Take a denoiser's weights if it is better."""
        if worth > float(self.worth):
            follow(self.network, denoiser, 0.0)
            self.worth.fill_(worth)
