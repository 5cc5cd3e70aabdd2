"""Makes a contact sheet, or a video, of how a renderer answers: a file, and a line for each row.

Rules: the suffix says what is made: `.png` a sheet, `.mkv` or `.mp4` a video of every frame. Nothing is served. A model
is drawn patiently, each frame with the texts that it asks for, so that the same settings make the same file.
"""

import contextlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from soundscape_live.generator.engines import open_engine, open_model
from soundscape_live.generator.picture import Picture, Renderer
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.generator.sheet.draw import draw, labelled, sheet
from soundscape_live.generator.sheet.rows import rows

PICTURES = (".png",)
VIDEOS = (".mkv", ".mp4")


def check_file(path: Path) -> None:
    """Raise ValueError if a file of this name cannot be made."""
    known = PICTURES + VIDEOS
    if path.suffix not in known:
        raise ValueError(f"--sheet: expected a file {', '.join(f'*{each}' for each in known)}; found {path.name!r}")


def make_sheet(settings: GeneratorSettings, path: Path, say: Callable[[str], None]) -> None:
    """Draw all rows and write the file; `say` gets a line for each row.

    Refusal: there is no such renderer. OSError: the file cannot be written. Blocks: seconds to minutes.
    """
    with path.open("ab"):  # said now, and not after minutes of drawing
        pass
    renderer = _renderer(settings)
    asked = rows(loras=[lora.called for lora in settings.model.loras] if settings.model else ())
    with _video(path, settings.fps) if path.suffix in VIDEOS else contextlib.nullcontext(_nothing) as show:
        drawn = draw(renderer, asked, show)
    for row in drawn:
        say(f"{row.row.label}: {100.0 * row.change:.2f} % a frame")
    if path.suffix in PICTURES:
        name = settings.model.model if settings.model else settings.engine
        path.write_bytes(png(sheet(drawn, f"{Path(name).name} {settings.width}x{settings.height}")))


def png(picture: NDArray[np.uint8]) -> bytes:
    """Return a picture, (height, width, 3), as a PNG file."""
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    context = av.CodecContext.create("png", "w")
    context.width, context.height, context.pix_fmt = frame.width, frame.height, "rgb24"
    context.time_base = Fraction(1, 1)
    return b"".join(bytes(packet) for packet in (*context.encode(frame), *context.encode(None)))


def _renderer(settings: GeneratorSettings) -> Renderer:
    if settings.model is None:
        return open_engine(settings.engine, settings.width, settings.height, settings.fps)
    return open_model(settings.model, settings.width, settings.height, settings.fps, patient=True)


def _nothing(_picture: Picture, _label: str) -> None:
    """Show a frame to nobody."""


@contextlib.contextmanager
def _video(path: Path, fps: float) -> Iterator[Callable[[Picture, str], None]]:
    """Write frames into a file; yields what takes them."""
    with av.open(str(path), "w") as out:
        stream: VideoStream | None = None

        def show(picture: Picture, label: str) -> None:
            nonlocal stream
            frame = av.VideoFrame.from_ndarray(labelled(picture, label), format="rgb24")
            if stream is None:
                stream = out.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001))
                stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv420p"
            out.mux(stream.encode(frame))

        yield show
        if stream is not None:
            out.mux(stream.encode(None))
