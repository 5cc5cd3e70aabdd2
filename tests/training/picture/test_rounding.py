# ruff: noqa: E402 - what is imported needs what is asked for first
import pytest

torch = pytest.importorskip("torch")

from soundscape_live.generator.tiny.network import SMALL, Denoiser, TextEncoder
from training.picture.rounding import restored, rounded, settle, shipped


def test_a_channel_is_off_by_half_a_step_at_most() -> None:
    weight = torch.randn(5, 3, 3, 3) * torch.tensor([1e-4, 1.0, 3.0, 100.0, 0.0]).view(-1, 1, 1, 1)
    steps = rounded(weight)
    assert steps.steps.dtype == torch.int8
    assert ((steps.whole() - weight).abs().amax((1, 2, 3)) <= 0.501 * steps.scale).all()
    assert (steps.whole()[4] == 0.0).all()


def test_rounding_what_is_rounded_changes_nothing() -> None:
    once = rounded(torch.randn(7, 9)).whole()
    assert torch.allclose(rounded(once).whole(), once, rtol=1e-6, atol=0.0)


def test_tables_and_biases_are_float16_and_matrices_int8() -> None:
    tensors = shipped(TextEncoder(SMALL).state_dict())
    assert tensors["embedding.weight"].dtype == torch.float16
    assert tensors["queries"].dtype == tensors["null"].dtype == torch.float16
    assert tensors["out.weight"].dtype == torch.int8
    assert tensors["out.weight.scale"].dtype == torch.float32
    assert tensors["out.bias"].dtype == torch.float16
    assert "out.bias.scale" not in tensors


def test_a_settled_network_is_what_is_restored_from_the_file() -> None:
    network = Denoiser(SMALL)
    kept = restored(shipped(network.state_dict()))
    settle(network)
    assert all(torch.equal(value, kept[name]) for name, value in network.state_dict().items())
