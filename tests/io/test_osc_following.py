"""An engine that follows another: on values, and with two engines over real OSC."""

import asyncio
import contextlib
from itertools import pairwise

import pytest

from soundscape_live.app.lights import targets
from soundscape_live.app.loop import EngineLoop, Outlets
from soundscape_live.engine import Engine
from soundscape_live.host.clock import now
from soundscape_live.io.files.addresses import Target
from soundscape_live.io.files.library import Library, shipped_folder
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.io.osc import Following, OscInput, OscOutput
from soundscape_live.io.osc.following import GONE
from soundscape_live.mapping.show import Show
from soundscape_live.model import Control, SourceState, TempoReport
from soundscape_live.tempo.pulse import Pulse

HERE = "127.0.0.1"
LEADER = f"osc:{HERE}"
BPM = 126.0


class Desk:
    """A follower's ear."""

    def __init__(self) -> None:
        self.reports: list[TempoReport] = []
        self.acts: list[tuple[str, float | str]] = []
        self.told: list[bool] = []
        self.following = Following(
            HERE,
            self.reports.append,
            lambda control: self.acts.append((control.name, control.value)),
            lambda source, present, _: self.told.append(present),
        )

    def hear(self, at: float, name: str, value: float | str, source: str = LEADER) -> bool:
        return self.following.hear(Control(at, source, f"/soundscape/leader/{name}", value))


def test_what_stands_does_something_when_it_changes_and_only_then() -> None:
    desk = Desk()
    for at in (1.0, 2.0, 3.0):
        for name, value in (("theme", "a"), ("scene", "b"), ("setlist/cue", "c"), ("blackout", 0.0)):
            assert desk.hear(at, name, value)
    assert desk.acts == [("/soundscape/theme", "a"), ("/soundscape/scene", "b"), ("/soundscape/cue/goto", "c")]
    desk.acts.clear()
    for name, value in (("scene", ""), ("setlist/cue", ""), ("blackout", 1.0), ("blackout", 0.0), ("heartbeat", 4.0)):
        desk.hear(4.0, name, value)
    assert desk.acts == [
        ("/soundscape/scene/release", 1.0),
        ("/soundscape/blackout", 1.0),
        ("/soundscape/blackout", 0.0),
    ]


def test_only_the_leader_leads_and_hands_stay_hands() -> None:
    desk = Desk()
    assert desk.hear(1.0, "scene", "b", source="osc:10.0.0.1")
    assert not desk.following.hear(Control(1.0, LEADER, "/soundscape/scene", "b"))
    assert (desk.acts, desk.told) == ([], [])


def test_a_leader_that_is_silent_is_gone_and_counts_anew_when_it_is_back() -> None:
    desk = Desk()
    desk.hear(1.0, "scene", "b")
    desk.following.look(1.0 + GONE)
    assert desk.told == [True]
    desk.following.look(1.1 + GONE)
    desk.following.look(2.0 + GONE)
    assert desk.told == [True, False]
    desk.hear(9.0, "scene", "b")
    assert desk.told == [True, False, True]
    assert len(desk.acts) == 2


def test_the_beat_is_the_line_through_places_as_they_come() -> None:
    desk = Desk()
    assert desk.hear(10.0, "bpm", BPM)
    assert desk.hear(10.0, "bpm", "fast")
    period = 60.0 / BPM
    for step in range(400):
        at = 10.0 + step / 60
        late = 0.002 if step % 3 else 0.0
        desk.hear(at + late, "beat/position", (at - 10.0) / period + 6)
    report = desk.reports[-1]
    assert (report.source, report.bpm, report.bar_confidence) == ("leader", BPM, 1.0)
    assert report.beat is not None
    assert report.bar_position is not None
    assert report.beat == pytest.approx(10.0 + (report.bar_position - 6) * period, abs=0.0025)
    times = [each.at for each in desk.reports]
    assert min(after - before for before, after in pairwise(times[1:])) >= 0.099


Pulses = dict[str, Pulse]


def ignore(_item: object = None) -> None:
    pass


def playing(name: str, pulses: Pulses, show: Show, lights: OscOutput | None) -> EngineLoop:
    """Return an engine on this loop, whose cues go out by `lights`."""

    def keep(pulse: Pulse | None) -> None:
        if pulse is not None:
            pulses[name] = pulse

    cue, cued = (ignore, ignore) if lights is None else (lights.send, lights.flush)
    return EngineLoop(Engine(show, now()), Outlets(ignore, ignore, cue, ignore, pulse=keep, cued=cued))


async def test_two_engines_over_osc_beat_together_and_change_themes_together() -> None:
    library = Library(shipped_folder())
    show = build_show(library.gather(ShowFile()).sources)
    pulses: Pulses = {}
    ours = playing("follower", pulses, show, None)
    following = Following(HERE, ours.feed, ours.feed, lambda *told: ours.feed(SourceState(now(), *told)))
    osc = OscInput(HERE, 0, lambda control: following.hear(control) or ours.feed(control))
    await osc.open()
    lights = OscOutput(targets(ShowFile(targets=(Target("other", "follower", *osc.address),)), library.profile))
    sending = asyncio.create_task(lights.run())
    theirs = playing("leader", pulses, show, lights)
    theirs.feed(Control(now(), "page", "/soundscape/tempo", BPM))
    theirs.feed(Control(now(), "page", "/soundscape/theme", show.themes[1].name))
    await asyncio.sleep(4.0)
    off = [_apart(pulses) for _ in range(20) if await asyncio.sleep(0.05) is None]
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sending
    status = ours.engine.status(now())
    for device in (lights, osc, theirs, ours):
        device.close()
    print(f"\nthe follower's beat is {1e3 * max(off, key=abs):.2f} ms off, of {osc.accepted} messages")
    assert status.tempo_source == "leader"
    assert status.theme == show.themes[1].name
    assert max(map(abs, off)) < 0.02
    assert LEADER in [source.source for source in status.sources if source.present]


def _apart(pulses: dict[str, Pulse]) -> float:
    """Return by how many seconds the follower's bar lies after the leader's."""
    at = now()
    leader, follower = ((pulses[name].line.count(at) - pulses[name].one) % 4 for name in ("leader", "follower"))
    return ((leader - follower + 2) % 4 - 2) * 60.0 / BPM
