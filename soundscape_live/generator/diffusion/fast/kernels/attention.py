"""Attention of a picture to itself or to the prompts.

The softmax in one pass over the keys (Milakov, Gimelshein 2018; Dao 2023).
"""

import triton
import triton.language as tl


@triton.jit
def attend(
    queries,
    keys,
    values,
    out,
    count,
    scale,
    size: tl.constexpr,
    tile_m: tl.constexpr,
    tile_n: tl.constexpr,
    whole: tl.constexpr,
):
    """Attend: a tile of queries of one head, over `count` keys.

    queries, keys, values and out are descriptors of rows in which each head has `size` columns. `scale` is that of the
    products, in powers of 2; `whole`: the keys are whole tiles.
    """
    m0, head = tl.program_id(0) * tile_m, tl.program_id(1)
    q = queries.load([m0, head * size])
    most = tl.full((tile_m,), -1e30, tl.float32)
    total = tl.zeros((tile_m,), tl.float32)
    answer = tl.zeros((tile_m, size), tl.float32)
    for n0 in tl.range(0, count, tile_n):
        k = keys.load([n0, head * size])
        score = tl.dot(q, k.T)
        if not whole:
            score = tl.where((n0 + tl.arange(0, tile_n) < count)[None, :], score, -1e30)
        higher = tl.maximum(most, tl.max(score, 1) * scale)
        share = tl.exp2(score * scale - higher[:, None])
        fade = tl.exp2(most - higher)
        total = total * fade + tl.sum(share, 1)
        v = values.load([n0, head * size])
        answer = tl.dot(share.to(tl.float16), v, answer * fade[:, None])
        most = higher
    out.store([m0, head * size], (answer / total[:, None]).to(tl.float16))
