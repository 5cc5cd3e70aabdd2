"""What a show file says of other clocks: Ableton Link, MIDI clock and timecode, Live, and another engine that leads."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from typing_extensions import override

from soundscape_live.io.files.addresses import OFF, Address, read_listener, read_place
from soundscape_live.io.files.errors import FormError, Problem, shown
from soundscape_live.io.files.values import Flag, Table, form, listing, number, text

_ANSWERS = Address("127.0.0.1", 11001)


@dataclass(frozen=True, slots=True)
class Link:
    """Whether and how the show plays with others over Ableton Link."""

    join: bool = False
    start_stop: bool = False
    "Whether the session's start and stop are the show's."
    lead: bool = False
    "Whether the session follows the show; else the show follows the session."


@dataclass(frozen=True, slots=True)
class Midi:
    """Which MIDI clocks are listened to, and who gets ours."""

    clock: str = "*"
    "A pattern of the inputs whose clock may lead the tempo, or `off`."
    clock_out: tuple[str, ...] = ()
    "Patterns of the outputs that get our clock."
    clock_out_offset_ms: float = 0.0
    "Its ticks come so much later; less than 0: earlier."
    clock_out_transport: bool = True
    "Whether start, stop, continue and the song position go out too."
    mtc: str = OFF
    "A pattern of the inputs whose MIDI timecode is taken, or `off`."
    mtc_bpm: float | None = None
    "The tempo of the song that the timecode counts, which begins at a full hour."


@dataclass(frozen=True, slots=True)
class Ableton:
    """Ableton Live with AbletonOSC."""

    address: Address | None = None
    "Where it takes OSC; None: Live is not asked for anything."
    answers: Address = _ANSWERS
    "Where we take what it answers, which it sends to port 11001."
    scenes: bool = True
    "Whether a scene or clip that is launched recalls the scene of ours of the same name."


@dataclass(frozen=True, slots=True)
class Leader:
    """Another engine, whose tempo, scenes and cues are ours."""

    host: str | None = None
    "Its address in numbers, as its OSC comes from; None: nobody leads."


_LINK = Link()
_MIDI = Midi()
_ABLETON = Ableton()
LOWEST_MS, HIGHEST_MS = -200.0, 200.0
_Pattern = Annotated[str, text(200)]


def read_host(written: str) -> str:
    """Read a host's address in numbers. FormError if it is none."""
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        raise FormError("an address in numbers, as in 192.168.1.20") from None


class LinkTable(Table):
    """`[link]`."""

    join: Flag = True
    start_stop: Flag = _LINK.start_stop
    lead: Flag = _LINK.lead

    def frozen(self) -> Link:
        """Return the value; a table that is there joins unless it says otherwise."""
        return Link(self.join, self.start_stop, self.lead)


class MidiTable(Table):
    """`[midi]`."""

    clock: _Pattern = _MIDI.clock
    clock_out: Annotated[tuple[_Pattern, ...], listing(0, 16, "texts")] = _MIDI.clock_out
    clock_out_offset_ms: Annotated[float, number(LOWEST_MS, HIGHEST_MS)] = _MIDI.clock_out_offset_ms
    clock_out_transport: Flag = _MIDI.clock_out_transport
    mtc: _Pattern = _MIDI.mtc
    mtc_bpm: Annotated[float, number(20, 400)] | None = None

    def frozen(self) -> Midi:
        """Return the value."""
        offset, transport = self.clock_out_offset_ms, self.clock_out_transport
        return Midi(self.clock, self.clock_out, offset, transport, self.mtc, self.mtc_bpm)

    @override
    def problems(self) -> Iterator[Problem]:
        if self.mtc_bpm is not None and self.mtc == OFF:
            yield Problem("mtc", "a pattern of the inputs whose timecode has this tempo", shown(self.mtc))
        if self.mtc_bpm is None and self.mtc != OFF:
            yield Problem("mtc_bpm", "the tempo of the song that the timecode counts", "none")


class AbletonTable(Table):
    """`[ableton]`."""

    address: Annotated[Address | None, form(read_place)] = Address("127.0.0.1", 11000)
    answers: Annotated[Address, form(read_listener)] = _ABLETON.answers
    scenes: Flag = _ABLETON.scenes

    def frozen(self) -> Ableton:
        """Return the value; a table that is there asks Live on this machine unless it says otherwise."""
        return Ableton(self.address, self.answers, self.scenes)


class LeaderTable(Table):
    """`[leader]`."""

    host: Annotated[str, form(read_host)]

    def frozen(self) -> Leader:
        """Return the value."""
        return Leader(self.host)
