"""The sums of an activation's channels, which a group norm needs: values, then squares.

Rules: they are whole numbers of UNIT to one, (2, channels) int64: tiles are added up in whatever order they come, and
only of whole numbers is the sum the same in each. Whoever begins a pass zeroes them. Room: squares of 7,000 on every
pixel of the largest picture; a unit is a millionth of one square.
"""

import triton
import triton.language as tl

UNIT = tl.constexpr(2.0**20)


@triton.jit
def add(sums, channels, c, values):
    """Add up a tile of values, (rows, columns); `c` are its columns' channels."""
    tl.atomic_add(sums + c, (tl.sum(values, 0) * UNIT).to(tl.int64), sem="relaxed")
    tl.atomic_add(sums + channels + c, (tl.sum(values * values, 0) * UNIT).to(tl.int64), sem="relaxed")


@triton.jit
def read(at, mask):
    """Return sums, float32."""
    return tl.load(at, mask=mask, other=0).to(tl.float32) / UNIT
