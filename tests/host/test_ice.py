import asyncio

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from soundscape_live.host.ice import limit_to, loopback_of


def connection() -> RTCPeerConnection:
    return RTCPeerConnection(RTCConfiguration(iceServers=[]))


def hosts(description: RTCSessionDescription) -> set[str]:
    lines = description.sdp.splitlines()
    return {line.split()[4] for line in lines if line.startswith("a=candidate:")}


async def test_two_ends_limited_to_loopback_connect_there_and_offer_nothing_else() -> None:
    here, there = connection(), connection()
    channel = here.createDataChannel("any")
    opened = asyncio.Event()
    channel.on("open", opened.set)
    here.addTransceiver("video", direction="recvonly")
    limit_to(here, ["127.0.0.1"])
    await here.setLocalDescription(await here.createOffer())
    await there.setRemoteDescription(here.localDescription)
    limit_to(there, ["127.0.0.1"])
    await there.setLocalDescription(await there.createAnswer())
    await here.setRemoteDescription(there.localDescription)
    async with asyncio.timeout(10):
        await opened.wait()
    assert hosts(here.localDescription) == {"127.0.0.1"}
    assert hosts(there.localDescription) == {"127.0.0.1"}
    await asyncio.gather(here.close(), there.close())


@pytest.mark.parametrize(
    ("host", "addresses"),
    [
        ("localhost", ("127.0.0.1",)),
        ("LocalHost.", ("127.0.0.1",)),
        ("127.0.0.1", ("127.0.0.1",)),
        ("127.0.0.9", ("127.0.0.9",)),
        ("::1", ("::1",)),
        ("127.evil.example", ()),
        ("192.168.1.7", ()),
        ("stage.local", ()),
    ],
)
def test_loopback_is_recognised_as_an_address_not_as_a_prefix(host: str, addresses: tuple[str, ...]) -> None:
    assert loopback_of(host) == addresses
