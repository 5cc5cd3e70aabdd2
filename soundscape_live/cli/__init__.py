"""The command `soundscape-live`.

Rules: a command's module is imported when it is called, so that the generator never loads the engine nor the engine
the encoder; an error that the user can mend is one line with what to do. Exit codes: 0 done, 2 the command line is
wrong, 3 a file is wrong, 4 a device, port or process cannot be had, 5 the answer is no (doctor, replay).
"""

from soundscape_live.cli.group import main

__all__ = ["main"]
