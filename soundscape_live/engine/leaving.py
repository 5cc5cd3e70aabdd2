"""What a beat has brought about and what has not left yet, of one generator.

Rules: it leaves in the order in which it was decided, and never after its beat; until a transition has left, the
generator keeps the prompts of before it. Words that are asked for at once take the place of those that wait.
"""

import math
from collections import deque
from dataclasses import dataclass

from soundscape_live.model import Action, Prompt, Transition


@dataclass(frozen=True, slots=True)
class Plan:
    """What a beat that is still to come brings about."""

    beat: float
    "When it comes."
    actions: tuple[Action, ...]
    before: tuple[Prompt, ...]
    "The prompts as they were before it was decided."


class Leaving:
    """What waits for its time. Times passed in never go back."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._waits: deque[tuple[float, Action]] = deque()
        self.held: tuple[Prompt, ...] | None = None
        "The prompts that the generator keeps; None: it has those of now."

    def __len__(self) -> int:
        return len(self._waits)

    def plan(self, at: float, lead: float, plan: Plan) -> None:
        """Let what a beat brings about leave a `lead` of seconds, 0 or more, before it, or now if that is later."""
        due = max(at, plan.beat - lead, self._waits[-1][0] if self._waits else -math.inf)
        for action in plan.actions:
            self._waits.append((due, action))
            if isinstance(action, Transition) and self.held is None:
                self.held = plan.before

    def replace(self) -> None:
        """Let no words leave any more: others were asked for at once."""
        if self.held is not None:
            self._waits = deque(each for each in self._waits if not isinstance(each[1], Transition))
            self.held = None

    def clear(self) -> None:
        """Let nothing leave any more; the state carries what it meant."""
        self._waits.clear()
        self.held = None

    def release(self, at: float) -> tuple[Action, ...]:
        """Return what leaves now."""
        released: list[Action] = []
        while self._waits and self._waits[0][0] <= at:
            _, action = self._waits.popleft()
            released.append(action)
            if isinstance(action, Transition):
                waits = any(isinstance(each, Transition) for _, each in self._waits)
                self.held = action.target if waits else None
        return tuple(released)

    def deadline(self) -> float:
        """Return when something leaves next; infinity if nothing waits."""
        return self._waits[0][0] if self._waits else math.inf
