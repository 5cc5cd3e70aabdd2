"""The texts a show is built from, as one value that a show log's header can hold.

Rules: the same Sources give the same Show, on any machine; no file is read here.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from pydantic import BeforeValidator

from soundscape_live.io.files.controllers import parse_controller
from soundscape_live.io.files.errors import FileError, Problem, attempt, near, shown, succeeded
from soundscape_live.io.files.generators import MOST, RuleTable, rule_json
from soundscape_live.io.files.loras import LoraTables, lora_rules, loras_json
from soundscape_live.io.files.losses import LossSource, LossTable, loss_json, loss_rules
from soundscape_live.io.files.mappings import parse_mapping
from soundscape_live.io.files.reading import MAX_BYTES, check_table, stem
from soundscape_live.io.files.scenes import SceneFile, parse_scenes
from soundscape_live.io.files.shows import MusicTable, SafetyTable, TempoTable
from soundscape_live.io.files.stage import asked_problems, stage_problems, stored_names, together
from soundscape_live.io.files.themes import parse_theme
from soundscape_live.io.files.values import Seed, Table, listing, wrong
from soundscape_live.mapping.binding import Act, ActTarget, Binding
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.loss import LossRules
from soundscape_live.mapping.show import GeneratorRule, Music, Safety, Show, TempoRules

_MUSIC = Music()
_SAFETY = Safety()
_TEMPO = TempoRules()
_LOSS = LossRules()
_MAIN = RuleTable.model_validate(rule_json(GeneratorRule()))
"Of a log that was written when there was one generator."


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's name, as errors show it, and what stands in it."""

    name: str
    text: str

    @property
    def stem(self) -> str:
        """How people call the file."""
        return stem(self.name)


