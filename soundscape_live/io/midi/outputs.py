"""Feedback to controllers: what the engine says they should show goes out as their LEDs, rings and motor faders.

Rules: nothing here blocks the event loop, and a flood of feedback delays nothing: each control's newest goes out, at
the rate that its controller bears. A controller that was plugged in is set up first; then the whole state is asked for
and sent again. All go dark when `run` ends.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from soundscape_live.io.midi.listener import Sight
from soundscape_live.io.midi.sender import Outlet, Sender, Surface, is_meant
from soundscape_live.model import Control, Feedback

KEPT = 1024
"Patterns of sources whose outlets are remembered."


class MidiOutputs:
    """The outputs of all controllers that show feedback."""

    def __init__(self, surfaces: Sequence[Surface], wanted: Callable[[str], None]) -> None:
        """Open nothing yet. `wanted` is called on the event loop's thread when a controller has just been set up.

        It is given the source, `midi:<input's name>`; all that this one should show is to be sent.
        """
        self._sender = Sender(surfaces, self._arrived)
        self._wanted = wanted
        self._loop: asyncio.AbstractEventLoop | None = None
        self._known: tuple[Outlet, ...] = ()
        self._meant: dict[str, tuple[Outlet, ...]] = {}
        self._relit: dict[tuple[str, str], Feedback] = {}
        "What lights show that change by themselves, by source and control without its channel."

    @property
    def ports(self) -> tuple[str, ...]:
        """The outputs that are open now."""
        return tuple(outlet.port.name for outlet in self._sender.outlets)

    @property
    def sent(self) -> int:
        """Messages that were sent."""
        return self._sender.sent

    @property
    def replaced(self) -> int:
        """Feedback that a newer one replaced before it could be sent, on the outputs that are open now."""
        return sum(outlet.box.replaced for outlet in self._sender.outlets)

    def seen(self, sight: Sight) -> None:
        """Take which ports there are: for MidiInputs, which looks. Any thread."""
        self._sender.seen(sight)

    def light(self, surfaces: Sequence[Surface]) -> None:
        """Light these controllers from now on; one that is built as before is left as it is. Any thread."""
        self._sender.light(surfaces)

    def send(self, feedback: Feedback) -> None:
        """Let every controller that is meant show this. Does not block; what no controller shows is passed over."""
        if feedback.control.startswith("/"):
            return
        outlets = self._sender.outlets
        if outlets is not self._known or len(self._meant) > KEPT:
            self._known, self._meant = outlets, {}
            self._relit.clear()
        meant = self._meant.get(feedback.source)
        if meant is None:
            meant = tuple(outlet for outlet in outlets if is_meant(outlet, feedback.source))
            self._meant[feedback.source] = meant
        for outlet in meant:
            if outlet.surface.lights.relit(feedback.control):
                self._relit[outlet.source, _bare(feedback.control)] = feedback
            self._sender.put(outlet, feedback)

    def played(self, control: Control) -> None:
        """Take that a hand moved this: a light that its controller has changed is told anew. Does not block."""
        if control.value == 0.0 and (shown := self._relit.get((control.source, _bare(control.name)))) is not None:
            self.send(shown)

    async def run(self) -> None:
        """Send until cancelled; then make the controllers dark, in about a second at most."""
        loop = self._loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, "midi out")
        sending = loop.run_in_executor(thread, self._sender.send)
        try:
            await asyncio.shield(sending)
        finally:
            self._loop = None
            self._sender.stop()
            # The other devices close meanwhile.
            await asyncio.wait((sending,))
            thread.shutdown()

    def _arrived(self, source: str) -> None:
        """On the sender's thread."""
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._wanted, source)


def _bare(control: str) -> str:
    """Return a control without its channel."""
    first, _, rest = control.partition("/")
    return rest if first.startswith("ch") else control
