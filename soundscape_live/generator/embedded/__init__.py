"""The embedded renderer: procedural pictures in numpy that honour a diffusion loop's parameters."""

from soundscape_live.generator.embedded.prompt import concepts
from soundscape_live.generator.embedded.renderer import EmbeddedRenderer

__all__ = ["EmbeddedRenderer", "concepts"]
