"""The second stage: a rectified flow learns to see a picture in noise, and the next frame in the last one.

Rules: half of each batch are single pictures, half pairs, of which the first frame is what the noise is added to and
the second what is wanted; so `seconds` is learnt as a clock. Some first frames are the network's own, a little wrong,
as they will be while it plays. What a caption asks for is also to be told from its tokens alone, so that the text is
learnt sooner than pictures can teach it. It follows Liu et al. 2022 ("Flow Straight and Fast"): x_t = (1 - t) clean + t
noise.
"""

import copy
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from soundscape_live.generator.tiny.network import Denoiser, Sizes, TextEncoder, coordinates
from soundscape_live.generator.tiny.text import SLOTS, WIDTH
from training.picture.attributes import Attributes
from training.picture.latents import Latents, Said, Speech
from training.picture.lesson import adam, advance, follow, halved, memory, placed, rate, still
from training.picture.wanted import wanted

RATE = 1e-3
MEAN = 0.9993
"How much of its followers' weights stays, each step."
OWN_FROM = 0.45
"Share of the stage from which some first frames are the network's own."
OWN = 0.5
"Share of the batches in which they are."
TOLD = 0.1
"How much it counts that scene and palette are told from the tokens."
DRAWN = 8
"Batches between two draws of new pairs."


def by(numbers: Tensor) -> Tensor:
    """Return (n, 1, 1, 1), to multiply latents by."""
    return numbers[:, None, None, None]


def noised(clean: Tensor, t: Tensor) -> Tensor:
    """Return (1 - t) clean + t noise."""
    return torch.lerp(clean, torch.randn_like(clean), by(t))


class Flow:
    """The stage."""

    name = "flow"

    def __init__(
        self,
        sizes: Sizes,
        kept: Sequence[Latents],
        speech: Speech,
        device: torch.device,
        batch: int = 512,
        drawn: int = 32,
    ) -> None:
        """Learn from batches of one size after another; `drawn` pairs are new every DRAWN batches."""
        self.kept, self._speech = kept, speech
        self._batch, self._drawn = batch, drawn
        self.text, self.denoiser = TextEncoder(sizes).to(device), Denoiser(sizes)
        placed(self.denoiser, device)
        self.teller = nn.Linear(SLOTS * WIDTH, sum(speech.counts)).to(device)
        "Tokens to scenes and palettes; it is of no further use."
        self.mean_text, self.mean_denoiser = copy.deepcopy(self.text), copy.deepcopy(self.denoiser)
        "They follow those that learn, and are what the stage is for."
        still(self.mean_text)
        still(self.mean_denoiser)
        self._adam = adam(
            [*self.text.parameters(), *self.denoiser.parameters(), *self.teller.parameters()], RATE, (0.9, 0.98)
        )
        self._places = [coordinates(*latents.size, device) for latents in kept]
        self._step = 0

    def networks(self) -> Mapping[str, nn.Module]:
        """Return those that learn, and those that follow."""
        return {
            "text": self.text,
            "denoiser": self.denoiser,
            "teller": self.teller,
            "mean_text": self.mean_text,
            "mean_denoiser": self.mean_denoiser,
        }

    def optimisers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return the one there is."""
        return {"flow": self._adam}

    def step(self, past: float) -> Mapping[str, Tensor]:
        """Learn from one batch."""
        turn = self._step % len(self.kept)
        if self._step % DRAWN == 0:
            self.kept[(self._step // DRAWN) % len(self.kept)].draw(self._drawn)
        self._step += 1
        pairs, places = self.kept[turn].some(self._batch), self._places[turn]
        half = self._batch // 2
        said = self._speech.say(pairs.attributes)
        tokens = self._speech.tokens(self.text, said)
        seconds = torch.cat((torch.zeros_like(pairs.attributes.dt[:half]), pairs.attributes.dt[half:]))
        right = torch.cat((pairs.first[:half], pairs.second[half:]))
        denoise = halved(self.denoiser)
        source = self._source(pairs.first, tokens, places, denoise if past > OWN_FROM else None)
        t = _times(self._batch, half, right.device)
        clean = denoise(noised(source, t), places, t, tokens, seconds)
        wrong = (clean - right).square().mean((1, 2, 3))
        weight = torch.where(seconds > 0.0, 1.0 / (t.square() + 0.08), 1.0 / (t.square() + 0.01))
        untold = self._untold(tokens, said, pairs.attributes)
        loss = (wrong * weight).mean()
        advance(self._adam, loss + TOLD * untold, rate(past, RATE))
        share = memory(past, self._step, MEAN)
        follow(self.mean_text, self.text, share)
        follow(self.mean_denoiser, self.denoiser, share)
        single, pair = wrong.detach().split((half, len(wrong) - half))
        return {"loss": loss.detach(), "single": single.mean(), "pair": pair.mean(), "untold": untold.detach()}

    def _untold(self, tokens: Tensor, said: Said, attributes: Attributes) -> Tensor:
        """Return how little of what captions ask for can be told from their tokens; empty ones ask for nothing."""
        scenes, palettes = self._speech.counts
        asked = wanted(attributes, scenes, palettes)
        scene, palette = self.teller(tokens.flatten(1)).split((scenes, palettes), 1)
        there = (said.first >= 0).any(1).float()
        far = functional.cross_entropy(scene, asked.scene, reduction="none")
        off = functional.cross_entropy(palette, asked.palette, reduction="none")
        return ((far + off * asked.named) * there).mean()

    def _source(self, first: Tensor, tokens: Tensor, places: Tensor, denoise: object) -> Tensor:
        """Return what noise is added to: the first frames, those of pairs shaken, some of them the network's own."""
        half, quarter = len(first) // 2, len(first) // 4
        shaken = torch.randn_like(first) * (0.25 * by(torch.rand(len(first), device=first.device).square()))
        source = torch.cat((first[:half], (first + shaken)[half:]))
        if callable(denoise) and float(torch.rand(())) < OWN:
            with torch.no_grad():
                part = slice(half, half + quarter)
                t = torch.rand(quarter, device=first.device) * 0.7 + 0.2
                own = denoise(noised(source[part], t), places, t, tokens[part], torch.zeros_like(t))
                source = torch.cat((source[:half], own, source[half + quarter :]))
        return source


def _times(count: int, half: int, device: torch.device) -> Tensor:
    """Return how noisy each is: single pictures of all kinds, an eighth of all nothing but noise; pairs evenly."""
    single = torch.sigmoid(torch.randn(half, device=device) * 1.1 + 0.4)
    single[: count // 8] = 1.0
    return torch.cat((single, torch.rand(count - half, device=device) * 0.95 + 0.05))
