"""What server and renderer say to each other: lines of JSON on a socket pair.

To the renderer: `begin`, once; `session` (numbers start afresh), then snapshots and commands in our wire dialect;
`size`.
From the renderer: one `Shown` for each finished frame; it wakes the server up. Or why it cannot draw, and it ends.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from soundscape_live.model import ResetCache
from soundscape_live.wire.messages import WireCommand, WireDone, WireSnapshot
from soundscape_live.wire.parameters import snapshot_text


@dataclass(frozen=True, slots=True)
class Shown:
    """Frame `frame` lies finished in the shared memory."""

    frame: int
    at: float
    "When it was begun; the clock is the machine's, so both processes read the same."
    epoch: int
    "The session whose numbers `seq` and `answers` use."
    seq: int
    "The snapshot that it was made from; -1 before the first."
    answers: tuple[WireDone, ...]
    "The commands settled since the last line."
    size: tuple[int, int] = (0, 0)
    "Its width and height."

    def line(self) -> bytes:
        """Write it. The reverse of read_shown."""
        answers = [[answer.id, answer.frame, answer.refused] for answer in self.answers]
        return json.dumps([self.frame, self.at, self.epoch, self.seq, answers, self.size]).encode() + b"\n"


def read_shown(line: bytes) -> Shown:
    """Read a line of the renderer. The reverse of Shown.line; our own process wrote it, so it is not checked."""
    frame, at, epoch, seq, answers, (width, height) = json.loads(line)
    return Shown(frame, at, epoch, seq, tuple(WireDone(*answer) for answer in answers), (width, height))


@dataclass(frozen=True, slots=True)
class Begin:
    """From here on the numbers are those of session `epoch`."""

    epoch: int


Told: TypeAlias = Begin | WireSnapshot | WireCommand
"What whoever makes the picture is told."


def lines_of(told: Iterable[Told]) -> bytes:
    """Write what the renderer is told, a line for each."""
    return b"".join(_line_of(one) for one in told)


def _line_of(one: Told) -> bytes:
    match one:
        case Begin():
            return session_line(one.epoch)
        case WireSnapshot():
            return snapshot_line(one)
        case WireCommand():
            return command_line(one, one.ttl)
        case _:
            assert_never(one)


def session_line(epoch: int) -> bytes:
    """Write the line that begins session `epoch`."""
    return b'{"session":%d}\n' % epoch


def begin_line(width: int, height: int, first: int) -> bytes:
    """Write the line that comes first: draw pictures of this size, the first of which has this number."""
    return b'{"begin":[%d,%d,%d]}\n' % (width, height, first)


def read_begin(line: bytes) -> tuple[int, int, int]:
    """Return width, height and the first picture's number. The reverse of begin_line."""
    width, height, first = json.loads(line)["begin"]
    return width, height, first


def begins_session(lines: bytes) -> bool:
    """Return whether the first of these lines begins a session."""
    return lines.startswith(b'{"session":')


def read_session(line: bytes) -> int | None:
    """Return the epoch if the line begins a session."""
    if not begins_session(line):
        return None
    return int(json.loads(line)["session"])


def size_line(width: int, height: int) -> bytes:
    """Write the line that asks for another size."""
    return b'{"size":[%d,%d]}\n' % (width, height)


def read_size(line: bytes) -> tuple[int, int] | None:
    """Return width and height if the line asks for them."""
    if not line.startswith(b'{"size":'):
        return None
    width, height = json.loads(line)["size"]
    return width, height


def refusal_line(reason: str) -> bytes:
    """Write why the renderer cannot draw."""
    return json.dumps({"refused": reason}).encode() + b"\n"


def read_refusal(line: bytes) -> str | None:
    """Return why the renderer cannot draw, if the line says so."""
    return str(json.loads(line)["refused"]) if line.startswith(b'{"refused":') else None


def snapshot_line(state: WireSnapshot) -> bytes:
    """Write a snapshot in our dialect, on one line."""
    return snapshot_text(state).encode() + b"\n"


def command_line(command: WireCommand, ttl: float) -> bytes:
    """Write a command that has `ttl` seconds left in our dialect, on one line."""
    value: dict[str, object] = {"type": "command", "id": command.id, "ttl": ttl}
    action = command.action
    if isinstance(action, ResetCache):
        value["action"] = "reset_cache"
    else:
        value["action"] = "transition"
        value["target_prompts"] = [{"text": prompt.text, "weight": prompt.weight} for prompt in action.target]
        value["num_steps"] = action.num_steps
        value["temporal_interpolation_method"] = action.interpolation.value
    return json.dumps(value).encode() + b"\n"


class Lines:
    """Cuts a stream of bytes into lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the lines that `data` completes, without their ends."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        return lines
