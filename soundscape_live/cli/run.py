"""`soundscape-live run`: play a show."""

import asyncio
import dataclasses
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import click

from soundscape_live.app.reload import Files, OnDisk
from soundscape_live.app.run import Run
from soundscape_live.cli.errors import Exit, leave, translated
from soundscape_live.host.addresses import is_local
from soundscape_live.io.audio import AudioError
from soundscape_live.io.files.addresses import (
    parse_address_or_off,
    parse_generator,
    parse_size,
    parse_target,
)
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.generators import with_main_at
from soundscape_live.io.files.library import Library, state_folder, user_folder
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.log import LogError
from soundscape_live.io.osc import OscError
from soundscape_live.web import PageError

FILES = click.Path(path_type=Path)
ERRORS: dict[type[Exception], Exit] = {
    FileError: Exit.FILE,
    LogError: Exit.FILE,
    AudioError: Exit.DEVICE,
    OscError: Exit.DEVICE,
    PageError: Exit.DEVICE,
}

log = logging.getLogger("soundscape")


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
@click.option("--dry-lights", is_flag=True, help="Print what the targets would be sent, and send them nothing.")
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
    dry_lights: bool,
) -> None:
    """Play a show: bundled music, the embedded generator and its page, unless told otherwise."""
    changes: dict[str, object] = {
        "theme": theme,
        "mappings": mappings,
        "seconds": seconds,
        "log": str(log_path) if log_path else None,
        "report": str(report_path) if report_path else None,
        "probe": probe,
    }
    with translated(ERRORS):
        changes |= {
            "targets": tuple(parse_target(text, "--target") for text in targets),
            "size": parse_size(size, "--size") if size else None,
        }
        places = {
            key: parse_address_or_off(text, option)
            for key, text, option in (("osc_in", osc_in, "--osc-in"), ("page", page, "--page"))
            if text
        }
        address = parse_generator(generator, "--generator") if generator else None
        token = secrets.token_urlsafe(12)

        def change(show: ShowFile) -> ShowFile:
            changed = {key: value for key, value in changes.items() if value}
            if audio:
                changed["audio"] = dataclasses.replace(show.audio, source=audio)
            if address:
                changed["generators"] = with_main_at(show.generators, address)
            return _with_token(dataclasses.replace(show, **changed, **places), token)  # type: ignore[arg-type]  # the keys are ShowFile's

        disk = OnDisk(show_path, change, Library.standard(os.environ))
        files = disk.read()
        show = files.show
        for error in files.left_out:
            log.warning("left out: %s", error)
        if show.report is not None:
            # Tried now: at the end of the show it would be too late.
            _write(show.report, "a", "")
        written = asyncio.run(_perform(files, disk, click.echo if dry_lights else None))
    if show.report is not None:
        _write(show.report, "w", written + "\n")


def _write(path: str, mode: Literal["a", "w"], text: str) -> None:
    try:
        with Path(path).open(mode, encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        leave(Exit.FILE, f"{path} cannot be written: {error.strerror}")


def _with_token(show: ShowFile, token: str) -> ShowFile:
    """Give it this token where the page is open to the network and the show file has none."""
    if show.page is None or show.token is not None or is_local(show.page.host):
        return show
    return dataclasses.replace(show, token=token)


async def _perform(files: Files, disk: OnDisk, dry: Callable[[str], None] | None) -> str:
    folder, kept = user_folder(os.environ), state_folder(os.environ)
    run = Run(files, disk, lambda line: click.echo(f"Soundscape plays; {line}"), folder, kept, dry)
    return await run.perform()
