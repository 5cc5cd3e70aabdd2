"""A small network that tells scene and palette from a latent: it holds the denoiser to what the prompt says.

Rules: it learns from noised latents, so that it looks at shapes and colours and not at traces; it counts only until it
recognises what was asked for, so that it is not learnt to be fooled, and not at all if it knows too little of pictures
that it has not learnt from. The referee that judges the model is another one, of pictures.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from soundscape_live.generator.tiny.network import Sizes, normal
from training.picture.attributes import Attributes
from training.picture.flow import DRAWN, noised
from training.picture.latents import Latents, Pairs
from training.picture.lesson import adam, advance, placed, rate
from training.picture.wanted import Wanted, entropy, wanted

NOISE = 0.5
"At most, of what it sees."
SURE = 0.35
"Of cross entropy: below, it is sure enough."
KNOWS = 0.4
"Shares of scenes and of palettes that it has to name rightly, to be asked at all; by chance it would name one in 20."
AT_ONCE = 256
"Latents that it is judged on at once."


class Recogniser(nn.Module):
    """A latent to logits of scenes and of palettes."""

    def __init__(self, sizes: Sizes, scenes: int, palettes: int, width: int = 96) -> None:
        super().__init__()
        self.begin = nn.Conv2d(sizes.latent, width, 3, padding=1)
        self.layers = nn.ModuleList(
            nn.Conv2d(before, after, 3, stride, 1)
            for before, after, stride in ((width, width, 1), (width, 2 * width, 2), (2 * width, 2 * width, 2))
        )
        self.scene = nn.Linear(4 * width, scenes)
        self.palette = nn.Linear(4 * width, palettes)

    @override
    def forward(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        """Return (n, scenes) and (n, palettes)."""
        hidden = self.begin(latents)
        for layer in self.layers:
            hidden = layer(functional.leaky_relu(normal(hidden), 0.1))
        hidden = functional.leaky_relu(normal(hidden), 0.1)
        pooled = torch.cat((hidden.mean((2, 3)), hidden.amax((2, 3))), 1)
        return self.scene(pooled), self.palette(pooled)

    def unlike(self, latents: Tensor, asked: Wanted) -> Tensor:
        """Return how far latents are from being recognised as what was asked for; 0 where it is sure enough."""
        scene, palette = self(latents)
        far = functional.relu(
            functional.cross_entropy(scene, asked.scene, reduction="none") - SURE - entropy(asked.scene)
        )
        off = functional.relu(functional.cross_entropy(palette, asked.palette, reduction="none") - SURE)
        return (far + off * asked.named).mean()


class Recognising:
    """The stage."""

    name = "recogniser"

    def __init__(
        self,
        sizes: Sizes,
        kept: Sequence[Latents],
        counts: tuple[int, int],
        device: torch.device,
        batch: int = 256,
        drawn: int = 32,
    ) -> None:
        """Tell `counts` scenes and palettes; `drawn` pairs are new every DRAWN batches."""
        self.recogniser = Recogniser(sizes, *counts)
        placed(self.recogniser, device)
        self._kept, self._counts, self._batch, self._drawn = kept, counts, batch, drawn
        self._adam = adam(self.recogniser.parameters(), 1e-3, (0.9, 0.98))
        self._step = 0

    def networks(self) -> Mapping[str, nn.Module]:
        """Return the one there is."""
        return {"recogniser": self.recogniser}

    def optimisers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return the one there is."""
        return {"recogniser": self._adam}

    def step(self, past: float) -> Mapping[str, Tensor]:
        """Learn from one batch."""
        latents = self._kept[self._step % len(self._kept)]
        if self._step % DRAWN == 0:
            self._kept[(self._step // DRAWN) % len(self._kept)].draw(self._drawn)
        self._step += 1
        pairs = latents.some(self._batch)
        asked = wanted(pairs.attributes, *self._counts)
        t = torch.rand(self._batch, device=pairs.first.device) * NOISE
        scene, palette = self.recogniser(noised(pairs.first, t))
        alone = (pairs.attributes.share <= 0.0).float()
        off = functional.cross_entropy(palette, asked.palette, reduction="none")
        loss = functional.cross_entropy(scene, asked.scene) + off.mean()
        advance(self._adam, loss, rate(past, 1e-3))
        right = _share(scene.argmax(1) == pairs.attributes.scene, alone)
        colour = _share(palette.argmax(1) == pairs.attributes.palette, alone)
        return {"loss": loss.detach(), "scenes": right, "palettes": colour}

    def judged(self, held: Pairs) -> tuple[float, float]:
        """Return the shares of pictures whose scene and whose palette it names rightly; mixes are left out."""
        right, alone = named(self.recogniser, held.first, held.attributes), held.attributes.share <= 0.0
        return float(right[0][alone].float().mean()), float(right[1][alone].float().mean())


def _share(right: Tensor, counted: Tensor) -> Tensor:
    """Return which share is right of those that are counted; 0 of none."""
    return (right * counted).sum() / counted.sum().clamp(min=1.0)


@torch.no_grad()
def named(recogniser: Recogniser, latents: Tensor, attributes: Attributes) -> tuple[Tensor, Tensor]:
    """Return (n,) bool each: of which latents it names the scene, and of which the palette."""
    said = [recogniser(part) for part in latents.split(AT_ONCE)]
    scene, palette = (torch.cat(part).argmax(1) for part in zip(*said, strict=True))
    return scene == attributes.scene, palette == attributes.palette
