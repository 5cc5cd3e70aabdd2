"""LoRAs: changes of the network's weights, added to them in place, as strongly as asked.

Rules: a changed scale costs one pass over the changed weights and nothing afterwards; the weights as they were loaded
are kept, so that scales can go up and down for ever without drift.
"""

import logging
from collections.abc import Iterable

import torch

from soundscape_live.generator.diffusion.model import Model
from soundscape_live.model import LoraScale

log = logging.getLogger(__name__)


class Scales:
    """Keeps the network's weights at the scales that are asked for."""

    def __init__(self, model: Model) -> None:
        """Bring the weights to the scales that the LoRAs were loaded with."""
        self._loras = model.loras
        names = {name for lora in model.loras for name in lora.changes}
        self._weights = {name: weight for name, weight in model.unet.named_parameters() if name in names}
        self._changes = tuple(
            {name: change.to(model.device) for name, change in lora.changes.items()} for lora in model.loras
        )
        self._loaded = {name: weight.detach().clone() for name, weight in self._weights.items()}
        self._scales = (0.0,) * len(model.loras)
        self._known = {name for lora in model.loras for name in (lora.name, lora.path)}
        "What they are called; and what was asked for and is not there, once that has been said."
        self.follow(())

    def follow(self, asked: Iterable[LoraScale]) -> bool:
        """Change the weights if the scales have changed; return whether they have."""
        wanted = {lora.path: lora.scale for lora in asked}
        if not wanted.keys() <= self._known:
            self._miss(wanted.keys() - self._known)
        scales = tuple(wanted.get(lora.path, wanted.get(lora.name, lora.scale)) for lora in self._loras)
        if scales == self._scales:
            return False
        self._scales = scales
        with torch.no_grad():
            for name, weight in self._weights.items():
                whole = self._loaded[name].float()
                for changes, scale in zip(self._changes, scales, strict=True):
                    if scale and name in changes:
                        whole = whole + scale * changes[name].float()
                weight.copy_(whole)
        return True

    def _miss(self, names: Iterable[str]) -> None:
        """Say once of each name that no LoRA is called so."""
        there = ", ".join(lora.name for lora in self._loras) or "none"
        for name in sorted(names):
            log.warning("no LoRA %r is loaded; there is: %s", name, there)
        self._known.update(names)
