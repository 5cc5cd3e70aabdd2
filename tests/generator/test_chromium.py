"""A real browser, with its default privacy, watches a generator that offers loopback alone."""

import asyncio
import json
import os
import shutil
import signal
import tempfile

import pytest
from aiohttp import web

from tests.generator.rig import Generator

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
PAGE = """<video id="v" autoplay muted playsinline></video><script>
const say = (what) => fetch('/said', {method: 'POST', body: JSON.stringify(what)});
const ask = (method, path, body) => fetch(GENERATOR + path,
  {method, headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
async function watch() {
  const pc = new RTCPeerConnection({iceServers: []});
  const late = [];
  let session = null;
  const tell = (candidate) => ask('PATCH', '/api/v1/webrtc/offer/' + session, {candidates: [candidate]});
  pc.onicecandidate = (event) => {
    if (!event.candidate || !event.candidate.candidate) return;
    if (session) tell(event.candidate); else late.push(event.candidate);
  };
  pc.ontrack = (event) => { v.srcObject = new MediaStream([event.track]); };
  const video = pc.addTransceiver('video', {direction: 'recvonly'});
  const codecs = RTCRtpReceiver.getCapabilities('video').codecs.filter((one) => one.mimeType === 'video/' + CODEC);
  video.setCodecPreferences(codecs);
  await pc.setLocalDescription(await pc.createOffer());
  const offer = {sdp: pc.localDescription.sdp, type: 'offer'};
  const answer = await (await ask('POST', '/api/v1/webrtc/offer', offer)).json();
  session = answer.sessionId;
  await pc.setRemoteDescription(answer);
  late.forEach(tell);
  let frames = 0;
  const seen = () => { frames += 1; if (frames === 30) read(); v.requestVideoFrameCallback(seen); };
  v.requestVideoFrameCallback(seen);
}
function read() {
  const canvas = Object.assign(document.createElement('canvas'), {width: v.videoWidth, height: v.videoHeight});
  const context = canvas.getContext('2d');
  context.drawImage(v, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
  const brightest = pixels.filter((_, i) => i % 4 < 3).reduce((a, b) => Math.max(a, b));
  say({width: v.videoWidth, height: v.videoHeight, brightest});
}
watch().catch((error) => say({error: String(error)}));
</script>"""


@pytest.fixture
def page() -> tuple[web.Application, "asyncio.Queue[dict[str, object]]"]:
    """Serve a page on loopback, and hear what it says."""
    said: asyncio.Queue[dict[str, object]] = asyncio.Queue()

    async def hear(request: web.Request) -> web.Response:
        said.put_nowait(json.loads(await request.text()))
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/said", hear)])
    return app, said


@pytest.mark.rig
@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt install chromium)")
@pytest.mark.parametrize("codec", ["VP8", "H264"])
async def test_a_browser_plays_the_picture(
    generator: Generator, page: tuple[web.Application, "asyncio.Queue[dict[str, object]]"], codec: str
) -> None:
    app, said = page
    text = f"<script>const GENERATOR = {generator.url!r}, CODEC = {codec!r};</script>{PAGE}"

    async def show(_request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="text/html")

    app.router.add_get("/", show)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = await asyncio.create_subprocess_exec(
            str(CHROMIUM),
            *FLAGS,
            f"--user-data-dir={profile}",
            f"http://127.0.0.1:{runner.addresses[0][1]}/",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            seen = await asyncio.wait_for(said.get(), 40.0)
        finally:
            os.killpg(browser.pid, signal.SIGKILL)
            await browser.wait()
            await runner.cleanup()
    assert (seen.get("width"), seen.get("height")) == (320, 192), seen
    assert int(str(seen["brightest"])) > 128
