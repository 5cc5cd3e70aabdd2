"""The referee, which judges the model: python -m training.picture.referee [--out FILE] [--small].

It names the scene and the palette of a picture. It learns from rendered pictures alone, of seeds that the model never
learns from, and never sees what a model has drawn. A mix of two scenes has no one name, and is left out; half of the
pictures are plain (nothing modifies them), the others are as chance has them.

Seeds: the model's stages draw with seeds below SEEDS; the referee learns with SEEDS, is judged with SEEDS + 1, and the
sharpness that pictures are compared with is that of SEEDS + 2. The benchmark's cuts have seeds of their own.
"""

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import torch
from torch import Tensor

from bench.picture_detail import LUMA
from bench.picture_referee import FILE
from soundscape_live.generator.tiny.concepts import Concepts, shipped
from training.picture.pictures import as_bytes
from training.picture.referee_network import Bank, Network, Pace, learn, look, small
from training.picture.scenes import Asked, Renderer

SEEDS = 900_000
LATER = 20.0
"Seconds between two pictures that are drawn at once: by then little of the first is left."
AT_ONCE = 32
"Pairs."


@dataclass(frozen=True, slots=True)
class Lesson:
    """How much is drawn and learnt."""

    pictures: int
    "To learn from, of all scenes."
    held: int
    "To be judged on."
    sharp: int
    "Pictures of each scene in each palette whose sharpness is measured."
    pace: Pace
    height: int = 288
    width: int = 512


WHOLE = Lesson(40_000, 3_000, 6, Pace(4_000, 256))
SMALL = Lesson(9_000, 2_000, 1, Pace(900, 64, seconds=1200.0), 144, 256)
"A rehearsal on a CPU: a quarter of an hour. Its sharpness is that of a smaller picture."


@dataclass(frozen=True, slots=True)
class Judgement:
    """How well it names pictures that it never saw: shares of 0..1."""

    scene: float
    palette: float
    scenes: tuple[tuple[str, float, str], ...]
    "Each, the worst first: how often it is named rightly, and what it is most often taken for."
    palettes: tuple[tuple[str, float, str], ...]


