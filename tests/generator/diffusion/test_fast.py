"""The fast way: what is arranged for it, and on a CUDA device that it makes the same pictures."""

import queue
import threading
from collections.abc import Iterator

import pytest

torch = pytest.importorskip("torch", reason="the extra gpu is not installed")

from torch import Tensor  # noqa: E402

from soundscape_live.generator.diffusion.fast.denoiser import GraphDenoiser  # noqa: E402
from soundscape_live.generator.diffusion.fast.tiles import EIGHT, ROWS, TILES, WHOLE, Tile, nearest  # noqa: E402
from soundscape_live.generator.diffusion.fast.weights import eight_bits, phases  # noqa: E402
from soundscape_live.generator.diffusion.frame import EAGER, Denoiser, EagerDenoiser, Steps, numbered  # noqa: E402
from soundscape_live.generator.diffusion.open import open_denoiser  # noqa: E402
from soundscape_live.generator.diffusion.random import random_model  # noqa: E402
from soundscape_live.generator.settings import Precision  # noqa: E402

cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")


def test_four_small_kernels_are_one_on_a_picture_twice_as_large() -> None:
    torch.manual_seed(1)
    weight, small = torch.randn(6, 5, 3, 3), torch.randn(1, 5, 7, 9)
    large = torch.nn.functional.interpolate(small, scale_factor=2, mode="nearest")
    expected = torch.nn.functional.conv2d(large, weight, padding=1)
    found = torch.empty_like(expected)
    taps = phases(weight).reshape(2, 2, 2, 2, 6, 5)
    padded = torch.nn.functional.pad(small, (1, 1, 1, 1))
    for below in range(2):
        for right in range(2):
            kernel = taps[below, right].permute(2, 3, 0, 1)
            found[:, :, below::2, right::2] = torch.nn.functional.conv2d(
                padded[:, :, below : below + 8, right : right + 10], kernel
            )
    assert torch.allclose(found, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("pixels", "outs", "expected"),
    [
        (9216, 320, TILES[9216, 320]),
        (9000, 320, TILES[9216, 320]),
        (150, 1280, TILES[144, 1280]),
        (100_000, 320, TILES[9216, 320]),
        (4096, 48, Tile(64, 16, 4, 4)),
    ],
)
def test_a_tile_is_that_of_the_most_similar_size(pixels: int, outs: int, expected: Tile) -> None:
    assert nearest(TILES, pixels, outs) == expected


def test_every_tile_divides_its_channels() -> None:
    assert all(outs % tile.outs == 0 for tiles in (TILES, WHOLE, EIGHT, ROWS) for (_, outs), tile in tiles.items())


def test_numbers_of_eight_bits_are_within_a_sixteenth_and_large_outputs_leave_small_ones_theirs() -> None:
    torch.manual_seed(1)
    weights = torch.randn(9, 4, 32) * torch.tensor([1e-3, 1.0, 50.0, 0.0])[None, :, None]
    numbers, scale = eight_bits(weights)
    away = (numbers.float() * scale[None, :, None] - weights).abs()
    assert (away <= weights.abs() / 16 + weights.abs().amax((0, 2))[None, :, None] / 2**15).all()


def test_on_a_cpu_there_is_none() -> None:
    model = random_model("tiny", torch.device("cpu"), torch.float32)
    assert isinstance(open_denoiser(model, 64, 64, print), EagerDenoiser)


def test_where_the_fast_way_cannot_be_built_it_is_said_once_and_frames_come_all_the_same() -> None:
    model, said = random_model("tiny", torch.device("cpu"), torch.float32), list[str]()
    denoiser = GraphDenoiser(model, 64, 64, said.append, Precision.FP16)
    denoiser.keep_to(Precision.FP16.value)
    steps = numbered(model, (1000, 500), torch.randn(2, 4, 8, 8), fresh=True)
    frame = torch.zeros(1, 4, 8, 8), steps, model.encode("a")
    for _ in range(2):
        assert torch.equal(denoiser.frame(*frame).picture, EagerDenoiser(model, 64, 64).frame(*frame).picture)
        assert denoiser.way == EAGER
    # Without Triton, or with it and a model that is not laid out for it.
    assert len(said) == 1
    assert "No module named 'triton'" in said[0] or "do without weights of torch.float32" in said[0]


