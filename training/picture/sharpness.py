"""How much fine detail pictures have, and a print that brings out what there is.

Rules: pictures are (n, 3, h, w) in -1..1. What is too fine for a latent comes out softer than it was, most of all at
the highest frequencies; a print raises those, or lowers them if there is too much of them, by the same filter
everywhere, so that it weaves nothing. The filter goes into the weights of the decoder's last layer: it costs a wider
kernel there, and no layer more.
"""

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional

from soundscape_live.generator.tiny.decoder import Decoder
from soundscape_live.generator.tiny.sizes import Sizes

PATCH = 4
"Halves of a picture's detail are compared in squares of this many points a side, by their energy."
SOFTEST, STRONGEST = -0.6, 1.0
"Of prints: the highest frequency is left at 0.4 of it, or doubled."
MOST = 1.15, 1.0
"So much of the size and of the energy of real pictures' detail a print may give: soft lines have less energy."
TRIED = 33
"Prints between them, of which one is taken."


def detail(pictures: Tensor) -> Tensor:
    """Return what is lost when a picture is halved and doubled: the finest band of a Laplacian pyramid."""
    coarse = functional.interpolate(functional.avg_pool2d(pictures, 2), scale_factor=2.0, mode="bilinear")
    return pictures - coarse


def energy(fine: Tensor) -> Tensor:
    """Return the root of detail's energy in squares of PATCH points."""
    return (functional.avg_pool2d(fine.square().mean(1, keepdim=True), PATCH) + 1e-5).sqrt()


def amount(pictures: Tensor) -> Tensor:
    """Return how much fine detail there is at two scales, in its size and in its energy: logarithms, (4,)."""
    told = []
    for _ in range(2):
        fine = detail(pictures)
        told += [fine.abs().mean(), fine.square().mean().sqrt()]
        pictures = functional.avg_pool2d(pictures, 2)
    return torch.stack(told).clamp(min=1e-4).log()


def sharpness(made: Tensor, real: Tensor) -> tuple[float, float]:
    """Return the Laplacian of what was made over that of real pictures: its mean size, and its mean square."""
    edges = torch.tensor(((0.0, 1.0, 0.0), (1.0, -4.0, 1.0), (0.0, 1.0, 0.0)), device=real.device)[None, None]
    grey = (pictures.clamp(-1.0, 1.0).mean(1, keepdim=True) for pictures in (made, real))
    fine, wanted = (functional.conv2d(plane, edges) for plane in grey)
    return float(fine.abs().mean() / wanted.abs().mean()), float(fine.square().mean() / wanted.square().mean())


def emphasis(strength: float) -> Tensor:
    """Return the filter of a print, (3, 3), its sum 1: the picture, and so much of what a soft one of it lacks."""
    row = torch.tensor((0.25, 0.5, 0.25))
    kernel = -strength * torch.outer(row, row)
    kernel[1, 1] += 1.0 + strength
    return kernel


def emphasised(pictures: Tensor, strength: float) -> Tensor:
    """Return a print of pictures."""
    kernel = emphasis(strength).to(pictures).expand(3, 1, 3, 3)
    return functional.conv2d(functional.pad(pictures, (1, 1, 1, 1), mode="replicate"), kernel, groups=3)


def fitting(made: Tensor, real: Tensor) -> float:
    """Return the strongest print that gives at most MOST; the softest, if there is none."""
    best = SOFTEST
    for strength in torch.linspace(SOFTEST, STRONGEST, TRIED).tolist():
        size, square = sharpness(emphasised(made, strength), real)
        if size <= MOST[0] and square <= MOST[1]:
            best = strength
    return best


def softness(made: Tensor, real: Tensor) -> float:
    """Return how far the detail of pictures is from that of real ones, in size and energy; 0: as much."""
    return float(torch.tensor(sharpness(made, real)).clamp(min=1e-6).log().abs().sum())


def printed(decoder: Decoder, sizes: Sizes, strength: float) -> tuple[Decoder, Sizes]:
    """Return a decoder that gives prints of what this one gives, and its sizes: its last kernel is wider by 2.

    Of the picture's outermost points only some neighbours are known, so those are a little off.
    """
    wider = replace(sizes, end=sizes.end + 2)
    out = Decoder(wider).to(decoder.end.weight.device)
    weights = decoder.state_dict()
    weights["end.weight"] = _through(decoder.end.weight.detach(), emphasis(strength))
    out.load_state_dict(weights)
    return out, wider


def _through(weight: Tensor, kernel: Tensor) -> Tensor:
    """Return the last layer's weight (12, c, k, k) with what it gives filtered: (12, c, k + 2, k + 2).

    What it gives are squares of 2 by 2 points, ordered row, column, colour; a point's neighbour is in the same square
    or in the next.
    """
    squares = weight.unflatten(0, (2, 2, -1))
    out = functional.pad(torch.zeros_like(squares), (1, 1, 1, 1))
    side = weight.shape[-1]
    for row in range(2):
        for column in range(2):
            for down in (-1, 0, 1):
                for right in (-1, 0, 1):
                    (next_row, row_there), (next_column, column_there) = (
                        divmod(row + down, 2),
                        divmod(column + right, 2),
                    )
                    at = out[row, column, :, :, 1 + next_row :, 1 + next_column :][..., :side, :side]
                    at += float(kernel[1 + down, 1 + right]) * squares[row_there, column_there]
    return out.flatten(0, 2)
