"""How a pipeline is played, as read from what a server says of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.generator.schema import pipeline_schema
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.wire.scope import Manner, Mode, StandIn, manner_of
from soundscape_live.wire.scope.manner import USUAL, Key, Span
from soundscape_live.wire.scope.schemas import pipelines_of

BASE = {
    "manage_cache": {"type": "boolean", "default": True},
    "base_seed": {"type": "integer", "minimum": 0, "default": 42},
    "denoising_steps": {"anyOf": [{"type": "array"}, {"type": "null"}], "default": None},
    "noise_scale": {"anyOf": [{"type": "number", "minimum": 0.0, "maximum": 1.0}, {"type": "null"}], "default": None},
    "noise_controller": {"anyOf": [{"type": "boolean"}, {"type": "null"}], "default": None},
}
"What every pipeline has of the base class."
WAN = {
    **BASE,
    "denoising_steps": {"type": "array", "default": [1000, 750, 500, 250]},
    "noise_scale": {"type": "number", "minimum": 0.0, "maximum": 1.0, "default": 0.7},
    "noise_controller": {"type": "boolean", "default": True},
}


def about(properties: dict[str, object], **more: object) -> dict[str, object]:
    return {
        "supported_modes": ["text", "video"],
        "default_mode": "text",
        "supports_prompts": True,
        "supports_cache_management": True,
        "config_schema": {"properties": properties},
        **more,
    }


SCHEMAS = {
    "pipelines": {
        "longlive": about(WAN),
        "krea": about(WAN, supports_kv_cache_bias=True, frames_per_chunk=16),
        "gray": about(BASE, supports_prompts=False, supports_cache_management=False, supported_modes=["video"]),
        "sd": about(
            {**BASE, "kv_cache_attention_bias": {"minimum": 0.1, "maximum": 0.9}},
            default_mode="video",
            mode_defaults={"video": {"noise_scale": 0.7, "denoising_steps": [750, 250]}},
        ),
    }
}


def keys(manner: Manner) -> set[str]:
    return {span.key.value for span in manner.spans}


def test_the_pipelines_are_listed_in_their_order() -> None:
    assert pipelines_of(SCHEMAS) == ("longlive", "krea", "gray", "sd")
    assert pipelines_of({"detail": "Not Found"}) == ()


def test_a_pipeline_has_what_its_schema_describes_and_is_not_null_unless_told() -> None:
    wan = {"prompts", "noise_scale", "noise_controller", "denoising_step_list", "manage_cache", "base_seed"}
    assert keys(manner_of(SCHEMAS, "longlive")) == wan
    assert keys(manner_of(SCHEMAS, "krea")) == {*wan, "kv_cache_attention_bias"}
    assert keys(manner_of(SCHEMAS, "gray")) == {"manage_cache", "base_seed"}
    bias = "kv_cache_attention_bias"
    assert keys(manner_of(SCHEMAS, "sd")) == {*wan, bias} - {"noise_controller"}
    assert keys(manner_of(SCHEMAS, "sd", mode=Mode.TEXT)) == {"prompts", "manage_cache", "base_seed", bias}


def test_our_own_generator_is_read_as_well() -> None:
    answer = json.loads(json.dumps({"pipelines": {"tiny": pipeline_schema("tiny", GeneratorSettings())}}))
    manner = manner_of(answer, "tiny")
    assert (manner.mode, keys(manner)) == (
        Mode.TEXT,
        {"prompts", "noise_scale", "denoising_step_list", "manage_cache", "base_seed"},
    )


def test_frames_of_a_chunk_are_those_that_the_show_says_or_the_server_or_those_known_by_name() -> None:
    assert manner_of(SCHEMAS, "krea", frames=8).frames_per_chunk == 8
    assert manner_of(SCHEMAS, "krea").frames_per_chunk == 16
    assert [manner_of(SCHEMAS, name).frames_per_chunk for name in ("longlive", "gray", "sd", "other")] == [
        12,
        1,
        12,
        12,
    ]
    assert manner_of({}, "streamdiffusionv2").frames_per_chunk == 4
    assert manner_of({}, "passthrough").frames_per_chunk == 4


@pytest.mark.parametrize("frames", [0, -4, 1001, True, "12", None, 12.0])
def test_a_count_of_frames_that_is_none_is_not_believed(frames: object) -> None:
    answer = {"pipelines": {"longlive": about(WAN, frames_per_chunk=frames)}}
    assert manner_of(answer, "longlive").frames_per_chunk == 12


@pytest.mark.parametrize(
    ("described", "asked", "mode", "said"),
    [
        ({}, None, Mode.TEXT, ()),
        ({}, Mode.VIDEO, Mode.VIDEO, ()),
        ({"default_mode": "video"}, None, Mode.VIDEO, ()),
        ({"supported_modes": ["video"], "default_mode": "dream"}, None, Mode.VIDEO, ()),
        (
            {"supported_modes": ["video"], "default_mode": "video"},
            Mode.TEXT,
            Mode.VIDEO,
            ("the pipeline has no text mode: it is played in video mode",),
        ),
        ({"supported_modes": ["dream"], "default_mode": 3}, Mode.VIDEO, Mode.VIDEO, ()),
        ({"supported_modes": "text", "default_mode": None}, None, Mode.TEXT, ()),
    ],
)
def test_the_mode_is_the_one_asked_for_where_the_pipeline_has_it(
    described: dict[str, object], asked: Mode | None, mode: Mode, said: tuple[str, ...]
) -> None:
    manner = manner_of({"pipelines": {"p": about(WAN, **described)}}, "p", mode=asked)
    assert manner.mode is mode
    assert tuple(text for text in manner.words if "mode: it is played" in text) == said


def test_a_range_is_narrowed_to_what_the_schema_says() -> None:
    assert manner_of(SCHEMAS, "sd").span(Key.BIAS) == Span(Key.BIAS, 0.1, 0.9)
    assert manner_of(SCHEMAS, "krea").span(Key.BIAS) == Span(Key.BIAS, 0.01, 1.0)
    narrow = {"anyOf": [{"minimum": 0.2, "maximum": 0.8}, {"type": "null"}], "default": 0.5}
    assert manner_of({"pipelines": {"p": about({"noise_scale": narrow})}}, "p").span(Key.NOISE) == Span(
        Key.NOISE, 0.2, 0.8
    )


@pytest.mark.parametrize(("low", "high"), [(0.8, 0.2), (-1, 2), ("0", 1), (True, 1), (float("nan"), 1), (None, None)])
def test_a_range_that_is_none_leaves_the_usual_one(low: object, high: object) -> None:
    field = {"minimum": low, "maximum": high, "anyOf": 3}
    answer = {"pipelines": {"p": about({"noise_scale": field})}}
    assert manner_of(answer, "p").span(Key.NOISE) == Span(Key.NOISE, 0.0, 1.0)


@pytest.mark.parametrize("answer", [None, [], {}, {"pipelines": []}, {"pipelines": {"longlive": 3}}, "Not Found"])
def test_without_a_description_a_pipeline_is_played_as_the_usual_ones(answer: object) -> None:
    manner = manner_of(answer, "longlive")
    assert (manner.mode, manner.frames_per_chunk, manner.spans) == (Mode.TEXT, 12, USUAL)
    assert manner.words[0] == "the server does not describe 'longlive': it is played as LongLive is"


@pytest.mark.parametrize(
    ("pipeline", "wish", "given", "said"),
    [
        ("longlive", StandIn.NONE, StandIn.NONE, "no stand-in is declared"),
        ("krea", StandIn.ATTENTION_BIAS, StandIn.ATTENTION_BIAS, "kv_cache_attention_bias follows it"),
        ("longlive", StandIn.ATTENTION_BIAS, StandIn.NONE, "this pipeline has no kv_cache_attention_bias"),
        ("longlive", StandIn.RESETS, StandIn.RESETS, "cache resets follow it"),
        ("longlive", StandIn.BYPASS, StandIn.BYPASS, "_modulated_noise_scale, which the show asks for"),
    ],
)
def test_a_stand_in_is_what_the_pipeline_can_do_or_none_with_a_sentence(
    pipeline: str, wish: StandIn, given: StandIn, said: str
) -> None:
    manner = manner_of(SCHEMAS, pipeline, wish)
    assert manner.stand_in is given
    assert len(manner.words) == 1
    assert manner.words[0].startswith("noise_scale does nothing in text mode")
    assert said in manner.words[0]


@pytest.mark.parametrize(
    ("wish", "said"),
    [(StandIn.RESETS, "has no cache to reset"), (StandIn.BYPASS, "has no noise_scale (bypass was asked for)")],
)
def test_a_pipeline_without_a_cache_or_noise_has_no_stand_in_of_that_kind(wish: StandIn, said: str) -> None:
    answer = {"pipelines": {"gray": about(BASE, supports_cache_management=False)}}
    manner = manner_of(answer, "gray", wish)
    assert (manner.stand_in, len(manner.words)) == (StandIn.NONE, 1)
    assert said in manner.words[0]


def test_in_video_mode_noise_scale_needs_no_stand_in() -> None:
    assert manner_of(SCHEMAS, "longlive", mode=Mode.VIDEO).words == ()
    manner = manner_of(SCHEMAS, "longlive", StandIn.RESETS, mode=Mode.VIDEO)
    assert manner.stand_in is StandIn.NONE
    assert manner.words == ("noise_scale: no stand-in, in video mode noise_scale itself works (resets was asked for)",)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.sampled_from(["text", "video"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.data(), st.sampled_from(StandIn), st.none() | st.sampled_from(Mode))
def test_any_answer_gives_a_manner(data: st.DataObject, wish: StandIn, mode: Mode | None) -> None:
    described = about(WAN)
    for key in data.draw(st.lists(st.sampled_from([*described, "mode_defaults", "frames_per_chunk"]), unique=True)):
        described[key] = data.draw(JSON)
    properties = {**WAN, data.draw(st.sampled_from(sorted(WAN))): data.draw(JSON)}
    answer = data.draw(st.sampled_from([{"pipelines": {"p": described}}, {"pipelines": {"p": about(properties)}}]))
    manner = manner_of(answer, "p", wish, mode)
    assert 1 <= manner.frames_per_chunk <= 1000
    assert all(span.low < span.high for span in manner.spans)
