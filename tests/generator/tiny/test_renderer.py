"""What the parameters do to the picture, with a small model of chance, and that torch draws the same."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.generator.tiny.small import torch

from soundscape_live.generator.diffusion.model import Model  # isort: skip
from soundscape_live.generator.diffusion.open import open_denoiser
from soundscape_live.generator.diffusion.renderer import DiffusionRenderer, Manner
from soundscape_live.generator.diffusion.tiny import load_tiny
from soundscape_live.generator.latent.course import HARD
from soundscape_live.generator.latent.watch import PATIENCE
from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.generator.tiny.feedback import Latent
from soundscape_live.generator.tiny.files import WEIGHTS, Kind
from soundscape_live.generator.tiny.renderer import TinyRenderer, open_tiny
from soundscape_live.generator.tiny.sessions import Sessions, Tokens
from soundscape_live.generator.tiny.text import TextEncoder
from soundscape_live.generator.tiny.weights import read_weights
from soundscape_live.model import Interpolation, Motion
from tests.generator.latent.said import said, toward

FPS = 30.0
Draw = Callable[..., TinyRenderer]


class Counting(Sessions):
    """Counts what is computed, and can go astray: what has a past is multiplied by `fault`."""

    steps = pictures = 0
    fault = 1.0

    def step(self, x: Latent, t: float, tokens: Tokens, seconds: float) -> Latent:
        self.steps += 1
        return super().step(x, t, tokens, seconds) * np.float32(self.fault if t < 1.0 else 1.0)

    def decode(self, latent: Latent) -> Picture:
        self.pictures += 1
        return super().decode(latent)


@pytest.fixture(scope="module")
def sessions(folder: Path) -> Sessions:
    return Sessions(folder, Kind.FP32, 1)


@pytest.fixture(scope="module")
def encode(folder: Path) -> TextEncoder:
    return TextEncoder(read_weights(folder / WEIGHTS, "text."))


@pytest.fixture
def draw(sessions: Sessions, encode: TextEncoder) -> Draw:
    def one(width: int = 128, height: int = 80, networks: Sessions | None = None) -> TinyRenderer:
        return TinyRenderer(networks or sessions, encode, width, height, FPS)

    return one


def shown(renderer: TinyRenderer | DiffusionRenderer, *states: FrameState) -> list[Picture]:
    return [renderer.frame(state).copy() for state in states]


def latents(renderer: TinyRenderer, state: FrameState, count: int) -> list[Latent]:
    return [(renderer.frame(state), renderer._feedback.latent)[1] for _ in range(count)]


def change(made: list[Latent]) -> float:
    return float(np.mean([np.sqrt(np.square(after - before).mean()) for before, after in itertools.pairwise(made)]))


def played() -> list[FrameState]:
    """A minute's worth of what a show asks for, in few frames."""
    states = [said(noise_scale=noise) for noise in (0.3, 0.3, 0.0, 0.7, 1.0, 0.1)]
    states += [said("b", noise_scale=0.2)] * 5
    states += [toward("c", 4, Interpolation.SLERP, noise_scale=0.3), *[said("c", noise_scale=0.3)] * 8]
    states += [said("c", reset=True), said("c", manage_cache=False), said("d", manage_cache=False)]
    states += [said("d", motion=Motion(zoom=0.5, rotate=30.0, pan_x=0.2))] * 3
    states += [said("d", pace=3.0)] * 2
    return [*states, said("d", seed=7), said("d", seed=7, denoising_step_list=(900, 300))]


def test_torch_draws_the_same_frames(folder: Path, draw: Draw) -> None:
    torch.set_num_threads(1)
    model: Model = load_tiny(torch.device("cpu"), folder)
    manner = Manner(fps=FPS, patient=True)
    theirs = DiffusionRenderer(model, open_denoiser(model, 120, 70, print), 120, 70, manner)
    mine = draw(120, 70)
    for number, (one, other) in enumerate(zip(shown(mine, *played()), shown(theirs, *played()), strict=True)):
        assert one.shape == other.shape == (70, 120, 3)
        apart = np.abs(one.astype(int) - other)
        assert apart.mean() < 0.2, number
        assert apart.max() <= 4, number
    np.testing.assert_allclose(mine._feedback.latent, theirs._feedback.latent[0].numpy(), atol=2e-3)
    theirs.close()


def test_the_change_from_frame_to_frame_grows_with_the_noise(draw: Draw) -> None:
    changes = []
    for noise in (0.0, 0.1, 0.3, 0.5, 0.7, 1.0):
        renderer = draw()
        latents(renderer, said(noise_scale=noise), 8)
        changes.append(change(latents(renderer, said(noise_scale=noise), 10)))
    assert changes[0] == 0.0
    assert all(later > 1.03 * earlier for earlier, later in itertools.pairwise(changes))


def test_no_noise_is_the_same_picture_to_the_bit_and_no_work(folder: Path, draw: Draw) -> None:
    counting = Counting(folder, Kind.FP32, 1)
    renderer = draw(networks=counting)
    before = shown(renderer, said(), said())[-1]
    work = counting.steps, counting.pictures
    for picture in shown(renderer, *[said(noise_scale=0.0)] * 5, said("b", noise_scale=0.0)):
        np.testing.assert_array_equal(picture, before)
    assert (counting.steps, counting.pictures) == work


def test_little_noise_costs_fewer_steps_and_a_new_prompt_is_looked_at_once(folder: Path, draw: Draw) -> None:
    counting = Counting(folder, Kind.FP32, 1)
    renderer = draw(networks=counting)
    work = []
    for state in (said(), said(noise_scale=0.1), said(noise_scale=0.5), *[said("b", noise_scale=0.1)] * 4):
        before = counting.steps
        shown(renderer, state)
        work.append(counting.steps - before)
    assert work == [4, 1, 2, 4, 4, 4 + 4, 1]
    assert counting.pictures == 7


