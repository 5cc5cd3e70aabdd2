"""Scenes that the performer stores, on their way into a file of their own.

Rules: the event loop waits for no disk; one scene is written at a time, in order; what cannot be written is said, and
the show has the scene all the same.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from soundscape_live.host.clock import now
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.stored import keep_scene
from soundscape_live.model import Level, Notice, SceneStored

WAITING = 64
"Scenes that wait for the disk at most."


class StoredScenes:
    """Writes them. Thread: the event loop's, but for the writing itself."""

    def __init__(self, folder: Path | None, say: Callable[[Notice], object]) -> None:
        """`folder`: the user's folder of scenes; None if there is no home to write to."""
        self._folder = folder
        self._say = say
        self._waiting: asyncio.Queue[SceneStored] = asyncio.Queue(WAITING)

    def take(self, stored: SceneStored) -> None:
        """Take a scene to be written."""
        if self._waiting.full():
            self._complain(stored, "too many wait for the disk")
        else:
            self._waiting.put_nowait(stored)

    async def run(self) -> None:
        """Write what is taken until cancelled."""
        while True:
            await self._write(await self._waiting.get())

    async def finish(self) -> None:
        """Write what is left."""
        while not self._waiting.empty():
            await self._write(self._waiting.get_nowait())

    async def _write(self, stored: SceneStored) -> None:
        if self._folder is None:
            self._complain(stored, "there is no home directory")
            return
        try:
            path = await asyncio.to_thread(keep_scene, self._folder, stored)
        except (FileError, OSError) as error:
            self._complain(stored, str(error))
        else:
            self._say(Notice(now(), Level.INFO, f"scene {stored.name} is stored in {path}"))

    def _complain(self, stored: SceneStored, why: str) -> None:
        self._say(Notice(now(), Level.WARNING, f"scene {stored.name} is stored for this show alone: {why}"))
