"""`soundscape-live replay`: play a show log again."""

from pathlib import Path

import click

from soundscape_live.app.replay import replay
from soundscape_live.cli.errors import Exit, leave, translated
from soundscape_live.io.files import FileError
from soundscape_live.io.log import LogError


@click.command("replay")
@click.argument("log", type=click.Path(path_type=Path))
@click.option("--outputs", type=click.Path(path_type=Path), help="Write the outputs here, one JSON line each.")
def replay_command(log: Path, outputs: Path | None) -> None:
    """Play the show log LOG again: the same inputs give the same outputs, to the byte."""
    with translated({LogError: Exit.FILE, FileError: Exit.FILE}):
        done = replay(log, outputs)
    click.echo(f"{done.inputs} inputs, {done.outputs} outputs, sha256 {done.sha256}")
    if done.same is None:
        click.echo("the log was cut short, so it does not say what the show's outputs were")
    elif done.same:
        click.echo("the same as in the show")
    else:
        why = f"; the log is of version {done.version}" if done.other_version else ""
        leave(Exit.NO, f"the outputs differ from those of the show{why}")
