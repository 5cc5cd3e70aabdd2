"""Notices when feedback leads nowhere: a latent that grows, fades, or is no number any more.

Rules: what is looked at is the spread of the latent and of the picture, compared with what the model makes of the
prompt from noise alone (the anchor). Outside the band for PATIENCE frames: the latent is pulled back for RETURN frames.
No number: the next frame is a cut. It counts frames and not seconds, as feedback does: it goes astray per frame.
"""

import math

PATIENCE = 60
RETURN = 30
SOFT_PULL = 0.5
"How far each frame's statistics go to the anchor's while the latent is pulled back."
BAND = (0.5, 2.0)
"Of the anchor's spread: the latent's stays within."
FLAT = 0.25
"Of the anchor's spread: the picture's stays above."


class Watch:
    """Looks at each frame's spread."""

    def __init__(self) -> None:
        self._anchor: tuple[float, float] | None = None
        self._outside = 0
        self._left = 0
        self.returns = 0
        "How often it had to lead the picture back, cuts included."

    @property
    def pull(self) -> float:
        """How strongly the next frame is to be pulled to the anchor; 0: not at all."""
        return SOFT_PULL if self._left > 0 else 0.0

    def look(self, latent: float, picture: float, *, anchor: bool) -> bool:
        """Take the spread (standard deviation) of a frame's latent and picture; return whether the next must be a cut.

        `anchor`: the frame was made from noise alone.
        """
        if not math.isfinite(latent):
            self._outside = self._left = 0
            self.returns += 1
            return True
        if anchor or self._anchor is None:
            self._anchor = latent, picture
        self._left = max(0, self._left - 1)
        low, high = (self._anchor[0] * end for end in BAND)
        inside = low <= latent <= high and picture >= FLAT * self._anchor[1]
        self._outside = 0 if inside else self._outside + 1
        if self._outside >= PATIENCE:
            self._outside, self._left = 0, RETURN
            self.returns += 1
        return False
