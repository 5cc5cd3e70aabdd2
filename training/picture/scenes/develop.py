"""From light to a picture: exposure, bloom, corners, film, contrast, grain.

Rules: light comes in linear, (2n, 3, h, w), 0 and up; a picture goes out in -1..1, as a screen wants it.
"""

import torch
from torch import Tensor
from torch.nn import functional

from training.picture.attributes import Attributes
from training.picture.scenes.camera import corners, look
from training.picture.scenes.noise import Field
from training.picture.scenes.view import View

BRIGHTER = 1.1
"Light -1 to 1 is this many stops either way."
DARKER = 1.5
BLOOM_FROM = 0.6
REACH = 24.0
"Parts of a picture's root of area over which bright light spreads."
FILM = 1.6
PUNCH = 0.3
"Contrast where nobody asks for more or less."
GAMMA = 1.0 / 1.75
"Of the film's curve; the palettes are made linear with 1.6, so that their middles stay rich."


def develop(view: View, light: Tensor, attributes: Attributes) -> Tensor:
    """Return the picture of a light; attributes are on the CPU."""
    device = light.device
    asked = look(attributes, "light")
    stops = torch.exp2(torch.where(asked > 0.0, asked * BRIGHTER, asked * DARKER))
    exposure, glow, contrast, grain = (
        one.repeat(2, 1, 1)[:, None].to(device)
        for one in (stops, look(attributes, "glow"), look(attributes, "contrast"), look(attributes, "grain"))
    )
    light = (light * exposure).clamp_(0.0, 6.0)
    light = light + _bloom(light) * (0.45 + 0.45 * glow)
    light = light * corners(light.shape[2], light.shape[3], device)[:, None]
    shown = (1.0 - torch.exp(light * -FILM)) ** GAMMA
    bent = shown * shown * (3.0 - 2.0 * shown)
    shown = shown + (bent - shown) * (PUNCH + 0.65 * contrast)
    if bool((look(attributes, "grain") > 0.0).any()):
        rough = view.noise(Field.ROUGH, view.x * 1.5, view.y * 1.5) - 0.5
        shown = shown + rough[:, None] * grain * (0.24 - 0.16 * (shown - 0.5).abs())
    return (shown * 2.0 - 1.0).clamp_(-1.0, 1.0)


def _bloom(light: Tensor) -> Tensor:
    """Return what bright places shed on those around them."""
    height, width = light.shape[2:]
    block = max(1, round((height * width) ** 0.5 / REACH / 2.0))
    coarse = functional.avg_pool2d((light - BLOOM_FROM).clamp(0.0, 2.5), block, ceil_mode=True)
    taps = torch.exp(torch.arange(-3, 4, device=light.device).square() / -3.0)
    taps = taps / taps.sum()
    rows, columns = taps.view(1, 1, 1, -1), taps.view(1, 1, -1, 1)
    flat = coarse.flatten(0, 1)[:, None]
    spread = functional.conv2d(functional.conv2d(flat, rows, padding=(0, 3)), columns, padding=(3, 0))
    return functional.interpolate(spread.view_as(coarse), size=(height, width), mode="bilinear", align_corners=False)
