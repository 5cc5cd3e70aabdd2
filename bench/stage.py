"""The engine as `soundscape-live run` puts it together, for benchmarks that watch it.

Demo music in real time, all MIDI inputs, OSC on a free port, cues to a UDP port, and a generator that somebody else
has started. Everything on the event loop's thread.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from soundscape_live.app.devices import Inlets, open_devices
from soundscape_live.app.lights import Lights, targets
from soundscape_live.app.loop import EngineLoop, Outlets
from soundscape_live.app.measure import LoopLag
from soundscape_live.app.surfaces import Controllers
from soundscape_live.app.tasks import keep
from soundscape_live.engine import Engine
from soundscape_live.host.clock import now
from soundscape_live.io.files.addresses import Address, Target
from soundscape_live.io.files.generators import Generator
from soundscape_live.io.files.library import Library
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.io.midi import Surface
from soundscape_live.model import (
    AudioBlock,
    AudioState,
    ClockMessage,
    Control,
    Feedback,
    FeedbackWanted,
    Notice,
    Params,
    PeerReport,
    PeerState,
    Prompt,
    SourceState,
    Status,
    TempoReport,
)

START_SECONDS = 20.0
SETTLE_SECONDS = 3.0
"Until the music has begun and what runs once has run."
FIXED = Params(0.0, 0, 0, (Prompt("a slow tide of light", 0.9), Prompt("sparks", 0.1)), 0.5, (1000, 750, 500, 250))
"A snapshot that the engine had no part in. Its number is an old one, so that the generator passes it over."
OLD = 2
"It is sent under the numbers below this by turns: of the same number it would be one that is sent again."


class Stage:
    """The engine among its devices, and what is noted of both."""

    def __init__(self, generator: str, lights: int, controllers: int = 1, surfaces: Sequence[Surface] = ()) -> None:
        """Play with the generator at this address, and send the cues to this port of this machine.

        So many controllers are waited for. With surfaces, they show what the engine says.
        """
        self.came: list[Control] = []
        "Controls that reached the engine."
        self.took: list[tuple[Control, float]] = []
        "The oldest movement in each snapshot, and its seconds to the wire."
        self.bare: list[float] = []
        "Seconds from `send_bare`'s message to the wire."
        self.sent: Params | None = None
        "The engine's last snapshot that was sent."
        self.still = False
        "Whether the controllers are shown nothing new."
        self._fed: Params | None = None
        self._waiting: Control | None = None
        self._bare_at = 0.0
        self._bare_seq = 0
        rig = (Target("lights", "generic", "127.0.0.1", lights),)
        generators = (Generator(address=generator),)
        show = ShowFile(generators=generators, osc_in=Address("127.0.0.1", 0), page=None, targets=rig)
        self._lag = LoopLag()
        self._controllers = controllers
        self._inlets = inlets = Inlets(
            sound=self._sound,
            control=self._control,
            midi=self._midi,
            report=self._report,
            say=self._say,
            sent=self._on_sent,
            status=self.status,
            plugged=lambda source, present, detail: self._feed(SourceState(now(), source, present, detail)),
            tempo=self._feed,
            wanted=lambda source: self._feed(FeedbackWanted(now(), source)),
        )
        library = Library.standard({})
        engine = Engine(build_show(library.gather(show).sources), now())
        told = Lights(targets(show, library.profile))
        self.devices = devices = open_devices(show, inlets, Controllers(tuple(surfaces)), None, told)
        self._loop = EngineLoop(
            engine,
            Outlets(
                self._send,
                devices.generators.send_command,
                devices.lights.send,
                lambda _: None,
                self._show,
                cued=devices.lights.flush,
            ),
        )

    @property
    def osc_port(self) -> int:
        """Where OSC is listened for."""
        assert self.devices.osc is not None
        return self.devices.osc.address[1]

    @asynccontextmanager
    async def playing(self) -> AsyncIterator[dict[str, asyncio.Task[None]]]:
        """Play the show meanwhile; yields the devices' tasks by their names."""
        await self.devices.open()
        rows = [*self.devices.tasks(self._inlets), ("loop lag", self._lag.run)]
        async with asyncio.TaskGroup() as group:
            running = {name: group.create_task(keep(name, run, self._loop.feed)) for name, run in rows}
            try:
                async with asyncio.timeout(START_SECONDS):
                    while not self._ready():  # noqa: ASYNC110  # no event tells of either
                        await asyncio.sleep(0.05)
                await asyncio.sleep(SETTLE_SECONDS)
                # As the show itself does when it is ready.
                gc.collect()
                gc.freeze()
                yield running
            finally:
                self._loop.close()
                for task in running.values():
                    task.cancel()
                self.devices.lights.close()

    def forget(self) -> None:
        """Begin to note anew."""
        self.came, self.took = [], []
        self._waiting = None

    def send_bare(self, at: float) -> None:
        """Send the fixed snapshot because of a message heard at `at`."""
        self._bare_at = at
        self._bare_seq = (self._bare_seq + 1) % OLD
        self.devices.generators.send_params(replace(FIXED, seq=self._bare_seq))

    def status(self) -> Status:
        """Return what the operator would see."""
        return self._loop.engine.status(now())

    def _ready(self) -> bool:
        return self.status().peer is PeerState.LIVE and len(self.devices.midi.ports) >= self._controllers

    def _midi(self, item: Control | ClockMessage) -> None:
        if isinstance(item, Control):
            self._control(item)
        else:
            self._loop.feed(item)

    def _sound(self, item: AudioBlock | AudioState) -> None:
        self._loop.feed(item)

    def _control(self, control: Control) -> None:
        self.came.append(control)
        if self._waiting is None:
            self._waiting = control
        self._loop.feed(control)

    def _report(self, report: PeerReport) -> None:
        self._loop.feed(report)

    def _say(self, notice: Notice) -> None:
        self._loop.feed(notice)

    def _send(self, params: Params) -> None:
        self._fed = params
        self.devices.generators.send_params(params)

    def _show(self, feedback: Feedback) -> None:
        if not self.still:
            self.devices.show(feedback)

    def _feed(self, item: SourceState | TempoReport | FeedbackWanted) -> None:
        self._loop.feed(item)

    def _on_sent(self, _generator: str, seq: int, at: float) -> None:
        if seq < OLD and self._bare_at:
            self.bare.append(at - self._bare_at)
            return
        if self._fed is not None and self._fed.seq == seq:
            self.sent = self._fed
        if self._waiting is not None:
            self.took.append((self._waiting, at - self._waiting.at))
            self._waiting = None
