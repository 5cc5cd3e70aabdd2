"""The finishing pass in a real browser: what it does to a picture, and that the video is seen where it cannot be."""

from collections.abc import AsyncIterator, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.generator.rig import Generator
from tests.rig.browser import Tab, browser, missing
from tests.web.rig import FRAMES
from tests.web.served import page

pytestmark = [pytest.mark.rig, pytest.mark.skipif(bool(missing()), reason=missing() or "-")]
CARD = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")
"A graphics card in software: slow, and said to be so."
WIDTH, HEIGHT = 160, 96

DRAWN = """(async (wish, how) => {
  const {Finish, choose} = await import('/finish.js');
  choose(how);
  const canvas = Object.assign(document.createElement('canvas'), {width: 160, height: 96});
  const drawing = canvas.getContext('2d');
  const paint = () => {
    drawing.fillStyle = '#404040'; drawing.fillRect(0, 0, 160, 96);
    drawing.fillStyle = '#505050'; for (let x = 0; x < 80; x += 4) drawing.fillRect(x, 0, 2, 96);
    drawing.fillStyle = '#808080'; drawing.fillRect(88, 16, 24, 64);
    drawing.fillStyle = '#ffffff'; drawing.fillRect(128, 40, 16, 16);
  };
  paint();
  const video = Object.assign(document.createElement('video'), {muted: true, srcObject: canvas.captureStream(30)});
  Object.assign(video.style, {width: '160px', height: '96px'});
  document.body.replaceChildren(video);
  await video.play();
  await new Promise((done) => setTimeout(() => { paint(); setTimeout(done, 200); }, 100));
  const finish = new Finish(video, wish);
  const read = (from) => {
    const flat = Object.assign(document.createElement('canvas'), {width: 160, height: 96}).getContext('2d');
    flat.drawImage(from, 0, 0, 160, 96);
    return [...flat.getImageData(0, 0, 160, 96).data].filter((_, n) => n % 4 === 1);
  };
  finish.draw();
  const seen = finish.element.hidden ? [] : read(finish.element);
  const again = (finish.draw(), finish.element.hidden ? [] : read(finish.element));
  finish.end();
  return {seen, again, plain: read(video)};
})"""


@pytest.fixture
async def tab() -> AsyncIterator[Tab]:
    async with browser(*CARD) as one:
        await one.size(640, 400)
        yield one
        assert one.errors == []


async def drawn(tab: Tab, wish: str, how: str = "on") -> tuple[NDArray[np.float64] | None, NDArray[np.float64]]:
    """Return what is seen of a picture with a weave, an edge and a light (None: the video itself), and the picture."""
    async with page([]) as served:
        await tab.open(served.url + "/page.css")
        made = await tab.evaluate(f"{DRAWN}({wish}, '{how}')")
    assert made["again"] == made["seen"]  # grain moves with the picture alone
    plain = np.array(made["plain"], float).reshape(HEIGHT, WIDTH)
    return (np.array(made["seen"], float).reshape(HEIGHT, WIDTH) if made["seen"] else None), plain


def weave(picture: NDArray[np.float64]) -> float:
    return float(picture[20:80, 16:64].std())


async def test_a_weave_is_evened_out_and_an_edge_stays(tab: Tab) -> None:
    seen, plain = await drawn(tab, "{soften: 1}")
    assert seen is not None
    assert weave(seen) < 0.75 * weave(plain)
    assert abs(seen[30:60, 98:102].mean() - plain[30:60, 98:102].mean()) < 4.0
    assert seen[48, 92] - seen[48, 84] > 0.7 * (plain[48, 92] - plain[48, 84])


async def test_what_is_sharpened_stands_out(tab: Tab) -> None:
    seen, plain = await drawn(tab, "{sharpen: 1}")
    assert seen is not None
    assert seen[48, 89] - seen[48, 86] > plain[48, 89] - plain[48, 86] + 8.0


async def test_what_is_bright_shines_around_it_and_the_rest_does_not(tab: Tab) -> None:
    seen, plain = await drawn(tab, "{bloom: 1}")
    assert seen is not None
    assert seen[48, 122] > plain[48, 122] + 8.0
    assert np.abs(seen[10:86, 10:40] - plain[10:86, 10:40]).max() < 3.0


