"""What the scenes, cues and mappings of a show need of each other.

Rules: names are looked for whatever their case. A scene that a binding stores need not be there yet.
"""

from collections.abc import Iterable, Iterator, Sequence

from soundscape_live.io.files.errors import Problem, near, shown
from soundscape_live.io.files.scenes import SceneFile
from soundscape_live.mapping.binding import Act, ActTarget, Binding
from soundscape_live.mapping.scene import Scene


def together(files: Iterable[SceneFile]) -> tuple[Scene, ...]:
    """Return the scenes of all files; a later one of the same name takes the place of the one before."""
    return tuple({scene.name.casefold(): scene for file in files for scene in file.scenes}.values())


def stage_problems(name: str, file: SceneFile, themes: Sequence[str], scenes: Sequence[str]) -> Iterator[str]:
    """Say which theme or scene a file asks for and is not there."""
    for number, scene in enumerate(file.scenes, 1):
        yield from _missing(name, f"scenes[{number}].theme", "themes", scene.theme, themes)
    for number, cue in enumerate(file.cues, 1):
        yield from _missing(name, f"cues[{number}].theme", "themes", cue.theme, themes)
        yield from _missing(name, f"cues[{number}].scene", "scenes", cue.scene, scenes)


def asked_problems(
    name: str, bindings: Iterable[Binding], scenes: Sequence[str], cues: Sequence[str], loras: Sequence[str]
) -> Iterator[str]:
    """Say which scene, cue or LoRA a mapping asks for and is not there."""
    for binding in bindings:
        match binding.target:
            case ActTarget(act=Act.SCENE, argument=str(scene)):
                yield from _bound(name, "scenes", scene, scenes)
            case ActTarget(act=Act.MORPH, argument=str(scene), upper=str(upper)):
                yield from _bound(name, "scenes", scene, scenes)
                yield from _bound(name, "scenes", upper, scenes)
            case ActTarget(act=Act.CUE_GOTO, argument=str(cue)):
                yield from _bound(name, "cues", cue, cues)
            case ActTarget(act=Act.LORA | Act.LORA_RELEASE, argument=str(lora)):
                yield from _bound(name, "LoRAs", lora, loras)
            case _:
                pass


def stored_names(bindings: Iterable[Binding]) -> Iterator[str]:
    """Yield the scenes that bindings store."""
    for binding in bindings:
        match binding.target:
            case ActTarget(act=Act.SCENE_STORE, argument=str(scene)):
                yield scene
            case _:
                pass


def _bound(name: str, kind: str, wanted: str, known: Sequence[str]) -> Iterator[str]:
    if wanted.casefold() not in {each.casefold() for each in known}:
        yield _said(name, "a binding's argument", kind, wanted, known)


def _missing(name: str, where: str, kind: str, wanted: str | None, known: Sequence[str]) -> Iterator[str]:
    if wanted is not None and wanted not in known:
        yield _said(name, where, kind, wanted, known)


def _said(name: str, where: str, kind: str, wanted: str, known: Sequence[str]) -> str:
    expected = f"one of the show's {kind}, {', '.join(known) or 'of which there are none'}"
    return Problem(where, expected, shown(wanted), near(wanted, known)).said(name)
