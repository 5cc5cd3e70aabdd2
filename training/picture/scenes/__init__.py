"""Scenes that the project draws itself: pairs of frames, with what is in them, in any size, on any device."""

from training.picture.scenes.drawing import Asked
from training.picture.scenes.renderer import Renderer

__all__ = ["Asked", "Renderer"]
