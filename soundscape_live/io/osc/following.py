"""What an engine that leads tells ours, over OSC: tempo and beat as reports, its scenes, cues and blackout as acts.

Rules: no clock of another machine is compared with ours: the beat's place counts from when it arrives, as a MIDI
clock's ticks do, and the line through the last seconds of them is believed; so our beat lies by the network's delay
after the leader's. What stands is told each second, and does something only when it changes. A leader that is silent
for GONE seconds is gone, and the show's policy for its source decides. On the event loop's thread; nothing blocks.
"""

import asyncio
import math
from collections.abc import Callable

from soundscape_live.host.clock import now
from soundscape_live.model import Control, TempoReport
from soundscape_live.tempo.daw import Daw

LEADER = "leader"
ROOT = "/soundscape/leader/"
GONE = 3.0
"Heartbeats that are missed."
LOOK_SECONDS = 0.25
EVERY_SECONDS = 0.1
"Between two reports; places come more often, and the line through them all is reported."
_ACTS = {"theme": "/soundscape/theme", "scene": "/soundscape/scene", "setlist/cue": "/soundscape/cue/goto"}
_NONE = {"scene": "/soundscape/scene/release"}
"What is done where nothing of it is in force any more."
_AT_FIRST = {"blackout": 0.0}
"What does nothing if it is the first that is told."


class Following:
    """The one leader of a show."""

    def __init__(
        self,
        host: str,
        report: Callable[[TempoReport], None],
        feed: Callable[[Control], None],
        state: Callable[[str, bool, str], None],
    ) -> None:
        """`host` is the leader's address in numbers; `state` is told when it comes and goes."""
        self._source = f"osc:{host}"
        self._report = report
        self._feed = feed
        self._state = state
        self._daw = Daw(LEADER)
        self._heard = -math.inf
        self._reported = -math.inf
        self._present = False
        self._told: dict[str, float | str] = {}

    def hear(self, control: Control) -> bool:
        """Take what comes by OSC; return whether it was the leader's, and is not a hand's."""
        if not control.name.startswith(ROOT):
            return False
        if control.source != self._source:
            # Who says that he leads, and does not, changes nothing.
            return True
        self._heard = control.at
        if not self._present:
            self._present = True
            self._state(self._source, True, "the leading engine is there")  # noqa: FBT003 - its signature
        self._take(control, control.name.removeprefix(ROOT), control.value)
        return True

    async def run(self) -> None:
        """Watch whether the leader is there, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            self.look(now())

    def look(self, at: float) -> None:
        """Say that the leader is gone, if it is."""
        if self._present and at - self._heard > GONE:
            self._present = False
            # What it tells when it is back counts as new.
            self._told.clear()
            self._daw = Daw(LEADER)
            self._state(self._source, False, "the leading engine is silent")  # noqa: FBT003 - its signature

    def _take(self, control: Control, name: str, value: float | str) -> None:
        if isinstance(value, float) and name == "bpm":
            self._pass_on(self._daw.tempo(control.at, value))
        elif isinstance(value, float) and name == "beat/position":
            report = self._daw.beat(control.at, value)
            if report is not None and control.at - self._reported >= EVERY_SECONDS:
                self._reported = control.at
                self._pass_on(report)
        elif self._told.get(name, _AT_FIRST.get(name, "")) != value:
            self._told[name] = value
            self._act(control, name, value)

    def _pass_on(self, report: TempoReport | None) -> None:
        if report is not None:
            self._report(report)

    def _act(self, control: Control, name: str, value: float | str) -> None:
        if name == "blackout":
            self._feed(Control(control.at, self._source, "/soundscape/blackout", value))
        elif name in _ACTS and value:
            self._feed(Control(control.at, self._source, _ACTS[name], value))
        elif name in _NONE:
            self._feed(Control(control.at, self._source, _NONE[name], 1.0))
