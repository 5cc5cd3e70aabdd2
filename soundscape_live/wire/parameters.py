"""Scope's parameters as a server understands them: partial updates in JSON, folded into a whole state.

`lora_scales` says what changes of the LoRAs that it names, and leaves the others; a motion's keys and `pace` are ours.
Rules: a key that is absent, null or unknown changes nothing; a value out of range refuses the whole update
(WireError); `reset_cache` and `transition` happen once and become commands; Scope counts a transition in chunks.
"""

import json
from dataclasses import dataclass
from typing import cast

from soundscape_live.model import Params
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.messages import WireCommand, WireSnapshot
from soundscape_live.wire.ours import decode, encode_params

FRAMES_PER_STEP = 12
"Frames of one of Scope's chunks, in which its clients count a transition's num_steps."
COMMAND_TTL = 2.0
"Seconds that a command of a Scope client has: it gives none."
DEFAULT_STEPS = 4
STATE_KEYS = (
    "prompt_interpolation_method",
    "noise_scale",
    "denoising_step_list",
    "manage_cache",
    "paused",
    "base_seed",
    "light",
    "zoom",
    "rotate",
    "pan_x",
    "pan_y",
    "pace",
)


LORAS = "lora_scales"


@dataclass(frozen=True, slots=True)
class Update:
    """What a partial update comes to."""

    snapshot: WireSnapshot
    commands: tuple[WireCommand, ...]


def snapshot_text(snapshot: WireSnapshot) -> str:
    """Write a snapshot that was read, in our dialect."""
    params = Params(
        at=0.0,
        seq=snapshot.seq,
        command=snapshot.command,
        prompts=snapshot.prompts,
        noise_scale=snapshot.noise_scale,
        denoising_step_list=snapshot.denoising_step_list,
        manage_cache=snapshot.manage_cache,
        paused=snapshot.paused,
        interpolation=snapshot.interpolation,
        seed=snapshot.seed,
        light=snapshot.light,
        motion=snapshot.motion,
        pace=snapshot.pace,
        loras=snapshot.loras,
    )
    return encode_params(params)


def state_of(snapshot: WireSnapshot) -> dict[str, object]:
    """Return the whole state under Scope's names."""
    fields = _object(json.loads(snapshot_text(snapshot)))
    return {key: fields[key] for key in ("prompts", *STATE_KEYS, LORAS)}


def read_object(text: str | bytes) -> dict[str, object]:
    """Read a JSON object; WireError says why it is none."""
    try:
        return _object(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise WireError(f"not a JSON object: {error}") from None


def update(base: WireSnapshot, change: dict[str, object]) -> Update:
    """Fold a partial update into the state; the new state's seq and ids go on from the old one's."""
    given = {key: value for key, value in change.items() if value is not None}
    state = {**state_of(base), **{key: given[key] for key in STATE_KEYS if key in given}}
    if given.get("prompts"):
        state["prompts"] = _prompts(given["prompts"])
    if LORAS in given:
        state[LORAS] = _merged(state[LORAS], given[LORAS])
    commands: list[WireCommand] = []
    head = {"type": "command", "ttl": COMMAND_TTL}
    if given.get("reset_cache") is True:
        commands.append(_command({**head, "id": base.command + 1, "action": "reset_cache"}))
    if "transition" in given:
        state["prompts"], fields = _transition(given["transition"])
        commands.append(_command({**head, "id": base.command + len(commands) + 1, **fields}))
    count = base.command + len(commands)
    message = decode(json.dumps({"type": "snapshot", "seq": base.seq + 1, "command": count, **state}))
    return Update(cast("WireSnapshot", message), tuple(commands))


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise WireError("not a JSON object")
    return cast("dict[str, object]", value)


def _prompts(value: object) -> object:
    """Give prompts without a weight Scope's default."""
    if not isinstance(value, list):
        return value
    return [{"weight": 1.0, **item} if isinstance(item, dict) else item for item in value]


def _merged(before: object, change: object) -> list[object]:
    """Return LoRAs' scales with those of a change in the place of older ones; what is wrong comes through as it is."""
    if not isinstance(change, list):
        raise WireError(f"{LORAS} is a list, not {change!r:.60}")
    named = {str(_object(item).get("path")) for item in change}
    return [*(item for item in cast("list[dict[str, object]]", before) if item["path"] not in named), *change]


def _transition(value: object) -> tuple[object, dict[str, object]]:
    """Return the target prompts and a command's fields."""
    fields = _object(value)
    target = _prompts(fields.get("target_prompts"))
    steps = fields.get("num_steps", DEFAULT_STEPS)
    return target, {
        "action": "transition",
        "target_prompts": target,
        "num_steps": steps * FRAMES_PER_STEP if isinstance(steps, int) and not isinstance(steps, bool) else steps,
        "temporal_interpolation_method": fields.get("temporal_interpolation_method") or "linear",
    }


def _command(fields: dict[str, object]) -> WireCommand:
    return cast("WireCommand", decode(json.dumps(fields)))
