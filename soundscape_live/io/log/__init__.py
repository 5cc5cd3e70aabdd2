"""The show log: everything that went into the engine, so that the show can be played again to the byte."""

from soundscape_live.io.log.codec import LogEnd, LogError
from soundscape_live.io.log.reader import LogHeader, read_log
from soundscape_live.io.log.writer import LogWriter

__all__ = ["LogEnd", "LogError", "LogHeader", "LogWriter", "read_log"]
