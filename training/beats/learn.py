"""Teach the network: `python -m training.beats.learn FOLDER... --out FILE.npz`.

Rules: resumable, since FILE.pt beside the weights says where it stopped; the network is judged on clips that it never
learns from; seeds are fixed.
"""

import json
import time
from pathlib import Path

import click
import numpy as np
import torch
from torch import Tensor, nn

from training.beats.network import DILATIONS, Network, weights
from training.beats.pieces import Clip, Pieces, crop

BEGINNING = 300
"Frames in which little of a piece is known yet, and every beat that is found early counts."
WARM_UP = 0.05
"Part of the steps in which the rate of learning rises."


class Lesson:
    """A network that learns, and where it stands."""

    def __init__(self, steps: int, rate: float) -> None:
        self.network = Network()
        self.step = 0
        self._optimiser = torch.optim.AdamW(self.network.parameters(), rate, weight_decay=1e-3)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, rate, total_steps=steps, pct_start=WARM_UP
        )

    def learn(self, frames: Tensor, targets: Tensor) -> float:
        """Take one step and return the loss before it."""
        self.network.train()
        value = loss(self.network(frames), targets)
        self._optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimiser.step()
        self._schedule.step()
        self.step += 1
        return value.item()

    def keep(self, file: Path) -> None:
        """Write all that is needed to go on."""
        state = {"network": self.network.state_dict(), "optimiser": self._optimiser.state_dict()}
        part = file.with_suffix(".part")
        torch.save(state | {"schedule": self._schedule.state_dict(), "step": self.step}, part)
        part.rename(file)

    def go_on(self, file: Path) -> None:
        """Take up what was kept."""
        state = torch.load(file, weights_only=True)
        self.network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])
        self.step = state["step"]

    def begin(self, file: Path) -> None:
        """Begin with weights that were kept, from the first step on."""
        self.network.load_state_dict(torch.load(file, weights_only=True)["network"])


def loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the cross entropy of beats, and half as much of first beats; the beginning counts double."""
    entropy = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
    frames = torch.arange(entropy.shape[2])
    each = (entropy * (1.0 + (frames < BEGINNING))).mean(dim=(0, 2))
    total: Tensor = each[0] + 0.5 * each[1]
    return total


def judge(network: Network, held: list[Clip]) -> float:
    """Return the loss on clips that it never learnt from."""
    network.eval()
    with torch.no_grad():
        values = [
            loss(
                network(torch.from_numpy(clip.frames.T[None].astype(np.float32))),
                torch.from_numpy(clip.targets.T[None].astype(np.float32)),
            ).item()
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


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The weights, FILE.npz.")
@click.option("--begin", type=click.Path(path_type=Path, exists=True), help="Weights to begin with, FILE.pt.")
@click.option("--steps", default=6000, show_default=True)
@click.option("--every", default=500, show_default=True, help="Steps between two judgements.")
@click.option("--rate", default=2e-3, show_default=True, help="Of learning, at its highest.")
@click.option("--seed", default=1, show_default=True)
@click.option("--threads", default=1, show_default=True)
def main(  # noqa: PLR0913, PLR0917 - one parameter per option
    folders: tuple[Path, ...],
    out: Path,
    begin: Path | None,
    steps: int,
    every: int,
    rate: float,
    seed: int,
    threads: int,
) -> None:
    """Learn from the clips of some folders, which may still grow."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    random = np.random.default_rng(seed)
    pieces = Pieces(folders)
    lesson = Lesson(steps, rate)
    if (kept := out.with_suffix(".pt")).exists():
        lesson.go_on(kept)
    elif begin is not None:
        lesson.begin(begin)
    since, losses = time.monotonic(), []
    while lesson.step < steps:
        if lesson.step % every == 0:
            pieces.look()
        losses.append(lesson.learn(*map(torch.from_numpy, crop(pieces, random))))
        if lesson.step % every == 0 or lesson.step == steps:
            told = {
                "step": lesson.step,
                "clips": len(pieces.learnt),
                "learnt": round(float(np.mean(losses)), 4),
                "held": round(judge(lesson.network, pieces.held), 4),
                "seconds": round(time.monotonic() - since),
            }
            click.echo(json.dumps(told))
            losses.clear()
            lesson.keep(kept)
            save(lesson.network, out)


if __name__ == "__main__":
    main()
