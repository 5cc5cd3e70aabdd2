# ruff: noqa: E402 - what is imported needs what is asked for first
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
safetensors = pytest.importorskip("safetensors.torch")

from soundscape_live.generator.tiny.network import SMALL, Decoder, Denoiser, TextEncoder, coordinates
from soundscape_live.generator.tiny.text import TextEncoder as NumpyTextEncoder
from soundscape_live.generator.tiny.weights import read_weights
from training.picture.export import FILE, Given, Model, chance, played, random, write
from training.picture.playing import encoded
from training.picture.rounding import restored
from training.picture.sharpness import emphasised, printed

BYTES = 0.06
"Of a latent's spread: what a step in bytes may be off, in the mean."
LEVELS = 3.0
"Of 255: what a picture in bytes may be off, in the mean."


def weights(folder: Path, part: str) -> dict[str, object]:
    whole = restored(safetensors.load_file(folder / FILE))
    return {name.removeprefix(part): value for name, value in whole.items() if name.startswith(part)}


def given(height: int, width: int) -> Given:
    inputs = dict(chance(SMALL, 1, 3).steps[0])
    inputs["x"] = np.random.default_rng(1).standard_normal((1, SMALL.latent, height, width), np.float32)
    inputs["coordinates"] = coordinates(height, width).numpy()
    return inputs


def ran(folder: Path, name: str, inputs: Given) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(folder / f"{name}.onnx", providers=["CPUExecutionProvider"])
    out: NDArray[np.float32] = session.run(None, dict(inputs))[0]
    return out


@pytest.mark.parametrize("size", [(18, 32), (5, 7), (9, 4), (1, 1), (32, 18)])
def test_the_step_is_the_network_at_any_size(shipped: Path, size: tuple[int, int]) -> None:
    network = Denoiser(SMALL)
    network.load_state_dict(weights(shipped, "denoiser."))
    inputs = given(*size)
    with torch.no_grad():
        want = network(*(torch.from_numpy(inputs[name]) for name in ("x", "coordinates", "t", "tokens", "dt"))).numpy()
    assert np.abs(want - inputs["x"]).max() > 0.01
    np.testing.assert_allclose(ran(shipped, "step", inputs), want, atol=2e-5)
    assert np.abs(ran(shipped, "step-int8", inputs) - want).mean() < BYTES


@pytest.mark.parametrize("size", [(18, 32), (3, 5), (1, 1)])
def test_the_picture_is_the_decoders(shipped: Path, size: tuple[int, int]) -> None:
    network = Decoder(SMALL)
    network.load_state_dict(weights(shipped, "decoder."))
    latent = np.random.default_rng(2).standard_normal((1, SMALL.latent, *size), np.float32)
    with torch.no_grad():
        drawn = network(torch.from_numpy(latent))[0].permute(1, 2, 0)
    want = (drawn * 127.5 + 127.5).round().clamp(0, 255).numpy()
    got = ran(shipped, "decode", {"z": latent})
    assert got.dtype == np.uint8
    assert got.shape == (16 * size[0], 16 * size[1], 3)
    assert np.abs(got - want).max() <= 1.0
    assert np.abs(ran(shipped, "decode-int8", {"z": latent}) - want).mean() < LEVELS


def test_a_print_is_drawn_as_it_was_fitted(tmp_path: Path) -> None:
    plain = random(SMALL)
    decoder, sizes = printed(plain.decoder, SMALL, 0.6)
    write(Model(sizes, plain.text, plain.denoiser, decoder), tmp_path, chance(sizes))
    latent = np.random.default_rng(2).standard_normal((1, SMALL.latent, 3, 5), np.float32)
    with torch.no_grad():
        drawn = emphasised(plain.decoder(torch.from_numpy(latent)), 0.6)[0].permute(1, 2, 0)
    want = (drawn * 127.5 + 127.5).round().clamp(0, 255).numpy()[1:-1, 1:-1]
    for name, off in (("decode", 1.0), ("decode-int8", LEVELS)):
        assert np.abs(ran(tmp_path, name, {"z": latent})[1:-1, 1:-1] - want).mean() < off


def test_the_text_encoder_in_numpy_reads_the_same_file(shipped: Path) -> None:
    network = TextEncoder(SMALL)
    network.load_state_dict(weights(shipped, "text."))
    texts = ["a quiet violet nebula", "", "x", "Sea-waves, 4k!"]
    with torch.no_grad():
        want = encoded(network, texts).numpy()
    numpy = NumpyTextEncoder(read_weights(shipped / FILE, "text."))
    np.testing.assert_allclose(np.stack([numpy(text) for text in texts]), want, atol=2e-4)


def test_the_graphs_hold_no_weights(shipped: Path) -> None:
    graphs = sum(file.stat().st_size for file in shipped.glob("*.onnx"))
    parameters = sum(value.numel() for part in ("denoiser.", "decoder.") for value in weights(shipped, part).values())
    assert len(list(shipped.glob("*.onnx"))) == 4
    assert graphs < 250_000
    assert parameters > 50_000


def test_what_ranges_are_found_on_is_what_the_model_plays() -> None:
    model = random(SMALL)
    samples = played(model, ["nebula", "a city in rain"], (64, 80), frames=1)
    assert len(samples.steps) == 2 * (4 + 3)
    assert len(samples.latents) == 4
    assert {float(step["t"][0]) for step in samples.steps} >= {1.0, 0.75, 0.5, 0.25}
    assert samples.latents[0]["z"].shape == (1, SMALL.latent, 4, 5)
