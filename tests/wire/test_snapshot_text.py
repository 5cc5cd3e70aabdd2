import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.model import Interpolation, LoraScale, Motion, Params, Prompt
from soundscape_live.wire.messages import WireSnapshot
from soundscape_live.wire.ours import decode, encode_params

fractions = st.floats(0.0, 1.0)
texts = st.text(max_size=60)
prompts = st.lists(st.builds(Prompt, texts, st.floats(0.0, 100.0)), min_size=1, max_size=8).map(tuple)
steps = st.sets(st.integers(1, 1000), min_size=1, max_size=8).map(lambda found: tuple(sorted(found, reverse=True)))
states = st.builds(
    Params,
    at=st.just(0.0),
    seq=st.integers(0, 2**53),
    command=st.integers(0, 2**53),
    prompts=prompts,
    noise_scale=fractions,
    denoising_step_list=steps,
    manage_cache=st.booleans(),
    paused=st.booleans(),
    interpolation=st.sampled_from(Interpolation),
    seed=st.integers(0, 2**53),
    light=fractions,
)
PLAIN = Params(0.0, 1, 0, (Prompt("glass"),), 0.5, (1000, 500))


@given(states)
def test_a_snapshot_is_read_as_it_was_written(state: Params) -> None:
    assert decode(encode_params(state)) == WireSnapshot(
        seq=state.seq,
        command=state.command,
        prompts=state.prompts,
        interpolation=state.interpolation,
        noise_scale=state.noise_scale,
        denoising_step_list=state.denoising_step_list,
        manage_cache=state.manage_cache,
        paused=state.paused,
        seed=state.seed,
        light=state.light,
    )


@given(states)
def test_a_snapshot_is_json_without_spaces_and_in_ascii(state: Params) -> None:
    text = encode_params(state)
    assert text == json.dumps(json.loads(text), separators=(",", ":"))


def test_numpys_numbers_are_written_as_numbers() -> None:
    state = replace(PLAIN, noise_scale=np.float64(0.25), denoising_step_list=(np.int64(900),), paused=np.True_)
    assert decode(encode_params(state)) == decode(
        encode_params(replace(PLAIN, noise_scale=0.25, denoising_step_list=(900,), paused=True))
    )


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_not_sent(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        encode_params(replace(PLAIN, noise_scale=value))
    with pytest.raises(ValueError, match="finite"):
        encode_params(replace(PLAIN, motion=Motion(rotate=value)))
    with pytest.raises(ValueError, match="finite"):
        encode_params(replace(PLAIN, loras=(LoraScale("a", value),)))
