"""What silence means."""

import pytest

from soundscape_live.generator.scope.watch import Sign, Watch


def begun(*, paused: bool = False) -> Watch:
    watch = Watch(0.0, paused=paused)
    watch.frame(1.0)
    return watch


@pytest.mark.parametrize(
    ("quiet", "chunk", "sign"),
    [
        (0.9, 0.0, Sign.LIVE),
        (1.1, 0.0, Sign.STALLED),
        (1.4, 0.75, Sign.LIVE),
        (1.6, 0.75, Sign.STALLED),
        (1.9, 0.75, Sign.STALLED),
        (2.1, 0.75, Sign.GONE),
        (1.9, 4.0, Sign.LIVE),
        (2.1, 4.0, Sign.STALLED),
        (9.9, 4.0, Sign.STALLED),
        (10.1, 4.0, Sign.GONE),
    ],
)
def test_frames_that_stop_are_said_and_then_acted_upon(quiet: float, chunk: float, sign: Sign) -> None:
    watch = begun()
    assert watch.sign(1.0 + quiet, chunk) is sign
    assert bool(watch.reason) == (sign is Sign.GONE)


def test_the_first_frame_may_take_longer_but_not_for_ever() -> None:
    watch = Watch(10.0, paused=False)
    assert watch.sign(24.9, 0.75) is Sign.BEGINNING
    assert watch.sign(25.0, 0.75) is Sign.GONE
    assert watch.reason == "no first frame for 15 s"


def test_where_nothing_listens_any_more_a_short_silence_is_enough() -> None:
    watch = begun()
    watch.unanswered("nothing answers", absent=True)
    assert watch.sign(1.4, 0.75) is Sign.LIVE
    assert watch.sign(1.5, 0.75) is Sign.GONE
    assert watch.reason == "nothing answers"
    watch.answered()
    assert watch.sign(1.4, 0.75) is Sign.LIVE


def test_a_slow_answer_is_no_end_while_frames_come() -> None:
    watch = begun()
    watch.unanswered("no answer", absent=False)
    watch.unanswered("no answer", absent=False)
    assert watch.sign(1.9, 0.75) is Sign.LIVE
    assert watch.sign(2.9, 0.75) is Sign.STALLED


def test_a_paused_server_need_not_send_frames_but_must_answer() -> None:
    watch = begun(paused=True)
    assert watch.sign(100.0, 0.75) is Sign.PAUSED
    watch.unanswered("no answer", absent=False)
    assert watch.sign(101.0, 0.75) is Sign.PAUSED
    watch.unanswered("no answer", absent=False)
    assert watch.sign(102.0, 0.75) is Sign.GONE


def test_one_who_goes_on_has_a_call_more_before_its_silence_counts() -> None:
    watch = begun(paused=True)
    watch.told(50.0, 0.75, paused=False)
    assert watch.sign(50.75, 0.75) is Sign.LIVE
    assert watch.sign(52.74, 0.75) is Sign.STALLED
    assert watch.sign(52.75, 0.75) is Sign.GONE


@pytest.mark.parametrize("at", [1.0, 1.6, 2.5, 3.1, 20.0])
def test_the_deadline_lies_ahead_and_no_change_before_it(at: float) -> None:
    watch = begun()
    deadline = watch.deadline(at, 0.75)
    assert deadline > at
    assert watch.sign(deadline - 1e-6, 0.75) is watch.sign(at, 0.75)
