"""A show from its opening to its report.

Rules: everything is a task of one TaskGroup; ending gives the generator a moment to answer what was sent, then
closes everything that was opened, whatever went wrong.
"""

import asyncio
import contextlib
import gc
import json
import logging
import signal
from collections import defaultdict
from collections.abc import Callable, Coroutine
from pathlib import Path

from soundscape_live import __version__
from soundscape_live.app.devices import Inlets, open_devices
from soundscape_live.app.lights import Lights
from soundscape_live.app.loop import EngineLoop, Outlets
from soundscape_live.app.measure import HandToWire, LoopLag
from soundscape_live.app.reload import Files, OnDisk, Watch
from soundscape_live.app.report import Measured, report
from soundscape_live.app.stored import LearnedControls, StoredScenes
from soundscape_live.app.surfaces import Controllers, controllers
from soundscape_live.app.tasks import keep
from soundscape_live.app.watching import Probe, Watched
from soundscape_live.engine import Engine
from soundscape_live.host.clock import now
from soundscape_live.host.notify import Notify
from soundscape_live.host.usage import cpu_seconds, memory_mb
from soundscape_live.io.files.library import Kind
from soundscape_live.io.files.sources import Sources, build_show
from soundscape_live.io.log import LogEnd, LogWriter
from soundscape_live.io.log.reader import FORMAT
from soundscape_live.mapping.builtin import ROOT
from soundscape_live.mapping.show import Reload, Show
from soundscape_live.model import (
    AudioBlock,
    AudioState,
    ClockMessage,
    Control,
    FeedbackWanted,
    FramesShown,
    Notice,
    Params,
    PeerReport,
    SourceState,
    Status,
    TempoReport,
)

STAMPS = 2**24
"Numbers that a stamp in the picture can tell apart."

log = logging.getLogger("soundscape")

DRAIN = 1.0
"Seconds at the end in which the generator may answer what was sent."
PRESSES = {signal.SIGUSR1: 1.0, signal.SIGUSR2: 0.0}
"Signals that turn panic on, and off again."
STATUS_EVERY = 1.0
"Seconds between two status lines to the service supervisor, at most."


