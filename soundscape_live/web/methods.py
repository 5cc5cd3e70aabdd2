"""What OSC clients may ask and send: each address with its type, its range, and how its value is read.

Rules: everything comes from the bindings and from model.Status; nothing here opens or waits. Types are OSC's: f, i, s,
T for a switch (F as well), I for what happens when it is sent. Descriptions are names, since clients show them so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntFlag
from types import MappingProxyType
from typing import TypeAlias

from soundscape_live.mapping.binding import Act, Binding, ParameterTarget
from soundscape_live.mapping.builtin import ROOT
from soundscape_live.mapping.tempo_acts import VALUED_TEMPO
from soundscape_live.mapping.theme import Parameter
from soundscape_live.mapping.travel import standing
from soundscape_live.model import BANDS, PeerState, Status

Value: TypeAlias = float | str | bool

STATUS = f"{ROOT}/status"
"Below it stands what can only be read."
STATES = ("live", "ambient", "freeze", "blackout", "panic")
VARIATIONS = 31.0
"The highest number of a theme's variation."


class Access(IntFlag):
    """OSCQuery's ACCESS."""

    NONE = 0
    READ = 1
    WRITE = 2


BOTH = Access.READ | Access.WRITE


@dataclass(frozen=True, slots=True)
class Argument:
    """What an address takes."""

    type: str
    access: Access
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """An address that can be read, or does something."""

    address: str
    argument: Argument
    description: str
    choices: Callable[[Status], tuple[str, ...]] | None = None
    "Which texts it knows; None: any, or it takes no text."
    read: Callable[[Status], Value | None] | None = None
    "Its value, as long as no feedback has told another; None if there is none now."


TRIGGER = Argument("I", Access.WRITE)
SWITCH = Argument("T", BOTH)
FRACTION = Argument("f", BOTH, 0.0, 1.0)
CENTRED = Argument("f", BOTH, -1.0, 1.0)


def _tempo(act: Act, access: Access = Access.WRITE) -> Argument:
    _, low, high = VALUED_TEMPO[act]
    return Argument("f", access, low, high)


ARGUMENTS: Mapping[Act, Argument] = MappingProxyType(
    {
        Act.PROMPT_GOTO: Argument("i", Access.WRITE, -1.0, VARIATIONS),
        Act.PROMPT_WEIGHT: FRACTION,
        Act.LORA: FRACTION,
        Act.THEME: Argument("s", BOTH),
        Act.SCENE: Argument("s", BOTH),
        Act.SCENE_STORE: Argument("s", Access.WRITE),
        Act.MORPH: FRACTION,
        Act.CUE_GOTO: Argument("s", BOTH),
        Act.SHIFT: Argument("T", Access.WRITE),
        Act.PAGE: Argument("i", BOTH, 1.0),
        Act.FREEZE: SWITCH,
        Act.BLACKOUT: SWITCH,
        Act.PANIC: SWITCH,
        Act.TEMPO_LOCK: SWITCH,
        Act.TEMPO: _tempo(Act.TEMPO, BOTH),
        Act.TEMPO_NUDGE: _tempo(Act.TEMPO_NUDGE),
        Act.TEMPO_NUDGE_BEAT: _tempo(Act.TEMPO_NUDGE_BEAT),
        Act.DAW_TEMPO: _tempo(Act.DAW_TEMPO),
        Act.DAW_BEAT: _tempo(Act.DAW_BEAT),
        Act.DAW_PLAYING: Argument("T", Access.WRITE),
        Act.SCREEN: Argument("s", BOTH),
        Act.LEARN: Argument("s", BOTH),
    }
)
"""What acts take that have a value of their own; the others are triggers."""

READ_ACTS: Mapping[Act, Callable[[Status], Value | None]] = MappingProxyType(
    {
        Act.THEME: lambda status: status.theme,
        Act.SCENE: lambda status: status.stage.scene or None,
        Act.MORPH: lambda status: status.stage.morph.x if status.stage.morph else None,
        Act.CUE_GOTO: lambda status: status.stage.cue or None,
        Act.PAGE: lambda status: status.page,
        Act.TEMPO: lambda status: status.bpm or None,
        Act.FREEZE: lambda status: status.safety.freeze,
        Act.BLACKOUT: lambda status: status.safety.blackout,
        Act.PANIC: lambda status: status.safety.panic,
        Act.TEMPO_LOCK: lambda status: status.tempo_locked,
        Act.LEARN: lambda status: status.learn.target or None,
    }
)

CHOICES: Mapping[Act, Callable[[Status], tuple[str, ...]]] = MappingProxyType(
    {
        Act.THEME: lambda status: status.themes,
        Act.SCENE: lambda status: status.stage.scenes,
        Act.CUE_GOTO: lambda status: status.stage.cues,
    }
)


