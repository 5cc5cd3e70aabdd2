"""MIDI through a real graph: another process plays, we listen."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from soundscape_live.host.clock import now
from soundscape_live.io.midi import MidiInputs, MidiListed, MidiWish, list_midi
from soundscape_live.io.midi.ports import Names, choose
from soundscape_live.io.midi.system import Observer, find_system
from soundscape_live.model import Control
from tests.rig import jack
from tests.rig.midi import Controller, controller

pytestmark = [pytest.mark.rig, pytest.mark.skipif(bool(jack.missing()), reason=jack.missing() or "there")]

SERVER = f"hands_{os.getpid()}"


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with jack.jack_server(SERVER) as pid:
        yield pid


class Ear:
    """What was fed, and the inputs that fed it."""

    def __init__(self, *patterns: str) -> None:
        self.heard: list[Control] = []
        self.fed_at: list[float] = []
        self.inputs = MidiInputs(MidiWish(patterns or ("*",), system="jack"), self._hear)

    def _hear(self, control: Control) -> None:
        self.heard.append(control)
        self.fed_at.append(now())

    async def until(self, condition: Callable[[], bool], seconds: float = 3.0) -> float:
        """Wait until something is so; returns how long it took."""
        start = now()
        while not condition():
            assert now() - start < seconds, f"not within {seconds} s: {self.inputs.detail}"
            await asyncio.sleep(0.005)
        return now() - start

    async def plays(self, plugged: Controller, *messages: list[int], gap: float = 0.01) -> list[Control]:
        """Play until all of it was heard, three times at most: JACK itself loses a period when the machine is late."""
        for _ in range(3):
            before = len(self.heard)
            await asyncio.to_thread(plugged.send, *messages, gap=gap)
            with contextlib.suppress(AssertionError):
                await self.until(lambda before=before: len(self.heard) - before >= len(messages), 1.0)  # type: ignore[misc]  # mypy sees no default
                return self.heard[before:]
            print(f"\n{len(self.heard) - before} of {len(messages)} came through")
        raise AssertionError(f"never whole: {self.inputs.detail}")

    async def hears(self, plugged: Controller) -> float:
        return await self.until(lambda: plugged.port in self.inputs.ports)


def _listed() -> list[str]:
    system, why = find_system("jack")
    assert system is not None, why
    observer = Observer(system)
    try:
        return observer.inputs()
    finally:
        observer.close()


@contextlib.asynccontextmanager
async def listening(*patterns: str) -> AsyncIterator[Ear]:
    ear = Ear(*patterns)
    task = asyncio.create_task(ear.inputs.run())
    try:
        yield ear
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.mark.usefixtures("server")
async def test_movements_arrive_in_order_with_their_source() -> None:
    with controller("nanoKONTROL2") as hand:
        async with listening() as ear:
            await ear.hears(hand)
            heard = await ear.plays(hand, [0xB0, 1, 127], [0x99, 36, 127], [0x89, 36, 0], [0xE0, 0, 0x40], [0xC0, 5])

    assert [(control.name, control.value) for control in heard] == [
        ("ch1/cc/1", 1.0),
        ("ch10/note/36", 1.0),
        ("ch10/note/36", 0.0),
        ("ch1/pitchbend", 0.5),
        ("ch1/program", 5.0),
    ]
    assert {control.source for control in heard} == {"midi:nanoKONTROL2:out"}
    assert ear.inputs.accepted == len(ear.heard)


@pytest.mark.usefixtures("server")
async def test_a_burst_of_500_arrives_whole() -> None:
    burst = [[0xB0, number >> 7, number & 0x7F] for number in range(500)]
    with controller("burst") as hand:
        async with listening() as ear:
            await ear.hears(hand)
            heard = await ear.plays(hand, *burst, gap=0.0)

    assert [control.name for control in heard] == [f"ch1/cc/{message[1]}" for message in burst]
    assert [control.value for control in heard] == [message[2] / 127 for message in burst]
    assert (ear.inputs.dropped, ear.inputs.rejected) == (0, 0)


@pytest.mark.usefixtures("server")
async def test_several_inputs_are_open_at_once_and_others_are_left_alone() -> None:
    with controller("pads") as pads, controller("faders") as faders, controller("synth") as synth:
        async with listening("PADS*", "faders:*") as ear:
            await ear.hears(pads)
            await ear.hears(faders)
            assert synth.port not in ear.inputs.ports
            assert {port.name for port in choose(Names().ports(_listed()), ("*",))} >= {
                pads.port,
                faders.port,
                synth.port,
            }
            await asyncio.to_thread(synth.send, [0xB0, 1, 1])
            await ear.plays(pads, [0xB0, 1, 1])
            await ear.plays(faders, [0xB0, 1, 1])

    assert {control.source for control in ear.heard} == {"midi:pads:out", "midi:faders:out"}


@pytest.mark.usefixtures("server")
async def test_clock_and_sysex_are_passed_over_and_junk_is_counted() -> None:
    with controller("junk") as hand:
        async with listening() as ear:
            await ear.hears(hand)
            junk = ([0xF8], [0xFA], [0xFE], [0xF0, *range(100), 0xF7], [0xF2, 1, 2], [0xB0], [7, 8])
            await asyncio.to_thread(hand.send, *junk, gap=0.01)
            await ear.plays(hand, [0xB0, 1, 127])

    assert {control.name for control in ear.heard} == {"ch1/cc/1"}
    assert 0 < ear.inputs.rejected <= 2


@pytest.mark.usefixtures("server")
async def test_a_controller_that_was_unplugged_is_found_again() -> None:
    async with listening() as ear:
        for turn in range(3):
            with controller("nanoKONTROL2") as hand:
                took = await ear.hears(hand)
                print(f"\nfound after {took * 1e3:.0f} ms")
                assert [control.value for control in await ear.plays(hand, [0xB0, 1, turn])] == [turn / 127]
            took = await ear.until(lambda: not ear.inputs.ports)
            print(f"gone after {took * 1e3:.0f} ms")


@pytest.mark.usefixtures("server")
async def test_a_note_that_is_held_when_the_plug_is_pulled_is_released() -> None:
    async with listening() as ear:
        with controller("pads") as hand:
            await ear.hears(hand)
            await asyncio.to_thread(
                hand.send, [0x90, 36, 127], [0x90, 37, 127], [0x80, 37, 0], [0xB0, 1, 127], gap=0.01
            )
            await ear.until(lambda: len(ear.heard) == 4)
        await ear.until(lambda: len(ear.heard) == 5)

    assert (ear.heard[-1].source, ear.heard[-1].name, ear.heard[-1].value) == ("midi:pads:out", "ch1/note/36", 0.0)


@pytest.mark.usefixtures("server")
async def test_the_inputs_are_listed_for_people() -> None:
    system, _ = find_system()
    if system is None or system.name != "jack":
        pytest.skip("this machine has another MIDI system, which is listed instead")
    with controller("nanoKONTROL2") as hand:
        assert list_midi() == MidiListed(inputs=(hand.port,))


async def test_a_server_that_was_killed_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{SERVER}_killed"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    async with listening() as ear:
        with jack.jack_server(name, env=False) as pid, controller("nanoKONTROL2") as hand:
            await ear.hears(hand)
            os.kill(pid, signal.SIGKILL)
            took = await ear.until(lambda: not ear.inputs.ports)
            print(f"\nserver missed after {took * 1e3:.0f} ms")
        await ear.until(lambda: "no JACK server" in ear.inputs.detail)
        with jack.jack_server(name, env=False), controller("nanoKONTROL2") as again:
            took = await ear.hears(again)
            print(f"found again after {took * 1e3:.0f} ms")
            await ear.plays(again, [0xB0, 1, 127])


@pytest.mark.usefixtures("server")
async def test_the_figures_are_printed() -> None:
    with controller("fader") as hand:
        async with listening() as ear:
            await ear.hears(hand)
            await asyncio.to_thread(hand.send, *[[0xB0, 1, value] for value in range(100)], gap=0.01)
            await ear.until(lambda: len(ear.heard) > 50)
    waits = sorted((fed - control.at) * 1e3 for fed, control in zip(ear.fed_at, ear.heard, strict=True))
    middle, late = waits[len(waits) // 2], waits[int(len(waits) * 0.99)]

    print(f"\nstamp to feed: p50 {middle:.3f} ms, p99 {late:.3f} ms, {len(waits)} of 100 came through")
    assert waits[0] >= 0
