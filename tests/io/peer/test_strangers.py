"""The peer where something else answers, or nothing, or junk: one clear state, one line, no hang and no hurry."""

import asyncio
import json
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web
from aiortc.rtcdtlstransport import RTCCertificate
from cryptography.hazmat.primitives import serialization

from soundscape_live.model import PeerChange, PeerState
from tests.io.peer.desk import running
from tests.io.peer.fake import FakeGenerator
from tests.rig import network

MANY = 12
"Attempts in the first three seconds, at most: the waits add up to 0.1, 0.3, 0.7, 1.5, 3.1 s, or half of that."


async def http(handler: Callable[[web.Request], object]) -> tuple[web.AppRunner, str]:
    runner = web.ServerRunner(web.Server(handler))  # type: ignore[arg-type]
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    return runner, f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined,return-value]


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (web.json_response, "not a generator"),
        (
            lambda: web.json_response({"status": "ok", "version": "0.2.4"}),
            "does not speak soundscape/1 (version: 0.2.4",
        ),
        (lambda: web.json_response({"status": "ok", "dialects": 3}), "does not speak"),
        (lambda: web.json_response([1]), "not a generator"),
        (lambda: web.Response(text="<html>"), "not a generator"),
        (lambda: web.Response(text="[" * 100_000), "not a generator"),
        (lambda: web.Response(body=b"\xff" * 400_000), "not a generator"),
        (lambda: web.json_response({"detail": "a\nb"}, status=500), "HTTP 500: a?b"),
        (lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), "not a generator"),
        (lambda: web.Response(status=403), "refuses our token"),
    ],
)
async def test_something_else_on_the_port_is_said(response: Callable[[], web.Response], said: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return response()

    runner, url = await http(answer)
    async with running(url) as desk:
        await desk.until(lambda: said in desk.details())
        assert PeerState.LIVE not in desk.states()
    await runner.cleanup()


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(status=500, text="<html>"),
        lambda: web.json_response({"detail": "broken"}, status=500),
        lambda: web.Response(status=302, headers={"Location": "/elsewhere"}),
        lambda: web.Response(status=502, text="<html>Bad Gateway", content_type="text/html"),
        lambda: web.Response(text="<html>Log in", content_type="text/html"),
        lambda: web.Response(status=204),
    ],
)
async def test_it_is_said_once_and_asked_again_ever_more_rarely(answer: Callable[[], web.Response]) -> None:
    asked: list[str] = []

    async def count(request: web.Request) -> web.Response:
        asked.append(request.path)
        return answer()

    runner, url = await http(count)
    async with running(url) as desk:
        await asyncio.sleep(3.0)
        assert set(asked) == {"/health"}
        assert 3 <= len(asked) <= MANY
        assert desk.states() == [PeerState.PROBING] * 2
        assert desk.last().detail
    await runner.cleanup()


async def test_faults_that_take_turns_are_said_once_each() -> None:
    asked: list[str] = []

    async def alternate(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response({"detail": f"fault {len(asked) % 2}"}, status=500)

    runner, url = await http(alternate)
    async with running(url) as desk:
        await desk.until(lambda: len(asked) >= 6)
        said = [change.detail.partition(": ")[2] for change in desk.heard(PeerChange)]
        assert said == ["", "fault 1", "fault 0"]
    await runner.cleanup()


async def test_an_offer_in_vain_is_said_once() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        generator.offer_answer, generator.offer_status = {"detail": "no room"}, 503
        await desk.until(lambda: generator.offers >= 4)
        assert desk.states() == [PeerState.PROBING, PeerState.CONNECTING, PeerState.PROBING]
        assert "HTTP 503: no room" in desk.last().detail
        generator.offer_answer = None
        await desk.live()


async def test_a_port_that_speaks_no_http_is_said() -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-other\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with running(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as desk:
        await desk.until(lambda: "not a generator" in desk.details())
    server.close()


def served_with_tls(folder: Path) -> ssl.SSLContext:
    """Return what a server needs to speak TLS; nobody has reason to trust it."""
    made = RTCCertificate.generateCertificate()
    pem = folder / "server.pem"
    key = made._key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(key + made._cert.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


async def test_tls_where_http_was_meant_and_an_unknown_certificate_are_said(tmp_path: Path) -> None:
    async def answer(_: web.BaseRequest) -> web.Response:
        return web.json_response({})

    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # the server's own, about a failed handshake
    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=served_with_tls(tmp_path))
    await site.start()
    assert site._server is not None
    address = f"127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined]
    async with running(f"http://{address}") as desk:
        await desk.until(lambda: "if it speaks TLS, its address is one of https://" in desk.details())
        assert desk.states() == [PeerState.PROBING] * 2
    async with running(f"https://{address}") as desk:
        await desk.until(lambda: "certificate of https://" in desk.details())
        assert desk.states() == [PeerState.PROBING] * 2
    await runner.cleanup()


async def test_http_where_tls_was_meant_is_said() -> None:
    async with FakeGenerator() as generator:
        async with running(generator.url.replace("http", "https")) as desk:
            await desk.until(lambda: "does not speak TLS (its address may be one of http://)" in desk.details())
            await asyncio.sleep(1.0)
            assert desk.states() == [PeerState.PROBING] * 2


@pytest.mark.rig
@pytest.mark.skipif(bool(network.missing()), reason=network.missing() or "-")
def test_hosts_that_cannot_be_reached_are_said_once() -> None:
    said = json.loads(network.run_within("tests.io.peer.unreachable"))
    assert said["no way there"] == [
        "probing",
        "probing: nothing answers at http://10.99.0.1:1 (network is unreachable)",
    ]
    assert said["nobody there"][0] == "probing"
    assert set(said["nobody there"][1:]) <= {
        "probing: no answer from http://10.77.0.9:1 within 2 s",
        "probing: nothing answers at http://10.77.0.9:1 (no route to host)",
    }
    assert len(said["nobody there"]) in {2, 3}
    assert set(said["a name"][1:]) <= {
        "probing: no answer from http://nobody.invalid:1 within 2 s",
        "probing: nothing answers at http://nobody.invalid:1 (its name is not known)",
    }


async def test_a_server_that_never_answers_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with running(f"http://127.0.0.1:{silent.getsockname()[1]}") as desk:
            await desk.until(lambda: "within 2 s" in desk.details())


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"sdp": 3, "type": "answer", "sessionId": "x"},
        {"sdp": "", "type": "offer", "sessionId": "x"},
        {"sdp": "x" * 100_000, "type": "answer", "sessionId": "x"},
        {"sdp": "v=0\r\n" + "m=audio 9 x x\r\n" * 500, "type": "answer", "sessionId": "x"},
        {"sdp": "v=0\r\nm=audio", "type": "answer", "sessionId": "x"},
        {"sdp": "\x00\xff" * 1000, "type": "answer", "sessionId": "x"},
        {
            "sdp": "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=application 9 x x\r\n",
            "type": "answer",
            "sessionId": "x",
        },
    ],
)
async def test_a_junk_answer_to_the_offer_is_said_and_tried_again(answer: object) -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        generator.offer_answer = answer
        await desk.until(lambda: generator.offers >= 2)
        generator.offer_answer = None
        await desk.live()
