"""The processes of this machine, as Linux tells of them."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stat:
    """A process."""

    state: str
    "`Z`: it has ended, and whoever started it has not asked yet."
    parent: int
    session: int
    began: str
    "Another process with the same number began at another time."

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self.state != "Z"


def stat_of(pid: int) -> Stat | None:
    """Return a process; None if there is none of this number."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return Stat(fields[0], int(fields[1]), int(fields[3]), fields[19])


def everyone() -> dict[int, Stat]:
    """Return all processes by their numbers."""
    stats = {pid: stat_of(pid) for pid in sorted(int(entry.name) for entry in Path("/proc").glob("[0-9]*"))}
    return {pid: stat for pid, stat in stats.items() if stat is not None}


def children_of(pid: int) -> list[int]:
    """Return the numbers of the processes that a process has started, from whichever of its threads."""
    return [child for child, stat in everyone().items() if stat.parent == pid]


def command_of(pid: int) -> str:
    """Return a process's command line; nothing if there is none of this number."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""
