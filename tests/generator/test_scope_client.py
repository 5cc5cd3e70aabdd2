"""A Scope client in a real browser, which knows nothing of our own channels, plays our generator.

The page offers as Scope's documentation of its data channel has it: a channel `parameters`, a receive-only video,
pipeline_ids and a graph. What a parameter does is read from the pixels that the browser shows.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from soundscape_live.host.clock import now
from tests.generator.rig import WITHIN, Generator
from tests.rig.browser import Tab, browser, missing

PAGE = """<!doctype html><video id="v" autoplay muted playsinline></video><script>
const heard = [];
let channel, session, frames = 0;
const ask = async (method, path, body) => {
  const answer = await fetch(SERVER + path,
    {method, headers: body ? {'Content-Type': 'application/json'} : {}, body: body && JSON.stringify(body)});
  if (!answer.ok) throw new Error(method + ' ' + path + ': ' + answer.status + ' ' + await answer.text());
  return answer.status === 204 ? null : answer.json();
};
const seconds = (count) => new Promise((done) => setTimeout(done, 1000 * count));
async function play(initialParameters) {
  await ask('POST', '/api/v1/pipeline/load', {pipeline_ids: initialParameters.pipeline_ids});
  while ((await ask('GET', '/api/v1/pipeline/status')).status !== 'loaded') await seconds(0.1);
  const pc = new RTCPeerConnection({iceServers: (await ask('GET', '/api/v1/webrtc/ice-servers')).iceServers});
  channel = pc.createDataChannel('parameters', {ordered: true});
  channel.onmessage = (event) => heard.push(JSON.parse(event.data));
  pc.ontrack = (event) => { v.srcObject = new MediaStream([event.track]); };
  pc.addTransceiver('video', {direction: 'recvonly'});
  const late = [];
  const tell = (one) => ask('PATCH', '/api/v1/webrtc/offer/' + session, {candidates: [one.toJSON()]});
  pc.onicecandidate = (event) => {
    if (!event.candidate || !event.candidate.candidate) return;
    if (session) tell(event.candidate); else late.push(event.candidate);
  };
  await pc.setLocalDescription(await pc.createOffer());
  const answer = await ask('POST', '/api/v1/webrtc/offer', {sdp: pc.localDescription.sdp, type: 'offer',
    initialParameters});
  session = answer.sessionId;
  await pc.setRemoteDescription({sdp: answer.sdp, type: answer.type});
  late.forEach(tell);
  const count = () => { frames += 1; v.requestVideoFrameCallback(count); };
  v.requestVideoFrameCallback(count);
  while (channel.readyState !== 'open' || frames < 5) await seconds(0.05);
  return [v.videoWidth, v.videoHeight];
}
function pixels() {
  const canvas = Object.assign(document.createElement('canvas'), {width: v.videoWidth, height: v.videoHeight});
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(v, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height - 32).data;  // the stamp lies below
}
const apart = (a, b) => a.reduce((sum, level, i) => sum + Math.abs(level - b[i]), 0) / a.length * 4 / 3;
async function moved(count) { const before = pixels(); await seconds(count); return apart(before, pixels()); }
const colour = () => { const all = pixels(); return [0, 1, 2].map((of) =>
  all.reduce((sum, level, i) => sum + (i % 4 === of ? level : 0), 0) / (all.length / 4)); };
const tell = (message) => channel.send(typeof message === 'string' ? message : JSON.stringify(message));
</script>"""
OCEAN = [{"text": "deep blue ocean", "weight": 1.0}]
FIRE = [{"text": "red fire", "weight": 1.0}]
GRAPH = {
    "nodes": [{"id": "longlive", "type": "pipeline", "pipeline_id": "longlive"}, {"id": "output", "type": "sink"}],
    "edges": [{"from": "longlive", "from_port": "video", "to_node": "output", "to_port": "video", "kind": "stream"}],
}
WHOLE = {"pipeline_ids": ["longlive"], "graph": GRAPH, "input_mode": "text", "prompts": OCEAN, "noise_scale": 0.6}
STILL = 0.5
"Levels, of 255, that a frozen picture may move: a codec may still refine it."

pytestmark = [pytest.mark.rig, pytest.mark.skipif(bool(missing()), reason=missing())]


class Client:
    """The page, driven from here."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    async def tell(self, message: object) -> None:
        await self.tab.evaluate(f"tell({json.dumps(message)})")

    async def moved(self, seconds: float = 1.0) -> float:
        """Return how far the picture's levels moved, on average, in so many seconds."""
        return float(await self.tab.evaluate(f"moved({seconds})"))

    async def colour(self) -> tuple[float, float, float]:
        red, green, blue = await self.tab.evaluate("colour()")
        return red, green, blue

    async def parameters(self) -> dict[str, Any]:
        answer = await self.tab.evaluate("ask('GET', '/api/v1/session/parameters')")
        return dict(answer["parameters"])

    async def until(self, true: Callable[[], Any]) -> None:
        """Wait until something that is asked of the page or the server is so."""
        deadline = now() + WITHIN
        while not await true():
            assert now() < deadline, "it did not happen in time"
            await asyncio.sleep(0.1)


