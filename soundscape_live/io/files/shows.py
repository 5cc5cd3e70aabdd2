"""Show files: everything that `soundscape-live run` can be told, as one frozen value.

Rules: every flag of the command line has a key here, every key a default; flags are laid over with
`dataclasses.replace`. Relative paths count from the directory in which the program was started.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from soundscape_live.io.files.addresses import (
    Address,
    Target,
    parse_address_or_off,
    parse_generator,
    parse_size,
    parse_target,
)
from soundscape_live.io.files.errors import FileError, attempt, sentence, succeeded
from soundscape_live.io.files.reading import parse_table
from soundscape_live.io.files.values import Seconds, Seed, Table, listing, number, text, whole
from soundscape_live.mapping.show import Music, Safety

_MUSIC = Music()
_SAFETY = Safety()
_OSC_IN = Address("127.0.0.1", 12100)
_PAGE = Address("127.0.0.1", 12180)


@dataclass(frozen=True, slots=True)
class Audio:
    """Where the music comes from."""

    source: str = "demo"
    "`demo`, the path of a sound file, or a pattern of a device's name."
    channels: tuple[int, ...] = ()
    "Which channels of a device to mix, counted from 1; empty: all."
    rate: int | None = None
    "Samples a second; None: the device's own."
    block: int = 256
    "Samples in a block."


@dataclass(frozen=True, slots=True)
class ShowFile:
    """What a show file holds. The defaults are the show that a fresh machine plays."""

    audio: Audio = Audio()
    theme: str = "violet-nebula"
    "The one to begin with. A file that lists themes and names none to begin with means the first."
    themes: tuple[str, ...] = ()
    "In the order of `theme_next`; empty: all that are found."
    mappings: tuple[str, ...] = ("default",)
    generator: str = "embedded"
    "`embedded`, `none`, or the address of a generator's server."
    generator_port: int = 12190
    "Of the embedded generator, on loopback."
    size: tuple[int, int] = (512, 288)
    "Width and height in pixels."
    fps: int = 30
    osc_in: Address | None = _OSC_IN
    targets: tuple[Target, ...] = ()
    page: Address | None = _PAGE
    page_token: str | None = None
    "What another machine must say before the page lets it play; None: other machines only look."
    log: str | None = None
    "The path of the show log; None: none is written."
    music: Music = _MUSIC
    safety: Safety = _SAFETY
    seed: int = 1


_SHOW = ShowFile()
_AUDIO = Audio()


class MusicTable(Table):
    """What may be assumed of the music."""

    beats_per_bar: Annotated[int, whole(1, 16)] = _MUSIC.beats_per_bar
    bpm_low: Annotated[float, number(20, 400)] = _MUSIC.bpm_low
    bpm_high: Annotated[float, number(20, 400)] = _MUSIC.bpm_high
    silence_db: Annotated[float, number(-120, 0)] = _MUSIC.silence_db
    silence_after: Seconds = _MUSIC.silence_after

    def frozen(self) -> Music:
        """Return the value that the core knows."""
        return Music(self.beats_per_bar, self.bpm_low, self.bpm_high, self.silence_db, self.silence_after)

    def problems(self, name: str) -> Iterator[str]:
        """Say what is wrong between keys that are right by themselves."""
        if self.bpm_high < 2 * self.bpm_low:
            expected = f"at least {2 * self.bpm_low:g}, twice bpm_low, so that every tempo folds in by octaves"
            yield sentence(name, "music.bpm_high", expected, self.bpm_high)


class SafetyTable(Table):
    """What protects the audience."""

    flashes_per_second: Annotated[float, number(0, 30)] = _SAFETY.flashes_per_second
    panic_theme: Annotated[str, text(60)] | None = _SAFETY.panic_theme
    blackout_fade: Annotated[float, number(0, 30)] = _SAFETY.blackout_fade

    def frozen(self) -> Safety:
        """Return the value that the core knows."""
        return Safety(self.flashes_per_second, self.panic_theme, self.blackout_fade)


class _Audio(Table):
    source: Annotated[str, text(1000)] = _AUDIO.source
    channels: Annotated[tuple[Annotated[int, whole(1, 256)], ...], listing(0, 64, "whole numbers")] = _AUDIO.channels
    rate: Annotated[int, whole(8000, 192_000)] | None = _AUDIO.rate
    block: Annotated[int, whole(16, 8192)] = _AUDIO.block


class _Show(Table):
    audio: _Audio = _Audio()
    theme: Annotated[str, text(60)] | None = None
    themes: Annotated[tuple[Annotated[str, text(60)], ...], listing(0, 256, "texts")] = _SHOW.themes
    mappings: Annotated[tuple[Annotated[str, text(60)], ...], listing(0, 32, "texts")] = _SHOW.mappings
    generator: Annotated[str, text(520)] = _SHOW.generator
    generator_port: Annotated[int, whole(0, 65535)] = _SHOW.generator_port
    size: Annotated[str, text(20)] = f"{_SHOW.size[0]}x{_SHOW.size[1]}"
    fps: Annotated[int, whole(1, 60)] = _SHOW.fps
    osc_in: Annotated[str, text(300)] = f"{_OSC_IN.host}:{_OSC_IN.port}"
    targets: Annotated[tuple[Annotated[str, text(400)], ...], listing(0, 32, "texts")] = ()
    page: Annotated[str, text(300)] = f"{_PAGE.host}:{_PAGE.port}"
    page_token: Annotated[str, text(200, shortest=8)] | None = _SHOW.page_token
    log: Annotated[str, text(1000)] | None = _SHOW.log
    music: MusicTable = MusicTable()
    safety: SafetyTable = SafetyTable()
    seed: Seed = _SHOW.seed


def parse_show(content: str, name: str) -> ShowFile:
    """Read a show file's text. FileError says all that is wrong; themes and mappings are looked for later."""
    table = parse_table(_Show, content, name)
    places, place_errors = attempt(
        partial(parse_address_or_off, written, f"{name}: {key}")
        for key, written in (("osc_in", table.osc_in), ("page", table.page))
    )
    targets, target_errors = attempt(
        partial(parse_target, written, f"{name}: targets[{i}]") for i, written in enumerate(table.targets, 1)
    )
    sizes, size_errors = attempt([partial(parse_size, table.size, f"{name}: size")])
    generators, generator_errors = attempt([partial(parse_generator, table.generator, f"{name}: generator")])
    rest = FileError((*table.music.problems(name), *_repeated(table, name)))
    succeeded([*place_errors, *target_errors, *size_errors, *generator_errors, rest])
    osc_in, page = places
    succeeded([FileError(tuple(show_problems(tuple(targets), osc_in, name)))])
    return ShowFile(
        audio=Audio(table.audio.source, table.audio.channels, table.audio.rate, table.audio.block),
        theme=table.theme or next(iter(table.themes), _SHOW.theme),
        themes=table.themes,
        mappings=table.mappings,
        generator=generators[0],
        generator_port=table.generator_port,
        size=sizes[0],
        fps=table.fps,
        osc_in=osc_in,
        targets=tuple(targets),
        page=page,
        page_token=table.page_token,
        log=table.log,
        music=table.music.frozen(),
        safety=table.safety.frozen(),
        seed=table.seed,
    )


def show_problems(targets: tuple[Target, ...], osc_in: Address | None, name: str) -> Iterator[str]:
    """Say which targets share a name, or would send the cues back to where OSC comes in.

    For the command line as well, once its flags have been laid over: `name` is what the sentences begin with.
    """
    names = [target.name for target in targets]
    for target in targets:
        if names.count(target.name) > 1:
            yield sentence(name, "targets", "a name for each target that no other has", target.name)
        if osc_in is not None and (target.host, target.port) == (osc_in.host, osc_in.port):
            expected = "an address other than osc_in, where cues would come back in"
            yield sentence(name, "targets", expected, f"{target.host}:{target.port}")


def _repeated(table: _Show, name: str) -> Iterator[str]:
    lists = {"themes": table.themes, "mappings": table.mappings, "audio.channels": table.audio.channels}
    for key, values in lists.items():
        for value in sorted({value for value in values if values.count(value) > 1}, key=str):
            yield sentence(name, key, "each once", value)
