"""The procedural renderer: pictures in numpy that honour a diffusion loop's parameters."""

from soundscape_live.generator.procedural.prompt import concepts, recognised
from soundscape_live.generator.procedural.renderer import ProceduralRenderer, open_procedural

__all__ = ["ProceduralRenderer", "concepts", "open_procedural", "recognised"]
