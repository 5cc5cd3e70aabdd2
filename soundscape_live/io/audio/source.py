"""What every source of sound is: the wish for it, how it is run, and how its channels become one.

Rules: whatever reaches the engine is float32 in -1..1, finite and not writeable, whatever the source held.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from soundscape_live.model import AudioBlock, AudioState, Samples

Feed: TypeAlias = Callable[[AudioBlock | AudioState], None]
"Called on the event loop's thread."

FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 5.0
"A source that is not there is looked for again after the first wait, then after twice as long, up to the longest."


class AudioError(Exception):
    """The sound that was asked for cannot be had. Its text is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class AudioWish:
    """Which sound, and how."""

    source: str
    "`demo`, a file, or a device: a part of its name, a pattern with * or ?, its number, or `default`."
    channels: tuple[int, ...] = ()
    "Counted from 1 and mixed to one; empty for all of a file, for the first two of a device."
    rate: int | None = None
    "Samples a second, of a device; None for its own. A file is played at the file's rate."
    block: int = 256
    "Samples a block."

    def __post_init__(self) -> None:
        """Check the ranges; AudioError names what was expected."""
        if not self.source.strip():
            raise AudioError("No sound was named: expected demo, a file or a device.")
        if any(channel < 1 for channel in self.channels):
            raise AudioError(f"Audio channels are counted from 1; {min(self.channels)} was asked for.")
        if not 16 <= self.block <= 8192:
            raise AudioError(f"An audio block has 16 to 8192 samples; {self.block} was asked for.")
        if self.rate is not None and not 8_000 <= self.rate <= 384_000:
            raise AudioError(f"An audio rate is 8000 to 384000 Hz; {self.rate} was asked for.")


class AudioSource(Protocol):
    """Sound that can be run once."""

    @property
    def description(self) -> str:
        """Which source, in words for the operator."""

    @property
    def blocks(self) -> int:
        """Blocks fed so far."""

    @property
    def dropped(self) -> int:
        """Blocks that were lost before they could be fed."""

    @property
    def not_finite(self) -> int:
        """Samples that were not finite, and were fed as 0."""

    async def run(self, feed: Feed) -> None:
        """Feed blocks, and a state whenever sound comes or goes, until cancelled (or a file's end)."""


def mix(frames: Samples, channels: tuple[int, ...]) -> tuple[Samples, int]:
    """Return the mean of the channels, (n,), and how many samples were not finite.

    `frames` is (n, width); `channels` count from 1, empty for all. One channel alone passes exactly. What is
    not finite becomes 0; what lies outside -1..1 is clipped, as the hardware would have.
    """
    picked = frames if not channels else frames[:, [channel - 1 for channel in channels]]
    mono: Samples = picked[:, 0].copy() if picked.shape[1] == 1 else picked.mean(axis=1, dtype=np.float32)
    odd = 0
    if mono.size and not np.abs(mono).max() <= 1.0:  # true of NaN as well
        finite = np.isfinite(mono)
        odd = int(mono.size - np.count_nonzero(finite))
        mono = np.clip(np.where(finite, mono, np.float32(0.0)), np.float32(-1.0), np.float32(1.0))
    mono.flags.writeable = False
    return mono, odd
