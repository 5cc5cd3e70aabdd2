"""`soundscape-live light-check`: walk through the rig before the doors open."""

import asyncio
import os
from pathlib import Path

import click

from soundscape_live.app.light_check import PACE, Checked, Pace, check
from soundscape_live.app.lights import targets
from soundscape_live.cli.errors import Exit, leave, translated
from soundscape_live.io.files.addresses import parse_target
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Library, user_folder
from soundscape_live.io.files.offsets import keep_offset
from soundscape_live.io.files.reading import read_text
from soundscape_live.io.files.shows import ShowFile, parse_show
from soundscape_live.io.osc import OscError, OscTarget


@click.command("light-check")
@click.argument("names", nargs=-1)
@click.option("--show", "show_path", type=click.Path(path_type=Path), help="The show file whose targets are meant.")
@click.option("--target", "texts", metavar="NAME=PROFILE@HOST:PORT", multiple=True, help="A target; may be repeated.")
@click.option("--period", type=click.FloatRange(0.4, 4.0), default=PACE.period, help="Seconds between beats. [0.75]")
def light_check(names: tuple[str, ...], show_path: Path | None, texts: tuple[str, ...], period: float) -> None:
    """Send each target (or those of NAMES) one cue at a time, ask what was seen, and find how long its lamps take.

    What is found is written to offsets.toml in your own folder; a show takes it from there, where it says nothing.
    """
    with translated({FileError: Exit.FILE, OscError: Exit.DEVICE, OSError: Exit.FILE}):
        library = Library.standard(os.environ)
        show = parse_show(read_text(show_path, str(show_path)), str(show_path)) if show_path else ShowFile()
        if texts:
            found = tuple(parse_target(text, "--target") for text in texts)
            show = ShowFile(targets=found, safety=show.safety)
        rig = [one for one in targets(library.with_offsets(show), library.profile) if not names or one.name in names]
        if not rig:
            leave(Exit.USAGE, "there is no such target: name a show file with targets, or --target")
        folder = user_folder(os.environ)
        for one in rig:
            checked = asyncio.run(_check(one, Pace(period=period)))
            _tell(checked)
            if checked.offset_ms is not None and folder is not None:
                click.echo(f"written to {keep_offset(folder, one.name, checked.offset_ms)}")


async def _check(target: OscTarget, pace: Pace) -> Checked:
    async def ask(question: str) -> str:
        return (
            (await asyncio.to_thread(click.prompt, question, default="", prompt_suffix="", show_default=False))
            .strip()
            .lower()
        )

    return await check(target, click.echo, ask, pace)


def _tell(checked: Checked) -> None:
    missing = f"; not seen: {', '.join(checked.missing)}" if checked.missing else ""
    lamps = f"; its lamps take {checked.offset_ms} ms" if checked.offset_ms is not None else ""
    click.echo(f"{checked.target}: {len(checked.seen)} cues seen{missing}{lamps}")
