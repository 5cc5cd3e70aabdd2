"""Shows with several generators, and one that has another draw: as a performer meets them."""

import asyncio
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end.show import PROGRAM, Show, command, environment, get, until
from tests.rig.browser import Tab, browser, missing
from tests.web.rig import FRAMES, difference, picture

SMALL = 'size = "192x108"\nfps = 20\n'
TWO = ("--size", "192x108", "--fps", "20", "--renderer", "wall", "--renderer", "floor")
SCOPE = ("--pretend-scope", "--chunk-seconds", "0.4")
NOTICED_WITHIN = 2.0
CHANGES_WITHIN = 1.0
"Seconds from the notice that a generator is lost until another one is shown."
SLACK = 2.0
STREAM = "document.querySelector('video').srcObject.id"
BLACK = "document.querySelector('video').style.filter === 'brightness(0)'"
chromium = pytest.mark.skipif(bool(missing()), reason=missing() or "-")


def live(show: Show, *names: str) -> None:
    """Wait until these generators are live."""
    until(lambda: all(show.generators().get(name, {}).get("state") == "live" for name in names), what="the generators")
    assert show.process.poll() is None, show.said
    show.children()


def port_of(show: Show, called: str) -> int:
    """Return the port of an embedded generator; main's is the show's own, another one's is chosen."""
    ports = {
        int(found[1]) for child in show.children() if (found := re.search(r"generator .*--port (\d+)", child.command))
    }
    return show.generator_port if called == "main" else (ports - {show.generator_port}).pop()


def light_at(port: int) -> object:
    """Return the brightness that a generator was told last."""
    return get(f"http://127.0.0.1:{port}/api/v1/session/parameters").get("parameters", {}).get("light")


async def moves(tab: Tab) -> bool:
    """Say whether the picture changes."""
    before = await picture(tab)
    await asyncio.sleep(0.4)
    return difference(before, await picture(tab)) > 0.5


@chromium
async def test_two_screens_show_two_generators_that_get_the_same_state(tmp_path: Path) -> None:
    with Show(tmp_path, "--log", "show.log", page=True, more=SMALL + "[generators.floor]\noffset_ms = 20\n") as show:
        await asyncio.to_thread(live, show, "main", "floor")
        show.send("/soundscape/param/light", 0.25)
        for called in ("main", "floor"):
            port = port_of(show, called)
            await asyncio.to_thread(until, lambda port=port: light_at(port) == pytest.approx(0.25), what=called)
        async with browser() as tab:
            await tab.open(f"http://127.0.0.1:{show.page_port}/view?screen=floor")
            await tab.until(f"{FRAMES} > 5", seconds=20)
            assert await moves(tab)
            assert tab.errors == []
        viewed = get(f"http://127.0.0.1:{port_of(show, 'floor')}/api/v1/session/metrics")
        assert len(viewed["sessions"]) >= 1
        await asyncio.to_thread(until, lambda: all(one["frames"] > 20 for one in show.generators().values()))
        assert show.end(signal.SIGTERM) < 3.0 + SLACK
        rows = show.report()["generators"]
        assert [(one["name"], one["screen"], one["state"], one["shown"]) for one in rows] == [
            ("main", "main", "live", True),
            ("floor", "floor", "live", True),
        ]
        assert all(one["frames"] > 20 and one["delay_kind"] == "applied" for one in rows)
        assert "Traceback" not in show.said
    done = command(tmp_path, "replay", "show.log")
    assert done.returncode == 0, done.stderr
    assert "the same as in the show" in done.stdout


