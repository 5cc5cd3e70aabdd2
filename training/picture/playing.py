"""Frames as the model makes them while it plays, in batches: for sheets, for its own latents, for calibration.

Rules: a frame from noise goes down the whole grid; one that goes on from the last begins at its own noise and goes down
what is left of the grid, as `latent.schedule` cuts it. What such a frame begins with is a memory's (`memory`).
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from soundscape_live.generator.tiny.network import SCALE, Denoiser, TextEncoder, coordinates
from soundscape_live.generator.tiny.words import BUCKETS, FEATURES, split, table
from training.picture.flow import noised
from training.picture.pictures import as_bytes
from training.picture.steps import GRID, LIMIT, NEAR

Look = Callable[[Tensor, Tensor, Tensor, Tensor], None]
"Is shown what each step is given: x, t, tokens, seconds."


def encoded(text: TextEncoder, prompts: Sequence[str]) -> Tensor:
    """Return (n, SLOTS, WIDTH) for n prompts."""
    rows = [table(split(prompt)) for prompt in prompts]
    features = np.full((len(rows), max(1, *map(len, rows)), FEATURES), BUCKETS, np.int64)
    for filled, row in zip(features, rows, strict=True):
        filled[: len(row)] = row
    device = next(text.parameters()).device
    tokens: Tensor = text(torch.from_numpy(features).to(device))
    return tokens


@torch.no_grad()
def frame(  # noqa: PLR0913 - what a frame is made of
    denoise: Callable[..., Tensor],
    tokens: Tensor,
    past: Tensor,
    *,
    start: float = 1.0,
    seconds: float = 0.0,
    grid: Sequence[float] = GRID,
    look: Look | None = None,
) -> Tensor:
    """Return the next latents (n, c, h, w) after `past`; with a start of 1 nothing of it is left."""
    height, width = past.shape[2:]
    places = coordinates(height, width, past.device)
    steps = [start, *(step for step in grid if step < start - NEAR)]
    clean = past
    for number, step in enumerate(steps):
        t = torch.full((len(past),), step, device=past.device)
        passed = torch.full_like(t, seconds if number == 0 and start < 1.0 else 0.0)
        x = torch.randn_like(past) if step >= 1.0 else noised(clean, t)
        if look is not None:
            look(x, t, tokens, passed)
        clean = denoise(x, places, t, tokens, passed).clamp(-LIMIT, LIMIT)
    return clean


def fresh(denoiser: Denoiser, tokens: Tensor, pixels: tuple[int, int], grid: Sequence[float] = GRID) -> Tensor:
    """Return latents made from noise alone, of pictures of (height, width) pixels."""
    size = (len(tokens), denoiser.end.out_channels, pixels[0] // SCALE, pixels[1] // SCALE)
    return frame(denoiser, tokens, torch.zeros(size, device=tokens.device), grid=grid)


def sheet(pictures: Tensor, file: Path, columns: int) -> None:
    """Write pictures (n, 3, h, w) in -1..1 as one, in rows of so many."""
    rows = as_bytes(pictures.float()).cpu().split(columns)
    whole = torch.cat([torch.cat(list(row), 2) for row in rows if len(row) == columns], 1)
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(whole.permute(1, 2, 0).numpy()).save(file, quality=90)
