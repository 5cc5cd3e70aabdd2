"""The loop's memory in numpy: the values of the one in torch."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.generator.tiny.small import torch

from soundscape_live.generator.diffusion import feedback as other  # isort: skip
from soundscape_live.generator.latent.course import MEMORY, PULL, Aim, Mix, Plan
from soundscape_live.generator.latent.seeds import Moment, normal
from soundscape_live.generator.tiny.feedback import Feedback, moved, pulled, statistics, stretched
from soundscape_live.model import STILL, Interpolation, Motion, Prompt

SHAPE = (3, 5, 8)
AIM = Aim(Mix((Prompt("a"),), Interpolation.LINEAR))
CLOSE = {"atol": 2e-5, "rtol": 2e-5}


def chance(seed: int, shape: tuple[int, ...] = SHAPE) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape, np.float32)


def in_torch(values: np.ndarray) -> torch.Tensor:
    return torch.from_numpy(values.copy())[None]


def same(made: np.ndarray, wanted: torch.Tensor) -> None:
    np.testing.assert_allclose(made, wanted.numpy().reshape(made.shape), **CLOSE)


plans = st.builds(
    Plan,
    moment=st.just(Moment(0, 0, 0)),
    aim=st.just(AIM),
    fresh=st.booleans(),
    times=st.sampled_from([(1000, 500), (400,), (850, 750)]),
    memory=st.sampled_from([0.0, MEMORY]),
    pull=st.sampled_from([0.0, PULL, 1.0]),
    likeness=st.sampled_from([0.0, 0.5, 0.8]),
)
motions = st.sampled_from([STILL, Motion(zoom=0.7, rotate=40.0, pan_x=0.3, pan_y=-1.7)])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(plans, motions, st.booleans()), min_size=1, max_size=14))
def test_whatever_is_planned_both_remember_the_same(frames: list[tuple[Plan, Motion, bool]]) -> None:
    mine, theirs = Feedback(*SHAPE), other.Feedback((1, *SHAPE), torch.device("cpu"))
    for number, (planned, motion, looks) in enumerate(frames):
        plan = replace(planned, moment=Moment(3, 0, number))
        noise = np.stack([normal(plan.moment, step, SHAPE) for step in range(2)])
        same(mine.noise(plan, noise), theirs.noise(plan, noise.copy()))
        past = mine.past(plan, plan.pull, motion, 0.1)
        same(past, theirs.past(plan, plan.pull, motion, 0.1))
        latent = chance(number) + np.float32(0.5) * past
        mine.take(plan, latent)
        theirs.take(plan, in_torch(latent))
        if looks:
            mine.settle(chance(100 + number), anew=True)
            theirs.settle(in_torch(chance(100 + number)), anew=True)
    same(mine.latent, theirs.latent)


@pytest.mark.parametrize("size", [(5, 8), (9, 16), (3, 4), (7, 5)])
def test_another_size_stretches_what_is_remembered(size: tuple[int, int]) -> None:
    mine, theirs = Feedback(*SHAPE), other.Feedback((1, *SHAPE), torch.device("cpu"))
    plan = Plan(Moment(0, 0, 0), AIM, times=(400,), memory=MEMORY)
    for seed in range(3):
        mine.take(plan, chance(seed))
        theirs.take(plan, in_torch(chance(seed)))
    mine.resize(*size)
    theirs.resize(*size)
    same(mine.latent, theirs.latent)
    same(mine.past(plan, 0.0, STILL, 0.1), theirs.past(plan, 0.0, STILL, 0.1))
    assert mine.shape == (3, *size)


@settings(deadline=None)
@given(
    st.builds(
        Motion,
        zoom=st.floats(-0.9, 3.0),
        rotate=st.floats(-360.0, 360.0),
        pan_x=st.floats(-4.0, 4.0),
        pan_y=st.floats(-4.0, 4.0),
    ),
    st.floats(0.01, 1.0),
)
def test_motion_is_the_same(motion: Motion, period: float) -> None:
    # A place that is exactly an edge may be seen from either side: the values are the same but for a jump of rounding.
    made, wanted = moved(chance(2), motion, period), other.moved(in_torch(chance(2)), motion, period)
    np.testing.assert_allclose(made, wanted.numpy()[0], atol=2e-3)


def test_statistics_and_pull_are_the_same() -> None:
    latent, wanted = chance(1) * 3.0 + 1.0, chance(2)
    for pull in (0.0, 0.2, 1.0):
        same(
            pulled(latent, statistics(wanted), pull),
            other.pulled(in_torch(latent), other.statistics(in_torch(wanted)), pull),
        )
    assert np.isfinite(pulled(np.zeros(SHAPE, np.float32), statistics(wanted), 0.5)).all()


def test_stretching_keeps_what_is_even() -> None:
    np.testing.assert_allclose(stretched(np.full((2, 3, 4), 0.25, np.float32), 9, 5), 0.25)
