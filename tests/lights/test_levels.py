import itertools
import math

import pytest

from soundscape_live.lights.levels import AGAIN, Level
from soundscape_live.lights.rules import Route, Type


def run(level: Level, moves: list[tuple[float, float]], until: float) -> list[tuple[float, object]]:
    told: list[tuple[float, object]] = []

    def ask(at: float) -> None:
        argument = level.tell(at)
        if argument is not None:
            told.append((round(at, 6), argument[0]))

    for at, value in moves:
        while level.due < at:
            ask(level.due)
        level.take(at, value)
        ask(at)
    while level.due <= until:
        ask(level.due)
    return told


def test_the_newest_wins_at_the_rate() -> None:
    level = Level(Route("energy", "/e", rate=10.0, shines=False), 3.0)
    assert run(level, [(at / 100, at / 100) for at in range(25)], 1.0) == [
        (0.0, 0.0),
        (0.1, 0.1),
        (0.2, 0.2),
        (0.3, 0.24),
    ]


def test_its_range_and_type_are_the_targets() -> None:
    level = Level(Route("energy", "/e", Type.INT, 0.0, 100.0, shines=False), 3.0)
    assert run(level, [(0.0, 0.426), (1.0, 1.7), (2.0, -3.0)], 3.0) == [(0.0, 43), (1.0, 100), (2.0, 0)]


def test_what_stands_is_told_again_when_its_cue_comes_again_and_not_too_soon() -> None:
    level = Level(Route("energy", "/e", shines=False), 3.0)
    assert run(level, [(0.0, 0.5), (AGAIN / 2, 0.5), (AGAIN, 0.5)], 9.0) == [(0.0, 0.5), (AGAIN, 0.5)]


def test_attack_and_release_are_seconds_for_two_thirds_of_the_way() -> None:
    route = Route("energy", "/e", attack=0.1, release=0.5, rate=100.0, shines=False)
    level = Level(route, 3.0)
    told = dict(run(level, [(0.0, 0.0), (1.0, 1.0)], 3.0))
    assert told[1.1] == pytest.approx(1.0 - math.exp(-1.0), abs=0.05)
    assert told[max(told)] == 1.0, "it arrives by itself"
    fallen = dict(run(level, [(4.0, 0.0)], 9.0))
    assert fallen[4.5] == pytest.approx(math.exp(-1.0), abs=0.02)
    assert fallen[max(fallen)] == 0.0


def test_a_threshold_makes_it_a_switch_with_hysteresis() -> None:
    route = Route("energy", "/e", Type.INT, above=0.6, below=0.4, rate=1.0, shines=False)
    values = [0.0, 0.59, 0.6, 0.5, 0.41, 0.4, 0.5, 0.7]
    told = run(Level(route, 3.0), [(at / 100, value) for at, value in enumerate(values)], 1.0)
    assert told == [(0.0, 0), (0.02, 1), (0.05, 0), (0.07, 1)]


def test_light_that_flickers_too_quickly_is_held() -> None:
    level = Level(Route("energy", "/e", rate=50.0), 3.0)
    told = run(level, [(at / 20, float(at % 2)) for at in range(100)], 6.0)
    falls = [at for (_, before), (at, now) in itertools.pairwise(told) if before - now >= 0.5]
    assert 3 <= len(falls) <= 18
    assert all(later - first >= 1.0 for first, later in zip(falls, falls[3:], strict=False))


def test_light_that_sinks_slowly_goes_on_by_itself() -> None:
    level = Level(Route("energy", "/e", rate=50.0), 0.0)
    told = run(level, [(0.0, 1.0), (1.0, 0.0)], 9.0)
    assert told[0] == (0.0, 1.0)
    assert told[-1][1] == 0.0
    assert told[-1][0] == pytest.approx(2.0, abs=0.05)
