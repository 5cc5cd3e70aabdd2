"""The page's messages: the status as JSON, and a Control from what the page sends."""

import dataclasses
import json

from soundscape_live.model import Control, Status

ADDRESS = "/soundscape/"
MAX_TEXT = 2_000
LARGEST = 1e9
"Beyond it a number means nothing here, nor does NaN."


def status_text(status: Status) -> str:
    """Write the status as JSON, numbers rounded to what a page can show."""
    return json.dumps(_plain(status), separators=(",", ":"))


def read_message(text: str) -> object:
    """Read JSON; None if it is none."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def control_of(message: object, at: float) -> Control | None:
    """Read `{"name": "/soundscape/…", "value": number or text}`; None if it is anything else."""
    if not isinstance(message, dict):
        return None
    name, value = message.get("name"), message.get("value", 1.0)
    if not isinstance(name, str) or not name.startswith(ADDRESS) or not _is_clean(name):
        return None
    if isinstance(value, str) and _is_clean(value):
        return Control(at, "page", name, value)
    if isinstance(value, int | float) and abs(value) <= LARGEST:
        return Control(at, "page", name, float(value))
    return None


def _is_clean(text: str) -> bool:
    return len(text) <= MAX_TEXT and text.isprintable()


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value
