"""The renderers by name. An engine is imported only by the process that draws with it."""

import importlib

from soundscape_live.generator.picture import Refusal, Renderer
from soundscape_live.generator.settings import ModelSettings

ENGINES = {
    "tiny": "soundscape_live.generator.tiny.renderer:open_tiny",
    "procedural": "soundscape_live.generator.procedural:open_procedural",
    "pattern": "soundscape_live.generator.pattern:Pattern",
}
"Name -> `module:function`; it takes width, height and frames a second, and returns a Renderer."


DIFFUSION = "soundscape_live.generator.diffusion.open"


def open_engine(name: str, width: int, height: int, fps: float) -> Renderer:
    """Return a renderer. May block.

    ValueError names the engines there are; ImportError or Refusal says what an engine lacks.
    """
    target = ENGINES.get(name, name)
    module, colon, function = target.partition(":")
    if not colon:
        raise ValueError(f"engine is one of {', '.join(ENGINES)}, or module:function, not {name!r}")
    renderer: Renderer = getattr(importlib.import_module(module), function)(width, height, fps)
    return renderer


def open_model(model: ModelSettings, width: int, height: int, fps: float) -> Renderer:
    """Return a renderer that draws with a model. Refusal says why there is none. Blocks: seconds."""
    try:
        module = importlib.import_module(DIFFUSION)
    except ImportError as error:
        raise Refusal(f"--model: {error.name} is not installed: pip install 'soundscape-live[gpu]'") from error
    renderer: Renderer = module.open_renderer(model, width, height, fps)
    return renderer
