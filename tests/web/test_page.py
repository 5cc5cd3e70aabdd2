import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from soundscape_live.model import (
    BANDS,
    Control,
    Counters,
    Features,
    Holder,
    Level,
    Notice,
    ParamStatus,
    PeerState,
    Prompt,
    Status,
)
from soundscape_live.web import Page, PageError
from soundscape_live.web.guard import Guard

OFFER = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"

FEATURES = Features(
    at=1.0, rms_db=-20.0, peak=0.4, energy=0.61, bands=tuple(0.1 * n for n in range(len(BANDS))), centroid_hz=900.0,
    brightness=0.4, flatness=0.1, texture=0.2, flux=0.1, onset=0.0, rise=0.5, silence=False, clipping=False,
)  # fmt: skip


def status() -> Status:
    return Status(
        at=1.0, state="live", features=FEATURES, audio="demo music", audio_present=True, bpm=124.0, confidence=0.8,
        beat_index=7, bar_position=3, phase=0.25, tempo_source="audio", theme="ember", themes=("ember", "aurora"),
        prompts=(Prompt("glowing <b>ember</b> forest", 0.75), Prompt("violet fog", 0.25)),
        params=(ParamStatus("noise_scale", 0.5123, Holder.SOUND), ParamStatus("light", 1.0, Holder.THEME)),
        peer=PeerState.LIVE, peer_detail="", frames=120, fps=29.9,
        notices=(Notice(0.5, Level.INFO, "generator: live"),),
        counters=Counters(beats=8),
    )  # fmt: skip


@asynccontextmanager
async def page(
    controls: list[Control], host: str = "127.0.0.1", generator: str = "", token: str | None = None
) -> AsyncIterator[str]:
    port = _free_port()
    served = Page((host, port), token, generator, status, controls.append)
    await served.open()
    task = asyncio.create_task(served.run())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_the_page_and_its_parts_are_served_with_their_types() -> None:
    async with page([]) as url, aiohttp.ClientSession() as client:
        for path, kind in (("/", "text/html"), ("/view", "text/html"), ("/page.js", "text/javascript")):
            async with client.get(url + path) as answer:
                assert (answer.status, answer.content_type) == (200, kind)
                assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_the_status_is_one_json_object() -> None:
    async with page([]) as url, aiohttp.ClientSession() as client, client.get(url + "/status") as answer:
        said = await answer.json()
    assert said["features"]["energy"] == 0.61
    assert said["params"][0] == {"name": "noise_scale", "value": 0.5123, "holder": "sound"}
    assert said["peer"] == "live"


async def test_a_page_on_this_machine_hears_the_status_and_plays() -> None:
    controls: list[Control] = []
    async with page(controls) as url, aiohttp.ClientSession() as client, client.ws_connect(url + "/live") as socket:
        assert await socket.receive_json() == {"control": True}
        assert (await socket.receive_json())["bpm"] == 124.0
        for message in ({"name": "/soundscape/freeze", "value": 1}, {"name": "/soundscape/theme", "value": "aurora"}):
            await socket.send_json(message)
        await _until(lambda: len(controls) == 2)
    assert [(c.source, c.name, c.value) for c in controls] == [
        ("page", "/soundscape/freeze", 1.0),
        ("page", "/soundscape/theme", "aurora"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "nul", "[]", "{}", '{"name":3}', '{"name":"/other"}', '{"name":"/soundscape/freeze","value":[]}',
     '{"name":"/soundscape/freeze","value":1e999}', '{"name":"/soundscape/freeze","value":null}'],
)  # fmt: skip
async def test_junk_from_a_page_changes_nothing(text: str) -> None:
    controls: list[Control] = []
    async with page(controls) as url, aiohttp.ClientSession() as client, client.ws_connect(url + "/live") as socket:
        await socket.send_str(text)
        await socket.send_json({"name": "/soundscape/panic", "value": 1})
        await _until(lambda: bool(controls))
    assert [control.name for control in controls] == ["/soundscape/panic"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "0177.0.0.1"])
async def test_a_host_that_is_not_ours_is_refused(host: str) -> None:
    async with page([]) as url, aiohttp.ClientSession() as client:
        async with client.get(url + "/status", headers={"Host": host}) as answer:
            assert answer.status == 400


async def test_another_sites_page_may_not_open_our_socket() -> None:
    async with page([]) as url, aiohttp.ClientSession() as client:
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await client.ws_connect(url + "/live", headers={"Origin": "http://evil.example"})
    assert error.value.status == 403


async def test_a_taken_port_is_one_sentence_with_what_to_do() -> None:
    async with page([]) as url:
        port = int(url.rsplit(":", 1)[1])
        with pytest.raises(PageError, match=rf"the page cannot listen on 127.0.0.1:{port}: .*--page HOST:PORT"):
            await Page(("127.0.0.1", port), None, "", status, lambda control: None).open()


async def test_a_generator_that_is_away_is_a_bad_gateway_and_spoilt_offers_do_not_pass() -> None:
    async with page([], generator=f"http://127.0.0.1:{_free_port()}") as url, aiohttp.ClientSession() as client:
        rows: list[tuple[object, int]] = [({"sdp": OFFER, "type": "offer"}, 502), ({"sdp": OFFER}, 400), ([], 400)]
        for body, expected in rows:
            async with client.post(url + "/generator/offer", json=body) as answer:
                assert answer.status == expected
        async with client.post(url + "/generator/offer", data=b"{" + b"x" * 70_000) as answer:
            assert answer.status == 413
        async with client.delete(url + "/generator/offer/..%2fhealth") as answer:
            assert answer.status in {400, 404}


async def test_a_page_elsewhere_looks_on_until_it_brings_the_token() -> None:
    class Request:
        def __init__(self, remote: str) -> None:
            self.remote = remote

    guard = Guard("0.0.0.0", "secret")
    here, there = Request("127.0.0.1"), Request("192.168.1.9")
    assert guard.may_control(here, None)  # type: ignore[arg-type]  # a request has far more than its address
    assert guard.may_control(Request("::ffff:127.0.0.1"), None)  # type: ignore[arg-type]  # as above
    assert not guard.may_control(there, None)  # type: ignore[arg-type]  # as above
    assert not guard.may_control(there, "guess")  # type: ignore[arg-type]  # as above
    assert guard.may_control(there, "secret")  # type: ignore[arg-type]  # as above


async def test_a_page_that_does_not_read_is_passed_over_and_does_not_stop_others() -> None:
    async with page([]) as url, aiohttp.ClientSession() as client:
        async with client.ws_connect(url + "/live") as slow, client.ws_connect(url + "/live") as quick:
            del slow
            heard = [json.loads((await quick.receive(timeout=2)).data) for _ in range(12)]
    assert all(said["state"] == "live" for said in heard[1:])


async def _until(true: object, seconds: float = 3.0) -> None:
    assert callable(true)
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)
