"""A whole frame in one CUDA graph: the steps, the decoding and the pixels, recorded once for each size and K.

Rules: what changes from frame to frame lies in buffers that the graph reads: a new prompt, noise or step never records
anew.
"""

from dataclasses import dataclass

import torch
import triton
from torch import Tensor

from soundscape_live.generator.diffusion.fast.decoder import Decoder
from soundscape_live.generator.diffusion.fast.kernels import frames
from soundscape_live.generator.diffusion.fast.network import Network
from soundscape_live.generator.diffusion.fast.tiles import NARROW
from soundscape_live.generator.diffusion.fast.unfit import Unfit
from soundscape_live.generator.diffusion.frame import LIMIT, Made, Steps, sizes
from soundscape_live.generator.diffusion.model import Embedding, Model
from soundscape_live.generator.settings import Precision

WARMING = 3
"Runs before a recording, as CUDA's libraries want it."
TILE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """A frame's graph, what it reads and what it makes."""

    drawn: "Drawn"
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

    def __init__(self, model: Model, precision: Precision) -> None:
        """Take a model; in FP8 most products are made of numbers of eight bits."""
        if model.dtype is not torch.float16:
            raise Unfit(f"weights of {model.dtype}")
        self._model = model
        self.precision = precision
        self.network = Network(model.unet, eight=precision is Precision.FP8)
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
            frames.mix[grid](clean, steps.noise[number], numbers, noisy, padded, pixels, channels, NARROW, TILE)
            found = self.network.run(padded, times[number], self.contexts)
            clean = torch.empty_like(past)
            frames.settle[grid](noisy, found, numbers, clean, pixels, channels, NARROW, TILE, LIMIT)
        return Made(clean, self._decode(clean, size[1], size[0]))

    def record(self, steps: int, size: tuple[int, int]) -> Recorded:
        """Record a frame of K steps. Blocks for as long as it takes to compile what is new."""
        model = self._model
        high, wide = model.latent_size(*size)
        time_ids = sizes(model, *size) if model.time_ids else None
        shape = (1, model.channels, high, wide)
        past = torch.zeros(shape, device=model.device)
        inputs = Steps(
            torch.zeros(steps, *shape[1:], device=model.device),
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
        return Recorded(self, graph, past, inputs.noise, inputs.times, inputs.numbers, made)
