"""The engine's connection to the generator: WebRTC data channels, kept up for ever."""

from soundscape_live.io.peer.client import Peer

__all__ = ["Peer"]
