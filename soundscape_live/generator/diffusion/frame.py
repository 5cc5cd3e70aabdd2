"""The seam: one frame on the device, from the kept latent and K noises to the new latent and its picture.

Rules: nothing in a frame depends on a Python value that changes from frame to frame; what changes is in tensors, so
that a frame can be recorded once for each size and K and replayed. A frame is asked for without waiting for the
device; whoever reads its tensors waits. Weights change in place only (Denoiser.refresh tells of it). All tensors are
on the model's device; latents, noises and numbers are float32, and the network computes in the model's own type.
"""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from soundscape_live.generator.diffusion.model import Embedding, Model

LIMIT = 10.0
"A clean latent's values stay within this; trained models keep within 6."


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """K denoising steps; the equations are latent.schedule's."""

    noise: Tensor
    "(K, channels, h, w): of each step."
    times: Tensor
    "(K,): the network's time, 0..999."
    numbers: Tensor
    "(K, 4): keep, add, same, net."
    seconds: Tensor | None = None
    "(K,): by which each step goes on, for a model with a clock of its own."


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """A frame. Its tensors may be overwritten by the next one."""

    latent: Tensor
    "(1, channels, h, w): the last clean estimate."
    picture: Tensor
    "(height, width, 3): uint8 RGB."


class Denoiser(Protocol):
    """Makes frames of one size at a time. Called from one thread."""

    def resize(self, width: int, height: int) -> None:
        """Make pictures of this size from now on; latents are ceil(side / model.scale) wide and high."""
        ...

    def frame(self, past: Tensor, steps: Steps, embedding: Embedding) -> Made:
        """Return a frame made from a latent (1, 4, h, w), which is left as it is."""
        ...

    def picture(self, latent: Tensor) -> Tensor:
        """Return the picture of any latent, (height, width, 3) uint8."""
        ...

    def refresh(self) -> None:
        """Heed that the weights of the model have been changed in place (the scale of a LoRA)."""
        ...


def numbered(model: Model, times: tuple[int, ...], noise: Tensor, *, fresh: bool, ahead: float = 0.0) -> Steps:
    """Return steps at these times, with their numbers on the model's device; the first goes `ahead` seconds on."""
    steps = model.schedule.steps(times, fresh=fresh)
    return Steps(
        noise,
        torch.tensor([float(step.time - 1) for step in steps], device=model.device),
        torch.tensor([(step.keep, step.add, step.same, step.net) for step in steps], device=model.device),
        torch.tensor([ahead] + [0.0] * (len(steps) - 1), device=model.device),
    )


def sizes(model: Model, width: int, height: int) -> Tensor:
    """Return what SDXL is told of sizes, (1, 6): the original's, the crop's corner, the target's."""
    return torch.tensor([(height, width, 0, 0, height, width)], device=model.device, dtype=model.dtype)


class EagerDenoiser:
    """Runs diffusers' modules as they are: what any device can do at once, and what faster ones are compared with."""

    def __init__(self, model: Model, width: int, height: int) -> None:
        self._model = model
        self._conditions: dict[str, Tensor] = {}
        self._guidance = None if model.guidance is None else model.guidance.to(model.device, model.dtype)
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Make pictures of this size from now on."""
        self._width, self._height = width, height
        if self._model.time_ids:
            self._conditions["time_ids"] = sizes(self._model, width, height)

    def frame(self, past: Tensor, steps: Steps, embedding: Embedding) -> Made:
        """Return a frame; waits for nothing."""
        with torch.inference_mode():
            clean = past
            for number in range(steps.times.shape[0]):
                keep, add, same, net = steps.numbers[number].unbind()
                x = keep * clean + add * steps.noise[number : number + 1]
                out = self._network(x, steps.times[number], embedding)
                clean = (same * x + net * out).clamp(-LIMIT, LIMIT)
            return Made(clean, self.picture(clean))

    def picture(self, latent: Tensor) -> Tensor:
        """Return a latent's picture."""
        model = self._model
        with torch.inference_mode():
            scaled = (latent / model.vae_factor + model.vae_shift).to(model.vae_dtype)
            image = model.vae.decode(scaled.contiguous(memory_format=torch.channels_last), return_dict=False)[0]
            pixels = image[0, :, : self._height, : self._width].float().mul(127.5).add(127.5)
            return pixels.nan_to_num(0.0).round().clamp(0.0, 255.0).to(torch.uint8).permute(1, 2, 0).contiguous()

    def refresh(self) -> None:
        """Do nothing: the modules' own weights are read anew in every frame."""

    def _network(self, x: Tensor, time: Tensor, embedding: Embedding) -> Tensor:
        conditions = None
        if embedding.pooled is not None:
            conditions = {"text_embeds": embedding.pooled, **self._conditions}
        out: Tensor = self._model.unet(
            x.to(self._model.dtype).contiguous(memory_format=torch.channels_last),
            time,
            encoder_hidden_states=embedding.tokens,
            timestep_cond=self._guidance,
            added_cond_kwargs=conditions,
            return_dict=False,
        )[0]
        return out.float()
