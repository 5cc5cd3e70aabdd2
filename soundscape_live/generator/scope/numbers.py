"""The numbers of snapshots and commands, from one playing session to the next. Pure."""

from dataclasses import replace

from soundscape_live.generator.link import Begin, Told
from soundscape_live.wire.messages import WireCommand, WireDone, WireSnapshot


class Numbers:
    """Numbers that go on from one playing session to the next, which each count from the beginning."""

    def __init__(self) -> None:
        self._seqs = self._ids = 0
        "What is added to a session's own numbers."
        self._last_seq = self._last_id = 0

    def ours(self, one: Told) -> Told:
        """Return what a session says under our numbers."""
        match one:
            case Begin():
                self._seqs, self._ids = self._last_seq + 1, self._last_id
                return one
            case WireSnapshot():
                mine = replace(one, seq=one.seq + self._seqs, command=one.command + self._ids)
                self._last_seq, self._last_id = max(self._last_seq, mine.seq), max(self._last_id, mine.command)
                return mine
            case WireCommand():
                self._last_id = max(self._last_id, one.id + self._ids)
                return replace(one, id=one.id + self._ids)

    def theirs(self, done: WireDone) -> WireDone | None:
        """Return an answer under the session's own number; None if it is for the session before."""
        return replace(done, id=done.id - self._ids) if done.id > self._ids else None
