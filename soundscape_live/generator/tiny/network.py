"""The networks of our own latent model, in torch: prompts to tokens, noise to a latent, a latent to a picture.

Rules: sides are multiples of SCALE pixels, and any such size works, odd latents too. Latents have a spread of about 1
in every channel. A CPU runs the same networks as graphs that training exports.
"""

from soundscape_live.generator.tiny.decoder import Decoder, Rebuild
from soundscape_live.generator.tiny.denoiser import FASTEST, SECONDS, WAVES, Denoiser, coordinates, normal, parts
from soundscape_live.generator.tiny.sizes import SCALE, SMALL, Sizes
from soundscape_live.generator.tiny.speech import TextEncoder

__all__ = [
    "FASTEST",
    "SCALE",
    "SECONDS",
    "SMALL",
    "WAVES",
    "Decoder",
    "Denoiser",
    "Rebuild",
    "Sizes",
    "TextEncoder",
    "coordinates",
    "normal",
    "parts",
]
