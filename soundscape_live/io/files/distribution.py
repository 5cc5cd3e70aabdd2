"""Where else a generator's picture goes: `record`, `whip` and what belongs to them in `[generators.…]`, and its `log`.

Rules: these are told to the process that the show starts, so they mean something beside `embedded`, and all but `log`
beside a Scope server, whose bridge that is; a token never stands in a show file, nor on a command line, but in a file
of its own.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from soundscape_live.io.files.errors import FileError, FormError, Problem, shown

LONGEST_TOKEN = 4_096
"Characters."


@dataclass(frozen=True, slots=True)
class Distribution:
    """Who gets the picture besides those who watch it."""

    record: str = ""
    "The Matroska file that it is recorded to; empty: none."
    record_asked: bool = False
    "Record only when asked."
    whip: str = ""
    "The endpoint of a media server that it is published to; empty: none."
    whip_token_file: str = ""
    "The file that holds what the media server asks for; empty: it asks for nothing."
    log: str = ""
    "The file in which it is noted what is drawn; empty: none."


class Keys(Protocol):
    """The keys of a table."""

    @property
    def record(self) -> str | None:
        """The file."""

    @property
    def record_asked(self) -> bool | None:
        """Whether to wait until asked."""

    @property
    def whip(self) -> str | None:
        """The endpoint."""

    @property
    def whip_token_file(self) -> str | None:
        """The file of its token."""

    @property
    def log(self) -> str | None:
        """The file."""


def read_film(text: str) -> str:
    """Read the name of a recording. FormError if it is none."""
    if not text.endswith(".mkv") or Path(text).name == ".mkv" or not text.isprintable() or len(text) > 1000:
        raise FormError("the name of a Matroska file, as in recordings/show.mkv")
    return text


def read_endpoint(text: str) -> str:
    """Read the address of a WHIP endpoint. FormError if it is none."""
    expected = FormError("a WHIP endpoint, as in https://media.example/whip/stage")
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > 1000:
        raise expected
    try:
        parts = urlsplit(text)
    except ValueError:
        raise expected from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise expected
    return text


def distribution(keys: Keys) -> Distribution:
    """Return what a table says."""
    return Distribution(
        keys.record or "", bool(keys.record_asked), keys.whip or "", keys.whip_token_file or "", keys.log or ""
    )


def own_problems(keys: Keys) -> Iterator[Problem]:
    """Say what is wrong within one table."""
    if keys.record_asked and keys.record is None:
        yield Problem("record_asked", "it beside record, which names the file", "true")
    if keys.whip_token_file is not None and keys.whip is None:
        yield Problem("whip_token_file", "it beside whip, which is what asks for it", shown(keys.whip_token_file))


def shared_problems(tables: Mapping[str, Keys]) -> Iterator[Problem]:
    """Say which generators would write to one file, or publish to one endpoint."""
    own = (("record", "a file of its own"), ("whip", "an endpoint of its own"), ("log", "a file of its own"))
    for key, expected in own:
        taken: dict[str, str] = {}
        for name, table in tables.items():
            value = getattr(table, key)
            if value is not None and (other := taken.setdefault(value, name)) != name:
                yield Problem(f"generators.{name}.{key}", f"{expected}, as {other} has that one", shown(value))


def read_token(path: str, where: str) -> str:
    """Return the token in a file, without spaces and line breaks around it. Blocks for a small file.

    FileError, which names `where`: it cannot be read, or holds none.
    """
    try:
        with Path(path).open(encoding="utf-8") as file:
            text = file.read(LONGEST_TOKEN + 2).strip()
    except OSError as error:
        raise FileError((f"{where}: {path} cannot be read: {error.strerror}",)) from None
    except UnicodeDecodeError:
        text = ""
    if not 0 < len(text) <= LONGEST_TOKEN or not text.isascii() or not text.isprintable():
        raise FileError((f"{where}: expected a file with the token on a line of its own; {path} holds something else",))
    return text


def check_folders(found: Distribution, where: str) -> None:
    """Raise FileError, which names `where`, if the folder of a file that is to be written is not there."""
    for key, path in (("record", found.record), ("log", found.log)):
        folder = Path(path).parent
        if path and not folder.is_dir():
            raise FileError((f"{where}.{key}: there is no folder {folder} for {Path(path).name}; make it first",))
