"""Texts -> embeddings on the device, and sums of them.

Rules: each text is encoded once, in a thread, and kept while it is among the last REMEMBERED; frames do not wait.
Sums are computed in float32 where the embeddings are. On a CUDA device the encoder works in a stream of its own, beside
the frames.
"""

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import cast

import numpy as np
import torch
from torch import Tensor

from soundscape_live.generator.diffusion.model import Embedding, Encode
from soundscape_live.generator.latent.blend import Weights
from soundscape_live.generator.latent.prompts import REMEMBERED, Inner


class Library:
    """The texts that were encoded. Called from one thread; it has one of its own."""

    def __init__(self, encode: Encode, device: torch.device) -> None:
        self._encode = encode
        self._device = device
        self._stream = _stream(device) if device.type == "cuda" else None
        self._known: OrderedDict[str, Future[Embedding]] = OrderedDict()
        self._thread = ThreadPoolExecutor(1, "encoder")

    def ready(self, texts: Collection[str]) -> bool:
        """Return whether all are encoded; begin with those that are not."""
        return all(asked.done() for asked in [self._of(text) for text in texts])

    def get(self, text: str) -> Embedding:
        """Return a text's embedding; waits for it. What the encoder raised is raised."""
        return self._of(text).result()

    def products(self, parts: tuple[Embedding, ...]) -> Inner:
        """Return the inner products of embeddings. Waits for the device."""
        return products(parts)

    def combined(self, parts: tuple[Embedding, ...], weights: Sequence[Weights]) -> Embedding:
        """Return their sum."""
        return combined(parts, weights)

    def close(self) -> None:
        """End the thread, when the text in work is done."""
        self._thread.shutdown(cancel_futures=True)

    def _of(self, text: str) -> Future[Embedding]:
        found = self._known.pop(text, None)
        if found is None:
            found = self._thread.submit(self._work, text)
            while len(self._known) >= REMEMBERED:
                self._known.popitem(last=False)
        self._known[text] = found
        return found

    def _work(self, text: str) -> Embedding:
        with contextlib.ExitStack() as stack:
            stack.enter_context(torch.inference_mode())
            if self._stream is not None:
                # A thread begins on the first device, and would take memory there when it leaves the stream.
                stack.enter_context(torch.cuda.device(self._device))
                stack.enter_context(torch.cuda.stream(self._stream))
            embedding = self._encode(text)
            if self._stream is not None:
                self._stream.synchronize()
            return embedding


def _stream(device: torch.device) -> torch.cuda.Stream:
    make = cast("Callable[[torch.device], torch.cuda.Stream]", torch.cuda.Stream)
    return make(device)


def products(parts: tuple[Embedding, ...]) -> Inner:
    """Return the inner products of embeddings, token by token, and those of the pooled. Waits for the device."""
    kinds = [torch.cat([part.tokens for part in parts])]
    pooled = [part.pooled for part in parts if part.pooled is not None]
    if pooled:
        kinds.append(torch.cat(pooled)[:, None])
    return tuple(torch.einsum("itc,jtc->tij", kind.float(), kind.float()).double().cpu().numpy() for kind in kinds)


def combined(parts: tuple[Embedding, ...], weights: Sequence[Weights]) -> Embedding:
    """Return sum_i w_i v_i for each token, and for the pooled."""
    tokens = _sum([part.tokens for part in parts], weights[0])
    pooled = [part.pooled for part in parts if part.pooled is not None]
    return Embedding(tokens, _sum([each[:, None] for each in pooled], weights[1])[:, 0] if pooled else None)


def _sum(parts: list[Tensor], weights: Weights) -> Tensor:
    stacked = torch.cat(parts)
    factor = torch.from_numpy(weights.astype(np.float32)).to(stacked.device)
    return torch.einsum("tk,ktc->tc", factor, stacked.float()).to(stacked.dtype)[None]
