"""`soundscape-live bench`: the benchmarks, from a checkout."""

import importlib.util
import subprocess
import sys

import click

from soundscape_live.cli.errors import Exit, leave


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """Run a benchmark of the checkout: beats, control, engine, features, pixels, renderer, video."""
    if importlib.util.find_spec("bench") is None:
        leave(Exit.FILE, "the benchmarks stand in the repository; run this from a checkout of it")
    done = subprocess.run([sys.executable, "-m", "bench", *arguments], check=False)
    raise click.exceptions.Exit(done.returncode)
