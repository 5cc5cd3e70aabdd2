"""What one port's messages say together: 14-bit controls, NRPN and the steps of endless encoders.

Rules: only what is declared for the port (Codings) is read so; all else is decoded message by message, and nothing
remembers. Where declarations meet, NRPN goes before turns, and turns before 14 bits. Time is an argument.

A value of two messages comes MSB first. It is told when its LSB has come: once, whole. An MSB whose LSB is not the
next channel message, or has not come after LSB_WAIT, is told alone, as 7 bits of 127, so that a controller that sends
no LSBs reaches both ends. An LSB that comes later, or alone (as a sender may whose MSB has not changed), is told with
the MSB that stands. An LSB before any MSB says nothing yet.

Sources: MIDI 1.0 Detailed Specification 4.2, "Control Change" (data entry 6 and 38, increment 96, decrement 97,
NRPN 98 and 99, RPN 100 and 101, of which 127/127 is none; control changes 32..63 are the LSBs of 0..31).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from soundscape_live.io.midi.coding import Coding, Codings
from soundscape_live.io.midi.message import channel_message, decode
from soundscape_live.io.midi.ports import matches
from soundscape_live.model import Control

LSB_WAIT = 0.004
"Seconds in which an LSB may follow its MSB: two messages take 2 ms on a cable of 31250 baud."
MOST = 16383

_DATA, _DATA_LSB, _UP, _DOWN = 6, 38, 96, 97
_NRPN_LSB, _NRPN_MSB, _RPN_LSB, _RPN_MSB = 98, 99, 100, 101
_NULL = MOST
"Parameter 127/127: none."
_STEP = {_UP: 1, _DOWN: -1}


@dataclass(slots=True)
class _Fine:
    """One control of 14 bits, on one channel."""

    name: str
    msb: int | None = None
    lsb: int | None = None

    @property
    def value(self) -> float:
        """0..1; by 127 as long as no LSB belongs to the MSB."""
        assert self.msb is not None
        return self.msb / 127 if self.lsb is None else (self.msb << 7 | self.lsb) / MOST

    def step(self, by: int) -> None:
        """Go one step of the resolution that the sender has used; by 7 bits from 0 if it never said where it stands."""
        if self.lsb is None:
            self.msb = min(127, max(0, (self.msb or 0) + by))
            return
        value = min(MOST, max(0, ((self.msb or 0) << 7 | self.lsb) + by))
        self.msb, self.lsb = value >> 7, value & 0x7F


@dataclass(slots=True)
class _Selected:
    """Which parameter a channel's data entry means. RPNs have their own meaning and move nothing here."""

    msb: int | None = None
    lsb: int | None = None
    registered: bool = False

    @property
    def parameter(self) -> int | None:
        """Its number; None if it is none, a registered one, or not yet wholly known."""
        if self.registered or self.msb is None or self.lsb is None:
            return None
        number = self.msb << 7 | self.lsb
        return None if number == _NULL else number


