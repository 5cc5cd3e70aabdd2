"""Which MIDI system this machine has, and the inputs that it lists.

Rules: a system is looked for before its library is asked, because the libraries write to stderr when they fail. One
long-lived Observer lists the inputs; a new one is made when the system it speaks to is no longer the same.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import rtmidi

CLIENT = "soundscape_live"
"What other programs see us as; inputs that begin so are our own."
EVERYTHING = "*"

_THROUGH = "midi through"
_ALSA = Path("/dev/snd/seq")
_SOCKETS = Path("/proc/net/unix")
_LISTENS = "00010000"
_ALSA_NUMBERS = re.compile(r" \d+:\d+$")


@dataclass(frozen=True, slots=True)
class System:
    """A MIDI system that can be opened now."""

    api: int
    "rtmidi's number for it."
    name: str
    identity: str
    "Differs when a server has been started anew; what was open in the old one is dead."


@dataclass(frozen=True, slots=True)
class Port:
    """One input that the system lists."""

    listed: str
    "As the system names it now; a re-plugged device may have another number."
    name: str
    "Without numbers that change, and the same at every show."


class Observer:
    """Lists the inputs of one system. Not for two threads; raises rtmidi.RtMidiError."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._client = rtmidi.MidiIn(system.api, name=CLIENT)

    def listed(self) -> list[str]:
        """Return the inputs as the system names them, in its order."""
        return list(self._client.get_ports())

    def close(self) -> None:
        """Leave the system; the object is of no use afterwards."""
        self._client.delete()


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


def list_midi() -> tuple[tuple[str, ...], str]:
    """Return the names of the MIDI inputs, and why no MIDI is to be had (empty if it is)."""
    system, why = find_system()
    if system is None:
        return (), why
    try:
        observer = Observer(system)
        try:
            return tuple(port.name for port in choose(observer.listed(), (EVERYTHING,))), ""
        finally:
            observer.close()
    except rtmidi.RtMidiError as error:
        return (), f"{system.name} cannot be opened: {error}"


def choose(listed: Sequence[str], patterns: Sequence[str]) -> tuple[Port, ...]:
    """Return the inputs whose names match a pattern, whatever the case, in their order.

    `*` takes all but our own and ALSA's "Midi Through"; a pattern that says more can name that one too. Of inputs with
    one name the second is called `NAME (2)`, and so on.
    """
    ports: list[Port] = []
    seen: dict[str, int] = {}
    for entry in listed:
        bare = _ALSA_NUMBERS.sub("", entry)
        if bare.lower().startswith(CLIENT):
            continue
        seen[bare] = seen.get(bare, 0) + 1
        name = bare if seen[bare] == 1 else f"{bare} ({seen[bare]})"
        if matches(name, patterns):
            ports.append(Port(entry, name))
    return tuple(ports)


def matches(name: str, patterns: Sequence[str]) -> bool:
    """Say whether an input's name matches one of the patterns, whatever the case, as `choose` does."""
    lowered = name.lower()
    usual = not lowered.startswith(_THROUGH)
    return any(usual if pattern == EVERYTHING else fnmatchcase(lowered, pattern.lower()) for pattern in patterns)


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
