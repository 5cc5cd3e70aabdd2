"""`soundscape-live devices` and `doctor`: what this machine has, and what it lacks."""

import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click

from soundscape_live.cli.errors import Exit
from soundscape_live.generator.tiny import files as tiny
from soundscape_live.io.audio import AudioError, demo_path, list_audio
from soundscape_live.io.files.library import Library
from soundscape_live.io.midi import list_midi, what_to_install


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what it is for, whether it is there, and what mends it."""

    name: str
    there: bool
    detail: str
    mend: str = ""
    needed: bool = False
    "Whether a show on its defaults needs it."


@click.command()
def devices() -> None:
    """List the sound inputs and MIDI ports that a show can name."""
    click.echo("Sound inputs (for --audio):")
    try:
        for device in list_audio():
            click.echo(f"  {device.name}  ({device.host_api}, {device.channels} channels, {device.rate:.0f} Hz)")
    except AudioError as error:
        click.echo(f"  none: {error}")
    listed = list_midi()
    for title, ports in (("MIDI inputs:", listed.inputs), ("MIDI outputs:", listed.outputs)):
        click.echo(title)
        for port in ports:
            click.echo(f"  {port}")
        if not ports:
            click.echo(f"  none{': ' + listed.why if listed.why else ''}")


@click.command()
def doctor() -> None:
    """Say what is missing on this machine, and the one command that mends it."""
    findings = [check() for check in CHECKS]
    for finding in findings:
        mark = "ok     " if finding.there else "MISSING" if finding.needed else "absent "
        click.echo(f"{mark} {finding.name}: {finding.detail}")
        if not finding.there and finding.mend:
            click.echo(f"        {finding.mend}")
    if any(finding.needed and not finding.there for finding in findings):
        raise click.exceptions.Exit(Exit.NO)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", sys.version_info >= (3, 11), version, "install Python 3.11 or later", needed=True)


def _bundle() -> Finding:
    themes, broken = Library.standard(os.environ).themes()
    there = bool(themes) and demo_path().exists()
    detail = "; ".join([f"{len(themes)} themes, demo music", *(str(error) for error in broken)])
    return Finding("themes and music", there, detail, "install again", needed=True)


def _sound() -> Finding:
    try:
        found = list_audio()
    except AudioError as error:
        return Finding("sound input", there=False, detail=str(error))
    detail = f"{len(found)} inputs" if found else "PortAudio works, but there is no input"
    return Finding("sound input", bool(found), detail, "plug one in, or play a file: --audio FILE")


def _midi() -> Finding:
    listed = list_midi()
    if listed.why:
        return Finding("MIDI", there=False, detail=listed.why, mend="\n        ".join(what_to_install()[1:]))
    return Finding(
        "MIDI", bool(listed.inputs), ", ".join(listed.inputs) or "no controller is plugged in", "plug one in"
    )


def _port(number: int, kind: socket.SocketKind, what: str, option: str) -> Callable[[], Finding]:
    def check() -> Finding:
        with socket.socket(socket.AF_INET, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError as error:
                mend = f"end what uses it, or choose another: {option}"
                return Finding(what, there=False, detail=f"port {number}: {error.strerror}", mend=mend, needed=True)
        return Finding(what, there=True, detail=f"port {number} is free", needed=True)

    return check


def _browser() -> Finding:
    names = ("chromium", "google-chrome", "chromium-browser", "firefox")
    found = next((name for name in names if shutil.which(name)), None)
    return Finding("browser here", found is not None, found or "none found", "open the page from another machine")


def _model() -> Finding:
    there = tiny.there()
    detail = "the engine tiny can draw" if there else "its files are not in this package; the engine procedural draws"
    return Finding("our own model", there, detail, "install a package that holds them")


def _torch() -> Finding:
    there = importlib.util.find_spec("torch") is not None
    detail = "torch is installed" if there else "not installed; a generator on a CPU needs none"
    return Finding("GPU generator", there, detail, "pip install 'soundscape-live[gpu]'")


CHECKS: tuple[Callable[[], Finding], ...] = (
    _python,
    _bundle,
    _port(12180, socket.SOCK_STREAM, "the page", "--page HOST:PORT"),
    _port(12100, socket.SOCK_DGRAM, "OSC in", "--osc-in HOST:PORT"),
    _port(12100, socket.SOCK_STREAM, "OSC in by TCP", "--osc-in HOST:PORT"),
    _port(12181, socket.SOCK_STREAM, "OSCQuery", "osc.query in the show file"),
    _sound,
    _midi,
    _browser,
    _model,
    _torch,
)
