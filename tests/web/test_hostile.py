"""Clients that mean no good, or do nothing."""

import asyncio
import json

import aiohttp
import pytest

from soundscape_live.host import callers
from soundscape_live.host.addresses import outside_addresses
from soundscape_live.model import Control
from soundscape_live.web import page as page_module
from soundscape_live.web.guard import Guard
from soundscape_live.web.page import LOOKERS, MESSAGE_RATE, Page
from soundscape_live.web.rate import Allowance
from soundscape_live.web.relay import asks_for_one_video
from tests.ports import free_port
from tests.web.served import OFFER, page, pictures, status, until

OUTSIDE = (outside_addresses() or [""])[0]
METHODS = (
    ("GET", "/"), ("GET", "/live"), ("GET", "/generator/showing"), ("POST", "/generator/offer"),
    ("POST", "/generator/main/offer"), ("DELETE", "/generator/offer/x"), ("PUT", "/"),
)  # fmt: skip
elsewhere = pytest.mark.skipif(not OUTSIDE, reason="this machine has no address but loopback")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "0177.0.0.1"])
async def test_a_host_that_is_not_ours_is_refused_whatever_is_asked(host: str) -> None:
    async with page([], generator="http://127.0.0.1:1") as served, aiohttp.ClientSession() as client:
        for method, path in METHODS:
            async with client.request(method, served.url + path, headers={"Host": host}) as answer:
                assert answer.status == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://[::1", "http://127.0.0.1:1", "file://"])
async def test_another_sites_page_is_refused_whatever_it_asks(origin: str) -> None:
    async with page([], generator="http://127.0.0.1:1") as served, aiohttp.ClientSession() as client:
        for method, path in METHODS:
            async with client.request(method, served.url + path, headers={"Origin": origin}) as answer:
                assert answer.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await client.ws_connect(served.url + "/live", headers={"Origin": origin})
    assert error.value.status == 403


@pytest.mark.parametrize("beginning", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"])
async def test_half_a_request_does_not_last_and_a_page_does(beginning: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "IDLE_AFTER", 0.2)
    monkeypatch.setattr(page_module, "SWEEP_SECONDS", 0.1)
    async with page([]) as served, aiohttp.ClientSession() as client:
        async with client.ws_connect(served.url + "/live") as socket:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(served.url.rsplit(":", 1)[1]))
            writer.write(beginning)
            assert await asyncio.wait_for(reader.read(), 5) == b""
            writer.close()
            await socket.receive_json()
            assert "bpm" in await socket.receive_json(timeout=2)


async def test_half_a_body_is_answered_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("soundscape_live.web.relay.BODY_SECONDS", 0.2)
    async with page([], generator="http://127.0.0.1:1") as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(served.url.rsplit(":", 1)[1]))
        writer.write(b"POST /generator/offer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n{")
        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 408 ")
        writer.close()


async def test_a_flood_of_messages_is_cut_to_a_rate_and_counted() -> None:
    controls: list[Control] = []
    sent = 2_000
    async with page(controls) as served, aiohttp.ClientSession() as client:
        async with client.ws_connect(served.url + "/live") as socket:
            for _ in range(sent):
                await socket.send_str('{"name":"/soundscape/param/light","value":0.5}')
            await until(lambda: len(controls) + served.page.rejected == sent, 10)
    assert MESSAGE_RATE <= len(controls) < sent / 2


def test_an_allowance_grows_again_but_not_beyond_its_size() -> None:
    allowance = Allowance(10.0, 0.0)
    assert [allowance.takes(0.0) for _ in range(11)] == [True] * 10 + [False]
    assert allowance.takes(0.1)
    assert not allowance.takes(0.15)
    assert [allowance.takes(100.0) for _ in range(11)] == [True] * 10 + [False]


def test_only_an_offer_of_one_video_passes() -> None:
    assert asks_for_one_video(OFFER)
    for sdp in (None, "", OFFER + OFFER, OFFER.replace("video", "audio"), OFFER + "m=application 9 UDP/DTLS/SCTP x\n"):
        assert not asks_for_one_video(sdp)


