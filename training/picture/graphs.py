"""The denoiser and the decoder as ONNX graphs whose weights lie in the model's one file.

Rules: a graph holds no weight: its initializers are external data that point into the safetensors file beside it, as
int8 and float16, and the graph makes float32 of them, which a runtime does once, as it loads. Height and width are
free. The picture leaves as bytes, (height, width, 3).
"""

import warnings
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import override

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors import safe_open
from torch import Tensor, nn

from soundscape_live.generator.tiny.network import SHUFFLE, TOKENS, WIDTH, Decoder, Denoiser, coordinates

OPSET = 17
FREE = {2: "h", 3: "w"}
TYPES = {"I8": TensorProto.INT8, "F16": TensorProto.FLOAT16, "F32": TensorProto.FLOAT}
SHAPES = "shapes"


class _Step(nn.Module):
    def __init__(self, denoiser: Denoiser) -> None:
        super().__init__()
        self.denoiser = denoiser

    @override
    def forward(self, x: Tensor, places: Tensor, t: Tensor, tokens: Tensor, seconds: Tensor) -> Tensor:
        clean: Tensor = self.denoiser(x, places, t, tokens, seconds)
        return clean


class _Squares(nn.Module):
    """The decoder's squares in bytes' range; how they become rows of pixels is added by hand."""

    def __init__(self, decoder: Decoder) -> None:
        super().__init__()
        self.decoder = decoder

    @override
    def forward(self, z: Tensor) -> Tensor:
        return self.decoder.squares(z)


def step(denoiser: Denoiser, latent: int) -> onnx.ModelProto:
    """Return the graph x, coordinates, t, tokens, dt -> clean; its weights are inside."""
    x = torch.randn(1, latent, 18, 32)
    one = torch.full((1,), 0.5)
    given = (x, coordinates(18, 32), one, torch.randn(1, TOKENS, WIDTH), one)
    names = ["x", "coordinates", "t", "tokens", "dt"]
    axes = {"x": FREE, "coordinates": FREE, "clean": FREE}
    return _traced(_Step(denoiser), given, names, "clean", axes)


def decode(decoder: Decoder, latent: int) -> onnx.ModelProto:
    """Return the graph z -> picture (h SCALE, w SCALE, 3) uint8; its weights are inside."""
    model = _traced(_Squares(decoder), (torch.randn(1, latent, 18, 32),), ["z"], "squares", {"z": FREE, "squares": FREE})
    _picture(model.graph)
    return model


def _traced(
    module: nn.Module, given: tuple[Tensor, ...], names: list[str], out: str, axes: Mapping[str, Mapping[int, str]]
) -> onnx.ModelProto:
    file = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter that needs no further package says that it is old
        torch.onnx.export(
            module.eval(),
            given,
            file,
            input_names=names,
            output_names=[out],
            dynamic_axes=axes,
            opset_version=OPSET,
            do_constant_folding=False,
            dynamo=False,
        )
    return onnx.load_from_string(file.getvalue())


def _picture(graph: onnx.GraphProto) -> None:
    """Append: bytes, squares to rows. A squares' value v is the byte 127.5 v + 127.5, rounded and kept within 0..255.

    QuantizeLinear with a scale of 1/127.5 and a zero at 127 rounds; half a step is added before.
    """
    side = SHUFFLE
    constants = {
        "picture.scale": np.array(1.0 / 127.5, np.float32),
        "picture.half": np.array(0.5 / 127.5, np.float32),
        "picture.zero": np.array(127, np.uint8),
        "picture.split": np.array([3, side, side, 0, 0], np.int64),
        "picture.ends": np.array([2, 3], np.int64),
        "picture.side": np.array([side, side], np.int64),
        "picture.three": np.array([3], np.int64),
        "picture.squares": np.array([3, side, side], np.int64),
    }
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items())
    nodes = [
        helper.make_node("Add", ["squares", "picture.half"], ["picture.raised"]),
        helper.make_node("QuantizeLinear", ["picture.raised", "picture.scale", "picture.zero"], ["picture.bytes"]),
        helper.make_node("Shape", ["picture.bytes"], ["picture.size"], start=2),
        helper.make_node("Concat", ["picture.squares", "picture.size"], ["picture.apart"], axis=0),
        helper.make_node("Reshape", ["picture.bytes", "picture.apart"], ["picture.parts"]),
        helper.make_node("Transpose", ["picture.parts"], ["picture.rows"], perm=[3, 1, 4, 2, 0]),
        helper.make_node("Mul", ["picture.size", "picture.side"], ["picture.sides"]),
        helper.make_node("Concat", ["picture.sides", "picture.three"], ["picture.whole"], axis=0),
        helper.make_node("Reshape", ["picture.rows", "picture.whole"], ["picture"]),
    ]
    del constants
    graph.node.extend(nodes)
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("picture", TensorProto.UINT8, ["height", "width", 3]))
