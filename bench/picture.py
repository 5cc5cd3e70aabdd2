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
                     the next, as a share of the mean rise: above 0 it grows everywhere, at 1 on a straight line
`change_still`       the change at 0
`fps_2core`, `fps_1core`  pictures a second in four steps, in a process that is kept to so many cores
`load_s`             from opening the renderer, its imports included, to its first picture, in a fresh process
`rss_mb`             the most memory that such a process had resident, 10^6 bytes
`size_mb`            the files of the model as they are shipped, 10^6 bytes
`referee_scene`, `referee_palette`  what the referee names rightly of plain rendered pictures of seeds of its own: the
                     ceiling of the others, or nearly

Sharpness is compared at the size that the referee's file tells; at another size it is left out. It takes less than five
minutes on two cores. `--long` does what bench.picture_long says instead.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from bench.picture_captions import captions, turns
from bench.picture_cost import cores, costs
from bench.picture_long import long
from bench.picture_play import FPS, Player
from bench.picture_referee import Referee
from bench.picture_trials import Right, Trials
from soundscape_live.generator.engines import open_engine
from soundscape_live.generator.tiny.concepts import shipped
from soundscape_live.generator.tiny.files import MODEL

CAPTIONS = 256
DRAWS = 2
"Of noise, for each caption."
MOVED = 8
"Captions whose change is measured."


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark; it keeps to two cores where the system lets a process choose."""
    parser = argparse.ArgumentParser(prog="python -m bench picture", description=__doc__.partition("\n")[0])
    parser.add_argument("--engine", default="tiny")
    parser.add_argument("--size", default="512x288", metavar="WxH")
    parser.add_argument("--captions", type=int, default=CAPTIONS, help="fewer are quicker and say less")
    parser.add_argument("--seconds", type=float, default=8.0, help="of each measurement of speed")
    parser.add_argument("--referee", type=Path, help="another referee's file")
    parser.add_argument("--long", action="store_true", help="feedback for 10,000 frames at four levels instead")
    parser.add_argument("--frames", type=int, default=10_000, help="of --long, at each level")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="of --long: levels that are done are kept here")
    options = parser.parse_args(argv)
    width, height = (int(side) for side in options.size.split("x"))
    with cores(2):
        if options.long:
            return long(lambda: open_engine(options.engine, width, height, FPS), options.frames, options.keep)
        figures = costs(options.engine, (width, height), options.seconds)
        _say(figures)
        referee = Referee(*([options.referee] if options.referee else []))
        player = Player(open_engine(options.engine, width, height, FPS))
        figures |= judged(player, referee, options.captions, sharp=referee.size == (width, height))
    if MODEL.is_dir():
        figures["size_mb"] = sum(file.stat().st_size for file in MODEL.iterdir()) / 1e6
    return figures


def judged(player: Player, referee: Referee, count: int, *, sharp: bool) -> dict[str, float]:
    """Return the figures of all trials."""
    asked = captions(shipped(), count)
    strange = {caption.scene for caption in asked} - set(referee.scenes)
    if strange:
        raise SystemExit(f"the referee has not learnt {', '.join(sorted(strange))}: teach it (training.picture)")
    trials = Trials(player, referee, asked)
    four, detail = trials.cuts(DRAWS)
    figures = named("accuracy_4", four) | {"weave": detail.weave}
    if sharp:
        figures |= {"sharpness_l1": detail.l1, "sharpness_energy": detail.energy}
    _say(figures)
    for name, right in (
        ("accuracy_1", trials.single(DRAWS)),
        ("accuracy_feedback", trials.feedback()),
        ("accuracy_filler", trials.filled()),
        ("accuracy_forms", trials.formed()),
        ("arrived", trials.arrived(turns(asked, count // 2))),
    ):
        figures |= _say(named(name, right))
    kept = trials.kept(count // 4)
    figures |= _say({"palette_kept": kept.palette, "scene_kept": kept.scene})
    moved = trials.moved(MOVED)
    rises = np.diff(moved)
    return figures | {
        "change_rise": float(rises.min() / max(rises.mean(), 1e-9)),
        "change_still": float(moved[0]),
        "referee_scene": referee.held[0],
        "referee_palette": referee.held[1],
    }


def named(name: str, right: Right) -> dict[str, float]:
    """Return a trial's figures under their names."""
    return {name: right.scene, f"{name}_palette": right.palette}


def _say(figures: dict[str, float]) -> dict[str, float]:
    """Print figures as they come."""
    print(f"{time.process_time():6.0f} s", {key: round(value, 3) for key, value in figures.items()}, file=sys.stderr)
    return figures
