"""How often somebody may do something: an allowance that is used up and grows again."""


class Allowance:
    """`rate` a second over some time, `rate` at once."""

    def __init__(self, rate: float, at: float) -> None:
        self._rate = rate
        self._left = rate
        self._at = at

    def takes(self, at: float) -> bool:
        """Use one, or return False if there is none left."""
        self._left = min(self._rate, self._left + (at - self._at) * self._rate)
        self._at = at
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True
