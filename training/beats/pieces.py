"""What the network learns from: frames of rendered clips, with their beats as targets, drawn and varied by chance.

Rules: frames are made by the package's own code and kept beside the clips; one clip in HELD_OUT is never learnt from.
A sound without a pulse is a clip without beats, and sometimes a piece breaks off: another begins, or the tempo steps.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from soundscape_live.analysis.beat.frames import BANDS, SIZE, Frames
from soundscape_live.analysis.beat.network import DELAY
from training.beats import pulseless

WIDTH = 0.010
"Seconds of standard deviation by which a target is spread."
PULSELESS, PULSELESS_SHARE = 80, 0.08
"Sounds without a pulse, PULSELESS_SECONDS each, and how often one is heard."
PULSELESS_SECONDS, PULSELESS_RATE = 40.0, 22_050
CUT_SHARE = 0.35
"How often one piece breaks off and another begins, or it goes on at another tempo."
STEP_SHARE = 0.5
"How often it is the tempo alone."
STEP_MOST = 0.35
"Natural logarithm of the largest step of the tempo."
HELD_OUT = 20
"One clip in so many is kept for judging."
CROP = 1500
"Frames."
BATCH = 16


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """What one piece sounds like and where its beats are."""

    frames: np.ndarray
    "(n, SIZE) float16."
    targets: np.ndarray
    "(n, 2) float16: beat, bar's first beat, DELAY late."


def read(sound: Path) -> Clip:
    """Return a rendered clip, from the frames kept beside it if they are there."""
    kept = sound.with_suffix(".npz")
    if not kept.exists():
        samples, rate = soundfile.read(sound, dtype="float32")
        heard = all_frames(samples, rate)
        beats = np.loadtxt(sound.with_suffix(".beats"), ndmin=2)
        targets = spread(beats, len(heard), Frames(rate).seconds)
        part = kept.with_suffix(".part.npz")
        np.savez(part, frames=heard.astype(np.float16), targets=targets.astype(np.float16))
        part.rename(kept)
    with np.load(kept) as arrays:
        return Clip(arrays["frames"], arrays["targets"])


def all_frames(samples: np.ndarray, rate: int) -> np.ndarray:
    """Return (frames, SIZE): what the package makes of a sound."""
    frames = Frames(rate)
    count = len(samples) // frames.hop
    return np.array([frames.step(samples[i * frames.hop : (i + 1) * frames.hop]) for i in range(count)])


def spread(beats: np.ndarray, count: int, seconds: float) -> np.ndarray:
    """(beats, 2) times and bar positions -> (count, 2) targets 0..1, a bell around each."""
    # Frame i ends at (i + 1) * seconds.
    ends = (np.arange(count) + 1) * seconds
    targets = np.zeros((count, 2), np.float32)
    for time_, position in beats:
        bell = np.exp(-0.5 * ((ends - time_ - DELAY) / WIDTH) ** 2)
        np.maximum(targets[:, 0], bell, out=targets[:, 0])
        if position == 1:
            np.maximum(targets[:, 1], bell, out=targets[:, 1])
    return targets


class Pieces:
    """The clips of some folders that are there so far; some are kept for judging."""

    def __init__(self, folders: tuple[Path, ...], pulseless_sounds: int = PULSELESS) -> None:
        self._folders = folders
        self._known: set[Path] = set()
        self.learnt: list[Clip] = []
        self.held: list[Clip] = []
        random = np.random.default_rng(0)
        sounds = [
            all_frames(pulseless.sound(random, PULSELESS_SECONDS, PULSELESS_RATE), PULSELESS_RATE)
            for _ in range(pulseless_sounds)
        ]
        self.pulseless = [Clip(heard.astype(np.float16), np.zeros((len(heard), 2), np.float16)) for heard in sounds]

    def any(self, random: np.random.Generator) -> Clip:
        """Return a clip to learn from."""
        some = self.pulseless if random.random() < PULSELESS_SHARE else self.learnt
        return some[random.integers(len(some))]

    def look(self) -> None:
        """Take what has come since."""
        for folder in self._folders:
            for facts in sorted(folder.glob("*.json")):
                if facts not in self._known:
                    self._known.add(facts)
                    held = int(facts.stem) % HELD_OUT == 0
                    (self.held if held else self.learnt).append(read(facts.with_suffix(".flac")))


def crop(pieces: Pieces, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return a batch: (BATCH, SIZE, CROP) frames, as rooms and records change them, and (BATCH, 2, CROP) targets."""
    frames = np.zeros((BATCH, CROP, SIZE), np.float32)
    targets = np.zeros((BATCH, CROP, 2), np.float32)
    for row in range(BATCH):
        cut = int(random.integers(CROP // 4, CROP)) if random.random() < CUT_SHARE else CROP
        clip = pieces.any(random)
        place = int(random.integers(max(1, len(clip.frames) - CROP)))
        fill(frames[row, :cut], targets[row, :cut], clip, place, 1.0, random)
        if random.random() < STEP_SHARE:
            speed = float(np.exp(random.uniform(-STEP_MOST, STEP_MOST)))
            fill(frames[row, cut:], targets[row, cut:], clip, place + cut, speed, random)
        else:
            fill(frames[row, cut:], targets[row, cut:], pieces.any(random), place, 1.0, random)
    return frames.transpose(0, 2, 1), targets.transpose(0, 2, 1)


def fill(
    frames: np.ndarray, targets: np.ndarray, clip: Clip, place: int, speed: float, random: np.random.Generator
) -> None:
    """Lay a clip from a place on, at a speed, over rows of frames and targets as far as it reaches."""
    taken = place + np.round(np.arange(len(frames)) * speed).astype(int)
    taken = taken[taken < len(clip.frames)]
    if len(taken):
        frames[: len(taken)] = vary(clip.frames[taken].astype(np.float32), random)
        targets[: len(taken)] = clip.targets[taken]


def vary(frames: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return frames with another balance of bands, sometimes without the top, the bottom or some bands."""
    band = np.linspace(-1.0, 1.0, BANDS)
    frames[:, :BANDS] += random.normal(0, 0.05) + random.normal(0, 0.06) * band + random.normal(0, 0.04) * band**2
    frames[:, BANDS:] *= random.uniform(0.6, 1.3)
    keep = np.ones(BANDS, np.float32)
    if random.random() < 0.15:
        keep[int(random.integers(16, BANDS)) :] = 0.0
    if random.random() < 0.1:
        keep[: int(random.integers(1, 8))] = 0.0
    if random.random() < 0.2:
        keep[random.random(BANDS) < 0.2] = 0.0
    return np.clip(frames, 0.0, 1.0) * np.tile(keep, 2)