async def test_grain_is_fine_and_small(tab: Tab) -> None:
    seen, plain = await drawn(tab, "{grain: 1}")
    assert seen is not None
    apart = (seen - plain)[30:66, 92:108]
    assert 0.5 < apart.std() < 6.0
    assert abs(apart.mean()) < 2.0


@pytest.mark.parametrize(
    ("wish", "how"), [("{soften: 1}", "off"), ("{soften: 1}", "auto"), ("undefined", "on"), ("{soften: 'x'}", "on")]
)
async def test_the_video_is_seen_where_it_is_off_slow_or_not_asked_for(tab: Tab, wish: str, how: str) -> None:
    seen, _ = await drawn(tab, wish, how)
    assert seen is None


@pytest.fixture(scope="module")
def generator() -> Iterator[Generator]:
    one = Generator()
    yield one
    one.end()


ASKS = """(() => {
  const plain = window.fetch;
  window.fetch = async (...asked) => {
    const reply = await plain(...asked);
    if (asked[1]?.method !== 'POST' || !reply.ok) return reply;
    return Response.json({...await reply.json(), finish: {sharpen: 1}});
  };
})()"""
"A generator that asks for a finish."
OVER = "document.querySelector('#screen canvas')?.hidden"


async def test_a_generators_wish_is_laid_over_its_picture_and_can_be_switched_off(
    tab: Tab, generator: Generator
) -> None:
    await tab.call("Page.enable")
    await tab.call("Page.addScriptToEvaluateOnNewDocument", source=ASKS)
    async with page([], generator=generator.url) as served:
        await tab.open(served.url + "/view?finish=on")
        await tab.until(f"{FRAMES} > 3")
        await tab.until(f"{OVER} === false")
        await tab.until("(c => c.width === 640 && c.height === 384)(document.querySelector('#screen canvas'))")
        await tab.open(served.url + "/view?finish=off")
        await tab.until(f"{FRAMES} > 10")
        assert await tab.evaluate(OVER)


async def test_a_card_that_is_lost_shows_the_video(tab: Tab, generator: Generator) -> None:
    await tab.call("Page.enable")
    await tab.call("Page.addScriptToEvaluateOnNewDocument", source=ASKS)
    async with page([], generator=generator.url) as served:
        await tab.open(served.url + "/view?finish=on")
        await tab.until(f"{OVER} === false")
        context = "document.querySelector('#screen canvas').getContext('webgl')"
        await tab.evaluate(f"window.card = {context}.getExtension('WEBGL_lose_context')")
        await tab.evaluate("window.card.loseContext()")
        await tab.until(f"{OVER} === true")
        frames = await tab.evaluate(FRAMES)
        await tab.until(f"{FRAMES} > {frames + 5}")
        await tab.evaluate("window.card.restoreContext()")
        await tab.until(f"{OVER} === false")


async def test_the_page_has_a_switch_that_is_kept(tab: Tab, generator: Generator) -> None:
    await tab.call("Page.enable")
    await tab.call("Page.addScriptToEvaluateOnNewDocument", source=ASKS)
    pressed = "document.getElementById('finish').getAttribute('aria-pressed')"
    async with page([], generator=generator.url) as served:
        await tab.open(served.url)
        await tab.until(f"{FRAMES} > 3")
        await tab.until("!document.getElementById('finish').hidden")
        assert await tab.evaluate(pressed) == "false"  # in software, unless it is asked for
        await tab.evaluate("document.getElementById('finish').click()")
        await tab.until(f"{OVER} === false && {pressed} === 'true'")
        await tab.open(served.url)
        await tab.until(f"{OVER} === false && {pressed} === 'true'")
        await tab.evaluate("document.getElementById('finish').click()")
        await tab.until(f"{OVER} === true && {pressed} === 'false'")


async def test_a_fault_hides_nothing(tab: Tab, generator: Generator) -> None:
    await tab.call("Page.enable")
    await tab.call("Page.addScriptToEvaluateOnNewDocument", source=ASKS)
    async with page([], generator=generator.url) as served:
        await tab.open(served.url + "/view?finish=on")
        await tab.until(f"{OVER} === false")
        await tab.evaluate("WebGLRenderingContext.prototype.texImage2D = () => { throw new Error('a fault'); }")
        await tab.until(f"{OVER} === true")
        frames = await tab.evaluate(FRAMES)
        await tab.until(f"{FRAMES} > {frames + 5}")