class Decoder:
    """Decodes what one port sends, from its being plugged in until it is gone."""

    def __init__(self, source: str, codings: Codings) -> None:
        self._source = source
        self._fine_numbers = codings.fine
        self._nrpn = codings.nrpn
        self._turns = dict(reversed(codings.turns))
        self._plain = codings == Codings()
        self._fine: dict[tuple[int, str], _Fine] = {}
        self._selected: dict[int, _Selected] = {}
        self._waiting: tuple[float, _Fine] | None = None

    @property
    def due(self) -> float | None:
        """When `flush` has something to tell, unless a message comes before; None: nothing waits."""
        return None if self._waiting is None else self._waiting[0] + LSB_WAIT

    def flush(self, at: float) -> tuple[Control, ...]:
        """Return the MSB whose LSB has not come by now, with the time at which it came."""
        if self._waiting is None or at < self._waiting[0] + LSB_WAIT:
            return ()
        return self._alone()

    def decode(self, message: Sequence[int], at: float) -> tuple[Control, ...]:
        """Return the movements that this message completes, in their order. A malformed message completes none.

        Names and values are those of message.decode, and besides `chN/cc14/M` (M is the MSB's number, 0..31) and
        `chN/nrpn/P` (P is 0..16382), whose values are 0..1 of 16383 (of 127, if only the MSB has come), and
        `chN/turn/M`, whose value is the number of steps, below 0 to the left.
        """
        if self._plain:
            control = decode(message, at, self._source)
            return () if control is None else (control,)
        told = channel_message(message)
        if told is None:
            return ()
        status, data = told
        if status & 0xF0 == 0xB0:
            found = self._control_change(status & 0x0F, data[0], data[1], at)
            if found is not None:
                return found
        control = decode(message, at, self._source)
        assert control is not None
        return (*self._alone(), control)

    def _control_change(self, channel: int, number: int, value: int, at: float) -> tuple[Control, ...] | None:
        """Return what a declared control change tells; None: it is a plain one."""
        if self._nrpn and number in _SELECTS:
            return self._select(channel, number, value)
        if self._nrpn and number in {_DATA, _DATA_LSB, _UP, _DOWN}:
            return self._enter(channel, number, value, at)
        if number in self._turns:
            steps = steps_of(value, self._turns[number])
            turned = (Control(at, self._source, f"ch{channel + 1}/turn/{number}", float(steps)),) if steps else ()
            return (*self._alone(), *turned)
        if number in self._fine_numbers:
            return self._msb(self._of(channel, f"cc14/{number}"), value, at)
        if number - 32 in self._fine_numbers:
            return self._lsb(self._of(channel, f"cc14/{number - 32}"), value, at)
        return None

    def _select(self, channel: int, number: int, value: int) -> tuple[Control, ...]:
        selected = self._selected.setdefault(channel, _Selected())
        registered, is_msb = _SELECTS[number]
        if selected.registered != registered:
            selected = self._selected[channel] = _Selected(registered=registered)
        if is_msb:
            selected.msb = value
        else:
            selected.lsb = value
        return self._alone()

    def _enter(self, channel: int, number: int, value: int, at: float) -> tuple[Control, ...]:
        parameter = self._selected.setdefault(channel, _Selected()).parameter
        if parameter is None:
            return self._alone()
        fine = self._of(channel, f"nrpn/{parameter}")
        if number == _DATA:
            return self._msb(fine, value, at)
        if number == _DATA_LSB:
            return self._lsb(fine, value, at)
        before = self._alone()
        fine.step(_STEP[number])
        return (*before, self._told(fine, at))

    def _of(self, channel: int, name: str) -> _Fine:
        key = channel, name
        if key not in self._fine:
            self._fine[key] = _Fine(f"ch{channel + 1}/{name}")
        return self._fine[key]

    def _msb(self, fine: _Fine, value: int, at: float) -> tuple[Control, ...]:
        before = self._alone()
        fine.msb, fine.lsb = value, None
        self._waiting = at, fine
        return before

    def _lsb(self, fine: _Fine, value: int, at: float) -> tuple[Control, ...]:
        if self._waiting is not None and self._waiting[1] is fine:
            at, self._waiting = self._waiting[0], None
        before = self._alone()
        if fine.msb is None:
            return before
        fine.lsb = value
        return (*before, self._told(fine, at))

    def _alone(self) -> tuple[Control, ...]:
        if self._waiting is None:
            return ()
        (at, fine), self._waiting = self._waiting, None
        return (self._told(fine, at),)

    def _told(self, fine: _Fine, at: float) -> Control:
        return Control(at, self._source, fine.name, fine.value)


_SELECTS = {
    _NRPN_LSB: (False, False),
    _NRPN_MSB: (False, True),
    _RPN_LSB: (True, False),
    _RPN_MSB: (True, True),
}
"By control change: whether it selects a registered parameter, and whether it is the number's MSB."


def steps_of(value: int, coding: Coding) -> int:
    """Return the steps that seven bits tell of, below 0 to the left; 0 is none."""
    match coding:
        case Coding.TWOS:
            return value if value < 64 else value - 128
        case Coding.OFFSET:
            return value - 64
        case Coding.SIGN:
            return value if value < 64 else 64 - value


def declared(port: str, rows: Iterable[tuple[str, Codings]]) -> Codings:
    """Return all that is declared for a port by rows of a pattern of names and its codings; the first row goes first.

    So that a mapping may declare what the controller's file leaves open.
    """
    found = [codings for pattern, codings in rows if matches(port, (pattern,))]
    return Codings(
        frozenset[int]().union(*(codings.fine for codings in found)),
        any(codings.nrpn for codings in found),
        tuple(turn for codings in found for turn in codings.turns),
    )
