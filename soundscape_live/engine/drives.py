"""The generators of a show, all told everything, each at its own pace; what the screens show of them.

Rules: a generator is known by its name. With another show those whose names stay go on as they are, new ones begin and
the others end; that devices are opened and closed for them is the app's business. A report of a generator that the
show does not have is ignored, and said once.
"""

import math
from collections.abc import Callable, Sequence

from soundscape_live.engine.drive import Drive, Plan
from soundscape_live.engine.ledger import Ledger
from soundscape_live.engine.screens import Screen
from soundscape_live.mapping.names import near
from soundscape_live.mapping.show import GeneratorRule
from soundscape_live.model import (
    Action,
    Command,
    Counters,
    GeneratorStatus,
    Level,
    Params,
    PeerChange,
    PeerReport,
    PeerState,
)

STRANGERS = 16
"Names that the show does not have, of which each is said once."
_TOLD = frozenset({PeerState.LIVE, PeerState.PAUSED, PeerState.LOST})
"States by which a generator is found or lost."


class Drives:
    """All of them. Times passed in never go back."""

    def __init__(self, rules: tuple[GeneratorRule, ...], at: float, ledger: Ledger) -> None:
        """Begin with generators of which nothing is known; there is at least one, each name stands once."""
        self._ledger = ledger
        self._drives: dict[str, Drive] = {}
        self._all: tuple[Drive, ...] = ()
        "The same, to be gone through at every block."
        self._screens: dict[str, Screen] = {}
        self._strangers: set[str] = set()
        self._ended = Counters()
        "What those counted that are not in the show any more."
        self._found: tuple[bool, str] | None = None
        self._due = math.inf
        "When a screen is next to change."
        self.names_shown: tuple[str, ...] = ()
        "What the screens show."
        self.alarms = False
        "Whether what a screen shows is lost or stalled."
        self.lead = 0.0
        "Seconds by which the slowest generator's commands leave before their beat."
        self.least = 0.0
        "The same of the quickest."
        self.adopt(at, rules)

    def adopt(self, at: float, rules: tuple[GeneratorRule, ...]) -> None:
        """Go on with the generators of another show."""
        before, screens, present = self._drives, self._screens, self._present
        self._drives = {
            rule.name: before.pop(rule.name) if rule.name in before else Drive(rule, at, self._ledger) for rule in rules
        }
        self._all = tuple(self._drives.values())
        for drive in before.values():
            drive.end(at)
            self._strangers.add(drive.rule.name)
            self._ended = _sum(self._ended, drive)
        groups: dict[str, list[Drive]] = {}
        for rule in rules:
            drive = self._drives[rule.name]
            drive.rule = rule
            drive.called = "generator" if len(rules) == 1 else f"generator {rule.name}"
            groups.setdefault(rule.screen, []).append(drive)
        self._screens = {name: Screen(name, tuple(drives)) for name, drives in groups.items()}
        for name in self._screens.keys() & screens.keys():
            self._screens[name].adopt(screens[name])
        if self._present is not present:
            self._find("the show has other generators")
        self._look(at)
        self._lead()

    # -------------------------------------------------------------------------------------------------- what comes

    def take(self, report: PeerReport, at: float) -> None:
        """Take what a generator, or who watches it, says."""
        drive = self._drives.get(report.generator)
        if drive is None:
            self._refuse(report.generator, at)
            return
        drive.take(report, at)
        self._lead()
        if isinstance(report, PeerChange):
            self._change(at)
            shown = self._screens[drive.rule.screen].shown is drive
            if shown and report.state in _TOLD and self._found is None:
                self._find(report.detail)

    def choose(self, at: float, name: str, screen: str | None) -> str:
        """Have a generator shown on its screen (if this is the one named); return why not, an empty string if it is."""
        drive = next((each for each in self._drives.values() if each.rule.name.casefold() == name.casefold()), None)
        if drive is None:
            return f"there is no generator {name!r:.60}{near(name, list(self._drives))}"
        if screen is not None and screen != drive.rule.screen:
            return f"the generator {drive.rule.name} is of screen {drive.rule.screen}, not of {screen:.60}"
        if not drive.there:
            return f"the generator {drive.rule.name} is {drive.peer.state}: it is not shown"
        words = self._screens[drive.rule.screen].choose(drive)
        if words:
            self._switched(at, Level.INFO, words)
        self._look(at)
        return ""

    def advance(self, at: float) -> bool:
        """Let the screens change what they show, if it is time. Return whether it was."""
        if at < self._due:
            return False
        self._change(at)
        return True

    def take_found(self) -> tuple[bool, str] | None:
        """Hand over whether any screen has a generator, and words about it, if that is to be told."""
        found, self._found = self._found, None
        return found

    # ------------------------------------------------------------------------------------------- what they are told

    def commands(self, at: float, actions: Sequence[Action]) -> list[Command]:
        """Return the commands that leave now: these, and those that waited for their time."""
        sent: list[Command] = []
        for drive in self._all:
            if actions:
                sent += drive.act(at, actions)
            if drive.waits:
                sent += drive.release(at)
        return sent

    def plan(self, at: float, plan: Plan) -> None:
        """Let each generator have what a beat brings about, at its own time."""
        for drive in self._all:
            drive.plan(at, plan)

    def drop(self) -> None:
        """Let nothing leave that waits for its time."""
        for drive in self._all:
            drive.drop()

    def expire(self, at: float) -> None:
        """Say which commands were not answered in time."""
        for drive in self._all:
            drive.expire(at)

    def snapshots(self, at: float, state: Callable[[float], Params], *, moved: bool) -> list[Params]:
        """Return the states that are to be told now; `state` makes that of a time, `moved`: a hand has changed it."""
        params: Params | None = None
        told: list[Params] = []
        for drive in self._all:
            if drive.asks(at, moved=moved):
                params = state(at) if params is None else params
                snapshot = drive.snapshot(params, moved=moved)
                if snapshot is not None:
                    told.append(snapshot)
        return told

    def deadline(self) -> float:
        """Return when something is next to be told, or a screen to change; infinity if never."""
        due = self._due
        for drive in self._all:
            due = min(due, drive.deadline())
        return due

    # ------------------------------------------------------------------------------------------------ what they are

    @property
    def shown(self) -> Drive:
        """What the first screen shows."""
        return next(iter(self._screens.values())).shown

    @property
    def commands_waiting(self) -> int:
        """How many commands are sent and not yet answered."""
        return sum(len(drive.pending) for drive in self._drives.values())

    def statuses(self) -> tuple[GeneratorStatus, ...]:
        """Return each as it stands."""
        return tuple(
            drive.status(
                shown=self._screens[drive.rule.screen].shown is drive,
                standby=self._screens[drive.rule.screen].drives[0] is not drive,
            )
            for drive in self._drives.values()
        )

    def counters(self) -> Counters:
        """Return what they counted, all together."""
        counters = self._ended
        for drive in self._all:
            counters = _sum(counters, drive)
        return counters

    # -------------------------------------------------------------------------------------------------------- inside

    def _change(self, at: float) -> None:
        for screen in self._screens.values():
            lost = screen.shown.gone_at <= at
            words = screen.advance(at)
            if words:
                self._switched(at, Level.WARNING if lost else Level.INFO, words)
        self._look(at)

    def _look(self, at: float) -> None:
        """Look what the screens show, and when that may change by itself."""
        screens = self._screens.values()
        self.names_shown = tuple(screen.shown.rule.name for screen in screens)
        self.alarms = any(screen.alarms for screen in screens)
        self._due = min(screen.deadline(at) for screen in screens)

    @property
    def _present(self) -> bool:
        return any(screen.shown.present for screen in self._screens.values())

    def _lead(self) -> None:
        leads = [drive.lead for drive in self._drives.values() if drive.obeys]
        self.lead, self.least = max(leads, default=0.0), min(leads, default=0.0)

    def _find(self, detail: str) -> None:
        self._found = self._present, detail

    def _switched(self, at: float, level: Level, words: str) -> None:
        self._ledger.say(at, level, words)
        self._find(words)

    def _refuse(self, name: str, at: float) -> None:
        if name not in self._strangers and len(self._strangers) < STRANGERS:
            self._strangers.add(name)
            self._ledger.say(at, Level.WARNING, f"the show has no generator {name!r:.60}: what it says is ignored")


def _sum(counters: Counters, drive: Drive) -> Counters:
    pending = drive.pending
    return Counters(
        params_sent=counters.params_sent + drive.seq,
        params_applied=counters.params_applied + drive.applied,
        commands_sent=counters.commands_sent + pending.sent,
        commands_applied=counters.commands_applied + pending.applied,
        commands_expired=counters.commands_expired + pending.expired,
        commands_refused=counters.commands_refused + pending.refused,
    )
