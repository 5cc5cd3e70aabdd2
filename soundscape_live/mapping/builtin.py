"""The bindings that every show has: OSC addresses under /soundscape/, which the page uses too (source `page`).

Rules: where one address lies below another that does something itself, as /soundscape/theme/next below
/soundscape/theme, it has a twin beside it, /soundscape/theme_next: programs that show addresses as a tree
(Chataigne's OSCQuery among them) take a node for a folder or for a control, never for both.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget, Press, Way
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.show import GeneratorRule
from soundscape_live.mapping.theme import CENTRED, Parameter
from soundscape_live.model import MAIN

ROOT = "/soundscape"
_CENTRED = Way(centred=True)

_ACTS = (
    ("release", ActTarget(Act.RELEASE)),
    ("cache/reset", ActTarget(Act.CACHE_RESET)),
    ("prompt/next", ActTarget(Act.PROMPT_NEXT)),
    ("prompt/prev", ActTarget(Act.PROMPT_PREVIOUS)),
    ("prompt/goto", ActTarget(Act.PROMPT_GOTO)),
    ("transition", ActTarget(Act.TRANSITION)),
    ("theme", ActTarget(Act.THEME)),
    ("theme/next", ActTarget(Act.THEME_NEXT)),
    ("theme/prev", ActTarget(Act.THEME_PREVIOUS)),
    ("scene", ActTarget(Act.SCENE)),
    ("scene/next", ActTarget(Act.SCENE_NEXT)),
    ("scene/prev", ActTarget(Act.SCENE_PREVIOUS)),
    ("scene/store", ActTarget(Act.SCENE_STORE)),
    ("scene/release", ActTarget(Act.SCENE_RELEASE)),
    ("morph", ActTarget(Act.MORPH)),
    ("cue/next", ActTarget(Act.CUE_NEXT)),
    ("cue/prev", ActTarget(Act.CUE_PREVIOUS)),
    ("cue/goto", ActTarget(Act.CUE_GOTO)),
    ("freeze", ActTarget(Act.FREEZE, press=Press.SET)),
    ("blackout", ActTarget(Act.BLACKOUT, press=Press.SET)),
    ("panic", ActTarget(Act.PANIC, press=Press.SET)),
    ("page", ActTarget(Act.PAGE)),
    ("page/next", ActTarget(Act.PAGE_NEXT)),
    ("page/prev", ActTarget(Act.PAGE_PREVIOUS)),
    ("tempo", ActTarget(Act.TEMPO)),
    ("tempo/tap", ActTarget(Act.TAP_TEMPO)),
    ("tempo/double", ActTarget(Act.TEMPO_DOUBLE)),
    ("tempo/halve", ActTarget(Act.TEMPO_HALVE)),
    ("tempo/nudge", ActTarget(Act.TEMPO_NUDGE)),
    ("tempo/nudge/beat", ActTarget(Act.TEMPO_NUDGE_BEAT)),
    ("tempo/resync", ActTarget(Act.TEMPO_RESYNC)),
    ("tempo/resync/one", ActTarget(Act.TEMPO_RESYNC_ONE)),
    ("tempo/lock", ActTarget(Act.TEMPO_LOCK, press=Press.SET)),
    ("tempo/release", ActTarget(Act.TEMPO_RELEASE)),
    ("daw/tempo", ActTarget(Act.DAW_TEMPO)),
    ("daw/beat", ActTarget(Act.DAW_BEAT)),
    ("daw/playing", ActTarget(Act.DAW_PLAYING)),
    (f"screen/{MAIN}", ActTarget(Act.SCREEN, screen=MAIN)),
    ("learn", ActTarget(Act.LEARN)),
)


def _parameter(parameter: Parameter) -> tuple[Binding, Binding]:
    address = f"{ROOT}/param/{parameter.value}"
    return (
        Binding("*", address, ParameterTarget(parameter)),
        Binding("*", f"{address}/release", ActTarget(Act.RELEASE, parameter.value)),
    )


def _twins(bindings: tuple[Binding, ...]) -> Iterator[Binding]:
    addresses = [binding.control for binding in bindings]
    for binding in bindings:
        above = [address for address in addresses if binding.control.startswith(f"{address}/")]
        if above:
            top = min(above, key=len)
            yield replace(binding, control=top + binding.control.removeprefix(top).replace("/", "_"))


_TREE: tuple[Binding, ...] = (
    *(binding for parameter in Parameter for binding in _parameter(parameter)),
    *(
        Binding("*", f"{ROOT}/motion/{parameter.value}", ParameterTarget(parameter), _CENTRED)
        for parameter in Parameter
        if parameter in CENTRED
    ),
    *(Binding("*", f"{ROOT}/{name}", target) for name, target in _ACTS),
)

BUILTIN: tuple[Binding, ...] = (*_TREE, *_twins(_TREE))


def screens(generators: Iterable[GeneratorRule]) -> tuple[Binding, ...]:
    """Return the bindings of a show's screens but the one that every show has."""
    names = dict.fromkeys(rule.screen for rule in generators)
    return tuple(
        Binding("*", f"{ROOT}/screen/{name}", ActTarget(Act.SCREEN, screen=name)) for name in names if name != MAIN
    )


def loras(rules: Iterable[LoraRule]) -> tuple[Binding, ...]:
    """Return the bindings of a show's LoRAs."""
    tree = tuple(binding for rule in rules for binding in _lora(rule.name))
    taken = {binding.control for binding in tree}
    return (*tree, *(twin for twin in _twins(tree) if twin.control not in taken))


def _lora(name: str) -> tuple[Binding, Binding]:
    address = f"{ROOT}/lora/{name}"
    return (
        Binding("*", address, ActTarget(Act.LORA, name)),
        Binding("*", f"{address}/release", ActTarget(Act.LORA_RELEASE, name)),
    )