class Played:
    """A denoiser of a network of a real one's shape, frames in both ways, and what was said."""

    def __init__(self, precision: Precision, width: int = 512, height: int = 512, steps: int = 2) -> None:
        self.model = random_model("sd-turbo", torch.device("cuda"), torch.float16)
        self.said: queue.Queue[str] = queue.Queue()
        self.denoiser = open_denoiser(self.model, width, height, self.said.put, precision)
        self.eager = EagerDenoiser(self.model, width, height)
        self.shape = self.model.channels, *self.model.latent_size(width, height)
        self.past = torch.randn(1, *self.shape).cuda()
        self.prompts = [self.model.encode(text) for text in ("a", "b")]
        self.steps = self.timed(steps)

    def timed(self, steps: int) -> Steps:
        times = tuple(1000 * (steps - number) // steps for number in range(steps))
        return numbered(self.model, times, torch.randn(steps, *self.shape).cuda(), fresh=True)

    def wait(self) -> str:
        self.denoiser.frame(self.past, self.steps, self.prompts[0])
        return self.said.get(timeout=180)

    def latent(self, denoiser: Denoiser, prompt: int = 0) -> Tensor:
        return denoiser.frame(self.past, self.steps, self.prompts[prompt]).latent.clone()

    def away(self, prompt: int = 0) -> float:
        expected, found = self.latent(self.eager, prompt), self.latent(self.denoiser, prompt)
        return float((expected - found).norm() / expected.norm())


def wait_for_recordings() -> None:
    """Wait for what still records: two cannot in one process."""
    for thread in threading.enumerate():
        if thread.name == "graphs":
            thread.join(180)


@pytest.fixture(autouse=True)
def _one_after_the_other() -> Iterator[None]:
    yield
    wait_for_recordings()


@cuda
@pytest.mark.parametrize(("width", "height", "steps"), [(512, 512, 4), (576, 320, 2), (1024, 576, 1)])
@pytest.mark.parametrize(("precision", "near"), [(Precision.FP16, 0.01), (Precision.FP8, 0.1)])
def test_the_graph_makes_the_picture_that_diffusers_makes(
    width: int, height: int, steps: int, precision: Precision, near: float
) -> None:
    played = Played(precision, width, height, steps)
    said = played.wait()
    assert said.startswith(f"graph of {width}x{height} in {steps} steps, {precision}"), said
    assert played.away(0) < near
    assert played.away(1) < near
    first, second = (played.latent(played.denoiser, prompt) for prompt in (0, 1))
    assert (first - second).norm() > 0.02 * first.norm(), "the prompts say different things"


@cuda
@pytest.mark.parametrize("precision", [Precision.FP16, Precision.FP8])
def test_the_same_frame_is_the_same_to_the_bit_by_a_graph_of_another_time_too(precision: Precision) -> None:
    played = Played(precision, steps=4)
    played.wait()
    wait_for_recordings()
    first = played.latent(played.denoiser)
    for _ in range(8):
        assert torch.equal(played.latent(played.denoiser), first)
    other = GraphDenoiser(played.model, 512, 512, played.said.put, precision)
    other.keep_to(precision.value)
    again = played.latent(other)
    assert other.way == precision.value
    assert torch.equal(again, first)


@cuda
def test_a_graph_that_is_recorded_during_the_show_is_that_of_a_quiet_moment() -> None:
    played = Played(Precision.FP8, steps=4)
    said: list[str] = []
    for _ in range(4000):
        played.latent(played.denoiser)
        torch.cuda.current_stream().synchronize()
        while not played.said.empty():
            said.append(played.said.get())
        if len(said) == 4:
            break
    assert len(said) == 4, said
    wait_for_recordings()
    quiet = GraphDenoiser(played.model, 512, 512, played.said.put, Precision.FP8)
    quiet.keep_to(Precision.FP8.value)
    assert torch.equal(played.latent(quiet), played.latent(played.denoiser))
    assert played.denoiser.way == quiet.way == Precision.FP8.value


@cuda
def test_numbers_of_eight_bits_that_lead_too_far_away_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("soundscape_live.generator.diffusion.fast.denoiser.FAR_LATENT", 0.01)
    played = Played(Precision.AUTO)
    assert played.wait().endswith("not used")
    assert "fp16" in played.said.get(timeout=180)
    assert played.away() < 0.01


@cuda
@pytest.mark.parametrize(("precision", "near"), [(Precision.FP16, 0.01), (Precision.FP8, 0.1)])
def test_new_weights_are_heeded(precision: Precision, near: float) -> None:
    played = Played(precision)
    played.wait()
    before = played.latent(played.denoiser)
    names = ("conv1.weight", "to_q.weight", "to_v.weight", "to_out.0.weight", "ff.net.0.proj.weight", "proj_out.weight")
    with torch.no_grad():
        for name, weight in played.model.unet.named_parameters():
            if name.endswith(names):
                weight.mul_(1.5)
    played.denoiser.refresh()
    assert played.away() < near
    assert (played.latent(played.denoiser) - before).norm() > 0.1 * before.norm()


@cuda
def test_fewer_steps_are_there_before_they_are_asked_for() -> None:
    played = Played(Precision.FP16, steps=3)
    said = [played.wait(), *(played.said.get(timeout=180) for _ in range(3))]
    assert {int(line.partition(" in ")[2].partition(" ")[0]) for line in said} == {1, 2, 3, 4}
    played.steps = played.timed(1)
    assert played.away() < 0.01
