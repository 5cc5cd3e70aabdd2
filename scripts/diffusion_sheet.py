"""Draw what a diffusion model answers on one sheet: python scripts/diffusion_sheet.py OUT.png [--model random:tiny].

The rows: noise_scale 0, 0.1, 0.3, 0.6 and 1, a picture a frame; then at 0.1 a reset in the fifth frame, a transition
over six from the third on, and prompts that change in the third without one. A bar is how much of a picture changed.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from contact_sheet import caption, png

from soundscape_live.generator.engines import open_model
from soundscape_live.generator.picture import FrameState, Picture, Renderer
from soundscape_live.generator.settings import ModelSettings
from soundscape_live.model import Interpolation, Prompt
from soundscape_live.wire.messages import WireTransition

FRAMES = 10
BEFORE = 12
"Frames that are drawn before those of a row."
FIRST = Prompt("slow drifting haze of light")
SECOND = Prompt("neon city in the rain")
BAR = 6


def main() -> None:
    """Draw the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--model", default="random:tiny")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--size", default="128x128")
    options = parser.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    renderer = open_model(ModelSettings(options.model, device=options.device), width, height, 30.0)
    rows = [np.concatenate([caption(name, height + BAR), *film(renderer, states)], axis=1) for name, states in scenes()]
    options.out.write_bytes(png(np.concatenate(rows)))


def scenes() -> list[tuple[str, list[FrameState]]]:
    """Return each row's name and the states of its frames."""
    calm = FrameState((FIRST,), Interpolation.LINEAR, 0.1, (1000, 750, 500, 250), manage_cache=True, seed=7)
    made = [(f"noise {noise:g}", [replace(calm, noise_scale=noise)] * FRAMES) for noise in (0.0, 0.1, 0.3, 0.6, 1.0)]
    cut = [calm] * FRAMES
    cut[4] = replace(calm, reset=True)
    way = [calm, calm, *[replace(calm, prompts=(SECOND,))] * (FRAMES - 2)]
    changed = list(way)
    way[2] = replace(way[2], transition=WireTransition((SECOND,), 6, Interpolation.SLERP))
    return [*made, ("reset", cut), ("transition", way), ("prompts", changed)]


def film(renderer: Renderer, states: list[FrameState]) -> list[Picture]:
    """Return a row's pictures, each with its bar; it begins as every other row."""
    start = replace(states[0], noise_scale=0.1, prompts=(FIRST,))
    for prompt in (SECOND, FIRST):
        renderer.frame(replace(start, prompts=(prompt,), reset=True))
    for number in range(BEFORE):
        before = renderer.frame(replace(start, reset=number == 0)).astype(int)
    row = []
    for state in states:
        picture = renderer.frame(state)
        share = min(1.0, float(np.abs(picture - before).mean()) / 64.0)
        bar = np.full((BAR, picture.shape[1], 3), 12, np.uint8)
        bar[1:-1, : round(share * picture.shape[1])] = 230
        row.append(np.concatenate([picture, bar]))
        before = picture.astype(int)
    return row


if __name__ == "__main__":
    main()
