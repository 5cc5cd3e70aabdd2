"""The rules of the past, frame by frame."""

from dataclasses import replace

import pytest

from soundscape_live.generator.latent.course import BOOST, BOOST_FRAMES, LIKENESS, MEMORY, PULL, Course, Mix, Plan
from soundscape_live.generator.latent.schedule import Estimate, cut, diffusion, scaled_linear
from soundscape_live.generator.latent.seeds import Moment
from soundscape_live.generator.picture import FrameState
from soundscape_live.model import Interpolation, Prompt
from tests.generator.latent.said import START, said, toward

SCHEDULE = diffusion(scaled_linear(), Estimate.VELOCITY)
STEPS = START.denoising_step_list


def plans(*states: FrameState) -> list[Plan]:
    course = Course(SCHEDULE)
    return [course.plan(state) for state in states]


def target(plan: Plan) -> str:
    return plan.aim.target.prompts[0].text


def test_the_first_frame_is_made_from_noise_alone_with_the_whole_list() -> None:
    (first,) = plans(said(noise_scale=0.0))
    assert first.fresh
    assert not first.hold
    assert first.anchor
    assert first.times == STEPS
    assert first.moment == Moment(1, 0, 0)


def test_a_list_out_of_order_is_put_in_order() -> None:
    first, second = plans(*[said(denoising_step_list=(250, 1000, 1000, 0, 500), noise_scale=1.0)] * 2)
    assert first.times == second.times == (1000, 500, 250)


@pytest.mark.parametrize("noise", [0.05, 0.3, 0.7, 1.0])
def test_later_frames_begin_where_the_noise_says(noise: float) -> None:
    plan = plans(said(noise_scale=noise), said(noise_scale=noise))[1]
    assert not plan.fresh
    assert plan.times == cut(SCHEDULE.start(noise, STEPS), STEPS)
    assert (plan.memory, plan.pull) == (MEMORY, PULL)
    assert plan.likeness == pytest.approx(LIKENESS * (1.0 - noise))
    assert plan.moment == Moment(1, 0, 1)
    assert plan.anchor == (noise == 1.0)


def test_without_the_cache_only_the_last_latent_counts() -> None:
    plan = plans(*[said(manage_cache=False)] * 2)[1]
    assert (plan.fresh, plan.memory, plan.pull, plan.likeness) == (False, 0.0, 0.0, 0.0)


def test_no_noise_holds_the_picture() -> None:
    course = Course(SCHEDULE)
    course.plan(said())
    assert all(course.plan(said(noise_scale=0.0)).hold for _ in range(5))
    assert not course.plan(said(noise_scale=0.1)).hold


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_reset_is_a_cut_in_this_frame(keep: bool, noise: float) -> None:  # noqa: FBT001
    state = said(manage_cache=keep, noise_scale=noise)
    _, cut_, after = plans(state, said(manage_cache=keep, noise_scale=noise, reset=True), state)
    assert cut_.fresh
    assert cut_.times == STEPS
    assert cut_.moment == Moment(1, 1, 1)
    assert not after.fresh
    assert after.moment == Moment(1, 1, 2)


def test_another_seed_begins_anew() -> None:
    second = plans(said(), said(seed=9))[1]
    assert second.fresh
    assert second.moment == Moment(9, 0, 0)


def test_prompts_that_change_show_at_once_and_keep_the_past() -> None:
    made = plans(said(noise_scale=0.1), *[said("b", noise_scale=0.1)] * 4)[1:]
    high = round(BOOST * STEPS[0])
    assert not any(plan.fresh for plan in made)
    assert [target(plan) for plan in made] == ["b"] * 4
    assert [plan.times[0] >= high for plan in made] == [True] * BOOST_FRAMES + [False] * 2
    assert [plan.look for plan in made] == [False, True, False, False]
    assert [plan.pull for plan in made] == [0.0, 0.0, PULL, PULL]


def test_a_boost_never_lowers_the_start() -> None:
    assert plans(said(noise_scale=1.0), said("b", noise_scale=1.0))[1].times == STEPS


def test_prompts_that_change_without_the_cache_cut() -> None:
    off = {"manage_cache": False}
    made = plans(said(**off), said("b", **off), said("b", **off))
    assert [plan.fresh for plan in made] == [True, True, False]


