"""What makes the pictures, as the server sees it: our renderer and its encoders, or another's server that is passed on.

Rules: a Source lives on the event loop and never blocks it. It is told values and hands over encoded frames; sessions,
viewers and routes are the server's and are the same for all.
"""

import asyncio
from collections.abc import Iterable
from typing import Protocol

from soundscape_live.generator.encoder import Codec, Encoded
from soundscape_live.generator.link import Told
from soundscape_live.wire.messages import Answer, WireFrames, WireState


class EndError(Exception):
    """There will never be a picture, for this reason: the process had better end."""


class FixedError(Exception):
    """What is asked for is not what this source was started for."""


class Audience(Protocol):
    """Who hears of what a Source makes: the server."""

    def spread(self, codec: Codec, encoded: Encoded) -> None:
        """Hand an encoded frame to everyone who watches its codec."""

    def reply(self, answer: Answer) -> None:
        """Answer the session that plays."""

    def announce(self, answer: Answer) -> None:
        """Tell every session that has our channels."""

    def codecs_changed(self) -> None:
        """Take note that viewers are to ask for another codec."""


class Source(Protocol):
    """Makes pictures from what it is told."""

    ready: asyncio.Event
    "Set when those who start this process may take it as started."

    async def run(self) -> None:
        """Make pictures until cancelled; then nothing is left. EndError: it is of no use to go on."""

    def tell(self, told: Iterable[Told]) -> None:
        """Take what the playing session says, in its order."""

    def watched(self, codecs: set[Codec]) -> None:
        """Take note of which codecs somebody watches; of others nothing need be made."""

    def want_keyframe(self, codec: Codec) -> None:
        """Make one of the next frames a keyframe."""

    def reported(self, codec: Codec, viewer: str, lost: float) -> None:
        """Take a viewer's report: which share, 0..1, of the packets was lost of late."""

    def rest(self, *, resting: bool) -> None:
        """Make no pictures and hold no memory for them while nobody is there, or make them again."""

    def load(self, pipeline: str, width: int | None, height: int | None) -> None:
        """Draw at another size from now on. FixedError: that is not possible here."""

    @property
    def count(self) -> WireFrames:
        """Frames since the start of the process, the rate, how often their maker was started again."""

    @property
    def pipeline(self) -> str:
        """The name of what draws."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture, in pixels."""

    @property
    def codecs(self) -> tuple[Codec, ...]:
        """The codecs in which the picture can be had now."""

    @property
    def encoding(self) -> list[str]:
        """The codecs that are being encoded."""

    @property
    def bit_rates(self) -> dict[str, int]:
        """Codec -> bits a second that are being made."""

    @property
    def status(self) -> str:
        """`loaded` when frames come, `loading`, or `error`."""

    @property
    def error(self) -> str:
        """Why there is no picture, for the operator; empty if there is one or will be soon."""

    @property
    def state(self) -> WireState | None:
        """Where the connection to the one who draws stands; None: we draw ourselves."""
