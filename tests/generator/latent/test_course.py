"""The rules of the past, frame by frame."""

from dataclasses import replace

import pytest

from soundscape_live.generator.latent.course import (
    HARD,
    LIKENESS,
    MEMORY,
    NEAR,
    PLAIN,
    PULL,
    Arrival,
    Course,
    Mix,
    Plan,
    apart,
)
from soundscape_live.generator.latent.schedule import Estimate, cut, diffusion, flow, scaled_linear
from soundscape_live.generator.latent.seeds import Moment
from soundscape_live.generator.picture import FrameState
from soundscape_live.model import Interpolation, Prompt
from tests.generator.latent.said import START, said, toward

SCHEDULE = diffusion(scaled_linear(), Estimate.VELOCITY)
STEPS = START.denoising_step_list


def plans(*states: FrameState, arrival: Arrival = PLAIN) -> list[Plan]:
    course = Course(SCHEDULE if arrival is PLAIN else flow(), arrival)
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
    high = round(PLAIN.start * STEPS[0])
    assert not any(plan.fresh for plan in made)
    assert [target(plan) for plan in made] == ["b"] * 4
    assert [plan.times[0] >= high for plan in made] == [True] * PLAIN.frames + [False] * 2
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
    assert snap.times[0] >= round(PLAIN.start * STEPS[0])
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


@pytest.mark.parametrize(("share", "floor"), [(0.0, 0.0), (0.25, 0.375), (0.5, 0.75), (0.75, 0.8), (1.0, 0.85)])
def test_a_hard_model_is_raised_evenly_to_midway_and_from_there_to_the_end(share: float, floor: float) -> None:
    assert HARD.floor(share) == pytest.approx(floor)
    assert PLAIN.floor(share) == 0.0


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("noise", [0.01, 0.3, 0.6])
def test_a_transition_of_a_hard_model_arrives_at_any_noise(noise: float, keep: bool) -> None:  # noqa: FBT001
    flags = {"noise_scale": noise, "manage_cache": keep}
    made = plans(said(**flags), toward("b", 8, **flags), *[said("b", **flags)] * 11, arrival=HARD)[1:]
    starts = [plan.times[0] for plan in made]
    own = flow().start(noise, STEPS)
    assert starts[:8] == [max(own, round(1000 * HARD.floor(part / 8))) for part in range(1, 9)]
    assert starts[7:10] == [850] * 3
    assert starts[10:] == [own] * 2
    assert [plan.still for plan in made] == [True] * 10 + [False] * 2
    assert not any(plan.fresh for plan in made)
    if keep:
        assert [plan.look for plan in made] == [False] * 9 + [True] + [False] * 2
        assert [plan.pull for plan in made] == [0.0] * 10 + [PULL] * 2


def test_a_hard_change_of_prompts_arrives_in_a_hard_model() -> None:
    flags = {"noise_scale": 0.1}
    for first in (said("b", **flags), toward("b", 0, **flags)):
        made = plans(said(**flags), first, *[said("b", **flags)] * 4, arrival=HARD)[1:]
        assert [plan.times[0] == 850 for plan in made] == [True] * 3 + [False] * 2
        assert [plan.still for plan in made] == [True] * 3 + [False] * 2
        assert [plan.look for plan in made] == [False, False, True, False, False]


def test_what_arrives_waits_for_noise() -> None:
    none = {"noise_scale": 0.0}
    made = plans(said(), toward("b", 2, **none), said("b", **none), said("b", **none), *[said("b")] * 4, arrival=HARD)
    assert [plan.hold for plan in made] == [False] + [True] * 3 + [False] * 4
    assert [plan.times[0] == 850 for plan in made[4:]] == [True] * 3 + [False]


def test_a_cut_needs_no_help_to_arrive() -> None:
    made = plans(said(), said("b", reset=True), said("b"), arrival=HARD)
    assert [plan.times[0] for plan in made[1:]] == [1000, flow().start(0.3, STEPS)]
    assert [plan.still for plan in made] == [True, True, False]


def mixed(weight: float, **changes: object) -> FrameState:
    return replace(said(**changes), prompts=(Prompt("a"), Prompt("b", weight)))


def test_weights_that_follow_the_sound_are_no_change_until_they_have_gone_far() -> None:
    weights = [0.01 * step for step in range(1, 60)]
    made = plans(said(), *[mixed(weight) for weight in weights])[1:]
    shares = [weight / (1.0 + weight) for weight in weights]
    first = next(number for number, share in enumerate(shares) if share > NEAR)
    high = [number for number, plan in enumerate(made) if plan.times[0] >= 750]
    assert high == [first, first + 1]
    assert [number for number, plan in enumerate(made) if plan.look] == [first + 1]
    assert [plan.aim.target.prompts[1].weight for plan in made] == weights


def test_without_the_cache_a_weight_that_follows_the_sound_does_not_cut() -> None:
    off = {"manage_cache": False}
    assert [plan.fresh for plan in plans(said(**off), mixed(0.1, **off), mixed(0.9, **off))] == [True, False, True]


def test_prompts_that_end_a_transition_on_its_way_are_a_change_however_near() -> None:
    made = plans(said(), toward("b", 8), replace(said(), prompts=(Prompt("b", 9.0), Prompt("a"))), said("b"))
    assert made[2].aim.share == 1.0
    assert made[2].times[0] >= 750


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        ((Prompt("a"),), (Prompt("a", 3.0),), 0.0),
        ((Prompt("a"),), (Prompt("b"),), 1.0),
        ((Prompt("a"),), (Prompt("a"), Prompt("b")), 0.5),
        ((Prompt("a", 3.0), Prompt("b")), (Prompt("b", 3.0), Prompt("a")), 0.5),
        ((Prompt("a"), Prompt("a")), (Prompt("a"),), 0.0),
    ],
)
def test_mixes_are_apart_by_the_shares_that_go(
    first: tuple[Prompt, ...], second: tuple[Prompt, ...], share: float
) -> None:
    linear = Interpolation.LINEAR
    assert apart(Mix(first, linear), Mix(second, linear)) == pytest.approx(share)
