"""What the engine tells its clock process: whom the clock goes to, and how the beat runs, as JSON. Pure."""

import json
from dataclasses import asdict, dataclass

from soundscape_live.tempo.pulse import Pulse
from soundscape_live.tempo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class ClockWish:
    """Who gets our clock."""

    patterns: tuple[str, ...] = ()
    "Of outputs' names, with `*` and `?`, whatever the case."
    offset: float = 0.0
    "Seconds by which it comes later; less than 0: earlier."
    transport: bool = True
    "Whether start, stop, continue and the song position go out too."


def wish_text(wish: ClockWish) -> str:
    """Return a wish as an argument of the process."""
    return json.dumps(asdict(wish))


def parse_wish(text: str) -> ClockWish:
    """Return the wish that an argument holds."""
    table = json.loads(text)
    return ClockWish(tuple(table["patterns"]), table["offset"], table["transport"])


def pulse_line(pulse: Pulse | None) -> bytes:
    """Return how the beat runs as a line."""
    return json.dumps(None if pulse is None else asdict(pulse)).encode() + b"\n"


def parse_pulse(line: bytes) -> Pulse | None:
    """Return how the beat runs, from a line."""
    table = json.loads(line)
    if table is None:
        return None
    return Pulse(Timeline(**table.pop("line")), **table)
