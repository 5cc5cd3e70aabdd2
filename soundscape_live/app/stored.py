"""What the performer keeps during a show, on its way into files of ours: stored scenes, learnt controls.

Rules: the event loop waits for no disk; one thing is written at a time, in order; what cannot be written is said, and
the show goes on all the same.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from typing_extensions import override

from soundscape_live.host.clock import now
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.learned import keep_control
from soundscape_live.io.files.stored import keep_scene
from soundscape_live.model import ControlLearned, Level, Notice, SceneStored

WAITING = 64
"Things of a kind that wait for the disk at most."

KeptT = TypeVar("KeptT")


class Kept(ABC, Generic[KeptT]):
    """Writes one kind of thing. Thread: the event loop's, but for the writing itself."""

    def __init__(self, folder: Path | None, say: Callable[[Notice], object]) -> None:
        """`folder`: the user's folder of that kind; None if there is no home to write to."""
        self._folder = folder
        self._say = say
        self._waiting: asyncio.Queue[KeptT] = asyncio.Queue(WAITING)

    def take(self, item: KeptT) -> None:
        """Take what is to be written."""
        if self._waiting.full():
            self._complain(item, "too many wait for the disk")
        else:
            self._waiting.put_nowait(item)

    async def run(self) -> None:
        """Write what is taken until cancelled."""
        while True:
            await self._write(await self._waiting.get())

    async def finish(self) -> None:
        """Write what is left."""
        while not self._waiting.empty():
            await self._write(self._waiting.get_nowait())

    @abstractmethod
    def _keep(self, folder: Path, item: KeptT) -> Path:
        """Write it; return the file's path. Raises FileError, OSError. Blocks."""

    @abstractmethod
    def _done(self, item: KeptT) -> str:
        """Return what is said before the file's path."""

    @abstractmethod
    def _lost(self, item: KeptT) -> str:
        """Return what is said before the reason."""

    async def _write(self, item: KeptT) -> None:
        if self._folder is None:
            self._complain(item, "there is no home directory")
            return
        try:
            path = await asyncio.to_thread(self._keep, self._folder, item)
        except (FileError, OSError) as error:
            self._complain(item, str(error))
        else:
            self._say(Notice(now(), Level.INFO, f"{self._done(item)} {path}"))

    def _complain(self, item: KeptT, why: str) -> None:
        self._say(Notice(now(), Level.WARNING, f"{self._lost(item)}: {why}"))


class StoredScenes(Kept[SceneStored]):
    """Scenes, into the user's folder of scenes."""

    @override
    def _keep(self, folder: Path, item: SceneStored) -> Path:
        return keep_scene(folder, item)

    @override
    def _done(self, item: SceneStored) -> str:
        return f"scene {item.name} is stored in"

    @override
    def _lost(self, item: SceneStored) -> str:
        return f"scene {item.name} is stored for this show alone"


class LearnedControls(Kept[ControlLearned]):
    """Learnt controls, into the user's folder of mappings."""

    @override
    def _keep(self, folder: Path, item: ControlLearned) -> Path:
        return keep_control(folder, item)

    @override
    def _done(self, item: ControlLearned) -> str:
        return f"{item.control} -> {item.target} is written to"

    @override
    def _lost(self, item: ControlLearned) -> str:
        return f"{item.control} -> {item.target} is not bound"
