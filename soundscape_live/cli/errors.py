"""Errors that end a command: one line, and a code that means something."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import NoReturn

import click


class Exit(IntEnum):
    """What a command's end means."""

    USAGE = 2
    FILE = 3
    DEVICE = 4
    NO = 5


def leave(code: Exit, message: str) -> NoReturn:
    """End the command with a sentence."""
    click.echo(f"soundscape-live: {message}", err=True)
    raise click.exceptions.Exit(code)


@contextmanager
def translated(errors: dict[type[Exception], Exit]) -> Iterator[None]:
    """Turn the named errors into an ending with their sentence."""
    try:
        yield
    except tuple(errors) as error:
        code = next(code for kind, code in errors.items() if isinstance(error, kind))
        leave(code, str(error))
