"""Hears which tempo a Link session has before we are in it: nothing is sent."""

import asyncio
import contextlib
import socket
import struct

from soundscape_live.io.link.beacon import GROUP, LARGEST, PORT, session_bpm

_MEMBERSHIP = struct.Struct("4s4sI")
"The group, no address, and the number of an interface."
_EVERYWHERE = ""
TURN = 64
"Datagrams taken before others have their turn."


async def hear_session(seconds: float) -> float | None:
    """Return the tempo that peers last spoke of within so many seconds, in BPM; None: nobody spoke.

    Peers speak four times a second. Where one may not listen, nobody is heard. Does not block.
    """
    loop = asyncio.get_running_loop()
    heard: list[float] = []
    with contextlib.suppress(OSError), _listening() as ear:
        loop.add_reader(ear, _take, ear, heard)
        try:
            await asyncio.sleep(seconds)
        finally:
            loop.remove_reader(ear)
        return heard[-1] if heard else None
    await asyncio.sleep(seconds)
    return None


def _listening() -> socket.socket:
    """Return a socket that hears the group on every interface. Raises OSError."""
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        ear.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        # Other programs on this machine may be in a session.
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ear.bind((_EVERYWHERE, PORT))
        for number, _ in socket.if_nameindex():
            with contextlib.suppress(OSError):
                wanted = _MEMBERSHIP.pack(socket.inet_aton(GROUP), bytes(4), number)
                ear.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, wanted)
    except OSError:
        ear.close()
        raise
    return ear


def _take(ear: socket.socket, heard: list[float]) -> None:
    for _ in range(TURN):
        try:
            datagram = ear.recv(LARGEST + 1)
        except OSError:
            # Nothing waits, or the network went down: then nobody speaks.
            return
        bpm = session_bpm(datagram)
        if bpm is not None:
            heard[:] = [bpm]
