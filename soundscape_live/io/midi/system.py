"""Which MIDI system this machine has, and the ports that it lists.

Rules: a system is looked for before its library is asked, because the libraries write to stderr when they fail. One
long-lived Observer lists the ports; a new one is made when the system it speaks to is no longer the same.
"""

import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rtmidi

from soundscape_live.io.midi.ports import CLIENT, EVERYTHING, Names, choose

STANDS_SECONDS = 1.0
"Without a message to ourselves for so long, the system passes nothing on."
LOST_SECONDS = 0.3
UNANSWERED = 2000
LOOKS = 3
"How often something is looked for that may be missed while others come and go."

ACTIVE_SENSING = 0xFE

_ALSA = Path("/dev/snd/seq")
_SOCKETS = Path("/proc/net/unix")
_LISTENS = "00010000"


@dataclass(frozen=True, slots=True)
class System:
    """A MIDI system that can be opened now."""

    api: int
    "rtmidi's number for it."
    name: str
    identity: str
    "Differs when a server has been started anew; what was open in the old one is dead."


class Observer:
    """Lists the inputs and outputs of one system. Not for two threads; raises rtmidi.RtMidiError."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._in = rtmidi.MidiIn(system.api, name=CLIENT)
        try:
            self._out = rtmidi.MidiOut(system.api, name=CLIENT)
        except rtmidi.RtMidiError:
            self._in.delete()
            raise
        self._pulse: Pulse | None = None

    def inputs(self) -> list[str]:
        """Return the inputs as the system names them, in its order."""
        return listed(self._in)

    def outputs(self) -> list[str]:
        """Return the outputs as the system names them, in its order."""
        return listed(self._out)

    def passes(self, at: float) -> bool:
        """Say whether the system passes messages on.

        It is asked where the answer matters. A JACK server lives on when its sound card is pulled out, and passes
        nothing; what is sent then fills the library's buffer, and the next message waits in the library for ever, with
        the interpreter's lock (seen, after 2,340 messages). The others do not wait.
        """
        if self.system.name != "jack":
            return True
        if self._pulse is None:
            self._pulse = Pulse(self._in, self._out)
        return self._pulse.passes(at)

    def close(self) -> None:
        """Leave the system; the object is of no use afterwards."""
        self._in.delete()
        self._out.delete()


def listed(client: Any) -> list[str]:
    """Return the ports that a client of rtmidi sees.

    It asks for their number and then for each one's name: where one goes in between, it is asked again.
    """
    for _ in range(LOOKS):
        with suppress(rtmidi.InvalidPortError):
            return list(client.get_ports())
    return list(client.get_ports())


class Pulse:
    """A message to ourselves, again and again: whether a JACK server runs its graph. One is under way at a time.

    One that was lost, as JACK does when the machine is late, is replaced after LOST_SECONDS; while the server stands,
    after STANDS_SECONDS, and UNANSWERED times at most: they must not fill rtmidi's buffer.
    """

    def __init__(self, receiver: rtmidi.MidiIn, sender: rtmidi.MidiOut) -> None:
        """Connect two clients that have no port yet. Raises rtmidi.RtMidiError."""
        self._receiver = receiver
        self._sender = sender
        # Others of us may be there, each with a pulse of its own.
        name = f"pulse {os.getpid()} {id(self)}"
        receiver.ignore_types(active_sense=False)
        receiver.open_virtual_port(name)
        ours = [at for at, entry in enumerate(listed(sender)) if entry.endswith(f":{name}")]
        if not ours:
            raise rtmidi.RtMidiError("a port that was opened is not listed")
        sender.open_port(ours[0], name=name)
        self._sent = float("-inf")
        self._heard = float("-inf")
        self._unanswered = 0

    def passes(self, at: float) -> bool:
        """Say whether one came back in the last STANDS_SECONDS, or the first may still do so; and send the next."""
        while self._receiver.get_message() is not None or self._sent == float("-inf"):
            self._heard, self._unanswered, self._sent = at, 0, at
        passes = at - self._heard < STANDS_SECONDS
        overdue = at - self._sent >= (LOST_SECONDS if passes else STANDS_SECONDS)
        if not self._unanswered or (overdue and self._unanswered < UNANSWERED):
            self._sender.send_message([ACTIVE_SENSING])
            self._sent = at
            self._unanswered += 1
        return passes


def find_system(wanted: str = "auto") -> tuple[System | None, str]:
    """Return the MIDI system to use (`alsa`, `jack`, `coremidi`, `windows`, or the first of them that is there).

    Without one, the text says why in words for the operator. Reads two small files at most; never blocks for long.
    """
    reasons = []
    compiled = rtmidi.get_compiled_api()
    for name, (api, look) in _SYSTEMS.items():
        if api not in compiled or wanted not in {"auto", name}:
            continue
        identity, why = look()
        if identity:
            return System(api, name, identity), ""
        reasons.append(why)
    return None, "no MIDI system: " + (" and ".join(reasons) or f"rtmidi knows no {wanted!r} here")


def is_gone(system: System) -> bool:
    """Say whether what was open in a system is dead: it has ended, or another one of its kind runs.

    It is looked for several times: the kernel's table of sockets may leave one out while others come and go.
    """
    return all(find_system(system.name)[0] != system for _ in range(LOOKS))


@dataclass(frozen=True, slots=True)
class MidiListed:
    """What MIDI a machine has, for people."""

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    why: str = ""
    "Why no MIDI is to be had; empty if it is."


def list_midi() -> MidiListed:
    """Return the names of the MIDI inputs and outputs, or why there are none to be had."""
    system, why = find_system()
    if system is None:
        return MidiListed(why=why)
    try:
        observer = Observer(system)
        try:
            both = observer.inputs(), observer.outputs()
        finally:
            observer.close()
    except rtmidi.RtMidiError as error:
        return MidiListed(why=f"{system.name} cannot be opened: {error}")
    inputs, outputs = (choose(Names().ports(entries), (EVERYTHING,)) for entries in both)
    return MidiListed(tuple(port.name for port in inputs), tuple(port.name for port in outputs))


def what_to_install(platform: str = sys.platform) -> tuple[str, ...]:
    """Return what a machine without MIDI lacks and what to install, in one line each; nothing if it has MIDI."""
    system, why = find_system()
    return () if system is not None else (why, *_INSTALL.get(platform, ()))


def _alsa() -> tuple[str, str]:
    if not _ALSA.exists():
        return "", f"ALSA's sequencer is not loaded (modprobe snd-seq makes {_ALSA})"
    if not os.access(_ALSA, os.R_OK | os.W_OK):
        return "", f"{_ALSA} may not be opened (add this user to the group audio)"
    return str(_ALSA), ""


def _jack() -> tuple[str, str]:
    name = os.environ.get("JACK_DEFAULT_SERVER", "default")
    sockets = rf"/jack_{re.escape(name)}_(?:{os.getuid()}_)?0$"
    if "libjack" in os.environ.get("LD_PRELOAD", ""):
        # PipeWire's own libjack, preloaded, speaks to PipeWire's socket.
        sockets += r"|/pipewire-0$"
    found = _listening(re.compile(sockets))
    return found, "" if found else f"no JACK server called {name!r} is running"


def _listening(path: re.Pattern[str]) -> str:
    """Return the inode of a listening Unix socket whose path matches, or an empty string.

    The kernel's table is asked because a killed server leaves its socket's file behind.
    """
    try:
        table = _SOCKETS.read_text(errors="replace")
    except OSError:
        return ""
    for line in table.splitlines():
        fields = line.split(maxsplit=7)
        if len(fields) == 8 and fields[3] == _LISTENS and path.search(fields[7]):
            return fields[6]
    return ""


def _always() -> tuple[str, str]:
    return "always", ""


_SYSTEMS = {
    "coremidi": (rtmidi.API_MACOSX_CORE, _always),
    "windows": (rtmidi.API_WINDOWS_MM, _always),
    "alsa": (rtmidi.API_LINUX_ALSA, _alsa),
    "jack": (rtmidi.API_UNIX_JACK, _jack),
}
"In the order of preference."

_INSTALL = {
    "linux": (
        "Debian, Ubuntu: sudo modprobe snd-seq; in a kernel without that module, sudo apt-get install jackd2",
        "Fedora: sudo modprobe snd-seq; in a kernel without that module, sudo dnf install kernel-modules",
    ),
    "darwin": ("macOS: MIDI is part of the system; pip install --force-reinstall python-rtmidi brings its library",),
}
"One line for each kind of machine, by sys.platform."
