"""What each parameter becomes."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.model import Interpolation, LoraScale, Motion, Prompt, ResetCache
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.messages import WireCommand, WireTransition
from soundscape_live.wire.scope import Manner, StandIn
from soundscape_live.wire.scope.manner import BIAS, USUAL, Key, Span
from soundscape_live.wire.scope.table import (
    EPSILON,
    HYSTERESIS,
    SHARE,
    Shares,
    changes,
    check,
    check_command,
    first_step,
    is_large,
    notes,
    prompts_told,
    settings,
    shares_of,
    steps_of,
)
from tests.wire.scope.rig import STATE, VIDEO, crossing, cut

TEXT = Manner()
KREA = replace(TEXT, spans=(*USUAL, BIAS), stand_in=StandIn.ATTENTION_BIAS)
BYPASS = TEXT.asked(StandIn.BYPASS)
SEA: Shares = (("sea", 1.0),)
PAIR: Shares = (("sea", 0.5), ("sun", 0.5))


def test_in_text_mode_noise_scale_is_not_told_and_light_never_is() -> None:
    assert settings(TEXT, STATE, SEA) == {
        "paused": False,
        "prompt_interpolation_method": "linear",
        "spatial_interpolation_method": "linear",
        "denoising_step_list": [1000, 750],
        "manage_cache": True,
        "base_seed": 1,
    }


@pytest.mark.parametrize(
    ("manner", "noise", "told"),
    [
        (VIDEO, 0.5, {"noise_scale": 0.5, "noise_controller": False}),
        (VIDEO, 1.0, {"noise_scale": 1.0, "noise_controller": False}),
        (VIDEO, 0.0, {"noise_scale": 0.11, "noise_controller": False}),
        (replace(VIDEO, spans=(Span(Key.NOISE, 0.2, 0.8),)), 1.0, {"noise_scale": 0.8}),
        (BYPASS, 0.0, {"noise_scale": 0.0, "noise_controller": False, "_modulated_noise_scale": True}),
        (KREA, 0.0, {"kv_cache_attention_bias": 1.0}),
        (KREA, 0.5, {"kv_cache_attention_bias": 0.1}),
        (KREA, 1.0, {"kv_cache_attention_bias": 0.01}),
        (TEXT, 0.5, {}),
        (replace(VIDEO, spans=()), 0.5, {}),
    ],
)
def test_what_noise_scale_becomes(manner: Manner, noise: float, told: dict[str, object]) -> None:
    said = settings(manner, replace(STATE, noise_scale=noise), SEA)
    noisy = {"noise_scale", "noise_controller", "_modulated_noise_scale", "kv_cache_attention_bias"}
    assert {key: value for key, value in said.items() if key in noisy} == told


def test_a_parameter_that_the_pipeline_does_not_have_is_not_told() -> None:
    assert settings(replace(TEXT, spans=()), STATE, ()) == {"paused": False}


def test_a_seed_lies_in_the_pipelines_range() -> None:
    manner = replace(TEXT, spans=(Span(Key.SEED, 10, 20),))
    seeds = [settings(manner, replace(STATE, seed=seed), ())["base_seed"] for seed in (1, 15, 99)]
    assert seeds == [10, 15, 20]


@pytest.mark.parametrize(
    ("asked", "shares", "told"),
    [
        (Interpolation.SLERP, PAIR, "slerp"),
        (Interpolation.SLERP, SEA, "linear"),
        (Interpolation.SLERP, (("a", 0.3), ("b", 0.3), ("c", 0.4)), "linear"),
        (Interpolation.LINEAR, PAIR, "linear"),
    ],
)
def test_both_keys_say_how_prompts_blend_and_slerp_is_for_two(asked: Interpolation, shares: Shares, told: str) -> None:
    said = settings(TEXT, replace(STATE, interpolation=asked), shares)
    assert (said["prompt_interpolation_method"], said["spatial_interpolation_method"]) == (told, told)


@pytest.mark.parametrize(("noise", "first"), [(0.7, 600), (1.0, 900), (0.11, 10), (0.1, 0), (0.0, -100)])
def test_the_first_step_that_a_server_makes_of_noise_scale(noise: float, first: int) -> None:
    assert first_step(noise) == first


def test_the_operator_is_told_where_noise_scale_does_not_arrive_as_it_is() -> None:
    low = replace(STATE, noise_scale=0.05)
    assert [text.split(":")[0] for text in notes(VIDEO, low)] == [
        "noise_scale is told as 0.11 at least",
        "in video mode noise_scale sets the first denoising step",
    ]
    assert "under 0.851 it is not above the second, 750" in notes(VIDEO, replace(STATE, noise_scale=0.85))[0]
    assert notes(VIDEO, replace(STATE, noise_scale=0.851)) == ()
    assert notes(VIDEO, replace(STATE, noise_scale=0.5, denoising_step_list=(1000,))) == ()
    assert notes(TEXT, low) == ()
    assert notes(replace(VIDEO, spans=()), low) == ()


@pytest.mark.parametrize(
    ("prompts", "told", "shares"),
    [
        ([("sea", 1.0)], (), (("sea", 1.0),)),
        ([("sea", 3.0), ("sun", 1.0)], (), (("sea", 0.8), ("sun", 0.2))),
        ([("sea", 2.0), ("sun", 0.0)], (), (("sea", 1.0),)),
        ([("sea", 0.0), ("sun", 0.0)], (), (("sea", 0.5), ("sun", 0.5))),
        ([("sea", 1.0), ("sea", 1.0), ("sun", 2.0)], (), (("sea", 0.5), ("sun", 0.5))),
        ([("sea", 0.56), ("sun", 0.44)], PAIR, PAIR),
        ([("sea", 0.58), ("sun", 0.42)], PAIR, (("sea", 0.6), ("sun", 0.4))),
        ([("sea", 0.56), ("sun", 0.44)], (), (("sea", 0.6), ("sun", 0.4))),
    ],
)
def test_weights_are_shares_in_steps_and_stay_until_they_have_moved(
    prompts: list[tuple[str, float]], told: Shares, shares: Shares
) -> None:
    assert shares_of(tuple(Prompt(*prompt) for prompt in prompts), told) == shares


def test_so_many_small_weights_that_all_would_be_nothing_leave_the_greatest() -> None:
    prompts = (*(Prompt(f"p{index}", 1.0) for index in range(29)), Prompt("main", 1.2))
    assert shares_of(prompts, ()) == (("main", 1.0),)


def test_prompts_are_told_with_their_shares() -> None:
    assert prompts_told(PAIR) == [{"text": "sea", "weight": 0.5}, {"text": "sun", "weight": 0.5}]


PROMPTS = st.lists(st.builds(Prompt, st.sampled_from("abcde"), st.floats(0.0, 100.0)), min_size=1, max_size=8).map(
    tuple
)


@given(PROMPTS, PROMPTS)
def test_what_is_told_is_near_what_is_wanted_and_telling_it_again_changes_nothing(
    before: tuple[Prompt, ...], now: tuple[Prompt, ...]
) -> None:
    told = shares_of(before, ())
    shares = shares_of(now, told)
    assert shares_of(now, shares) == shares
    assert all(0.0 < share <= 1.0 and math.isfinite(share) for _, share in shares)
    total = sum(prompt.weight for prompt in now)
    for text, share in dict(shares).items():
        weight = sum(prompt.weight for prompt in now if prompt.text == text)
        if total:
            assert abs(share - weight / total) <= HYSTERESIS * SHARE + 1e-6


def test_a_wobble_of_weights_within_the_hysteresis_is_told_once() -> None:
    told: Shares = ()
    heard = set()
    for step in range(100):
        wobble = 0.45 + 0.025 * math.sin(step)
        told = shares_of((Prompt("sea", wobble), Prompt("sun", 1.0 - wobble)), told)
        heard.add(told)
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("told", "wanted", "changed", "large"),
    [
        ({}, {"paused": False}, {"paused": False}, True),
        ({"paused": False}, {"paused": False}, {}, False),
        ({"noise_scale": 0.5}, {"noise_scale": 0.504}, {}, False),
        ({"noise_scale": 0.5}, {"noise_scale": 0.51}, {"noise_scale": 0.51}, False),
        ({"noise_scale": 0.5}, {"noise_scale": 0.56}, {"noise_scale": 0.56}, True),
        ({"noise_scale": None}, {"noise_scale": 0.5}, {"noise_scale": 0.5}, True),
        ({"base_seed": 1}, {"base_seed": 2}, {"base_seed": 2}, True),
        ({"denoising_step_list": [1000, 750]}, {"denoising_step_list": [1000, 750]}, {}, False),
        ({"denoising_step_list": [1000]}, {"denoising_step_list": [750]}, {"denoising_step_list": [750]}, True),
        ({"kv_cache_attention_bias": 0.5}, {"kv_cache_attention_bias": 0.52}, {"kv_cache_attention_bias": 0.52}, False),
    ],
)
def test_only_what_has_moved_is_told(
    told: dict[str, object], wanted: dict[str, object], changed: dict[str, object], *, large: bool
) -> None:
    assert changes(told, wanted, KREA) == changed
    assert is_large(told, changed, KREA) is large


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_change_counts_from_epsilon_on(before: float, now: float) -> None:
    change = changes({"noise_scale": before}, {"noise_scale": now}, VIDEO)
    if abs(before - now) > EPSILON + 1e-9:
        assert change == {"noise_scale": now}
    if abs(before - now) < EPSILON - 1e-9:
        assert change == {}


@pytest.mark.parametrize(
    ("frames", "per_chunk", "steps"),
    [(0, 12, 0), (5, 12, 0), (6, 12, 0), (7, 12, 2), (12, 12, 2), (36, 12, 4), (48, 12, 5), (12, 4, 4), (30, 1, 31)],
)
def test_steps_of_a_transition_are_chunks_and_the_one_that_changes_nothing(
    frames: int, per_chunk: int, steps: int
) -> None:
    assert steps_of(frames, per_chunk) == steps


@given(st.integers(0, 100_000), st.integers(1, 100))
def test_a_transition_has_never_one_step_alone(frames: int, per_chunk: int) -> None:
    assert steps_of(frames, per_chunk) != 1


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"noise_scale": math.nan}, "noise_scale lies in 0..1, not nan"),
        ({"noise_scale": "loud"}, "noise_scale is a number, not 'loud'"),
        ({"prompts": ()}, "prompts is a list of 1 to 8 prompts"),
        ({"prompts": (Prompt("sea", math.inf),)}, "weight lies in 0..100, not inf"),
        ({"prompts": (Prompt("sea", "2"),)}, "weight is a number, not '2'"),
        ({"denoising_step_list": (250, 500)}, "denoising_step_list descends, within 1..1000"),
        ({"manage_cache": 1}, "manage_cache is true or false, not 1"),
        ({"paused": "no"}, "paused is true or false, not 'no'"),
        ({"seed": -1}, "base_seed is a whole number in 0..9007199254740992, not -1"),
        ({"interpolation": "cubic"}, "prompt_interpolation_method is linear or slerp, not 'cubic'"),
    ],
)
def test_a_state_that_is_out_of_range_is_refused_by_name(change: dict[str, object], complaint: str) -> None:
    assert check(STATE) is STATE
    with pytest.raises(WireError) as error:
        check(replace(STATE, **change))  # type: ignore[arg-type]
    assert str(error.value) == complaint


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (cut(1, ttl=math.nan), "ttl lies in 0..3600, not nan"),
        (WireCommand(-1, 1.0, ResetCache()), "id is a whole number in 0..9007199254740992, not -1"),
        (crossing(1, frames=-1), "num_steps is a whole number in 0..100000, not -1"),
        (
            WireCommand(1, 1.0, WireTransition((), 3, Interpolation.LINEAR)),
            "target_prompts is a list of 1 to 8 prompts",
        ),
    ],
)
def test_a_command_that_is_out_of_range_is_refused_by_name(command: WireCommand, complaint: str) -> None:
    with pytest.raises(WireError) as error:
        check_command(command)
    assert str(error.value) == complaint


def test_scales_of_loras_are_told_in_tenths_and_motion_is_not() -> None:
    loras = (LoraScale("/ink", 0.449), LoraScale("b", -2.0))
    wanted = settings(TEXT, replace(STATE, motion=Motion(zoom=0.5), loras=loras), SEA)
    assert wanted["lora_scales"] == [{"path": "/ink", "scale": 0.4}, {"path": "b", "scale": -2.0}]
    assert not {"zoom", "rotate", "pan_x", "pan_y", "motion", "pace"} & wanted.keys()
    assert "lora_scales" not in settings(TEXT, STATE, SEA)


@pytest.mark.parametrize("lora", [LoraScale("a", math.nan), LoraScale("a", 11.0), LoraScale("", 1.0)])
def test_a_scale_out_of_range_is_not_told(lora: LoraScale) -> None:
    with pytest.raises(WireError):
        check(replace(STATE, loras=(lora,)))
