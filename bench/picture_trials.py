"""The trials of the model: pictures that are asked for, looked at by the referee, and counted.

Rules: each trial says what it plays and returns counts, so that parts can be added. A picture is right in its scene, or
in its palette, if the referee finds the asked one more likely than every other. Each cut has a seed of its own, so that
no draw of noise is judged twice and none is chosen.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.picture_captions import Caption, turns
from bench.picture_detail import GRID, places, sharpness, weave
from bench.picture_play import ONE_STEP, STEPS, Player
from bench.picture_referee import Referee
from soundscape_live.generator.picture import Picture

NOISE = 0.4
"noise_scale of feedback in the trials."
FEEDBACK = 6
"Frames."
KEPT = 48
KEPT_OF = 4
SETTLED = 4
"Frames of feedback before the prompt changes."
ARRIVED = 8
"Frames after it."
SEED = 700_001
"Of the first cut: far from the seeds that anything was trained with."
APART = 10_000
"Between the seeds of two parts."
NOISES = tuple(round(0.1 * number, 1) for number in range(11))
MOVED = 4
"Captions whose change is measured."
UNCOUNTED = 2
"Frames at each noise until the picture is what that noise makes of it."
CHANGES = 4
"Frames whose change is averaged at each noise."


@dataclass(frozen=True, slots=True)
class Right:
    """How many pictures of a trial show what was asked."""

    scene: int
    palette: int
    of: int

    def __add__(self, other: "Right") -> "Right":
        """Return both trials as one."""
        return Right(self.scene + other.scene, self.palette + other.palette, self.of + other.of)

    def figures(self, name: str) -> dict[str, float]:
        """Return the shares, 0..1."""
        return {name: self.scene / self.of, f"{name}_palette": self.palette / self.of}


@dataclass(frozen=True, slots=True, eq=False)
class Sharp:
    """How sharp the pictures of a trial are, in sums."""

    drawn: NDArray[np.float64]
    "(2,): bench.picture_detail's sharpness."
    wanted: NDArray[np.float64]
    "(2,): the renderer's."
    places: NDArray[np.float64]
    "(GRID, GRID): bench.picture_detail's."

    def __add__(self, other: "Sharp") -> "Sharp":
        """Return both trials as one."""
        return Sharp(self.drawn + other.drawn, self.wanted + other.wanted, self.places + other.places)

    def figures(self) -> dict[str, float]:
        """Return what was drawn as a share of what the renderer draws, and the weave."""
        shares = self.drawn / np.maximum(self.wanted, 1e-9)
        return {"sharpness_l1": float(shares[0]), "sharpness_energy": float(shares[1]), "weave": weave(self.places)}


class Trials:
    """Plays the trials with one renderer."""

    def __init__(self, player: Player, referee: Referee, asked: tuple[Caption, ...], part: int = 0) -> None:
        """Play for these captions; parts have draws of noise of their own."""
        self._player = player
        self._referee = referee
        self._asked = asked
        self._seed = SEED + part * APART
        self._scenes = {name: number for number, name in enumerate(referee.scenes)}
        self._palettes = {name: number for number, name in enumerate(referee.palettes)}
        self.mistaken: Counter[str] = Counter()
        "What was asked for, and what the referee took it for, in all trials so far."

    def cuts(self, seeds: int) -> tuple[Right, Sharp]:
        """Cut to each caption with so many seeds, all steps; return what is right, and how sharp plain ones are."""
        right, drawn, wanted, planes = Right(0, 0, 0), np.zeros(2), np.zeros(2), np.zeros((GRID, GRID))
        for caption in self._asked * seeds:
            picture = self._cut(caption.text)
            right += self._look(caption, picture)
            if caption.plain:
                drawn += sharpness(picture)
                wanted += self._referee.detail[self._scenes[caption.scene], self._palettes[caption.palette]]
                planes += places(picture)
        return right, Sharp(drawn, wanted, planes)

    def single(self, seeds: int) -> Right:
        """Cut to each caption in one step, with so many seeds."""
        asked = [caption for _ in range(seeds) for caption in self._asked]
        return self._right((caption, self._cut(caption.text, ONE_STEP)) for caption in asked)

    def filled(self) -> Right:
        """Cut to the captions with six words that say nothing."""
        return self._right((caption, self._cut(caption.filled)) for caption in self._asked)

    def formed(self) -> Right:
        """Cut to the captions in forms that no list has."""
        return self._right((caption, self._cut(caption.formed)) for caption in self._asked)

    def feedback(self) -> Right:
        """Cut to each caption, and look after FEEDBACK frames."""
        return self._right((caption, self._after(caption, FEEDBACK)) for caption in self._asked)

    def kept(self) -> Right:
        """Cut to every KEPT_OF-th caption, and look after KEPT frames."""
        return self._right((caption, self._after(caption, KEPT)) for caption in self._asked[::KEPT_OF])

    def arrived(self) -> Right:
        """Play every second caption, ask for another without a transition, and look ARRIVED frames later for that."""
        return self._right((second, self._change(first, second)) for first, second in turns(self._asked)[::2])

    def moved(self) -> NDArray[np.float64]:
        """Return how much two successive pictures differ at each of NOISES, the mean over a few captions, in 0..1."""
        changes = np.zeros((MOVED, len(NOISES)))
        for row, caption in zip(changes, self._asked, strict=False):
            self._cut(caption.text)
            for number, noise in enumerate(NOISES):
                played = [picture.astype(np.float32) for picture in self._player.go_on(noise, UNCOUNTED + CHANGES + 1)]
                steps = itertools.pairwise(played[UNCOUNTED:])
                row[number] = float(np.mean([np.abs(later - before).mean() for before, later in steps])) / 255.0
        mean: NDArray[np.float64] = changes.mean(0)
        return mean

    def _cut(self, text: str, steps: Sequence[int] = STEPS) -> Picture:
        self._seed += 1
        return self._player.cut(text, self._seed, steps)

    def _after(self, caption: Caption, frames: int) -> Picture:
        picture = self._cut(caption.text)
        for later in self._player.go_on(NOISE, frames):
            picture = later
        return picture

    def _change(self, first: Caption, second: Caption) -> Picture:
        picture = self._after(first, SETTLED)
        self._player.turn_to(second.text)
        for later in self._player.go_on(NOISE, ARRIVED):
            picture = later
        return picture

    def _right(self, pictures: Iterable[tuple[Caption, Picture]]) -> Right:
        return sum((self._look(caption, picture) for caption, picture in pictures), Right(0, 0, 0))

    def _look(self, caption: Caption, picture: Picture) -> Right:
        seen = self._referee.look(picture)
        scene, palette = self._scenes[caption.scene], self._palettes[caption.palette]
        if seen.scene != scene:
            self.mistaken[f"{caption.scene} for {self._referee.scenes[seen.scene]}"] += 1
        if seen.palette != palette:
            self.mistaken[f"{caption.palette} for {self._referee.palettes[seen.palette]} (palette)"] += 1
        return Right(int(seen.scene == scene), int(seen.palette == palette), 1)
