"""Viewers in a real browser, with two real generators behind the page: what a screen shows changes under them."""

import asyncio
import dataclasses
import signal
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from soundscape_live.host.clock import now
from soundscape_live.model import Control, Status
from soundscape_live.web import Pictures, Shown
from tests.generator.rig import Generator
from tests.rig.browser import Tab, browser, missing
from tests.web.rig import FRAMES, difference, picture
from tests.web.served import SEVERAL, Served, page, status, until

pytestmark = [pytest.mark.rig, pytest.mark.skipif(bool(missing()), reason=missing() or "-")]
FILTER = "document.querySelector('video').style.filter"
STREAM = "document.querySelector('video').srcObject.id"
MOVES_WITHIN = 3.0
"Seconds; a quiet machine takes a third of one."
WATCH = """(() => {
  window.still = 0;
  let frames = 0, since = performance.now(), stream = null;
  setInterval(() => {
    const video = document.querySelector('video');
    const now = video.getVideoPlaybackQuality().totalVideoFrames;
    if (video.srcObject !== stream || now > frames) since = performance.now();
    [frames, stream] = [now, video.srcObject];
    window.still = Math.max(window.still, performance.now() - since);
  }, 20);
})()"""
"Notes for how long the picture stood still at most."


class Stage:
    """One screen and two generators; a test says which of them is shown."""

    def __init__(self) -> None:
        self.generators = {"main": Generator(), "spare": Generator()}
        self.shown = Shown("main", 1.0)

    @property
    def pictures(self) -> Pictures:
        return Pictures(
            address=lambda name: self.generators[name].url if name in self.generators else "",
            shown=lambda _, screen: None if screen else self.shown,
        )

    def end(self) -> None:
        for one in self.generators.values():
            one.end()


@pytest.fixture
def stage() -> Iterator[Stage]:
    one = Stage()
    yield one
    one.end()


@pytest.fixture
async def served(stage: Stage) -> AsyncIterator[Served]:
    """A page of that stage; the generators' pictures differ."""
    async with aiohttp.ClientSession() as client:
        for one, text in zip(stage.generators.values(), ("a", "the other"), strict=True):
            url = f"{one.url}/api/v1/session/parameters"
            async with client.post(url, json={"prompts": [{"text": text, "weight": 1.0}]}) as answer:
                assert answer.status == 200
    async with page([], shows=stage.pictures) as one:
        yield one


@pytest.fixture
async def tab(served: Served) -> AsyncIterator[Tab]:
    async with browser() as one:
        await one.open(f"{served.url}/view")
        await one.until(f"{FRAMES} > 5", seconds=20)
        yield one
        assert one.errors == []


async def moved(tab: Tab, before: str) -> float:
    """Wait until another connection's picture is on the screen; return how long that took."""
    began = now()
    await tab.until(f"{STREAM} !== '{before}' && {FRAMES} > 0", seconds=15)
    return now() - began


async def test_a_viewer_moves_to_the_other_generator_and_the_picture_never_stands_still(
    stage: Stage, served: Served, tab: Tab
) -> None:
    before, stream = await picture(tab), await tab.evaluate(STREAM)
    await tab.evaluate(WATCH)
    stage.shown = Shown("spare", 1.0)
    took = await moved(tab, stream)
    still = float(await tab.evaluate("window.still")) / 1e3
    print(f"the other picture after {took:.2f} s; still for {still:.2f} s at most")
    assert took < MOVES_WITHIN
    assert still < max(0.5, took), "the old picture moves on until the new one is there"
    assert difference(before, await picture(tab)) > 5.0
    async with aiohttp.ClientSession() as client:
        for name, viewers in (("main", 0), ("spare", 1)):
            async with asyncio.timeout(10):
                while await sessions(client, stage.generators[name].url) != viewers:
                    await asyncio.sleep(0.05)


async def sessions(client: aiohttp.ClientSession, url: str) -> int:
    async with client.get(f"{url}/api/v1/session/metrics") as answer:
        return len((await answer.json())["sessions"])


