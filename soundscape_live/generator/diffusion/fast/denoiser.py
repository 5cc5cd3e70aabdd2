"""A whole frame in one CUDA graph: the steps, the decoding and the pixels, recorded once for each size and K.

Rules: it serves at once with diffusers' modules as they are; what is faster is built in a thread, compared with those
on a frame of its own, and taken between two frames if it makes the same picture. What changes from frame to frame lies
in buffers that the graph reads: a new prompt, noise or step never records anew.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import torch
import triton
from torch import Tensor

from soundscape_live.generator.diffusion.fast.decoder import Decoder
from soundscape_live.generator.diffusion.fast.kernels import frames
from soundscape_live.generator.diffusion.fast.kernels.order import launch
from soundscape_live.generator.diffusion.fast.layers import Unfit
from soundscape_live.generator.diffusion.fast.network import Network
from soundscape_live.generator.diffusion.fast.tiles import NARROW
from soundscape_live.generator.diffusion.frame import LIMIT, EagerDenoiser, Made, Steps, numbered, sizes
from soundscape_live.generator.diffusion.model import Embedding, Model
from soundscape_live.generator.latent.schedule import LAST
from soundscape_live.host.clock import now

AWAY = 4.0
"Of 255: the mean difference of two pictures from which on they are not the same."
WARMING = 3
"Runs before a recording, as CUDA's libraries want it."
TILE = 64

Key: TypeAlias = tuple[int, tuple[int, int]]
"How many steps, and the picture's width and height."


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """A frame's graph, what it reads and what it makes."""

    graph: torch.cuda.CUDAGraph
    past: Tensor
    noise: Tensor
    times: Tensor
    numbers: Tensor
    made: Made

    def play(self, past: Tensor, steps: Steps) -> Made:
        """Make a frame; waits for nothing."""
        for room, value in ((self.past, past), (self.noise, steps.noise), (self.times, steps.times)):
            room.copy_(value)
        self.numbers.copy_(steps.numbers)
        self.graph.replay()
        return self.made


class Drawn:
    """The frame in the kernels, for one model. Unfit: the model is not laid out for them."""

    def __init__(self, model: Model, *, eight: bool = False) -> None:
        """Take a model; `eight`: most products are made of numbers of eight bits."""
        if model.dtype is not torch.float16:
            raise Unfit(f"weights of {model.dtype}")
        self._model = model
        self.network = Network(model.unet, eight=eight)
        self._decode = Decoder(getattr(model.vae, "decoder", None), model.vae_factor, model.vae_shift)
        self._guidance = None if model.guidance is None else model.guidance.to(model.device, model.dtype)
        self.contexts: Tensor | None = None
        self.pooled: Tensor | None = None
        self._of: Embedding | None = None

    def refresh(self) -> None:
        """Heed that weights have changed: what was made of the prompts with the old ones, too."""
        with torch.inference_mode():
            self.network.refresh()
        self._of = None

    def heed(self, embedding: Embedding) -> None:
        """Have the graphs read these prompts from now on."""
        if embedding is self._of:
            return
        with torch.inference_mode():
            made = self.network.contexts(embedding.tokens)
            if self.contexts is None:
                self.contexts = made
                self.pooled = None if embedding.pooled is None else embedding.pooled.clone()
            else:
                self.contexts.copy_(made)
                if self.pooled is not None and embedding.pooled is not None:
                    self.pooled.copy_(embedding.pooled)
        self._of = embedding

    def frame(self, past: Tensor, steps: Steps, size: tuple[int, int], time_ids: Tensor | None) -> Made:
        """Make a frame of a size (width, height)."""
        assert self.contexts is not None, "heed comes first"
        _, channels, high, wide = past.shape
        pixels = high * wide
        grid = (triton.cdiv(pixels, TILE),)
        times = self.network.times(steps.times, self._guidance, self.pooled, time_ids)
        clean = past
        for number in range(steps.times.shape[0]):
            noisy, numbers = torch.empty_like(past), steps.numbers[number]
            padded = torch.empty(high, wide, NARROW, device=past.device, dtype=torch.float16)
            launch(frames.mix, grid, clean, steps.noise[number], numbers, noisy, padded, pixels, channels, NARROW, TILE)
            found = self.network.run(padded, times[number], self.contexts)
            clean = torch.empty_like(past)
            launch(frames.settle, grid, noisy, found, numbers, clean, pixels, channels, NARROW, TILE, LIMIT)
        return Made(clean, self._decode(clean, size[1], size[0]))

    def record(self, steps: int, size: tuple[int, int]) -> Recorded:
        """Record a frame of K steps. Blocks for as long as it takes to compile what is new."""
        model = self._model
        high, wide = model.latent_size(*size)
        time_ids = sizes(model, *size) if model.time_ids else None
        shape = (1, model.channels, high, wide)
        past = torch.zeros(shape, device=model.device)
        inputs = Steps(
            torch.randn(steps, *shape[1:], device=model.device),
            torch.linspace(999, 200, steps, device=model.device),
            torch.tensor([[0.5, 0.8, 1.0, -0.5]] * steps, device=model.device),
        )
        stream = torch.cuda.Stream(model.device)
        stream.wait_stream(torch.cuda.current_stream(model.device))
        with torch.inference_mode(), torch.cuda.stream(stream):
            for _ in range(WARMING):
                self.frame(past, inputs, size, time_ids)
            stream.synchronize()
            graph = torch.cuda.CUDAGraph()
            # The show's own thread goes on meanwhile, and may ask for memory.
            with torch.cuda.graph(graph, stream=stream, capture_error_mode="thread_local"):
                made = self.frame(past, inputs, size, time_ids)
        return Recorded(graph, past, inputs.noise, inputs.times, inputs.numbers, made)


