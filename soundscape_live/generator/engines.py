"""The renderers by name. An engine is imported only by the process that draws with it."""

import contextlib
import gc
import importlib
from typing import Any

from soundscape_live.generator.picture import Refusal, Renderer
from soundscape_live.generator.settings import ModelSettings

ENGINES = {
    "tiny": "soundscape_live.generator.tiny.renderer:open_tiny",
    "procedural": "soundscape_live.generator.procedural:open_procedural",
    "pattern": "soundscape_live.generator.pattern:Pattern",
}
"Name -> `module:function`; it takes width, height and frames a second, and returns a Renderer."

AWAKE = "soundscape_live.generator.diffusion.awake"
LIBRARIES = "soundscape_live.generator.diffusion.libraries"
DIFFUSION = "soundscape_live.generator.diffusion.open"


def open_engine(name: str, width: int, height: int, fps: float) -> Renderer:
    """Return a renderer. Refusal names the engines there are, or says what one lacks. May block."""
    check_engine(name)
    module, _, function = ENGINES.get(name, name).partition(":")
    try:
        make = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise Refusal(f"--engine {name}: {error}") from error
    renderer: Renderer = make(width, height, fps)
    return renderer


def check_engine(name: str) -> None:
    """Refuse a name that is none of an engine; whether it can be had is seen when it is opened."""
    if name not in ENGINES and not all(name.partition(":")):
        raise Refusal(f"--engine: expected {', '.join(ENGINES)}, or module:function; found {name!r}")


def read_model_code(model: ModelSettings, *, begun: bool) -> None:
    """Import what a model is drawn with, which takes seconds; what is missing, open_model will say. Blocks.

    `begun`: a picture is waited for. Its device is woken meanwhile, and what only later pictures need comes later.
    """
    with importlib.import_module(LIBRARIES).undisturbed():
        with contextlib.suppress(ImportError, RuntimeError):
            if begun:
                importlib.import_module(AWAKE).wake(model.device)
            module = _diffusion()
            if not begun:
                module.read_ahead()
        gc.freeze()  # what was imported stays: no frame is to wait while all of it is searched for garbage


def open_model(model: ModelSettings, width: int, height: int, fps: float, *, patient: bool = False) -> Renderer:
    """Return a renderer that draws with a model. Refusal says why there is none. Blocks: seconds.

    A `patient` one waits for texts that are not encoded yet: the same states give the same pictures.
    """
    try:
        importlib.import_module(AWAKE).wake(model.device)
        module = _diffusion()
    except ImportError as error:
        raise Refusal(f"--model: {error.name} is not installed: pip install 'soundscape-live[gpu]'") from error
    except RuntimeError as error:
        raise Refusal(f"--model: diffusers cannot be imported here: {error}") from error
    renderer: Renderer = module.open_renderer(model, width, height, fps, patient=patient)
    return renderer


def _diffusion() -> Any:
    """Import what draws with a model, without what frames do not need, or where that does not go, with it.

    ImportError: something is not installed. RuntimeError: a library that is there cannot be imported.
    """
    libraries = importlib.import_module(LIBRARIES)
    with libraries.undisturbed():
        try:
            with libraries.lean():
                return importlib.import_module(DIFFUSION)
        except (ImportError, RuntimeError):  # a library that diffusers found asks for what was left out
            return importlib.import_module(DIFFUSION)