def gather(renderer: Renderer, count: int, size: tuple[int, int], *, plain: bool) -> Bank:
    """Draw about `count` pictures, as many of each scene, with no mixes; size is height and width."""
    asked = Asked(modifiers=() if plain else None, mixed=0.0)
    scenes = len(renderer.concepts.scenes)
    parts: list[Bank] = []
    for scene in range(scenes):
        for pairs in _batches(max(1, count // scenes // 2)):
            frames, drawn = renderer.pairs(scene, pairs, *size, gap_seconds=LATER, asked=asked)
            pictures = as_bytes(small(frames.flatten(0, 1).clamp(-1.0, 1.0)))
            alike = (drawn.accent == drawn.palette).repeat(2) | (not plain)
            parts.append(Bank(pictures[alike], drawn.scene.repeat(2)[alike], drawn.palette.repeat(2)[alike]))
    return together(parts)


def together(banks: Sequence[Bank]) -> Bank:
    """Return several banks as one."""
    return Bank(*(torch.cat([getattr(bank, field.name) for bank in banks]) for field in dataclasses.fields(Bank)))


def sharpness(frames: Tensor) -> Tensor:
    """Return (n, 2) of (n, 3, h, w) in -1..1: bench.picture_detail's, of the pictures as bytes."""
    luma = torch.tensordot(torch.from_numpy(LUMA).to(frames.device), as_bytes(frames).float() / 255.0, ([0], [1]))
    around = luma[:, :-2, 1:-1] + luma[:, 2:, 1:-1] + luma[:, 1:-1, :-2] + luma[:, 1:-1, 2:]
    edges = around - 4.0 * luma[:, 1:-1, 1:-1]
    return torch.stack([edges.abs().mean((1, 2)), edges.square().mean((1, 2))], 1)


def measure(renderer: Renderer, each: int, size: tuple[int, int]) -> Tensor:
    """Return (scenes, palettes, 2), the mean sharpness of plain pictures, so many of each."""
    concepts = renderer.concepts
    table = torch.zeros(len(concepts.scenes), len(concepts.palettes), 2)
    for scene in range(len(concepts.scenes)):
        for palette in range(len(concepts.palettes)):
            asked = Asked(palette=palette, modifiers=(), mixed=0.0)
            frames, _ = renderer.pairs(scene, max(1, each // 2), *size, gap_seconds=LATER, asked=asked)
            table[scene, palette] = sharpness(frames.flatten(0, 1)).mean(0).cpu()
    return table


def judge(network: Network, bank: Bank, concepts: Concepts) -> Judgement:
    """Return how well it names a bank."""
    scene, palette = look(network, bank.pictures)
    return Judgement(
        float((scene == bank.scene).float().mean()),
        float((palette == bank.palette).float().mean()),
        _confused(bank.scene, scene, [one.name for one in concepts.scenes]),
        _confused(bank.palette, palette, [one.name for one in concepts.palettes]),
    )


def _confused(true: Tensor, named: Tensor, names: list[str]) -> tuple[tuple[str, float, str], ...]:
    rows = []
    for number in torch.unique(true).tolist():
        counts = torch.bincount(named[true == number], minlength=len(names)).double()
        right = float(counts[number] / counts.sum())
        counts[number] = 0.0
        rows.append((names[number], right, names[int(counts.argmax())] if counts.sum() > 0.0 else ""))
    return tuple(sorted(rows, key=lambda row: row[1]))


def _batches(pairs: int) -> Iterator[int]:
    while pairs > 0:
        yield min(pairs, AT_ONCE)
        pairs -= AT_ONCE


def teach(
    device: torch.device | str, out: Path, lesson: Lesson, hear: Callable[[str], None], concepts: Concepts
) -> Judgement:
    """Draw, teach, judge and write the file that the benchmark reads. Blocks: a minute and a half of a large GPU."""
    torch.manual_seed(SEEDS)
    began, size = time.monotonic(), (lesson.height, lesson.width)
    renderer = Renderer(device, SEEDS, concepts)
    bank = together([gather(renderer, lesson.pictures // 2, size, plain=plain) for plain in (True, False)])
    hear(f"referee: {len(bank.scene)} pictures in {time.monotonic() - began:.0f} s")
    network = Network(len(concepts.scenes), len(concepts.palettes)).to(device)
    learn(network, bank, lesson.pace, SEEDS, hear)
    seeded = Renderer(device, SEEDS + 1, concepts)
    judged, modified = (
        judge(network, gather(seeded, lesson.held, size, plain=plain), concepts) for plain in (True, False)
    )
    detail = measure(Renderer(device, SEEDS + 2, concepts), lesson.sharp, size)
    write(out, network, concepts, judged, detail, size)
    hear(f"referee: plain pictures: scene {judged.scene:.3f}, palette {judged.palette:.3f}; worst: {judged.scenes[:3]}")
    hear(f"referee: with modifiers: scene {modified.scene:.3f}, palette {modified.palette:.3f}")
    return judged


def write(
    out: Path, network: Network, concepts: Concepts, judged: Judgement, detail: Tensor, size: tuple[int, int]
) -> None:
    """Write the benchmark's file."""
    np.savez_compressed(
        out,
        **{name: value.numpy() for name, value in network.weights().items()},
        scenes=np.array([one.name for one in concepts.scenes]),
        palettes=np.array([one.name for one in concepts.palettes]),
        detail=detail.numpy().astype(np.float32),
        size=np.array(size[::-1]),
        held=np.array([judged.scene, judged.palette]),
    )


@click.command()
@click.option("--out", default=FILE, show_default=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--small", "rehearse", is_flag=True, help="A rehearsal on a CPU.")
@click.option("--device", default="cuda" if torch.cuda.is_available() else "cpu", show_default=True)
@click.option("--threads", default=1, show_default=True)
def main(out: Path, *, rehearse: bool, device: str, threads: int) -> None:
    """Teach the referee, and say what it confuses."""
    torch.set_num_threads(threads)
    judged = teach(device, out, SMALL if rehearse else WHOLE, click.echo, shipped())
    for kind, rows in (("scene", judged.scenes), ("palette", judged.palettes)):
        for name, right, other in rows:
            click.echo(f"{kind} {name}: {right:.2f}{f', else {other}' if other else ''}")


if __name__ == "__main__":
    main()
