"""`soundscape-live learn`: move a control, and it is bound."""

import asyncio
import os
import signal
from collections.abc import Coroutine, Sequence
from pathlib import Path

import click

from soundscape_live.app.learn import learn
from soundscape_live.cli.errors import Exit, leave, translated
from soundscape_live.io.files.addresses import Address, parse_address_or_off
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.learned import LEARNED, keep_control
from soundscape_live.io.files.library import Kind, Library, user_folder
from soundscape_live.io.midi import list_midi
from soundscape_live.io.osc import OscError
from soundscape_live.mapping.binding import Binding
from soundscape_live.mapping.controls import ControlError
from soundscape_live.mapping.learn_targets import Known, parse_target, targets
from soundscape_live.mapping.learner import Finding

MAPPINGS = ("default",)


@click.command("learn")
@click.argument("target", required=False)
@click.option("--osc", "address", metavar="HOST:PORT", help="Listen for OSC too; a running show has its own address.")
@click.option("--mapping", "mappings", metavar="NAME", multiple=True, help="What may be in conflict. [default]")
def learn_command(target: str | None, address: str | None, mappings: tuple[str, ...]) -> None:
    """Bind a control to TARGET by moving it; without a target, list the targets.

    A show that runs meanwhile goes on hearing the control. To learn within it, use its page or /soundscape/learn.
    """
    if target is None:
        _list()
        return
    with translated({ControlError: Exit.USAGE, FileError: Exit.FILE, OscError: Exit.DEVICE, OSError: Exit.FILE}):
        library = Library.standard(os.environ)
        known = Known(themes=library.names(Kind.THEMES))
        parse_target(target, known)
        osc = parse_address_or_off(address, "--osc") if address else None
        bindings = _bindings(library, mappings or MAPPINGS)
        _check_midi(osc)
        finding = _find(target, bindings, osc, known)
        if finding is None:
            click.echo("learning is ended; nothing was bound")
            return
        if finding.learned is None:
            leave(Exit.NO, finding.words)
        click.echo(finding.words)
        folder = _folder()
        click.echo(f"written to {keep_control(folder, finding.learned)}")


def _list() -> None:
    click.echo("What a control can be bound to:")
    for name, follows in targets():
        click.echo(f"  {name}{follows}")


def _bindings(library: Library, mappings: Sequence[str]) -> tuple[Binding, ...]:
    there = library.names(Kind.MAPPINGS)
    names = dict.fromkeys((*mappings, *([LEARNED] if LEARNED in there else [])))
    return tuple(binding for name in names for binding in library.mapping(name))


def _check_midi(osc: Address | None) -> None:
    listed = list_midi()
    if not listed.inputs and osc is None:
        why = listed.why or "no controller is plugged in"
        leave(Exit.DEVICE, f"there is no MIDI input: {why}; for OSC say --osc HOST:PORT")


def _find(target: str, bindings: Sequence[Binding], osc: Address | None, known: Known) -> Finding | None:
    """Return what was found; None if it was ended by Ctrl-C, or told to end."""
    place = (osc.host, osc.port) if osc is not None else None
    return asyncio.run(_until_told(learn(target, bindings, click.echo, place, known)))


async def _until_told(learning: Coroutine[None, None, Finding]) -> Finding | None:
    task = asyncio.ensure_future(learning)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return None


def _folder() -> Path:
    folder = user_folder(os.environ)
    if folder is None:
        leave(Exit.FILE, "there is no home directory to write to")
    return folder / Kind.MAPPINGS
