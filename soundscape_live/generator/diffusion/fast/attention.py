"""Attention: by our kernel where heads have the size that it was made for, else by the library's."""

import math

import torch
import torch.nn.functional as F  # noqa: N812  (as everybody calls it)
import triton
from torch import Tensor
from triton.tools.tensor_descriptor import TensorDescriptor

from soundscape_live.generator.diffusion.fast.kernels.attention import attend

SIZE = 64
"Columns of a head for which our kernel measures faster, by a quarter."
QUERIES, KEYS = 64, 128
"In a tile."


def attended(q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
    """Return (queries, channels) of q, the same, and k, v (keys, channels); they may be parts of wider rows."""
    if q.shape[1] != SIZE * heads:
        q, k, v = (each.unflatten(1, (heads, -1)).transpose(0, 1)[None] for each in (q, k, v))
        return F.scaled_dot_product_attention(q, k, v)[0].transpose(0, 1).flatten(1)
    out = torch.empty(q.shape, device=q.device, dtype=q.dtype)
    attend[triton.cdiv(q.shape[0], QUERIES), heads](
        *(_described(each, tile) for each, tile in ((q, QUERIES), (k, KEYS), (v, KEYS), (out, QUERIES))),
        k.shape[0],
        math.log2(math.e) / math.sqrt(SIZE),
        SIZE,
        QUERIES,
        KEYS,
        k.shape[0] % KEYS == 0,
        num_stages=2,
    )
    return out


def _described(x: Tensor, tile: int) -> TensorDescriptor:
    return TensorDescriptor(x, list(x.shape), list(x.stride()), [tile, SIZE])
