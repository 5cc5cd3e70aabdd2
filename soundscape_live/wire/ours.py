"""Our dialect: JSON texts on two data channels.

`snapshots` is unordered and never retransmits: whole states with a sequence number, answered by `applied`; the
generator's count of frames (`frames`) four times a second, which is also its sign of life; and on a path that loses
datagrams, `again`, commands that have no answer yet. A snapshot or a command that arrives again is answered again.
`commands` is ordered and reliable: commands with an id and the time they have left, answered by `done`; a generator
that has another draw for it says with `state` where the connection to that one stands.
What came into snapshots later may be absent, as a peer of before leaves it out: without `zoom`, `rotate`, `pan_x` and
`pan_y` the picture does not travel, without `pace` it moves as it does by itself, without `lora_scales` LoRAs act as
they were loaded.
Rules: encode and decode are each other's reverse; a message that is not whole and in range raises WireError.
"""

import functools
import json
import math
from collections.abc import Callable, Sequence
from typing import assert_never

from soundscape_live.model import (
    Action,
    Command,
    LoraScale,
    Motion,
    Params,
    PeerState,
    Prompt,
    ResetCache,
    Transition,
)
from soundscape_live.wire.fields import Fields, WireError
from soundscape_live.wire.messages import (
    Answer,
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

SNAPSHOTS = "snapshots"
COMMANDS = "commands"
DIALECT = "soundscape/1"
"What our generator's health answer says under `dialects`."

MAX_TEXT = 65_536
MAX_TOGETHER = 64
"Commands in one message."


def encode_params(params: Params) -> str:
    """Write a snapshot. The reverse of decode. ValueError: a number is not finite.

    Written by hand, since it stands between every movement of a hand and the socket: json.dumps takes several times
    as long, a tenth of the whole way.
    """
    steps = ",".join(f"{step:d}" for step in params.denoising_step_list)
    return (
        f'{{"type":"snapshot","seq":{params.seq:d},"command":{params.command:d},"prompts":[{_prompts(params.prompts)}],'
        f'"prompt_interpolation_method":"{params.interpolation.value}","noise_scale":{_float(params.noise_scale)},'
        f'"denoising_step_list":[{steps}],"manage_cache":{_FLAGS[params.manage_cache]},'
        f'"paused":{_FLAGS[params.paused]},"base_seed":{params.seed:d},"light":{_float(params.light)},'
        f'{_motion(params.motion)},"pace":{_float(params.pace)},"lora_scales":[{_loras(params.loras)}]}}'
    )


def encode_command(command: Command, at: float, fps: float) -> str:
    """Write a command sent at `at` to a generator that shows `fps` frames a second. The reverse of decode."""
    return _dump({"type": "command", **_command_out(command, at, fps)})


def encode_again(over: int, commands: Sequence[Command], at: float, fps: float) -> str:
    """Write commands, at most MAX_TOGETHER, that are sent again at `at`. The reverse of decode."""
    return _dump({"type": "again", "over": over, "commands": [_command_out(item, at, fps) for item in commands]})


def encode_answer(answer: Answer) -> str:
    """Write one of the generator's answers. The reverse of decode."""
    match answer:
        case WireApplied():
            return _dump({"type": "applied", "seq": answer.seq, "frame": answer.frame})
        case WireDone():
            return _dump({"type": "done", "id": answer.id, "frame": answer.frame, "refused": answer.refused})
        case WireFrames():
            head = {"type": "frames", "frames": answer.frames}
            return _dump({**head, "fps": answer.fps, "restarts": answer.restarts})
        case WireState():
            head = {"type": "state", "state": answer.state.value, "detail": answer.detail}
            return _dump({**head, "delay": answer.delay, "chunk": answer.chunk})
        case _:
            assert_never(answer)


def decode(text: str | bytes) -> Message:
    """Read any message of this dialect; WireError says what is wrong with one that is not."""
    if not isinstance(text, str):
        raise WireError("a message is a text, not bytes")
    if len(text) > MAX_TEXT:
        raise WireError(f"a message has at most {MAX_TEXT} characters, this one {len(text)}")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {error}") from None
    fields = Fields(value)
    kind = fields.text("type")
    reader = _READERS.get(kind)
    if reader is None:
        raise WireError(f"type is one of {', '.join(_READERS)}, not {kind!r}")
    return reader(fields)


def _dump(value: dict[str, object]) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


_FLAGS = {True: "true", False: "false"}


@functools.lru_cache(maxsize=256)
def _text(text: str) -> str:
    """Return a prompt's text as JSON; a show has a few hundred, and says them over and over."""
    return json.dumps(text)


@functools.lru_cache(maxsize=64)
def _prompts(prompts: tuple[Prompt, ...]) -> str:
    """Return prompts as JSON; most snapshots have those of the one before."""
    return ",".join(f'{{"text":{_text(prompt.text)},"weight":{_float(prompt.weight)}}}' for prompt in prompts)


@functools.lru_cache(maxsize=64)
def _motion(motion: Motion) -> str:
    return (
        f'"zoom":{_float(motion.zoom)},"rotate":{_float(motion.rotate)},'
        f'"pan_x":{_float(motion.pan_x)},"pan_y":{_float(motion.pan_y)}'
    )


@functools.lru_cache(maxsize=64)
def _loras(loras: tuple[LoraScale, ...]) -> str:
    return ",".join(f'{{"path":{_text(lora.path)},"scale":{_float(lora.scale)}}}' for lora in loras)


def _float(value: float) -> str:
    if not math.isfinite(value):
        raise ValueError(f"a number that is sent is finite, not {value}")
    return repr(float(value))


def _prompts_out(prompts: tuple[Prompt, ...]) -> list[dict[str, object]]:
    return [{"text": prompt.text, "weight": prompt.weight} for prompt in prompts]


def _command_out(command: Command, at: float, fps: float) -> dict[str, object]:
    return {"id": command.id, "ttl": max(0.0, command.expires - at), **_action_out(command.action, fps)}


def _action_out(action: Action, fps: float) -> dict[str, object]:
    match action:
        case ResetCache():
            return {"action": "reset_cache"}
        case Transition():
            return {
                "action": "transition",
                "target_prompts": _prompts_out(action.target),
                "num_steps": round(action.seconds * fps),
                "temporal_interpolation_method": action.interpolation.value,
            }
        case _:
            assert_never(action)


def _read_snapshot(fields: Fields) -> WireSnapshot:
    return WireSnapshot(
        seq=fields.whole("seq"),
        command=fields.whole("command"),
        prompts=fields.prompts("prompts"),
        interpolation=fields.interpolation("prompt_interpolation_method"),
        noise_scale=fields.number("noise_scale", 0.0, 1.0),
        denoising_step_list=fields.steps("denoising_step_list"),
        manage_cache=fields.flag("manage_cache"),
        paused=fields.flag("paused"),
        seed=fields.whole("base_seed"),
        light=fields.number("light", 0.0, 1.0),
        motion=fields.motion(),
        pace=fields.pace(),
        loras=fields.loras("lora_scales"),
    )


def _read_command(fields: Fields) -> WireCommand:
    return WireCommand(fields.whole("id"), fields.number("ttl", 0.0, 3600.0), _read_action(fields))


def _read_again(fields: Fields) -> WireCommands:
    value = fields.get("commands")
    if not isinstance(value, list) or len(value) > MAX_TOGETHER:
        raise WireError(f"commands is a list of at most {MAX_TOGETHER}")
    return WireCommands(fields.whole("over"), tuple(_read_command(Fields(item)) for item in value))


def _read_action(fields: Fields) -> ResetCache | WireTransition:
    action = fields.text("action")
    if action == "reset_cache":
        return ResetCache()
    if action == "transition":
        method = fields.interpolation("temporal_interpolation_method")
        return WireTransition(fields.prompts("target_prompts"), fields.whole("num_steps", 100_000), method)
    raise WireError(f"action is reset_cache or transition, not {action!r}")


def _read_applied(fields: Fields) -> WireApplied:
    return WireApplied(fields.whole("seq"), fields.whole("frame"))


def _read_done(fields: Fields) -> WireDone:
    return WireDone(fields.whole("id"), fields.whole("frame"), fields.text("refused"))


def _read_frames(fields: Fields) -> WireFrames:
    return WireFrames(fields.whole("frames"), fields.number("fps", 0.0, 1000.0), fields.whole("restarts"))


def _read_state(fields: Fields) -> WireState:
    state = fields.text("state")
    if state not in set(PeerState):
        raise WireError(f"state is one of {', '.join(PeerState)}, not {state!r:.60}")
    delay, chunk = fields.number("delay", 0.0, 3600.0), fields.number("chunk", 0.0, 3600.0)
    return WireState(PeerState(state), fields.text("detail"), delay, chunk)


_READERS: dict[str, Callable[[Fields], Message]] = {
    "snapshot": _read_snapshot,
    "command": _read_command,
    "again": _read_again,
    "applied": _read_applied,
    "done": _read_done,
    "frames": _read_frames,
    "state": _read_state,
}
