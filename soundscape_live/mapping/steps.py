"""Which of a theme's step lists `steps` picks, so that a value near a border does not make it flicker."""

MARGIN = 0.15
"""How far, in widths of a list's share, `steps` must leave a share before another list is chosen."""


class StepLists:
    """The list that is in use."""

    def __init__(self) -> None:
        self.place = -1
        "Of the list among the theme's."

    def choose(self, steps: float, lists: int) -> None:
        """Take where `steps` stands, 0..1, among so many lists."""
        place = steps * lists
        stays = self.place - MARGIN <= place <= self.place + 1 + MARGIN
        if not stays or not 0 <= self.place < lists:
            self.place = min(int(place), lists - 1)
