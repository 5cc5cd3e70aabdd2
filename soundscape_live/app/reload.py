"""A running show's files: watched, read again when they change, and handed to the engine.

Rules: a change is taken whole or not at all; what is wrong with it is said once, and the old one plays on. Files are
looked at from a thread, by their times and sizes; they are read when these change, or when SIGHUP asks. What only a
start can change is named.
"""

import asyncio
import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from soundscape_live.app.lights import targets
from soundscape_live.app.surfaces import Controllers, controllers
from soundscape_live.host.clock import now
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Library, Stamp, stamp
from soundscape_live.io.files.reading import read_text
from soundscape_live.io.files.shows import ShowFile, check_targets, parse_show
from soundscape_live.io.files.sources import FileText, Sources, build_show
from soundscape_live.io.osc import OscTarget
from soundscape_live.mapping.show import Music, Reload
from soundscape_live.model import Level, Notice

EVERY = 0.5
"Seconds between two looks."
LIVE = {"themes", "theme", "mappings", "scenes", "safety", "loss", "token"}
"Keys of a show file that a running show follows; of `music` it follows silence_after."

Say: TypeAlias = Callable[[Notice], None]


@dataclass(frozen=True, slots=True)
class Files:
    """What the disk holds of a show."""

    show: ShowFile
    sources: Sources
    left_out: tuple[FileError, ...]
    "What is wrong with files that nobody asked for."
    targets: tuple[OscTarget, ...] = ()
    "Who gets the cues."


class OnDisk:
    """Where a show's files are, and what the command line changes of them. Blocks."""

    def __init__(self, path: Path | None, change: Callable[[ShowFile], ShowFile], library: Library) -> None:
        """`path` is the show file, if there is one; `change` puts the command line's options over its keys."""
        self._path = path
        self._change = change
        self._library = library

    def stamps(self) -> tuple[Stamp, ...]:
        """Return what tells whether any file has changed."""
        own = () if self._path is None else (stamp(self._path),)
        return (*own, *self._library.stamps())

    def read(self) -> Files:
        """Read all of them. FileError says all that is wrong."""
        read = ShowFile() if self._path is None else parse_show(read_text(self._path, str(self._path)), str(self._path))
        show = self._library.with_offsets(self._change(read))
        check_targets(show, "command line")
        gathered = self._library.gather(show)
        return Files(show, gathered.sources, gathered.left_out, targets(show, self._library.profile))


class Watch:
    """Looks whether the files have changed. Thread: the event loop's, but for the looking itself."""

    def __init__(self, disk: OnDisk, files: Files, take: Callable[[Reload, Controllers], None], say: Say) -> None:
        """`files` are those that are played; `take` is given a change that is good, and what it says of controllers."""
        self._disk = disk
        self._files = files
        self._take = take
        self._say = say
        self._stamps: tuple[Stamp, ...] = ()
        self._asked = asyncio.Event()
        self._wrong = ""

    def ask(self) -> None:
        """Look now, and say so even if nothing has changed."""
        self._asked.set()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            asked = await self._pause()
            stamps = await asyncio.to_thread(self._disk.stamps)
            if asked or stamps != self._stamps:
                self._stamps = stamps
                await self._look(asked=asked)

    async def _pause(self) -> bool:
        """Wait until it is time to look; say whether somebody asked."""
        try:
            await asyncio.wait_for(self._asked.wait(), EVERY)
        except TimeoutError:
            return False
        self._asked.clear()
        return True

    async def _look(self, *, asked: bool) -> None:
        try:
            files, reload, found = await asyncio.to_thread(self._read)
        except FileError as error:
            if asked or str(error) != self._wrong:
                self._wrong = str(error)
                self._say(Notice(now(), Level.ERROR, f"not reloaded: {error}"))
            return
        self._wrong = ""
        before, self._files = self._files, files
        for left in files.left_out:
            if str(left) not in map(str, before.left_out):
                self._say(Notice(now(), Level.WARNING, f"left out: {left}"))
        if later := ", ".join(_later(before.show, files.show)):
            self._say(Notice(now(), Level.WARNING, f"{later}: will be taken at the next start"))
        if files.sources != before.sources:
            changed = ", ".join(_changed(before.sources, files.sources)) or "the show file"
            self._take(dataclasses.replace(reload, at=now(), changed=changed), found)
        elif asked:
            self._say(Notice(now(), Level.INFO, "no file has changed"))

    def _read(self) -> tuple[Files, Reload, Controllers]:
        files = self._disk.read()
        # Generators and lights are opened at the start alone; the engine goes on with those that there are.
        before = self._files.sources
        same = dataclasses.replace(files.sources, generators=before.generators, leads=before.leads)
        files = dataclasses.replace(files, sources=same)
        reload = Reload(0.0, build_show(files.sources), json.dumps(files.sources.to_json()), "")
        return files, reload, controllers(files.sources)


def _later(before: ShowFile, after: ShowFile) -> Iterator[str]:
    for field in dataclasses.fields(ShowFile):
        then, since = getattr(before, field.name), getattr(after, field.name)
        if isinstance(since, Music):
            since = dataclasses.replace(since, silence_after=then.silence_after)
        if field.name not in LIVE and then != since:
            yield field.name


def _changed(before: Sources, after: Sources) -> Iterator[str]:
    """Yield the names of the files that differ, came or went."""
    then, since = ({file.name: file.text for file in _texts(each)} for each in (before, after))
    yield from (name for name in {**then, **since} if then.get(name) != since.get(name))


def _texts(sources: Sources) -> tuple[FileText, ...]:
    return (*sources.themes, *sources.mappings, *sources.controllers, *sources.scenes)
