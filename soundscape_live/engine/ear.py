"""What the engine hears: the sound's source, and the analysis, which begins anew with another rate of samples."""

from soundscape_live.analysis.analyser import Analyser, Heard
from soundscape_live.model import AudioBlock, AudioState, Features


class Ear:
    """The sound, as it came last."""

    def __init__(self, at: float) -> None:
        """Begin without sound."""
        self.source = AudioState(at, present=False, detail="no sound yet")
        self.features: Features | None = None
        self.analyser: Analyser | None = None
        self._rate = 0

    def hear(self, block: AudioBlock, bar: float, silence_db: float) -> Heard:
        """Return what a block tells; `bar` is in seconds, `silence_db` counts where the analysis begins."""
        if self.analyser is None or block.rate != self._rate:
            self.analyser = Analyser(block.rate, silence_db)
            self._rate = block.rate
        heard = self.analyser.hear(block, bar)
        self.features = heard.features
        return heard
