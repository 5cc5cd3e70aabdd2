"""Where themes, mappings and controllers are found: the user's folder first, then the shipped ones.

Rules: a file of the user stands before a shipped one of the same name. A bad file that nobody asked for is reported
and left out; one that was asked for is an error. Everything here reads the disk and blocks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeAlias

from soundscape_live.io.files.controllers import Controller, parse_controller
from soundscape_live.io.files.errors import FileError, Problem, attempt, near, shown, succeeded
from soundscape_live.io.files.learned import LEARNED
from soundscape_live.io.files.mappings import named_controller, parse_mapping
from soundscape_live.io.files.reading import read_text
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import FileText, Sources, build_show
from soundscape_live.io.files.stored import STORED
from soundscape_live.io.files.themes import parse_theme
from soundscape_live.mapping.binding import Binding
from soundscape_live.mapping.theme import Theme

Stamp: TypeAlias = tuple[str, int, int]
"A file's path, its time in nanoseconds, and its size."

PACKAGE = Path(__file__).resolve().parents[2]


class Kind(StrEnum):
    """The kinds of file, by their folders."""

    THEMES = "themes"
    MAPPINGS = "mappings"
    CONTROLLERS = "mappings/controllers"
    SCENES = "scenes"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a show is built from, and which files were left out and why."""

    sources: Sources
    left_out: tuple[FileError, ...]


def user_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the user's own folder, by the XDG base directory rules; None if there is no home to look in."""
    config = environ.get("XDG_CONFIG_HOME", "")
    if Path(config).is_absolute():
        return Path(config) / "soundscape_live"
    home = environ.get("HOME", "")
    return Path(home) / ".config" / "soundscape_live" if Path(home).is_absolute() else None


def state_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the folder for what the program keeps for itself: systemd's for a service, else by the XDG rules."""
    service = environ.get("STATE_DIRECTORY", "").partition(":")[0]
    if Path(service).is_absolute():
        return Path(service)
    state = environ.get("XDG_STATE_HOME", "")
    if Path(state).is_absolute():
        return Path(state) / "soundscape_live"
    home = environ.get("HOME", "")
    return Path(home) / ".local" / "state" / "soundscape_live" if Path(home).is_absolute() else None


def shipped_folder() -> Path:
    """Return the folder of the shipped files: the package's own, or in a checkout the one that holds the package."""
    return PACKAGE if (PACKAGE / Kind.THEMES).is_dir() else PACKAGE.parent


def stamp(path: Path) -> Stamp:
    """Return a file's name, time and size, by which a change of it shows; a file that is not there has neither."""
    try:
        found = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), found.st_mtime_ns, found.st_size


