"""Where a frame begins, which steps it takes, and what they do to Gaussian data, for which all is known exactly."""

import itertools
import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.generator.latent.schedule import (
    APART,
    FLOOR,
    LAST,
    MAX_STEPS,
    Estimate,
    Schedule,
    Step,
    cut,
    diffusion,
    flow,
    scaled_linear,
    tidy,
)

LIST = (1000, 750, 500, 250)
TABLE = scaled_linear()
DIFFUSION = diffusion(TABLE, Estimate.VELOCITY)
SCHEDULES = [DIFFUSION, flow()]
ANY_LIST = st.lists(st.integers(-5, 1200), max_size=12)
NOISES = [number / 50 for number in range(51)]


def test_the_table_is_stable_diffusions() -> None:
    assert TABLE[0] == pytest.approx(0.99915, abs=1e-6)
    assert TABLE[-1] == pytest.approx(0.00466, abs=1e-5)


@given(ANY_LIST)
def test_any_list_becomes_one_that_can_be_run(steps: list[int]) -> None:
    tidied = tidy(steps)
    assert 1 <= len(tidied) <= MAX_STEPS
    assert all(1 <= step <= LAST for step in tidied)
    assert all(later < earlier for earlier, later in itertools.pairwise(tidied))
    assert set(tidied) <= {min(LAST, step) for step in steps if step > 0} or tidied == (LAST,)


@pytest.mark.parametrize("schedule", SCHEDULES)
@given(steps=ANY_LIST, noise=st.floats(0.0, 1.0))
def test_a_frames_steps_descend_from_its_start(schedule: Schedule, steps: list[int], noise: float) -> None:
    wanted = tidy(steps)
    start = schedule.start(noise, wanted)
    times = cut(start, wanted)
    assert min(FLOOR, wanted[0]) <= start <= wanted[0]
    assert times[0] == start
    assert all(later < earlier for earlier, later in itertools.pairwise(times))
    assert all(start - step > APART for step in times[1:])
    assert set(times[1:]) == {step for step in wanted if step < start - APART}


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_more_noise_begins_higher_all_the_way(schedule: Schedule) -> None:
    starts = [schedule.start(noise, LIST) for noise in NOISES]
    assert starts[0] == FLOOR
    assert starts[-1] == LAST
    assert all(later > earlier for earlier, later in itertools.pairwise(starts))


def test_equal_movements_of_the_hand_are_equal_steps_of_sigma() -> None:
    sigmas = [DIFFUSION.sigmas[DIFFUSION.start(noise, LIST) - 1] for noise in NOISES]
    steps = [later - earlier for earlier, later in itertools.pairwise(sigmas)]
    assert max(steps) - min(steps) < 0.003


def test_a_start_is_never_above_the_lists_first() -> None:
    assert DIFFUSION.start(1.0, (600, 300)) == 600
    assert DIFFUSION.start(0.5, (40, 20)) == 40


@pytest.mark.parametrize(
    ("estimate", "network"),
    [
        (Estimate.NOISE, lambda clean, noise, a, s: noise),
        (Estimate.VELOCITY, lambda clean, noise, a, s: a * noise - s * clean),
        (Estimate.CLEAN, lambda clean, noise, a, s: clean),
    ],
)
def test_a_perfect_network_gives_the_clean_latent_back(estimate: Estimate, network: object) -> None:
    assert callable(network)
    for step in diffusion(TABLE, estimate).steps(LIST[1:], fresh=False):
        clean, noise = 0.7, -1.3
        x = step.keep * clean + step.add * noise
        assert step.same * x + step.net * network(clean, noise, step.keep, step.add) == pytest.approx(clean)


def test_a_flow_is_read_as_one() -> None:
    (step,) = flow().steps((300,), fresh=False)
    x = step.keep * 0.7 + step.add * -1.3
    assert (step.keep, step.add) == pytest.approx((0.7, 0.3))
    assert step.same * x + step.net * (-1.3 - 0.7) == pytest.approx(0.7)


def test_a_consistency_model_changes_nothing_at_the_end_and_everything_at_the_beginning() -> None:
    schedule = diffusion(TABLE, Estimate.NOISE, consistency=10.0)
    (first,) = schedule.steps((1,), fresh=False)
    assert (first.same, first.net) == pytest.approx((1.0, 0.0))
    plain = diffusion(TABLE, Estimate.NOISE).steps((900,), fresh=False)[0]
    late = schedule.steps((900,), fresh=False)[0]
    assert (late.same, late.net) == pytest.approx((plain.same, plain.net), rel=1e-3)


@pytest.mark.parametrize("times", [(1000, 750), (600, 300)])
def test_a_cut_and_full_noise_know_no_past(times: tuple[int, ...]) -> None:
    fresh, *later = DIFFUSION.steps(times, fresh=True)
    assert (fresh.time, fresh.keep, fresh.add) == (1000, 0.0, 1.0)
    assert all(step.keep > 0.0 for step in later)
    assert DIFFUSION.steps((1000,), fresh=False)[0].keep == 0.0
    assert DIFFUSION.steps((999,), fresh=False)[0].keep > 0.0


@pytest.mark.parametrize("table", [TABLE[:-1], (*TABLE[:-1], 0.0), (1.0, *TABLE[1:]), TABLE[::-1]])
def test_a_table_of_another_kind_is_refused(table: Sequence[float]) -> None:
    with pytest.raises(ValueError, match="noise table"):
        diffusion(table, Estimate.NOISE)


def change(steps: Sequence[Step]) -> tuple[float, float]:
    """Return the share of the past that a frame keeps, and how much of the latent changes, root of the mean square.

    For data of normal numbers of variance 1 the best estimate of the velocity is 0, so that a step is x -> same x. With
    z' = A z + B e the variance settles at V = B^2 / (1 - A^2), and the mean square of z' - z is 2 V (1 - A).
    """
    kept, given = 1.0, 0.0
    for step in steps:
        kept *= step.keep * step.same
        given = (step.same * step.keep) ** 2 * given + (step.same * step.add) ** 2
    return kept, math.sqrt(2.0 * given / (1.0 - kept * kept) * (1.0 - kept))


@pytest.mark.parametrize("steps", [LIST, (999, 600, 200), (1000, 400), (800, 700, 600, 500, 400, 300, 200, 100)])
def test_the_change_of_the_picture_grows_with_the_noise(steps: tuple[int, ...]) -> None:
    made = [change(DIFFUSION.steps(cut(DIFFUSION.start(noise, steps), steps), fresh=False)) for noise in NOISES]
    kept = [share for share, _ in made]
    changes = [size for _, size in made]
    # Less and less of the last frame is in the next one, so at one spread (which the cache keeps) more of it changes;
    # without the cache the best estimate's spread shrinks, but never by more than the change grows by.
    assert all(later < earlier or later == kept[-1] for earlier, later in itertools.pairwise(kept))
    assert all(later >= 0.98 * earlier for earlier, later in itertools.pairwise(changes))
    assert changes[0] < 0.5 * changes[-1]
    if steps[0] == LAST:
        assert kept[-1] == 0.0


@pytest.mark.parametrize(("estimate", "same", "net"), [(Estimate.FLOW, 1.0, -1.0), (Estimate.CLEAN, 0.0, 1.0)])
def test_a_flow_begins_with_noise_alone_at_the_last_step(estimate: Estimate, same: float, net: float) -> None:
    (step,) = flow(estimate).steps((1000,), fresh=True)
    assert (step.keep, step.add, step.same, step.net) == (0.0, 1.0, same, net)
