"""Ableton Link: the band's common tempo on the network."""

from soundscape_live.io.link.peer import LinkPeer, LinkWish

__all__ = ["LinkPeer", "LinkWish"]
