"""What becomes of OSC packets, whichever way they came: each message becomes a Control.

Rules: who may send is asked before anything is read; what is refused is counted, said at most once in ten seconds for
each sender, and changes nothing. A stamp of now or the past plays now; one at most HORIZON ahead waits; one further
ahead plays now and is counted, for then the two clocks differ. Nothing is answered but a ping, with as many bytes.
Everything here runs on the event loop's thread and never blocks.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial

from soundscape_live.host.clock import now, wall
from soundscape_live.io.osc.caller import Caller
from soundscape_live.io.osc.feedback import OscFeedback
from soundscape_live.io.osc.packet import IMMEDIATELY, PacketError, arguments, parse, split
from soundscape_live.io.osc.senders import Network, Sender, Senders
from soundscape_live.io.osc.upcoming import Upcoming
from soundscape_live.model import Control

HORIZON = 0.25
"Seconds that a stamp may lie ahead and still be waited for."
BYTES_PER_TOKEN = 256
PING = "/soundscape/ping"
PONG = "/soundscape/pong"
SUBSCRIBE = "/soundscape/subscribe"
UNSUBSCRIBE = "/soundscape/unsubscribe"

_NTP_TO_1970 = 2_208_988_800
_LOG = logging.getLogger(__name__)


class Reception:
    """Takes packets from callers in the networks in `allow` and feeds Controls `osc:<caller's host>`."""

    def __init__(
        self, feed: Callable[[Control], None], allow: Iterable[Network], feedback: OscFeedback | None = None
    ) -> None:
        self.accepted = 0
        "Controls fed."
        self.rejected = 0
        "Messages and packets refused: malformed, too many, or from someone not allowed."
        self.ahead = 0
        "Messages stamped further ahead than HORIZON (or beyond the room there is), played at once."
        self.pings = 0
        self._feed = feed
        self._feedback = feedback
        self._senders = Senders(allow)
        self._upcoming: Upcoming | None = None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on messages may wait for their time."""
        self._upcoming = Upcoming(loop)

    def end(self) -> None:
        """Forget what waits for its time."""
        if self._upcoming is not None:
            self._upcoming.clear()

    def admits(self, host: str) -> bool:
        """Say whether a host may send at all; one that may not is counted and said."""
        at = now()
        row = self._senders.find(host, at)
        if not row.allowed:
            self._refuse(row, host, "not from an allowed network", at)
        return row.allowed

    def refuse(self, host: str, why: str) -> None:
        """Count something of a host that could not be taken, and say why."""
        at = now()
        self._refuse(self._senders.find(host, at), host, why, at)

    def take(self, packet: bytes, caller: Caller) -> None:
        """Take one packet. Whatever its bytes are, this raises nothing."""
        at = now()
        host = caller.place[1]
        row = self._senders.find(host, at)
        if not row.allowed:
            self._refuse(row, host, "not from an allowed network", at)
            return
        try:
            messages = split(packet)
        except PacketError as error:
            self._refuse(row, host, f"refused a packet: {error}", at)
            return
        for stamp, message in messages:
            if row.spend(1 + len(message) / BYTES_PER_TOKEN, at):
                self._take(stamp, message, row, caller, at)
            else:
                self._refuse(row, host, "refused messages: too many in a second", at)

    def _take(self, stamp: int, message: bytes, row: Sender, caller: Caller, at: float) -> None:
        host = caller.place[1]
        try:
            name, value = parse(message)
            if self._is_ours(name, message, caller, at):
                return
        except PacketError as error:
            self._refuse(row, host, f"refused a message: {error}", at)
            return
        if self._feedback is not None and not self._feedback.heard(caller.place, name, value, at):
            self.rejected += 1
            return
        control = Control(at, f"osc:{host}", name, value)
        delay = _delay(stamp)
        if delay <= 0:
            self._accept(control)
        elif delay > HORIZON or not self._wait(stamp, delay, control):
            self.ahead += 1
            self._say(row, host, f"stamped {delay:.2f} s ahead, played at once: its clock is not ours", at)
            self._accept(control)

    def _is_ours(self, name: str, message: bytes, caller: Caller, at: float) -> bool:
        """Answer what is meant for the endpoint itself; False if the message is a hand's."""
        if name == PING:
            self.pings += 1
            caller.send(message.replace(PING.encode(), PONG.encode(), 1))
            return True
        if self._feedback is None or name not in {SUBSCRIBE, UNSUBSCRIBE}:
            return False
        if name == SUBSCRIBE:
            self._feedback.subscribe(caller, arguments(message), at)
        else:
            self._feedback.unsubscribe(caller, arguments(message))
        return True

    def _wait(self, stamp: int, delay: float, control: Control) -> bool:
        due = Control(control.at + delay, control.source, control.name, control.value)
        return self._upcoming is not None and self._upcoming.put(stamp, delay, partial(self._accept, due))

    def _accept(self, control: Control) -> None:
        self.accepted += 1
        self._feed(control)

    def _refuse(self, row: Sender, host: str, why: str, at: float) -> None:
        self.rejected += 1
        self._say(row, host, why, at)

    def _say(self, row: Sender, host: str, what: str, at: float) -> None:
        line = row.complain(host, what, at)
        if line is not None:
            _LOG.warning("%s", line)


def _delay(stamp: int) -> float:
    """Return how many seconds ahead a timetag lies by the wall clock; at most 0 is now."""
    return 0.0 if stamp == IMMEDIATELY else stamp / 2**32 - _NTP_TO_1970 - wall()
