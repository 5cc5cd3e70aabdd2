"""Scope's partial updates, as a server folds them."""

import pytest

from soundscape_live.model import Interpolation, LoraScale, Motion, Prompt, ResetCache
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.messages import WireCommand, WireSnapshot, WireTransition
from soundscape_live.wire.parameters import COMMAND_TTL, FRAMES_PER_STEP, read_object, state_of, update

BASE = WireSnapshot(
    seq=4,
    command=2,
    prompts=(Prompt("a", 1.0),),
    interpolation=Interpolation.LINEAR,
    noise_scale=0.5,
    denoising_step_list=(1000, 500),
    manage_cache=True,
    paused=False,
    seed=7,
    light=1.0,
)


def test_an_empty_update_changes_nothing_but_the_number() -> None:
    changed = update(BASE, {})
    assert changed.snapshot.seq == 5
    assert state_of(changed.snapshot) == state_of(BASE)
    assert changed.commands == ()


def test_given_keys_replace_and_the_others_stay() -> None:
    snapshot = update(BASE, {"noise_scale": 0.25, "paused": True}).snapshot
    assert (snapshot.noise_scale, snapshot.paused, snapshot.prompts) == (0.25, True, BASE.prompts)


def test_a_motion_is_said_number_by_number() -> None:
    snapshot = update(update(BASE, {"zoom": 0.25}).snapshot, {"rotate": -5, "pace": 2}).snapshot
    assert snapshot.motion == Motion(zoom=0.25, rotate=-5.0)
    assert snapshot.pace == 2.0
    assert update(snapshot, {}).snapshot.motion == snapshot.motion


def test_scales_of_loras_are_said_of_those_that_are_named() -> None:
    first = update(BASE, {"lora_scales": [{"path": "a", "scale": 0.5}, {"path": "b", "scale": 1}]}).snapshot
    snapshot = update(first, {"lora_scales": [{"path": "a", "scale": -2}]}).snapshot
    assert snapshot.loras == (LoraScale("b", 1.0), LoraScale("a", -2.0))
    assert update(snapshot, {"lora_scales": []}).snapshot.loras == snapshot.loras


def test_null_and_unknown_keys_change_nothing() -> None:
    changed = update(BASE, {"noise_scale": None, "vace_context_scale": 1.0, "reset_cache": None})
    assert state_of(changed.snapshot) == state_of(BASE)


def test_a_prompt_without_a_weight_weighs_one_and_no_prompts_keep_the_old_ones() -> None:
    assert update(BASE, {"prompts": [{"text": "b"}]}).snapshot.prompts == (Prompt("b", 1.0),)
    assert update(BASE, {"prompts": []}).snapshot.prompts == BASE.prompts


def test_a_reset_is_a_command_that_the_state_includes() -> None:
    changed = update(BASE, {"reset_cache": True})
    assert changed.commands == (WireCommand(3, COMMAND_TTL, ResetCache()),)
    assert changed.snapshot.command == 3
    assert update(BASE, {"reset_cache": False}).commands == ()


def test_a_transition_is_counted_in_chunks_and_its_target_is_the_new_state() -> None:
    changed = update(BASE, {"reset_cache": True, "transition": {"target_prompts": [{"text": "b"}], "num_steps": 3}})
    target = (Prompt("b", 1.0),)
    assert changed.commands[1] == WireCommand(
        4, COMMAND_TTL, WireTransition(target, 3 * FRAMES_PER_STEP, Interpolation.LINEAR)
    )
    assert changed.snapshot.prompts == target
    assert changed.snapshot.command == 4


@pytest.mark.parametrize(
    "change",
    [
        {"noise_scale": "loud"},
        {"noise_scale": 7.5},
        {"zoom": 7.5},
        {"lora_scales": {"a": 1}},
        {"lora_scales": ["a"]},
        {"lora_scales": [{"path": ["a"], "scale": 1}]},
        {"lora_scales": [{"path": "a", "scale": 11}]},
        {"lora_scales": [{"path": "a", "scale": 1}, {"path": "a", "scale": 0}]},
        {"prompts": "a text"},
        {"prompts": ["a text"]},
        {"denoising_step_list": [250, 500]},
        {"transition": 3},
        {"transition": {"target_prompts": []}},
        {"transition": {"target_prompts": [{"text": "b"}], "num_steps": True}},
    ],
)
def test_a_wrong_value_refuses_the_whole_update(change: dict[str, object]) -> None:
    with pytest.raises(WireError):
        update(BASE, {"paused": True, **change})


@pytest.mark.parametrize("text", ["", "nonsense", "[1]", b"\xff", "[" * 100_000])
def test_what_is_not_an_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(WireError):
        read_object(text)


def test_an_object_is_read() -> None:
    assert read_object('{"paused": true}') == {"paused": True}
