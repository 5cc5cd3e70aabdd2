"""Prompts to tokens, in torch, as it is taught; `text` computes the same in numpy."""

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from soundscape_live.generator.tiny.sizes import Sizes
from soundscape_live.generator.tiny.text import HEADS, LOUD, SLOTS, WIDTH
from soundscape_live.generator.tiny.words import BUCKETS, WORDS

LATER = 1.5
"How much less a text's last place counts at first, as a logarithm: what is named first is what is meant."


class Pair(nn.Module):
    """Two layers over what has been brought to mean 0 and spread 1."""

    def __init__(self, before: int, between: int, after: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(before)
        self.first = nn.Linear(before, between)
        self.second = nn.Linear(between, after)

    @override
    def forward(self, x: Tensor) -> Tensor:
        """Return (..., after)."""
        out: Tensor = self.second(functional.silu(self.first(self.norm(x))))
        return out


class TextEncoder(nn.Module):
    """Words, each a bag of features, to SLOTS tokens: what a prompt says, in a space where prompts can be blended.

    `text` computes the same in numpy.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.embedding = nn.Embedding(BUCKETS, sizes.feature)
        nn.init.normal_(self.embedding.weight, std=0.3)
        self.word = Pair(sizes.feature, WIDTH, WIDTH)
        self.null = nn.Parameter(torch.randn(1, WIDTH) * 0.3)
        self.queries = nn.Parameter(torch.randn(SLOTS, WIDTH))
        self.places = nn.Parameter(torch.linspace(0.0, -LATER, WORDS).repeat(HEADS, 1))
        self.keys_values = nn.Linear(WIDTH, 2 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.after = Pair(WIDTH, 2 * WIDTH, WIDTH)

    def words(self, features: Tensor) -> Tensor:
        """Return (..., WIDTH) for each word's features, (..., f) numbers of buckets; BUCKETS: none."""
        there = features < BUCKETS
        counts = there.to(self.embedding.weight.dtype)
        shares = counts * LOUD / counts.sum(-1, keepdim=True).clamp(min=1.0)
        # What is none counts nothing in any bucket; in one bucket alone a GPU would add up all of it, one by one.
        any_one = torch.arange(features.numel(), device=features.device).view_as(features) % BUCKETS
        rows, size = torch.where(there, features, any_one).flatten(0, -2), features.shape[-1]
        means = functional.embedding_bag(
            rows, self.embedding.weight, mode="sum", per_sample_weights=shares.reshape(-1, size)
        )
        vectors: Tensor = self.word(means.unflatten(0, features.shape[:-1]))
        return vectors

    def tokens(self, words: Tensor, there: Tensor) -> Tensor:
        """Return (n, SLOTS, WIDTH) from (n, l, WIDTH) words, at most WORDS; those count that are there, (n, l)."""
        count, length = there.shape
        said = torch.cat((self.null.expand(count, 1, WIDTH).to(words.dtype), words), 1)
        counts = functional.pad(there, (1, 0), value=True)
        keys, values = (heads(part) for part in self.keys_values(said).chunk(2, -1))
        queries = heads(self.queries[None])
        places = functional.pad(self.places[:, None, :length], (1, 0))
        scores = queries @ keys.transpose(-1, -2) * (WIDTH / HEADS) ** -0.5 + places
        mixed = scores.masked_fill(~counts[:, None, None, :], -torch.inf).softmax(-1) @ values
        slots = self.queries + self.out(mixed.transpose(1, 2).flatten(2))
        tokens: Tensor = slots + self.after(slots)
        return tokens

    @override
    def forward(self, features: Tensor) -> Tensor:
        """Return (n, SLOTS, WIDTH) from (n, l, f): the features of n prompts of at most l words."""
        return self.tokens(self.words(features), (features < BUCKETS).any(-1))


def heads(x: Tensor) -> Tensor:
    """Return (n, HEADS, l, width / HEADS)."""
    heads: Tensor = x.unflatten(-1, (HEADS, x.shape[-1] // HEADS))
    return heads.transpose(1, 2)
