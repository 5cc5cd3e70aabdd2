import json

import aiohttp
import pytest

from soundscape_live.model import Control
from soundscape_live.web import Page, PageError
from tests.ports import free_port
from tests.web.served import OFFER, page, pictures, status, until


async def test_the_page_and_its_parts_are_served_with_their_types() -> None:
    async with page([]) as served, aiohttp.ClientSession() as client:
        for path, kind in (
            ("/", "text/html"),
            ("/view", "text/html"),
            ("/page.js", "text/javascript"),
            ("/targets", "application/json"),
        ):
            async with client.get(served.url + path) as answer:
                assert (answer.status, answer.content_type) == (200, kind)
                assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_the_status_is_one_json_object() -> None:
    async with page([]) as served, aiohttp.ClientSession() as client, client.get(served.url + "/status") as answer:
        said = await answer.json()
    assert said["features"]["energy"] == 0.61
    assert said["params"][0] == {"name": "noise_scale", "value": 0.5123, "holder": "sound"}
    assert said["peer"] == "live"


async def test_a_page_on_this_machine_hears_the_status_and_plays() -> None:
    controls: list[Control] = []
    async with (
        page(controls) as served,
        aiohttp.ClientSession() as client,
        client.ws_connect(served.url + "/live") as socket,
    ):
        assert await socket.receive_json() == {"control": True}
        assert (await socket.receive_json())["bpm"] == 124.0
        for message in ({"name": "/soundscape/freeze", "value": 1}, {"name": "/soundscape/theme", "value": "aurora"}):
            await socket.send_json(message)
        await until(lambda: len(controls) == 2)
    assert [(c.source, c.name, c.value) for c in controls] == [
        ("page", "/soundscape/freeze", 1.0),
        ("page", "/soundscape/theme", "aurora"),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "nul", "[]", "{}", '{"name":3}', '{"name":"/other"}', '{"name":"/soundscape/freeze","value":[]}',
     '{"name":"/soundscape/freeze","value":1' + 400 * "0" + "}", '{"name":"/soundscape/theme","value":"\\ud800"}',
     '{"name":"/soundscape/freeze\\n"}', '{"name":"/soundscape/freeze","value":NaN}',
     '{"name":"/soundscape/freeze","value":1e999}', '{"name":"/soundscape/freeze","value":null}'],
)  # fmt: skip
async def test_junk_from_a_page_changes_nothing(text: str) -> None:
    controls: list[Control] = []
    async with (
        page(controls) as served,
        aiohttp.ClientSession() as client,
        client.ws_connect(served.url + "/live") as socket,
    ):
        await socket.send_str(text)
        await socket.send_json({"name": "/soundscape/panic", "value": 1})
        await until(lambda: bool(controls))
    assert [control.name for control in controls] == ["/soundscape/panic"]


async def test_a_taken_port_is_one_sentence_with_what_to_do() -> None:
    async with page([]) as served:
        port = int(served.url.rsplit(":", 1)[1])
        with pytest.raises(PageError, match=rf"the page cannot listen on 127.0.0.1:{port}: .*--page HOST:PORT"):
            await Page(("127.0.0.1", port), None, pictures(), status, lambda control: None).open()


async def test_a_generator_that_is_away_is_a_bad_gateway_and_spoilt_offers_do_not_pass() -> None:
    async with page([], generator=f"http://127.0.0.1:{free_port()}") as served, aiohttp.ClientSession() as client:
        rows: list[tuple[object, int]] = [({"sdp": OFFER, "type": "offer"}, 502), ({"sdp": OFFER}, 400), ([], 400)]
        for body, expected in rows:
            async with client.post(served.url + "/generator/offer", json=body) as answer:
                assert answer.status == expected
        async with client.post(served.url + "/generator/offer", data=b"{" + b"x" * 70_000) as answer:
            assert answer.status == 413
        async with client.delete(served.url + "/generator/offer/..%2fhealth") as answer:
            assert answer.status in {400, 404}


async def test_a_page_that_does_not_read_is_passed_over_and_does_not_stop_others() -> None:
    async with page([]) as served, aiohttp.ClientSession() as client:
        async with client.ws_connect(served.url + "/live") as slow, client.ws_connect(served.url + "/live") as quick:
            del slow
            heard = [json.loads((await quick.receive(timeout=2)).data) for _ in range(12)]
    assert all(said["state"] == "live" for said in heard[1:])
