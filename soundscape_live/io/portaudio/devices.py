"""Which device is meant: values and names, without PortAudio.

Rules: names are compared without regard to case; a device that was open before is looked for by its whole name
first, because numbers change when something is plugged in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase

DEFAULT = "default"
"The wish for whatever the host calls its default input."


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """One input as PortAudio lists it."""

    index: int
    name: str
    host_api: str
    "`ALSA`, `JACK Audio Connection Kit`, `Core Audio`, ..."
    channels: int
    "Input channels, at least 1."
    rate: int
    "The device's own rate, samples a second."
    default: bool = False
    "Whether the host calls it its default input."


def choose(devices: Sequence[AudioDevice], wanted: str, before: str = "") -> AudioDevice | None:
    """Return the device that `wanted` means, or None.

    `wanted` is `default`, a number of the list, a whole name, a part of one, or a pattern with `*` or `?`;
    where several fit, the first of the list is taken. `before` is the name that was open before, if any: it
    goes first, and a number then means nothing else.
    """
    again = [device for device in devices if before and device.name == before]
    if again:
        return again[0]
    if wanted.casefold() == DEFAULT:
        return _first(devices, [device.default for device in devices])
    if wanted.isdecimal():
        return _first(devices, [not before and device.index == int(wanted) for device in devices])
    name = wanted.casefold()
    names = [device.name.casefold() for device in devices]
    whole = _first(devices, [each == name for each in names])
    if whole is not None:
        return whole
    if any(mark in name for mark in "*?"):
        return _first(devices, [fnmatchcase(each, name) for each in names])
    return _first(devices, [name in each for each in names])


def _first(devices: Sequence[AudioDevice], fits: Sequence[bool]) -> AudioDevice | None:
    return next((device for device, fit in zip(devices, fits, strict=True) if fit), None)


def no_match(devices: Sequence[AudioDevice], wanted: str) -> str:
    """Say that nothing is called `wanted`, what comes near, and what there is."""
    if not devices:
        return f"There is no sound input called '{wanted}': this machine has none at all."
    by_name = {device.name.casefold(): device.name for device in devices}
    words = {word: name for lower, name in by_name.items() for word in (lower, *lower.split())}
    near = dict.fromkeys(words[word] for word in get_close_matches(wanted.casefold(), list(words), cutoff=0.7))
    meant = f" Did you mean {_quoted(list(near))}?" if near else ""
    return f"There is no sound input called '{wanted}'.{meant} There are: {_quoted(list(by_name.values()))}."


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
