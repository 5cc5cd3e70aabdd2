"""When zeros are asked about, on values."""

from soundscape_live.io.audio.zeros import LONGEST_SECONDS, ZERO_SECONDS, Zeros

STEP = 0.25


def asked(zeros: Zeros, begin: float, end: float, *, sound: bool = False) -> list[float]:
    times = []
    at = begin
    while at < end:
        zeros.note(sound=sound, at=at)
        if zeros.are_odd(at):
            times.append(at - begin)
        at += STEP
    return times


def test_sound_is_never_asked_about() -> None:
    assert asked(Zeros(), 0.0, 100.0, sound=True) == []
    assert not Zeros().are_odd(100.0)


def test_zeros_are_asked_about_soon_and_then_after_twice_as_long_up_to_a_bound() -> None:
    assert (ZERO_SECONDS, LONGEST_SECONDS) == (0.5, 10.0)
    assert asked(Zeros(), 0.0, 40.0) == [0.5, 1.5, 3.5, 7.5, 15.5, 25.5, 35.5]


def test_sound_gives_the_patience_back() -> None:
    zeros = Zeros()
    asked(zeros, 0.0, 10.0)
    asked(zeros, 10.0, 11.0, sound=True)
    assert asked(zeros, 11.0, 12.25) == [0.5]


def test_opening_afresh_begins_the_count_and_keeps_the_patience() -> None:
    zeros = Zeros()
    assert asked(zeros, 0.0, 1.0) == [0.5]
    zeros.begin()
    assert not zeros.are_odd(50.0)
    assert asked(zeros, 50.0, 51.5) == [1.0]
