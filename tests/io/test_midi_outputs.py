"""Feedback to controllers through a real graph: another process is the controller, and tells what it was sent."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from soundscape_live.host.clock import now
from soundscape_live.io.midi import MidiInputs, MidiOutputs, MidiWish, Surface
from soundscape_live.model import ClockMessage, Control, Feedback, Tone
from tests.rig import jack
from tests.rig.midi import Controller, controller

pytestmark = [pytest.mark.rig, pytest.mark.skipif(bool(jack.missing()), reason=jack.missing() or "there")]

SERVER = f"lights_{os.getpid()}"
HELLO = ((0xF0, 0x7D, 1, 0xF7), (0xF0, 0x7D, 2, 0xF7))
BYE = ((0xB0, 120, 0), (0xF0, 0x7D, 0, 0xF7))
CONTROLS = 24
WITHIN = 1.0
"Seconds in which a controller that was plugged in is back, input and lights."

Message = tuple[int, ...]


class Plain:
    """A controller whose lights are control changes."""

    def on_arrival(self) -> tuple[bytes, ...]:
        return tuple(bytes(message) for message in HELLO)

    def on_exit(self) -> tuple[bytes, ...]:
        return tuple(bytes(message) for message in BYE)

    def light(self, control: str, value: float, tone: Tone) -> tuple[bytes, ...]:
        kind, _, number = control.partition("/")
        return (bytes((0xB0, int(number), 0 if tone is Tone.OFF else round(127 * value))),) if kind == "cc" else ()

    def relit(self, control: str) -> bool:
        return control.endswith("cc/7")


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    with jack.jack_server(SERVER) as pid:
        yield pid


class Desk:
    """Inputs and outputs as the show wires them, and a state that is sent when it is wanted."""

    def __init__(self, *surfaces: Surface) -> None:
        self.heard: list[Control] = []
        self.wanted: list[str] = []
        self.states: list[tuple[str, bool]] = []
        self.values = [number / 127 for number in range(CONTROLS)]
        self.outputs = MidiOutputs(surfaces or (Surface(("nano*",), Plain()),), self._send_all)
        wish = MidiWish(system="jack")
        self.inputs = MidiInputs(
            wish, self._hear, lambda source, there, _: self.states.append((source, there)), self.outputs.seen
        )

    def _hear(self, item: Control | ClockMessage) -> None:
        assert isinstance(item, Control)
        self.heard.append(item)
        self.outputs.played(item)

    def _send_all(self, source: str) -> None:
        self.wanted.append(source)
        for number, value in enumerate(self.values):
            self.show(f"cc/{number}", value, source)
        self.show("/soundscape/freeze", 1.0, source)
        self.show("note/1", 1.0, source)

    def show(self, control: str, value: float, source: str = "midi:nano*") -> None:
        self.outputs.send(Feedback(now(), source, control, value, Tone.HAND))

    @property
    def lit(self) -> list[Message]:
        return [(0xB0, number, round(127 * value)) for number, value in enumerate(self.values)]

    async def until(self, condition: Callable[[], bool], seconds: float = 3.0) -> float:
        start = now()
        while not condition():
            assert now() - start < seconds, f"not within {seconds} s: {self.inputs.detail}; {self.outputs.ports}"
            await asyncio.sleep(0.005)
        return now() - start

    async def until_sent(self, hand: Controller, expected: list[Message], seconds: float = WITHIN) -> list[Message]:
        """Wait until the controller has received as many messages as expected; returns them."""
        start, received = now(), list[Message]()
        while len(received) < len(expected):
            assert now() - start < seconds, f"not within {seconds} s: {received}"
            received += await asyncio.to_thread(hand.received)
            await asyncio.sleep(0.01)
        return received

    async def plays(self, hand: Controller, *messages: list[int]) -> None:
        """Play, and hear all of it; three times at most: JACK loses a period when the machine is late."""
        for _ in range(3):
            before = len(self.heard)
            await asyncio.to_thread(hand.send, *messages, gap=0.002)
            with contextlib.suppress(AssertionError):
                await self.until(lambda before=before: len(self.heard) - before >= len(messages), 1.0)  # type: ignore[misc]  # mypy sees no default
                return
        raise AssertionError(f"never whole: {self.inputs.detail}")


@contextlib.asynccontextmanager
async def playing(*surfaces: Surface) -> AsyncIterator[Desk]:
    desk = Desk(*surfaces)
    tasks = [asyncio.create_task(device.run()) for device in (desk.inputs, desk.outputs)]
    try:
        yield desk
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.usefixtures("server")
async def test_a_controller_pulled_out_and_plugged_in_twenty_times_is_back_lit_each_time() -> None:
    took = []
    async with playing() as desk:
        for turn in range(20):
            desk.values[0] = turn / 127
            with controller("nanoKONTROL2", lights=True) as hand:
                begin = now()
                received = await desk.until_sent(hand, [*HELLO, *desk.lit])
                await desk.until(lambda: hand.port in desk.inputs.ports, WITHIN - (now() - begin))
                took.append(now() - begin)
                assert received == [*HELLO, *desk.lit]
                await desk.plays(hand, *([0xB0, 1, value] for value in range(10)))
            await desk.until(lambda: not desk.inputs.ports and not desk.outputs.ports)
    print(f"\nback and lit after {sorted(took)[10] * 1e3:.0f} ms, {max(took) * 1e3:.0f} at most")
    source = "midi:nanoKONTROL2:out"
    assert desk.wanted == [source] * 20
    assert desk.states == [(source, True), (source, False)] * 20
    assert Counter(control.value for control in desk.heard).keys() == {value / 127 for value in range(10)}


@pytest.mark.usefixtures("server")
async def test_two_of_one_name_and_another_are_lit_each_by_its_own_feedback() -> None:
    surfaces = (Surface(("nano*",), Plain()), Surface(("pads:*", "pads-*"), Plain()))
    async with playing(*surfaces) as desk:
        with contextlib.ExitStack() as rig:
            first = rig.enter_context(controller("nano", lights=True))
            # Each is asked for all in the end, so that it matters who came when.
            await desk.until_sent(first, [*HELLO, *desk.lit])
            second = rig.enter_context(controller("nano", lights=True))
            await desk.until_sent(second, [*HELLO, *desk.lit])
            pads = rig.enter_context(controller("pads", lights=True))
            await desk.until_sent(pads, [*HELLO, *desk.lit])
            assert sorted(desk.inputs.ports) == ["nano-02:out", "nano:out", "pads:out"]
            desk.show("cc/1", 1.0, "midi:nano-02:*")
            desk.show("cc/2", 1.0, "midi:PADS*")
            desk.show("cc/3", 1.0, "*")
            desk.show("cc/4", 1.0, "osc:*")
            assert await desk.until_sent(second, [(0xB0, 1, 127), (0xB0, 3, 127)]) == [(0xB0, 1, 127), (0xB0, 3, 127)]
            assert await desk.until_sent(pads, [(0xB0, 2, 127), (0xB0, 3, 127)]) == [(0xB0, 2, 127), (0xB0, 3, 127)]
            assert await desk.until_sent(first, [(0xB0, 3, 127)]) == [(0xB0, 3, 127)]
            first.unplug()
            await desk.until(lambda: desk.inputs.ports == ("nano-02:out", "pads:out") and len(desk.outputs.ports) == 2)
            desk.show("cc/5", 1.0, "midi:nano*")
            assert await desk.until_sent(second, [(0xB0, 5, 127)]) == [(0xB0, 5, 127)]


@pytest.mark.usefixtures("server")
async def test_a_light_that_its_controller_changes_is_told_anew_when_the_hand_lets_go() -> None:
    async with playing() as desk:
        with controller("nano", lights=True) as hand:
            await desk.until_sent(hand, [*HELLO, *desk.lit])
            await desk.until(lambda: bool(desk.inputs.ports))
            await desk.plays(hand, [0xB0, 7, 127], [0xB0, 6, 0], [0xB0, 7, 0])
            again = (0xB0, 7, round(127 * desk.values[7]))
            assert set(await desk.until_sent(hand, [again])) == {again}


async def _shows(desk: Desk) -> None:
    """Go on as the engine does while the devices close."""
    while True:
        desk.show("cc/1", 1.0)
        await asyncio.sleep(0.001)


@pytest.mark.usefixtures("server")
async def test_all_is_dark_at_the_end() -> None:
    with controller("nano", lights=True) as one, controller("nano", lights=True) as two:
        async with playing() as desk:
            await desk.until_sent(one, [*HELLO, *desk.lit])
            await desk.until_sent(two, [*HELLO, *desk.lit])
            for number in range(100):
                desk.show(f"cc/{number}", 1.0)
            playing_on = asyncio.create_task(_shows(desk))
        playing_on.cancel()
        for hand in (one, two):
            assert (await desk.until_sent(hand, list(BYE)))[-2:] == list(BYE)


@pytest.mark.usefixtures("server")
async def test_a_flood_of_feedback_delays_neither_the_newest_nor_the_hand() -> None:
    async with playing() as desk:
        with controller("nano", lights=True) as hand:
            await desk.until_sent(hand, [*HELLO, *desk.lit])
            sent = desk.outputs.sent
            # The last value is like none before it.
            flood = [(number, turn % 100) for turn in range(400) for number in range(CONTROLS)]
            flood += [(number, 127) for number in range(CONTROLS)]
            begin = now()
            playing_hand = asyncio.create_task(desk.plays(hand, *([0xB0, 1, value] for value in range(100))))
            for place, (number, turn) in enumerate(flood):
                desk.show(f"cc/{number}", turn / 127)
                if place % CONTROLS == 0:
                    await asyncio.sleep(0.002)
            await playing_hand
            seconds = now() - begin
            received = await desk.until_sent(hand, [()] * (desk.outputs.sent - sent))
            while {message[1] for message in received if message[2] == 127} != set(range(CONTROLS)):
                received += await desk.until_sent(hand, [()])
    print(f"\n{len(flood)} in {seconds:.2f} s, {len(received)} sent")
    assert {message[1]: message[2] for message in received} == dict.fromkeys(range(CONTROLS), 127)
    assert len(received) < len(flood) / 4


async def test_a_server_that_was_killed_and_started_again_has_its_lights_again(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{SERVER}_killed"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    async with playing() as desk:
        for turn in range(2):
            with jack.jack_server(name, env=False) as pid, controller("nano", lights=True) as hand:
                assert await desk.until_sent(hand, [*HELLO, *desk.lit], 2 * WITHIN) == [*HELLO, *desk.lit]
                await desk.plays(hand, [0xB0, 1, 127])
                os.kill(pid, signal.SIGKILL)
                begin = now()
                await desk.until(lambda: not desk.inputs.ports and not desk.outputs.ports)
                print(f"\nmissed after {(now() - begin) * 1e3:.0f} ms, turn {turn}")


async def test_a_server_that_stands_still_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a sound card is pulled out from under it: it lives, and passes nothing on."""
    name = f"{SERVER}_stands"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    monkeypatch.setenv("JACK_NO_START_SERVER", "1")
    with jack.jack_server(name, env=False) as pid, controller("nano", lights=True) as hand:
        async with playing(Surface(("nano*",), Plain(), rate=1000.0)) as desk:
            await desk.until_sent(hand, [*HELLO, *desk.lit])
            os.kill(pid, signal.SIGSTOP)
            try:
                begin, longest = now(), 0.0
                while now() - begin < 4.0:
                    for number in range(CONTROLS):
                        desk.show(f"cc/{number}", (now() - begin) / 4.0)
                    before = now()
                    await asyncio.sleep(0.005)
                    longest = max(longest, now() - before)
                assert "passes nothing on" in desk.inputs.detail
            finally:
                os.kill(pid, signal.SIGCONT)
            print(f"\nthe loop was held up {longest * 1e3:.0f} ms at most; {desk.outputs.sent} sent")
            await desk.until(lambda: "passes nothing on" not in desk.inputs.detail)
            # Enough to fill rtmidi's buffer, had all been sent.
            assert desk.outputs.sent < 1500
            await asyncio.to_thread(hand.received)
            desk.show("cc/100", 1.0)
            received = list[Message]()
            while (0xB0, 100, 127) not in received:
                received += await desk.until_sent(hand, [()])


@pytest.mark.usefixtures("server")
async def test_bursts_of_500_arrive_whole_beside_two_busy_processes() -> None:
    burst = [[0xB0, number >> 7, number & 0x7F] for number in range(500)]
    names = [f"ch1/cc/{message[1]}" for message in burst]
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
    try:
        async with playing() as desk:
            with controller("nano", lights=True) as hand:
                await desk.until_sent(hand, [*HELLO, *desk.lit])
                for _ in range(20):
                    desk.heard.clear()
                    await asyncio.to_thread(hand.send, *burst)
                    await desk.until(lambda: len(desk.heard) >= len(burst))
                    assert [control.name for control in desk.heard] == names
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert (desk.inputs.dropped, desk.inputs.rejected) == (0, 0)
