"""The sessions that were opened and not yet ended, kept on disk so that an engine that was killed leaves no ghost.

Rules: a process writes its own files alone, one for each generator, and takes over only those of processes that have
ended; a file that cannot be read or written is done without. Blocks for a small file: call it on a thread. No clock.
"""

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

MOST = 64
"Files of processes that have ended, above which the oldest go unread: their generators ended those sessions long ago."
ID_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Open:
    """A session at an address."""

    url: str
    session: str


class Sessions:
    """The sessions of one generator at one address; without a folder nothing outlives the process."""

    def __init__(self, folder: Path | None, generator: str, url: str) -> None:
        name = "".join(letter if letter.isalnum() else "_" for letter in generator)[:60]
        self._folder = folder
        self._own = folder and folder / f"{os.getpid()}-{name}.json"
        self._url = url
        self._ids: list[str] = []

    @property
    def ids(self) -> tuple[str, ...]:
        """The sessions that are not known to have ended, oldest first."""
        return tuple(self._ids)

    def take_over(self) -> None:
        """Adopt what processes that have ended left open at our address."""
        if self._folder is None:
            return
        with contextlib.suppress(OSError):
            for path in _orphans(self._folder):
                found = _read(path)
                if found is None or found.url == self._url:
                    path.unlink(missing_ok=True)
                    self._ids += [found.session] if found else []
            self._write()

    def opened(self, session: str) -> None:
        """Note a session that has begun."""
        self._ids.append(session)
        self._write()

    def ended(self, session: str) -> None:
        """Note that a session is over, or cannot be ended."""
        if session in self._ids:
            self._ids.remove(session)
            self._write()

    def _write(self) -> None:
        if self._own is None or self._folder is None:
            return
        with contextlib.suppress(OSError):
            if not self._ids:
                self._own.unlink(missing_ok=True)
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = self._own.with_suffix(".new")
            fresh.write_text(json.dumps({"url": self._url, "session": self._ids[-1]}))
            fresh.replace(self._own)


def _orphans(folder: Path) -> list[Path]:
    """Return the files of processes that have ended, at most MOST, the newest first; the others are removed."""
    found = [path for path in folder.glob("*-*.json") if not _lives(path.name.partition("-")[0])]
    found.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[MOST:]:
        path.unlink(missing_ok=True)
    return found[:MOST]


def _lives(pid: str) -> bool:
    """Return whether a process of this id runs; what is no id belongs to somebody else and is left alone."""
    if not pid.isdecimal() or len(pid) > 9:
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _read(path: Path) -> Open | None:
    try:
        value = json.loads(path.read_text())
        url, session = value["url"], value["session"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    fair = isinstance(url, str) and isinstance(session, str) and 0 < len(session) <= ID_CHARACTERS
    return Open(url, session) if fair and all(letter.isalnum() or letter in "-_" for letter in session) else None
