"""OS2L: what a lighting program is told over TCP, as JSON objects one after another (os2l.org).

Rules: nothing here opens, waits or logs. A message's address says which event it is: `beat`, `btn/NAME`, `cmd/NUMBER`.
Receivers cut at the first closing brace, so none stands within an object.
"""

import json

from soundscape_live.lights.section import Told


def event(told: Told, bpm: float) -> bytes:
    """Return one message's bytes."""
    kind, _, name = told.address.partition("/")
    value = told.argument if isinstance(told.argument, int | float) else 1.0
    if kind == "beat":
        fields: dict[str, object] = {
            "evt": "beat",
            "change": False,
            "pos": told.count,
            "bpm": round(bpm, 2),
            "strength": round(float(told.strength), 2),
        }
    elif kind == "btn":
        fields = {"evt": "btn", "name": _name(name), "state": "on" if value > 0 else "off"}
    else:
        fields = {"evt": "cmd", "id": int(name) if name.isascii() and name.isdigit() else 0, "param": round(value, 2)}
    return json.dumps(fields, separators=(",", ":")).encode("ascii")


def _name(name: str) -> str:
    return name.replace("{", "(").replace("}", ")")
