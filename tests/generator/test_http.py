"""The HTTP side: what is answered, what is refused, and how the processes end."""

import asyncio
import json
import random
import signal
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from soundscape_live.generator.guard import Guard
from soundscape_live.generator.server import MAX_LOOKERS, MAX_SESSIONS
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.host.addresses import host_name, is_loopback, machine_addresses
from soundscape_live.wire.ours import DIALECT
from tests.generator.rig import WITHIN, Generator, Peer
from tests.rig.processes import stat_of

Peers = Callable[[Generator], Peer]


async def test_health_says_that_our_dialect_is_spoken(generator: Generator, peers: Peers) -> None:
    status, health = await peers(generator).request("GET", "/health")
    assert isinstance(health, dict)
    assert status == 200
    assert health["status"] == "healthy"
    assert health["dialects"] == [DIALECT]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/api/v1/hardware/info", "vram_gb"),
        ("/api/v1/pipelines/schemas", "pipelines"),
        ("/api/v1/models/status", "downloaded"),
        ("/api/v1/pipeline/status", "status"),
        ("/api/v1/webrtc/ice-servers", "iceServers"),
        ("/api/v1/session/parameters", "parameters"),
        ("/api/v1/session/metrics", "sessions"),
    ],
)
async def test_what_scope_clients_ask_for_is_answered(generator: Generator, peers: Peers, path: str, key: str) -> None:
    status, answer = await peers(generator).request("GET", path)
    assert isinstance(answer, dict)
    assert status == 200
    assert key in answer


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/v1/webrtc/offer", {"sdp": "nonsense", "type": "offer"}, 400),
        ("POST", "/api/v1/webrtc/offer", {"sdp": "v=0", "type": "answer"}, 422),
        ("POST", "/api/v1/webrtc/offer", {"sdp": None, "type": "offer"}, 400),
        ("POST", "/api/v1/webrtc/offer", {"sdp": "v=0\r\n" + "a=x\r\n" * 20_000, "type": "offer"}, 400),
        ("POST", "/api/v1/webrtc/offer", [], 422),
        ("POST", "/api/v1/webrtc/offer", "x" * 300_000, 413),
        ("POST", "/api/v1/session/parameters", {"noise_scale": "loud"}, 422),
        ("POST", "/api/v1/pipeline/load", {}, 422),
        ("POST", "/api/v1/pipeline/load", {"pipeline_ids": ["a"], "load_params": {"width": 7}}, 422),
        ("POST", "/api/v1/pipeline/load", {"pipelines": [{"pipeline_id": "longlive", "load_params": {}}]}, 200),
        ("PATCH", "/api/v1/webrtc/offer/nobody", {"candidates": [{"candidate": ""}]}, 404),
        ("PATCH", "/api/v1/webrtc/offer/nobody", {"candidates": 3}, 422),
        (
            "PATCH",
            "/api/v1/webrtc/offer/nobody",
            {"candidates": [{"candidate": "candidate:1 1 udp 1 127.0.0.1 9 typ host", "sdpMid": "0"}]},
            404,
        ),
        ("DELETE", "/api/v1/webrtc/offer/nobody", None, 204),
    ],
)
async def test_each_request_has_its_status(
    generator: Generator, peers: Peers, method: str, path: str, body: object, status: int
) -> None:
    assert (await peers(generator).request(method, path, body))[0] == status


