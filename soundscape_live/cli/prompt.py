"""`soundscape-live prompt`: what the words of a prompt mean to an engine."""

import click
from rich.console import Console
from rich.table import Table

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.generator.vocabulary import VOCABULARIES, recognised


@click.command("prompt")
@click.argument("text", nargs=-1, required=True)
@click.option("--engine", type=click.Choice(list(VOCABULARIES)), default="tiny", show_default=True, help="To whom.")
def prompt_command(text: tuple[str, ...], engine: str) -> None:
    """Say which concepts the words of TEXT hit; a word that hits none changes the picture little.

    A word that is not listed stands for the listed one that it resembles most.
    """
    prompt = " ".join(text)
    found = recognised(engine, prompt)
    if not found:
        leave(Exit.NO, f"no word of {prompt!r:.80} is one that the engine {engine} knows")
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in ("said", "means", "which is a", "like"):
        table.add_column(head, overflow="fold")
    for one in found:
        table.add_row(one.said, one.concept, one.group, "" if one.likeness >= 1.0 else f"{100.0 * one.likeness:.0f} %")
    Console(highlight=False, markup=False).print(table)
