"""Who follows the encoded picture besides those who watch it: a recording, a media server."""

from collections.abc import Sequence
from typing import Protocol

from soundscape_live.generator.encoder import Codec, Encoded


class Follower(Protocol):
    """Takes the encoded frames of one codec, H.264 where it can be had."""

    @property
    def active(self) -> bool:
        """Whether it wants frames now."""

    def feed(self, codec: Codec, encoded: Encoded) -> None:
        """Take a frame. Called on the event loop, must not block."""


class Studio(Protocol):
    """What a Follower asks for: the server."""

    @property
    def followed(self) -> Codec:
        """The codec that followers get."""

    def want_keyframe(self, codec: Codec) -> None:
        """Make one of the next frames a keyframe; it may be the first that is wanted of this codec."""

    def settle(self) -> None:
        """Take note that a follower begins, or wants nothing more."""

    def reported(self, codec: Codec, viewer: str, lost: float) -> None:
        """Take a receiver's report: which share, 0..1, of the packets was lost of late."""


def followed(codecs: Sequence[Codec]) -> Codec:
    """Return which of the codecs that can be had followers get."""
    return Codec.H264 if Codec.H264 in codecs else codecs[0]
