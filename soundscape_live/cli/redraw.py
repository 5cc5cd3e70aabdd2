"""`soundscape-live redraw`: draw the pictures of a generator's log again."""

import contextlib
import dataclasses
from fractions import Fraction
from pathlib import Path

import av
import click

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.generator.log.form import LogError
from soundscape_live.generator.log.redraw import redraw
from soundscape_live.generator.log.writer import digest
from soundscape_live.generator.picture import Picture
from soundscape_live.generator.settings import ModelSettings


@click.command("redraw")
@click.argument("log", type=click.Path(path_type=Path))
@click.option("--pictures", type=click.Path(path_type=Path, file_okay=False), help="Write every frame here, as PNG.")
@click.option("--digests", type=click.Path(path_type=Path, dir_okay=False), help="Write every frame's SHA-256 here.")
@click.option("--model", metavar="PATH|ID", help="Where the model lies now.")
@click.option("--device", metavar="cuda[:N]|cpu", help="The model's device, in the place of the log's.")
def redraw_command(
    log: Path, pictures: Path | None, digests: Path | None, model: str | None, device: str | None
) -> None:
    """Draw the pictures of LOG (generator --log) again: the same machine and versions give the same, to the byte."""

    def change(settings: ModelSettings) -> ModelSettings:
        return dataclasses.replace(settings, model=model or settings.model, device=device or settings.device)

    try:
        with _Files(pictures, digests) as files:
            done = redraw(log, files.see, change)
    except LogError as error:
        leave(Exit.FILE, str(error))
    except ValueError as error:
        leave(Exit.USAGE, str(error))
    except OSError as error:
        leave(Exit.FILE, f"{error.filename} cannot be written: {error.strerror}")
    click.echo(f"{done.frames} frames, {done.compared - done.differ} of {done.compared} digests as in the show")
    for other in done.other:
        click.echo(f"another version than in the show: {other}")
    if done.differ:
        leave(Exit.NO, f"the pictures differ from those of the show, from frame {done.first} on")


class _Files(contextlib.ExitStack):
    """What is written while pictures are drawn. OSError: it cannot be."""

    def __init__(self, pictures: Path | None, digests: Path | None) -> None:
        super().__init__()
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
        self._pictures = pictures
        self._digests = None if digests is None else self.enter_context(digests.open("w", encoding="utf-8"))

    def see(self, frame: int, picture: Picture) -> None:
        """Write what is wanted of a frame."""
        if self._digests is not None:
            self._digests.write(f"{frame} {digest(picture, 1.0)}\n")
        if self._pictures is not None:
            (self._pictures / f"{frame:08d}.png").write_bytes(png(picture))


def png(picture: Picture) -> bytes:
    """Return a picture, (height, width, 3) RGB, as a PNG file."""
    context = av.CodecContext.create("png", "w")
    assert isinstance(context, av.VideoCodecContext)
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    context.width, context.height, context.pix_fmt = frame.width, frame.height, "rgb24"
    context.framerate = Fraction(1)
    return b"".join(bytes(packet) for packet in (*context.encode(frame), *context.encode(None)))
