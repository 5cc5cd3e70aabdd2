"""The two ends of a pass and of a decoding: latents (channels, pixels) float32, pixels uint8, and pictures between."""

import triton
import triton.language as tl


@triton.jit
def mix(
    clean,
    noise,
    numbers,
    noisy,
    padded,
    pixels,
    channels: tl.constexpr,
    wide: tl.constexpr,
    tile: tl.constexpr,
):
    """Make a step's input: keep * clean + add * noise, float32 (channels, pixels), and padded (pixels, wide)."""
    p = tl.program_id(0) * tile + tl.arange(0, tile)
    c = tl.arange(0, wide)
    inside = (p < pixels)[:, None] & (c < channels)[None, :]
    at = c[None, :] * pixels + p[:, None]
    kept = tl.load(clean + at, mask=inside, other=0.0) * tl.load(numbers)
    value = kept + tl.load(noise + at, mask=inside, other=0.0) * tl.load(numbers + 1)
    tl.store(noisy + at, value, mask=inside)
    tl.store(padded + p[:, None] * wide + c[None, :], value.to(tl.float16), mask=(p < pixels)[:, None])


@triton.jit
def settle(
    noisy,
    found,
    numbers,
    clean,
    pixels,
    channels: tl.constexpr,
    wide: tl.constexpr,
    tile: tl.constexpr,
    limit,
):
    """Make a step's clean estimate: same * noisy + net * found (pixels, wide), within the limit."""
    p = tl.program_id(0) * tile + tl.arange(0, tile)
    c = tl.arange(0, wide)
    inside = (p < pixels)[:, None] & (c < channels)[None, :]
    at = c[None, :] * pixels + p[:, None]
    answer = tl.load(found + p[:, None] * wide + c[None, :], mask=inside, other=0.0).to(tl.float32)
    value = tl.load(noisy + at, mask=inside, other=0.0) * tl.load(numbers + 2) + answer * tl.load(numbers + 3)
    tl.store(clean + at, tl.minimum(tl.maximum(value, -limit), limit), mask=inside)


@triton.jit
def prepare(
    latent,
    padded,
    pixels,
    factor,
    shift,
    channels: tl.constexpr,
    wide: tl.constexpr,
    tile: tl.constexpr,
):
    """Make the tiny decoder's input: three times the hyperbolic tangent of a third, (pixels, wide)."""
    p = tl.program_id(0) * tile + tl.arange(0, tile)
    c = tl.arange(0, wide)
    inside = (p < pixels)[:, None] & (c < channels)[None, :]
    value = tl.load(latent + c[None, :] * pixels + p[:, None], mask=inside, other=0.0) / factor + shift
    bent = 3.0 * (2.0 * tl.sigmoid(value * (2.0 / 3.0)) - 1.0)
    tl.store(
        padded + p[:, None] * wide + c[None, :], tl.where(inside, bent, 0.0).to(tl.float16), mask=(p < pixels)[:, None]
    )


@triton.jit
def paint(image, out, height, width, stride, wide: tl.constexpr, tile: tl.constexpr):
    """Make pixels, uint8 (height, width, 3), of an image of 0..1 (.., stride, wide)."""
    p = tl.program_id(0) * tile + tl.arange(0, tile)
    c = tl.arange(0, 4)
    inside = (p < height * width)[:, None] & (c < 3)[None, :]
    row = (p // width) * stride + p % width
    value = tl.load(image + row[:, None] * wide + c[None, :], mask=inside, other=0.0).to(tl.float32) * 255.0
    value = tl.where(value == value, value, 0.0)
    value = tl.minimum(tl.maximum(value, 0.0), 255.0) + 0.5
    tl.store(out + p[:, None] * 3 + c[None, :], value.to(tl.uint8), mask=inside)