class GraphDenoiser:
    """Makes frames: at once as any device can, soon with recorded graphs. Called from one thread."""

    def __init__(self, model: Model, width: int, height: int, say: Callable[[str], None]) -> None:
        """`say` is told, on another thread, when the fast way is taken, or why it is not."""
        self._model = model
        self._eager = EagerDenoiser(model, width, height)
        self._size = (width, height)
        self._say = say
        self._drawn: Drawn | None = None
        self._recorded: dict[Key, Recorded] = {}
        self._asked: set[Key] = set()
        self._building = threading.Lock()
        self._prompting = threading.Lock()
        "Held while the prompts that the graphs read must stay what they are."

    def resize(self, width: int, height: int) -> None:
        """Make pictures of this size from now on."""
        self._eager.resize(width, height)
        self._size = (width, height)

    def frame(self, past: Tensor, steps: Steps, embedding: Embedding) -> Made:
        """Return a frame; waits for the end of a comparison at most."""
        key = (steps.times.shape[0], self._size)
        recorded, drawn = self._recorded.get(key), self._drawn
        if recorded is None or drawn is None:
            self._ask(key, embedding)
            return self._eager.frame(past, steps, embedding)
        with self._prompting, torch.inference_mode():
            drawn.heed(embedding)
            return recorded.play(past, steps)

    def picture(self, latent: Tensor) -> Tensor:
        """Return a latent's picture."""
        return self._eager.picture(latent)

    def refresh(self) -> None:
        """Heed that the weights of the model have been changed in place."""
        if self._drawn is not None:
            self._drawn.refresh()

    def _ask(self, key: Key, embedding: Embedding) -> None:
        if key not in self._asked:
            self._asked.add(key)
            threading.Thread(target=self._build, args=(key, embedding), name="graphs", daemon=True).start()

    def _build(self, key: Key, embedding: Embedding) -> None:
        """Record a frame and compare it. Thread: its own; blocks for seconds."""
        steps, size = key
        with self._building:
            begun = now()
            try:
                if self._drawn is None:
                    self._drawn = Drawn(self._model)
                recorded, away = self._compared(self._drawn, key, embedding)
            except Unfit as error:
                self._say(f"the graphs do without {error}: diffusers' own modules draw on")
            except Exception as error:  # noqa: BLE001  (a compiler's and a driver's faults are of every kind, and the show goes on without)
                self._say(f"no graph for {size[0]}x{size[1]} in {steps} steps: {type(error).__name__}: {error}")
            else:
                took = now() - begun
                if away > AWAY:
                    self._say(f"the graph's picture is {away:.1f} of 255 away from diffusers' own, and is not used")
                else:
                    self._recorded[key] = recorded
                    self._say(
                        f"graph of {size[0]}x{size[1]} in {steps} steps after {took:.1f} s, {away:.2f} of 255 away"
                    )

    def _compared(self, drawn: Drawn, key: Key, embedding: Embedding) -> tuple[Recorded, float]:
        """Return a graph, and how far its picture is from that of diffusers' own modules, of 255 on average."""
        with self._prompting:
            drawn.heed(embedding)
        recorded = drawn.record(*key)
        model = self._model
        eager = EagerDenoiser(model, *key[1])
        times = tuple(LAST * (key[0] - number) // key[0] for number in range(key[0]))
        past = torch.randn_like(recorded.past)
        steps = numbered(model, times, torch.randn_like(recorded.noise), fresh=True)
        stream = torch.cuda.Stream(model.device)
        stream.wait_stream(torch.cuda.current_stream(model.device))
        with torch.cuda.stream(stream), torch.inference_mode():
            expected = eager.frame(past, steps, embedding).picture.float()
            with self._prompting:
                drawn.heed(embedding)
                found = recorded.play(past, steps).picture.float()
                stream.synchronize()
        return recorded, float((expected - found).abs().mean())