def test_a_cut_or_a_boost_that_prompts_ask_for_waits_for_noise() -> None:
    off = {"manage_cache": False}
    made = plans(said(**off), said("b", **off, noise_scale=0.0), said("b", **off))
    assert [(plan.hold, plan.fresh) for plan in made] == [(False, True), (True, False), (False, True)]
    kept = plans(said(), said("b", noise_scale=0.0), said("b"), said("b"), said("b"))
    assert [plan.times[0] >= 750 for plan in kept[2:]] == [True, True, False]


@pytest.mark.parametrize("keep", [True, False])
def test_a_transition_moves_on_its_first_frame_and_ends_on_its_target(keep: bool) -> None:  # noqa: FBT001
    flags = {"manage_cache": keep}
    states = [said(**flags), toward("b", 4, Interpolation.SLERP, **flags), *[said("b", **flags)] * 5]
    made = plans(*states)
    assert [plan.aim.share for plan in made] == [1.0, 0.25, 0.5, 0.75, 1.0, 1.0, 1.0]
    assert [plan.aim.begins for plan in made] == [False, True, False, False, False, False, False]
    assert all(target(plan) == "b" for plan in made[1:])
    assert all(plan.aim.method is Interpolation.SLERP for plan in made[1:5])
    assert not any(plan.fresh for plan in made[1:])
    assert [plan.look for plan in made] == [False] * 4 + [keep] + [False] * 2
    assert [plan.pull for plan in made[1:4]] == [0.0] * 3


def test_the_prompts_from_before_do_not_end_a_transition_and_others_do() -> None:
    begins = said("a", transition=toward("b", 4).transition)
    behind = plans(said("a"), begins, said("a"), said("b"), said("b"))
    assert [plan.aim.share for plan in behind] == [1.0, 0.25, 0.5, 0.75, 1.0]
    going = plans(said(), toward("b", 4), said("b"), said("c"), said("c"))
    assert [plan.aim.share for plan in going] == [1.0, 0.25, 0.5, 1.0, 1.0]
    assert target(going[3]) == "c"


def test_a_new_transition_starts_where_the_last_one_is() -> None:
    made = plans(said(), toward("b", 4), said("b"), toward("c", 2), said("c"))
    assert [plan.aim.share for plan in made] == [1.0, 0.25, 0.5, 0.5, 1.0]
    assert made[3].aim.begins
    assert made[3].aim.settled is None


def test_one_of_no_steps_is_there_at_once_and_shows() -> None:
    _, snap, after = plans(said(noise_scale=0.1), toward("b", 0, noise_scale=0.1), said("b", noise_scale=0.1))
    assert snap.aim.share == 1.0
    assert not snap.aim.begins
    assert not snap.fresh
    assert snap.times[0] >= round(BOOST * STEPS[0])
    assert after.aim.share == 1.0


def test_a_reset_ends_a_transition_on_its_target_and_one_that_comes_with_it_starts_there() -> None:
    ended = plans(said(), toward("b", 4), said("b", reset=True), said("b"))
    assert [plan.aim.share for plan in ended] == [1.0, 0.25, 1.0, 1.0]
    assert ended[2].fresh
    both = plans(said(), toward("b", 4), toward("c", 4, reset=True))[2]
    assert both.fresh
    assert both.aim.begins
    assert both.aim.settled == Mix((Prompt("b"),), Interpolation.LINEAR)


def test_a_transition_goes_on_while_the_picture_is_held() -> None:
    made = plans(said(), toward("b", 2, noise_scale=0.0), said("b", noise_scale=0.0), said("b"))
    assert [plan.hold for plan in made] == [False, True, True, False]
    assert [plan.aim.share for plan in made] == [1.0, 0.5, 1.0, 1.0]
    assert made[3].look


def test_what_is_lost_is_cut_with_the_next_noise() -> None:
    course = Course(SCHEDULE)
    course.plan(said())
    course.lose()
    assert course.plan(said(noise_scale=0.0)).hold
    assert course.plan(said()).fresh


def test_a_transition_on_the_very_first_frame_sets_out_from_the_state_s_prompts() -> None:
    (plan,) = plans(replace(toward("b", 4), prompts=START.prompts))
    assert plan.fresh
    assert plan.aim.settled == Mix(START.prompts, Interpolation.LINEAR)
    assert (target(plan), plan.aim.share) == ("b", 0.25)
