"""The engine: inputs in, outputs out. The only object of the core that remembers a show."""

from soundscape_live.engine.engine import Engine, Input

__all__ = ["Engine", "Input"]
