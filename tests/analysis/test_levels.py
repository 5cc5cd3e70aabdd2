import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.analysis.levels import Clipping, Envelope, Gain, Rise, Silence

HOP = 0.005
FLOOR = -60.0


def follow(gain: Gain, level_db: float, seconds: float) -> float:
    return [gain.follow(level_db, FLOOR) for _ in range(round(seconds / HOP))][-1]


def test_an_envelope_rises_fast_and_falls_slowly() -> None:
    envelope = Envelope(HOP, 2)
    up = [envelope.step([1.0, 0.0])[0] for _ in range(4)]
    assert up[-1] > -0.2
    down = [envelope.step([0.0, 0.0]) for _ in range(20)]
    assert down[-1] == pytest.approx([up[-1] - 10 * np.log10(np.e), -120.0], abs=0.1)


def test_gain_follows_a_quiet_room_up() -> None:
    gain = Gain(HOP)
    assert follow(gain, -10.0, 5.0) > 0.9
    assert follow(gain, -40.0, 0.1) < 0.4
    assert follow(gain, -40.0, 15.0) > 0.8


def test_gain_follows_a_loud_room_down() -> None:
    gain = Gain(HOP)
    follow(gain, -40.0, 10.0)
    assert follow(gain, -5.0, 1.0) > 0.95
    assert gain.bottom > -40.0


@given(st.lists(st.floats(-120.0, 20.0), min_size=1, max_size=60))
def test_the_window_is_never_too_narrow_nor_too_wide_nor_under_the_floor(levels: list[float]) -> None:
    gain = Gain(HOP)
    for level in levels:
        assert 0.0 <= gain.follow(level, FLOOR) <= 1.0
        assert Gain.NARROW - 0.01 <= gain.top - gain.bottom <= Gain.WIDE + 0.01 or gain.bottom == FLOOR
        assert gain.bottom >= FLOOR - 0.01


def test_a_steady_sound_does_not_rise_and_a_drop_does() -> None:
    rise = Rise(HOP, -60.0)
    steady = [rise.step(0.01) for _ in range(400)]
    assert max(abs(value) for value in steady) < 1e-6
    drop = [rise.step(0.1) for _ in range(200)]
    assert 4.0 < max(drop) < 10.0


def test_nothing_rises_out_of_silence() -> None:
    rise = Rise(HOP, -60.0)
    assert [rise.step(1e-9) for _ in range(5)] == [0.0] * 5


def test_silence_is_held_and_has_hysteresis() -> None:
    silence = Silence(HOP, -60.0)
    assert silence.step(-58.0), "a little sound does not end silence"
    assert not silence.step(-56.0)
    assert not silence.step(-58.0)
    quiet = [silence.step(-70.0) for _ in range(90)]
    assert quiet.index(True) * HOP == pytest.approx(Silence.HOLD, abs=0.011)


def test_clipping_needs_several_samples_and_is_held() -> None:
    clipping = Clipping(HOP)
    once = np.zeros(100, np.float32)
    once[5] = 1.0
    often = once.copy()
    often[7:9] = -1.0
    assert not clipping.step(once, 1.0)
    assert clipping.step(often, 1.0)
    held = [clipping.step(0 * once, 0.0) for _ in range(300)]
    assert held.index(False) * HOP == pytest.approx(Clipping.HOLD, abs=0.011)