@asynccontextmanager
async def playing(generator: Generator) -> AsyncIterator[Client]:
    """Open a page that plays a generator, with prompts and a noise scale of its own."""
    app = web.Application()

    async def show(_request: web.Request) -> web.Response:
        text = PAGE.replace("SERVER", repr(generator.url))
        return web.Response(text=text, content_type="text/html")

    app.router.add_get("/", show)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with browser("--autoplay-policy=no-user-gesture-required") as tab:
            await tab.open(f"http://127.0.0.1:{runner.addresses[0][1]}/")
            await tab.until("typeof play === 'function'")
            assert await tab.evaluate(f"play({json.dumps(WHOLE)})") == [320, 192]
            yield Client(tab)
            assert tab.errors == []
    finally:
        await runner.cleanup()


@pytest.fixture
async def client(start: Callable[..., Generator]) -> AsyncIterator[Client]:
    """A page that plays the procedural engine."""
    async with playing(start("--engine", "procedural")) as client:
        yield client


async def test_the_picture_of_a_scope_client_is_what_it_asked_for(client: Client) -> None:
    told = await client.parameters()
    assert (told["prompts"], told["noise_scale"]) == (OCEAN, 0.6)
    assert await client.moved() > 4 * STILL


async def test_no_noise_freezes_the_picture_and_noise_moves_it(client: Client) -> None:
    await client.tell({"noise_scale": 0.0})

    async def frozen() -> bool:
        return await client.moved(0.5) <= STILL

    await client.until(frozen)
    assert await client.moved() <= STILL
    assert (await client.parameters())["noise_scale"] == 0.0
    await client.tell({"noise_scale": 0.8})

    async def moves() -> bool:
        return await client.moved(0.5) > 4 * STILL

    await client.until(moves)
    assert (await client.parameters())["prompts"] == OCEAN


async def test_a_reset_of_the_cache_changes_a_frozen_picture_once(client: Client) -> None:
    await client.tell({"noise_scale": 0.0})

    async def frozen() -> bool:
        return await client.moved(0.5) <= STILL

    await client.until(frozen)
    await client.tab.evaluate("window.before = pixels()")
    await client.tell({"reset_cache": True})

    async def changed() -> bool:
        return float(await client.tab.evaluate("apart(before, pixels())")) > 4 * STILL

    await client.until(changed)
    await client.until(frozen)


async def test_a_transition_with_its_prompts_leads_to_them(client: Client) -> None:
    before = await client.colour()
    assert before[2] > before[0], before
    transition = {"target_prompts": FIRE, "num_steps": 2, "temporal_interpolation_method": "slerp"}
    await client.tell({"transition": transition, "prompts": FIRE})

    async def red() -> bool:
        colour = await client.colour()
        return colour[0] > colour[2]

    await client.until(red)
    assert (await client.parameters())["prompts"] == FIRE


async def test_a_pause_holds_and_no_light_is_black(client: Client) -> None:
    await client.tell({"paused": True})

    async def held() -> bool:
        return await client.moved(0.5) <= STILL

    await client.until(held)
    await client.tell({"paused": False, "light": 0.0})

    async def black() -> bool:
        return max(await client.colour()) < 8.0

    await client.until(black)


async def test_what_is_not_understood_changes_nothing(client: Client) -> None:
    for message in (
        "{",
        "[1]",
        {"noise_scale": "abc"},
        {"noise_scale": 7.5},
        {"prompts": [{"text": "x", "weight": "1"}]},
    ):
        await client.tell(message)
    await client.tell({"unknown": 1, "base_seed": 9})

    async def heard() -> bool:
        return bool((await client.parameters())["base_seed"] == 9)

    await client.until(heard)
    told = await client.parameters()
    assert (told["prompts"], told["noise_scale"]) == (OCEAN, 0.6)
    assert await client.moved() > 4 * STILL


async def test_changes_by_http_and_the_end_are_told_on_the_channel(client: Client) -> None:
    await client.tab.evaluate("ask('POST', '/api/v1/session/parameters', {noise_scale: 0.2})")
    await client.tab.evaluate("ask('DELETE', '/api/v1/webrtc/offer/' + session)")
    await client.tab.until("heard.length >= 2")
    assert await client.tab.evaluate("heard") == [
        {"type": "parameters_updated", "parameters": {"noise_scale": 0.2}},
        {"type": "stream_stopped"},
    ]


async def test_the_same_page_plays_the_pretended_server(start: Callable[..., Generator]) -> None:
    async with playing(start("--pretend-scope", "--chunk-seconds", "0.3")) as client:
        before = await client.colour()
        await client.tell({"transition": {"target_prompts": FIRE, "num_steps": 3}, "prompts": FIRE})

        async def recoloured() -> bool:
            return max(abs(level - was) for level, was in zip(await client.colour(), before, strict=True)) > 30.0

        await client.until(recoloured)
        await client.tell({"paused": True})

        async def held() -> bool:
            return await client.moved(0.5) <= STILL

        await client.until(held)
