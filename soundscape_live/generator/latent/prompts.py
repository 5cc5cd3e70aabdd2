"""The embedding that the next frame is made with, whatever an embedding is.

Rules: the weights of a blend are latent.blend's; whoever keeps the texts computes the sums. A transition starts at what
the last frame was made with. While nothing changes the same object comes back, and nothing is computed.
"""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeAlias, TypeVar

from soundscape_live.generator.latent.blend import Products, Weights, blend, crossing, shares
from soundscape_live.generator.latent.course import Aim, Mix

REMEMBERED = 256
"Texts whose embeddings are kept, at least."

Inner: TypeAlias = tuple[Products, ...]
"Inner products, token by token; of each kind of tokens that an embedding has."

E = TypeVar("E")


class Texts(Protocol[E]):
    """Keeps the embeddings of texts, and computes with them."""

    def get(self, text: str) -> E:
        """Return a text's embedding; may wait for it."""
        ...

    def products(self, parts: tuple[E, ...]) -> Inner:
        """Return the inner products of embeddings, for each kind of tokens."""
        ...

    def combined(self, parts: tuple[E, ...], weights: Sequence[Weights]) -> E:
        """Return sum_i w_i v_i for each token; there are weights for each kind."""
        ...


class Prompts(Generic[E]):
    """Follows the aims of frames."""

    def __init__(self, texts: Texts[E]) -> None:
        self._texts = texts
        self._target: tuple[Mix, E] | None = None
        self._start: E | None = None
        self._way: tuple[tuple[E, ...], Inner] | None = None
        "The embeddings at the ends of the way, and their inner products."
        self._aim: Aim | None = None
        self._shown: E | None = None

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

    def now(self) -> E:
        """Return the embedding of the last aim; waits for texts that are not encoded."""
        if self._shown is None:
            self._shown = self._found()
        return self._shown

    def _found(self) -> E:
        aim = self._aim
        assert aim is not None
        target = self._mixed(aim.target)
        if aim.share >= 1.0 or self._start is None:
            self._way = None
            return target
        if self._way is None:
            self._way = (self._start, target), self._texts.products((self._start, target))
        ends, inner = self._way
        return self._texts.combined(ends, [crossing(each, aim.share, aim.method) for each in inner])

    def _mixed(self, mix: Mix) -> E:
        """Return a blend of texts, computed when it changes."""
        if self._target is None or self._target[0] != mix:
            parts = tuple(self._texts.get(prompt.text) for prompt in mix.prompts)
            share = shares([prompt.weight for prompt in mix.prompts])
            whole = parts[share.index(1.0)] if 1.0 in share else None
            if whole is None:
                products = self._texts.products(parts)
                whole = self._texts.combined(parts, [blend(inner, share, mix.method) for inner in products])
            self._target = mix, whole
        return self._target[1]
