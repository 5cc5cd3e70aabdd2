"""LoRAs: changes of the network's weights, added to them in place, as strongly as asked.

Rules: a changed scale costs one pass over the changed weights and nothing afterwards; the weights as they were loaded
are kept, so that scales can go up and down for ever without drift.
"""

from collections.abc import Iterable

import torch

from soundscape_live.generator.diffusion.model import Model


class Scales:
    """Keeps the network's weights at the scales that are asked for."""

    def __init__(self, model: Model) -> None:
        """Bring the weights to the scales that the LoRAs were loaded with."""
        self._loras = model.loras
        names = {name for lora in model.loras for name in lora.changes}
        self._weights = {name: weight for name, weight in model.unet.named_parameters() if name in names}
        self._loaded = {name: weight.detach().clone() for name, weight in self._weights.items()}
        self._scales = (0.0,) * len(model.loras)
        self.follow(())

    def follow(self, asked: Iterable[tuple[str, float]]) -> bool:
        """Change the weights if the scales have changed; return whether they have."""
        wanted = dict(asked)
        scales = tuple(wanted.get(lora.name, lora.scale) for lora in self._loras)
        if scales == self._scales:
            return False
        self._scales = scales
        with torch.no_grad():
            for name, weight in self._weights.items():
                whole = self._loaded[name].float()
                for lora, scale in zip(self._loras, scales, strict=True):
                    if scale and name in lora.changes:
                        whole = whole + scale * lora.changes[name].float()
                weight.copy_(whole)
        return True
