"""MIDI clock on values: jitter, lost and late ticks, other tempi, the song's place, several ports."""

import itertools
import random
from collections.abc import Iterator

import pytest

from soundscape_live.model import ClockKind, ClockMessage, TempoReport
from soundscape_live.tempo.midi_clock import CLOCKS, STALE, MidiClock, MidiClocks
from soundscape_live.tempo.ticks import ENOUGH, Ticks

JITTER = 0.003
"Seconds to both sides, uniform."


class Sender:
    """A clock that is sent with jitter, and the errors of what is made of it."""

    def __init__(self, bpm: float, seed: int = 1, jitter: float = JITTER) -> None:
        self.clock = MidiClock()
        self.bpm = bpm
        self.at = 100.0
        "When the next tick is due."
        self.song = 0
        "The next tick's place in the song."
        self.reports: list[TempoReport] = []
        self._random = random.Random(seed)
        self._jitter = jitter

    @property
    def period(self) -> float:
        return 2.5 / self.bpm

    def tell(self, kind: ClockKind, value: int = 0) -> TempoReport | None:
        return self.clock.feed(self.at - 1e-6, kind, value)

    def tick(self, *, lost: bool = False) -> TempoReport | None:
        jitter = self._random.uniform(-self._jitter, self._jitter)
        report = None if lost else self.clock.feed(self.at + jitter, ClockKind.TICK)
        self.at += self.period
        self.song += 1
        return report

    def play(self, seconds: float, lost: float = 0.0) -> Iterator[TempoReport]:
        """Send ticks, of which a part is lost, and yield what is reported."""
        until = self.at + seconds
        while self.at < until:
            report = self.tick(lost=self._random.random() < lost)
            if report is not None:
                yield report

    def phase_error(self, report: TempoReport) -> float:
        """Return by how many seconds the reported beat is later than it will be."""
        assert report.beat is not None
        assert report.bar_position is not None
        return report.beat - (self.at + (24 * report.bar_position - self.song) * self.period)

    def settled(self, seconds: float = 4.0, lost: float = 0.0) -> None:
        """Expect tempo and phase to be right for so long."""
        for report in self.play(seconds, lost):
            assert abs(report.bpm - self.bpm) <= 0.1
            assert abs(self.phase_error(report)) <= 0.002
            assert report.bar_confidence == 1.0
            assert report.playing


def started(bpm: float, seed: int = 1, jitter: float = JITTER, seconds: float = 4.0) -> Sender:
    sender = Sender(bpm, seed, jitter)
    sender.tell(ClockKind.START)
    assert list(sender.play(seconds))
    return sender


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("bpm", [60.0, 93.7, 120.0, 150.0, 200.0])
def test_tempo_and_phase_are_right_under_jitter(bpm: float, seed: int) -> None:
    started(bpm, seed).settled(8.0)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("before", "after"), [(120.0, 126.0), (120.0, 96.0), (90.0, 180.0), (170.0, 85.0), (60.0, 99.0)]
)
def test_another_tempo_is_found(before: float, after: float, seed: int) -> None:
    sender = started(before, seed)
    sender.bpm = after
    list(sender.play(4.0))
    for report in sender.play(4.0):
        assert abs(report.bpm - after) <= 0.1


@pytest.mark.parametrize("seed", range(3))
def test_a_small_step_of_the_tempo_keeps_the_songs_place(seed: int) -> None:
    sender = started(120.0, seed)
    sender.bpm = 124.0
    list(sender.play(4.0))
    sender.settled()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("bpm", [60.0, 120.0, 180.0])
def test_lost_ticks_are_counted(bpm: float, seed: int) -> None:
    started(bpm, seed).settled(8.0, lost=0.03)


def test_several_ticks_lost_in_a_row_are_counted() -> None:
    sender = started(120.0)
    for _ in range(9):
        sender.tick(lost=True)
    sender.settled()


def test_ticks_that_come_late_and_all_at_once_are_neither_lost_nor_another_tempo() -> None:
    sender = started(120.0)
    for hold in (2, 4, 8):
        late = sender.at + hold * sender.period
        for number in range(hold):
            sender.clock.feed(late + number * 1e-4, ClockKind.TICK)
        sender.at, sender.song = late + sender.period, sender.song + hold + 1
        sender.clock.feed(late + hold * 1e-4, ClockKind.TICK)
        list(sender.play(3.0))
        sender.settled()


@pytest.mark.parametrize("seed", range(3))
def test_after_stop_and_continue_the_song_goes_on_where_it_stood(seed: int) -> None:
    sender = started(128.0, seed)
    stopped = sender.tell(ClockKind.STOP)
    assert stopped is not None
    assert (stopped.playing, stopped.beat) == (False, None)
    place = sender.song
    told = [report.playing for report in sender.play(1.0)]
    assert told
    assert not any(told)
    sender.song = place
    sender.tell(ClockKind.CONTINUE)
    report = sender.tick()
    assert report is not None
    assert abs(sender.phase_error(report)) <= 0.002
    sender.settled()


