"""What each parameter becomes for a Scope server.

prompts: `prompts`; weights are shares of 1 in steps of SHARE with hysteresis, and those of 0 are left out.
interpolation: `prompt_interpolation_method` and `spatial_interpolation_method`, of which the server reads the second;
slerp for exactly two prompts.
noise_scale: in video mode itself, NOISE_LEAST at least, and `noise_controller: false`, else nine tenths of it are
overruled; in text mode what stands in for it, or nothing.
denoising_step_list, manage_cache, paused: themselves. seed: `base_seed`. light: nothing, the page dims.
loras: `lora_scales`, in steps of LORA; a pipeline that was not loaded for it takes no notice, one that was cuts at each
change while its cache is kept. motion: nothing, it has none.

Rules: every value is checked here, since a server checks none on its data channel and a wrong one stops its picture.
A parameter that the pipeline does not have is not told. A change under EPSILON of a range is none.
Formulas: in video mode the server's first denoising step becomes int(1000 noise_scale) - 100. A bias b adds log b to
the attention's scores, so that b = low^noise_scale (low: the bottom of its range) goes evenly from none to all of it.
"""

import math
from collections.abc import Mapping
from typing import TypeAlias

from soundscape_live.model import Interpolation, Prompt
from soundscape_live.wire.fields import Fields
from soundscape_live.wire.messages import WireCommand, WireSnapshot, WireTransition
from soundscape_live.wire.scope.manner import Key, Manner, Mode, StandIn

Shares: TypeAlias = tuple[tuple[str, float], ...]
"Texts, each once, and their shares of 1, quantised, none 0."

SHARE = 0.1
"The step of a prompt's share: every change makes the server encode all prompts anew."
HYSTERESIS = 0.75
"Steps by which a share must have moved from what was told."
EPSILON = 0.005
"Part of a parameter's range under which a change is not told."
LORA = 0.1
"The step of a LoRA's scale: every change may be a cut."
LARGE = 0.05
"Part of a range from which on a change does not wait."
NOISE_LEAST = 0.11
"Below 0.1 the first denoising step would be negative."
_NUMBERS = (Key.NOISE, Key.BIAS)


def check(snapshot: WireSnapshot) -> WireSnapshot:
    """Return the snapshot. WireError: a value is of the wrong kind, not finite or out of its range."""
    fields = Fields(
        {
            "prompts": _plain(snapshot.prompts),
            "prompt_interpolation_method": snapshot.interpolation,
            "noise_scale": snapshot.noise_scale,
            "denoising_step_list": list(snapshot.denoising_step_list),
            "manage_cache": snapshot.manage_cache,
            "paused": snapshot.paused,
            "base_seed": snapshot.seed,
            Key.LORAS.value: [{"path": lora.path, "scale": lora.scale} for lora in snapshot.loras],
        }
    )
    fields.loras(Key.LORAS.value)
    fields.prompts("prompts")
    fields.interpolation("prompt_interpolation_method")
    fields.number("noise_scale", 0.0, 1.0)
    fields.steps("denoising_step_list")
    fields.flag("manage_cache")
    fields.flag("paused")
    fields.whole("base_seed")
    return snapshot


def check_command(command: WireCommand) -> WireCommand:
    """Return the command. WireError: a value is of the wrong kind, not finite or out of its range."""
    fields = Fields({"id": command.id, "ttl": command.ttl})
    fields.whole("id")
    fields.number("ttl", 0.0, 3600.0)
    if isinstance(command.action, WireTransition):
        action = command.action
        fields = Fields(
            {
                "target_prompts": _plain(action.target),
                "num_steps": action.num_steps,
                "temporal_interpolation_method": action.interpolation,
            }
        )
        fields.prompts("target_prompts")
        fields.whole("num_steps", 100_000)
        fields.interpolation("temporal_interpolation_method")
    return command


def shares_of(prompts: tuple[Prompt, ...], told: Shares) -> Shares:
    """Return the shares that are told of these prompts when `told` is with the server."""
    weights: dict[str, float] = {}
    for prompt in prompts:
        weights[prompt.text] = weights.get(prompt.text, 0.0) + prompt.weight
    total = sum(weights.values())
    before = dict(told)
    shares = {
        text: _quantised(weight / total if total else 1.0 / len(weights), before.get(text, 0.0))
        for text, weight in weights.items()
    }
    kept = tuple((text, share) for text, share in shares.items() if share)
    return kept or ((max(weights, key=weights.__getitem__), 1.0),)


def prompts_told(shares: Shares) -> list[dict[str, object]]:
    """Return prompts as the server reads them."""
    return [{"text": text, "weight": share} for text, share in shares]


