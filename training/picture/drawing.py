"""An ONNX graph under construction, of which the weights lie in the model's one safetensors file.

Rules: a weight is external data: it points into that file by offset and length, as int8 with a scale for each output
channel, or float16; the graph makes float32 of it, which a runtime does once, as it loads. What is quantised, if
anything, are the points: the numbers that go into convolutions and come out of them. A drawing without ranges is in
float32 and notes its points, so that their ranges can be seen; a drawing with ranges has each point as bytes.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
TYPES = {"I8": TensorProto.INT8, "F16": TensorProto.FLOAT16, "F32": TensorProto.FLOAT}
SCALE = ".scale"

Ranges = Mapping[str, tuple[float, float]]
"The least and the greatest value of each point."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tensor lies in the file."""

    type: int
    "ONNX's number."
    shape: tuple[int, ...]
    offset: int
    length: int


class Stored:
    """The model's file, as graphs point into it."""

    def __init__(self, file: Path) -> None:
        """Read the file's header."""
        self.name = file.name
        with file.open("rb") as opened:
            size = int.from_bytes(opened.read(8), "little")
            told = json.loads(opened.read(size))
        self._bytes = np.memmap(file, np.uint8, "r")
        self.places = {
            name: Place(
                TYPES[tensor["dtype"]],
                tuple(tensor["shape"]),
                8 + size + tensor["data_offsets"][0],
                tensor["data_offsets"][1] - tensor["data_offsets"][0],
            )
            for name, tensor in told.items()
            if name != "__metadata__"
        }

    def read(self, name: str) -> NDArray[np.float32]:
        """Return a tensor as float32, a scale not applied."""
        place = self.places[name]
        kind = helper.tensor_dtype_to_np_dtype(place.type)
        raw = self._bytes[place.offset : place.offset + place.length].tobytes()
        return np.frombuffer(raw, kind).reshape(place.shape).astype(np.float32)


