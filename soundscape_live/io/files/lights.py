"""The tables [lights.NAME] of a controller's file: in which looks its lights can be lit, and which look a tone is.

Rules: a look is a whole MIDI message in hexadecimal, in which the light's number, the control's channel and the value
are left open; lights that one message tells all at once have a frame, and their looks are bytes of it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Annotated

from typing_extensions import override

from soundscape_live.io.controller import LightFamily, Look, OnChannel, Part, Slot, Span
from soundscape_live.io.files.errors import FormError, Problem, key_path, listed, near, shown
from soundscape_live.io.files.values import Flag, Table, text
from soundscape_live.model import Tone

MESSAGE_FORM = "a MIDI message in hexadecimal, F0 to F7 or a channel's, its data bytes below 80"
LOOK_FORM = (
    f"{MESSAGE_FORM}; nn for the light's number, x for the control's channel as in 9x, 00..7f for the value, "
    "ll mm for its fourteen bits; nn or x at least"
)
INSIDE_FORM = "1 to 16 data bytes in hexadecimal below 80, as many in every look of a frame"
FRAME_FORM = "a system exclusive message in hexadecimal with the word looks once in it"

_BYTE = re.compile(r"[0-9a-f]{2}")
_SPAN = re.compile(r"([0-7][0-9a-f])\.\.([0-7][0-9a-f])")
_ON_CHANNEL = re.compile(r"([89a-e])x")
_SHORT = {0xC0, 0xD0}
"Channel messages with one data byte."
_LOOKS = "looks"


class LightTones(Table):
    """The look of every tone."""

    off: Annotated[str, text(40)]
    ready: Annotated[str, text(40)]
    active: Annotated[str, text(40)]
    sound: Annotated[str, text(40)]
    hand: Annotated[str, text(40)]
    up: Annotated[str, text(40)]
    down: Annotated[str, text(40)]
    alarm: Annotated[str, text(40)]
    beat: Annotated[str, text(40)]

    def pairs(self) -> tuple[tuple[Tone, str], ...]:
        """Return the look's name of every tone."""
        return tuple((tone, str(getattr(self, tone))) for tone in Tone)


class LightTable(Table):
    """[lights.NAME]."""

    looks: dict[str, Annotated[str, text(400)]]
    tones: LightTones
    frame: Annotated[str, text(400)] | None = None
    relit: Flag = False
    source: Annotated[str, text(40)]

    @override
    def problems(self) -> Iterator[Problem]:
        for name, written in self.looks.items():
            yield from _problem(
                key_path(("looks", name)), INSIDE_FORM if self.frame else LOOK_FORM, written, self._parts
            )
        if self.frame is not None:
            yield from _problem("frame", FRAME_FORM, self.frame, read_frame)
            widths = {len(written.split()) for written in self.looks.values()}
            if len(widths) > 1:
                yield Problem("looks", INSIDE_FORM, f"looks of {' and '.join(map(str, sorted(widths)))} bytes")
        for tone, look in self.tones.pairs():
            if look not in self.looks:
                hint = near(look, self.looks)
                yield Problem(f"tones.{tone}", f"one of the keys of looks: {listed(self.looks)}", shown(look), hint)

    def frozen(self, name: str) -> LightFamily:
        """Return the family, whose table has been checked."""
        looks = tuple(Look(look, self._parts(written)) for look, written in self.looks.items())
        frame = None if self.frame is None else read_frame(self.frame)
        return LightFamily(name, looks, self.tones.pairs(), frame, self.relit)

    def _parts(self, written: str) -> tuple[Part, ...]:
        return read_look(written) if self.frame is None else tuple(_data(written, 16))


def read_look(written: str) -> tuple[Part, ...]:
    """Read a look that is a message of its own. FormError if it is none, or tells no light in particular."""
    parts = _message(written)
    if not any(part is Slot.NUMBER or isinstance(part, OnChannel) for part in parts):
        raise FormError(LOOK_FORM)
    return parts


def read_message(written: str) -> bytes:
    """Read a message with nothing left open. FormError if it is none."""
    fixed = [part for part in _message(written) if isinstance(part, int)]
    if len(fixed) != len(written.split()):
        raise FormError(MESSAGE_FORM)
    return bytes(fixed)


def read_frame(written: str) -> tuple[bytes, bytes]:
    """Read a frame: what stands before and after the looks. FormError if it is none."""
    before, found, after = written.partition(_LOOKS)
    if not found or _LOOKS in after:
        raise FormError(FRAME_FORM)
    whole = read_message(f"{before}{after}")
    start = len(before.split())
    if whole[0] != 0xF0 or not 0 < start < len(whole):
        raise FormError(FRAME_FORM)
    return whole[:start], whole[start:]


def _message(written: str) -> tuple[Part, ...]:
    status, *data = [_part(word) for word in written.lower().split()] or [0]
    if status == 0xF0:
        *data, end = data or [0]
        if end != 0xF7 or not data:
            raise FormError(MESSAGE_FORM)
        end_parts: tuple[Part, ...] = (end,)
    else:
        kind = status.status if isinstance(status, OnChannel) else status & 0xF0 if isinstance(status, int) else 0
        if not 0x80 <= kind < 0xF0 or len(data) != (1 if kind in _SHORT else 2):
            raise FormError(MESSAGE_FORM)
        end_parts = ()
    if any(isinstance(part, OnChannel) or (isinstance(part, int) and part >= 0x80) for part in data):
        raise FormError(MESSAGE_FORM)
    return (status, *data, *end_parts)


def _part(word: str) -> Part:
    if word in set(Slot):
        return Slot(word)
    if _BYTE.fullmatch(word):
        return int(word, 16)
    if span := _SPAN.fullmatch(word):
        return Span(int(span[1], 16), int(span[2], 16))
    if status := _ON_CHANNEL.fullmatch(word):
        return OnChannel(int(status[1], 16) << 4)
    raise FormError(MESSAGE_FORM)


def _data(written: str, longest: int) -> Iterator[int]:
    words = written.lower().split()
    if len(words) > longest or not all(_BYTE.fullmatch(word) and int(word, 16) < 0x80 for word in words):
        raise FormError(INSIDE_FORM)
    return (int(word, 16) for word in words)


def _problem(key: str, expected: str, written: str, read: Callable[[str], object]) -> Iterator[Problem]:
    try:
        read(written)
    except FormError:
        yield Problem(key, expected, shown(written))
