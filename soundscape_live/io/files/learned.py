"""mappings/learned.toml: the controls that were learnt. Ours to write; nobody else's file is touched.

Rules: what a learnt control does replaces what the same control was learnt for the same target before; all else that
stands in the file, comments included, stays as it is. The file is replaced as a whole, or left as it was. Everything
here reads or writes the disk and blocks.
"""

import itertools
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path

from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.mappings import parse_mapping
from soundscape_live.io.files.reading import read_text
from soundscape_live.mapping.binding import Act, ActTarget, Binding, Mode, ParameterTarget, Press
from soundscape_live.mapping.learn import ControlKind
from soundscape_live.mapping.learn_targets import FOLLOWING, goal, parse_target
from soundscape_live.mapping.theme import CENTRED, Parameter
from soundscape_live.model import ControlLearned

LEARNED = "learned"
"What the mapping is called. Every show has it, if it is there."
REACHED = 0.1
"A control that came so near to an end, 0..1, was at its end: the rest of the way it does not have."
DEAD_CENTRE = 0.03
"Of a fader's way on each side of the middle, where the middle is nothing: so that a hand finds it."
LONGEST_SOURCE = 100
HEADER = """\
# Written by soundscape-live: a binding for every control that was learnt. Every show uses it after its own mappings.
# You may change what stands here, or delete it. A control that is learnt again for its target replaces its binding.
title = "Learnt controls"
"""
_ROW = re.compile(r"^(?:[ \t]*#.*\n)*[ \t]*\[\[[ \t]*bindings[ \t]*\]\]", re.MULTILINE)
_ODD_SPACE = re.compile(r"^\s+|\s+$|\s\s+|[^\S ]|[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ENDS = {
    Mode.OVERRIDE: (0.0, 1.0),
    Mode.OFFSET: (-0.5, 0.5),
    Mode.SCALE: (0.0, 2.0),
    Mode.CEILING: (0.0, 1.0),
}
"Values at a fader's ends: the middle of an offset and of a factor changes nothing."
_PRESSED = {**_ENDS, Mode.SCALE: (1.0, 2.0), Mode.CEILING: (1.0, 0.0)}
"Values of a button that is up and down: up changes nothing."
_SWITCHES = frozenset({Act.FREEZE, Act.BLACKOUT, Act.PANIC, Act.TEMPO_LOCK})


def keep_control(folder: Path, learned: ControlLearned) -> Path:
    """Write a learnt control into `learned.toml` of the user's folder of mappings. Return the file's path.

    FileError if the file that is there cannot be read, or the control cannot be bound; OSError if it cannot be written.
    """
    path = folder / f"{LEARNED}.toml"
    before = read_text(path, str(path)) if path.exists() else HEADER
    text = with_control(before, learned, str(path))
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
    return path


def with_control(before: str, learned: ControlLearned, name: str) -> str:
    """Return the file's text with a learnt control. FileError, which names `name`, if that gives no mapping."""
    row = row_text(learned)
    (fresh,) = parse_mapping(row, name, {})
    head, *rows = _split(before)
    kept = [each for each in rows if not _replaced(each, fresh, name)]
    text = "\n".join([part.rstrip("\n") + "\n" for part in (head, *kept) if part.strip()] + [row])
    parse_mapping(text, name, {})
    return text


def row_text(learned: ControlLearned) -> str:
    """Return a learnt control as one of `[[bindings]]`."""
    return "[[bindings]]\n" + "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in _keys(learned)
    )


def _keys(learned: ControlLearned) -> Iterator[tuple[str, str | float]]:
    yield "source", _pattern(learned.source)
    yield "control", learned.control
    target, kind = parse_target(learned.target), ControlKind(learned.kind)
    if isinstance(target, ParameterTarget):
        yield from _of_parameter(target, kind)
    else:
        yield from _of_act(target, kind)
    if kind is ControlKind.ENCODER and learned.coding:
        yield "coding", learned.coding
    follows = isinstance(target, ParameterTarget) or target.act in FOLLOWING
    if kind is ControlKind.FADER and follows:
        yield "takeover", "pickup"
        if dead_ends := _dead_ends(learned.low, learned.high):
            yield "dead_ends", dead_ends
        if isinstance(target, ParameterTarget) and target.parameter in CENTRED:
            yield "dead_centre", DEAD_CENTRE


def _of_parameter(target: ParameterTarget, kind: ControlKind) -> Iterator[tuple[str, str | float]]:
    yield "parameter", target.parameter.value
    yield "mode", target.mode.value
    slides = kind in {ControlKind.FADER, ControlKind.ENCODER}
    low, high = (_ENDS if slides else _PRESSED)[target.mode]
    kept = target.parameter is Parameter.MANAGE_CACHE
    if kept and kind in {ControlKind.BUTTON, ControlKind.PAD} and target.mode is Mode.OVERRIDE:
        low, high = 1.0, 0.0  # the cache is kept unless something is done about it
    if (low, high) != (0.0, 1.0):
        yield "low", low
        yield "high", high
    if kind is ControlKind.SWITCH:
        yield "press", Press.SET.value
    elif not slides:
        yield "press", (Press.TOGGLE if kept else Press.MOMENTARY).value


def _of_act(target: ActTarget, kind: ControlKind) -> Iterator[tuple[str, str | float]]:
    yield "act", target.act.value
    if target.argument is not None:
        argument = target.argument
        yield "argument", int(argument) if isinstance(argument, float) and argument.is_integer() else argument
    if target.act in _SWITCHES and kind is not ControlKind.ENCODER:
        follows = kind in {ControlKind.SWITCH, ControlKind.FADER}
        yield "press", (Press.SET if follows else Press.TOGGLE).value


def _dead_ends(low: float, high: float) -> float:
    """Return which part of a fader's way, at each end, it does not reach; rounded up, so that its ends are ends."""
    missing = max((part for part in (low, 1.0 - high) if part <= REACHED), default=0.0)
    return math.ceil(round(max(missing, 0.0) * 1000.0, 6)) / 1000.0


def _pattern(source: str) -> str:
    """Return a pattern of a source as a file can hold it. Another address of an OSC client changes nothing."""
    if source.startswith("osc:"):
        return "osc:*"
    named = _ODD_SPACE.sub(lambda found: "?" * len(found[0]), source)
    return named if len(named) <= LONGEST_SOURCE else named[: LONGEST_SOURCE - 1] + "*"


def _split(text: str) -> list[str]:
    """Cut a file before each of its bindings and the comment above it."""
    cuts = [0, *(found.start() for found in _ROW.finditer(text)), len(text)]
    return [text[cut:end] for cut, end in itertools.pairwise(cuts)]


def _replaced(row: str, fresh: Binding, name: str) -> bool:
    """Whether a binding of the file is of the same control and target as the new one."""
    try:
        found = parse_mapping(row, name, {})
    except FileError:  # what is wrong with it is said of the whole file
        return False
    return any(
        (old.source, old.control, *goal(old.target)) == (fresh.source, fresh.control, *goal(fresh.target))
        for old in found
    )
