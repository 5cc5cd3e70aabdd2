"""Norms, gates and sums between the products, on (rows, channels). What they make has the type of its room.

Rules: sums are those of kernels.sums.
"""

import triton
import triton.language as tl

from soundscape_live.generator.diffusion.fast.kernels.sums import add, read


@triton.jit
def erf(x):
    """Return the error function within 2.5e-5 (Abramowitz, Stegun 1964, 7.1.25)."""
    far = tl.abs(x)
    t = 1.0 / (1.0 + 0.47047 * far)
    value = 1.0 - t * (0.3480242 + t * (0.7478556 * t - 0.0958798)) * tl.exp(-far * far)
    return tl.where(x < 0.0, -value, value)


@triton.jit
def norm_groups(
    first,
    second,
    first_sums,
    second_sums,
    scale,
    shift,
    out,
    rows,
    ones: tl.constexpr,
    twos: tl.constexpr,
    groups: tl.constexpr,
    room: tl.constexpr,
    touched: tl.constexpr,
    tile_m: tl.constexpr,
    tile_c: tl.constexpr,
    silu: tl.constexpr,
    epsilon,
):
    """Group norm, and SiLU, of one picture or of two side by side in channels (`ones`, then `twos`).

    `room` and `touched`: powers of two that take a group's channels, and the groups that a tile's channels belong to.
    """
    channels: tl.constexpr = ones + twos
    size: tl.constexpr = channels // groups
    c0 = tl.program_id(1) * tile_c
    c = c0 + tl.arange(0, tile_c)
    group = c0 // size + tl.arange(0, touched)
    k = group[:, None] * size + tl.arange(0, room)[None, :]
    real = (tl.arange(0, room) < size)[None, :] & (group < groups)[:, None]
    total = read(first_sums + k, real & (k < ones))
    squares = read(first_sums + ones + k, real & (k < ones))
    if twos > 0:
        total += read(second_sums + k - ones, real & (k >= ones))
        squares += read(second_sums + twos + k - ones, real & (k >= ones))
    mean = tl.sum(total, 1) / (size * rows)
    gain = tl.rsqrt(tl.maximum(tl.sum(squares, 1) / (size * rows) - mean * mean, 0.0) + epsilon)
    own = (c // size)[:, None] == group[None, :]
    mean = tl.sum(tl.where(own, mean[None, :], 0.0), 1)
    gain = tl.sum(tl.where(own, gain[None, :], 0.0), 1) * tl.load(scale + c)
    lift = tl.load(shift + c) - mean * gain
    m = tl.program_id(0) * tile_m + tl.arange(0, tile_m)
    inside = (m < rows)[:, None]
    if twos > 0 and c0 >= ones:
        value = tl.load(second + m[:, None] * twos + (c - ones)[None, :], mask=inside, other=0.0).to(tl.float32)
    else:
        value = tl.load(first + m[:, None] * ones + c[None, :], mask=inside, other=0.0).to(tl.float32)
    value = value * gain[None, :] + lift[None, :]
    if silu:
        value = value * tl.sigmoid(value)
    tl.store(out + m[:, None] * channels + c[None, :], value.to(out.dtype.element_ty), mask=inside)


@triton.jit
def norm_rows(
    x,
    pending,
    scale,
    shift,
    out,
    rows,
    channels: tl.constexpr,
    tile_m: tl.constexpr,
    tile_c: tl.constexpr,
    adds: tl.constexpr,
    epsilon,
):
    """Layer norm of (rows, channels), to which `pending`, biases that nobody has added yet, belongs."""
    m = tl.program_id(0) * tile_m + tl.arange(0, tile_m)
    c = tl.arange(0, tile_c)
    real = c < channels
    inside = (m < rows)[:, None] & real[None, :]
    at = m[:, None] * channels + c[None, :]
    value = tl.load(x + at, mask=inside, other=0.0).to(tl.float32)
    if adds:
        value += tl.load(pending + c, mask=real, other=0.0)[None, :]
    mean = tl.sum(value, 1) / channels
    away = tl.where(inside, value - mean[:, None], 0.0)
    gain = tl.rsqrt(tl.sum(away * away, 1) / channels + epsilon)
    scales = tl.load(scale + c, mask=real, other=0.0)[None, :]
    shifts = tl.load(shift + c, mask=real, other=0.0)[None, :]
    tl.store(out + at, (away * gain[:, None] * scales + shifts).to(out.dtype.element_ty), mask=inside)


@triton.jit
def gate(x, bias, out, rows, inner: tl.constexpr, tile_m: tl.constexpr, tile_c: tl.constexpr):
    """GEGLU: (rows, 2 inner) -> (rows, inner), the first half times the GELU of the second."""
    m = tl.program_id(0) * tile_m + tl.arange(0, tile_m)
    c = tl.program_id(1) * tile_c + tl.arange(0, tile_c)
    inside = (m < rows)[:, None]
    at = m[:, None] * (2 * inner) + c[None, :]
    value = tl.load(x + at, mask=inside, other=0.0).to(tl.float32) + tl.load(bias + c)[None, :]
    by = tl.load(x + at + inner, mask=inside, other=0.0).to(tl.float32) + tl.load(bias + inner + c)[None, :]
    value *= 0.5 * by * (1.0 + erf(by * 0.7071067811865476))
    tl.store(out + m[:, None] * inner + c[None, :], value.to(out.dtype.element_ty), mask=inside)


@triton.jit
def join(
    x,
    residual,
    bias,
    out,
    sums,
    rows,
    channels: tl.constexpr,
    tile_m: tl.constexpr,
    tile_c: tl.constexpr,
):
    """Add a residual and a bias to a product, and add up its channels."""
    m = tl.program_id(0) * tile_m + tl.arange(0, tile_m)
    c = tl.program_id(1) * tile_c + tl.arange(0, tile_c)
    inside = (m < rows)[:, None]
    at = m[:, None] * channels + c[None, :]
    value = tl.load(x + at, mask=inside, other=0.0).to(tl.float32) + tl.load(bias + c)[None, :]
    value += tl.load(residual + at, mask=inside, other=0.0).to(tl.float32)
    tl.store(out + at, value.to(out.dtype.element_ty), mask=inside)
    add(sums, channels, c, tl.where(inside, value, 0.0))
