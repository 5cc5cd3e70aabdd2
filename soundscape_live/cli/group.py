"""The group of commands and the translation of our errors into exit codes."""

import importlib
import logging
import sys

import click
from typing_extensions import override

from soundscape_live import __version__

COMMANDS = {
    "analyse": ("soundscape_live.cli.analyse:analyse_command", "Say what is heard in a sound file, and draw it."),
    "bench": ("soundscape_live.cli.bench:bench", "Measure this machine against the figures that matter."),
    "blackout": ("soundscape_live.cli.safety:blackout", "Fade a running show to black; --off: undo."),
    "devices": ("soundscape_live.cli.look:devices", "List sound inputs and MIDI ports."),
    "doctor": ("soundscape_live.cli.look:doctor", "Say what is missing and the command that mends it."),
    "freeze": ("soundscape_live.cli.safety:freeze", "Hold the picture of a running show; --off: undo."),
    "generator": ("soundscape_live.cli.generator:generator", "Run the video generator alone."),
    "learn": ("soundscape_live.cli.learn:learn_command", "Bind a control by moving it."),
    "monitor": ("soundscape_live.cli.monitor:monitor", "Watch a running show in the terminal."),
    "panic": ("soundscape_live.cli.safety:panic", "Show the safe look in a running show; --off: undo."),
    "prompt": ("soundscape_live.cli.prompt:prompt_command", "Say what the words of a prompt mean to the model."),
    "release": ("soundscape_live.cli.safety:release", "Give all that hands hold in a running show back."),
    "replay": ("soundscape_live.cli.replay:replay_command", "Play a show log again, to the byte."),
    "run": ("soundscape_live.cli.run:run_command", "Play a show."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called; its help needs none of them."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names."""
        del ctx
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None if there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands into the help without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="soundscape-live")
@click.option("-v", "--verbose", is_flag=True, help="Log more, with tracebacks.")
@click.option("-q", "--quiet", is_flag=True, help="Log warnings and errors alone.")
def main(verbose: bool, quiet: bool) -> None:
    """Play AI video live."""
    level = logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname).1s %(message)s")
    logging.getLogger("soundscape").setLevel(level)
    logging.getLogger("soundscape_live").setLevel(level)
