"""The denoiser and the decoder as ONNX graphs: the same numbers as `generator.tiny.network`, node by node.

Rules: one picture at a time; height and width are free, as the network's are. Between convolutions channels come last,
which is how a CPU goes over them. The picture leaves as bytes, (height, width, 3).
"""

import numpy as np
import onnx
from onnx import TensorProto, helper

from soundscape_live.generator.tiny.network import FASTEST, SECONDS, WAVES, Sizes, parts
from soundscape_live.generator.tiny.text import HEADS, SLOTS, WIDTH
from training.picture.drawing import Drawing

EPSILON = 1e-5
LAST, FIRST = [0, 2, 3, 1], [0, 3, 1, 2]
"Axes, that channels come last, and first again."
HALF = np.float32(0.5 / 127.5)
"Half a step of a byte: a value v is the byte 127.5 v + 127.5, and bytes are counted from 127."


def step(draw: Drawing, sizes: Sizes) -> onnx.ModelProto:
    """Return the graph x, coordinates, t, tokens, dt -> clean."""
    told = iter(_conditions(draw, sizes))
    hidden = draw.point(draw.convolve(draw.op("Concat", "x", "coordinates", axis=1), "denoiser.begin"))
    kept = []
    for level, blocks in enumerate(sizes.blocks):
        if level:
            hidden = draw.point(draw.convolve(hidden, f"denoiser.coarser.{level - 1}", stride=2))
        for block in range(blocks):
            hidden = _residual(draw, hidden, f"denoiser.down.{level}.{block}", next(told))
        kept.append(hidden)
    for block in range(2):
        hidden = _residual(draw, hidden, f"denoiser.middle.{block}", next(told))
        hidden = _attention(draw, hidden, f"denoiser.attend.{block}", sizes.denoiser[-1])
    for level in reversed(range(len(sizes.blocks))):
        if level < len(sizes.blocks) - 1:
            hidden = _finer(draw, hidden, kept[level], level)
        hidden = draw.op("Concat", hidden, kept[level], axis=1)
        for block in range(sizes.blocks[level]):
            hidden = _residual(draw, hidden, f"denoiser.up.{level}.{block}", next(told))
    ended = draw.convolve(_before(draw, hidden, sizes.denoiser[0]), "denoiser.end")
    draw.op("Sub", "x", draw.op("Mul", "t", draw.point(ended)), out="clean")
    picture: tuple[int | str, ...] = (1, sizes.latent, "h", "w")
    inputs = {"x": picture, "coordinates": (1, 2, "h", "w"), "t": (1,), "tokens": (1, SLOTS, WIDTH), "dt": (1,)}
    return draw.model(inputs, helper.make_tensor_value_info("clean", TensorProto.FLOAT, picture), "step")


def decode(draw: Drawing, sizes: Sizes) -> onnx.ModelProto:
    """Return the graph z -> picture (h SCALE, w SCALE, 3) uint8."""
    number = 2
    hidden = draw.point(draw.convolve("z", "decoder.parts.0", relu=True))
    for level, blocks in enumerate(sizes.rebuilds):
        if level:
            grown = draw.point(draw.convolve(hidden, f"decoder.parts.{number}", relu=True))
            hidden = _spread(draw, grown, sizes.decoder[level])
            number += 3
        for _ in range(blocks):
            hidden = _rebuild(draw, hidden, f"decoder.parts.{number}")
            number += 1
    squares = draw.convolve(hidden, "decoder.end", add=float(HALF))
    _picture(draw, squares)
    out = helper.make_tensor_value_info("picture", TensorProto.UINT8, ["height", "width", 3])
    return draw.model({"z": (1, sizes.latent, "h", "w")}, out, "decode")


def _conditions(draw: Drawing, sizes: Sizes) -> list[tuple[str, str]]:
    """Return stretch and shift of each block, (width,) each."""
    numbers = draw.op("Concat", _waves(draw, "t"), _waves(draw, _times(draw, "dt", SECONDS)), axis=1)
    told = draw.linear(draw.silu(draw.linear(numbers, "denoiser.told.0")), "denoiser.told.2")
    flat = draw.op("Reshape", "tokens", draw.constant([1, -1]))
    said = draw.linear(draw.silu(draw.linear(flat, "denoiser.said.0")), "denoiser.said.2")
    row = draw.linear(draw.silu(draw.op("Add", told, said)), "denoiser.tell")
    widths = [part for width in parts(sizes) for part in (width, width)]
    flat = draw.op("Reshape", row, draw.constant([-1]))
    shares = draw.op("Split", flat, draw.constant(widths), outs=len(widths), axis=0)
    return [(f"{shares}.{number}", f"{shares}.{number + 1}") for number in range(0, len(widths), 2)]


def _times(draw: Drawing, x: str, factor: float) -> str:
    return draw.op("Mul", x, draw.constant(np.array(factor, np.float32)))


def _waves(draw: Drawing, number: str) -> str:
    rates = np.exp(np.linspace(0.0, np.log(FASTEST), WAVES)).astype(np.float32)[None]
    angle = draw.op("Mul", number, draw.constant(rates))
    return draw.op("Concat", draw.op("Sin", angle), draw.op("Cos", angle), axis=1)


