"""`soundscape-live analyse`: what the engine hears in a sound file."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal, TypeAlias

import click

from soundscape_live.app.analyse import analyse, open_sound
from soundscape_live.app.heard import Analysis
from soundscape_live.app.layout import Window, clock
from soundscape_live.cli.errors import Exit, leave, translated
from soundscape_live.io.audio import AudioError

FILES = click.Path(path_type=Path)
KINDS = ("png", "svg", "pdf")
Draw: TypeAlias = Callable[[Analysis, Window, str], bytes]


@click.command("analyse")
@click.argument("sound", metavar="FILE|demo")
@click.option("--plot", "plot_path", type=FILES, help="Draw it here (png, svg or pdf).")
@click.option("--json", "json_path", type=FILES, help="Write beats, tempo, sections and onsets here.")
@click.option("--start", type=click.FloatRange(min=0), default=0.0, help="Draw from this second on.")
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Draw so many seconds. [to the end]")
def analyse_command(
    sound: str, plot_path: Path | None, json_path: Path | None, start: float, seconds: float | None
) -> None:
    """Hear FILE (wav, flac, ogg, mp3) as a show would, and say what was heard: tempo, beats, sections."""
    draw = None if plot_path is None else _drawing(plot_path)
    with translated({AudioError: Exit.FILE}), closing(open_sound(sound)) as reader:
        for path in filter(None, (plot_path, json_path)):
            # Tried now: after the analysis it would be too late.
            _write(path, b"", "ab")
        analysis = analyse(reader, Path(sound).name)
    for line in summary(analysis):
        click.echo(line)
    if json_path is not None:
        text = json.dumps(analysis.to_json(), ensure_ascii=False, indent=1)
        _write(json_path, text.encode() + b"\n", "wb")
    if draw is not None and plot_path is not None:
        if start >= analysis.seconds:
            leave(Exit.USAGE, f"--start: expected less than the file's {analysis.seconds:.1f} s, got {start:g}")
        end = analysis.seconds if seconds is None else min(analysis.seconds, start + seconds)
        _write(plot_path, draw(analysis, Window(start, end), _kind(plot_path)), "wb")


def summary(analysis: Analysis) -> Iterator[str]:
    """Yield what was heard, a line each."""
    yield f"{analysis.name}: {clock(analysis.seconds)}, {analysis.rate} Hz"
    yield f"level     {analysis.rms_db:.1f} dBFS RMS, peak {analysis.peak_db:.1f} dBFS"
    if analysis.beats:
        median, low, high = analysis.tempo()
        yield f"tempo     {median:.1f} BPM ({low:.1f} to {high:.1f}), confidence {analysis.confidence:.2f}"
        yield f"beats     {len(analysis.beats)} in {analysis.bars} bars, the first at {clock(analysis.beats[0].at)}"
    else:
        yield "tempo     no beat found"
    yield f"onsets    {len(analysis.onsets)}"
    for number, mark in enumerate(analysis.sections):
        strength = f", strength {mark.value:.2f}" if isinstance(mark.value, float) else ""
        bar = analysis.bar(mark.at)
        place = f" bar {bar}" if bar else ""
        yield f"{'' if number else 'sections':10}{clock(mark.at):>7}{place}: {mark.name}{strength}"


def _drawing(path: Path) -> Draw:
    if _kind(path) not in KINDS:
        leave(Exit.USAGE, f"--plot: expected a name that ends with .png, .svg or .pdf, got {path}")
    try:
        # matplotlib is an extra, and slow to load: no other command needs it.
        from soundscape_live.app.plot import draw  # noqa: PLC0415
    except ModuleNotFoundError as error:
        leave(Exit.DEVICE, f"a plot needs {error.name}; type: {sys.executable} -m pip install matplotlib")
    return draw


def _kind(path: Path) -> str:
    return path.suffix.casefold().removeprefix(".")


def _write(path: Path, content: bytes, mode: Literal["ab", "wb"]) -> None:
    try:
        with path.open(mode) as file:
            file.write(content)
    except OSError as error:
        leave(Exit.FILE, f"{path} cannot be written: {error.strerror}")
