"""Chance decides what is in a picture: palette, accent, modifiers, looks, a second scene.

Rules: everything is drawn on the CPU, so that the same seed asks for the same pictures on every device.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from soundscape_live.generator.tiny.concepts import LOOKS, Concepts
from training.picture.attributes import Attributes

SHORTEST_GAP, LONGEST_GAP = 0.015, 0.235
"Seconds between the frames of a pair."
ACCENTED = 0.15
"Share of pictures whose highlights are of another palette."
SEVERAL = (0.65, 0.3, 0.1)
"Shares of pictures with at least one, two, three modifiers."
FREE = 0.6
"Share of pictures whose palette is not one of the scene's own."


@dataclass(frozen=True, slots=True)
class Asked:
    """What is not left to chance."""

    palette: int | None = None
    modifiers: Sequence[int] | None = None
    "Exactly these; () for none."
    mixed: float = 0.2
    "Share of the pictures that are mixes with a second scene."


def draw(concepts: Concepts, scene: int, count: int, chance: torch.Generator, asked: Asked) -> Attributes:
    """Return the attributes of so many pictures of a scene, on the CPU, a tenth of a second apart at first."""
    palette, named = _palettes(concepts, scene, count, chance, asked)
    others = torch.randint(len(concepts.palettes), (count,), generator=chance)
    accented = _often(ACCENTED, count, chance) & (asked.palette is None)
    mixes = _often(asked.mixed, count, chance)
    second = int(torch.randint(len(concepts.scenes), (), generator=chance))
    second_palette, _ = _palettes(concepts, second, count, chance, Asked())
    modifiers = _modifiers(concepts, count, chance, asked)
    return Attributes(
        scene=torch.full((count,), scene),
        palette=palette,
        named=named,
        accent=torch.where(accented & ~mixes, others, palette),
        second_scene=torch.where(mixes, second, scene),
        second_palette=torch.where(mixes, second_palette, palette),
        share=torch.where(mixes, torch.rand(count, generator=chance) * 0.6 + 0.2, 0.0),
        modifiers=modifiers,
        looks=_looks(concepts, modifiers, chance),
        dt=gaps(count, chance),
    )


def gaps(count: int, chance: torch.Generator) -> Tensor:
    """Return seconds between the frames of pairs, short ones more often."""
    return torch.rand(count, generator=chance) ** 1.3 * (LONGEST_GAP - SHORTEST_GAP) + SHORTEST_GAP


def _often(share: float, count: int, chance: torch.Generator) -> Tensor:
    return torch.rand(count, generator=chance) < share


def _palettes(
    concepts: Concepts, scene: int, count: int, chance: torch.Generator, asked: Asked
) -> tuple[Tensor, Tensor]:
    free = torch.randint(len(concepts.palettes), (count,), generator=chance)
    own = torch.tensor(concepts.scenes[scene].palettes)
    place = (torch.rand(count, generator=chance) ** 1.4 * len(own)).long()
    named = _often(FREE, count, chance)
    if asked.palette is not None:
        return torch.full((count,), asked.palette), torch.ones(count, dtype=torch.bool)
    return torch.where(named, free, own[place]), named


def _modifiers(concepts: Concepts, count: int, chance: torch.Generator, asked: Asked) -> Tensor:
    """Return (count, modifiers) bool: none to three, never two that work against each other."""
    many = len(concepts.modifiers)
    order = torch.rand(count, many, generator=chance).argsort(1)[:, : len(SEVERAL)]
    wanted = torch.rand(count, generator=chance)[:, None] < torch.tensor(SEVERAL)
    if asked.modifiers is not None:
        chosen = torch.zeros(many, dtype=torch.bool)
        chosen[list(asked.modifiers)] = True
        return chosen.expand(count, -1).clone()
    changes = _changes(concepts)[order]
    for later in range(1, len(SEVERAL)):
        for earlier in range(later):
            wanted[:, later] &= (changes[:, later] * changes[:, earlier]).sum(1) >= 0.0
    return torch.zeros(count, many, dtype=torch.bool).scatter_(1, order, wanted)


def _looks(concepts: Concepts, modifiers: Tensor, chance: torch.Generator) -> Tensor:
    """Return (count, LOOKS): what the modifiers ask for, and a little of everything besides."""
    count = modifiers.shape[0]
    spread = torch.tensor([_SPREAD.get(look, 0.0) for look in LOOKS])
    little = (torch.rand(count, len(LOOKS), generator=chance) * 2.0 - 1.0) * spread
    strength = torch.rand(count, 1, generator=chance) * 0.3 + 0.85
    return (modifiers.float() @ _changes(concepts) * strength + little).clamp(-1.0, 1.0)


def _changes(concepts: Concepts) -> Tensor:
    return torch.from_numpy(np.stack([modifier.changes for modifier in concepts.modifiers]))


_SPREAD = {"light": 0.12, "contrast": 0.15, "glow": 0.2, "density": 0.3, "size": 0.15, "speed": 0.2}
