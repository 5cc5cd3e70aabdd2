"""Our own model in torch, inside the loop of diffusion models: the same weights as on a CPU, and the same frames.

Rules: it is computed in float32, and texts are encoded in numpy, as there; the picture's bytes are the same but for the
last digit. The network gives the clean latent itself, and is told how many seconds go by.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from typing_extensions import override

from soundscape_live.generator.diffusion.frame import LIMIT, EagerDenoiser, Made, Steps
from soundscape_live.generator.diffusion.model import TINY, Embedding, Encode, Family, Model, lay_out
from soundscape_live.generator.latent.course import HARD
from soundscape_live.generator.latent.schedule import LAST, Estimate, flow
from soundscape_live.generator.tiny.files import MODEL, WEIGHTS, find
from soundscape_live.generator.tiny.network import SCALE, Decoder, Denoiser, Sizes, coordinates
from soundscape_live.generator.tiny.text import Array, open_encoder
from soundscape_live.generator.tiny.weights import read_notes, read_weights


class Pictures:
    """The decoder, asked as diffusers' are."""

    def __init__(self, network: Decoder) -> None:
        self._network = network

    def decode(self, latent: Tensor, *, return_dict: bool) -> tuple[Tensor, ...]:  # noqa: ARG002  (a tuple either way)
        """Return images (1, 3, height, width) of -1..1."""
        return (self._network(latent),)


class TinyDenoiser(EagerDenoiser):
    """Makes frames with our own network."""

    @override
    def resize(self, width: int, height: int) -> None:
        """Make pictures of this size from now on."""
        super().resize(width, height)
        self._places = coordinates(*self._model.latent_size(width, height), self._model.device)

    @override
    def frame(self, past: Tensor, steps: Steps, embedding: Embedding) -> Made:
        """Return a frame; waits for nothing."""
        assert steps.seconds is not None
        times = (steps.times + 1.0) / LAST
        with torch.inference_mode():
            clean = past
            for number in range(times.shape[0]):
                keep, add, same, net = steps.numbers[number].unbind()
                x = keep * clean + add * steps.noise[number : number + 1]
                this = slice(number, number + 1)
                out = self._model.unet(x, self._places, times[this], embedding.tokens, steps.seconds[this])
                clean = (same * x + net * out).clamp(-LIMIT, LIMIT)
            return Made(clean, self.picture(clean))


def load_tiny(device: torch.device, folder: Path = MODEL) -> Model:
    """Return our own model. Refusal says what is missing. Blocks: a second."""
    file = find(folder) / WEIGHTS
    told = json.loads(read_notes(file)["sizes"])
    fields: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in told.items()}
    sizes = Sizes(**fields)
    encoder = open_encoder(folder)
    denoiser, decoder = Denoiser(sizes), Decoder(sizes)
    for network, prefix in ((denoiser, "denoiser."), (decoder, "decoder.")):
        _fill(network, file, prefix)
        network.to(device).eval()
        lay_out(network)
    return Model(
        name=TINY,
        family=Family.TINY,
        unet=denoiser,
        vae=Pictures(decoder),
        encode=_encode(encoder, device),
        schedule=flow(Estimate.CLEAN),
        device=device,
        dtype=torch.float32,
        vae_dtype=torch.float32,
        scale=SCALE,
        channels=sizes.latent,
        arrival=HARD,
        likeness=0.0,
    )


def _fill(network: nn.Module, file: Path, prefix: str) -> None:
    weights = read_weights(file, prefix)
    network.load_state_dict({name: torch.from_numpy(weight) for name, weight in weights.items()})


def _encode(encoder: Callable[[str], Array], device: torch.device) -> Encode:
    def encode(text: str) -> Embedding:
        return Embedding(torch.from_numpy(encoder(text)).to(device)[None])

    return encode