@pytest.mark.parametrize("token", [None, "", "guess", "\u00e9", "\ud800"])
async def test_a_page_elsewhere_looks_on_without_the_token(token: str | None) -> None:
    class Request:
        def __init__(self, remote: str | None) -> None:
            self.remote = remote

    guard, open_to_none = Guard("0.0.0.0", "secret"), Guard("0.0.0.0", None)
    there, here = Request("192.168.1.9"), Request("::ffff:127.0.0.1")
    assert not guard.may_control(there, token)  # type: ignore[arg-type]  # a request has far more than its address
    assert not open_to_none.may_control(there, token)  # type: ignore[arg-type]  # as above
    assert not guard.may_control(Request(None), token)  # type: ignore[arg-type]  # as above
    assert guard.may_control(here, token)  # type: ignore[arg-type]  # as above
    assert guard.may_control(there, "secret")  # type: ignore[arg-type]  # as above


@elsewhere
async def test_over_the_network_messages_are_refused_until_the_token_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "GUESS_SECONDS", 0.1)
    controls: list[Control] = []
    async with page(controls, "0.0.0.0", token="secret") as served, aiohttp.ClientSession() as client:
        url = served.url.replace("127.0.0.1", OUTSIDE)
        async with client.ws_connect(url + "/live") as socket:
            assert await socket.receive_json() == {"control": False}
            await socket.send_json({"name": "/soundscape/panic"})
            await socket.send_json({"token": "guess"})
            await socket.send_json({"name": "/soundscape/freeze"})
            await until(lambda: served.page.rejected == 2)
            await socket.send_json({"token": "secret"})
            await socket.send_json({"name": "/soundscape/blackout"})
            await until(lambda: bool(controls))
            answers = [json.loads((await socket.receive(timeout=2)).data) for _ in range(8)]
    assert [control.name for control in controls] == ["/soundscape/blackout"]
    assert [answer for answer in answers if "control" in answer] == [{"control": False}, {"control": True}]


@elsewhere
async def test_those_who_look_on_leave_room_for_the_operator() -> None:
    async with page([], "0.0.0.0", token="secret") as served, aiohttp.ClientSession() as client:
        url = served.url.replace("127.0.0.1", OUTSIDE)
        sockets = [await client.ws_connect(url + "/live") for _ in range(LOOKERS)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await client.ws_connect(url + "/live")
        assert error.value.status == 503
        async with client.ws_connect(served.url + "/live") as operator:
            assert await operator.receive_json() == {"control": True}
        for socket in sockets:
            await socket.close()


@pytest.mark.parametrize(
    ("host", "token", "here", "there"),
    [
        ("127.0.0.1", "secret", "http://127.0.0.1:9/", ()),
        ("::1", "secret", "http://[::1]:9/", ()),
        ("0.0.0.0", None, "http://127.0.0.1:9/", ()),
        ("192.0.2.7", "a b#c", "http://192.0.2.7:9/", ("http://192.0.2.7:9/#token=a%20b%23c",)),
        ("0.0.0.0", "x", "http://127.0.0.1:9/", tuple(f"http://{ip}:9/#token=x" for ip in outside_addresses())),
    ],
)
async def test_other_machines_are_told_an_address_with_the_token(
    host: str, token: str | None, here: str, there: tuple[str, ...]
) -> None:
    served = Page((host, 9), token, pictures(), status, lambda control: None)
    assert (served.url, served.elsewhere) == (here, there)


async def test_fifty_pages_that_ask_for_the_picture_at_once_get_an_answer_each() -> None:
    address = f"http://127.0.0.1:{free_port()}"
    async with page([], generator=address) as served, aiohttp.ClientSession() as client:

        async def ask() -> int:
            async with client.post(served.url + "/generator/offer", json={"sdp": OFFER, "type": "offer"}) as answer:
                return answer.status

        assert {*await asyncio.gather(*(ask() for _ in range(50)))} <= {502, 503}
