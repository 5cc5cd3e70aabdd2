"""Judges the model that draws: python -m bench picture [--engine NAME] [--size WxH] [--captions N] [--long].

The judge is the referee (bench.picture_referee), which learnt from the renderer's pictures and never from the model's.
It draws through the product's renderer, with captions that the model cannot have seen (bench.picture_captions), 256 of
them, each cut with noise of its own. Shares are of 0..1; `_palette` behind a name is the same of the palette.

`accuracy_4`         pictures from noise alone in four steps that show the asked scene; two draws of noise a caption
`accuracy_1`         the same in one step
`accuracy_feedback`  the same after 6 frames of feedback at noise_scale .4; one draw
`accuracy_filler`    four steps, and six words in the caption that say nothing and are in no list; one draw
`accuracy_forms`     four steps, asked for in forms of the words that are in no list; one draw
`palette_kept`       pictures that show the asked palette after 48 frames of feedback at .4; a quarter of the captions
`scene_kept`         the same of the scene
`arrived`            the prompt changes without a transition at .4 after 4 frames: pictures that show the new scene 8
                     frames later; a pair for every second caption
`sharpness_l1`       mean absolute Laplacian, as a share of the renderer's for the same scenes and palettes; four steps,
                     captions without modifiers
`sharpness_energy`   mean square of the Laplacian, likewise
`weave`              how unevenly detail lies on the decoder's grid, 0 anywhere alike: what of the sharpness is none
`change_rise`        mean change from a picture to the next at noise_scale 0, .1 .. 1: the least rise of it from one to
                     the next, as a share of the mean rise: above 0 it grows everywhere
`change_line`        the square of the correlation of that change and the noise: 1 is a straight line
`change_still`       the change at 0
`fps_2core`, `fps_1core`  pictures a second in four steps, in a process that is kept to so many cores and has as many
                     threads (the product's leaves a core to the engine and the encoder where there are several)
`load_s`             from opening the renderer, its imports included, to its first picture, in a fresh process
`rss_mb`             the most memory that such a process had resident, 10^6 bytes
`size_mb`            the files of the model as they are shipped, 10^6 bytes
`referee_scene`, `referee_palette`  what the referee names rightly of plain rendered pictures of seeds of its own: the
                     ceiling of the others, or nearly

Sharpness is compared at the size that the referee's file tells; at another size it is left out. It takes less than five
minutes on two cores, on each of which a process plays half of the trials. `--long` does what bench.picture_long says
instead.
"""

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.picture_captions import captions
from bench.picture_cost import cores, costs
from bench.picture_long import long
from bench.picture_play import FPS, Player
from bench.picture_referee import FILE, Referee
from bench.picture_trials import NOISES, Right, Sharp, Trials
from soundscape_live.generator.engines import open_engine
from soundscape_live.generator.tiny.concepts import shipped
from soundscape_live.generator.tiny.files import MODEL

CAPTIONS = 256
DRAWS = 2
"Of noise, for each caption."
PARTS = 2
"Processes that play the trials at once, a core each."


MISTAKEN = 12
"So many of what is mistaken most often are told."


@dataclass(frozen=True, slots=True)
class Asked:
    """What is judged, and how."""

    engine: str
    size: tuple[int, int]
    referee: Path
    captions: int


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What one part saw."""

    right: dict[str, Right]
    sharp: Sharp
    moved: NDArray[np.float64]
    mistaken: Counter[str]


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark; it keeps to two cores where the system lets a process choose."""
    parser = argparse.ArgumentParser(prog="python -m bench picture", description=__doc__.partition("\n")[0])
    parser.add_argument("--engine", default="tiny")
    parser.add_argument("--size", default="512x288", metavar="WxH")
    parser.add_argument("--captions", type=int, default=CAPTIONS, help="fewer are quicker and say less")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each measurement of speed")
    parser.add_argument("--referee", type=Path, default=FILE, help="the referee's file")
    parser.add_argument("--long", action="store_true", help="feedback for 10,000 frames at four levels instead")
    parser.add_argument("--frames", type=int, default=10_000, help="of --long, at each level")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="of --long: levels that are done are kept here")
    options = parser.parse_args(argv)
    if not (options.long or options.referee.is_file()):
        parser.error(f"{options.referee} is not there: python -m training.picture.referee writes it")
    width, height = (int(side) for side in options.size.split("x"))
    with cores(2):
        if options.long:
            return long(lambda: open_engine(options.engine, width, height, FPS), options.frames, options.keep)
        figures = costs(options.engine, (width, height), options.seconds)
        print(figures, file=sys.stderr)
        figures |= judged(Asked(options.engine, (width, height), options.referee, options.captions))
    if MODEL.is_dir():
        figures["size_mb"] = sum(file.stat().st_size for file in MODEL.iterdir()) / 1e6
    return figures


def judged(asked: Asked) -> dict[str, float]:
    """Return the figures of all trials, played in PARTS processes."""
    referee = Referee(asked.referee)
    strange = {scene.name for scene in shipped().scenes} - set(referee.scenes)
    if strange:
        raise SystemExit(f"the referee has not learnt {', '.join(sorted(strange))}: python -m training.picture.referee")
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PARTS, spawn) as pool:
        first, *others = pool.map(play, repeat(asked), range(PARTS))
    right, sharp, moved, mistaken = first.right, first.sharp, first.moved / PARTS, first.mistaken
    for other in others:
        right = {name: counted + other.right[name] for name, counted in right.items()}
        sharp += other.sharp
        moved = moved + other.moved / PARTS
        mistaken += other.mistaken
    print("most often mistaken:", mistaken.most_common(MISTAKEN), file=sys.stderr)
    kept = right.pop("kept").figures("kept")
    figures = {name: share for trial, counted in right.items() for name, share in counted.figures(trial).items()}
    figures |= {"scene_kept": kept["kept"], "palette_kept": kept["kept_palette"]}
    sharpness = sharp.figures()
    if referee.size != asked.size:
        sharpness = {"weave": sharpness["weave"]}
    return (figures | sharpness | changes(moved)) | {
        "referee_scene": referee.held[0],
        "referee_palette": referee.held[1],
    }


def changes(moved: NDArray[np.float64]) -> dict[str, float]:
    """Return the figures of the mean change at each of NOISES."""
    rises = np.diff(moved)
    line = np.corrcoef(NOISES, moved)[0, 1] ** 2 if moved.std() > 0.0 else 0.0
    return {
        "change_rise": float(rises.min() / max(rises.mean(), 1e-9)),
        "change_line": float(line),
        "change_still": float(moved[0]),
    }


def play(asked: Asked, part: int) -> Seen:
    """Play all trials for a part of the captions. A process of its own; blocks for minutes."""
    player = Player(open_engine(asked.engine, *asked.size, FPS))
    trials = Trials(player, Referee(asked.referee), captions(shipped(), asked.captions)[part::PARTS], part)
    began = time.monotonic()
    four, sharp = trials.cuts(DRAWS)
    right = {
        "accuracy_4": four,
        "accuracy_1": trials.single(DRAWS),
        "accuracy_feedback": trials.feedback(),
        "accuracy_filler": trials.filled(),
        "accuracy_forms": trials.formed(),
        "arrived": trials.arrived(),
        "kept": trials.kept(),
    }
    moved = trials.moved()
    print(f"part {part}: {time.monotonic() - began:.0f} s, {right}", file=sys.stderr)
    return Seen(right, sharp, moved, trials.mistaken)