def test_full_noise_and_a_reset_forget_the_past(draw: Draw) -> None:
    for after in (said(noise_scale=1.0, manage_cache=False), said(reset=True)):
        pictures = [shown(draw(), *[said(noise_scale=noise)] * 4, after)[-2:] for noise in (0.1, 0.9)]
        assert not np.array_equal(pictures[0][0], pictures[1][0])
        np.testing.assert_array_equal(pictures[0][1], pictures[1][1])


def test_the_same_states_give_the_same_pictures(draw: Draw) -> None:
    first, again = (shown(draw(), *played()) for _ in range(2))
    assert [picture.tobytes() for picture in first] == [picture.tobytes() for picture in again]


@pytest.mark.parametrize("size", [(512, 288), (576, 320), (96, 160), (64, 64), (100, 50), (18, 16)])
def test_every_size_is_drawn_and_another_one_goes_on(draw: Draw, size: tuple[int, int]) -> None:
    renderer = draw(128, 80)
    latents(renderer, said(noise_scale=0.1), 2)
    renderer.resize(*size)
    assert renderer.frame(said(noise_scale=0.0)).shape == (size[1], size[0], 3)
    picture = renderer.frame(said(noise_scale=0.1))
    assert picture.shape == (size[1], size[0], 3)
    assert picture.flags.c_contiguous
    assert draw(*size).frame(said()).shape == (size[1], size[0], 3)


def test_a_side_below_a_latents_value_is_refused(draw: Draw) -> None:
    with pytest.raises(ValueError, match="at least 16, not 14x64"):
        draw(14, 64)


@pytest.mark.parametrize("noise", [0.05, 0.4])
@pytest.mark.parametrize("steps", [0, 8])
def test_what_was_before_another_prompt_is_forgotten_at_any_noise(draw: Draw, noise: float, steps: int) -> None:
    ends = []
    for past in (0.1, 0.9):
        renderer = draw()
        before = latents(renderer, said(noise_scale=past), 4)[-1]
        renderer.frame(toward("z", steps, noise_scale=noise))
        ends.append((before, latents(renderer, said("z", noise_scale=noise), steps + HARD.frames)[-1]))
    apart = [float(np.abs(one - other).mean()) for one, other in zip(*ends, strict=True)]
    assert apart[1] < 0.1 * apart[0]


def test_no_numbers_are_never_shown_and_the_next_frame_is_a_cut(folder: Path, draw: Draw) -> None:
    astray = Counting(folder, Kind.FP32, 1)
    renderer = draw(networks=astray)
    good = shown(renderer, said(), said())[-1]
    astray.fault = float("nan")
    np.testing.assert_array_equal(shown(renderer, said())[0], good)
    astray.fault = 1.0
    assert all(np.isfinite(latent).all() for latent in latents(renderer, said(), 3))
    assert renderer.returns == 1


@pytest.mark.parametrize("fault", [0.2, 3.0])
def test_a_latent_that_fades_or_grows_is_led_back(folder: Path, draw: Draw, fault: float) -> None:
    astray = Counting(folder, Kind.FP32, 1)
    renderer = draw(64, 48, astray)
    state = said(noise_scale=0.05, manage_cache=False)
    anchor = float(latents(renderer, state, 1)[0].std())
    astray.fault = fault
    latents(renderer, state, PATIENCE)
    astray.fault = 1.0
    after = latents(renderer, state, PATIENCE)
    assert renderer.returns >= 1
    assert 0.5 * anchor < float(after[-1].std()) < 2.0 * anchor


def test_a_show_that_was_drawn_in_another_kind_of_numbers_is_drawn_again(folder: Path, encode: TextEncoder) -> None:
    drawn, again = (TinyRenderer(Sessions(folder, kind, 1), encode, 128, 80, FPS) for kind in (Kind.FP32, Kind.INT8))
    assert (drawn.way, again.way) == ("fp32", "int8")
    again.keep_to(drawn.way)
    for one, other in zip(shown(drawn, *played()), shown(again, *played()), strict=True):
        np.testing.assert_array_equal(one, other)
    assert again.drawn == played()[-1]
    with pytest.raises(ValueError, match="eager"):
        again.keep_to("eager")


def test_the_clock_runs_and_stands_while_a_prompt_arrives(folder: Path, encode: TextEncoder) -> None:
    told: list[float] = []

    class Told(Sessions):
        def step(self, x: Latent, t: float, tokens: Tokens, seconds: float) -> Latent:
            told.append(seconds)
            return super().step(x, t, tokens, seconds)

    renderer = TinyRenderer(Told(folder, Kind.FP32, 1), encode, 64, 48, 25.0)
    for state in (said(), said(noise_scale=0.5), *[said("b", noise_scale=0.05)] * 4):
        shown(renderer, state)
    assert told == [0.0] * 4 + [0.04, 0.0] + [0.0] * (4 * 4) + [0.04]
    del told[:]
    for pace in (0.0, 2.0):
        shown(renderer, said("b", noise_scale=0.05, pace=pace))
    assert told == [0.0, 0.08]


def test_it_opens_with_the_quicker_kind_and_as_many_threads_as_it_is_given(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        renderer = open_tiny(64, 48, FPS, folder, threads=3)
    assert renderer.frame(said()).shape == (48, 64, 3)
    assert "threads: 3" in caplog.text
