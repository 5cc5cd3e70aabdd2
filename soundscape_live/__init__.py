"""An instrument for playing AI video live."""

__version__ = "0.1.0"
