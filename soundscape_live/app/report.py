"""The report of a run: one JSON object whose keys are fixed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from soundscape_live.app.measure import percentiles
from soundscape_live.model import GeneratorStatus, Status


@dataclass(frozen=True, slots=True)
class Measured:
    """What the edges and the process measured beside the engine's own status."""

    audio_seconds: float
    audio_dropped: int
    midi_accepted: int
    osc_accepted: int
    rejected: int
    lights_sent: int
    lights_failed: int
    "Packets, of all targets."
    applied_after: Sequence[float]
    first_frame_s: float | None
    param_to_pixel: Sequence[float] | None
    core_share: float
    rss_mb: float
    loop_late: Sequence[float]
    hand_to_wire: Sequence[float]


def report(status: Status, measured: Measured) -> str:
    """Write the report as JSON. `generator` is the one that the first screen shows."""
    counters = status.counters
    pixel = measured.param_to_pixel
    return json.dumps(
        {
            "audio": {
                "seconds": round(measured.audio_seconds, 3),
                "blocks": counters.blocks,
                "dropped": measured.audio_dropped,
            },
            "beats": {
                "count": counters.beats,
                "bpm": round(status.bpm, 2),
                "confidence": round(status.confidence, 3),
            },
            "controls": {
                "midi": measured.midi_accepted,
                "osc": measured.osc_accepted,
                "rejected": measured.rejected,
            },
            "params": {
                "sent": counters.params_sent,
                "applied": counters.params_applied,
                "applied_ms": percentiles(measured.applied_after, largest=False),
            },
            "commands": {
                "sent": counters.commands_sent,
                "applied": counters.commands_applied,
                "expired": counters.commands_expired,
            },
            "generator": {
                "state": status.peer.value,
                "frames": status.frames,
                "fps": round(status.fps, 2),
                "first_frame_s": measured.first_frame_s,
                "param_to_pixel_ms": None if pixel is None else percentiles(pixel, largest=False),
            },
            "generators": [_generator(one) for one in status.generators],
            "cues": {
                "said": counters.cues,
                "sent": measured.lights_sent,
                "failed": measured.lights_failed,
            },
            "engine": {
                "core_share": round(measured.core_share, 4),
                "rss_mb": round(measured.rss_mb, 1),
                "loop_lag_ms": percentiles(measured.loop_late),
                "control_to_wire_ms": percentiles(measured.hand_to_wire),
            },
        },
        indent=2,
    )


def _generator(one: GeneratorStatus) -> dict[str, object]:
    return {
        "name": one.name,
        "screen": one.screen,
        "state": one.state.value,
        "frames": one.frames,
        "fps": round(one.fps, 2),
        "delay_ms": None if one.delay is None else round(1e3 * one.delay, 1),
        "delay_kind": None if one.delay_kind is None else one.delay_kind.value,
        "shown": one.shown,
    }
