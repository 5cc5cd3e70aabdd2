"""What is asked of a Scope server."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yarl

from soundscape_live.wire.scope import StandIn


@dataclass(frozen=True, slots=True)
class ScopeSettings:
    """Where the server is and what it is to draw with."""

    url: str
    pipeline: str = "longlive"
    stand_in: StandIn = StandIn.NONE
    "What drives in noise_scale's place where that is inert."
    size: tuple[int, int] | None = None
    "Width and height asked for when the pipeline is loaded; None: the server's own."
    params: tuple[tuple[str, object], ...] = ()
    "What else is asked for when the pipeline is loaded, as the server calls it."
    state: Path | None = None
    "Where the session's id is kept; None: nowhere."

    def __post_init__(self) -> None:
        """Check the address; ValueError says what was expected."""
        place = yarl.URL(self.url)
        if place.scheme not in {"http", "https"} or not place.host:
            raise ValueError(f"a Scope server's address is like http://127.0.0.1:8000, not {self.url!r}")


def state_file(url: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the id of a session with the server at `url` is kept unless told otherwise: a file for each server.

    Under XDG_STATE_HOME, or what the XDG Base Directory Specification says stands for it.
    """
    base = environment.get("XDG_STATE_HOME", "")
    home = Path(base) if base.startswith("/") else Path.home() / ".local" / "state"
    place = yarl.URL(url)
    name = "".join(letter if letter.isalnum() or letter in ".-" else "_" for letter in place.host or "")
    return home / "soundscape_live" / f"scope-{name}-{place.port}.json"
