"""Which pipelines the pretended server has, and which one is loaded. Pure.

Rules: as measured on Scope. Loading is begun for any name; whether it comes to anything is told by the status alone.
An error is reported once, without a text, and then nothing is loaded.
"""

from dataclasses import replace

from soundscape_live.generator.pretend.pipeline import Manner, Pipeline

FRAMES = {"longlive": 12, "krea-realtime-video": 12, "streamdiffusionv2": 4}
"The pipelines, and how many frames a call of each yields."
BIASED = frozenset({"krea-realtime-video"})
"Those that take kv_cache_attention_bias."
LOADS = 1.0
"Seconds that loading takes."


class Stock:
    """The one pipeline that may be loaded. Every time is in seconds of one clock."""

    def __init__(self, manner: Manner, frames: int | None = None) -> None:
        """Take what all pipelines have in common, and how many frames a call yields, if they are not to differ."""
        self.loading = LOADS
        self.id = ""
        self._manner, self._frames = manner, frames
        self._pipeline: Pipeline | None = None
        self._params: dict[str, object] | None = None
        self._ready_at = 0.0
        self._failed = False

    @property
    def manner(self) -> Manner:
        """What all pipelines have in common."""
        return self._manner

    def slow(self, chunk: float) -> None:
        """Have every call from now on take another time, in seconds."""
        self._manner = replace(self._manner, chunk=chunk)
        if self._pipeline is not None:
            self._pipeline.manner = replace(self._pipeline.manner, chunk=chunk)

    def load(self, id_: str, params: dict[str, object] | None, at: float) -> None:
        """Begin to load a pipeline; one that is loaded stays as it is."""
        if self._pipeline is not None and (id_, params) == (self.id, self._params):
            return
        self.id, self._params, self._failed = id_, params, id_ not in FRAMES
        self._ready_at = at + self.loading
        self._pipeline = None
        if not self._failed:
            self._pipeline = Pipeline(replace(self._manner, frames=self._frames or FRAMES[id_]))

    def fail(self) -> None:
        """Lose the pipeline, as when the GPU's memory is spent."""
        self._pipeline, self._failed, self._ready_at = None, True, 0.0

    def pipeline(self, at: float) -> Pipeline | None:
        """Return the pipeline that is loaded."""
        return self._pipeline if at >= self._ready_at else None

    def status(self, at: float) -> dict[str, object]:
        """Return what the status route answers; an error is gone after that."""
        status = "not_loaded"
        if self.id:
            status = "loading" if at < self._ready_at else "error" if self._failed else "loaded"
        told: dict[str, object] = {
            "status": status,
            "pipeline_id": self.id or None,
            "load_params": self._params,
            "loaded_lora_adapters": None,
            "error": None,
            "loading_stage": "Loading" if status == "loading" else None,
            "produces_video": True,
            "produces_audio": False,
        }
        if status == "error":
            self.id, self._params, self._failed = "", None, False
        return told


def schemas() -> dict[str, object]:
    """Return what the schemas route answers."""
    return {"pipelines": {id_: _schema(id_) for id_ in FRAMES}}


def _schema(id_: str) -> dict[str, object]:
    unit = {"type": "number", "minimum": 0.0, "maximum": 1.0}
    properties: dict[str, object] = {
        "width": {"type": "integer", "minimum": 1, "default": 576},
        "height": {"type": "integer", "minimum": 1, "default": 320},
        "base_seed": {"type": "integer", "minimum": 0, "default": 42},
        "noise_scale": {**unit, "default": 0.7},
        "noise_controller": {"type": "boolean", "default": True},
        "denoising_step_list": {"type": "array", "items": {"type": "integer"}, "default": [1000, 750, 500, 250]},
        "manage_cache": {"type": "boolean", "default": True},
    }
    if id_ in BIASED:
        properties["kv_cache_attention_bias"] = {"type": "number", "minimum": 0.01, "maximum": 1.0, "default": 0.3}
    return {
        "id": id_,
        "name": id_,
        "description": "A pretended pipeline",
        "version": "1",
        "supported_modes": ["text", "video"],
        "default_mode": "text",
        "supports_prompts": True,
        "produces_video": True,
        "produces_audio": False,
        "config_schema": {"type": "object", "properties": properties},
    }
