"""Reads the model's file: every weight, once, in the format of safetensors.

Rules: 8 bytes with the header's length (little-endian), a header of JSON, the tensors' bytes one after another. An int8
tensor `name` stands for itself times `name.scale`, a number for each of its first axis; others are float16 or float32.
Graphs beside the file point into it by offset, so the file is read as it lies and never rewritten.
"""

import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

SCALE = ".scale"
NOTES = "__metadata__"
_TYPES = {"F32": np.float32, "F16": np.float16, "I8": np.int8, "I64": np.int64}
MAX_HEADER = 4_000_000
"Bytes."

Weight = NDArray[np.float32]


def read_weights(path: Path, prefix: str) -> Mapping[str, Weight]:
    """Return the weights whose names begin with `prefix`, under what follows it, as float32. Blocks: milliseconds.

    OSError if the file cannot be read; ValueError if it is no such file.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        header, start = _header(path, data)
        tensors = {
            name.removeprefix(prefix): _read(data, start, told)
            for name, told in header.items()
            if name.startswith(prefix)
        }
    return {name: _scaled(name, tensors) for name in tensors if not name.endswith(SCALE)}


def read_notes(path: Path) -> Mapping[str, str]:
    """Return what was noted beside the weights; OSError and ValueError as above."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        notes: Mapping[str, str] = _header(path, data)[0].get(NOTES, {})
    return notes


def _header(path: Path, data: mmap.mmap) -> tuple[Mapping[str, Any], int]:
    """Return what the header tells of each tensor, and where their bytes begin."""
    size = int.from_bytes(data[:8], "little")
    if not 2 <= size <= min(MAX_HEADER, len(data) - 8):
        raise ValueError(f"{path}: expected a safetensors file")
    return json.loads(data[8 : 8 + size]), 8 + size


class _Told(TypedDict):
    """What the header tells of a tensor."""

    dtype: str
    shape: list[int]
    data_offsets: tuple[int, int]


def _read(data: mmap.mmap, start: int, told: _Told) -> NDArray[np.generic]:
    begin, end = told["data_offsets"]
    kind = _TYPES.get(told["dtype"])
    if kind is None:
        raise ValueError(f"expected weights of {', '.join(_TYPES)}, not {told['dtype']}")
    read: NDArray[np.generic] = np.frombuffer(data[start + begin : start + end], kind).reshape(told["shape"])
    return read


def _scaled(name: str, tensors: Mapping[str, NDArray[np.generic]]) -> Weight:
    weight = tensors[name].astype(np.float32)
    scale = tensors.get(name + SCALE)
    if scale is None:
        return weight
    return weight * scale.astype(np.float32).reshape(-1, *(1,) * (weight.ndim - 1))
