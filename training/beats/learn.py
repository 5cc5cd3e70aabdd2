"""Teach the network: `python -m training.beats.learn --data DIR --out FILE.npz`.

Rules: frames are made once by the package's own code and kept beside the clips; the network is judged on clips that it
never learns from. Resumable: with --checkpoint it goes on where it stopped. Seeds are fixed.
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import torch
from torch import Tensor, nn

from soundscape_live.analysis.beat.frames import BANDS, SIZE, Frames
from soundscape_live.analysis.beat.network import DELAY
from training.beats.network import DILATIONS, Network, weights

WIDTH = 0.010
"Seconds of standard deviation by which a target is spread."
HELD_OUT = 20
"One clip in so many is kept for judging."
CROP = 1500
"Frames."
BEGINNING = 300
"Frames in which little of a piece is known yet, and every beat that is found early counts."
BATCH = 16
RATE = 2e-3
"Of learning, at its highest."


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
    """Return (frames, SIZE): what `Frames` gives frame by frame, ten times as fast."""
    frames = Frames(rate)
    length = frames.length
    padded = np.concatenate((np.zeros(length - frames.hop, np.float32), samples))
    windows = np.lib.stride_tricks.sliding_window_view(padded, length)[:: frames.hop]
    levels = np.concatenate([frames.levels(some) for some in np.array_split(windows, max(1, len(windows) // 500))])
    return np.asarray([frames.relate(level).copy() for level in levels])


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


def crop(clips: list[Clip], random: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Return a batch: (BATCH, SIZE, CROP) frames as a record or a room may change them, and (BATCH, 2, CROP) targets."""
    frames = np.zeros((BATCH, CROP, SIZE), np.float32)
    targets = np.zeros((BATCH, CROP, 2), np.float32)
    for row in range(BATCH):
        clip = clips[random.integers(len(clips))]
        start = random.integers(max(1, len(clip.frames) - CROP))
        part = clip.frames[start : start + CROP]
        frames[row, : len(part)] = vary(part.astype(np.float32), random)
        targets[row, : len(part)] = clip.targets[start : start + CROP]
    return torch.from_numpy(frames).transpose(1, 2), torch.from_numpy(targets).transpose(1, 2)


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


def loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the cross entropy of beats, and half as much of first beats; the beginning counts double."""
    entropy = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    frames = torch.arange(entropy.shape[2])
    each = (entropy * (1.0 + (frames < BEGINNING))).mean(dim=(0, 2))
    total: Tensor = each[0] + 0.5 * each[1]
    return total


class Pieces:
    """The clips of some folders that are there so far; some are kept for judging."""

    def __init__(self, folders: list[str]) -> None:
        self._folders = folders
        self._known: set[Path] = set()
        self.learnt: list[Clip] = []
        self.held: list[Clip] = []

    def look(self) -> None:
        """Take what has come since."""
        for folder in self._folders:
            for facts in sorted(Path(folder).glob("*.json")):
                if facts not in self._known:
                    self._known.add(facts)
                    held = int(facts.stem) % HELD_OUT == 0
                    (self.held if held else self.learnt).append(read(facts.with_suffix(".flac")))


def learn(options: argparse.Namespace) -> None:
    """Run the steps, judging after each EVERY of them."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    random = np.random.default_rng(options.seed)
    pieces = Pieces(options.data)
    network = Network()
    optimiser = torch.optim.AdamW(network.parameters(), options.rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, options.rate, total_steps=options.steps, pct_start=0.05)
    first = 0
    checkpoint = Path(options.out).with_suffix(".pt")
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        first = state["step"]
    elif options.begin:
        network.load_state_dict(torch.load(options.begin, weights_only=True)["network"])
    pieces.look()
    began, mean = time.monotonic(), 0.0
    for step in range(first + 1, options.steps + 1):
        network.train()
        frames, targets = crop(pieces.learnt, random)
        value = loss(network(frames), targets)
        optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        mean += (value.item() - mean) * max(0.01, 1.0 / (step - first))
        if step % options.every == 0 or step == options.steps:
            told = {
                "step": step,
                "clips": len(pieces.learnt),
                "learnt": round(mean, 4),
                "held": round(judge(network, pieces.held), 4),
                "seconds": round(time.monotonic() - began),
            }
            print(json.dumps(told), file=sys.stderr, flush=True)
            state = {"network": network.state_dict(), "optimiser": optimiser.state_dict()}
            part = checkpoint.with_suffix(".part")
            torch.save(state | {"schedule": schedule.state_dict(), "step": step}, part)
            part.rename(checkpoint)
            save(network, Path(options.out))
            pieces.look()


def judge(network: Network, held: list[Clip]) -> float:
    """Return the loss on clips that it never learnt from."""
    network.eval()
    with torch.no_grad():
        values = [
            loss(network(torch.from_numpy(clip.frames.T[None].astype(np.float32))),
                 torch.from_numpy(clip.targets.T[None].astype(np.float32))).item()
            for clip in held
        ]
    return float(np.mean(values)) if values else float("nan")


def save(network: Network, out: Path) -> None:
    """Write the weights as the package reads them."""
    named = weights(network)
    blocks = range(len(DILATIONS))
    np.savez_compressed(
        out,
        first=named["first.weight"],
        first_bias=named["first.bias"],
        blocks=np.stack([named[f"blocks.{i}.weight"] for i in blocks]),
        block_biases=np.stack([named[f"blocks.{i}.bias"] for i in blocks]),
        mixes=np.stack([named[f"mixes.{i}.weight"][:, :, 0] for i in blocks]),
        mix_biases=np.stack([named[f"mixes.{i}.bias"] for i in blocks]),
        last=named["last.weight"][:, :, 0],
        last_bias=named["last.bias"],
        dilations=np.array(DILATIONS),
    )


def main() -> None:
    """Read the clips and learn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, nargs="+", help="folders of rendered clips, which may still grow")
    parser.add_argument("--begin", help="weights to begin with, FILE.pt")
    parser.add_argument("--out", required=True, help="the weights, FILE.npz; FILE.pt beside it lets it go on")
    parser.add_argument("--steps", type=int, default=12_000)
    parser.add_argument("--every", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=RATE, help="of learning, at its highest")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    learn(options)


if __name__ == "__main__":
    main()
