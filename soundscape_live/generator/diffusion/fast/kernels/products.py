"""Convolutions as matrix products, and what adds up one that was split. Pictures are (height, width, channels).

Rules: a kernel that makes an activation also adds up its channels' values and squares (kernels.sums), so that the group
norm which follows need not read it for them. Edges are what the tensor descriptors make of them: loads beyond them are
zero, stores beyond them are dropped. Products of e4m3 are multiplied by their weights' `scale`, one for each output
channel.
"""

import triton
import triton.language as tl

from soundscape_live.generator.diffusion.fast.kernels.sums import add

PLAIN, HALVE, DOUBLE, POINT = (tl.constexpr(kind) for kind in range(4))
"Kinds of convolution: 3x3; 3x3 with stride 2; 3x3 of the picture twice as large (nearest), as four 2x2 ones; 1x1."


@triton.jit
def convolve(
    x,
    weights,
    out,
    residual,
    bias,
    scale,
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
    exact: tl.constexpr,
    scales: tl.constexpr,
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
    chunks: tl.constexpr = (channels + tile_k - 1) // tile_k
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
        total = tl.dot(pixels.reshape(tile_m, tile_k), kernel.T, total, max_num_imprecise_acc=exact)
    m = tl.arange(0, tile_m)
    n = n0 + tl.arange(0, tile_n)
    inside = (h0 + m // tile_w < height) & (w0 + m % tile_w < width)
    if splits > 1:
        row = split * height * width + (h0 + m // tile_w) * width + w0 + m % tile_w
        tl.store(parts + row[:, None] * outs + n[None, :], total, mask=inside[:, None])
    else:
        if scales:
            total *= tl.load(scale + n, mask=n < outs, other=0.0)[None, :]
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
            add(sums, outs, n, tl.where(inside[:, None], total, 0.0))


@triton.jit
def gather(
    parts,
    residual,
    bias,
    scale,
    out,
    sums,
    rows,
    outs,
    splits: tl.constexpr,
    tile_m: tl.constexpr,
    tile_n: tl.constexpr,
    scales: tl.constexpr,
    adds: tl.constexpr,
    counts: tl.constexpr,
):
    """Add up what a split product left, its bias and a residual: (rows, outs)."""
    m = tl.program_id(0) * tile_m + tl.arange(0, tile_m)
    n = tl.program_id(1) * tile_n + tl.arange(0, tile_n)
    inside = (m < rows)[:, None]
    at = m[:, None] * outs + n[None, :]
    total = tl.zeros((tile_m, tile_n), tl.float32)
    for split in tl.static_range(splits):
        total += tl.load(parts + split * rows * outs + at, mask=inside, other=0.0)
    if scales:
        total *= tl.load(scale + n)[None, :]
    total += tl.load(bias + n)[None, :]
    if adds:
        total += tl.load(residual + at, mask=inside, other=0.0).to(tl.float32)
    tl.store(out + at, total.to(tl.float16), mask=inside)
    if counts:
        add(sums, outs, n, tl.where(inside, total, 0.0))


@triton.jit
def gated(
    x,
    weights,
    out,
    bias,
    scale,
    inner,
    channels: tl.constexpr,
    tile_m: tl.constexpr,
    tile_n: tl.constexpr,
    tile_k: tl.constexpr,
):
    """Multiply and gate (GEGLU): (rows, channels) -> (rows, inner), the first half times the GELU of the second.

    x, weights (2 inner, channels) and out are tensor descriptors of e4m3.
    """
    tiles_n = tl.cdiv(inner, tile_n)
    m0, n0 = (tl.program_id(0) // tiles_n) * tile_m, (tl.program_id(0) % tiles_n) * tile_n
    value = tl.zeros((tile_m, tile_n), tl.float32)
    by = tl.zeros((tile_m, tile_n), tl.float32)
    for c0 in tl.range(0, channels, tile_k):
        rows = x.load([m0, c0])
        value = tl.dot(rows, weights.load([n0, c0]).T, value)
        by = tl.dot(rows, weights.load([inner + n0, c0]).T, by)
    n = n0 + tl.arange(0, tile_n)
    value = value * tl.load(scale + n)[None, :] + tl.load(bias + n)[None, :]
    by = by * tl.load(scale + inner + n)[None, :] + tl.load(bias + inner + n)[None, :]
    # By the hyperbolic tangent (Hendrycks, Gimpel 2016), within 5e-4: numbers of eight bits are coarser.
    bent = 0.7978845608 * by * (1.0 + 0.044715 * by * by)
    tanh = tl.inline_asm_elementwise("tanh.approx.f32 $0, $1;", "=f,f", [bent], tl.float32, is_pure=True, pack=1)
    value *= 0.5 * by * (1.0 + tanh)
    out.store([m0, n0], value.to(out.dtype))
