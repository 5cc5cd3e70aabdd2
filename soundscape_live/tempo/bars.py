"""Where the bar begins, and how sure that is.

Rules: a hand and a source that counts the song say it, and are believed at once; what is heard is believed at once
only while nobody has said anything. Later it may move the one only if it has been surer by CLEARLY for BARS bars on
end. What was said stands for as long as its source says, then slowly becomes less sure.
"""

import math

CLEARLY = 0.2
"Of confidence."
BARS = 3
FADE = 120.0
"Seconds in which confidence falls to REST of what it was."
REST = 0.5
HEARD = 8.0
"Seconds for which a heard one stands."


class Bars:
    """The bar's first beat. Times passed in never go back."""

    def __init__(self, beats: int) -> None:
        """Begin without knowing; the count 0 counts as a first beat."""
        self._beats = beats
        self._one = 0
        self._sure = 0.0
        self._until = -math.inf
        self._rival: tuple[int, int] | None = None
        "Where else the one was heard last, and the count from which on."
        self._said: dict[str, int] = {}
        "Where each source that counts says that the one is."
        self._moved: dict[str, int] = {}
        "By how many beats a hand has moved each of them."

    @property
    def one(self) -> int:
        """A count that is a bar's first beat."""
        return self._one

    def position(self, count: int) -> int:
        """Return 0 for the first beat of a bar."""
        return (count - self._one) % self._beats

    def confidence(self, at: float) -> float:
        """Return how sure the position is, 0..1."""
        past = max(0.0, at - self._until)
        return self._sure * max(REST, 1.0 - (1.0 - REST) * past / FADE) if self._sure else 0.0

    def clear(self) -> None:
        """Know nothing any more, save where the count is."""
        self._sure = 0.0
        self._rival = None
        self._said.clear()
        self._moved.clear()

    def put(self, at: float, count: int, hold: float, leader: str) -> None:
        """Take a hand's word that this count is a first beat, whatever the source that leads says of it."""
        if leader in self._said:
            self._moved[leader] = (count - self._said[leader]) % self._beats
        self._take(at, count, 1.0, hold)

    def follow(self, at: float, source: str, one: int, confidence: float, hold: float) -> None:
        """Take the word of a source that counts the song; a hand's correction stands until the source jumps."""
        one %= self._beats
        if self._said.get(source) != one:
            self._moved.pop(source, None)
        self._said[source] = one
        self._take(at, one + self._moved.get(source, 0), confidence, hold)

    def hear(self, at: float, count: int, position: int, confidence: float) -> None:
        """Take what is heard: that this count has this position."""
        one = (count - position) % self._beats
        sure = self.confidence(at)
        if one == self._one % self._beats:
            self._rival = None
            if confidence >= sure:
                self._take(at, one, confidence, HEARD)
            return
        if confidence <= 0.0 or (sure > 0.0 and confidence < sure + CLEARLY):
            self._rival = None
            return
        if self._rival is None or self._rival[0] != one:
            self._rival = one, count
        if sure == 0.0 or count - self._rival[1] >= BARS * self._beats:
            self._take(at, one, confidence, HEARD)

    def doubled(self, last: int, *, passed: bool) -> None:
        """Have twice the beats: the last one's count stays; `passed`: it is now the one that lies between."""
        self._recount(last - 2 * (last - self._one) - int(passed))

    def halved(self, last: int, *, stays: bool) -> None:
        """Have half the beats: the last one's count stays, or is given to the one before it."""
        self._recount(last - (last - int(not stays) - self._one) // 2)

    def on_even(self, count: int) -> bool:
        """Say whether a count would be a beat if every second one, the bar's first among them, were left."""
        return (count - self._one) % 2 == 0

    def _recount(self, one: int) -> None:
        self._one = one
        self._rival = None
        self._said.clear()
        self._moved.clear()

    def _take(self, at: float, one: int, confidence: float, hold: float) -> None:
        self._one, self._sure, self._until = one, confidence, at + hold
        self._rival = None
