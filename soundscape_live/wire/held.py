"""Which prompts hold while snapshots and commands race on two channels.

Rules: only prompts depend on commands. A snapshot that names a command which has not been settled waits with its
prompts for it, at most PATIENCE; a snapshot that does not yet name an applied transition does not take its target back.
"""

from soundscape_live.model import Prompt
from soundscape_live.wire.messages import WireSnapshot

PATIENCE = 0.5
"Seconds for which a snapshot's prompts wait for the command that it names."


class HeldPrompts:
    """The prompts of now. Every time is in seconds of one clock."""

    def __init__(self, prompts: tuple[Prompt, ...]) -> None:
        self._prompts = prompts
        self._settled = 0
        "The newest command that was applied or refused."
        self._crossed = 0
        "The newest transition that was applied."
        self._waiting: float | None = None
        "Since when prompts wait for a command."
        self._gave_up = 0
        "The newest command for which prompts waited in vain."

    @property
    def wakes(self) -> float | None:
        """When prompts that wait stop waiting; None: none wait."""
        return None if self._waiting is None else self._waiting + PATIENCE

    def begin(self) -> None:
        """Begin a new session: ids start afresh, the prompts stay."""
        self._settled = self._crossed = self._gave_up = 0
        self._waiting = None

    def settle(self, command: int) -> None:
        """Note that a command was applied or refused."""
        self._settled = max(self._settled, command)

    def cross(self, command: int, target: tuple[Prompt, ...]) -> None:
        """Note that a transition begins."""
        self._prompts = target
        self._crossed = command

    def turn(self, snapshot: WireSnapshot, at: float) -> tuple[Prompt, ...]:
        """Return the snapshot's prompts, or while it waits for its command, or is behind one, those that held."""
        self._prompts = self._prompts_at(snapshot, at)
        return self._prompts

    def _prompts_at(self, snapshot: WireSnapshot, at: float) -> tuple[Prompt, ...]:
        named = snapshot.command
        if named < self._crossed:
            return self._prompts
        if named > max(self._settled, self._gave_up):
            if self._waiting is None:
                self._waiting = at
            if at < self._waiting + PATIENCE:
                return self._prompts
            self._gave_up = named
        self._waiting = None
        return snapshot.prompts