def _norm(draw: Drawing, x: str, width: int, told: tuple[str, str] | None = None) -> str:
    given = told or (draw.constant(np.ones(width, np.float32)),)
    return draw.op("LayerNormalization", x, *given, axis=-1, epsilon=EPSILON)


def _before(draw: Drawing, x: str, width: int, told: tuple[str, str] | None = None) -> str:
    """Return what a convolution sees: evened out, stretched and shifted if told so, bent."""
    last = draw.op("Transpose", x, perm=LAST)
    return draw.op("Transpose", draw.silu(_norm(draw, last, width, told)), perm=FIRST)


def _residual(draw: Drawing, x: str, name: str, told: tuple[str, str]) -> str:
    after, before = draw.shape(f"{name}.first.weight")[:2]
    hidden = draw.point(draw.convolve(_before(draw, x, before), f"{name}.first"))
    out = draw.point(draw.convolve(_before(draw, hidden, after, told), f"{name}.second"))
    if before != after:
        x = draw.point(draw.convolve(x, f"{name}.round"))
    return draw.op("Add", x, out, out=f"{name}.out")


def _attention(draw: Drawing, x: str, name: str, width: int) -> str:
    size = draw.op("Shape", x)
    points = draw.op("Transpose", draw.op("Reshape", x, draw.constant([1, width, -1])), perm=[0, 2, 1])
    own = _norm(draw, points, width)
    told = draw.op("Concat", draw.linear(own, f"{name}.keys"), draw.linear("tokens", f"{name}.told"), axis=1)
    both = draw.op("Split", told, outs=2, axis=2)
    query = _heads(draw, _times(draw, draw.linear(own, f"{name}.query"), float((width / HEADS) ** -0.5)), [0, 2, 1, 3])
    score = draw.op("MatMul", query, _heads(draw, f"{both}.0", [0, 2, 3, 1]))
    mixed = draw.op("MatMul", draw.op("Softmax", score, axis=-1), _heads(draw, f"{both}.1", [0, 2, 1, 3]))
    joined = draw.op("Reshape", draw.op("Transpose", mixed, perm=[0, 2, 1, 3]), draw.constant([1, -1, width]))
    out = draw.op("Transpose", draw.linear(joined, f"{name}.out"), perm=[0, 2, 1])
    return draw.op("Add", x, draw.op("Reshape", out, size), out=f"{name}.sum")


def _heads(draw: Drawing, x: str, axes: list[int]) -> str:
    return draw.op("Transpose", draw.op("Reshape", x, draw.constant([1, 0, HEADS, -1])), perm=axes)


def _finer(draw: Drawing, x: str, past: str, level: int) -> str:
    """Return x at the level's size, which is that of `past`: twice as large, less a row or column where that is odd."""
    scales = draw.constant(np.array([1.0, 1.0, 2.0, 2.0], np.float32))
    large = draw.moved(
        draw.point(x),
        "Resize",
        "",
        scales,
        mode="nearest",
        nearest_mode="floor",
        coordinate_transformation_mode="asymmetric",
    )
    grown = draw.point(draw.convolve(large, f"denoiser.finer.{level}"))
    size = draw.op("Shape", past, start=2)
    return draw.op("Slice", grown, draw.constant([0, 0]), size, draw.constant([2, 3]))


def _rebuild(draw: Drawing, x: str, name: str) -> str:
    first = draw.convolve(x, f"{name}.first", relu=True)
    second = draw.point(draw.convolve(first, f"{name}.second"))
    return draw.point(draw.op("Relu", draw.op("Add", x, second), out=f"{name}.out"))


def _spread(draw: Drawing, x: str, channels: int) -> str:
    """Return (1, c, 2 h, 2 w) from (1, 4 c, h, w), channels ordered row, column, kind: whole points are moved."""
    last = draw.moved(x, "Transpose", perm=LAST)
    rows = draw.moved(_paired(draw, last, channels), "Transpose", perm=[0, 2, 1, 3])
    size = draw.op("Mul", draw.op("Shape", x, start=2), draw.constant([2, 2]))
    whole = draw.op("Concat", draw.constant([1]), size, draw.constant([channels]), axis=0)
    return draw.moved(draw.moved(rows, "Reshape", whole), "Transpose", perm=FIRST)


def _paired(draw: Drawing, last: str, channels: int) -> str:
    """Return (h, w, 2, 2 c) from (1, h, w, 4 c)."""
    size = draw.op("Shape", last, start=1, end=3)
    return draw.moved(last, "Reshape", draw.op("Concat", size, draw.constant([2, 2 * channels]), axis=0))


def _picture(draw: Drawing, squares: str) -> None:
    """Draw squares (1, 12, h, w) of values in -1..1 as bytes in rows (2 h, 2 w, 3)."""
    scale, zero = draw.constant(np.array(1.0 / 127.5, np.float32)), draw.constant(np.array(127, np.uint8))
    last = draw.op("Transpose", draw.op("QuantizeLinear", squares, scale, zero), perm=LAST)
    rows = draw.op("Transpose", _paired(draw, last, 3), perm=[0, 2, 1, 3])
    size = draw.op("Mul", draw.op("Shape", last, start=1, end=3), draw.constant([2, 2]))
    draw.op("Reshape", rows, draw.op("Concat", size, draw.constant([3]), axis=0), out="picture")
