"""Our clock through a real graph: another process gets it, evenly, with start, stop and the song's position."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace

import pytest

from soundscape_live.host.clock import now
from soundscape_live.io.midi import ClockWish, MidiClockOut
from soundscape_live.io.midi.clock_lines import parse_pulse, parse_wish, pulse_line, wish_text
from soundscape_live.tempo.pulse import Pulse
from soundscape_live.tempo.timeline import Timeline
from tests.rig import jack
from tests.rig.midi import Controller, controller

pytestmark = [pytest.mark.rig, pytest.mark.skipif(bool(jack.missing()), reason=jack.missing() or "there")]

TICK, START, CONTINUE, STOP = (0xF8,), (0xFA,), (0xFB,), (0xFC,)
PERIOD = 0.4


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with jack.jack_server(f"clockout_{os.getpid()}") as pid:
        yield pid


def pulse() -> Pulse:
    """Return a beat that began its bar a moment ago."""
    return Pulse(Timeline(now() - 0.1 * PERIOD, 0.0, PERIOD), 0, 1, "typed")


@contextlib.asynccontextmanager
async def clock(wish: ClockWish) -> AsyncIterator[MidiClockOut]:
    out = MidiClockOut(wish)
    task = asyncio.create_task(out.run())
    try:
        yield out
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    start = now()
    while not condition():
        assert now() - start < seconds, f"not within {seconds} s"
        await asyncio.sleep(0.01)


async def hear(drums: Controller, heard: list[tuple[int, ...]], seconds: float) -> None:
    await asyncio.sleep(seconds)
    heard += await asyncio.to_thread(drums.received)


@pytest.mark.usefixtures("server")
async def test_drums_get_start_ticks_stop_and_where_to_go_on() -> None:
    heard: list[tuple[int, ...]] = []
    with controller("drums", lights=True) as drums:
        async with clock(ClockWish(("DRUMS*",))) as out:
            await until(lambda: len(out.ports) == 1)
            began = now()
            out.follow(pulse())
            await hear(drums, heard, 3.0)
            lasted = now() - began
            out.follow(None)
            await hear(drums, heard, 0.3)
            assert heard.count(START) == 1
            assert heard[-1] == STOP
            ticks = heard.count(TICK)
            assert ticks == pytest.approx(lasted / PERIOD * 24, abs=6)
            # A whole number of sixteenths' bars, each of one beat here.
            beats = -(-(len(heard) - 1 - heard.index(START) - 1) // 24)
            out.follow(pulse())
            later: list[tuple[int, ...]] = []
            await hear(drums, later, 1.0)
            place, goes_on = [message for message in later if message != TICK]
            assert goes_on == CONTINUE
            assert place == (0xF2, 4 * beats & 0x7F, 4 * beats >> 7)
        await hear(drums, later, 0.3)
        assert later[-1] == STOP


@pytest.mark.usefixtures("server")
async def test_one_that_comes_later_starts_with_the_next_bar_and_others_get_nothing() -> None:
    heard: list[tuple[int, ...]] = []
    stray: list[tuple[int, ...]] = []
    with controller("keys", lights=True) as keys:
        async with clock(ClockWish(("late*",), transport=True)) as out:
            out.follow(pulse())
            await asyncio.sleep(0.5)
            with controller("late", lights=True) as late:
                await until(lambda: len(out.ports) == 1)
                await hear(late, heard, 1.5)
            await until(lambda: not out.ports)
        await hear(keys, stray, 0.0)
    assert START in heard
    assert heard.count(TICK) > 24
    assert stray == []


async def test_the_process_is_started_again_after_a_server_that_died() -> None:
    heard: list[tuple[int, ...]] = []
    name = f"clockdies_{os.getpid()}"
    async with contextlib.AsyncExitStack() as stack:
        with jack.jack_server(name):
            out = await stack.enter_async_context(clock(ClockWish(("*",))))
            out.follow(pulse())
            with controller("first", lights=True):
                await until(lambda: len(out.ports) == 1)
        with jack.jack_server(name), controller("second", lights=True) as second:
            await until(lambda: any("second" in port for port in out.ports), 10.0)
            await hear(second, heard, 1.0)
            assert heard.count(TICK) > 24


def test_what_the_process_is_told_arrives_as_it_was_said() -> None:
    wish = ClockWish(("*TR-8S*", "a"), -0.004, transport=False)
    assert parse_wish(wish_text(wish)) == wish
    told = replace(pulse(), source="link", line=Timeline(1.5, -3.25, 0.4, 0.01, 2.0))
    assert parse_pulse(pulse_line(told)) == told
    assert parse_pulse(pulse_line(None)) is None