async def test_offers_that_look_well_and_are_not_are_refused(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    peer.ours()
    peer.video("H264")
    await peer.pc.setLocalDescription(await peer.pc.createOffer())
    lines = peer.pc.localDescription.sdp.split("\r\n")
    dice = random.Random(20)
    for _ in range(100):
        wrong = list(lines)
        for _ in range(dice.randint(1, 3)):
            place = dice.randrange(len(wrong))
            line = wrong[place]
            torn = line[: dice.randrange(len(line) + 1)]
            wrong[place : place + 1] = dice.choice([[], [line, dice.choice(lines)], [torn], [torn + "x" + line]])
        offer = {"sdp": "\r\n".join(wrong), "type": "offer"}
        status, answer = await peer.request("POST", "/api/v1/webrtc/offer", offer)
        assert status in {200, 400}, (wrong, answer)
        if isinstance(answer, dict) and "sessionId" in answer:
            await peer.request("DELETE", f"/api/v1/webrtc/offer/{answer['sessionId']}")


async def test_no_more_sessions_are_opened_than_there_may_be(start: Callable[..., Generator], peers: Peers) -> None:
    generator = start()
    peer = peers(generator)
    peer.ours()
    await peer.pc.setLocalDescription(await peer.pc.createOffer())
    offer = {"sdp": peer.pc.localDescription.sdp, "type": "offer"}
    statuses = [(await peer.request("POST", "/api/v1/webrtc/offer", offer))[0] for _ in range(MAX_SESSIONS + 1)]
    assert statuses == [200] * MAX_SESSIONS + [429]


async def test_lookers_leave_room_for_the_engine(start: Callable[..., Generator], peers: Peers) -> None:
    generator = start()
    looker, engine = peers(generator), peers(generator)
    looker.pc.addTransceiver("video", direction="recvonly")
    engine.ours()
    statuses = []
    for peer in [looker] * (MAX_LOOKERS + 1) + [engine]:
        await peer.pc.setLocalDescription(await peer.pc.createOffer())
        offer = {"sdp": peer.pc.localDescription.sdp, "type": "offer"}
        statuses.append((await peer.request("POST", "/api/v1/webrtc/offer", offer))[0])
    assert statuses == [200] * MAX_LOOKERS + [429, 200]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Host": "127.0.0.1.evil.example:12190"}, 400),
        ({"Host": "localhost:12190"}, 200),
        ({"Host": "[::1]:12190"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:3000"}, 200),
    ],
)
async def test_only_our_own_names_are_answered(
    generator: Generator, peers: Peers, headers: dict[str, str], status: int
) -> None:
    assert (await peers(generator).request("GET", "/health", **headers))[0] == status


async def test_a_form_of_another_site_is_not_taken_for_a_request(generator: Generator) -> None:
    address = urlsplit(generator.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    body = json.dumps({"pipeline_ids": ["a"]}).encode()
    head = f"POST /api/v1/pipeline/load HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    writer.write(head.encode() + b"Content-Type: text/plain\r\n\r\n" + body)
    assert b" 415 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_half_a_request_does_not_last(generator: Generator) -> None:
    address = urlsplit(generator.url)
    head = b"POST /api/v1/pipeline/load HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(head + b"Content-Length: 100\r\n\r\n{")
    assert b" 408 " in await asyncio.wait_for(reader.readline(), WITHIN)
    writer.close()
    await writer.wait_closed()


def test_the_guards_names() -> None:
    assert host_name("Example.org:80") == "example.org"
    assert host_name("[::1]:80") == "::1"
    assert host_name("[") == ""
    assert is_loopback("127.9.9.9")
    assert not is_loopback("127.0.0.1.evil.example")
    assert machine_addresses()[0] == "127.0.0.1"
    Guard(GeneratorSettings(host="0.0.0.0", token="x", allowed_hosts=("stage.local",)))


@pytest.mark.parametrize("origin", ["http://[::1", "http://evil.example", "null", ""])
async def test_an_origin_that_is_not_ours_or_none_at_all_is_refused(
    generator: Generator, peers: Peers, origin: str
) -> None:
    assert (await peers(generator).request("GET", "/health", Origin=origin))[0] == 403


async def test_from_outside_a_token_is_needed(start: Callable[..., Generator], peers: Peers) -> None:
    outside = [address for address in machine_addresses() if "." in address and not is_loopback(address)]
    if not outside:
        pytest.skip("this machine has no address but loopback's")
    generator = start("--host", "0.0.0.0", "--token", "secret", "--allowed-host", "stage.local")
    peer = peers(generator)
    peer.url = generator.url.replace("0.0.0.0", outside[0])
    assert (await peer.request("GET", "/health"))[0] == 401
    assert (await peer.request("GET", "/health?token=wrong"))[0] == 401
    assert (await peer.request("GET", "/health", Authorization="Bearer \udcff"))[0] == 401
    assert (await peer.request("GET", "/health?token=secret"))[0] == 200
    assert (await peer.request("GET", "/health", Authorization="Bearer secret", Host="stage.local"))[0] == 200
    peer.url = generator.url.replace("0.0.0.0", "127.0.0.1")
    assert (await peer.request("GET", "/health"))[0] == 200
    generator.end()
    assert "secret" not in generator.errors


def test_a_taken_address_is_one_line_and_a_code(start: Callable[..., Generator]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        generator = start("--port", str(taken.getsockname()[1]))
        assert generator.end(lambda: None) == 4
    assert "Traceback" not in generator.errors
    assert "use" in generator.errors


@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT", "stdin", "SIGKILL"])
async def test_whatever_ends_the_server_ends_its_renderer(
    start: Callable[..., Generator], peers: Peers, how: str
) -> None:
    generator = start()
    peer = peers(generator)
    peer.ours()
    peer.video("H264")
    await peer.connect()
    await peer.until(lambda: peer.stamps)
    (renderer,) = generator.children()

    def end() -> None:
        assert generator.process.stdin is not None
        if how == "stdin":
            generator.process.stdin.close()
            generator.process.stdin = None
        else:
            generator.process.send_signal(signal.Signals[how])

    code = await asyncio.to_thread(generator.end, end)
    assert code == (-signal.SIGKILL if how == "SIGKILL" else 0)
    deadline = time.monotonic() + WITHIN
    while (stat := stat_of(renderer)) is not None and stat.runs:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)
    for word in ("Traceback", "never retrieved", "leaked", "Warning"):
        assert word not in generator.errors, generator.errors
