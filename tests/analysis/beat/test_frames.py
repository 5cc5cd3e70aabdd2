import numpy as np
import pytest

from soundscape_live.analysis.beat.frames import BANDS, SIZE, Frames


def music(rate: int, seconds: float = 3.0) -> np.ndarray:
    """Return tones that are struck twice a second, the same at every rate."""
    time = np.arange(round(seconds * rate)) / rate
    since = time % 0.5
    tones = sum(np.sin(2 * np.pi * hertz * time) for hertz in (60.0, 440.0, 1000.0, 3500.0))
    return (0.1 * tones * np.exp(-6.0 * since)).astype(np.float32)


def frames_of(sound: np.ndarray, rate: int) -> np.ndarray:
    frames = Frames(rate)
    count = len(sound) // frames.hop
    return np.stack([frames.step(sound[i * frames.hop : (i + 1) * frames.hop]).copy() for i in range(count)])


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000, 96_000])
def test_a_frame_comes_every_ten_milliseconds_at_every_rate(rate: int) -> None:
    frames = Frames(rate)
    assert frames.seconds == pytest.approx(0.01, rel=0.003)
    assert frames_of(music(rate), rate).shape == (300, SIZE)


def test_a_song_is_the_same_at_44_and_48_kilohertz() -> None:
    one, other = frames_of(music(44_100), 44_100), frames_of(music(48_000), 48_000)
    assert np.abs(one - other).mean() < 0.01


def test_numbers_lie_between_0_and_1_whatever_the_level() -> None:
    for gain in (0.0, 1e-6, 1.0, 1e3):
        heard = frames_of(music(48_000) * gain, 48_000)
        assert np.isfinite(heard).all()
        assert heard.min() >= 0.0
        assert heard.max() <= 1.0


def test_digital_silence_is_always_the_same_low_frame_without_growth() -> None:
    heard = frames_of(np.zeros(48_000, np.float32), 48_000)
    assert (heard == heard[0]).all()
    assert heard[0, :BANDS].max() < 0.2
    assert not heard[:, BANDS:].any()


def test_a_quiet_song_is_as_a_loud_one_once_the_reference_has_followed() -> None:
    loud, quiet = (frames_of(music(48_000, 4.0) * gain, 48_000)[100:] for gain in (1.0, 0.1))
    assert np.abs(loud - quiet).mean() < 0.01


def test_growth_stands_in_the_second_half_where_the_attack_is() -> None:
    heard = frames_of(music(48_000), 48_000)
    growth = heard[:, BANDS:].mean(axis=1)
    # Strokes at 0.5, 1.0 ...: the frames that end within 30 ms after them hold the growth.
    stroke = growth[[100, 101, 102, 150, 151, 152, 200, 201, 202]].reshape(3, 3).max(axis=1)
    assert (stroke > 5.0 * np.median(growth)).all()


def test_music_begins_once_after_silence_and_not_within_itself() -> None:
    frames = Frames(48_000)
    sound = np.concatenate((np.zeros(48_000, np.float32), music(48_000), np.zeros(5 * 48_000, np.float32)))
    sound = np.concatenate((sound, music(48_000)))
    begun = []
    for number in range(len(sound) // frames.hop):
        frames.step(sound[number * frames.hop : (number + 1) * frames.hop])
        if frames.begins:
            begun.append(number * frames.seconds)
    assert begun[0] == pytest.approx(1.0, abs=0.02)
    assert all(min(abs(at - 1.0), abs(at - 9.0)) < 0.1 for at in begun)
    assert max(begun) > 8.9
