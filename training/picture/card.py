"""The model's card: what it is, what it learnt from and how, what it cannot do. Written by the run that made it."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from soundscape_live.generator.tiny.concepts import Concepts
from training.picture.course import STAGES, Plan
from training.picture.export import Model

TITLE = """# The tiny model

A latent diffusion model of pictures that move, small enough for two cores of a CPU. Licence: GPL-3.0-or-later, as the
package that it comes with.
"""
NETWORKS = """## Networks

| part | million weights |
|---|---|
{parts}

{sizes}. Weights are int8 for each output channel; tables and biases are float16.
"""
RECIPE = """## Recipe

`python -m training.picture --out FOLDER`, on {machine}. The rules of each stage stand at the head of its module.

| stage | seconds |
|---|---|
{seconds}

```
{ends}
```
"""
FIGURES = """## Figures

`python -m bench picture` measures them; whoever ships the model writes them here.
"""
LIMITS = """## Limits

It knows the scenes, colours and changes of its vocabulary, in their mixes, and nothing else: a word that it does not
know means what its likest listed words mean, or nothing. Nobody's pictures, texts or weights went into it; what it
draws looks drawn. Steps other than the grid it was taught with work, less well; so do sides below 128 pixels.
"""


def card(model: Model, plan: Plan, concepts: Concepts, told: Sequence[str], machine: str) -> str:
    """Return the card in Markdown; `told` is the run's log."""
    counted = {name: sum(weight.numel() for weight in part.parameters()) / 1e6 for name, part in model.parts().items()}
    parts = "\n".join(f"| {name} | {millions:.2f} |" for name, millions in counted.items())
    seconds = "\n".join(f"| {name} | {getattr(plan, name):.0f} |" for name in STAGES)
    sizes = ", ".join(f"{name} {value}" for name, value in dataclasses.asdict(model.sizes).items())
    ends = "\n".join(line for line in told if any(f"{name} ends" in line for name in STAGES))
    data = f"""## Data

Pairs of frames that the project's own renderer draws while they are learnt from: {len(concepts.scenes)} scenes,
{len(concepts.palettes)} palettes, {len(concepts.modifiers)} modifiers, mixes of two scenes; captions are made of the
{len(concepts.words())} words of `concepts.toml`. Nothing else.
"""
    recipe = RECIPE.format(machine=machine, seconds=seconds, ends=ends)
    log = "\n".join(told)
    return "\n".join(
        (
            TITLE,
            NETWORKS.format(parts=parts, sizes=sizes),
            data,
            recipe,
            FIGURES,
            LIMITS,
            f"## Log\n\n```\n{log}\n```\n",
        )
    )


def write(folder: Path, text: str) -> None:
    """Write the card beside the weights."""
    (folder / "CARD.md").write_text(text, "utf-8")
