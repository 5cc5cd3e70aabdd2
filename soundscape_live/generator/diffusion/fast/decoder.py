"""The tiny decoder (AutoencoderTiny) in the kernels: latents -> pixels."""

import torch
import triton
from torch import Tensor, nn

from soundscape_live.generator.diffusion.fast.convolution import Convolution
from soundscape_live.generator.diffusion.fast.kernels import frames, products
from soundscape_live.generator.diffusion.fast.norm import Part
from soundscape_live.generator.diffusion.fast.tiles import NARROW
from soundscape_live.generator.diffusion.fast.unfit import Unfit

WIDE = 64
"Channels throughout."


class _Residual:
    """Three convolutions with ReLUs between, plus the input, then a ReLU."""

    def __init__(self, module: Part) -> None:
        parts = list(module.conv)
        if len(parts) != 5 or not isinstance(module.skip, nn.Identity) or not isinstance(module.fuse, nn.ReLU):
            raise Unfit("a decoder's block of another kind")
        self._convolutions = [Convolution(parts[place], clips=True) for place in (0, 2, 4)]

    def __call__(self, x: Tensor) -> Tensor:
        one, two, three = self._convolutions
        first = one(x, torch.empty_like(x))
        return three(two(first, torch.empty_like(x)), torch.empty_like(x), residual=x)


class Decoder:
    """The decoder. Unfit: it is another one."""

    def __init__(self, module: Part, factor: float, shift: float) -> None:
        if type(module).__name__ != "DecoderTiny":
            raise Unfit(f"a decoder of {type(module).__name__}")
        self._factor, self._shift = factor, shift
        self._parts: list[Convolution | _Residual] = []
        doubles = False
        layers = list(module.layers)
        for place, layer in enumerate(layers):
            name = type(layer).__name__
            if name == "AutoencoderTinyBlock":
                self._parts.append(_Residual(layer))
            elif isinstance(layer, nn.Upsample):
                doubles = True
            elif isinstance(layer, nn.Conv2d):
                clips = place + 1 < len(layers) and isinstance(layers[place + 1], nn.ReLU)
                kind = products.DOUBLE.value if doubles else products.PLAIN.value
                self._parts.append(Convolution(layer, kind, clips=clips))
                doubles = False
            elif not isinstance(layer, nn.ReLU):
                raise Unfit(f"a decoder's layer of {name}")

    def __call__(self, latent: Tensor, height: int, width: int) -> Tensor:
        """Return the picture (height, width, 3) uint8 of a latent (1, channels, h, w) float32."""
        _, channels, high, wide = latent.shape
        x = torch.empty(high, wide, NARROW, device=latent.device, dtype=torch.float16)
        pixels, grid = high * wide, (triton.cdiv(high * wide, 64),)
        frames.prepare[grid](latent, x, pixels, self._factor, self._shift, channels, NARROW, 64)
        for part in self._parts:
            if isinstance(part, _Residual):
                x = part(x)
            else:
                times = 2 if part.doubles else 1
                x = part(x, part.output(times * x.shape[0], times * x.shape[1]))
        out = torch.empty(height, width, 3, device=latent.device, dtype=torch.uint8)
        frames.paint[(triton.cdiv(height * width, 256),)](x, out, height, width, x.shape[1], NARROW, 256)
        return out
