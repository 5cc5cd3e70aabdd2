"""`soundscape-live panic`, `freeze`, `blackout`, `release`: the emergency handles of a running show."""

import click

from soundscape_live.cli.errors import Exit, translated
from soundscape_live.io.files.addresses import parse_address_or_off
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.osc import OscError
from soundscape_live.io.osc.ask import tell
from soundscape_live.mapping.builtin import ROOT

OSC = "127.0.0.1:12100"


def _handle(name: str, does: str, undone: str) -> click.Command:
    """Make the command that turns one of them on, and with --off off again."""

    @click.command(name, help=does)
    @click.option("--off", is_flag=True, help=undone)
    @click.option("--osc", "address", metavar="HOST:PORT", default=OSC, show_default=True, help="Where it hears OSC.")
    def command(*, off: bool, address: str) -> None:
        _tell(address, name, 0.0 if off else 1.0)
        click.echo(f"{name}: {'off' if off else 'on'}")

    return command


def _tell(address: str, name: str, value: float) -> None:
    # A file's rules serve here too: the address is given in the same words.
    with translated({OscError: Exit.DEVICE, FileError: Exit.FILE}):
        where = parse_address_or_off(address, "--osc")
        if where is None:
            raise click.UsageError("--osc is an address, HOST:PORT")
        tell(where.host, where.port, f"{ROOT}/{name}", value)


panic = _handle("panic", "Show the safe look of the running show.", "Go on with the show.")
freeze = _handle("freeze", "Hold the picture of the running show.", "Let it move again.")
blackout = _handle("blackout", "Fade the running show to black.", "Let there be light.")


@click.command("release")
@click.option("--osc", "address", metavar="HOST:PORT", default=OSC, show_default=True, help="Where it hears OSC.")
def release(address: str) -> None:
    """Give everything that hands hold back to the music."""
    _tell(address, "release", 1.0)
    click.echo("release: done")
