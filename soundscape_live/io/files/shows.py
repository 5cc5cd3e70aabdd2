"""Show files: everything that `soundscape-live run` can be told, as one frozen value.

Rules: every flag of the command line has a key here, every key a default; flags are laid over with
`dataclasses.replace`. Relative paths count from the directory in which the program was started.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from typing_extensions import override

from soundscape_live.io.files.addresses import (
    Address,
    Network,
    Target,
    read_generator,
    read_listener,
    read_network,
    read_place,
    read_size,
    read_target,
)
from soundscape_live.io.files.errors import FileError, Problem, shown
from soundscape_live.io.files.generators import Generator, Generators, generator_problems, generators
from soundscape_live.io.files.loras import LoraTables, lora_problems, lora_rules
from soundscape_live.io.files.losses import LossSource, LossTable, loss_rules
from soundscape_live.io.files.reading import parse_table
from soundscape_live.io.files.stored import STORED
from soundscape_live.io.files.values import Flag, Seconds, Seed, Table, form, listing, number, one_of, text, whole
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.loss import LossRules
from soundscape_live.mapping.show import Music, Safety, TempoRules
from soundscape_live.model import TEMPO_SOURCES

_MUSIC = Music()
_SAFETY = Safety()
_TEMPO = TempoRules()
_LOSS = LossRules()
_OSC_IN = Address("127.0.0.1", 12100)
_PAGE = Address("127.0.0.1", 12180)
_OSC_QUERY = Address("127.0.0.1", 12181)


@dataclass(frozen=True, slots=True)
class Audio:
    """Where the music comes from."""

    source: str = "demo"
    "`demo`, the path of a sound file, or a pattern of a device's name."
    channels: tuple[int, ...] = ()
    "Which channels of a device to mix, counted from 1; empty: the first two."
    rate: int | None = None
    "Samples a second; None: the device's own."
    block: int = 256
    "Samples in a block."


@dataclass(frozen=True, slots=True)
class Midi:
    """Which MIDI is listened to."""

    clock: str = "*"
    "A pattern of the inputs whose clock may lead the tempo, or `off`."


@dataclass(frozen=True, slots=True)
class Osc:
    """Who plays over OSC, and who is told what."""

    allow: tuple[Network, ...] = ()
    "Who may send; empty: this machine and the private networks."
    feedback: tuple[Address, ...] = ()
    "Who is told what its controls should show, without having subscribed."
    query: Address | None = _OSC_QUERY
    "Where OSCQuery is."
    advertise: bool | None = None
    "Whether the network is told; None: of what other machines can reach."


@dataclass(frozen=True, slots=True)
class ShowFile:
    """What a show file holds. The defaults are the show that a fresh machine plays."""

    audio: Audio = Audio()
    theme: str = "violet-nebula"
    "The one to begin with. A file that lists themes and names none to begin with means the first."
    themes: tuple[str, ...] = ()
    "In the order of `theme_next`; empty: all that are found."
    mappings: tuple[str, ...] = ("default",)
    scenes: tuple[str, ...] = (STORED,)
    "Files of scenes and cues; of two scenes of one name the later counts. STORED need not be there."
    generators: tuple[Generator, ...] = (Generator(),)
    "In the show's order; main is always there."
    generator_port: int = 12190
    "Of the first embedded generator."
    size: tuple[int, int] = (512, 288)
    "Width and height in pixels."
    fps: int = 30
    osc_in: Address | None = _OSC_IN
    targets: tuple[Target, ...] = ()
    osc: Osc = Osc()
    page: Address | None = _PAGE
    token: str | None = None
    "What another machine must say before the page lets it play; None: other machines only look."
    seconds: float | None = None
    "How long it plays; None: until it is told to stop."
    log: str | None = None
    "The path of the show log; None: none is written."
    report: str | None = None
    "The path of the report that is written at the end; None: none is."
    probe: bool = False
    "Watch the picture in a process of its own and measure its delay."
    music: Music = _MUSIC
    safety: Safety = _SAFETY
    tempo: TempoRules = _TEMPO
    midi: Midi = Midi()
    loss: LossRules = _LOSS
    seed: int = 1
    loras: tuple[LoraRule, ...] = ()


_SHOW = ShowFile()
_MIDI = Midi()
_AUDIO = Audio()
_OSC = Osc()


def _target_problems(targets: tuple[Target, ...], osc_in: Address | None) -> Iterator[Problem]:
    names = [target.name for target in targets]
    for i, target in enumerate(targets, 1):
        if names.count(target.name) > 1:
            yield Problem(f"targets[{i}]", "a name that no other target has", shown(target.name))
        if osc_in is not None and Address(target.host, target.port).comes_in_at(osc_in):
            expected = "an address other than osc_in, where the cues would come back in"
            yield Problem(f"targets[{i}]", expected, shown(f"{target.host}:{target.port}"))


def _feedback_problems(feedback: tuple[Address, ...], osc_in: Address | None) -> Iterator[Problem]:
    for i, listener in enumerate(feedback, 1):
        if osc_in is not None and listener.comes_in_at(osc_in):
            expected = "an address other than osc_in, where the feedback would come back in"
            yield Problem(f"osc.feedback[{i}]", expected, shown(f"{listener.host}:{listener.port}"))
        if listener in feedback[: i - 1]:
            yield Problem(f"osc.feedback[{i}]", "each once", shown(f"{listener.host}:{listener.port}"))


def _repeated(key: str, values: Sequence[str | int]) -> Iterator[Problem]:
    for value in dict.fromkeys(value for value in values if values.count(value) > 1):
        yield Problem(key, "each once", shown(value))


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

    @override
    def problems(self) -> Iterator[Problem]:
        if self.bpm_high < 2 * self.bpm_low:
            expected = f"at least {2 * self.bpm_low:g}, twice bpm_low, so that every tempo folds in by octaves"
            yield Problem("bpm_high", expected, f"{self.bpm_high:g}")


class SafetyTable(Table):
    """What protects the audience."""

    flashes_per_second: Annotated[float, number(0, 30)] = _SAFETY.flashes_per_second
    panic_theme: Annotated[str, text(60)] | None = _SAFETY.panic_theme
    blackout_fade: Annotated[float, number(0, 30)] = _SAFETY.blackout_fade

    def frozen(self) -> Safety:
        """Return the value that the core knows."""
        return Safety(self.flashes_per_second, self.panic_theme, self.blackout_fade)


class TempoTable(Table):
    """Whom the beat follows."""

    order: Annotated[tuple[Annotated[str, one_of(TEMPO_SOURCES)], ...], listing(1, len(TEMPO_SOURCES), "names")] = (
        _TEMPO.order
    )
    glide: Annotated[float, number(0.01, 0.5)] = _TEMPO.glide

    def frozen(self) -> TempoRules:
        """Return the value that the core knows."""
        return TempoRules(self.order, self.glide)

    @override
    def problems(self) -> Iterator[Problem]:
        yield from _repeated("order", self.order)


class _Midi(Table):
    clock: Annotated[str, text(200)] = _MIDI.clock


class _Audio(Table):
    source: Annotated[str, text(1000)] = _AUDIO.source
    channels: Annotated[tuple[Annotated[int, whole(1, 256)], ...], listing(0, 64, "whole numbers")] = _AUDIO.channels
    rate: Annotated[int, whole(8000, 192_000)] | None = _AUDIO.rate
    block: Annotated[int, whole(16, 8192)] = _AUDIO.block

    @override
    def problems(self) -> Iterator[Problem]:
        yield from _repeated("channels", self.channels)


class _Osc(Table):
    allow: Annotated[tuple[Annotated[Network, form(read_network)], ...], listing(0, 32, "texts")] = ()
    feedback: Annotated[tuple[Annotated[Address, form(read_listener)], ...], listing(0, 32, "texts")] = ()
    query: Annotated[Address | None, form(read_place)] = _OSC.query
    advertise: Flag | None = _OSC.advertise


class _Show(Table):
    audio: _Audio = _Audio()
    theme: Annotated[str, text(60)] | None = None
    themes: Annotated[tuple[Annotated[str, text(60)], ...], listing(0, 256, "texts")] = _SHOW.themes
    mappings: Annotated[tuple[Annotated[str, text(60)], ...], listing(0, 32, "texts")] = _SHOW.mappings
    scenes: Annotated[tuple[Annotated[str, text(60)], ...], listing(0, 32, "texts")] = _SHOW.scenes
    generator: Annotated[str, form(read_generator)] | None = None
    generators: Generators = {}  # noqa: RUF012  pydantic copies a default
    generator_port: Annotated[int, whole(0, 65535)] = _SHOW.generator_port
    size: Annotated[tuple[int, int], form(read_size)] = _SHOW.size
    fps: Annotated[int, whole(1, 60)] = _SHOW.fps
    osc_in: Annotated[Address | None, form(read_place)] = _SHOW.osc_in
    targets: Annotated[tuple[Annotated[Target, form(read_target)], ...], listing(0, 32, "texts")] = ()
    osc: _Osc = _Osc()
    page: Annotated[Address | None, form(read_place)] = _SHOW.page
    token: Annotated[str, text(200, shortest=8)] | None = _SHOW.token
    seconds: Annotated[float, number(0.1, 1e6)] | None = _SHOW.seconds
    log: Annotated[str, text(1000)] | None = _SHOW.log
    report: Annotated[str, text(1000)] | None = _SHOW.report
    probe: Flag = _SHOW.probe
    music: MusicTable = MusicTable()
    safety: SafetyTable = SafetyTable()
    tempo: TempoTable = TempoTable()
    midi: _Midi = _Midi()
    loss: dict[LossSource, LossTable] = {}  # noqa: RUF012  pydantic copies a default
    seed: Seed = _SHOW.seed
    loras: LoraTables = {}  # noqa: RUF012  pydantic copies a default

    @override
    def problems(self) -> Iterator[Problem]:
        yield from _target_problems(self.targets, self.osc_in)
        yield from _feedback_problems(self.osc.feedback, self.osc_in)
        yield from generator_problems(self.generator, self.generators)
        yield from lora_problems(self.loras)
        yield from _repeated("themes", self.themes)
        yield from _repeated("mappings", self.mappings)
        yield from _repeated("scenes", self.scenes)


def parse_show(content: str, name: str) -> ShowFile:
    """Read a show file's text. FileError says all that is wrong; themes and mappings are looked for later."""
    table = parse_table(_Show, content, name)
    return ShowFile(
        audio=Audio(table.audio.source, table.audio.channels, table.audio.rate, table.audio.block),
        theme=table.theme or next(iter(table.themes), _SHOW.theme),
        themes=table.themes,
        mappings=table.mappings,
        scenes=table.scenes,
        generators=generators(table.generator, table.generators),
        generator_port=table.generator_port,
        size=table.size,
        fps=table.fps,
        osc_in=table.osc_in,
        targets=table.targets,
        osc=Osc(table.osc.allow, table.osc.feedback, table.osc.query, table.osc.advertise),
        page=table.page,
        token=table.token,
        seconds=table.seconds,
        log=table.log,
        report=table.report,
        probe=table.probe,
        music=table.music.frozen(),
        safety=table.safety.frozen(),
        tempo=table.tempo.frozen(),
        midi=Midi(table.midi.clock),
        loss=loss_rules(table.loss),
        seed=table.seed,
        loras=lora_rules(table.loras),
    )


def check_targets(show: ShowFile, name: str) -> None:
    """Raise FileError if targets share a name, or would send what they get back to where OSC comes in.

    For the command line, once its flags have been laid over: `name` is what the sentences begin with.
    """
    found = (*_target_problems(show.targets, show.osc_in), *_feedback_problems(show.osc.feedback, show.osc_in))
    problems = tuple(problem.said(name) for problem in found)
    if problems:
        raise FileError(problems)