def test_a_clock_that_is_silent_while_it_stands_is_known_again_with_its_first_tick() -> None:
    sender = started(110.0)
    sender.tell(ClockKind.STOP)
    sender.at += 7.3
    sender.song = 0
    sender.tell(ClockKind.START)
    report = sender.tick()
    assert report is not None
    assert report.bpm == pytest.approx(110.0, abs=0.1)
    assert abs(sender.phase_error(report)) <= 2 * JITTER
    assert report.confidence < 0.6
    list(sender.play(4.0))
    sender.settled()


def test_a_song_position_sets_the_place() -> None:
    sender = started(140.0)
    sender.tell(ClockKind.STOP)
    sender.tell(ClockKind.POSITION, 4 * 17 + 2)
    sender.tell(ClockKind.CONTINUE)
    sender.song = 6 * (4 * 17 + 2)
    report = sender.tick()
    assert report is not None
    assert report.bar_position == 18
    sender.settled()


def test_a_song_position_during_play_is_a_jump() -> None:
    sender = started(140.0)
    sender.tell(ClockKind.POSITION, 0)
    sender.song = 0
    sender.settled()


def test_start_sets_the_bars_one_on_the_next_tick() -> None:
    sender = Sender(120.0, jitter=0.0)
    first = next(report for report in itertools.chain(sender.play(1.0)))
    assert (first.beat, first.bar_position, first.playing) == (None, None, True)
    sender.tell(ClockKind.START)
    sender.song = 0
    due = sender.at
    report = sender.tick()
    assert report is not None
    assert (report.beat, report.bar_position) == (pytest.approx(due), 0)


def test_continue_without_a_place_tells_of_no_beat() -> None:
    sender = Sender(120.0)
    sender.tell(ClockKind.CONTINUE)
    reports = list(sender.play(2.0))
    assert reports
    assert all(report.beat is None and report.playing for report in reports)


def test_before_there_is_a_tempo_nothing_is_told() -> None:
    clock = MidiClock()
    assert clock.feed(1.0, ClockKind.STOP) is None
    assert clock.feed(1.1, ClockKind.START) is None
    assert clock.feed(1.2, ClockKind.TICK) is None


def test_a_tempo_of_few_ticks_before_a_gap_is_not_kept() -> None:
    ticks = Ticks()
    for number in range(ENOUGH - 1):
        ticks.take(1.0 + 0.02 * number)
    assert ticks.period == 0.0
    for number in range(ENOUGH - 1):
        assert ticks.take(5.0 + 0.03 * number) == 1
        assert ticks.period == 0.0
    ticks.take(5.0 + 0.03 * (ENOUGH - 1))
    assert ticks.period == pytest.approx(0.03)


def test_reports_come_once_in_a_sixteenth() -> None:
    sender = started(120.0, jitter=0.0)
    assert len(list(sender.play(4.0))) == pytest.approx(32, abs=1)


def feed(clocks: MidiClocks, port: str, start: float, seconds: float, bpm: float, *, play: bool = True) -> list[float]:
    """Send a clock from a port and return the tempi that were reported."""
    messages = [ClockMessage(start, f"midi:{port}", ClockKind.START)] if play else []
    ticks = int(seconds * bpm / 2.5)
    messages += [ClockMessage(start + number * 2.5 / bpm, f"midi:{port}", ClockKind.TICK) for number in range(ticks)]
    return [report.bpm for message in messages if (report := clocks.feed(message)) is not None]


def test_of_two_clocks_the_first_leads_until_it_is_stale() -> None:
    clocks = MidiClocks()
    assert feed(clocks, "a", 1.0, 3.0, 120.0)
    assert feed(clocks, "b", 3.0, 2.0, 90.0) == []
    assert feed(clocks, "b", 4.0 + STALE + 0.1, 2.0, 90.0)
    assert feed(clocks, "a", 8.2, 1.0, 120.0) == []


def test_a_clock_that_stops_gives_the_lead_away() -> None:
    clocks = MidiClocks()
    feed(clocks, "a", 1.0, 3.0, 120.0)
    stopped = clocks.feed(ClockMessage(4.0, "midi:a", ClockKind.STOP))
    assert stopped is not None
    assert not stopped.playing
    assert clocks.feed(ClockMessage(4.02, "midi:a", ClockKind.TICK)) is None
    assert feed(clocks, "b", 4.1, 2.0, 90.0)


def test_ports_under_ever_new_names_do_not_fill_the_memory() -> None:
    clocks = MidiClocks()
    feed(clocks, "leads", 1.0, 2.0, 120.0)
    for number in range(3 * CLOCKS):
        clocks.feed(ClockMessage(3.0, f"midi:{number}", ClockKind.TICK))
    assert len(clocks._clocks) == CLOCKS
    assert feed(clocks, "leads", 3.1, 1.0, 120.0, play=False)
