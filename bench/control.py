"""How long a hand's movement takes to the wire while music plays, and what a storm of movements leaves behind.

The engine is put together as `soundscape-live run` does it, with a generator in processes of its own that draws its
test card, so that its renderer does not take the cores that are measured. Hands are a further process: MIDI through a
real JACK graph, and OSC. A movement counts from the edge's stamp (`Control.at`) to the moment when its snapshot's
datagram had been handed to the socket. With --feedback each controller is shown what the engine says of its controls.

The bare loop hears the same MIDI port in the same way, on the same event loop, while the same music plays, and gives
each message a fixed snapshot for the same channel. What it leaves out is decoding and the engine; writing the snapshot
is transport. In the storm the age of a snapshot is that of the oldest movement which no earlier snapshot could hold.
"""

import argparse
import asyncio
import itertools
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rtmidi

from bench.hands import NAME, PORT, Hands, Movement, hands
from bench.pixels import address
from bench.stage import Stage
from soundscape_live.host.clock import now
from soundscape_live.io.midi import Surface
from soundscape_live.model import Control, Params, Tone
from tests.rig.jack import jack_server, missing

ROOT = Path(__file__).parents[1]
SHORTEST, LONGEST = 0.06, 0.14
"Seconds between two isolated movements: ten a second, in step with nothing, and never held back by the pacing."
APART = 0.03
"Seconds between two movements that have nothing to do with each other."
BARE_SECONDS = 8.0
STORM_SECONDS = 5.0
STORM_HZ = 1000
BURSTS, BURST = 20, 500
ARRIVE_SECONDS = 0.5
"Until the last movement has gone its way."
POLL_SECONDS = 0.001
"As the engine's own MIDI thread looks while somebody plays."
NOISE, LIGHT, STEPS = (f"/soundscape/param/{name}" for name in ("noise_scale", "light", "steps"))
NOISE_CC, ACCENT_CC, CACHE_CC = "1", "4", "8"
"Of the default mapping."
LAST = (
    ("midi", NOISE_CC, 100.0),
    ("osc", LIGHT, 0.955),
    ("midi", ACCENT_CC, 100.0),
    ("osc", STEPS, 1.0),
    ("midi", CACHE_CC, 127.0),
)
"How the storm ends: each name once, with a value that it did not have before."


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark; SystemExit says what the machine lacks."""
    parser = argparse.ArgumentParser(prog="python -m bench control", description=__doc__)
    parser.add_argument("--seconds", type=float, default=24.0, help="of isolated movements")
    parser.add_argument("--controllers", type=int, default=1, help="that play MIDI, by turns")
    parser.add_argument("--feedback", action="store_true", help="to the controllers' lights")
    options = parser.parse_args(argv)
    if missing():
        raise SystemExit(missing())
    with jack_server(f"bench-{os.getpid()}"), hands(options.controllers) as player, _generator() as url:
        surfaces = (Surface((f"{NAME}*",), Rings()),) if options.feedback else ()
        return asyncio.run(_measure(url, player, options.seconds, Desk(options.controllers, surfaces)))


@dataclass(frozen=True, slots=True)
class Desk:
    """The controllers that play, and what they show."""

    controllers: int
    surfaces: tuple[Surface, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """Where movements come from, by turns."""
        return tuple(kind for number in range(self.controllers) for kind in (f"midi{number}", "osc"))


class Rings:
    """A controller that shows a value by its own control change."""

    def on_arrival(self) -> tuple[bytes, ...]:
        """Return what sets it up."""
        return (b"\xf0\x7d\x01\xf7",)

    def on_exit(self) -> tuple[bytes, ...]:
        """Return what makes it dark."""
        return (b"\xb0\x78\x00",)

    def light(self, control: str, value: float, _tone: Tone) -> tuple[bytes, ...]:
        """Return the control change, whatever the channel."""
        return (bytes((0xB0, int(control.rpartition("/")[2]), round(127 * value))),)

    def relit(self, _control: str) -> bool:
        """Say that it shows what it is told."""
        return False


@contextmanager
def _generator() -> Iterator[str]:
    command = [sys.executable, "-m", "soundscape_live", "generator", "--port", "0", "--engine", "pattern"]
    with subprocess.Popen(
        [*command, "--parent-pipe"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield address(process)
        finally:
            process.terminate()


async def _measure(url: str, player: Hands, seconds: float, desk: Desk) -> dict[str, float]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as lights:
        lights.bind(("127.0.0.1", 0))
        stage = Stage(url, lights.getsockname()[1], desk.controllers, desk.surfaces)
        async with stage.playing() as running:
            isolated = await _isolated(stage, player, _fader(seconds, desk.kinds))
            storm = await _storm(stage, player, desk)
            bursts = await _bursts(stage, player, desk)
            if desk.surfaces:
                bursts |= await _lit(stage, player)
            running["MIDI"].cancel()
            await asyncio.wait([running["MIDI"]])
            bare = await _bare(stage, player)
    figures = {**isolated, **bare, **storm, **bursts}
    return {**figures, "ratio_to_bare_p50": figures["midi_ms_p50"] / figures["bare_ms_p50"]}


async def _play(stage: Stage, player: Hands, movements: Sequence[Movement]) -> None:
    late = await asyncio.to_thread(player.play, stage.osc_port, movements)
    await asyncio.sleep(ARRIVE_SECONDS)
    load = os.getloadavg()[0]
    print(f"{len(movements)} movements, the hand at most {1e3 * late:.1f} ms late, load {load:.1f}", file=sys.stderr)


def _fader(seconds: float, kinds: Sequence[str]) -> list[Movement]:
    """Move noise_scale at random moments, by turns through each kind, every time by a clear step."""
    chance = random.Random(3)
    movements: list[Movement] = []
    after = 0.0
    while (after := after + chance.uniform(SHORTEST, LONGEST)) < seconds:
        # Above and below the middle by turns, so that no movement comes to where the fader is.
        value = chance.randrange(10, 50) + 64 * (len(movements) % 2)
        kind = kinds[len(movements) % len(kinds)]
        if kind == "osc":
            movements.append((after, kind, NOISE, value / 127))
        else:
            movements.append((after, kind, NOISE_CC, value))
    return movements


async def _isolated(stage: Stage, player: Hands, movements: Sequence[Movement]) -> dict[str, float]:
    stage.forget()
    await _play(stage, player, movements)
    alone = _alone(stage)
    print(f"{len(alone)} of {len(movements)} movements came alone", file=sys.stderr)
    figures: dict[str, float] = {"isolated_lost": len(movements) - len(stage.came)}
    for kind in ("midi", "osc"):
        figures |= _times(f"{kind}_ms", [took for control, took in alone if control.source.startswith(kind)])
    return figures


def _alone(stage: Stage) -> list[tuple[Control, float]]:
    """Return the movements that did not come at the heels of another: a hand that was held up plays in bursts."""
    befores = {control: before for before, control in itertools.pairwise(stage.came)}
    return [
        (control, took)
        for control, took in stage.took
        if control not in befores or control.at - befores[control].at >= APART
    ]


async def _bare(stage: Stage, player: Hands) -> dict[str, float]:
    movements = _fader(BARE_SECONDS, ("midi",))
    with _listening(stage.send_bare):
        await asyncio.sleep(ARRIVE_SECONDS)
        await _play(stage, player, movements)
    print(f"{len(stage.bare)} of {len(movements)} went through the bare loop", file=sys.stderr)
    return _times("bare_ms", stage.bare)


@contextmanager
def _listening(heard: Callable[[float], None]) -> Iterator[None]:
    """Poll the hands' MIDI port on a thread, and call `heard` on the event loop with each message's time."""
    loop = asyncio.get_running_loop()
    client = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name="bench-bare")
    client.open_port(client.get_ports().index(PORT), name="in")
    stop = threading.Event()

    def listen() -> None:
        while not stop.is_set():
            while client.get_message() is not None:
                loop.call_soon_threadsafe(heard, now())
            time.sleep(POLL_SECONDS)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        client.close_port()
        client.delete()


async def _storm(stage: Stage, player: Hands, desk: Desk) -> dict[str, float]:
    movements = _storm_of(STORM_SECONDS, desk.controllers)
    stage.forget()
    await _play(stage, player, movements)
    ages = [took for _, took in stage.took]
    assert stage.sent is not None
    wrong = _unlike(stage.sent)
    print(f"{len(stage.came)} of {len(movements)} reached the engine; wrong in the end: {wrong}", file=sys.stderr)
    return {
        "storm_sent": len(movements),
        "storm_lost": len(movements) - len(stage.came) + len(wrong),
        "storm_age_ms_p50": 1e3 * float(np.median(ages)),
        "storm_age_ms_p99": 1e3 * float(np.percentile(ages, 99)),
        "storm_age_ms_max": 1e3 * max(ages),
    }


async def _bursts(stage: Stage, player: Hands, desk: Desk) -> dict[str, float]:
    """Play bursts as fast as the graph takes them, each controller by turns."""
    stage.forget()
    for number in range(BURSTS):
        burst = [(0.0, f"midi{number % desk.controllers}", ACCENT_CC, float(place % 90)) for place in range(BURST)]
        await asyncio.to_thread(player.play, stage.osc_port, burst)
    await asyncio.sleep(ARRIVE_SECONDS)
    print(f"{len(stage.came)} of {BURSTS} bursts of {BURST} reached the engine", file=sys.stderr)
    return {"burst_sent": BURSTS * BURST, "burst_lost": BURSTS * BURST - len(stage.came)}


async def _lit(stage: Stage, player: Hands) -> dict[str, float]:
    """Return what was sent to the lights, and what did not come. The picture stands still for the count."""
    leds = stage.devices.leds
    stage.still = True
    await asyncio.sleep(ARRIVE_SECONDS)
    await asyncio.to_thread(player.play, stage.osc_port, ())
    return {"lights_sent": leds.sent, "lights_lost": leds.sent - player.lit, "lights_replaced": leds.replaced}


def _storm_of(seconds: float, controllers: int) -> list[Movement]:
    """Move five names at random, half of the movements by MIDI. The light moves too little to be a flash."""
    chance = random.Random(5)
    movements: list[Movement] = []
    for number in range(round(seconds * STORM_HZ) - len(LAST)):
        if number % 2:
            kind = f"midi{number // 2 % controllers}"
            movements.append((number / STORM_HZ, kind, chance.choice((NOISE_CC, ACCENT_CC, CACHE_CC)), 0.0))
        else:
            movements.append((number / STORM_HZ, "osc", chance.choice((LIGHT, STEPS)), 0.0))
    movements = [(after, kind, name, _random(chance, name)) for after, kind, name, _ in movements]
    return [*movements, *((seconds + row / STORM_HZ, *last) for row, last in enumerate(LAST))]


def _random(chance: random.Random, name: str) -> float:
    ranges = {LIGHT: (0.96, 1.0), STEPS: (0.0, 0.4), CACHE_CC: (0.0, 50.0)}
    value = chance.uniform(*ranges.get(name, (0.0, 90.0)))
    return value if name.startswith("/") else round(value)


def _unlike(params: Params) -> list[str]:
    """Return which names' last values the state does not hold."""
    held = {
        "noise_scale": abs(params.noise_scale - 100 / 127) < 1e-6,
        "light": abs(params.light - 0.955) < 1e-6,
        "accent": params.prompts[-1].weight == round(100 / 127, 2),
        "steps": len(params.denoising_step_list) == 4,
        "manage_cache": params.manage_cache,
    }
    return [name for name, right in held.items() if not right]


def _times(name: str, seconds: Sequence[float]) -> dict[str, float]:
    half, most = np.percentile(np.asarray(seconds) * 1e3, [50, 99]).tolist()
    return {f"{name}_p50": half, f"{name}_p99": most}