@contextmanager
def generator(folder: Path, *options: str) -> Iterator[str]:
    """Run a generator of its own; yields its address."""
    with subprocess.Popen(
        [*PROGRAM, "generator", "--port", "0", "--parent-pipe", *options], cwd=folder, env=environment(folder),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            yield process.stdout.readline().removeprefix("generator: ").strip()
        finally:
            process.terminate()


def viewers(server: str) -> list[tuple[object, object, object]]:
    """Return of each renderer its name, whether an engine plays it, and how many watch it."""
    return [(row["name"], row["played"], row["viewers"]) for row in get(f"{server}/health").get("renderers", [])]


@chromium
async def test_two_renderers_of_one_generator_are_two_screens(tmp_path: Path) -> None:
    with generator(tmp_path, *TWO) as server:
        more = f'{SMALL}[generators.main]\naddress = "{server}"\n[generators.floor]\naddress = "{server}/floor"\n'
        with Show(tmp_path, page=True, more=more) as show:
            await asyncio.to_thread(live, show, "main", "floor")
            assert viewers(server) == [("wall", True, 0), ("floor", True, 0)]
            show.send("/soundscape/param/light", 0.25)
            for path in ("", "/floor"):
                told = f"{server}{path}/api/v1/session/parameters"
                await asyncio.to_thread(
                    until, lambda told=told: get(told)["parameters"]["light"] == pytest.approx(0.25), what=told
                )
            async with browser() as tab:
                await tab.open(f"http://127.0.0.1:{show.page_port}/view?screen=floor")
                await tab.until(f"{FRAMES} > 5", seconds=20)
                assert await moves(tab)
                assert viewers(server) == [("wall", True, 0), ("floor", True, 1)]
                assert tab.errors == []
            show.end(signal.SIGTERM)
            assert "Traceback" not in show.said


@chromium
async def test_a_standby_takes_the_place_of_a_killed_generator_and_a_hand_goes_back(tmp_path: Path) -> None:
    more = SMALL + '[generators.main]\n[generators.spare]\nstandby_for = "main"\n'
    with Show(tmp_path, page=True, more=more) as show:
        await asyncio.to_thread(live, show, "main", "spare")
        assert show.generators()["main"]["shown"]
        show.send("/soundscape/param/light", 0.5)
        async with browser() as tab:
            await tab.open(f"http://127.0.0.1:{show.page_port}/view")
            await tab.until(f"{FRAMES} > 5", seconds=20)
            stream = await tab.evaluate(STREAM)

            noticed, changed = await asyncio.to_thread(killed, show)
            began = time.monotonic()
            await tab.until(f"{STREAM} !== '{stream}' && {FRAMES} > 0", seconds=10)
            seen = time.monotonic() - began
            print(f"noticed after {noticed:.2f} s, shown {changed:.2f} s later, seen after another {seen:.2f} s")
            assert noticed < NOTICED_WITHIN + SLACK
            assert changed < CHANGES_WITHIN + SLACK
            assert seen < CHANGES_WITHIN + SLACK
            assert await moves(tab)
            assert light_at(port_of(show, "spare")) == pytest.approx(0.5)

            await asyncio.to_thread(live, show, "main", "spare")
            await asyncio.sleep(1.0)
            assert show.generators()["spare"]["shown"], "back by hand"
            stream = await tab.evaluate(STREAM)
            show.send("/soundscape/screen/main", "main")
            await asyncio.to_thread(until, lambda: show.generators()["main"]["shown"], what="main")
            await tab.until(f"{STREAM} !== '{stream}' && {FRAMES} > 0", seconds=10)
            assert await moves(tab)
            assert tab.errors == []
        assert re.search(r"screen main shows spare: main is (stalled|lost)", show.said)
        assert "screen main shows main" in show.said
        done = command(show.folder, "monitor", "--once", "--page", f"127.0.0.1:{show.page_port}")
        assert re.search(r"generator spare for main live, \d+ frames/s, \d+ ms, applied, not shown", done.stdout)
        show.end(signal.SIGTERM)
        assert "Traceback" not in show.said


def killed(show: Show) -> tuple[float, float]:
    """Kill main's server; return how long it took to notice, and from then on until the other one was shown."""
    child = show.child(f"--port {show.generator_port}")
    assert child is not None
    child.kill()
    began = time.monotonic()
    until(lambda: show.generators()["main"]["state"] != "live", 5.0, "the notice")
    noticed = time.monotonic()
    until(lambda: show.generators()["spare"]["shown"], 5.0, "the other one")
    return noticed - began, time.monotonic() - noticed


@chromium
async def test_a_scope_server_is_played_through_a_bridge_that_comes_back_when_it_is_killed(tmp_path: Path) -> None:
    with generator(tmp_path, *SCOPE) as server, Show(tmp_path, "--generator", server, page=True) as show:
        await asyncio.to_thread(live, show, "main")
        bridge = show.child("generator --parent-pipe")
        assert bridge is not None
        assert f"--scope {server}" in bridge.command
        async with browser() as tab:
            await tab.open(f"http://127.0.0.1:{show.page_port}/view")
            await tab.until(f"{FRAMES} > 5", seconds=20)
            show.send("/soundscape/blackout", 1.0)
            await tab.until(BLACK, seconds=5)
            show.send("/soundscape/blackout", 0.0)
            await tab.until(f"!({BLACK})", seconds=5)
            stream = await tab.evaluate(STREAM)
            bridge.kill()
            await tab.until(f"{STREAM} !== '{stream}' && {FRAMES} > 0", seconds=30)
            assert tab.errors == []
        await asyncio.to_thread(live, show, "main")
        assert "the bridge's process ended (signal 9)" in show.said
        assert len(get(f"{server}/api/v1/session/metrics")["sessions"]) == 1, "the session before was ended"
        show.send("/soundscape/cache/reset", 1.0)
        until(lambda: show.status()["counters"]["commands_applied"] >= 1, what="the cut")
        until(lambda: show.generators()["main"]["delay_kind"] == "estimated", what="the delay")
        assert show.end(signal.SIGTERM) < 5.0 + SLACK
        (row,) = show.report()["generators"]
        print(row)
        assert 400 < row["delay_ms"] < 5000, "a chunk takes 0.4 s"
        assert row["frames"] > 10
        assert get(f"{server}/api/v1/session/metrics")["sessions"] == {}
        assert "Traceback" not in show.said, show.said
