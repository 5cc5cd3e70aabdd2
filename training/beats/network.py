"""The network in torch, for learning alone; `soundscape_live.analysis.beat.network` is the same one in numpy.

Rules: causal throughout: a frame's output depends on that frame and earlier ones. Shapes are (batch, channels, frames).
"""

import numpy as np
import torch
from torch import Tensor, nn

from soundscape_live.analysis.beat.frames import SIZE

CHANNELS = 32
TAPS = 5
"Frames that a convolution sees, spread by its dilation."
DILATIONS = (1, 2, 4, 8, 16, 32, 64, 128)
"So the network remembers 4 * 255 frames, ten seconds, and nothing longer."
FIRST_TAPS = 3
OUTPUTS = 2
"Beat, first beat of a bar."


class Causal(nn.Conv1d):
    """A convolution over this frame and those before it."""

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channels, frames) -> (batch, channels, frames)."""
        back = (self.kernel_size[0] - 1) * self.dilation[0]
        return super().forward(nn.functional.pad(x, (back, 0)))


class Network(nn.Module):
    """Frames -> logits of a beat and of a bar's first beat, DELAY frames ago."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.first = Causal(SIZE, CHANNELS, FIRST_TAPS)
        self.blocks = nn.ModuleList(Causal(CHANNELS, CHANNELS, TAPS, dilation=dilation) for dilation in DILATIONS)
        self.mixes = nn.ModuleList(nn.Conv1d(CHANNELS, CHANNELS, 1) for _ in DILATIONS)
        self.last = nn.Conv1d(CHANNELS, OUTPUTS, 1)
        self.dropout = nn.Dropout(dropout)
        nn.init.constant_(self.last.bias, -3.0)

    def forward(self, frames: Tensor) -> Tensor:
        """(batch, SIZE, frames) -> (batch, OUTPUTS, frames)."""
        x = torch.relu(self.first(frames))
        for block, mix in zip(self.blocks, self.mixes, strict=True):
            x = x + mix(self.dropout(torch.relu(block(x))))
        logits: Tensor = self.last(torch.relu(x))
        return logits


def weights(network: Network) -> dict[str, np.ndarray]:
    """Return what the numpy network loads: float16 arrays by name."""
    return {name: value.detach().numpy().astype(np.float16) for name, value in network.state_dict().items()}
