"""The page in a real browser, with a real show behind it."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from soundscape_live.host.addresses import outside_addresses
from soundscape_live.host.clock import now
from tests.rig.browser import Tab, browser, missing
from tests.web.rig import FRAMES, Show, difference, picture, show

pytestmark = [
    pytest.mark.rig,
    pytest.mark.skipif(bool(missing()), reason=missing() or "-"),
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the rig finds child processes in /proc"),
]
TOPS = "[...document.querySelectorAll('section, button:not(.held)')].map((one) => one.getBoundingClientRect().top | 0)"


@pytest.fixture(scope="module")
def playing() -> Iterator[Show]:
    with show() as running:
        yield running


@pytest.fixture
async def tab() -> AsyncIterator[Tab]:
    async with browser() as one:
        await one.size(1280, 800)
        yield one
        assert one.errors == []


async def test_live_video_is_on_the_page_within_seconds_of_the_start(tab: Tab) -> None:
    with show() as fresh:
        await tab.open(fresh.url)
        await tab.until(f"{FRAMES} > 0", seconds=20)
        at = now()
        # The requirement is 3 s on a machine of its own; a busy one is given more.
        print(f"first picture {at - fresh.began:.2f} s after the start, {at - fresh.printed:.2f} s after the address")
        assert at - fresh.began < 10


async def test_the_page_says_that_the_engine_is_gone_and_goes_on_with_the_next(tab: Tab) -> None:
    with show(options := "127.0.0.1") as first:
        await _watch(first, tab)
    await tab.until("document.body.classList.contains('lost')")
    assert await tab.evaluate("document.getElementById('panic').disabled")
    port = first.url.rsplit(":", 1)[1].strip("/")
    with show(options, "--page", f"127.0.0.1:{port}"):
        await tab.until("!document.body.classList.contains('lost')")
        await tab.until("document.getElementById('veil').hidden", seconds=20)
        await _until_change(tab, above=0.5)


@pytest.mark.skipif(not outside_addresses(), reason="this machine has no address but loopback")
async def test_from_another_machine_one_looks_on_and_plays_with_the_token(tab: Tab) -> None:
    with show("0.0.0.0", lines=1 + len(outside_addresses())) as opened:
        address = opened.lines[1].split()[-1]
        bare, _, fragment = address.partition("#")
        assert fragment.startswith("token=")
        assert outside_addresses()[0] in bare

        await tab.open(bare)
        await tab.until(f"{FRAMES} > 5", seconds=20)
        assert (await picture(tab)).mean() > 3
        await tab.until("!document.getElementById('rights').hidden")
        await tab.evaluate("socket = new WebSocket(`ws://${location.host}/live`)")
        await tab.until("socket.readyState === 1")
        await tab.evaluate("socket.send(JSON.stringify({name: '/soundscape/blackout', value: 1}))")
        await asyncio.sleep(0.5)
        assert await tab.evaluate("document.getElementById('state').textContent") != "blackout"

        await tab.open("about:blank")
        await tab.open(address)
        await tab.until("document.getElementById('panic')?.disabled === false")
        await _press(tab, "[data-switch=blackout]")
        await tab.until("document.getElementById('state').textContent === 'blackout'")


async def test_a_blackout_beneath_panic_is_seen_and_undone(playing: Show, tab: Tab) -> None:
    await _watch(playing, tab)
    pressed = "document.querySelector('[data-switch=blackout]').getAttribute('aria-pressed')"
    for switch in ("blackout", "panic"):
        await _press(tab, f"[data-switch={switch}]")
    await tab.until(f"document.getElementById('state').textContent === 'panic' && {pressed} === 'true'")
    await _press(tab, "[data-switch=blackout]")
    await tab.until(f"{pressed} === 'false'")
    await _press(tab, "[data-switch=panic]")
    await tab.until("!['panic', 'blackout'].includes(document.getElementById('state').textContent)")


async def test_the_picture_moves_and_obeys_freeze_blackout_and_theme(playing: Show, tab: Tab) -> None:
    await _watch(playing, tab)
    assert await _change(tab) > 1.0

    await _press(tab, "[data-switch=freeze]")
    await _until_change(tab, below=0.5)
    await _press(tab, "[data-switch=freeze]")
    await _until_change(tab, above=1.0)

    await _press(tab, "[data-switch=blackout]")
    await _until_mean(tab, below=4.0)
    await _press(tab, "[data-switch=blackout]")
    await _until_mean(tab, above=10.0)

    before = (await picture(tab)).mean(axis=(0, 1))
    await _press(tab, "[data-theme=coral-parade]")
    async with asyncio.timeout(15):
        while abs((await picture(tab)).mean(axis=(0, 1)) - before).max() < 25:
            await asyncio.sleep(0.2)
    assert await tab.evaluate("document.querySelector('#prompts').textContent.length") > 20


async def test_the_music_is_seen(playing: Show, tab: Tab) -> None:
    await _watch(playing, tab)
    await tab.until("Math.abs(Number(document.getElementById('bpm').textContent) - 124) < 4", seconds=20)
    meter = "document.getElementById('meter-energy').style.getPropertyValue('--level')"
    levels = set()
    for _ in range(20):
        levels.add(await tab.evaluate(meter))
        await asyncio.sleep(0.1)
    assert len(levels) > 5
    await tab.until("document.querySelectorAll('#bar li.on').length === 1")
    said = await tab.evaluate("document.querySelector('main').innerText")
    assert re.search(r"generator live, \d+ frames/s", said)
    assert "demo.ogg" in said
    assert "generator: live" in said


async def test_a_slider_gives_a_parameter_to_the_hand_and_release_gives_it_back(playing: Show, tab: Tab) -> None:
    await _watch(playing, tab)
    holder = "document.querySelector('#param-noise_scale .holder').textContent"
    await tab.until(f"{holder} === 'sound'")
    tops = await tab.evaluate(TOPS)

    await _pull(tab, "#param-noise_scale input", 0.3)
    await tab.until(f"{holder} === 'hand'")
    value = float(await tab.evaluate("document.querySelector('#param-noise_scale .value').textContent"))
    assert value == pytest.approx(0.3, abs=0.05)
    assert await tab.evaluate("document.querySelector('#param-manage_cache .value').textContent") in {"on", "off"}

    still = "document.querySelector('#param-zoom .value').textContent"
    assert await tab.evaluate(still) == "still"
    await _pull(tab, "#param-zoom input", 0.75)
    await tab.until(f"/^\\+(4|5)\\d %$/.test({still})")
    await _press(tab, "#param-zoom button")
    await tab.until(f"{still} === 'still'")

    await _press(tab, "#param-noise_scale button")
    await tab.until(f"{holder} === 'sound'")
    assert await tab.evaluate(TOPS) == tops, "nothing has jumped"


async def test_what_is_to_be_learnt_is_chosen_and_what_to_do_is_said(playing: Show, tab: Tab) -> None:
    await _watch(playing, tab)
    await tab.until("document.querySelectorAll('#learn-targets option').length > 20")
    offered = await tab.evaluate("[...document.querySelectorAll('#learn-targets option')].map((one) => one.value)")
    assert {"noise_scale", "light:ceiling", "theme:neon-foundry", "freeze", "prompt_goto:"} <= set(offered)
    words = "document.getElementById('learn-words').textContent"
    for target, said in (("light:celing", "near: ceiling"), ("light:ceiling", "")):
        await tab.evaluate(f"document.getElementById('learn-target').value = '{target}'")
        await _press(tab, "#learn-begin")
        await tab.until(f"document.getElementById('notices').textContent.includes('{said}')")
    await tab.until(f"{words} === 'move a control for light (ceiling)'")
    await tab.until("document.getElementById('learn-begin').textContent === 'cancel'")
    await _press(tab, "#learn-begin")
    await tab.until("document.getElementById('learn-begin').textContent === 'learn'")


async def test_the_picture_alone_comes_back_by_itself_when_the_generator_was_killed(playing: Show, tab: Tab) -> None:
    await _watch(playing, tab, "view")
    assert await tab.evaluate("document.querySelector('video').clientWidth === innerWidth")
    assert await tab.evaluate("document.body.innerText.trim() === ''")
    await tab.evaluate("window.stayed = true")
    lit = (await picture(tab)).mean()

    begun = now()
    playing.kill_generator()
    first = await tab.evaluate("document.querySelector('video').srcObject.id")
    while await tab.evaluate("document.querySelector('video').srcObject.id") == first:
        assert now() - begun < 20
        mean = (await picture(tab)).mean()
        assert mean < 1 or mean > lit / 4, "the last frame, or black"
        await asyncio.sleep(0.05)
    print(f"the picture was back after {now() - begun:.2f} s")
    await _until_change(tab, above=1.0)
    assert await tab.evaluate("window.stayed")


async def _watch(playing: Show, tab: Tab, path: str = "") -> None:
    await tab.open(playing.url + path)
    await tab.until(f"{FRAMES} > 5", seconds=20)
    if not path:
        await tab.until("document.getElementById('panic').disabled === false")


async def _press(tab: Tab, selector: str) -> None:
    await tab.evaluate(f"document.querySelector('{selector}').click()")


async def _pull(tab: Tab, selector: str, place: float) -> None:
    box = await tab.evaluate(f"document.querySelector('{selector}').getBoundingClientRect().toJSON()")
    where = {"x": box["left"] + 8 + place * (box["width"] - 16), "y": box["top"] + box["height"] / 2}
    for kind in ("mousePressed", "mouseReleased"):
        await tab.call("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **where)


async def _change(tab: Tab) -> float:
    before = await picture(tab)
    await asyncio.sleep(0.4)
    return difference(before, await picture(tab))


async def _until_change(tab: Tab, above: float = -1.0, below: float = 256.0) -> None:
    async with asyncio.timeout(15):
        while not above < await _change(tab) < below:
            pass


async def _until_mean(tab: Tab, above: float = -1.0, below: float = 256.0) -> None:
    async with asyncio.timeout(15):
        while not above < (await picture(tab)).mean() < below:
            await asyncio.sleep(0.1)
