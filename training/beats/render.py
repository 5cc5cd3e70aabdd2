"""Training clips: `python -m training.beats.render --count 100 --out FOLDER`.

Writes per clip NNNNN.flac (mono, 22.05 kHz, 16 bit), NNNNN.beats (`time position-in-bar` a line, seconds and from 1)
and NNNNN.json (what it is). The json is written last: a clip that has one is done and is not made again. A clip depends
on the seed, its number and the styles and fonts there are, and on nothing else.
"""

import dataclasses
import functools
import importlib
import json
import multiprocessing
import pkgutil
import sys
import time
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import soundfile

from training.beats import mixing, recording, styles, synthesis
from training.beats.performance import Performance, perform, staged
from training.beats.score import Score, Style


@dataclass(frozen=True, slots=True)
class Order:
    """What all clips of a set have in common."""

    out: Path
    seed: int
    seconds: float
    weights: tuple[tuple[str, float], ...]
    "Each style's name and how often it is chosen; in the order of the names."
    fonts: tuple[Path, ...]


def all_styles() -> dict[str, Style]:
    """Return every style of every module in training/beats/styles, by name. Raises ValueError on a name used twice."""
    found: dict[str, Style] = {}
    for module in sorted(pkgutil.iter_modules(styles.__path__), key=lambda module: module.name):
        here = getattr(importlib.import_module(f"{styles.__name__}.{module.name}"), "STYLES", {})
        twice = found.keys() & here.keys()
        if twice:
            raise ValueError(f"styles/{module.name}.py: there is a style of that name already: {sorted(twice)}")
        found |= here
    return found


def clip(order: Order, number: int) -> float:
    """Make one clip and return its length in seconds."""
    choice, writing, playing, sounding, mastering = np.random.default_rng((order.seed, number)).spawn(5)
    names = [name for name, _ in order.weights]
    weights = np.array([weight for _, weight in order.weights])
    name = names[int(choice.choice(len(names), p=weights / weights.sum()))]
    longer = float(choice.uniform(1.0, 1.5))
    score = all_styles()[name](writing, order.seconds * longer)
    performance = perform(score, order.seconds, playing, staged(score, order.seconds, playing))
    font = synthesis.chosen(order.fonts, sounding)
    session = recording.drawn(performance, sounding)
    mix = mixing.drawn(mastering)
    sound = recording.recorded(performance, _opened(font), session, sounding)
    sound = mixing.mixed(sound, synthesis.RATE, mix, mastering)
    _written(order, number, sound, performance, _facts(name, score, font, session, mix))
    return performance.seconds


@functools.cache
def _opened(path: Path) -> synthesis.SoundFont:
    """Return a font; a process reads each but once, since some take seconds to unpack."""
    return synthesis.SoundFont(path)


def _facts(name: str, score: Score, font: Path, session: recording.Session, mix: mixing.Mix) -> dict[str, object]:
    return {
        "style": name,
        "bpm": score.bpm,
        "beats_per_bar": score.beats_per_bar,
        "swing": score.swing,
        "rubato": score.rubato,
        "font": font.name,
        "session": dataclasses.asdict(session),
        "mix": dataclasses.asdict(mix),
    }


def _written(
    order: Order, number: int, sound: mixing.Sound, performance: Performance, facts: dict[str, object]
) -> None:
    stem = order.out / f"{number:05d}"
    whole = np.round(np.clip(sound, -1.0, 1.0) * 32_767.0).astype(np.int16)
    soundfile.write(stem.with_suffix(".flac"), whole, synthesis.RATE, subtype="PCM_16", compression_level=0.0)
    lines = "".join(f"{at:.4f} {position}\n" for at, position in performance.beats)
    stem.with_suffix(".beats").write_text(lines)
    stem.with_suffix(".json").write_text(json.dumps(facts))


def _weights(given: Iterable[str]) -> tuple[tuple[str, float], ...]:
    weights = dict.fromkeys(sorted(all_styles()), 1.0)
    for text in given:
        name, _, weight = text.partition("=")
        if name not in weights:
            raise click.BadParameter(f"no style {name!r}; there are {', '.join(weights)}")
        weights[name] = float(weight)
    return tuple(weights.items())


@click.command()
@click.option("--count", type=click.IntRange(1), required=True, help="Clips of the whole set.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder for the clips.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--jobs", type=click.IntRange(1), default=2, show_default=True, help="Processes.")
@click.option("--seconds", type=click.FloatRange(5.0), default=40.0, show_default=True, help="A clip's length at most.")
@click.option("--weight", "weights", multiple=True, help="STYLE=NUMBER: how often, where 1 is as the others. Repeats.")
def main(count: int, out: Path, seed: int, jobs: int, seconds: float, weights: tuple[str, ...]) -> None:
    """Render annotated training music; goes on where an earlier run of the same set stopped."""
    order = Order(out, seed, seconds, _weights(weights), synthesis.sound_fonts())
    out.mkdir(parents=True, exist_ok=True)
    numbers = [number for number in range(count) if not (out / f"{number:05d}.json").is_file()]
    begin = time.monotonic()
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
        clips = {pool.submit(clip, order, number): number for number in numbers}
        failed = _reported(clips, begin)
    sys.exit(1 if failed else 0)


def _reported(clips: dict[Future[float], int], begin: float) -> int:
    """Print the pace now and then and every failure at once; return how many failed."""
    made, failed = 0.0, 0
    for done, future in enumerate(as_completed(clips), 1):
        error = future.exception()
        if error is None:
            made += future.result()
        else:
            failed += 1
            click.echo(f"clip {clips[future]:05d}: {error}", err=True)
        if done % 50 == 0 or done == len(clips):
            pace = made / (time.monotonic() - begin)
            click.echo(f"{done} of {len(clips)} clips, {made:.0f} s of music, {pace:.0f} s a second, {failed} failed")
    return failed


if __name__ == "__main__":
    main()
