"""When a message may go, on what is seen of the server's queue."""

import math

import pytest

from soundscape_live.wire.scope.queue import FIRST_SECONDS, HEAVY, RATE, UNPROVEN, ServerQueue

FPS = 16.0


class Line:
    """A queue whose frames come evenly."""

    def __init__(self, frames: int = 12, *, paused: bool = False) -> None:
        self.queue = ServerQueue(frames)
        self.at = 0.0
        self.count = 0.0
        self.queue.opened(0.0, paused=paused)

    def flow(self, seconds: float, fps: float = FPS, step: float = 0.05) -> None:
        for _ in range(round(seconds / step)):
            self.at += step
            self.count += fps * step
            self.queue.frames(int(self.count + 1e-9), self.at)

    def tell(self, *, heavy: bool = False, paused: bool = False) -> None:
        self.queue.told(self.at, heavy=heavy, paused=paused)

    @property
    def may(self) -> bool:
        opens = self.queue.opens()
        return opens is not None and self.at >= opens


def learnt() -> Line:
    line = Line()
    line.flow(15.0)
    return line


def test_nothing_goes_before_a_session_stands_nor_before_its_first_frame() -> None:
    assert ServerQueue(12).opens() is None
    line = Line()
    assert line.queue.opens() is None
    line.flow(0.1)
    assert line.queue.opens() == -math.inf
    line.queue.closed()
    assert line.queue.opens() is None


def test_before_anything_is_known_one_message_a_second() -> None:
    line = Line()
    line.flow(0.1)
    line.tell()
    assert line.queue.spacing == FIRST_SECONDS
    line.flow(0.9)
    assert not line.may
    line.flow(0.15)
    assert line.may


def test_the_length_of_a_call_is_learnt_from_frames_one_by_one_or_many_together() -> None:
    assert learnt().queue.chunk == pytest.approx(0.75, abs=0.06)
    coarse = Line()
    coarse.flow(40.0, step=2.0)
    assert coarse.queue.chunk == pytest.approx(0.75, abs=0.06)
    assert coarse.queue.delay == pytest.approx(1.9 * 0.75, abs=0.1)
    assert ServerQueue(12).delay == 0.0


def test_a_message_goes_a_call_after_the_last() -> None:
    line = learnt()
    line.tell()
    opens = line.queue.opens()
    line.flow(0.75)
    assert (opens, line.may) == (None, False)
    line.flow(0.15)
    assert line.may
    assert line.queue.spacing == pytest.approx(0.75 / RATE, rel=0.08)


def test_after_a_heavy_one_it_takes_longer() -> None:
    line = learnt()
    usual = line.queue.spacing
    line.tell(heavy=True)
    assert line.queue.spacing == pytest.approx(usual * HEAVY, rel=0.08)
    line.flow(1.1)
    line.tell()
    assert line.queue.spacing == pytest.approx(usual * HEAVY, rel=0.08)
    line.flow(1.1)
    line.tell()
    assert line.queue.spacing == pytest.approx(usual, rel=0.08)


def test_a_heavy_one_long_ago_is_over() -> None:
    line = learnt()
    line.tell(heavy=True)
    line.flow(6.0)
    line.tell()
    assert line.queue.spacing < 0.9


def test_a_long_call_of_late_is_waited_for() -> None:
    line = learnt()
    line.flow(1.5, fps=FPS / 2)
    line.flow(1.5, fps=FPS / 2)
    assert line.queue.spacing > 1.2
    line.flow(12.0)
    assert line.queue.spacing < 0.95


def test_no_message_goes_while_no_frames_come() -> None:
    line = learnt()
    line.tell()
    line.flow(60.0, fps=0.0)
    assert line.queue.opens() is None
    line.flow(0.8)
    assert line.may


def test_frames_that_prove_that_it_was_taken_are_enough_whatever_the_time() -> None:
    line = learnt()
    line.tell()
    line.flow(0.5, fps=60.0)
    assert not line.may
    line.flow(0.1, fps=60.0)
    assert line.queue.opens() == -math.inf


@pytest.mark.parametrize(("frames", "buffered"), [(1, 30), (12, 30), (20, 40)])
def test_a_server_keeps_thirty_frames_or_two_chunks(frames: int, buffered: int) -> None:
    assert ServerQueue(frames).buffered == buffered


def test_a_server_that_plays_out_what_it_had_is_not_told_more_than_it_holds() -> None:
    line = Line(frames=1)
    line.flow(10.0)
    told = 0
    for _ in range(30):
        line.flow(0.1, fps=10.0, step=0.1)
        if line.may:
            line.tell()
            told += 1
    assert told <= UNPROVEN + 1


def test_a_standstill_is_no_long_call_but_what_stays_long_is() -> None:
    line = learnt()
    line.flow(20.0, fps=0.0)
    line.flow(1.5)
    assert line.queue.chunk == pytest.approx(0.75, abs=0.06)
    line.flow(40.0, fps=3.0)
    assert line.queue.chunk == pytest.approx(4.0, abs=0.2)


def test_a_longer_step_list_is_known_to_make_calls_longer_a_shorter_one_shows() -> None:
    line = learnt()
    before = line.queue.chunk
    line.queue.lengthen(0.5)
    assert line.queue.chunk == before
    line.queue.lengthen(2.0)
    assert line.queue.chunk == 2 * before
    line.flow(30.0, fps=FPS / 2)
    assert line.queue.chunk == pytest.approx(1.5, abs=0.06)


def test_while_it_is_paused_time_alone_decides_and_the_pause_is_no_long_call() -> None:
    line = learnt()
    line.tell(paused=True)
    line.flow(0.5, fps=0.0)
    assert not line.may
    line.flow(0.5, fps=0.0)
    assert line.may
    line.flow(60.0, fps=0.0)
    line.tell(paused=False)
    line.flow(1.5)
    assert line.queue.chunk == pytest.approx(0.75, abs=0.06)


def test_a_session_that_begins_paused_may_be_told_to_go_on_without_a_frame() -> None:
    line = Line(paused=True)
    assert not line.may
    line.flow(1.1, fps=0.0)
    assert line.may


def test_a_new_session_counts_afresh_and_keeps_what_was_learnt() -> None:
    line = learnt()
    line.tell()
    line.queue.closed()
    line.queue.opened(20.0, paused=False)
    assert (line.queue.received, line.queue.opens()) == (0, None)
    assert line.queue.chunk == pytest.approx(0.75, abs=0.06)
    line.queue.frames(1, 20.1)
    assert line.queue.opens() == -math.inf


def test_rest_is_counted_from_the_last_message() -> None:
    line = learnt()
    assert line.queue.rests(2.0) == -math.inf
    line.tell()
    assert line.queue.rests(2.0) == pytest.approx(line.at + 2 * line.queue.spacing)
