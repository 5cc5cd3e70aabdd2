"""The engine on its event loop: every input goes through `feed`, every output to its device, every deadline is kept.

Rules: all of it runs on the loop's thread; nothing here blocks; the timer is set anew after each input, so that a
beat leaves when it is due and not when the next block of sound happens to arrive.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from soundscape_live.engine import Engine, Input
from soundscape_live.host.clock import now
from soundscape_live.io.log import LogWriter
from soundscape_live.io.log.codec import encode
from soundscape_live.mapping.show import Show
from soundscape_live.model import (
    Command,
    ControlLearned,
    Cue,
    Feedback,
    Level,
    Notice,
    Output,
    Params,
    SceneStored,
    Tick,
)
from soundscape_live.tempo.pulse import Pulse

log = logging.getLogger("soundscape")

LOG_LEVELS = {Level.INFO: logging.INFO, Level.WARNING: logging.WARNING, Level.ERROR: logging.ERROR}


def unseen(_feedback: Feedback) -> None:
    """Take what a control should show where no device shows anything."""


def unbound(_learned: ControlLearned) -> None:
    """Take a learnt control where nothing is written."""


def unclocked(_pulse: Pulse | None) -> None:
    """Take how the beat runs where no clock goes out."""


def unchanged(_show: Show) -> None:
    """Take that another show is played where no device depends on it."""


def done() -> None:
    """Take that all cues are out where nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where each kind of output goes."""

    params: Callable[[Params], None]
    command: Callable[[Command], None]
    cue: Callable[[Cue], None]
    scene: Callable[[SceneStored], None]
    feedback: Callable[[Feedback], None] = unseen
    learned: Callable[[ControlLearned], None] = unbound
    adopted: Callable[[Show], None] = unchanged
    "Another show is played from now on; called before what it brings about goes out."
    pulse: Callable[[Pulse | None], None] = unclocked
    "The beat runs otherwise than before; None: no beats are claimed."
    cued: Callable[[], None] = done
    "All cues of one input have gone out."


class EngineLoop:
    """Feeds the engine and carries out what it returns."""

    def __init__(self, engine: Engine, outlets: Outlets, writer: LogWriter | None = None) -> None:
        self._engine = engine
        self._show = engine.show
        self._outlets = outlets
        self._writer = writer
        self._digest = hashlib.sha256()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0
        self._pulse: Pulse | None = None
        self._closed = False

    @property
    def engine(self) -> Engine:
        """The engine that is fed."""
        return self._engine

    @property
    def digest(self) -> str:
        """SHA-256 of all outputs so far, as a replay writes them; of nothing if no log is kept."""
        return self._digest.hexdigest()

    def feed(self, item: Input) -> tuple[Output, ...]:
        """Take one input; its outputs have gone to their devices when this returns. Thread: the loop's."""
        if self._closed:
            return ()
        if self._writer is not None:
            self._writer.write(item)
        outputs = self._engine.feed(item)
        if self._engine.show is not self._show:
            self._show = self._engine.show
            self._outlets.adopted(self._show)
        for output in outputs:
            self._carry_out(output)
        pulse = self._engine.pulse
        if pulse != self._pulse:
            self._pulse = pulse
            self._outlets.pulse(pulse)
        self._outlets.cued()
        self._set_timer()
        return outputs

    def close(self) -> None:
        """Take no further input."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()

    def _carry_out(self, output: Output) -> None:
        if self._writer is not None:
            self._digest.update(encode(output).encode() + b"\n")
        match output:
            case Cue():
                self._outlets.cue(output)
            case Command():
                self._outlets.command(output)
            case Params():
                self._outlets.params(output)
            case SceneStored():
                self._outlets.scene(output)
            case ControlLearned():
                self._outlets.learned(output)
            case Feedback():
                self._outlets.feedback(output)
            case Notice():
                log.log(LOG_LEVELS[output.level], "%s", output.text)
            case _:
                assert_never(output)

    def _set_timer(self) -> None:
        due = self._engine.deadline()
        if self._timer is not None:
            if due == self._due:
                return
            self._timer.cancel()
            self._timer = None
        if due is not None and not self._closed:
            self._due = due
            self._timer = self._loop.call_at(due, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self.feed(Tick(now()))
