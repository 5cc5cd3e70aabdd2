"""The model's file, as safetensors lie."""

import json
from pathlib import Path

import numpy as np
import pytest

from soundscape_live.generator.tiny.weights import read_notes, read_weights


def lay(path: Path, tensors: dict[str, tuple[str, np.ndarray]], **notes: str) -> Path:
    """Write tensors by hand, as the format says."""
    header: dict[str, object] = {"__metadata__": notes} if notes else {}
    data = b""
    for name, (kind, values) in tensors.items():
        header[name] = {
            "dtype": kind,
            "shape": list(values.shape),
            "data_offsets": [len(data), len(data) + values.nbytes],
        }
        data += values.tobytes()
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    return path


def test_steps_are_times_their_channels_scale_and_the_rest_is_as_it_is(tmp_path: Path) -> None:
    steps = np.array([[[1, -2]], [[127, 0]]], np.int8)
    file = lay(
        tmp_path / "a.safetensors",
        {
            "text.a": ("I8", steps),
            "text.a.scale": ("F32", np.array([0.5, 2.0], np.float32)),
            "text.b": ("F16", np.array([0.25, -1.5], np.float16)),
            "other": ("F32", np.zeros(3, np.float32)),
        },
    )
    weights = read_weights(file, "text.")
    assert set(weights) == {"a", "b"}
    np.testing.assert_array_equal(weights["a"], [[[0.5, -1.0]], [[254.0, 0.0]]])
    np.testing.assert_array_equal(weights["b"], [0.25, -1.5])
    assert {weight.dtype for weight in weights.values()} == {np.dtype(np.float32)}


def test_notes_are_read_and_may_be_none(tmp_path: Path) -> None:
    assert read_notes(lay(tmp_path / "a", {}, sizes="{}")) == {"sizes": "{}"}
    assert read_notes(lay(tmp_path / "b", {"x": ("F32", np.ones(1, np.float32))})) == {}


@pytest.mark.parametrize("data", [b"", b"no weights at all", (2**40).to_bytes(8, "little") + b"{}"])
def test_another_file_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "x"
    file.write_bytes(data or b"\0")
    with pytest.raises(ValueError, match="expected a safetensors file"):
        read_weights(file, "text.")


def test_weights_of_another_type_are_refused(tmp_path: Path) -> None:
    file = lay(tmp_path / "x", {"text.a": ("F64", np.zeros(2))})
    with pytest.raises(ValueError, match="not F64"):
        read_weights(file, "text.")
