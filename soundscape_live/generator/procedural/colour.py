"""Colours: OKLab in and out, palettes of five stops, and the table that turns tone and light into pixels.

OKLab: Björn Ottosson, "A perceptual color space for image processing" (2020). Rules: colours are OKLab triples
(lightness 0..1, a, b); linear light is what is added up; the table's pixels are sRGB.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Colour = NDArray[np.float32]

STOPS = 5
TONES = 96
LIGHTS = 1024
LIGHT_RANGE = 2.4
"The table's light runs from 0 to this."

_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32)  # fmt: skip
_FROM_LMS = np.linalg.inv(_TO_LMS).astype(np.float32)
_FROM_LAB = np.linalg.inv(_TO_LAB).astype(np.float32)


def from_hex(code: str) -> Colour:
    """Return the OKLab colour of `rrggbb`."""
    value = np.array([int(code[at : at + 2], 16) for at in (0, 2, 4)], np.float32) / np.float32(255.0)
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)
    lab: Colour = _TO_LAB @ np.cbrt(_TO_LMS @ linear)
    return lab


def to_linear(lab: Colour) -> Colour:
    """Return (..., 3) linear RGB, not below 0, of (..., 3) OKLab."""
    root = lab @ _FROM_LAB.T
    linear: Colour = np.maximum((root * root * root) @ _FROM_LMS.T, np.float32(0.0))
    return linear


def turned(lab: Colour, angle: float) -> Colour:
    """Return the colours with their hue turned by `angle` radians."""
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    return np.concatenate((lab[..., :1], lab[..., 1:] @ turn.T), axis=-1)


def named_colours(codes: Iterable[Sequence[str]]) -> list[Colour]:
    """Return the colours of several words, each some `rrggbb`; greys are left out where there is any colour."""
    colours = [from_hex(code) for several in codes for code in several]
    vivid = [colour for colour in colours if float(np.hypot(colour[1], colour[2])) > 0.045]
    return vivid or colours


def five_stops(colours: list[Colour]) -> Colour:
    """Return five stops from dark to highlight through the colours, in the order named."""
    first, last = colours[0], colours[-1]
    if len(colours) == 1:
        middle = [shaded(first, min(0.42, 0.6 * float(first[0])), 0.95), first, turned(shaded(first, 0.80, 0.85), 0.5)]
    elif len(colours) == 2:
        middle = [shaded(first, 0.40, 0.95), first, last]
    else:
        places = np.linspace(0, len(colours) - 1, 3)
        middle = [colours[round(float(place))] for place in places]
        middle[0] = shaded(middle[0], min(0.46, float(middle[0][0])), 1.0)
    return np.stack([shaded(first, 0.12, 0.5), *middle, shaded(last, 0.95, 0.4)]).astype(np.float32)


def shaded(colour: Colour, lightness: float, chroma: float) -> Colour:
    """Return the colour at another lightness, its chroma multiplied; as it darkens, its hue turns as shadows do.

    Yellows turn toward red and the rest toward blue, by up to a radian over the whole range of lightness.
    """
    darker = max(0.0, float(colour[0]) - lightness)
    hue = math.atan2(float(colour[2]), float(colour[1]))
    toward = 0.35 if 0.2 < hue < 2.2 else -1.6
    gap = math.remainder(toward - hue, 2 * math.pi)
    moved = np.array([lightness, colour[1] * chroma, colour[2] * chroma], np.float32)
    return turned(moved, max(-1.0, min(1.0, gap)) * darker)


def gradient(stops: Colour) -> Colour:
    """Return (TONES, 3) OKLab along the (STOPS, 3) stops."""
    place = np.linspace(0.0, STOPS - 1.0, TONES, dtype=np.float32)
    grid = np.arange(STOPS, dtype=np.float32)
    return np.stack([np.interp(place, grid, stops[:, axis]) for axis in range(3)], axis=-1).astype(np.float32)


def pixel_table(stops: Colour, contrast: float) -> NDArray[np.uint32]:
    """Return (TONES * LIGHTS,) pixels, R in the lowest byte, of every tone and light.

    A tone's colour at light 1 is the palette's; less is darker, more runs over into white, as film does:
    1 - exp(-k * colour * light), with a share of white that grows with the light above 1.
    """
    base = to_linear(gradient(stops))
    strength = np.linspace(0.0, LIGHT_RANGE, LIGHTS, dtype=np.float32)
    curve = np.power(strength, np.float32(1.15 + 0.35 * contrast))
    over = np.maximum(strength - np.float32(0.85), 0.0)
    colour = base[:, None, :] * curve[None, :, None] + (np.float32(0.16) * over * over)[None, :, None]
    shown = 1.0 - np.exp(np.float32(-1.75) * colour)
    value = np.where(shown <= 0.0031308, shown * 12.92, 1.055 * np.power(shown, np.float32(1 / 2.4)) - 0.055)
    byte = (np.clip(value, 0.0, 1.0) * np.float32(255.0) + np.float32(0.5)).astype(np.uint32)
    pixel: NDArray[np.uint32] = byte[..., 0] | (byte[..., 1] << 8) | (byte[..., 2] << 16) | np.uint32(0xFF000000)
    return pixel.ravel()