def methods(bindings: Iterable[Binding]) -> dict[str, Method]:
    """Return the methods by address: what the bindings take, and the status.

    An address below another is left out: a node is a folder or a method. Of two bindings of one address the first
    counts; addresses with wildcards are no methods.
    """
    found: dict[str, Method] = {}
    for binding in bindings:
        if binding.control.startswith("/") and not set("*?") & set(binding.control):
            found.setdefault(binding.control, _method(binding))
    found |= {method.address: method for method in STATUS_METHODS}
    return {address: method for address, method in found.items() if not _is_below(address, found)}


def _is_below(address: str, found: Mapping[str, Method]) -> bool:
    parts = address.split("/")
    return any("/".join(parts[:count]) in found for count in range(2, len(parts)))


def _method(binding: Binding) -> Method:
    address, target = binding.control, binding.target
    if isinstance(target, ParameterTarget):
        return _parameter(binding, target)
    if target.act is Act.LORA:
        return Method(address, FRACTION, f"LoRA {target.argument}", read=_lora(str(target.argument)))
    if target.argument is not None:
        return Method(address, TRIGGER, f"{_words(target.act)} {_words(str(target.argument))}")
    if target.act is Act.SCREEN:
        return _screen(address, target.screen)
    argument = ARGUMENTS.get(target.act, TRIGGER)
    return Method(address, argument, _words(target.act), CHOICES.get(target.act), READ_ACTS.get(target.act))


def _parameter(binding: Binding, target: ParameterTarget) -> Method:
    address, name = binding.control, _words(target.parameter)
    if binding.way.centred:
        value = _reader(target.parameter)

        def read(status: Status) -> float | None:
            found = value(status)
            return None if found is None else standing(found, binding.way)

        return Method(address, CENTRED, f"{name} about the middle", read=read)
    own = address == f"{ROOT}/param/{target.parameter}"
    return Method(address, FRACTION, name, read=_reader(target.parameter) if own else None)


def _lora(name: str) -> Callable[[Status], float | None]:
    return lambda status: next((known.value for known in status.loras if known.name == name), None)


def _screen(address: str, screen: str | None) -> Method:
    def choices(status: Status) -> tuple[str, ...]:
        return tuple(each.name for each in status.generators if screen in {None, each.screen})

    def read(status: Status) -> str | None:
        return next((each.name for each in status.generators if each.shown and each.screen == screen), None)

    name = "screen" if screen is None else f"screen {screen}"
    return Method(address, ARGUMENTS[Act.SCREEN], name, choices, read)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _reader(parameter: Parameter) -> Callable[[Status], float | None]:
    def read(status: Status) -> float | None:
        return next((known.value for known in status.params if known.name == parameter.value), None)

    return read


def _number(name: str, low: float | None, high: float | None, read: Callable[[Status], float | None]) -> Method:
    return Method(
        f"{STATUS}/{name}", Argument("f", Access.READ, low, high), _words(name.removeprefix("band/")), read=read
    )


def _count(name: str, read: Callable[[Status], int]) -> Method:
    return Method(f"{STATUS}/{name}", Argument("i", Access.READ, 0.0), _words(name), read=read)


def _text(name: str, read: Callable[[Status], str], choices: tuple[str, ...] = ()) -> Method:
    known = (lambda _status: choices) if choices else None
    return Method(f"{STATUS}/{name}", Argument("s", Access.READ), _words(name), known, read)


def _truth(name: str, read: Callable[[Status], bool | None]) -> Method:
    return Method(f"{STATUS}/{name}", Argument("T", Access.READ), _words(name), read=read)


def _band(index: int) -> Callable[[Status], float | None]:
    return lambda status: status.features.bands[index] if status.features else None


STATUS_METHODS: tuple[Method, ...] = (
    _text("state", lambda status: status.state, STATES),
    _text("theme", lambda status: status.theme),
    _number("bpm", 0.0, None, lambda status: status.bpm),
    _number("confidence", 0.0, 1.0, lambda status: status.confidence),
    _count("beat", lambda status: status.beat_index),
    _count("bar_position", lambda status: status.bar_position),
    _number("phase", 0.0, 1.0, lambda status: status.phase),
    _text("tempo_source", lambda status: status.tempo_source),
    _truth("audio", lambda status: status.audio_present),
    _truth("silence", lambda status: status.features.silence if status.features else None),
    _number("energy", 0.0, 1.0, lambda status: status.features.energy if status.features else None),
    _number("brightness", 0.0, 1.0, lambda status: status.features.brightness if status.features else None),
    _number("loudness", -120.0, None, lambda status: status.features.loudness_lufs if status.features else None),
    *(_number(f"band/{name}", 0.0, 1.0, _band(index)) for index, name in enumerate(BANDS)),
    _text("generator", lambda status: status.peer.value, tuple(PeerState)),
    _number("fps", 0.0, None, lambda status: status.fps),
)
