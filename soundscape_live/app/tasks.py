"""Tasks that outlive their failures: a device that breaks is said, and opened again.

This is the one place with a broad except: whatever a device's library raises, the show goes on.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from soundscape_live.host.clock import now
from soundscape_live.model import Level, Notice

log = logging.getLogger("soundscape")

BACK_OFF = (0.1, 0.5, 1.0, 2.0, 5.0)
SETTLED = 30.0


async def keep(name: str, run: Callable[[], Awaitable[None]], say: Callable[[Notice], object]) -> None:
    """Run a device until cancelled; after an error it is said, with its traceback in the log, and run again."""
    failures = 0
    while True:
        began = now()
        try:
            await run()
        except Exception as error:
            log.debug("%s failed", name, exc_info=True)
            failures = 1 if now() - began > SETTLED else failures + 1
            say(Notice(now(), Level.ERROR, f"{name}: {type(error).__name__}: {error}"))
            await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF)) - 1])
        else:
            return
