import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.model import (
    LORA_MOST,
    PACE_MOST,
    PAN_MOST,
    ROTATE_MOST,
    STILL,
    ZOOM_LEAST,
    ZOOM_MOST,
    Command,
    Interpolation,
    LoraScale,
    Motion,
    Params,
    PeerState,
    Prompt,
    ResetCache,
    Transition,
)
from soundscape_live.wire.fields import MAX_LORAS, WireError
from soundscape_live.wire.messages import (
    Message,
    WireApplied,
    WireCommand,
    WireCommands,
    WireDone,
    WireFrames,
    WireSnapshot,
    WireState,
    WireTransition,
)
from soundscape_live.wire.ours import MAX_TEXT, decode, encode_again, encode_answer, encode_command, encode_params

prompts = st.lists(st.builds(Prompt, st.text(max_size=60), st.floats(0, 2)), min_size=1, max_size=4).map(tuple)
steps = st.lists(st.integers(1, 1000), min_size=1, max_size=8, unique=True).map(
    lambda values: tuple(sorted(values, reverse=True))
)
motions = st.builds(
    Motion,
    zoom=st.floats(ZOOM_LEAST, ZOOM_MOST),
    rotate=st.floats(-ROTATE_MOST, ROTATE_MOST),
    pan_x=st.floats(-PAN_MOST, PAN_MOST),
    pan_y=st.floats(-PAN_MOST, PAN_MOST),
)
lora_scales = st.dictionaries(
    st.text(min_size=1, max_size=60), st.floats(-LORA_MOST, LORA_MOST), max_size=MAX_LORAS
).map(lambda scales: tuple(LoraScale(*each) for each in scales.items()))
params = st.builds(
    Params,
    at=st.floats(0, 1e6),
    seq=st.integers(0, 2**40),
    command=st.integers(0, 2**40),
    prompts=prompts,
    noise_scale=st.floats(0, 1),
    denoising_step_list=steps,
    manage_cache=st.booleans(),
    paused=st.booleans(),
    interpolation=st.sampled_from(Interpolation),
    seed=st.integers(0, 2**31),
    light=st.floats(0, 1),
    motion=motions,
    pace=st.floats(0, PACE_MOST),
    loras=lora_scales,
)


@given(params)
def test_a_snapshot_arrives_as_it_was_sent(sent: Params) -> None:
    read = decode(encode_params(sent))
    assert read == WireSnapshot(
        sent.seq,
        sent.command,
        sent.prompts,
        sent.interpolation,
        sent.noise_scale,
        sent.denoising_step_list,
        sent.manage_cache,
        sent.paused,
        sent.seed,
        sent.light,
        sent.motion,
        sent.pace,
        sent.loras,
    )


def test_a_peer_of_before_knows_neither_motion_nor_loras() -> None:
    new = {"zoom", "rotate", "pan_x", "pan_y", "pace", "lora_scales"}
    old = {key: value for key, value in SNAPSHOT.items() if key not in new}
    read = decode(json.dumps(old))
    assert isinstance(read, WireSnapshot)
    assert (read.motion, read.pace, read.loras) == (STILL, 1.0, ())
    read = decode(json.dumps({**old, "rotate": 3}))
    assert isinstance(read, WireSnapshot)
    assert read.motion == Motion(rotate=3.0)


@given(prompts, st.floats(0, 60), st.sampled_from(Interpolation))
def test_a_transition_arrives_in_frames(target: tuple[Prompt, ...], seconds: float, method: Interpolation) -> None:
    command = Command(10.0, 7, 12.0, Transition(target, seconds, method))
    read = decode(encode_command(command, at=10.5, fps=30.0))
    assert read == WireCommand(7, 1.5, WireTransition(target, round(seconds * 30), method))


def test_a_reset_that_has_expired_has_no_time_left() -> None:
    read = decode(encode_command(Command(10.0, 8, 10.5, ResetCache()), at=11.0, fps=30.0))
    assert read == WireCommand(8, 0.0, ResetCache())


ANSWERS: list[WireApplied | WireDone | WireFrames | WireState] = [
    WireApplied(3, 9),
    WireDone(4, 10),
    WireDone(5, 0, "late"),
    WireFrames(99, 29.5, 2),
]
ANSWERS += [WireState(state, "said", 1.5, 0.75) for state in PeerState]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_arrives_as_it_was_sent(answer: WireApplied | WireDone | WireFrames | WireState) -> None:
    assert decode(encode_answer(answer)) == answer


def test_a_state_that_is_none_is_named_with_those_that_are() -> None:
    with pytest.raises(WireError, match=r"state is one of off, probing, .*, paused, not 'asleep'"):
        decode('{"type":"state","state":"asleep","detail":"","delay":0,"chunk":0}')


@given(prompts, st.integers(0, 2**40), st.floats(0, 3600))
def test_commands_sent_again_arrive_together_with_the_time_they_have_left(
    target: tuple[Prompt, ...], over: int, left: float
) -> None:
    commands = (
        Command(9.0, 5, 9.5, ResetCache()),
        Command(9.0, 6, 10.0 + left, Transition(target, 1.0, Interpolation.SLERP)),
    )
    read = decode(encode_again(over, commands, at=10.0, fps=30.0))
    assert isinstance(read, WireCommands)
    assert read.over == over
    assert [command.id for command in read.commands] == [5, 6]
    assert [command.ttl for command in read.commands] == pytest.approx([0.0, left])
    assert read.commands[1].action == WireTransition(target, 30, Interpolation.SLERP)