class Drawing:
    """Draws nodes one after another; a tensor is known by its name."""

    def __init__(self, stored: Stored, ranges: Ranges | None = None) -> None:
        """Draw in bytes if ranges are given."""
        self.points: dict[str, str] = {}
        "By the names that ranges go by: the tensors."
        self._stored = stored
        self._ranges = ranges
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}
        self._whole: dict[str, str] = {}
        self._pointed: dict[str, str] = {}
        self._steps: dict[str, tuple[str, str]] = {}
        "Of what are bytes: the names of their step and of the byte that stands for 0."

    def op(self, kind: str, *inputs: str, out: str = "", outs: int = 1, **attributes: object) -> str:
        """Draw a node; return its output's name, which is `out` or made up (of several: name.0, name.1, ...)."""
        name = out or f"{kind}.{len(self._nodes)}"
        names = [name] if outs == 1 else [f"{name}.{number}" for number in range(outs)]
        self._nodes.append(helper.make_node(kind, list(inputs), names, name=name, **attributes))
        return name

    def constant(self, value: NDArray[np.generic] | Sequence[int], name: str = "") -> str:
        """Return the name of a small constant, kept in the graph itself; a sequence is of int64."""
        array = np.asarray(value) if isinstance(value, np.ndarray) else np.array(value, np.int64)
        name = name or f"constant.{array.dtype}.{'x'.join(map(str, array.shape))}.{zlib.crc32(array.tobytes()):08x}"
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(array, name)
        return name

    def weight(self, name: str) -> str:
        """Return the name of a weight as float32."""
        if name not in self._whole:
            place = self._stored.places[name]
            whole = self.op("Cast", self._external(name, place.shape), to=TensorProto.FLOAT)
            if place.type == TensorProto.INT8:
                rows = (place.shape[0], *(1,) * (len(place.shape) - 1))
                whole = self.op("Mul", whole, self._external(name + SCALE, rows))
            self._whole[name] = whole
        return self._whole[name]

    def shape(self, name: str) -> tuple[int, ...]:
        """Return a weight's shape."""
        return self._stored.places[name].shape

    def point(self, x: str) -> str:
        """Return the tensor as it is where convolutions begin and end: in bytes, if ranges are given."""
        if x not in self._pointed:
            name = f"point.{len(self.points)}"
            self.points[name] = x
            out = x if self._ranges is None else self._in_bytes(x, *_steps(*self._ranges[name]))
            self._pointed[x] = self._pointed[out] = out
        return self._pointed[x]

    def moved(self, x: str, kind: str, *more: str, **attributes: object) -> str:
        """Draw a node that moves numbers and leaves them as they are; a point remains one."""
        out = self.op(kind, x, *more, **attributes)
        if x in self._steps:
            out = self._bytes_again(out, self._steps[x])
        if x in self._pointed:
            self._pointed[out] = out
        return out

    def _in_bytes(self, x: str, step: float, zero: int) -> str:
        steps = self.constant(np.array(step, np.float32), f"{x}.step"), self.constant(np.array(zero, np.uint8))
        return self._bytes_again(x, steps)

    def _bytes_again(self, x: str, steps: tuple[str, str]) -> str:
        out = self.op("DequantizeLinear", self.op("QuantizeLinear", x, *steps), *steps)
        self._steps[out] = steps
        return out

    def convolve(self, x: str, name: str, *, stride: int = 1, relu: bool = False, add: float = 0.0) -> str:
        """Draw a convolution whose sides are padded evenly; `add` goes on its bias."""
        x = self.point(x)
        weight, bias = f"{name}.weight", f"{name}.bias"
        side = self.shape(weight)[-1]
        kernel = self.weight(weight) if self._ranges is None else self._in_steps(weight)
        offset = self._bias(x, weight, bias, add)
        out = f"{name}.{'sum' if relu else 'out'}"
        pads = [side // 2] * 4
        self.op("Conv", x, kernel, offset, out=out, kernel_shape=[side, side], pads=pads, strides=[stride, stride])
        return self.op("Relu", out, out=f"{name}.out") if relu else out

    def linear(self, x: str, name: str) -> str:
        """Draw a layer over the last axis of (1, n, c) or (1, c)."""
        turned = self.op("Transpose", self.weight(f"{name}.weight"), perm=[1, 0])
        return self.op("Add", self.op("MatMul", x, turned), self.weight(f"{name}.bias"))

    def silu(self, x: str) -> str:
        """Draw x / (1 + exp(-x))."""
        return self.op("Mul", x, self.op("Sigmoid", x))

    def model(self, inputs: Mapping[str, Sequence[int | str]], out: onnx.ValueInfoProto, name: str) -> onnx.ModelProto:
        """Return the graph; all inputs are float32."""
        given = [helper.make_tensor_value_info(key, TensorProto.FLOAT, list(size)) for key, size in inputs.items()]
        graph = helper.make_graph(self._nodes, name, given, [out], list(self._constants.values()))
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="soundscape_live"
        )
        model.ir_version = 8
        return model

    def _in_steps(self, weight: str) -> str:
        """Return an int8 weight, as a runtime computes with it without making float32 of it."""
        shape = self.shape(weight)
        zero = self.constant(np.zeros(shape[0], np.int8))
        scale = self._external(weight + SCALE, shape[:1])
        return self.op("DequantizeLinear", self._external(weight, shape), scale, zero, axis=0)

    def _bias(self, x: str, weight: str, bias: str, add: float) -> str:
        if self._ranges is None:
            whole = self.weight(bias)
            return self.op("Add", whole, self.constant(np.array(add, np.float32))) if add else whole
        step = numpy_helper.to_array(self._constants[self._steps[x][0]])
        scale = (step * self._stored.read(weight + SCALE)).astype(np.float32)
        steps = np.clip(np.round((self._stored.read(bias) + add) / scale), -(2**31) + 1, 2**31 - 1).astype(np.int32)
        zero = self.constant(np.zeros(len(steps), np.int32))
        given = [self.constant(steps, f"{bias}.steps"), self.constant(scale, f"{bias}.step"), zero]
        return self.op("DequantizeLinear", *given, axis=0)

    def _external(self, name: str, shape: Sequence[int]) -> str:
        key = f"{name}.{'x'.join(map(str, shape))}"
        if key not in self._constants:
            place = self._stored.places[name]
            tensor = TensorProto(name=key, data_type=place.type, dims=shape, data_location=TensorProto.EXTERNAL)
            told = {"location": self._stored.name, "offset": place.offset, "length": place.length}
            for what, value in told.items():
                tensor.external_data.add(key=what, value=str(value))
            self._constants[key] = tensor
        return key


def _steps(low: float, high: float) -> tuple[float, int]:
    """Return the step between two bytes, and the byte that stands for 0, so that both ends can be told."""
    low, high = min(low, 0.0), max(high, 0.0)
    step = max(high - low, 1e-6) / 255.0
    return step, round(-low / step)
