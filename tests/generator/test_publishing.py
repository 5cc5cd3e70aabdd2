"""The picture is published to a WHIP endpoint, and again when that was killed."""

import asyncio
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from soundscape_live.generator.encoder import Codec
from soundscape_live.generator.publishing import FIRST_REPORT, SILENT, Publishing, Silence
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.host.clock import now
from tests.generator.rig import WITHIN, Generator, Peer

ROOT = Path(__file__).parents[2]
TOKEN = "sesame"
Peers = Callable[[Generator], Peer]


class Endpoint:
    """A WHIP endpoint in a process of its own."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.rig.whip", str(port), TOKEN], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    async def seen(self) -> dict[str, object]:
        async with aiohttp.ClientSession() as client, client.get(self.url) as response:
            seen = await response.json()
            assert isinstance(seen, dict)
            return seen

    async def until(self, true: Callable[[dict[str, object]], object], within: float = WITHIN) -> dict[str, object]:
        deadline = now() + within
        while not true(seen := await self.seen()):
            assert now() < deadline, f"it did not happen in time: {seen}"
            await asyncio.sleep(0.02)
        return seen

    def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture
def endpoint(port: int) -> Iterator[Callable[[], Endpoint]]:
    made: list[Endpoint] = []

    def one() -> Endpoint:
        made.append(Endpoint(port))
        return made[-1]

    yield one
    for each in made:
        each.end()


def options(port: int, token: str = TOKEN) -> tuple[str, ...]:
    return "--whip", f"http://127.0.0.1:{port}/whip/stage", "--whip-token", token


async def _state(peer: Peer) -> dict[str, object]:
    _, metrics = await peer.request("GET", "/api/v1/session/metrics")
    assert isinstance(metrics, dict)
    return metrics["publishing"]


async def test_it_is_published_in_h264_and_takes_leave_at_the_end(
    start: Callable[..., Generator], endpoint: Callable[[], Endpoint], peers: Peers, port: int
) -> None:
    server = endpoint()
    generator = start(*options(port))
    seen = await server.until(lambda seen: seen["frames"] > 30)
    assert (seen["codec"], seen["sessions"]) == ("H264", 1)
    state = await _state(peers(generator))
    assert (state["state"], state["detail"]) == ("live", "")
    assert generator.end() == 0
    assert "Traceback" not in generator.errors, generator.errors
    assert (await server.seen())["left"] == 1


@pytest.mark.parametrize("away", [0.0, 6.0])
async def test_a_server_that_was_killed_is_published_to_within_five_seconds_of_its_return(
    start: Callable[..., Generator], endpoint: Callable[[], Endpoint], peers: Peers, port: int, away: float
) -> None:
    server = endpoint()
    generator = start(*options(port))
    peer = peers(generator)
    peer.video("H264")
    await peer.connect()
    first = await server.until(lambda seen: seen["frames"] > 60)
    server.end()
    await asyncio.sleep(away)
    if away:
        assert (await _state(peer))["state"] == "lost"
    server = endpoint()
    again = await server.until(lambda seen: seen["frames"] > 0, within=5.0)
    assert int(str(again["frame"])) >= int(str(first["frame"]))
    assert (await _state(peer))["state"] == "live"
    assert peer.pc.connectionState == "connected"


async def test_why_it_is_not_published_is_said(
    start: Callable[..., Generator], endpoint: Callable[[], Endpoint], peers: Peers, port: int
) -> None:
    generator = start(*options(port, "wrong"))
    peer = peers(generator)
    await _said(peer, "connecting", "nothing that can be used answers")
    server = endpoint()
    await _said(peer, "connecting", "HTTP 401: who are you?")
    assert (await server.seen())["sessions"] == 0


async def _said(peer: Peer, state: str, detail: str) -> None:
    for _ in range(int(WITHIN / 0.05)):
        found = await _state(peer)
        if found["state"] == state and detail in str(found["detail"]):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"{found}")


async def test_a_server_that_froze_is_left_and_comes_back(
    start: Callable[..., Generator], endpoint: Callable[[], Endpoint], peers: Peers, port: int
) -> None:
    server = endpoint()
    peer = peers(start(*options(port)))
    await server.until(lambda seen: seen["frames"] > 60)
    server.process.send_signal(signal.SIGSTOP)
    await _said(peer, "lost", "nothing is heard")
    server.process.send_signal(signal.SIGCONT)
    seen = await server.until(lambda seen: seen["sessions"] == 2, within=12.0)
    assert seen["left"] == 1


def test_one_that_reports_is_gone_when_it_is_silent_for_longer_than_ever() -> None:
    silence = Silence(0.0)
    assert not silence.gone(0, 1, FIRST_REPORT)
    assert silence.gone(0, 2, FIRST_REPORT + 0.1)
    quick = Silence(0.0)
    for second in range(1, 10):
        assert not quick.gone(second, second, float(second))
    assert not quick.gone(9, 10, 9.0 + SILENT)
    assert quick.gone(9, 11, 9.1 + SILENT)
    slow = Silence(0.0)
    assert not slow.gone(1, 1, 5.0)
    assert not slow.gone(1, 2, 14.9)
    assert slow.gone(1, 3, 15.1)


def test_one_that_is_sent_nothing_has_nothing_to_report() -> None:
    silence = Silence(0.0)
    assert not silence.gone(0, 0, 100.0)
    assert not silence.gone(0, 1, 100.0 + FIRST_REPORT)
    assert silence.gone(0, 2, 100.1 + FIRST_REPORT)


@pytest.mark.parametrize("url", ["stage", "ftp://host/whip", "http://"])
async def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="WHIP endpoint"):
        GeneratorSettings(whip=url)
    with pytest.raises(ValueError, match="WHIP endpoint"):
        Publishing(url, "", _Nobody(), random.Random(1))


async def test_a_key_in_the_address_is_not_shown() -> None:
    publishing = Publishing("https://ann:pass@media.example/whip/stage?key=secret", "", _Nobody())
    assert publishing.state["url"] == "https://media.example/whip/stage"


class _Nobody:
    """A studio that nothing is asked of."""

    followed = Codec.H264

    def want_keyframe(self, codec: Codec) -> None:
        raise AssertionError

    def settle(self) -> None:
        raise AssertionError

    def reported(self, codec: Codec, viewer: str, lost: float) -> None:
        raise AssertionError
