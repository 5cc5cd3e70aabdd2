"""A MIDI clock through a real graph: another process sends it, and the engine's beat follows."""

import asyncio
import contextlib
import os
import statistics
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import pairwise

import pytest

from soundscape_live.engine import Engine
from soundscape_live.host.clock import now
from soundscape_live.io.files.library import Library, shipped_folder
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.io.midi import MidiInputs, MidiWish
from soundscape_live.model import ClockKind, ClockMessage, Control
from tests.rig import jack
from tests.rig.midi import Controller, controller

pytestmark = [pytest.mark.rig, pytest.mark.skipif(bool(jack.missing()), reason=jack.missing() or "there")]

START, CONTINUE, STOP, TICK = [0xFA], [0xFB], [0xFC], [0xF8]
BPM = 120.0
WITHIN = 1.0
"BPM: JACK gives its periods' times, 5 ms apart, and the machine may be busy."


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with jack.jack_server(f"clock_{os.getpid()}") as pid:
        yield pid


class Desk:
    """An engine that hears every MIDI input."""

    def __init__(self, clocks: tuple[str, ...], ours: tuple[str, ...] = ()) -> None:
        show = build_show(Library(shipped_folder()).gather(ShowFile()).sources)
        self.engine = Engine(show, now())
        self.heard: list[Control | ClockMessage] = []
        self.inputs = MidiInputs(MidiWish(clocks=clocks, ours=ours, system="jack"), self._feed)

    def _feed(self, item: Control | ClockMessage) -> None:
        self.heard.append(item)
        self.engine.feed(item)

    @property
    def ticks(self) -> list[ClockMessage]:
        clocks = [item for item in self.heard if isinstance(item, ClockMessage)]
        return [item for item in clocks if item.kind is ClockKind.TICK]

    async def until(self, condition: Callable[[], bool], seconds: float = 3.0) -> None:
        start = now()
        while not condition():
            assert now() - start < seconds, f"not within {seconds} s: {self.inputs.detail}"
            await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def listening(hand: Controller, *clocks: str, ours: tuple[str, ...] = ()) -> AsyncIterator[Desk]:
    desk = Desk(clocks, ours)
    task = asyncio.create_task(desk.inputs.run())
    try:
        await desk.until(lambda: hand.port in desk.inputs.ports)
        yield desk
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def tempo(sent: list[float]) -> float:
    """Return the tempo of ticks that were sent at these times."""
    return 2.5 / statistics.fmean(after - before for before, after in pairwise(sent))


@pytest.mark.usefixtures("server")
async def test_the_beat_follows_a_clock_and_stops_with_it() -> None:
    with controller("drums") as hand:
        async with listening(hand, "*") as desk:
            sent = await asyncio.to_thread(hand.send, START, *[TICK] * 240, gap=2.5 / BPM)
            await desk.until(lambda: len(desk.ticks) > 200)
            status = desk.engine.status(now())
            await asyncio.to_thread(hand.send, STOP)
            await desk.until(lambda: desk.engine.status(now()).tempo_source == "none")
    print(f"\nsent {tempo(sent[1:]):.2f} BPM, heard {status.bpm:.2f}; {len(desk.ticks)} of 240 ticks came through")
    assert (status.tempo_source, status.bar_confidence) == ("midi", 1.0)
    assert status.bpm == pytest.approx(tempo(sent[1:]), abs=WITHIN)
    assert status.counters.beats >= 8
    assert {tick.source for tick in desk.ticks} == {"midi:drums:out"}


@pytest.mark.usefixtures("server")
async def test_a_song_position_and_continue_set_the_bar() -> None:
    with controller("daw") as hand:
        async with listening(hand, "daw:*") as desk:
            place = [0xF2, 4 * 6 & 0x7F, 0]
            await asyncio.to_thread(hand.send, *[TICK] * 48, place, CONTINUE, *[TICK] * 48, gap=2.5 / BPM)
            await desk.until(lambda: len(desk.ticks) > 80)
            kinds = [item.kind for item in desk.heard if isinstance(item, ClockMessage)]
    assert kinds.index(ClockKind.POSITION) < kinds.index(ClockKind.CONTINUE)
    (position,) = [item for item in desk.heard if isinstance(item, ClockMessage) and item.kind is ClockKind.POSITION]
    assert position.value == 24
    assert desk.engine.status(now()).bar_confidence == 1.0


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("clocks", [(), ("other*",)])
async def test_a_clock_that_nobody_wants_is_left_out_and_its_controls_come(clocks: tuple[str, ...]) -> None:
    with controller("keys") as hand:
        async with listening(hand, *clocks) as desk:
            await asyncio.to_thread(hand.send, START, *[TICK] * 24, [0xB0, 1, 127], gap=0.005)
            await desk.until(lambda: bool(desk.heard))
    assert [type(item) for item in desk.heard] == [Control]


@pytest.mark.usefixtures("server")
async def test_a_clock_that_comes_from_where_ours_goes_is_our_own() -> None:
    with controller("drums") as hand:
        async with listening(hand, "*", ours=("DRUMS*",)) as desk:
            await asyncio.to_thread(hand.send, START, *[TICK] * 24, [0xB0, 1, 127], gap=0.005)
            await desk.until(lambda: bool(desk.heard))
    assert [type(item) for item in desk.heard] == [Control]
