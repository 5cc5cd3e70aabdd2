"""What `soundscape-live generator` does instead of drawing for an audience: pass on, pretend, or make a sheet."""

import asyncio
import json
from functools import partial
from pathlib import Path

import click

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.generator.picture import Refusal
from soundscape_live.generator.pretend.pipeline import Manner
from soundscape_live.generator.pretend.run import run_pretended
from soundscape_live.generator.run import run_generator
from soundscape_live.generator.scope.bridge import Bridge
from soundscape_live.generator.scope.settings import ScopeSettings, state_file
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.generator.sheet.make import check_file, make_sheet
from soundscape_live.host.priority import give_way
from soundscape_live.wire.scope import StandIn


def make(settings: GeneratorSettings, path: Path) -> None:
    """Make a sheet or a video of how a renderer answers, or end with a sentence about what is wrong."""
    try:
        check_file(path)
        make_sheet(settings, path, click.echo)
    except ValueError as error:
        leave(Exit.USAGE, str(error))
    except Refusal as refusal:
        leave(Exit.DEVICE, str(refusal))
    except OSError as error:
        leave(Exit.FILE, f"--sheet: {path}: {error.strerror or error}")


def pretend(settings: GeneratorSettings, seconds: float, frames: int | None) -> int:
    """Pretend to be a Scope server; return run_pretended's exit code. Blocks."""
    return run_pretended(settings, Manner(chunk=seconds), frames)


def pass_on(
    settings: GeneratorSettings,
    url: str,
    pipeline: str,
    stand_in: str,
    load_params: tuple[str, ...],
    state: Path | None,
    size: tuple[int, int] | None,
) -> int:
    """Serve what the Scope server at `url` draws; return run_generator's exit code. Blocks."""
    try:
        scope = ScopeSettings(
            url=url,
            pipeline=pipeline,
            stand_in=StandIn(stand_in.replace("-", "_")),
            size=size,
            params=tuple(_load_param(text) for text in load_params),
            state=state or state_file(url),
        )
    except ValueError as error:
        leave(Exit.USAGE, f"--scope: {error}")
    give_way()
    with asyncio.Runner() as runner:
        return run_generator(settings, partial(Bridge, scope), runner)


def _load_param(text: str) -> tuple[str, object]:
    """Read `KEY=VALUE`; a value that is no JSON is a text."""
    key, sign, value = text.partition("=")
    if not (key and sign):
        leave(Exit.USAGE, f"--load-param: expected KEY=VALUE, such as vae_type=lightvae; found {text!r:.80}")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
