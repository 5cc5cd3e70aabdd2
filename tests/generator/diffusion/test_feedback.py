"""The loop's tensors: statistics, motion, what lies between, the ring and the noise."""

import numpy as np
import pytest

from tests.generator.diffusion.pipelines import torch

from soundscape_live.generator.diffusion.feedback import (  # isort: skip
    Feedback,
    between,
    moved,
    pulled,
    statistics,
    together,
)
from soundscape_live.generator.latent.course import RING, Aim, Mix, Plan
from soundscape_live.generator.latent.seeds import Moment
from soundscape_live.model import STILL, Interpolation, Motion, Prompt

SHAPE = (1, 4, 8, 16)
CPU = torch.device("cpu")
AIM = Aim(Mix((Prompt("a"),), Interpolation.LINEAR))
CUT = Plan(Moment(0, 0, 0), AIM, fresh=True)


def chance(seed: int, shape: tuple[int, ...] = SHAPE) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def test_statistics_go_as_far_as_they_are_pulled() -> None:
    latent = chance(1) * 3.0 + 1.0
    wanted = torch.full((1, 4, 1, 1), -0.5), torch.full((1, 4, 1, 1), 0.8)
    before = statistics(latent)
    for pull in (0.0, 0.2, 1.0):
        after = statistics(pulled(latent, wanted, pull))
        for one, start, end in zip(after, before, wanted, strict=True):
            torch.testing.assert_close(one, start + pull * (end - start))
    assert bool(pulled(torch.zeros(SHAPE), wanted, 0.5).isfinite().all())


def test_what_moves_right_and_down_is_found_there() -> None:
    latent = chance(2)
    after = moved(latent, Motion(pan_x=2 / 16, pan_y=1 / 8), 1.0)
    torch.testing.assert_close(after[..., 1:, 2:], latent[..., :-1, :-2], atol=1e-4, rtol=1e-4)
    half = moved(latent, Motion(pan_x=4 / 16), 0.5)
    torch.testing.assert_close(half[..., 2:], latent[..., :-2], atol=1e-4, rtol=1e-4)


def test_a_quarter_turn_is_clockwise_and_a_picture_is_not_squeezed_by_it() -> None:
    square = chance(3, (1, 4, 8, 8))
    turned = moved(square, Motion(rotate=90.0), 1.0)
    torch.testing.assert_close(turned, torch.rot90(square, -1, (2, 3)), atol=1e-4, rtol=1e-4)
    wide = torch.zeros(1, 1, 9, 17)
    wide[0, 0, 4, 12] = 1.0  # four points right of the middle
    after = moved(wide, Motion(rotate=90.0), 1.0)
    assert np.unravel_index(int(after[0, 0].argmax()), (9, 17)) == (8, 8)  # four below it


def test_zoom_brings_nearer() -> None:
    row = torch.linspace(-1.0, 1.0, 16).expand(1, 1, 8, 16).contiguous()
    after = moved(row, Motion(zoom=1.0), 1.0)
    torch.testing.assert_close(after[..., 4:12], row[..., 4:12] / 2.0, atol=1e-4, rtol=1e-4)


def test_half_way_is_as_long_as_the_ends() -> None:
    first, second = chance(4), 2.0 * chance(5)
    middle = between(first, second)
    assert float(middle.norm()) == pytest.approx(float(first.norm() + second.norm()) / 2, rel=1e-4)
    torch.testing.assert_close(between(first, first), first)
    assert bool(between(first, -first).isfinite().all())


def going(**changes: float) -> Plan:
    return Plan(Moment(0, 0, 1), AIM, times=(300,), **changes)  # type: ignore[arg-type]


def test_the_ring_is_the_mean_of_the_last_ones_and_a_cut_empties_it() -> None:
    feedback = Feedback(SHAPE, CPU)
    feedback.take(CUT, chance(0))
    made = [chance(number) for number in range(1, RING + 4)]
    for latent in made:
        feedback.take(going(memory=0.5), latent)
    wanted = 0.5 * made[-1] + 0.5 * torch.cat(made[-RING:]).mean(0, keepdim=True)
    torch.testing.assert_close(feedback.past(going(memory=0.5), 0.0, STILL, 0.1), wanted)
    torch.testing.assert_close(feedback.past(going(), 0.0, STILL, 0.1), made[-1])
    assert not feedback.past(CUT, 0.0, STILL, 0.1).any()
    feedback.take(CUT, made[0])
    torch.testing.assert_close(feedback.past(going(memory=0.5), 0.0, STILL, 0.1), made[0])


def test_noise_is_like_the_last_as_asked_and_keeps_its_variance() -> None:
    feedback = Feedback((1, 4, 64, 64), CPU)
    noises = [np.random.default_rng(number).standard_normal((2, 4, 64, 64), np.float32) for number in range(3)]
    first = feedback.noise(CUT, noises[0].copy())
    torch.testing.assert_close(first, torch.from_numpy(noises[0]))
    second = feedback.noise(going(likeness=0.8), noises[1].copy())
    both = torch.corrcoef(torch.stack([first[0].flatten(), second[0].flatten()]))
    assert float(both[0, 1]) == pytest.approx(0.8, abs=0.02)
    assert float(second[0].std()) == pytest.approx(1.0, abs=0.03)
    torch.testing.assert_close(second[1], torch.from_numpy(noises[1][1]))
    torch.testing.assert_close(feedback.noise(CUT, noises[2].copy()), torch.from_numpy(noises[2]))


def test_the_prompts_statistics_are_a_cuts_and_follow_slowly() -> None:
    feedback = Feedback(SHAPE, CPU)
    feedback.take(CUT, chance(1))
    feedback.take(going(), 5.0 * chance(1))
    for one, wanted in zip(statistics(feedback.past(going(), 1.0, STILL, 0.1)), statistics(chance(1)), strict=True):
        torch.testing.assert_close(one, wanted, atol=1e-4, rtol=1e-4)
    feedback.settle(3.0 * chance(1))
    spread = statistics(feedback.past(going(), 1.0, STILL, 0.1))[1]
    assert bool((spread > 1.3 * statistics(chance(1))[1]).all())
    assert bool((spread < 1.8 * statistics(chance(1))[1]).all())
    feedback.settle(3.0 * chance(1), anew=True)
    torch.testing.assert_close(
        statistics(feedback.past(going(), 1.0, STILL, 0.1))[1], 3.0 * statistics(chance(1))[1], atol=1e-4, rtol=1e-4
    )


def test_two_motions_are_one_that_does_what_both_do() -> None:
    torch.manual_seed(3)
    latent = torch.nn.functional.interpolate(torch.randn(1, 4, 4, 4), (32, 32), mode="bicubic")
    first, second = Motion(zoom=0.3), Motion(zoom=-0.1, rotate=20.0)
    assert together(first, STILL) is first
    assert together(STILL, second) is second
    both = moved(latent, together(first, second), 0.1)
    apart = moved(moved(latent, first, 0.1), second, 0.1)
    inner = (..., slice(4, -4), slice(4, -4))
    assert (both[inner] - apart[inner]).abs().max() < 0.1 * latent.std()
    assert together(Motion(pan_x=0.25), Motion(pan_x=-0.25)) == STILL
    assert together(Motion(zoom=1.0), Motion(zoom=-0.5)) == STILL
