"""scenes/stored.toml: the scenes that were stored during shows. Ours alone to write; nobody else's file is touched.

Rules: a scene replaces an older one of its name; the file is replaced as a whole, or left as it was. Everything here
reads or writes the disk and blocks.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from soundscape_live.io.files.reading import read_text
from soundscape_live.io.files.scenes import parse_scenes
from soundscape_live.mapping.scene import Grip, Scene, Span, Unit
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import SceneStored

STORED = "stored"
"What a show calls the file."

HEADER = "# Written by soundscape-live whenever a scene is stored. What you change here stays until then.\n"


def keep_scene(folder: Path, stored: SceneStored) -> Path:
    """Write a scene into `stored.toml` of the user's folder of scenes. Return the file's path.

    FileError if the file that is there cannot be read; OSError if it cannot be written.
    """
    path = folder / f"{STORED}.toml"
    before = parse_scenes(read_text(path, str(path)), path.name).scenes if path.exists() else ()
    scene = _scene(stored)
    kept = {each.name: each for each in before if each.name.casefold() != scene.name.casefold()}
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(scenes_text((*kept.values(), scene)), encoding="utf-8")
    parse_scenes(read_text(fresh, str(fresh)), path.name)
    fresh.replace(path)
    return path


def scenes_text(scenes: Iterable[Scene]) -> str:
    """Return scenes as the text of a file; the reverse of parse_scenes."""
    return HEADER + "".join("\n[[scenes]]\n" + "".join(f"{line}\n" for line in _lines(scene)) for scene in scenes)


def _lines(scene: Scene) -> Iterator[str]:
    yield f"name = {_quoted(scene.name)}"
    if scene.theme is not None:
        yield f"theme = {_quoted(scene.theme)}"
    if scene.variation is not None:
        yield f"variation = {scene.variation}"
    if scene.weight is not None:
        yield f"weight = {scene.weight!r}"
    if scene.weights:
        yield f"weights = [{', '.join(f'[{variation}, {weight!r}]' for variation, weight in scene.weights)}]"
    if scene.values:
        yield f"values = {{ {', '.join(f'{parameter.value} = {value!r}' for parameter, value in scene.values)} }}"
    if scene.loras:
        yield f"loras = {{ {', '.join(f'{name} = {scale!r}' for name, scale in scene.loras)} }}"
    length = f"{scene.fade.length:.6f}".rstrip("0").rstrip(".")
    yield f'fade = "{length} {scene.fade.unit.value}"'
    yield f'hands = "{scene.grip.value}"'


def _quoted(name: str) -> str:
    # JSON's escapes are TOML's, but for surrogate pairs, which ensure_ascii=False leaves whole.
    return json.dumps(name, ensure_ascii=False)


def _scene(stored: SceneStored) -> Scene:
    values = tuple((Parameter(name), value) for name, value in stored.values)
    return Scene(
        stored.name,
        stored.theme,
        stored.variation,
        stored.weight,
        stored.weights,
        values,
        Span(stored.fade, Unit(stored.unit)),
        Grip(stored.hands),
        stored.loras,
    )
