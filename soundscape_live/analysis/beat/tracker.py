"""Sound in, beats out: the frames, the network's ear and the announcer in a row.

Rules: fed blocks of any size it gives the same beats; times are seconds of the stream, counted from its first sample.
"""

from soundscape_live.analysis.beat.announcer import Announcer
from soundscape_live.analysis.beat.frames import Frames
from soundscape_live.analysis.beat.network import Network
from soundscape_live.analysis.beat.weights import shipped
from soundscape_live.analysis.hops import Hops
from soundscape_live.model import Samples


class BeatTracker:
    """Beats, tempo and bars of one stream of sound."""

    def __init__(self, rate: int) -> None:
        """Begin in silence; `rate` in samples a second, 8000 or more."""
        self._frames = Frames(rate)
        self.hop = self._frames.hop
        "Samples from one decision to the next: 10 ms."
        self.activation = 0.0
        "The network's latest likelihood of a beat, 0..1; it tells of DELAY ago."
        self.bar_activation = 0.0
        "The same of a bar's first beat."
        self._hops = Hops(self.hop)
        self._network = Network(shipped())
        self._announcer = Announcer(self._frames.seconds)

    def process(self, block: Samples) -> tuple[float, ...]:
        """Take (n,) float32 samples and return the beats that are announced, in seconds of the stream."""
        announced = [self._step(hop) for hop in self._hops.split(block)]
        return tuple(beat for beat in announced if beat is not None)

    @property
    def bpm(self) -> float:
        """Beats a minute; 0 while none are claimed."""
        return 60.0 / self._announcer.period if self._announcer.confidence > 0.0 else 0.0

    @property
    def confidence(self) -> float:
        """How far beats can be trusted, 0..1; 0 while none are claimed."""
        return self._announcer.confidence

    @property
    def clarity(self) -> float:
        """How clearly the beat before was heard, 0..1; 0 while none are claimed."""
        return self._announcer.clarity * self._announcer.confidence

    def phase(self, now: float) -> float:
        """Return how much of the current beat has passed at a time of the stream, 0..1."""
        return self._announcer.phase(now)

    @property
    def bar_position(self) -> int:
        """Of the last beat announced, from 0."""
        return self._announcer.bars.position

    @property
    def bar_confidence(self) -> float:
        """How far the bar's position can be trusted, 0..1."""
        return self._announcer.bars.confidence

    @property
    def tempi(self) -> Samples:
        """(n,) BPM of which `tempo_posterior` speaks."""
        return self._announcer.tempi

    @property
    def tempo_posterior(self) -> Samples:
        """(n,) probabilities of the tempi."""
        return self._announcer.posterior

    def _step(self, hop: Samples) -> float | None:
        self.activation, self.bar_activation = self._network.step(self._frames.step(hop))
        if self._frames.begins:
            self._announcer.begin()
        return self._announcer.step(self.activation, self.bar_activation)
