"""Texts -> embeddings on the device, and the one that the next frame is made with.

Rules: each text is encoded once, in a thread, and kept while it is among the last REMEMBERED; frames do not wait.
Blends are computed in float32 where the embeddings are; their weights are latent.blend's. While nothing changes the
same object comes back. On a CUDA device the encoder works in a stream of its own, beside the frames.
"""

import contextlib
from collections import OrderedDict
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeAlias, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from soundscape_live.generator.diffusion.model import Embedding, Encode
from soundscape_live.generator.latent.blend import Weights, blend, crossing, shares
from soundscape_live.generator.latent.course import Aim, Mix

REMEMBERED = 256

Inner: TypeAlias = tuple[NDArray[np.float64], ...]
"Inner products, token by token, of the tokens and, of SDXL's, of the pooled."


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
                stack.enter_context(torch.cuda.stream(self._stream))
            embedding = self._encode(text)
            if self._stream is not None:
                self._stream.synchronize()
            return embedding


class Prompts:
    """Follows the aims of frames."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._target: tuple[Mix, Embedding] | None = None
        self._start: Embedding | None = None
        self._way: tuple[tuple[Embedding, ...], Inner] | None = None
        "The embeddings at the ends of the way, and their inner products."
        self._aim: Aim | None = None
        self._shown: Embedding | None = None

    def follow(self, aim: Aim) -> None:
        """Take the next frame's aim; computes only where a transition begins."""
        if aim.begins:
            self._start = self.now() if aim.settled is None else self._mixed(aim.settled)
            self._way = None
            self._shown = None
        if self._aim is None or (aim.target, aim.share, aim.method) != (
            self._aim.target,
            self._aim.share,
            self._aim.method,
        ):
            self._shown = None
        self._aim = aim

    def now(self) -> Embedding:
        """Return the embedding of the last aim; waits for texts that are not encoded."""
        if self._shown is None:
            self._shown = self._found()
        return self._shown

    def _found(self) -> Embedding:
        aim = self._aim
        assert aim is not None
        target = self._mixed(aim.target)
        if aim.share >= 1.0 or self._start is None:
            self._way = None
            return target
        if self._way is None:
            self._way = (self._start, target), products((self._start, target))
        ends, inner = self._way
        return combined(ends, [crossing(each, aim.share, aim.method) for each in inner])

    def _mixed(self, mix: Mix) -> Embedding:
        """Return a blend of texts, computed when it changes."""
        if self._target is None or self._target[0] != mix:
            parts = tuple(self._library.get(prompt.text) for prompt in mix.prompts)
            share = shares([prompt.weight for prompt in mix.prompts])
            whole = parts[share.index(1.0)] if 1.0 in share else None
            if whole is None:
                whole = combined(parts, [blend(inner, share, mix.method) for inner in products(parts)])
            self._target = mix, whole
        return self._target[1]


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


def combined(parts: tuple[Embedding, ...], weights: list[Weights]) -> Embedding:
    """Return sum_i w_i v_i for each token, and for the pooled."""
    tokens = _sum([part.tokens for part in parts], weights[0])
    pooled = [part.pooled for part in parts if part.pooled is not None]
    return Embedding(tokens, _sum([each[:, None] for each in pooled], weights[1])[:, 0] if pooled else None)


def _sum(parts: list[Tensor], weights: Weights) -> Tensor:
    stacked = torch.cat(parts)
    factor = torch.from_numpy(weights.astype(np.float32)).to(stacked.device)
    return torch.einsum("tk,ktc->tc", factor, stacked.float()).to(stacked.dtype)[None]