@dataclass(frozen=True, slots=True)
class Sources:
    """All that decides a Show."""

    themes: tuple[FileText, ...]
    "In the order of `theme_next`."
    mappings: tuple[FileText, ...]
    controllers: tuple[FileText, ...]
    theme: str
    "The one to begin with."
    music: Music = _MUSIC
    safety: Safety = _SAFETY
    seed: int = 1
    tempo: TempoRules = _TEMPO
    scenes: tuple[FileText, ...] = ()
    loss: LossRules = _LOSS
    generators: tuple[GeneratorRule, ...] = (GeneratorRule(),)
    loras: tuple[LoraRule, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return a value that json.dumps writes. The reverse of from_json."""
        return {
            "themes": [dataclasses.asdict(file) for file in self.themes],
            "mappings": [dataclasses.asdict(file) for file in self.mappings],
            "controllers": [dataclasses.asdict(file) for file in self.controllers],
            "theme": self.theme,
            "music": dataclasses.asdict(self.music),
            "safety": dataclasses.asdict(self.safety),
            "seed": self.seed,
            "tempo": dataclasses.asdict(self.tempo),
            "scenes": [dataclasses.asdict(file) for file in self.scenes],
            "loss": loss_json(self.loss),
            "generators": [rule_json(rule) for rule in self.generators],
            "loras": loras_json(self.loras),
        }

    @classmethod
    def from_json(cls, value: object, name: str = "sources") -> "Sources":
        """Read what to_json returned, after json.loads. FileError, which names `name`, if it is not whole."""
        table = check_table(_Sources, value, name)
        return cls(
            tuple(file.frozen() for file in table.themes),
            tuple(file.frozen() for file in table.mappings),
            tuple(file.frozen() for file in table.controllers),
            table.theme,
            table.music.frozen(),
            table.safety.frozen(),
            table.seed,
            table.tempo.frozen(),
            tuple(file.frozen() for file in table.scenes),
            loss_rules(table.loss),
            tuple(rule.frozen() for rule in table.generators),
            lora_rules(table.loras),
        )


def _content(value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_BYTES:
        raise wrong(f"a text of at most {MAX_BYTES} characters", value)
    return value


class _File(Table):
    name: Annotated[str, BeforeValidator(_content)]
    text: Annotated[str, BeforeValidator(_content)]

    def frozen(self) -> FileText:
        return FileText(self.name, self.text)


class _Sources(Table):
    themes: Annotated[tuple[_File, ...], listing(1, 256, "tables")]
    mappings: Annotated[tuple[_File, ...], listing(0, 33, "tables")]
    controllers: Annotated[tuple[_File, ...], listing(0, 256, "tables")]
    theme: Annotated[str, BeforeValidator(_content)]
    music: MusicTable
    safety: SafetyTable
    seed: Seed
    tempo: TempoTable = TempoTable()
    scenes: Annotated[tuple[_File, ...], listing(0, 32, "tables")] = ()
    loss: dict[LossSource, LossTable] = {}  # noqa: RUF012  pydantic copies a default
    generators: Annotated[tuple[RuleTable, ...], listing(1, MOST + 1, "tables")] = (_MAIN,)
    loras: LoraTables = {}  # noqa: RUF012  pydantic copies a default


def build_show(sources: Sources) -> Show:
    """Build the show. FileError says all that is wrong with any of its files, and which named theme is missing."""
    themes, theme_errors = attempt(partial(parse_theme, file.text, file.name) for file in sources.themes)
    made, controller_errors = attempt(partial(parse_controller, file.text, file.name) for file in sources.controllers)
    controllers = {controller.name: controller for controller in made}
    mapped, mapping_errors = attempt(
        partial(parse_mapping, file.text, file.name, controllers) for file in sources.mappings
    )
    staged, scene_errors = attempt(partial(parse_scenes, file.text, file.name) for file in sources.scenes)
    succeeded([*theme_errors, *controller_errors, *mapping_errors, *scene_errors])
    problems = (*_problems(sources, mapped), *_stage_problems(sources, staged, mapped))
    if problems:
        raise FileError(problems)
    return Show(
        tuple(themes),
        sources.theme,
        tuple(binding for mapping in mapped for binding in mapping),
        sources.safety,
        sources.music,
        sources.tempo,
        sources.seed,
        together(staged),
        tuple(cue for file in staged for cue in file.cues),
        sources.loss,
        sources.generators,
        sources.loras,
    )


def _problems(sources: Sources, mapped: list[tuple[Binding, ...]]) -> Iterator[str]:
    """Say which theme is asked for and not there, or there twice."""
    stems = [file.stem for file in sources.themes]
    for repeated in sorted({called for called in stems if stems.count(called) > 1}):
        yield Problem("themes", "each theme once", shown(repeated)).said("the show")
    asked = [("the show", "theme", sources.theme), ("the show", "safety.panic_theme", sources.safety.panic_theme)]
    for file, bindings in zip(sources.mappings, mapped, strict=True):
        asked += [(file.name, "a binding's argument", theme) for theme in _asked(bindings)]
    for name, where, theme in asked:
        if theme is not None and theme not in stems:
            expected = f"one of the show's themes, {', '.join(stems) or 'of which there are none'}"
            yield Problem(where, expected, shown(theme), near(theme, stems)).said(name)


def _stage_problems(sources: Sources, staged: list[SceneFile], mapped: list[tuple[Binding, ...]]) -> Iterator[str]:
    """Say which theme, scene or cue is asked for by scenes, cues and bindings and is not there."""
    themes = [file.stem for file in sources.themes]
    scenes = [scene.name for scene in together(staged)]
    cues = [cue.name for file in staged for cue in file.cues]
    for text, file in zip(sources.scenes, staged, strict=True):
        yield from stage_problems(text.name, file, themes, scenes)
    scenes += [scene for bindings in mapped for scene in stored_names(bindings)]
    for text, bindings in zip(sources.mappings, mapped, strict=True):
        yield from asked_problems(text.name, bindings, scenes, cues, [rule.name for rule in sources.loras])


def _asked(bindings: tuple[Binding, ...]) -> Iterator[str]:
    for binding in bindings:
        match binding.target:
            case ActTarget(act=Act.THEME, argument=str(theme)):
                yield theme
            case _:
                pass
