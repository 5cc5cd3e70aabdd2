"""What a control can be learnt for, as people write it: `noise_scale:ceiling`, `freeze`, `theme:neon-foundry`.

Rules: a parameter may have a mode, an act may or must have an argument; case does not count; what names a theme, a
scene or a cue must name one that is there, where that is known. ControlError says what is wrong and what comes near.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from soundscape_live.mapping.binding import Act, ActTarget, Mode, ParameterTarget
from soundscape_live.mapping.controls import ControlError
from soundscape_live.mapping.names import near, place_of
from soundscape_live.mapping.scenes import MOST
from soundscape_live.mapping.tempo_acts import VALUED_TEMPO
from soundscape_live.mapping.theme import Parameter

CANCEL = "cancel"
"Ends learning, as an empty text does."
LONGEST = 60
"Characters of an argument."
FOLLOWING = frozenset({Act.PROMPT_WEIGHT, Act.MORPH, Act.LORA})
"Acts that follow a control's value, as parameters do."
_NEVER = frozenset({Act.LEARN, Act.DAW_TEMPO, Act.DAW_BEAT, Act.DAW_PLAYING})
"What another program sends, or what would learn itself."
_WHOLE: Mapping[Act, tuple[int, int]] = MappingProxyType(
    {Act.PROMPT_GOTO: (-1, 31), Act.PROMPT_WEIGHT: (0, 31), Act.PAGE: (1, 64)}
)
_NUMBERS = (Act.TEMPO, Act.TEMPO_NUDGE, Act.TEMPO_NUDGE_BEAT)
_NAMES: Mapping[Act, str] = MappingProxyType(
    {
        Act.THEME: "theme",
        Act.SCENE: "scene",
        Act.SCENE_STORE: "new scene",
        Act.CUE_GOTO: "cue",
        Act.SHIFT: "layer",
        Act.LORA: "LoRA",
        Act.LORA_RELEASE: "LoRA",
        Act.SCREEN: "generator",
    }
)
"Acts whose argument is a name, and whose."
_OPTIONAL = frozenset({Act.PROMPT_WEIGHT, Act.SHIFT, Act.RELEASE, Act.SCENE_STORE})
"Acts that may have an argument; others of the above must have one, since a control that is no text says too little."


@dataclass(frozen=True, slots=True)
class Known:
    """What is there to be named; None: nobody knows, and any name will do."""

    themes: tuple[str, ...] | None = None
    scenes: tuple[str, ...] | None = None
    cues: tuple[str, ...] | None = None
    loras: tuple[str, ...] | None = None


ANY = Known()


def parse_target(text: str, known: Known = ANY) -> ParameterTarget | ActTarget:
    """Read a target. ControlError if there is no such thing."""
    head, _, argument = (part.strip() for part in text.partition(":"))
    name = head.casefold()
    if name in list(Parameter):
        return ParameterTarget(Parameter(name), _mode(name, argument))
    if name not in list(Act) or Act(name) in _NEVER:
        raise ControlError(f"there is nothing called {head!r:.60} to be learnt{near(head, _heads())}")
    act = Act(name)
    return ActTarget(act, _argument(act, argument, known))


def target_text(target: ParameterTarget | ActTarget) -> str:
    """Return how people write a target; the reverse of parse_target."""
    if isinstance(target, ParameterTarget):
        plain = target.mode is Mode.OVERRIDE
        return target.parameter.value if plain else f"{target.parameter.value}:{target.mode.value}"
    argument = target.argument
    if argument is None:
        return target.act.value
    return f"{target.act.value}:{argument if isinstance(argument, str) else format(argument, '.9g')}"


def target_words(target: ParameterTarget | ActTarget) -> str:
    """Return a target in words for the operator: `noise_scale (override)`, `theme neon-foundry`."""
    if isinstance(target, ParameterTarget):
        return f"{target.parameter.value} ({target.mode.value})"
    return target_text(target).replace(":", " ", 1)


def targets() -> tuple[tuple[str, str], ...]:
    """Return every target with what may follow it after a colon; empty if nothing may."""
    return tuple((head, _follows(head)) for head in _heads())


def _heads() -> list[str]:
    return [*Parameter, *(act for act in Act if act not in _NEVER)]


def _follows(head: str) -> str:
    if head in list(Parameter):
        return f"[:{'|'.join(Mode)}]"
    act = Act(head)
    wanted = _wanted(act)
    return "" if not wanted else f"[:{wanted}]" if act in _OPTIONAL else f":{wanted}"


def _wanted(act: Act) -> str:
    """Return what an argument is, in a word or two; empty where there is none."""
    if act in _WHOLE:
        low, high = _WHOLE[act]
        return f"{low}..{high}"
    if act in _NUMBERS:
        _, least, most = VALUED_TEMPO[act]
        return f"{least:g}..{most:g}"
    return "parameter" if act is Act.RELEASE else _NAMES.get(act, "")


def _mode(parameter: str, argument: str) -> Mode:
    return Mode(_chosen(argument, Mode, f"mode of {parameter}")) if argument else Mode.OVERRIDE


def _argument(act: Act, argument: str, known: Known) -> str | float | None:
    wanted = _wanted(act)
    if not argument:
        if wanted and act not in _OPTIONAL:
            raise ControlError(f"{act} needs to know which: {act}:{wanted}")
        return None
    if not wanted:
        raise ControlError(f"{act} takes nothing after it, not {argument!r:.60}")
    if len(argument) > LONGEST or not argument.isprintable():
        raise ControlError(f"{act} takes at most {LONGEST} printable characters, not {argument!r:.60}")
    if act is Act.RELEASE:
        return _chosen(argument, Parameter, "parameter")
    if act in _NAMES:
        return _named(act, argument, known)
    return _number(act, argument)


def _chosen(text: str, names: type[StrEnum], kind: str) -> str:
    if text.casefold() not in list(names):
        raise ControlError(f"there is no {kind} {text!r:.60}{near(text, list(names)) or _listed(names)}")
    return text.casefold()


def _listed(names: type[StrEnum]) -> str:
    return f"; there is {', '.join(names)}"


def _named(act: Act, argument: str, known: Known) -> str | float:
    there = _there(act, known)
    count = int(argument) if argument.isascii() and argument.isdigit() else 0
    if act in {Act.SCENE, Act.CUE_GOTO} and 0 < count <= MOST:
        _place(count, there, act)
        return float(count)
    place = _place(argument, there, act)
    return argument if place is None or there is None else there[place]


def _there(act: Act, known: Known) -> Sequence[str] | None:
    """Return the names that an act may be told; None: any."""
    match act:
        case Act.THEME:
            return known.themes
        case Act.SCENE:
            return known.scenes
        case Act.CUE_GOTO:
            return known.cues
        case Act.LORA | Act.LORA_RELEASE:
            return known.loras
        case _:
            return None


def _place(choice: str | float, there: Sequence[str] | None, act: Act) -> int | None:
    return None if there is None else place_of(choice, there, _NAMES[act], act)


def _number(act: Act, argument: str) -> float:
    low, high = _WHOLE[act] if act in _WHOLE else VALUED_TEMPO[act][1:]
    try:
        value = float(argument)
    except ValueError:
        value = float("nan")
    if not low <= value <= high or (act in _WHOLE and value != int(value)):
        kind = "a whole number" if act in _WHOLE else "a number"
        raise ControlError(f"{act} takes {kind} from {low:g} to {high:g}, not {argument!r:.60}")
    return value


def goal(target: ParameterTarget | ActTarget) -> Iterator[object]:
    """Yield what makes two targets the same, however their controls are played."""
    if isinstance(target, ParameterTarget):
        yield from (target.parameter, target.mode)
    else:
        yield from (target.act, target.argument, target.upper)
