"""What a generation call does with the parameters, as measured on Scope."""

import pytest

from soundscape_live.generator.pretend.blending import CallError
from soundscape_live.generator.pretend.pipeline import Manner, Pipeline

FOREST = {"prompts": [{"text": "forest", "weight": 1.0}]}
SEA = {"prompts": [{"text": "sea", "weight": 1.0}]}
VIDEO = {**FOREST, "input_mode": "video"}


def test_a_call_takes_its_time_and_an_encoding_more() -> None:
    pipeline = Pipeline(Manner(chunk=0.75, encode=0.12))
    assert pipeline.call(FOREST, reset=False).duration == pytest.approx(0.87)
    assert pipeline.call(FOREST, reset=False).duration == pytest.approx(0.75)
    assert pipeline.call(SEA, reset=False).duration == pytest.approx(0.87)


def test_fewer_steps_take_less() -> None:
    pipeline = Pipeline(Manner(chunk=0.8, encode=0.0))
    made = pipeline.call({**FOREST, "denoising_step_list": [1000, 500]}, reset=False)
    assert (made.duration, made.steps) == (pytest.approx(0.4), 2)


def test_jitter_is_bounded_and_repeats() -> None:
    first, second = (Pipeline(Manner(jitter=0.1, encode=0.0, seed=3)) for _ in range(2))
    lengths = [first.call(FOREST, reset=False).duration for _ in range(50)]
    assert lengths == [second.call(FOREST, reset=False).duration for _ in range(50)]
    assert 0.675 <= min(lengths) < max(lengths) <= 0.825


def test_noise_is_inert_in_text_mode_but_for_the_bypass() -> None:
    pipeline = Pipeline()
    assert pipeline.call({**FOREST, "noise_scale": 0.2}, reset=False).noise == 1.0
    assert pipeline.call({**FOREST, "noise_scale": "abc"}, reset=False).noise == 1.0
    bypass = {**FOREST, "noise_scale": 0.2, "_modulated_noise_scale": True}
    assert pipeline.call(bypass, reset=False).noise == 0.2


def test_a_controller_overrules_most_of_the_noise_of_video() -> None:
    pipeline = Pipeline()
    low, high = (pipeline.call({**VIDEO, "noise_scale": scale}, reset=False).noise for scale in (0.0, 1.0))
    assert high - low == pytest.approx(0.1)
    free = {**VIDEO, "noise_scale": 0.2, "noise_controller": False}
    assert pipeline.call(free, reset=False).noise == 0.2
    with pytest.raises(CallError):
        pipeline.call({**VIDEO, "noise_scale": "abc"}, reset=False)


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [
        (FOREST, FOREST, False),
        (FOREST, SEA, False),
        (VIDEO, {**SEA, "input_mode": "video"}, True),
        (VIDEO, {**SEA, "input_mode": "video", "manage_cache": False}, False),
        (FOREST, {**FOREST, "denoising_step_list": [1000, 500]}, True),
        (FOREST, {**FOREST, "denoising_step_list": [1000, 500], "manage_cache": False}, False),
        (FOREST, {**FOREST, "denoising_step_list": [1000, 500], "_modulated_step_list": True}, False),
        ({**FOREST, "manage_cache": False}, {**VIDEO, "manage_cache": False}, True),
    ],
)
def test_what_cuts(before: dict[str, object], after: dict[str, object], *, cut: bool) -> None:
    pipeline = Pipeline()
    assert not pipeline.call(before, reset=False).cut
    assert pipeline.call(after, reset=False).cut is cut
    assert not pipeline.call(after, reset=False).cut


def test_a_full_cache_cuts_by_itself() -> None:
    pipeline = Pipeline(Manner(frames=12, horizon=36))
    assert [pipeline.call(FOREST, reset=False).cut for _ in range(7)] == [False] * 3 + [True] + [False] * 2 + [True]


def test_only_the_undocumented_key_blends_along_the_sphere_and_two_prompts_alone() -> None:
    pipeline = Pipeline()
    prompts = [{"text": text} for text in ("forest", "sea", "city")]
    assert not pipeline.call({"prompts": prompts[:2], "prompt_interpolation_method": "slerp"}, reset=False).slerp
    assert pipeline.call({"prompts": prompts[:2], "spatial_interpolation_method": "slerp"}, reset=False).slerp
    assert not pipeline.call({"prompts": prompts, "spatial_interpolation_method": "slerp"}, reset=False).slerp


@pytest.mark.parametrize(
    "bad", [{}, {"prompts": None}, {**FOREST, "denoising_step_list": [1.5]}, {**FOREST, "denoising_step_list": 4},
            {**FOREST, "denoising_step_list": []}, {**FOREST, "base_seed": "x"}],
)  # fmt: skip
def test_bad_values_raise_until_they_are_overwritten(bad: dict[str, object]) -> None:
    pipeline = Pipeline()
    for _ in range(2):
        with pytest.raises(CallError):
            pipeline.call(bad, reset=False)
    assert pipeline.call({**FOREST, "base_seed": 7}, reset=False).seed == 7
