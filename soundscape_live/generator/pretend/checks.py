"""What the pretended server refuses: the parameters of an offer and of the HTTP route. Pure.

Rules: as measured on Scope. The data channel is checked for nothing. Unknown keys pass, nulls are left out, and two
keys are always added.
"""

from collections.abc import Callable

ADDED: dict[str, object] = {"prompt_interpolation_method": "linear", "vace_context_scale": 1.0}
"What is added to every set of parameters that is checked."
STRUCTURAL = frozenset({"pipeline_ids", "graph"})
"Keys of an offer that no pipeline sees."


class RefusedError(ValueError):
    """Parameters that are not what the schema says."""


def checked(parameters: dict[str, object]) -> dict[str, object]:
    """Return the parameters as the server goes on with them. RefusedError names the key."""
    given = {**ADDED, **{key: value for key, value in parameters.items() if value is not None}}
    for key, good in _CHECKS.items():
        if key in given and not good(given[key]):
            raise RefusedError(f"{key} is not what the schema says: {given[key]!r:.60}")
    return given


def graph_node(graph: object, pipeline_id: str) -> str | None:
    """Return the id of the graph's node of a pipeline; None if there is none or nothing takes what it draws."""
    nodes = graph.get("nodes") if isinstance(graph, dict) else None
    found = [node for node in nodes if isinstance(node, dict)] if isinstance(nodes, list) else []
    if not any(node.get("type") == "sink" for node in found):
        return None
    names = [node.get("id") for node in found if node.get("pipeline_id") == pipeline_id]
    return str(names[0]) if names else None


def has_source(graph: object) -> bool:
    """Return whether the graph has a node that brings video in."""
    nodes = graph.get("nodes") if isinstance(graph, dict) else None
    return isinstance(nodes, list) and any(isinstance(node, dict) and node.get("type") == "source" for node in nodes)


def _unit(value: object) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and 0.0 <= value <= 1.0


def _flag(value: object) -> bool:
    return isinstance(value, bool)


def _steps(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(step, int) and not isinstance(step, bool) for step in value)


def _prompt(value: object) -> bool:
    weight = value.get("weight", 1.0) if isinstance(value, dict) else None
    if not isinstance(value, dict) or isinstance(weight, bool) or not isinstance(weight, int | float):
        return False
    return isinstance(value.get("text"), str) and weight >= 0.0


def _prompts(value: object) -> bool:
    return isinstance(value, list) and all(_prompt(prompt) for prompt in value)


def _scales(value: object) -> bool:
    return isinstance(value, list) and all(_scale(lora) for lora in value)


def _scale(value: object) -> bool:
    scale = value.get("scale") if isinstance(value, dict) else None
    if not isinstance(value, dict) or isinstance(scale, bool) or not isinstance(scale, int | float):
        return False
    return isinstance(value.get("path"), str) and -10.0 <= scale <= 10.0


def _transition(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    steps = value.get("num_steps", 4)
    whole = isinstance(steps, int) and not isinstance(steps, bool) and steps >= 0
    return whole and _prompts(value.get("target_prompts"))


def _method(value: object) -> bool:
    return value in {"linear", "slerp"} if isinstance(value, str) else False


def _mode(value: object) -> bool:
    return value in {"text", "video"} if isinstance(value, str) else False


_CHECKS: dict[str, Callable[[object], bool]] = {
    "prompts": _prompts,
    "transition": _transition,
    "prompt_interpolation_method": _method,
    "noise_scale": _unit,
    "noise_controller": _flag,
    "denoising_step_list": _steps,
    "manage_cache": _flag,
    "reset_cache": _flag,
    "paused": _flag,
    "lora_scales": _scales,
    "input_mode": _mode,
}
