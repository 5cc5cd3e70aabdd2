"""Odd and even beats: how strong each are, and whether only the strong ones count.

Rules: a fast tempo of which every second beat is much weaker than those between (ALTERNATING) is counted at half speed,
until the weak ones grow again.
"""

ALTERNATING = ((200.0, 0.85),)
"From so many BPM on every second beat is left out if its likelihood is under so much of the others'."
EVEN = 0.07
"So much above, and all beats count again."
MEMORY = 4.0
"Beats of each kind over which the mean likelihood is taken."
LOUD = 0.5
"A likelihood beyond this counts as this: one loud attack makes no pulse."


class Parity:
    """How strong odd and even beats are, and whether only one kind counts."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.halved = False
        "Whether every second beat is left out."
        self._now = 0
        self._strength = [0.0, 0.0]
        self._voice = [0.0, 0.0]
        self._heard = [0.0, 0.0]

    @property
    def counts(self) -> bool:
        """Whether the present beat is one."""
        return not self.halved or self._strength[self._now] >= self._strength[1 - self._now]

    @property
    def voice(self) -> float:
        """Mean likelihood of the beats that count, each up to LOUD."""
        if self.halved:
            return max(self._voice)
        heard = sum(self._heard)
        return sum(voice * count for voice, count in zip(self._voice, self._heard, strict=True)) / max(heard, 1.0)

    def turn(self, *, steady: bool) -> None:
        """Go on to the next beat, which comes after about a period or not."""
        self._now = 1 - self._now
        if not steady:
            self.halved = False
            self._heard = [min(1.0, heard) for heard in self._heard]

    def hear(self, likelihood: float, bpm: float) -> None:
        """Take the present beat's likelihood, 0..1, at the pointer's tempo."""
        self._heard[self._now] = min(MEMORY, self._heard[self._now] + 1.0)
        self._strength[self._now] += (likelihood - self._strength[self._now]) / self._heard[self._now]
        self._voice[self._now] += (min(likelihood, LOUD) - self._voice[self._now]) / self._heard[self._now]
        bound = next((part for fast, part in ALTERNATING if bpm >= fast), 0.0) + (EVEN if self.halved else 0.0)
        sure = min(self._heard) >= MEMORY or self.halved
        self.halved = sure and min(self._strength) < bound * max(self._strength)
