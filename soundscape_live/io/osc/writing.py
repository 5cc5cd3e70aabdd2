"""What is told at one moment -> the packets that carry it, in the way that a transport and a target take.

Rules: one message has one argument at most. A bundle says that it is meant for now. Addresses and types are
packed once.
"""

import struct
from collections.abc import Callable
from typing import TypeAlias

from soundscape_live.io.osc.framing import Lengths, Slip
from soundscape_live.io.osc.os2l import event
from soundscape_live.io.osc.packet import IMMEDIATELY, PacketError, argument, head
from soundscape_live.lights.rules import Transport
from soundscape_live.lights.section import Told

HEADS = 1024
"Addresses kept packed."
BUNDLE_BYTES = 1400
"Of one bundle: what goes through an Ethernet in one piece."
_BUNDLE = b"#bundle\x00" + struct.pack(">Q", IMMEDIATELY)
_SIZE = struct.Struct(">i")
_NOTHING = ("", b"")

Frame: TypeAlias = Callable[[bytes], bytes]
_FRAMES: dict[Transport, Frame] = {Transport.LENGTH: Lengths().frame, Transport.SLIP: Slip().frame}


class Writer:
    """Writes for all targets of one kind."""

    def __init__(self, transport: Transport, *, bundles: bool) -> None:
        """`bundles`: what is told at one moment goes in one packet."""
        self._transport = transport
        self._bundles = bundles
        self._frame = _FRAMES.get(transport)
        self._heads: dict[tuple[str, str], bytes] = {}

    def packets(self, told: tuple[Told, ...], bpm: float) -> tuple[list[bytes], list[str]]:
        """Return packets, framed where the transport is a stream, and what is wrong with what cannot be written."""
        if self._transport is Transport.OS2L:
            return [event(each, bpm) for each in told], []
        packets: list[bytes] = []
        problems: list[str] = []
        for each in told:
            try:
                packets.append(self._message(each))
            except PacketError as error:
                problems.append(f"does not get {each.address}: {error}")
        if self._bundles and len(packets) > 1:
            packets = _bundled(packets)
        if self._frame is not None:
            packets = [self._frame(packet) for packet in packets]
        return packets, problems

    def _message(self, told: Told) -> bytes:
        tag, data = _NOTHING if told.argument is None else argument(told.argument)
        known = self._heads.get((told.address, tag))
        if known is None:
            if len(self._heads) >= HEADS:
                self._heads.clear()
            known = self._heads[told.address, tag] = head(told.address, tag)
        return known + data


def _bundled(messages: list[bytes]) -> list[bytes]:
    """Return messages in as few bundles as hold them."""
    bundles: list[bytes] = []
    whole = _BUNDLE
    for message in messages:
        if len(whole) + _SIZE.size + len(message) > BUNDLE_BYTES and whole != _BUNDLE:
            bundles.append(whole)
            whole = _BUNDLE
        whole += _SIZE.pack(len(message)) + message
    bundles.append(whole)
    return bundles
