"""The line through a machine's beats: what it straightens, what it ignores and what overturns it."""

import itertools
import random
from collections.abc import Iterable

import pytest

from soundscape_live.analysis.beat.steady import LEAST, SAME, SOFT, Steady

PERIOD, BPM = 0.5, 120.0
LOUD, SOFTLY = 0.8, 0.2


def taught(beats: int = 24) -> Steady:
    """Return a line of beats at 120 BPM, the last at (beats - 1) * 0.5 s."""
    steady = Steady()
    for number in range(beats):
        steady.hear(number * PERIOD, BPM, LOUD)
    assert steady.straight
    return steady


def errors(steady: Steady, beats: Iterable[tuple[float, float]], *, bpm: float = BPM) -> list[float]:
    """Hear (time, clarity) and return how far what comes out lies from the grid at 120 BPM."""
    out = [steady.hear(time, bpm, clarity)[0] for time, clarity in beats]
    return [(time + PERIOD / 2) % PERIOD - PERIOD / 2 for time in out]


def after(count: int, off: float, *, first: int = 24) -> list[float]:
    return [(first + number) * PERIOD + off for number in range(count)]


def test_a_machines_beats_come_out_straighter_than_they_were_heard() -> None:
    chance = random.Random(1)
    heard = [(number * PERIOD + chance.gauss(0.0, 0.003), LOUD) for number in range(64)]
    out = errors(Steady(), heard)
    assert max(map(abs, out[32:])) < 0.002


def test_a_players_beats_are_passed_on_as_they_were_heard() -> None:
    chance = random.Random(1)
    steady, time = Steady(), 0.0
    for _ in range(64):
        time += PERIOD * (1.0 + chance.gauss(0.0, 0.04))
        assert steady.hear(time, BPM, LOUD) == (time, BPM)


def test_the_first_beats_are_passed_on() -> None:
    steady = Steady()
    assert [steady.hear(time, 60.0, LOUD)[0] for time in (1.0, 2.01, 3.0)] == [1.0, 2.01, 3.0]


def test_soft_beats_that_are_heard_late_do_not_bend_it() -> None:
    assert errors(taught(), [(time, SOFTLY) for time in after(SOFT - 1, 0.03)]) == pytest.approx([0.0] * (SOFT - 1))


def test_soft_beats_on_it_confirm_it_without_drawing_it() -> None:
    assert errors(taught(), [(time, SOFTLY) for time in after(60, 0.01)]) == pytest.approx([0.0] * 60)


def test_soft_beats_that_insist_are_believed() -> None:
    assert errors(taught(), [(time, SOFTLY) for time in after(SOFT, 0.03)])[-1] == pytest.approx(0.03)


def test_clear_beats_elsewhere_are_believed_at_once() -> None:
    assert errors(taught(), [(time, LOUD) for time in after(3, 0.1)]) == pytest.approx([0.0, 0.1, 0.1])


def test_half_beats_no_clearer_than_the_beat_are_not_believed_for_four_bars() -> None:
    out = errors(taught(), [(time, LOUD) for time in after(SAME, PERIOD / 2)])
    assert out[:-1] == pytest.approx([0.0] * (SAME - 1))
    assert abs(out[-1]) == pytest.approx(PERIOD / 2)


def test_half_beats_that_are_clearer_are_believed_at_once() -> None:
    steady = Steady()
    for number in range(24):
        steady.hear(number * PERIOD, BPM, 0.5)
    assert [abs(off) for off in errors(steady, [(time, 0.9) for time in after(2, PERIOD / 2)])] == pytest.approx(
        [0.0, 0.25]
    )


def test_half_beats_tell_how_long_a_beat_lasts() -> None:
    steady, period = Steady(), PERIOD
    for number in range(LEAST):
        steady.hear(number * PERIOD + 0.0005 * number, BPM, LOUD)
    for number in range(LEAST, LEAST + SAME - 1):
        time, bpm = steady.hear((number + 0.5) * PERIOD + 0.004, BPM, LOUD)
        period = 60.0 / bpm
    assert period == pytest.approx(PERIOD, abs=2e-4)
    assert time / PERIOD == pytest.approx(round(time / PERIOD), abs=0.02)


def test_another_tempo_is_believed_after_three_beats() -> None:
    steady = taught()
    heard = [23 * PERIOD + 0.625 * number for number in range(1, 9)]
    out = [steady.hear(time, 96.0, LOUD) for time in heard]
    assert [time for time, _ in out[3:]] == heard[3:]
    assert all(bpm == 96.0 for _, bpm in out[3:])


def test_doubts_that_disagree_come_to_nothing() -> None:
    wild = itertools.cycle((0.06, -0.07, 0.11, -0.12))
    assert errors(taught(), [(time + next(wild), LOUD) for time in after(20, 0.0)]) == pytest.approx([0.0] * 20)


def test_a_beat_on_the_line_ends_the_doubt() -> None:
    beats = [(time + (0.1 if number % 2 else 0.0), LOUD) for number, time in enumerate(after(12, 0.0))]
    assert errors(taught(), beats) == pytest.approx([0.0] * 12)


def test_it_goes_on_through_a_gap() -> None:
    assert errors(taught(), [(60.01, SOFTLY), (60.49, LOUD)]) == pytest.approx([0.0, 0.0], abs=0.012)


def test_a_gap_before_it_is_believed_begins_it_anew() -> None:
    steady = Steady()
    for number in (*range(8), *range(30, 30 + LEAST - 1)):
        steady.hear(number * PERIOD, BPM, LOUD)
    assert not steady.straight


def test_the_half_of_its_tempo_keeps_its_beats() -> None:
    steady = taught()
    assert steady.hear(24 * PERIOD + 0.01, 60.0, LOUD) == pytest.approx((24 * PERIOD, 60.0), abs=0.002)


def test_its_tempo_stands_for_one_that_may_be_the_same() -> None:
    steady = taught()
    assert steady.tempo(121.0) == pytest.approx(BPM)
    assert steady.tempo(96.0) == 96.0
    assert Steady().tempo(121.0) == 121.0
