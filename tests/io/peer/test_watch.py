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


@pytest.mark.parametrize(("fps", "patience"), [(30.0, 0.75), (60.0, 0.75), (4.0, 1.0), (1.0, 2.0), (0.0, 2.0)])
def test_a_slow_generator_is_given_the_time_of_four_frames(fps: float, patience: float) -> None:
    watch = Watch(0.0)
    watch.frames(0.0, 1, fps)
    watch.heard(patience)
    assert watch.sign(patience - 0.01) is Sign.ALIVE
    assert watch.sign(patience) is Sign.HELD
    assert watch.deadline(0.5) == patience


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