class Library:
    """The user's files and the shipped ones; a file of the user hides its namesake.

    A shipped file is called by its path within `shipped`, so that logs of two machines agree; a user's by its whole.
    """

    def __init__(self, shipped: Path, user: Path | None = None) -> None:
        self._shipped = shipped
        self._folders = (user, shipped) if user else (shipped,)

    @classmethod
    def standard(cls, environ: Mapping[str, str]) -> "Library":
        """Return the library of the user's folder and the shipped files; `environ` is os.environ."""
        return cls(shipped_folder(), user_folder(environ))

    def stamps(self) -> tuple[Stamp, ...]:
        """Return the stamps of all its files."""
        return tuple(stamp(path) for kind in Kind for _, path in sorted(self._paths(kind).items()))

    def names(self, kind: Kind) -> tuple[str, ...]:
        """Return what there is of a kind, in the order of the alphabet."""
        return tuple(sorted(self._paths(kind)))

    def text(self, kind: Kind, name: str) -> FileText:
        """Read one file. FileError if it is not there, with near matches, or cannot be read."""
        paths = self._paths(kind)
        if name not in paths:
            folders = " or ".join(str(folder / kind) for folder in self._folders)
            known = ", ".join(sorted(paths)) or f"the files in {folders}, where there are none"
            problem = Problem("the name", f"one of {known}", shown(name), near(name, paths))
            raise FileError((problem.said(kind),))
        path = paths[name]
        called = str(path.relative_to(self._shipped)) if path.is_relative_to(self._shipped) else str(path)
        return FileText(called, read_text(path, called))

    def texts(self, kind: Kind) -> tuple[tuple[FileText, ...], tuple[FileError, ...]]:
        """Read all files of a kind; return those that can be read, and what is wrong with the others."""
        texts, errors = attempt(partial(self.text, kind, name) for name in self.names(kind))
        return tuple(texts), tuple(errors)

    def theme(self, name: str) -> Theme:
        """Read one theme."""
        file = self.text(Kind.THEMES, name)
        return parse_theme(file.text, file.name)

    def themes(self) -> tuple[tuple[Theme, ...], tuple[FileError, ...]]:
        """Read all themes; return the good ones, and what is wrong with the others."""
        themes, errors = attempt(partial(self.theme, name) for name in self.names(Kind.THEMES))
        return tuple(themes), tuple(errors)

    def controller(self, name: str) -> Controller:
        """Read one controller."""
        file = self.text(Kind.CONTROLLERS, name)
        return parse_controller(file.text, file.name)

    def mapping(self, name: str) -> tuple[Binding, ...]:
        """Read one mapping, and the controller that it asks for."""
        file = self.text(Kind.MAPPINGS, name)
        asked = named_controller(file.text, file.name)
        controllers = {asked: self.controller(asked)} if asked is not None else {}
        return parse_mapping(file.text, file.name, controllers)

    def gather(self, show: ShowFile) -> Gathered:
        """Read every file that a show needs. FileError says all that is wrong with those that it asks for by name."""
        names = show.themes or self.names(Kind.THEMES)
        asked = show.themes or [name for name in names if name in (show.theme, show.safety.panic_theme)]
        _, theme_errors = attempt(partial(self._good_theme, name) for name in asked)
        mappings, mapping_errors = attempt(partial(self.text, Kind.MAPPINGS, name) for name in show.mappings)
        controllers, controller_errors = attempt(
            partial(self.text, Kind.CONTROLLERS, name) for name in _controllers(mappings)
        )
        there = self._paths(Kind.SCENES)
        wanted = [name for name in show.scenes if name != STORED or name in there]
        scenes, scene_errors = attempt(partial(self.text, Kind.SCENES, name) for name in wanted)
        succeeded([*theme_errors, *mapping_errors, *controller_errors, *scene_errors])
        themes, left_out = attempt(partial(self._good_theme, name) for name in names)
        sources = Sources(
            tuple(themes),
            tuple(mappings),
            tuple(controllers),
            show.theme,
            show.music,
            show.safety,
            show.seed,
            show.tempo,
            tuple(scenes),
            show.loss,
            tuple(one.rule for one in show.generators),
            show.loras,
        )
        sources, bad = self._with_learned(sources)
        return Gathered(sources, (*left_out, *bad))

    def _with_learned(self, sources: Sources) -> tuple[Sources, tuple[FileError, ...]]:
        """Add the learnt controls, if there are any and they can be used; else say what is wrong with them."""
        if LEARNED not in self.names(Kind.MAPPINGS) or LEARNED in (file.stem for file in sources.mappings):
            return sources, ()
        try:
            file = self.text(Kind.MAPPINGS, LEARNED)
        except FileError as error:
            return sources, (error,)
        whole = replace(sources, mappings=(*sources.mappings, file))
        try:
            build_show(whole)
        except FileError as error:
            mine = tuple(problem for problem in error.problems if problem.startswith(f"{file.name}: "))
            # What is wrong with the show's own files is said when the show is built.
            return (sources, (FileError(mine),)) if mine else (whole, ())
        return whole, ()

    def _good_theme(self, name: str) -> FileText:
        file = self.text(Kind.THEMES, name)
        parse_theme(file.text, file.name)
        return file

    def _paths(self, kind: Kind) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in reversed(self._folders):
            try:
                files = sorted((folder / kind).glob("[!.]*.toml"))
            except OSError:  # a folder that may not be read holds nothing for us
                continue
            found |= {path.stem: path for path in files}
        return found


def _controllers(mappings: list[FileText]) -> Iterator[str]:
    """Yield the controllers that mappings ask for; a mapping that cannot be read says so when the show is built."""
    asked, _ = attempt(partial(named_controller, file.text, file.name) for file in mappings)
    yield from dict.fromkeys(name for name in asked if name is not None)