@pytest.mark.parametrize(
    ("commands", "complaint"),
    [
        (3, "commands is a list of at most 64"),
        ([{}] * 65, "commands is a list of at most 64"),
        ([3], "a message is a JSON object"),
        ([{"id": 1, "ttl": 1}], "action is missing"),
    ],
)
def test_of_commands_sent_again_a_spoilt_one_spoils_the_message(commands: object, complaint: str) -> None:
    with pytest.raises(WireError, match=complaint):
        decode(json.dumps({"type": "again", "over": 0, "commands": commands}))


SNAPSHOT = json.loads(encode_params(Params(0.0, 1, 0, (Prompt("sea"),), 0.5, (1000, 500))))
TRANSITION = json.loads(encode_command(Command(0.0, 1, 2.0, Transition((Prompt("sea"),), 1.0)), 0.0, 30.0))


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"type": "other"}, "type is one of snapshot, command, again, applied, done, frames, state, not 'other'"),
        ({"type": 3}, "type is a text, not 3"),
        ({"seq": -1}, "seq is a whole number in 0..9007199254740992, not -1"),
        ({"seq": True}, "seq is a whole number in 0..9007199254740992, not True"),
        ({"noise_scale": "loud"}, "noise_scale is a number, not 'loud'"),
        ({"noise_scale": True}, "noise_scale is a number, not True"),
        ({"noise_scale": 1.5}, "noise_scale lies in 0..1, not 1.5"),
        ({"manage_cache": 1}, "manage_cache is true or false, not 1"),
        ({"prompts": []}, "prompts is a list of 1 to 8 prompts"),
        ({"prompts": ["sea"]}, "a message is a JSON object"),
        ({"prompts": [{"text": "x" * 2001, "weight": 1}]}, "a prompt has at most 2000 characters, this one 2001"),
        ({"denoising_step_list": []}, "denoising_step_list is a list of 1 to 8 steps"),
        ({"denoising_step_list": [500, 500]}, "denoising_step_list descends, within 1..1000"),
        ({"denoising_step_list": [500, 0]}, "denoising_step_list descends, within 1..1000"),
        ({"zoom": 2}, "zoom lies in -0.5..1, not 2"),
        ({"zoom": "in"}, "zoom is a number, not 'in'"),
        ({"rotate": -91}, "rotate lies in -90..90, not -91"),
        ({"pan_x": 0.6}, "pan_x lies in -0.5..0.5, not 0.6"),
        ({"pace": -0.1}, "pace lies in 0..4, not -0.1"),
        ({"pan_y": None}, "pan_y is a number, not None"),
        ({"lora_scales": {}}, "lora_scales is a list of at most 16 LoRAs"),
        ({"lora_scales": [{"path": "a", "scale": 1}] * 17}, "lora_scales is a list of at most 16 LoRAs"),
        ({"lora_scales": [{"path": "a", "scale": 1}] * 2}, "lora_scales names each LoRA once"),
        ({"lora_scales": [{"path": "a", "scale": 11}]}, "scale lies in -10..10, not 11"),
        ({"lora_scales": [{"path": "", "scale": 1}]}, "a LoRA's path has 1 to 500 characters, this one 0"),
        ({"lora_scales": [{"scale": 1}]}, "path is missing"),
        ({"prompt_interpolation_method": "cubic"}, "prompt_interpolation_method is linear or slerp, not 'cubic'"),
    ],
)
def test_a_spoilt_snapshot_names_the_key_and_what_was_expected(change: dict[str, object], complaint: str) -> None:
    with pytest.raises(WireError) as error:
        decode(json.dumps({**SNAPSHOT, **change}))
    assert str(error.value) == complaint


def test_a_missing_key_and_an_unknown_action_are_named() -> None:
    with pytest.raises(WireError, match="seq is missing"):
        decode('{"type":"snapshot"}')
    with pytest.raises(WireError, match="action is reset_cache or transition, not 'dance'"):
        decode(json.dumps({**TRANSITION, "action": "dance"}))


@pytest.mark.parametrize("junk", ["", "nul", "[]", "[" * 20_000, b"{}", "x" * (MAX_TEXT + 1), '{"type":"frames"}'])
def test_junk_raises_the_one_error(junk: str | bytes) -> None:
    with pytest.raises(WireError):
        decode(junk)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_json_is_a_message_or_the_one_error(value: object) -> None:
    _decoded_or_error(json.dumps(value))


@given(st.sampled_from([SNAPSHOT, TRANSITION]), st.data())
def test_a_mutated_message_is_a_message_or_the_one_error(message: dict[str, object], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(message)))
    value = data.draw(st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.just([]) | st.just({}))
    _decoded_or_error(json.dumps({**message, key: value}))


def _decoded_or_error(text: str) -> Message | None:
    try:
        return decode(text)
    except WireError:
        return None
