import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.peer.watch import Sign, Watch


@pytest.mark.parametrize(
    ("heard", "moved", "at", "sign"),
    [
        (10.0, 10.0, 10.9, Sign.ALIVE),
        (10.0, 10.0, 11.0, Sign.SILENT),
        (10.0, 10.0, 11.7, Sign.SILENT),
        (10.0, 10.0, 11.75, Sign.GONE),
        (12.0, 10.0, 12.0, Sign.HELD),
        (12.0, 10.1, 12.0, Sign.ALIVE),
        (12.0, 10.0, 13.0, Sign.SILENT),
    ],
)
def test_silence_and_stillness_have_a_meaning(heard: float, moved: float, at: float, sign: Sign) -> None:
    watch = Watch(5.0)
    watch.frames(moved, 7, 1.0)
    watch.heard(heard)
    assert watch.sign(at) is sign


def test_the_same_count_again_is_no_new_frame_and_a_smaller_one_is() -> None:
    watch = Watch(0.0)
    watch.frames(0.0, 9, 30.0)
    watch.frames(2.0, 9, 0.0)
    watch.heard(2.5)
    assert watch.sign(2.5) is Sign.HELD
    watch.frames(2.5, 1, 30.0)
    assert watch.sign(2.5) is Sign.ALIVE


@pytest.mark.parametrize(("fps", "patience"), [(30.0, 1.0), (60.0, 1.0), (3.2, 1.25), (1.0, 2.0), (0.0, 2.0)])
def test_a_slow_generator_is_given_the_time_of_four_frames(fps: float, patience: float) -> None:
    watch = Watch(0.0)
    watch.frames(0.0, 1, fps)
    watch.heard(patience)
    assert watch.sign(patience - 0.01) is Sign.ALIVE
    assert watch.sign(patience) is Sign.HELD
    assert watch.deadline(patience - 0.01) == patience


@given(st.floats(0.0, 5.0), st.floats(0.0, 5.0), st.floats(0.0, 120.0))
def test_between_now_and_the_deadline_the_sign_stays(moved: float, later: float, fps: float) -> None:
    watch = Watch(0.0)
    watch.frames(moved, 1, fps)
    watch.heard(moved)
    at = moved + later
    deadline = watch.deadline(at)
    assert deadline >= at
    middle = (at + deadline) / 2
    if at < middle < deadline:
        assert watch.sign(middle) is watch.sign(at)


def test_the_frames_of_a_generator_that_draws_in_portions_may_be_two_and_a_half_of_them_apart() -> None:
    watch = Watch(0.0)
    watch.chunk(2.0)
    watch.frames(0.0, 12, 16.0)
    watch.heard(5.0)
    assert watch.sign(4.9) is Sign.ALIVE
    assert watch.deadline(4.9) == 5.0
    assert watch.sign(5.0) is Sign.HELD
    watch.chunk(0.1)
    assert watch.sign(2.0) is Sign.HELD


def test_stillness_that_was_asked_for_is_a_pause_and_after_it_the_generator_has_its_time_anew() -> None:
    watch = Watch(0.0)
    watch.frames(0.0, 1, 30.0)
    watch.told(0.5, paused=True)
    watch.heard(9.0)
    assert watch.sign(0.9) is Sign.ALIVE
    assert watch.sign(9.0) is Sign.PAUSED
    watch.told(9.0, paused=False)
    assert watch.sign(9.5) is Sign.ALIVE
    watch.told(9.6, paused=False)
    watch.heard(10.0)
    assert watch.sign(10.0) is Sign.HELD


def test_a_paused_generator_that_says_nothing_is_as_silent_as_any() -> None:
    watch = Watch(0.0)
    watch.told(0.0, paused=True)
    assert watch.sign(1.0) is Sign.SILENT
    assert watch.sign(1.75) is Sign.GONE


def test_an_answer_that_names_a_newer_frame_is_a_frame_and_one_that_comes_again_is_none() -> None:
    watch = Watch(0.0)
    watch.frames(0.0, 10, 30.0)
    watch.shown(0.5, 25)
    watch.heard(1.5)
    assert watch.sign(1.4) is Sign.ALIVE
    watch.shown(1.4, 25)
    assert watch.sign(1.5) is Sign.HELD
