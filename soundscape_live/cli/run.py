"""`soundscape-live run`: play a show."""

import asyncio
import dataclasses
from pathlib import Path

import click

from soundscape_live.app.run import Run, RunOptions
from soundscape_live.cli.errors import Exit, leave, translated
from soundscape_live.io.audio import AudioError
from soundscape_live.io.files import (
    FileError,
    Library,
    ShowFile,
    parse_address,
    parse_show,
    parse_size,
    parse_target,
)
from soundscape_live.io.log import LogError
from soundscape_live.io.osc import OscError
from soundscape_live.web import PageError

FILES = click.Path(path_type=Path)


@click.command("run")
@click.option("--show", "show_path", type=FILES, help="A show file (TOML); every option below has a key there.")
@click.option("--audio", metavar="demo|FILE|DEVICE", help="What to listen to. [demo]")
@click.option("--theme", metavar="NAME", help="The theme to begin with.")
@click.option("--mapping", "mappings", metavar="NAME", multiple=True, help="What the hands do; may be repeated.")
@click.option("--generator", metavar="embedded|URL|none", help="What makes the picture. [embedded]")
@click.option("--target", "targets", metavar="NAME=PROFILE@HOST:PORT", multiple=True, help="Who gets the cues.")
@click.option("--osc-in", metavar="HOST:PORT", help="Where OSC is listened for, or off. [127.0.0.1:12100]")
@click.option("--page", metavar="HOST:PORT|off", help="Where the page is. [127.0.0.1:12180]")
@click.option("--size", metavar="WxH", help="The picture's size. [512x288]")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="End after so long.")
@click.option("--log", "log_path", type=FILES, help="Keep a log from which the show can be played again.")
@click.option("--report", "report_path", type=FILES, help="Write a report (JSON) at the end.")
@click.option("--probe", is_flag=True, help="Watch the picture in a process of its own and measure its delay.")
def run_command(
    show_path: Path | None,
    audio: str | None,
    theme: str | None,
    mappings: tuple[str, ...],
    generator: str | None,
    targets: tuple[str, ...],
    osc_in: str | None,
    page: str | None,
    size: str | None,
    seconds: float | None,
    log_path: Path | None,
    report_path: Path | None,
    probe: bool,
) -> None:
    """Play a show: bundled music, the embedded generator and its page, unless told otherwise."""
    errors = {
        FileError: Exit.FILE,
        LogError: Exit.FILE,
        AudioError: Exit.DEVICE,
        OscError: Exit.DEVICE,
        PageError: Exit.DEVICE,
    }
    with translated(errors):
        show = _read(show_path)
        if audio is not None:
            show = dataclasses.replace(show, audio=dataclasses.replace(show.audio, source=audio))
        changes = {
            "theme": theme,
            "mappings": mappings or None,
            "generator": generator,
            "targets": tuple(parse_target(text) for text in targets) or None,
            "size": parse_size(size) if size else None,
        }
        show = dataclasses.replace(show, **{key: value for key, value in changes.items() if value is not None})
        if osc_in is not None:
            show = dataclasses.replace(show, osc_in=None if osc_in == "off" else parse_address(osc_in))
        if page is not None:
            show = dataclasses.replace(show, page=None if page == "off" else parse_address(page))
        options = RunOptions(show, Library().sources(show), seconds, log_path, probe)
        written = asyncio.run(_perform(options))
    if report_path is not None:
        try:
            report_path.write_text(written + "\n", encoding="utf-8")
        except OSError as error:
            leave(Exit.FILE, f"{report_path} cannot be written: {error.strerror}")


def _read(path: Path | None) -> ShowFile:
    if path is None:
        return parse_show("", "defaults")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: cannot be read: {error}") from None
    return parse_show(text, str(path))


async def _perform(options: RunOptions) -> str:
    return await Run(options, lambda line: click.echo(f"Soundscape plays: {line}")).perform()
