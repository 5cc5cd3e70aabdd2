import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.envelope import CREST, Fade, Pulse


def test_a_pulse_rises_stays_and_falls_to_a_tenth_in_its_decay() -> None:
    pulse = Pulse(2.0, height=0.4, attack=0.02, decay=0.25)
    assert pulse.level(2.0) == 0.0
    assert pulse.level(2.01) == pytest.approx(0.2)
    assert pulse.level(2.02) == pytest.approx(0.4)
    assert pulse.level(2.02 + CREST) == pytest.approx(0.4)
    assert pulse.level(2.02 + CREST + 0.25) == pytest.approx(0.04)
    assert pulse.level(pulse.end) == 0.0


def test_a_pulse_begins_where_the_last_one_stood() -> None:
    assert Pulse(2.0, before=0.3, height=0.4, attack=0.1, decay=0.2).level(2.05) == pytest.approx(0.35)


def test_a_pulse_without_decay_ends_after_its_crest() -> None:
    pulse = Pulse(2.0, height=0.4)
    assert pulse.level(2.0 + CREST / 2) == 0.4
    assert pulse.level(2.0 + CREST) == 0.0


@given(st.floats(0.0, 1.0))
def test_a_sender_of_thirty_a_second_always_meets_the_crest(offset: float) -> None:
    pulse = Pulse(1.0, height=0.3, attack=0.01, decay=0.25)
    seen = max(pulse.level(1.0 + (offset + step) / 30.0) for step in range(30))
    assert seen == pytest.approx(0.3, rel=0.05)


def test_a_fade_goes_both_ways_from_where_it_is() -> None:
    fade = Fade(2.0)
    assert fade.level(0.0) == 0.0
    fade.turn(1.0, on=True)
    assert fade.level(2.0) == pytest.approx(0.5)
    assert fade.moving(2.0)
    fade.turn(2.0, on=False)
    assert fade.level(2.5) == pytest.approx(0.25)
    assert fade.level(3.0) == 0.0
    assert not fade.moving(3.0)
    fade.turn(4.0, on=True)
    assert fade.level(6.0) == 1.0


def test_a_fade_without_length_is_there_at_once() -> None:
    fade = Fade(0.0)
    fade.turn(1.0, on=True)
    assert fade.level(1.0) == 1.0
    assert not fade.moving(1.0)
