"""The fast way: what is arranged for it, and on a CUDA device that it makes the same pictures."""

import threading

import pytest

torch = pytest.importorskip("torch", reason="the extra gpu is not installed")

from soundscape_live.generator.diffusion.fast.tiles import TILES, WHOLE, Tile, nearest  # noqa: E402
from soundscape_live.generator.diffusion.fast.weights import phases  # noqa: E402
from soundscape_live.generator.diffusion.frame import EagerDenoiser, numbered  # noqa: E402
from soundscape_live.generator.diffusion.open import open_denoiser  # noqa: E402
from soundscape_live.generator.diffusion.random import random_model  # noqa: E402

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
    assert all(outs % tile.outs == 0 for tiles in (TILES, WHOLE) for (_, outs), tile in tiles.items())


def test_on_a_cpu_there_is_none() -> None:
    model = random_model("tiny", torch.device("cpu"), torch.float32)
    assert isinstance(open_denoiser(model, 64, 64, print), EagerDenoiser)


@cuda
@pytest.mark.parametrize(("width", "height", "steps"), [(512, 512, 4), (576, 320, 2), (1024, 576, 1)])
def test_the_graph_makes_the_picture_that_diffusers_makes(width: int, height: int, steps: int) -> None:
    model = random_model("sd-turbo", torch.device("cuda"), torch.float16)
    heard, said = threading.Event(), list[str]()

    def hear(words: str) -> None:
        said.append(words)
        heard.set()

    denoiser = open_denoiser(model, width, height, hear)
    shape = model.channels, *model.latent_size(width, height)
    times = tuple(1000 * (steps - number) // steps for number in range(steps))
    made = numbered(model, times, torch.randn(steps, *shape, device="cuda"), fresh=True)
    past, prompts = torch.randn(1, *shape, device="cuda"), [model.encode(text) for text in ("a", "b")]
    eager = EagerDenoiser(model, width, height)
    expected = [eager.frame(past, made, prompt).picture.clone().float() for prompt in prompts]
    denoiser.frame(past, made, prompts[0])
    assert heard.wait(180)
    assert said[0].startswith("graph of"), said
    for prompt, picture in zip(prompts, expected, strict=True):
        assert (denoiser.frame(past, made, prompt).picture.float() - picture).abs().mean() < 1.0
    assert (expected[0] - expected[1]).abs().mean() > 0.01, "the prompts say different things"
