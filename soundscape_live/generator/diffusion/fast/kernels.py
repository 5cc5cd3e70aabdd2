"""Triton kernels of the network's pass and of the decoder. All pictures are (height, width, channels), float16.

Rules: a kernel that makes an activation also adds up its channels' values and squares (`sums`, (2, channels), float32,
zeroed by whoever begins a pass), so that the group norm which follows need not read it for them. Edges are what the
tensor descriptors make of them: loads beyond them are zero, stores beyond them are dropped.
"""

import triton
import triton.language as tl

PLAIN, HALVE, DOUBLE, POINT = (tl.constexpr(kind) for kind in range(4))
"Kinds of convolution: 3x3; 3x3 with stride 2; 3x3 of the picture twice as large (nearest), as four 2x2 ones; 1x1."


@triton.jit
def convolve(
    x,
    weights,
    out,
    residual,
    bias,
    sums,
    parts,
    height,
    width,
    outs,
    channels: tl.constexpr,
    tile_h: tl.constexpr,
    tile_w: tl.constexpr,
    tile_n: tl.constexpr,
    tile_k: tl.constexpr,
    splits: tl.constexpr,
    kind: tl.constexpr,
    adds: tl.constexpr,
    counts: tl.constexpr,
    clips: tl.constexpr,
):
    """Convolve as a matrix product: a tile of pixels by a tile of output channels, over taps and input channels.

    x, weights (taps, outs, channels), out and residual are tensor descriptors. `height` and `width` are the output's,
    of DOUBLE the input's. With splits > 1 the taps and channels are shared out, and float32 parts are written.
    """
    tile_m: tl.constexpr = tile_h * tile_w
    taps: tl.constexpr = 1 if kind == POINT else (4 if kind == DOUBLE else 9)
    chunks: tl.constexpr = channels // tile_k
    turns: tl.constexpr = taps * chunks
    share: tl.constexpr = (turns + splits - 1) // splits
    place, split = tl.program_id(0), tl.program_id(1)
    phase = 0
    if kind == DOUBLE:
        phase = place % 4
        place = place // 4
    below, right = phase // 2, phase % 2
    tiles_n = tl.cdiv(outs, tile_n)
    n0 = (place % tiles_n) * tile_n
    place = place // tiles_n
    tiles_w = tl.cdiv(width, tile_w)
    h0, w0 = (place // tiles_w) * tile_h, (place % tiles_w) * tile_w
    total = tl.zeros((tile_m, tile_n), tl.float32)
    for turn in tl.range(split * share, min(turns, (split + 1) * share)):
        tap = turn // chunks
        c0 = (turn % chunks) * tile_k
        if kind == POINT:
            pixels = x.load([h0, w0, c0])
        elif kind == DOUBLE:
            pixels = x.load([h0 + tap // 2 - 1 + below, w0 + tap % 2 - 1 + right, c0])
            tap = phase * 4 + tap
        elif kind == HALVE:
            kh, kw = tap // 3 + 1, tap % 3 + 1
            pixels = x.load([h0 + kh // 2 - 1, kh % 2, w0 + kw // 2 - 1, kw % 2, c0])
        else:
            pixels = x.load([h0 + tap // 3 - 1, w0 + tap % 3 - 1, c0])
        kernel = weights.load([tap, n0, c0]).reshape(tile_n, tile_k)
        total = tl.dot(pixels.reshape(tile_m, tile_k), kernel.T, total)
    m = tl.arange(0, tile_m)
    n = n0 + tl.arange(0, tile_n)
    inside = (h0 + m // tile_w < height) & (w0 + m % tile_w < width)
    if splits > 1:
        row = split * height * width + (h0 + m // tile_w) * width + w0 + m % tile_w
        tl.store(parts + row[:, None] * outs + n[None, :], total, mask=inside[:, None])
    else:
        total += tl.load(bias + n, mask=n < outs, other=0.0)[None, :]
        if adds:
            total += residual.load([h0, w0, n0]).reshape(tile_m, tile_n).to(tl.float32)
        if clips:
            total = tl.maximum(total, 0.0)
        if kind == DOUBLE:
            out.store([h0, below, w0, right, n0], total.to(tl.float16).reshape(tile_h, 1, tile_w, 1, tile_n))
        else:
            out.store([h0, w0, n0], total.to(tl.float16).reshape(tile_h, tile_w, tile_n))
        if counts:
            kept = tl.where(inside[:, None], total, 0.0)
            tl.atomic_add(sums + n, tl.sum(kept, 0), sem="relaxed")
            tl.atomic_add(sums + outs + n, tl.sum(kept * kept, 0), sem="relaxed")


@triton.jit
def gather(
    parts,
    residual,
    bias,
    out,
    sums,
    rows,
    outs,
    splits: tl.constexpr,
    tile_m: tl.constexpr,
    tile_n: tl.constexpr,
    adds: tl.constexpr,
    counts: tl.constexpr,
):
    """Add up what a split product left, its bias and a residual: (rows, outs)."""
    m = tl.program_id(0) * tile_m + tl.arange(0, tile_m)
    n = tl.program_id(1) * tile_n + tl.arange(0, tile_n)
    inside = (m < rows)[:, None]
    at = m[:, None] * outs + n[None, :]
    total = tl.zeros((tile_m, tile_n), tl.float32) + tl.load(bias + n)[None, :]
    for split in tl.static_range(splits):
        total += tl.load(parts + split * rows * outs + at, mask=inside, other=0.0)
    if adds:
        total += tl.load(residual + at, mask=inside, other=0.0).to(tl.float32)
    tl.store(out + at, total.to(tl.float16), mask=inside)
    if counts:
        kept = tl.where(inside, total, 0.0)
        tl.atomic_add(sums + n, tl.sum(kept, 0), sem="relaxed")
        tl.atomic_add(sums + outs + n, tl.sum(kept * kept, 0), sem="relaxed")


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
    tile_m: tl.constexpr,
    tile_c: tl.constexpr,
    silu: tl.constexpr,
    epsilon,
):
    """Group norm, and SiLU, of one picture or of two side by side in channels (`ones`, then `twos`)."""
    channels: tl.constexpr = ones + twos
    size: tl.constexpr = channels // groups
    c0 = tl.program_id(1) * tile_c
    c = c0 + tl.arange(0, tile_c)
    begin = (c // size) * size
    total = tl.zeros((tile_c,), tl.float32)
    squares = tl.zeros((tile_c,), tl.float32)
    for place in range(size):
        k = begin + place
        total += tl.load(first_sums + k, mask=k < ones, other=0.0)
        squares += tl.load(first_sums + ones + k, mask=k < ones, other=0.0)
        if twos > 0:
            total += tl.load(second_sums + k - ones, mask=k >= ones, other=0.0)
            squares += tl.load(second_sums + twos + k - ones, mask=k >= ones, other=0.0)
    mean = total / (size * rows)
    gain = tl.rsqrt(tl.maximum(squares / (size * rows) - mean * mean, 0.0) + epsilon) * tl.load(scale + c)
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
    tl.store(out + m[:, None] * channels + c[None, :], value.to(tl.float16), mask=inside)


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
    tl.store(out + at, (away * gain[:, None] * scales + shifts).to(tl.float16), mask=inside)


@triton.jit
def gate(x, bias, out, rows, inner: tl.constexpr, tile_m: tl.constexpr, tile_c: tl.constexpr):
    """GEGLU: (rows, 2 inner) -> (rows, inner), the first half times the GELU of the second."""
    m = tl.program_id(0) * tile_m + tl.arange(0, tile_m)
    c = tl.program_id(1) * tile_c + tl.arange(0, tile_c)
    inside = (m < rows)[:, None]
    at = m[:, None] * (2 * inner) + c[None, :]
    value = tl.load(x + at, mask=inside, other=0.0).to(tl.float32) + tl.load(bias + c)[None, :]
    by = tl.load(x + at + inner, mask=inside, other=0.0).to(tl.float32) + tl.load(bias + inner + c)[None, :]
    value *= 0.5 * by * (1.0 + tl.erf(by * 0.7071067811865476))
    tl.store(out + m[:, None] * inner + c[None, :], value.to(tl.float16), mask=inside)


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
    tl.store(out + at, value.to(tl.float16), mask=inside)
    kept = tl.where(inside, value, 0.0)
    tl.atomic_add(sums + c, tl.sum(kept, 0), sem="relaxed")
    tl.atomic_add(sums + channels + c, tl.sum(kept * kept, 0), sem="relaxed")


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
