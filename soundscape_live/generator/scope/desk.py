"""Between the one who keeps the session with a Scope server and the one who plays it."""

from typing import Protocol

from soundscape_live.generator.encoder import Codec
from soundscape_live.generator.scope.link import Link
from soundscape_live.model import PeerState


class Desk(Protocol):
    """Who plays the server: what the client asks and tells."""

    def met(self, schemas: dict[str, object], at: float) -> None:
        """Take what the server says of its pipelines."""

    def opening(self, at: float) -> dict[str, object]:
        """Return the whole state for a new session."""

    def opened(self, link: Link, codec: Codec, at: float) -> None:
        """Take a connection that stands."""

    def closed(self, at: float) -> None:
        """Take note that it is over."""

    def frame(self, data: bytes, timestamp: int, at: float) -> None:
        """Take an encoded frame."""

    def broken(self) -> None:
        """Take note that frames were lost."""

    def say(self, state: PeerState, detail: str) -> None:
        """Let everyone know where the session stands."""

    @property
    def paused(self) -> bool:
        """Whether the server was last told to pause."""

    @property
    def chunk(self) -> float:
        """Seconds of one of the server's calls; 0: not known."""
