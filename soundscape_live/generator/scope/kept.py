"""The id of the session with a Scope server, on disk, so that one that a dead process left can be ended.

Two sessions there share one pipeline and overrule each other: a session that is left over spoils the next one.
Every method blocks for as long as a small file takes; a file that cannot be used is logged and done without.
"""

import json
import logging
from pathlib import Path

MOST = 200
"Letters of an id that can be meant."

log = logging.getLogger(__name__)


class Kept:
    """One file with at most one id."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def read(self) -> str:
        """Return the id of the session that was left, or nothing."""
        if self._path is None:
            return ""
        try:
            value = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ""
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read (%s): a session that was left cannot be ended", self._path, error)
            return ""
        id_ = value.get("session") if isinstance(value, dict) else None
        # It becomes a part of an address.
        plain = isinstance(id_, str) and len(id_) <= MOST and id_.replace("-", "").isalnum()
        return id_ if plain and isinstance(id_, str) else ""

    def write(self, id_: str) -> None:
        """Keep an id; an empty one removes what is kept."""
        if self._path is None:
            return
        try:
            if not id_:
                self._path.unlink(missing_ok=True)
                return
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = self._path.with_suffix(".new")
            new.write_text(json.dumps({"session": id_}), encoding="utf-8")
            new.replace(self._path)
        except OSError as error:
            log.warning("%s cannot be written (%s)", self._path, error)