async def test_when_the_shown_generator_is_dead_the_last_frame_stays_until_the_others_first(
    stage: Stage, served: Served, tab: Tab
) -> None:
    stream = await tab.evaluate(STREAM)
    stage.generators["main"].end(lambda: stage.generators["main"].process.send_signal(signal.SIGKILL))
    await asyncio.sleep(0.3)
    lit = (await picture(tab)).mean()
    stage.shown = Shown("spare", 1.0)
    began = now()
    while await tab.evaluate(STREAM) == stream:
        assert (await picture(tab)).mean() == pytest.approx(lit, abs=10.0), "the last frame"
        assert now() - began < 15
        await asyncio.sleep(0.03)
    print(f"the other picture after {now() - began:.2f} s")
    assert now() - began < MOVES_WITHIN
    await tab.until(f"{FRAMES} > 5")


async def test_what_a_generator_cannot_dim_is_dimmed_where_it_is_shown(stage: Stage, served: Served, tab: Tab) -> None:
    assert await tab.evaluate(FILTER) == ""
    stage.shown = Shown("main", 0.25)
    await tab.until(f"{FILTER} === 'brightness(0.25)'", seconds=1.0)
    stream = await tab.evaluate(STREAM)
    stage.shown = Shown("spare", 1.0)
    await tab.until(f"{STREAM} !== '{stream}'")
    assert await tab.evaluate(FILTER) == ""
    stage.shown = Shown("spare", 0.0)
    await tab.until(f"{FILTER} === 'brightness(0)'", seconds=1.0)
    stage.shown = Shown("spare", 1.0)
    await tab.until(f"{FILTER} === ''", seconds=1.0)


async def test_a_dimmed_picture_keeps_its_light_while_the_next_one_comes(
    stage: Stage, served: Served, tab: Tab
) -> None:
    stage.shown = Shown("main", 0.25)
    await tab.until(f"{FILTER} === 'brightness(0.25)'", seconds=1.0)
    stage.generators["spare"].end()
    stage.shown = Shown("spare", 1.0)
    await asyncio.sleep(0.5)
    assert await tab.evaluate(FILTER) == "brightness(0.25)"
    stage.shown = Shown("spare", 0.0)
    await tab.until(f"{FILTER} === 'brightness(0)'", seconds=1.0)


async def test_the_page_has_a_row_for_each_of_several_generators_and_a_button_where_there_is_a_choice() -> None:
    controls: list[Control] = []
    async with page(controls, says=several) as served, browser() as tab:
        await tab.open(served.url + "/")
        rows = "[...document.querySelectorAll('#generators li')].map((one) => one.innerText.replaceAll(/\\s+/g, ' '))"
        await tab.until(f"{rows}.length === 3")
        assert await tab.evaluate(rows) == [
            "main live, 30 frames/s, 58 ms, seen show",
            "spare for main paused, 12 frames/s, 1.4 s, estimated shown",
            "floor lost, 0 frames/s (nothing answers) alone ↗",
        ]
        assert await tab.evaluate("document.getElementById('generator').textContent") == "screen main shows spare"
        assert await tab.evaluate("document.querySelector('#generators a').getAttribute('href')") == "view?screen=floor"
        await tab.until("!document.querySelector('#generators button').disabled")
        await tab.evaluate("document.querySelector('#generators button').click()")
        await until(lambda: bool(controls))
        assert tab.errors == []
    assert [(one.source, one.name, one.value) for one in controls] == [("page", "/soundscape/screen/main", "main")]


def several() -> Status:
    return dataclasses.replace(status(), generators=SEVERAL)


async def test_of_one_generator_the_page_has_a_line_and_no_rows() -> None:
    def one() -> Status:
        return dataclasses.replace(status(), generators=(dataclasses.replace(SEVERAL[0], shown=True),))

    async with page([], says=one) as served, browser() as tab:
        await tab.open(served.url + "/")
        await tab.until("document.getElementById('generator').textContent.includes('live')")
        line = await tab.evaluate("document.getElementById('generator').textContent")
        assert line == "generator live, 30 frames/s, 58 ms, seen"
        assert await tab.evaluate("document.getElementById('generators').hidden")
        assert tab.errors == []
