"""What Scope's clients are told of a pipeline's parameters."""

from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.model import LORA_MOST, PACE_MOST, PAN_MOST, ROTATE_MOST, ZOOM_LEAST, ZOOM_MOST
from soundscape_live.wire.fields import MAX_LORAS, MAX_PROMPTS, MAX_STEPS
from soundscape_live.wire.messages import OPENING
from soundscape_live.wire.parameters import state_of


def pipeline_schema(id_: str, settings: GeneratorSettings) -> dict[str, object]:
    """Return a pipeline's description with a JSON schema of its parameters."""
    state = state_of(OPENING)
    steps = {"type": "array", "maxItems": MAX_STEPS, "items": {"type": "integer", "minimum": 1, "maximum": 1000}}
    properties: dict[str, object] = {
        "width": {"type": "integer", "default": settings.width},
        "height": {"type": "integer", "default": settings.height},
        "prompts": {"type": "array", "maxItems": MAX_PROMPTS, "default": state["prompts"]},
        "noise_scale": {"type": "number", "minimum": 0.0, "maximum": 1.0, "default": state["noise_scale"]},
        "denoising_step_list": {**steps, "default": state["denoising_step_list"]},
        "manage_cache": {"type": "boolean", "default": state["manage_cache"]},
        "paused": {"type": "boolean", "default": state["paused"]},
        "base_seed": {"type": "integer", "minimum": 0, "default": state["base_seed"]},
        "light": {"type": "number", "minimum": 0.0, "maximum": 1.0, "default": state["light"]},
        "zoom": {"type": "number", "minimum": ZOOM_LEAST, "maximum": ZOOM_MOST, "default": 0.0},
        "rotate": {"type": "number", "minimum": -ROTATE_MOST, "maximum": ROTATE_MOST, "default": 0.0},
        "pan_x": {"type": "number", "minimum": -PAN_MOST, "maximum": PAN_MOST, "default": 0.0},
        "pan_y": {"type": "number", "minimum": -PAN_MOST, "maximum": PAN_MOST, "default": 0.0},
        "pace": {"type": "number", "minimum": 0.0, "maximum": PACE_MOST, "default": 1.0},
        "lora_scales": {
            "type": "array",
            "maxItems": MAX_LORAS,
            "items": {
                "type": "object",
                "properties": {
                    "path": {"type": "string"},
                    "scale": {"type": "number", "minimum": -LORA_MOST, "maximum": LORA_MOST},
                },
            },
            "default": [],
        },
    }
    return {
        "id": id_,
        "name": id_,
        "description": "A renderer of soundscape_live",
        "version": "1",
        "supported_modes": ["text"],
        "default_mode": "text",
        "supports_prompts": True,
        "produces_video": True,
        "produces_audio": False,
        "config_schema": {"type": "object", "properties": properties},
    }