class Run:
    """One show. Thread: the event loop's throughout."""

    def __init__(
        self,
        files: Files,
        disk: OnDisk,
        announce: Callable[[str], None],
        folder: Path | None = None,
        kept: Path | None = None,
        dry: Callable[[str], None] | None = None,
    ) -> None:
        """`announce` tells what to open; `folder` is the user's own: for stored scenes and learnt controls.

        `kept` is for what the program keeps for itself from one show to the next; `dry` is told what the lights would
        be sent, and they are sent nothing.
        """
        show, sources = files.show, files.sources
        self._show = show
        self._watch = Watch(disk, files, self._reload, self._say)
        self._announce = announce
        self._began = now()
        self._cpu = cpu_seconds()
        self._fresh: tuple[Show, Controllers] | None = None
        "The show that is to be played next, or is, and its controllers."
        self._stop = asyncio.Event()
        self._notify = Notify.of_environment()
        self._lag = LoopLag()
        self._hands: defaultdict[str, HandToWire] = defaultdict(HandToWire)
        self._seconds_heard = 0.0
        self._first_frame: float | None = None
        self._sent_at: dict[tuple[str, int], float] = {}
        self._inlets = inlets = Inlets(
            sound=self._sound,
            control=self._control,
            midi=self._midi,
            report=self._report,
            say=self._say,
            sent=self._sent,
            status=self._status,
            plugged=self._plugged,
            tempo=self._tempo,
            wanted=self._wanted,
        )
        engine = Engine(build_show(sources), self._began)
        lights = Lights(files.targets, dry)
        self._devices = devices = open_devices(show, inlets, controllers(sources), kept, lights)
        self._probe = Probe(self._watched, show.token, self._report) if show.probe and devices.generators.any else None
        self._writer = _open_log(show.log, sources, self._began)
        self._stored = StoredScenes(folder and folder / Kind.SCENES, self._say)
        self._learned = LearnedControls(folder and folder / Kind.MAPPINGS, self._say)
        outlets = Outlets(
            devices.generators.send_params,
            devices.generators.send_command,
            devices.lights.send,
            self._stored.take,
            devices.show,
            learned=self._learned.take,
            adopted=self._adopted,
            pulse=devices.pulse,
            cued=devices.lights.flush,
        )
        self._loop = EngineLoop(engine, outlets, self._writer)

    async def perform(self) -> str:
        """Run the show until it is told to stop, and return the report as JSON."""
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._stop.set)
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._watch.ask)
        for number, value in PRESSES.items():
            asyncio.get_running_loop().add_signal_handler(number, self._panic, value)
        try:
            await self._devices.open()
            async with asyncio.TaskGroup() as group:
                sound, *others = [group.create_task(task) for task in self._tasks()]
                self._ready()
                await self._until_stopped()
                sound.cancel()
                await self._drain()
                last = self._status()
                for task in others:
                    task.cancel()
        finally:
            await self._close()
        return self._written(last)

    # ------------------------------------------------------------------------------------------------ the show

    def _tasks(self) -> list[Coroutine[None, None, None]]:
        rows = self._devices.tasks(self._inlets)
        rows += [("loop lag", self._lag.run), ("watchdog", self._watchdog), ("stored scenes", self._stored.run)]
        rows += [("learnt controls", self._learned.run), ("files", self._watch.run)]
        rows += [("probe", self._probe.run)] if self._probe is not None else []
        return [keep(name, run, self._say) for name, run in rows]

    def _ready(self) -> None:
        # What exists now lives as long as the show; the collector need not look at it again.
        gc.collect()
        gc.freeze()
        page = self._devices.page
        self._announce(f"the page is {page.url}" if page else "no page; Ctrl-C ends the show")
        for url in page.elsewhere if page else ():
            self._announce(f"from other machines it is {url}")
        self._notify.ready()

    async def _until_stopped(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), self._show.seconds)

    async def _drain(self) -> None:
        self._notify.stopping()
        until = now() + DRAIN
        while self._loop.engine.commands_waiting and now() < until:  # noqa: ASYNC110  # answers come from outside
            await asyncio.sleep(0.02)

    async def _close(self) -> None:
        await self._stored.finish()
        await self._learned.finish()
        self._loop.close()
        self._devices.lights.close()
        self._devices.feedback.close()
        if self._writer is not None:
            self._writer.write(LogEnd(self._loop.digest))
            await asyncio.to_thread(self._writer.close)
            if self._writer.problem:
                log.error("%s: %s", self._show.log, self._writer.problem)

    async def _watchdog(self) -> None:
        every = min(STATUS_EVERY, self._notify.watchdog_every or STATUS_EVERY)
        while True:
            self._notify.alive()
            self._notify.status(_line(self._status()))
            await asyncio.sleep(every)

    # ------------------------------------------------------------------------------------------- in and out

    def _sound(self, item: AudioBlock | AudioState) -> None:
        if isinstance(item, AudioBlock):
            self._seconds_heard += len(item.samples) / item.rate
        self._loop.feed(item)

    def _panic(self, value: float) -> None:
        self._control(Control(now(), "signal", f"{ROOT}/panic", value))

    def _control(self, control: Control) -> None:
        for output in self._loop.feed(control):
            if isinstance(output, Params):
                self._hands[output.generator].moved(output.seq, control.at)

    def _midi(self, item: Control | ClockMessage) -> None:
        if isinstance(item, Control):
            self._control(item)
            self._devices.leds.played(item)
        else:
            self._loop.feed(item)

    def _tempo(self, item: TempoReport) -> None:
        self._loop.feed(item)

    def _report(self, item: PeerReport) -> None:
        if isinstance(item, FramesShown) and item.frames and self._first_frame is None:
            self._first_frame = round(item.at - self._began, 3)
        self._loop.feed(item)

    def _plugged(self, source: str, present: bool, detail: str) -> None:  # noqa: FBT001  # a callback's three words
        self._loop.feed(SourceState(now(), source, present, detail))

    def _wanted(self, source: str) -> None:
        self._loop.feed(FeedbackWanted(now(), source))

    def _reload(self, reload: Reload, found: Controllers) -> None:
        self._fresh = reload.show, found
        self._loop.feed(reload)

    def _adopted(self, show: Show) -> None:
        # Not before: until then controls are to be called as the bindings of before call them.
        if self._fresh is not None and self._fresh[0] is show:
            self._devices.adopt(self._fresh[1])

    def _say(self, notice: Notice) -> None:
        self._loop.feed(notice)

    def _status(self) -> Status:
        return self._loop.engine.status(now())

    def _sent(self, generator: str, seq: int, at: float) -> None:
        self._hands[generator].sent(seq, at)
        if self._show.probe:
            self._sent_at[generator, seq % STAMPS] = at

    def _watched(self) -> Watched:
        return self._devices.generators.watched(self._status())

    # ---------------------------------------------------------------------------------------------- the report

    def _written(self, status: Status) -> str:
        devices = self._devices
        measured = Measured(
            audio_seconds=self._seconds_heard,
            audio_dropped=devices.audio.dropped,
            midi_accepted=devices.midi.accepted,
            osc_accepted=devices.osc.accepted if devices.osc else 0,
            rejected=sum(device.rejected for device in (devices.midi, devices.osc, devices.page) if device is not None),
            lights_sent=devices.lights.sent,
            lights_failed=devices.lights.failed,
            applied_after=self._loop.engine.applied_after(),
            first_frame_s=self._first_frame,
            param_to_pixel=self._param_to_pixel(),
            core_share=(cpu_seconds() - self._cpu) / (now() - self._began),
            rss_mb=memory_mb(),
            loop_late=tuple(self._lag.late),
            hand_to_wire=[took for hands in self._hands.values() for took in hands.took],
        )
        return report(status, measured)

    def _param_to_pixel(self) -> list[float] | None:
        if self._probe is None:
            return None
        seen = self._probe.seen.first
        return [at - self._sent_at[stamp] for stamp, at in seen.items() if stamp in self._sent_at]


def _open_log(path: str | None, sources: Sources, began: float) -> LogWriter | None:
    if path is None:
        return None
    header = {"format": FORMAT, "version": __version__, "at": began, "sources": json.dumps(sources.to_json())}
    return LogWriter(Path(path), header)


def _line(status: Status) -> str:
    return f"{status.state}, {status.theme}, {status.bpm:.1f} BPM, generator {status.peer} {status.fps:.0f} fps"