def settings(manner: Manner, snapshot: WireSnapshot, shares: Shares) -> dict[str, object]:
    """Return all but the prompts of a state, as the server reads it; `shares` are the prompts that it goes with."""
    wanted: dict[str, object] = {"paused": snapshot.paused}
    if manner.span(Key.PROMPTS):
        pair = snapshot.interpolation is Interpolation.SLERP and len(shares) == 2
        method = (Interpolation.SLERP if pair else Interpolation.LINEAR).value
        wanted |= {"prompt_interpolation_method": method, "spatial_interpolation_method": method}
    if manner.span(Key.STEPS):
        wanted[Key.STEPS.value] = list(snapshot.denoising_step_list)
    if manner.span(Key.CACHE):
        wanted[Key.CACHE.value] = snapshot.manage_cache
    if seed := manner.span(Key.SEED):
        wanted[Key.SEED.value] = int(min(max(snapshot.seed, seed.low), seed.high))
    return wanted | _noise(manner, snapshot.noise_scale) | scales(snapshot)


def scales(snapshot: WireSnapshot) -> dict[str, object]:
    """Return what is told of the LoRAs of a state; nothing where it names none."""
    loras: list[object] = [
        {"path": lora.path, "scale": round(round(lora.scale / LORA) * LORA, 1)} for lora in snapshot.loras
    ]
    return {Key.LORAS.value: loras} if loras else {}


def changes(told: Mapping[str, object], wanted: Mapping[str, object], manner: Manner) -> dict[str, object]:
    """Return what of a state differs from what was told by more than EPSILON."""
    return {key: value for key, value in wanted.items() if _moved(told.get(key), value, _least(manner, key, EPSILON))}


def is_large(told: Mapping[str, object], change: Mapping[str, object], manner: Manner) -> bool:
    """Return whether a change is more than a slow drift."""
    return any(_moved(told.get(key), value, _least(manner, key, LARGE)) for key, value in change.items())


def steps_of(frames: int, frames_per_chunk: int) -> int:
    """Return the steps of a transition that takes so many frames: 0 (at once) or 2 and more.

    The server spreads n steps evenly from 0 to 1, both included, one a chunk: one step alone never arrives, and n
    steps arrive n - 1 chunks after the first.
    """
    chunks = round(frames / frames_per_chunk)
    return chunks + 1 if chunks else 0


def first_step(noise: float) -> int:
    """Return the first denoising step that a server makes of noise_scale in video mode."""
    return int(1000 * noise) - 100


def notes(manner: Manner, snapshot: WireSnapshot) -> tuple[str, ...]:
    """Return what the operator should know of how these values arrive."""
    if manner.mode is Mode.TEXT or manner.span(Key.NOISE) is None:
        return ()
    said = []
    noise = max(snapshot.noise_scale, NOISE_LEAST)
    if snapshot.noise_scale < NOISE_LEAST:
        said.append(f"noise_scale is told as {NOISE_LEAST} at least: lower, the first denoising step would be negative")
    steps = snapshot.denoising_step_list
    if len(steps) > 1 and first_step(noise) <= steps[1]:
        least = (steps[1] + 101) / 1000
        below = f"under {least:g} it is not above the second, {steps[1]}"
        said.append(f"in video mode noise_scale sets the first denoising step: {below}")
    return tuple(said)


def _plain(prompts: tuple[Prompt, ...]) -> list[object]:
    return [{"text": prompt.text, "weight": prompt.weight} for prompt in prompts]


def _quantised(share: float, told: float) -> float:
    """Return the nearest step, or what was told while the share is not far from it."""
    if told and abs(share - told) < HYSTERESIS * SHARE:
        return told
    return round(round(share / SHARE) * SHARE, 6)


def _noise(manner: Manner, noise: float) -> dict[str, object]:
    """Return what noise_scale becomes."""
    span, bias = manner.span(Key.NOISE), manner.span(Key.BIAS)
    if span and manner.mode is Mode.VIDEO:
        return {"noise_scale": _within(max(noise, NOISE_LEAST), span.low, span.high), **_no_controller(manner)}
    if span and manner.stand_in is StandIn.BYPASS:
        return {
            "noise_scale": _within(noise, span.low, span.high),
            "_modulated_noise_scale": True,
            **_no_controller(manner),
        }
    if bias and manner.stand_in is StandIn.ATTENTION_BIAS:
        return {Key.BIAS.value: _within(bias.high * (bias.low / bias.high) ** noise, bias.low, bias.high)}
    return {}


def _no_controller(manner: Manner) -> dict[str, object]:
    return {Key.CONTROLLER.value: False} if manner.span(Key.CONTROLLER) else {}


def _within(value: float, low: float, high: float) -> float:
    return round(min(max(value, low), high), 4)


def _least(manner: Manner, key: str, part: float) -> float:
    """Return the least change of a parameter that counts; 0 of one that is no number."""
    span = manner.span(Key(key)) if key in _NUMBERS else None
    return part * (span.high - span.low) if span else 0.0


def _moved(told: object, wanted: object, least: float) -> bool:
    if isinstance(told, float) and isinstance(wanted, float) and least:
        return not math.isclose(told, wanted, rel_tol=0.0, abs_tol=least)
    return told != wanted
