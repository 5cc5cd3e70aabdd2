import numpy as np
import pytest

from soundscape_live.analysis.beat.frames import SIZE
from soundscape_live.analysis.beat.network import Network
from soundscape_live.analysis.beat.weights import Weights, shipped


def made(seed: int = 1, channels: int = 4, dilations: tuple[int, ...] = (1, 2, 4)) -> Weights:
    random = np.random.default_rng(seed)

    def array(*shape: int) -> np.ndarray:
        return (random.normal(size=shape) * 0.3).astype(np.float32)

    count = len(dilations)
    return Weights(
        first=array(channels, SIZE, 3),
        first_bias=array(channels),
        blocks=array(count, channels, channels, 5),
        block_biases=array(count, channels),
        mixes=array(count, channels, channels),
        mix_biases=array(count, channels),
        last=array(2, channels),
        last_bias=array(2),
        dilations=dilations,
    )


def whole(weights: Weights, frames: np.ndarray) -> np.ndarray:
    """Return what the definition gives for all frames at once: a causal convolution is a sum over taps."""

    def convolved(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray, dilation: int) -> np.ndarray:
        out = np.tile(bias.astype(np.float64), (len(x), 1))
        taps = kernel.shape[2]
        for tap in range(taps):
            back = (taps - 1 - tap) * dilation
            out[back:] += x[: len(x) - back] @ kernel[:, :, tap].T
        return out

    x = np.maximum(convolved(frames.astype(np.float64), weights.first, weights.first_bias, 1), 0.0)
    for number, dilation in enumerate(weights.dilations):
        heard = np.maximum(convolved(x, weights.blocks[number], weights.block_biases[number], dilation), 0.0)
        x = x + heard @ weights.mixes[number].T + weights.mix_biases[number]
    logits = np.maximum(x, 0.0) @ weights.last.T + weights.last_bias
    return 1.0 / (1.0 + np.exp(-logits))


def test_frame_by_frame_is_the_definition() -> None:
    weights = made()
    frames = np.random.default_rng(2).random((80, SIZE)).astype(np.float32)
    network = Network(weights)
    stepped = np.array([network.step(frame) for frame in frames])
    assert stepped == pytest.approx(whole(weights, frames), abs=1e-4)


def test_it_forgets_what_lies_beyond_its_reach() -> None:
    weights = made()
    reach = 2 + 4 * sum(weights.dilations)
    random = np.random.default_rng(3)
    tail = random.random((reach + 1, SIZE)).astype(np.float32)
    said = []
    for _ in range(2):
        network = Network(weights)
        for frame in random.random((50, SIZE)).astype(np.float32):
            network.step(frame)
        said.append([network.step(frame) for frame in tail][-1])
    assert said[0] == pytest.approx(said[1], abs=1e-6)


def test_the_shipped_weights_are_whole_and_finite() -> None:
    weights = shipped()
    assert weights.first.shape[1] == SIZE
    assert len(weights.dilations) == len(weights.blocks) == len(weights.mixes)
    arrays = (weights.first, weights.blocks, weights.mixes, weights.last, weights.first_bias, weights.last_bias)
    assert all(np.isfinite(array).all() and array.dtype == np.float32 for array in arrays)


def test_silence_is_no_beat() -> None:
    network = Network(shipped())
    said = [network.step(np.zeros(SIZE, np.float32)) for _ in range(1200)]
    assert max(beat for beat, _ in said[100:]) < 0.2
