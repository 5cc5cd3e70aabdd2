"""What the denoiser learns from: pairs of frames as latents, with what is in them and what might be said of them.

Rules: latents are kept on the device in bfloat16; the renderer replaces the oldest while they are learnt from. Of a
mix of two scenes half is said in one caption, half as a blend of the tokens of two, by their shares, so that between
two prompts there are pictures too.
"""

import dataclasses
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from soundscape_live.generator.tiny.network import SCALE, Sizes, TextEncoder
from soundscape_live.generator.tiny.words import table
from training.picture.attributes import Attributes, joined
from training.picture.autoencoder import Encoder
from training.picture.captions import Captions
from training.picture.lesson import halved
from training.picture.scenes import Renderer

TOLD_APART = 0.5
"Of the mixes: the share that is said as a blend."


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Of n pairs."""

    first: Tensor
    "(n, c, h, w), float32."
    second: Tensor
    "The same, `attributes.dt` seconds later."
    attributes: Attributes


class Latents:
    """The kept pairs of one size."""

    def __init__(self, renderer: Renderer, encoder: Encoder, sizes: Sizes, size: tuple[int, int], most: int) -> None:
        """Encode what is drawn at (height, width) pixels; keep the last `most` pairs."""
        self.size = size[0] // SCALE, size[1] // SCALE
        self._renderer, self._encoder, self._pixels = renderer, encoder, size
        device = next(encoder.parameters()).device
        self._kept = torch.zeros((most, 2, sizes.latent, *self.size), dtype=torch.bfloat16, device=device)
        self._said: list[Tensor] = []
        self._next = self._count = self._scene = 0

    def __len__(self) -> int:
        return self._count

    @torch.no_grad()
    def draw(self, count: int) -> None:
        """Draw and encode pairs of the scene whose turn it is; none if count is 0."""
        if not count:
            return
        frames, attributes = self._renderer.pairs(self._scene, count, *self._pixels)
        self._scene = (self._scene + 1) % len(self._renderer.concepts.scenes)
        encode = halved(self._encoder.eval())
        made = encode(frames.flatten(0, 1).contiguous(memory_format=torch.channels_last)).unflatten(0, (2, -1))
        fields = [getattr(attributes, field.name) for field in dataclasses.fields(attributes)]
        if not self._said:
            self._said = [torch.zeros((len(self._kept), *field.shape[1:]), dtype=field.dtype, device=made.device)
                          for field in fields]  # fmt: skip
        at = (torch.arange(count, device=made.device) + self._next) % len(self._kept)
        self._kept[at] = made.transpose(0, 1).nan_to_num(0.0).to(torch.bfloat16)  # one that is none would come up again
        for kept, field in zip(self._said, fields, strict=True):
            kept[at] = field
        self._next = (self._next + count) % len(self._kept)
        self._count = min(len(self._kept), self._count + count)

    def some(self, count: int) -> Pairs:
        """Return pairs by chance."""
        return self.at(torch.randint(self._count, (count,), device=self._kept.device))

    def every(self) -> Pairs:
        """Return all pairs, in the order in which they were drawn if none has been replaced."""
        return self.at(torch.arange(self._count, device=self._kept.device))

    def at(self, at: Tensor) -> Pairs:
        """Return the pairs that are kept at these places."""
        pairs = self._kept[at].float()
        return Pairs(pairs[:, 0], pairs[:, 1], Attributes(*(field[at] for field in self._said)))


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """Of n pictures: one caption, or two of which the tokens are blended."""

    first: Tensor
    "(n, words): numbers of words, negative where there is none."
    second: Tensor
    share: Tensor
    "(n,): of the second."


class Speech:
    """Says of pictures what is in them, in numbers of words that the text encoder has the features of."""

    def __init__(self, captions: Captions, device: torch.device, seed: int = 0) -> None:
        self._captions = captions
        self.features = torch.from_numpy(table(captions.words)).to(device)
        "(words, features)"
        self._chance = torch.Generator(device).manual_seed(seed)
        self.counts = captions.counts
        "Of scenes and palettes."

    def say(self, attributes: Attributes, drop: float = 0.1, chance: torch.Generator | None = None) -> Said:
        """Return captions; a share `drop` of them is empty. `chance` is the speech's own if none is given."""
        drawn = chance or self._chance
        count, device = len(attributes.scene), attributes.scene.device
        alone = dataclasses.replace(
            attributes,
            share=torch.zeros_like(attributes.share),
            second_scene=attributes.scene,
            second_palette=attributes.palette,
        )
        other = dataclasses.replace(
            alone,
            scene=attributes.second_scene,
            second_scene=attributes.second_scene,
            palette=attributes.second_palette,
            second_palette=attributes.second_palette,
            accent=attributes.second_palette,
        )
        captions = self._captions.make(joined((attributes, alone, other)), drawn, 0.0)
        together, of_one, of_other = captions.split(count)
        often = torch.rand(2, count, generator=drawn, device=device)
        apart = (attributes.share > 0.0) & (often[0] < TOLD_APART)
        first = torch.where(apart[:, None], of_one, together)
        first = torch.where((~apart & (often[1] < drop))[:, None], -1, first)
        return Said(first, of_other, torch.where(apart, attributes.share, 0.0))

    def tokens(self, text: TextEncoder, said: Said) -> Tensor:
        """Return (n, SLOTS, WIDTH)."""
        words = text.words(self.features)
        numbers = torch.cat((said.first, said.second))
        there = numbers >= 0
        # Where there is none any word will do; the same one everywhere would be learnt from one by one on a GPU.
        any_one = torch.arange(numbers.numel(), device=numbers.device).view_as(numbers) % len(words)
        spoken = functional.embedding(torch.where(there, numbers, any_one), words)
        first, second = text.tokens(spoken, there).chunk(2)
        return blended(first, second, said.share)

    def nothing(self, text: TextEncoder) -> Tensor:
        """Return the tokens of an empty caption, (1, SLOTS, WIDTH)."""
        none = torch.full((1, 1), -1, device=self.features.device)
        return text.tokens(text.words(self.features[:1])[none.clamp(min=0)], none >= 0)


def blended(first: Tensor, second: Tensor, share: Tensor) -> Tensor:
    """Return tokens between two, each as long as the mean of both: what `latent.blend` does to prompts."""
    part = share[:, None, None]
    mixed = torch.lerp(first, second, part)
    length = torch.lerp(first.norm(dim=-1, keepdim=True), second.norm(dim=-1, keepdim=True), part)
    return torch.where(part > 0.0, mixed * (length / mixed.norm(dim=-1, keepdim=True).clamp(min=1e-3)), first)
