"""Which of this machine's addresses a WebRTC connection uses.

aioice offers every address of the machine but 127.0.0.1. A generator on loopback can then not be reached, and one
on the stage's network is offered on all the others as well. aioice has no setting for it, so the list of addresses
is replaced where it is handed over, in this one connection's gatherers; nothing global changes.
"""

import ipaddress
from collections.abc import Sequence

from aioice import Candidate, Connection
from aiortc import RTCPeerConnection

LOOPBACK = ("127.0.0.1",)


def limit_to(connection: RTCPeerConnection, addresses: Sequence[str]) -> None:
    """Make the connection gather host candidates on these addresses alone.

    Called on the event loop when the transports exist and before setLocalDescription: of an offer after its
    channels and transceivers were added, of an answer after setRemoteDescription. Blocks: never.
    """
    dtls = {transceiver.receiver.transport for transceiver in connection.getTransceivers()}
    if connection.sctp is not None:
        dtls.add(connection.sctp.transport)
    for transport in dtls:
        _limit(transport.transport.iceGatherer._connection, list(addresses))  # noqa: SLF001  (no public way)


def loopback_of(host: str) -> tuple[str, ...]:
    """Return the loopback addresses that a host of a URL means, or none if it is not loopback."""
    if host.rstrip(".").lower() == "localhost":
        return LOOPBACK
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ()
    return (str(address),) if address.is_loopback else ()


def _limit(ice: Connection, chosen: list[str]) -> None:
    gather = ice.get_component_candidates

    async def on_chosen(component: int, addresses: list[str], timeout: int = 5) -> list[Candidate]:  # noqa: ARG001, ASYNC109  (aioice's signature)
        return await gather(component, chosen, timeout)

    ice.get_component_candidates = on_chosen  # type: ignore[method-assign]  # of this one instance
