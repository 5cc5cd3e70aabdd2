import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.safety import SWING, Flashes, Lamp, Safety


def falls(levels: list[tuple[float, float]]) -> list[float]:
    """Return when the light, having risen by a swing, fell by one in less than a third of a second."""
    found, crest, trough, fallen = [], levels[0], levels[0][1], False
    for at, level in levels:
        if fallen:
            trough = min(trough, level)
            if level >= trough + SWING:
                fallen, crest = False, (at, level)
        elif level > crest[1] - 1e-9:
            crest = (at, level)
        elif level <= crest[1] - SWING:
            fallen, trough = True, level
            found.append(at)
    return found


def most_in_a_second(times: list[float]) -> int:
    times = sorted(times)
    return max((sum(1 for other in times if at <= other < at + 1.0) for at in times), default=0)


@pytest.mark.parametrize(("per_second", "expected"), [(3.0, 3), (2.9, 2), (1.0, 1), (0.5, 1), (0.0, 0), (9.0, 9)])
def test_no_second_holds_more_flashes_than_allowed(per_second: float, expected: int) -> None:
    flashes = Flashes(per_second)
    assert sum(flashes.take(step / 100) for step in range(100)) == expected


def test_less_than_one_a_second_is_one_in_several() -> None:
    flashes = Flashes(0.5)
    assert [at for at in range(6) if flashes.take(float(at))] == [0, 2, 4]


def test_a_flash_is_free_again_after_a_second() -> None:
    flashes = Flashes(3.0)
    taken = [step / 10 for step in range(31) if flashes.take(step / 10)]
    assert taken == [0.0, 0.1, 0.2, 1.0, 1.1, 1.2, 2.0, 2.1, 2.2, 3.0]


def test_light_follows_what_is_wanted() -> None:
    lamp = Lamp(Flashes(3.0), 0.0, 1.0)
    assert [lamp.step(at, level) for at, level in ((0.1, 0.0), (0.2, 1.0), (0.3, 0.95), (0.4, 0.5))] == [
        0.0,
        1.0,
        0.95,
        0.5,
    ]
    assert not lamp.waiting


def test_darkness_comes_slowly_when_no_flash_is_left() -> None:
    flashes = Flashes(1.0)
    flashes.take(0.0)
    lamp = Lamp(flashes, 0.0, 1.0)
    assert lamp.step(0.25, 0.0) == pytest.approx(0.75)
    assert lamp.waiting
    assert lamp.step(0.5, 0.0) == pytest.approx(0.5)
    assert lamp.step(1.0, 0.0) == 0.0
    assert not lamp.waiting


def test_light_comes_back_only_when_a_flash_is_left() -> None:
    lamp = Lamp(Flashes(1.0), 0.0, 1.0)
    lamp.step(0.0, 0.0)
    assert lamp.step(0.5, 1.0) == 0.0
    assert lamp.waiting
    assert lamp.step(1.0, 1.0) == 1.0


def test_light_that_sank_without_a_flash_pays_for_it_when_it_rises() -> None:
    flashes = Flashes(1.0)
    flashes.take(0.0)
    lamp = Lamp(flashes, 0.0, 1.0)
    lamp.step(0.5, 0.0)
    assert lamp.step(0.6, 0.45) == pytest.approx(0.45)
    assert lamp.step(0.9, 1.0) == pytest.approx(0.45)
    assert lamp.step(1.0, 1.0) == 1.0
    assert not flashes.room(1.5)


def test_small_movements_pass_without_limit() -> None:
    lamp = Lamp(Flashes(0.0), 0.0, 1.0)
    assert [lamp.step(at / 100, 0.95 + 0.05 * (at % 2)) for at in range(1, 5)] == [1.0, 0.95, 1.0, 0.95]


@given(
    st.lists(st.tuples(st.floats(0.001, 0.2), st.floats(0.0, 1.0), st.booleans()), min_size=1, max_size=120),
    st.sampled_from([1.0, 3.0]),
)
def test_cuts_and_falls_of_light_together_keep_the_limit(steps: list[tuple[float, float, bool]], limit: float) -> None:
    flashes = Flashes(limit)
    lamp = Lamp(flashes, 0.0, 1.0)
    at, cuts, levels = 0.0, [], [(0.0, 1.0)]
    for seconds, wanted, cut in steps:
        at += seconds
        if cut and flashes.take(at):
            cuts.append(at)
        before = lamp.level
        level = lamp.step(at, wanted)
        assert 0.0 <= level <= 1.0
        levels.append((at, level))
        assert level >= min(wanted, before)
    hard = [
        at
        for at in falls(levels)
        for (before, high), (after, low) in itertools.pairwise(levels)
        if after == at and high - low > (after - before) * 1.001 + 1e-9
    ]
    assert most_in_a_second(cuts + hard) <= limit


def test_light_that_flickers_keeps_the_limit() -> None:
    lamp = Lamp(Flashes(3.0), 0.0, 1.0)
    levels = [(step / 60, lamp.step(step / 60, float(step // 3 % 2))) for step in range(1, 600)]
    assert 1 <= most_in_a_second(falls(levels)) <= 3


def test_panic_stands_above_blackout_and_blackout_above_freeze() -> None:
    safety = Safety(0.2)
    assert safety.state(ambient=False) == "live"
    assert safety.state(ambient=True) == "ambient"
    assert not safety.holds
    safety.freeze = True
    assert safety.state(ambient=True) == "freeze"
    safety.blackout.turn(0.0, on=True)
    assert safety.state(ambient=True) == "blackout"
    safety.panic.turn(0.0, on=True)
    assert safety.state(ambient=True) == "panic"
    assert safety.holds
    assert safety.moving(0.1)
    assert not safety.moving(1.0)


DELAYS = st.sampled_from([0.0, 0.04, 0.7, 1.4])


@given(
    st.lists(st.tuples(st.floats(0.001, 0.5), st.booleans()), max_size=80),
    DELAYS,
    DELAYS,
    st.sampled_from([1.0, 3.0]),
)
def test_the_limit_holds_on_each_generator_also_for_what_leaves_at_other_times(
    steps: list[tuple[float, bool]], delay: float, other: float, limit: float
) -> None:
    flashes = Flashes(limit)
    lead, least = max(delay, other), min(delay, other)
    at = 0.0
    left: dict[float, list[float]] = {delay: [], other: []}
    for seconds, on_beat in steps:
        at += seconds
        beat = at + lead
        if not flashes.take(at, beat - least if on_beat else at):
            continue
        for own, times in left.items():
            times.append(beat - own if on_beat else at)
    assert all(most_in_a_second(times) <= limit for times in left.values())
    assert not steps or left[delay]


def test_with_one_generator_what_leaves_early_counts_as_what_leaves_at_once() -> None:
    early, once = Flashes(3.0), Flashes(3.0)
    times = [step / 10 for step in range(40)]
    assert [early.take(at, at) for at in times] == [once.take(at) for at in times]
