"""MIDI messages to Controls and ClockMessages: one table each. Pure.

Rules: a release is 0, whether it is a note-off or a note-on without velocity. Real-time bytes may stand anywhere in a
message: those of a clock are taken out, the others passed over. What is for one maker's devices is no movement.
"""

from collections.abc import Callable, Sequence

from soundscape_live.model import ClockKind, ClockMessage, Control

SYSTEM = 0xF0
"Status bytes from here on belong to no channel."
REAL_TIME = 0xF8
BEND_CENTRE = 8192
SONG_POSITION = 0xF2
CLOCK = {0xF8: ClockKind.TICK, 0xFA: ClockKind.START, 0xFB: ClockKind.CONTINUE, 0xFC: ClockKind.STOP}

_KINDS: dict[int, tuple[int, str, Callable[[Sequence[int]], float]]] = {
    0x80: (2, "note/{}", lambda _: 0.0),
    0x90: (2, "note/{}", lambda data: data[1] / 127),
    0xA0: (2, "pressure/{}", lambda data: data[1] / 127),
    0xB0: (2, "cc/{}", lambda data: data[1] / 127),
    0xC0: (1, "program", lambda data: float(data[0])),
    0xD0: (1, "pressure", lambda data: data[0] / 127),
    0xE0: (2, "pitchbend", lambda data: _bend(data[0] | data[1] << 7)),
}
"By status: how many data bytes follow, what the movement is called (by the first of them), and its value."


def channel_message(message: Sequence[int]) -> tuple[int, Sequence[int]] | None:
    """Return a channel message's status and its data bytes, or None: it is another one, or malformed."""
    if message and max(message) >= REAL_TIME:
        message = [byte for byte in message if byte < REAL_TIME]
    kind = _KINDS.get(message[0] & 0xF0) if message else None
    data = message[1:]
    if kind is None or len(data) != kind[0] or min(data) < 0 or max(data) >= 0x80:
        return None
    return message[0], data


def decode(message: Sequence[int], at: float, source: str) -> Control | None:
    """Return the movement that a message alone tells of, or None: no channel message, or a malformed one.

    Names are `chN/cc/M`, `chN/note/M`, `chN/pressure/M` (of one key), `chN/pressure`, `chN/pitchbend` and
    `chN/program`, N from 1, M from 0. Values are 0..1 (7 bits by 127; pitch bend's centre is exactly 0.5); a program's
    is its number, 0..127.
    """
    told = channel_message(message)
    if told is None:
        return None
    status, data = told
    _, name, value = _KINDS[status & 0xF0]
    return Control(at, source, f"ch{(status & 0x0F) + 1}/{name.format(data[0])}", value(data))


def decode_clock(message: Sequence[int], at: float, source: str) -> tuple[ClockMessage, ...]:
    """Return what a message tells of a clock: the real-time bytes that stand in it, and a song position."""
    if not message or max(message) < SONG_POSITION:
        return ()
    rest = [byte for byte in message if byte < REAL_TIME]
    told = [ClockMessage(at, source, CLOCK[byte]) for byte in message if byte in CLOCK]
    if len(rest) == 3 and rest[0] == SONG_POSITION and max(rest[1:]) < 0x80:
        told.append(ClockMessage(at, source, ClockKind.POSITION, rest[1] | rest[2] << 7))
    return tuple(told)


def is_malformed(message: Sequence[int]) -> bool:
    """Say whether a message is broken, rather than a movement or of a kind that we pass over."""
    rest = [byte for byte in message if byte < REAL_TIME]
    return bool(rest) and rest[0] < SYSTEM and channel_message(message) is None


def _bend(value: int) -> float:
    """Return 14 bits as 0..1, straight on both sides of the centre, which is 0.5."""
    if value < BEND_CENTRE:
        return value / (2 * BEND_CENTRE)
    return 0.5 + (value - BEND_CENTRE) / (2 * (BEND_CENTRE - 1))
