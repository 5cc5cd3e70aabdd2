import pytest

from soundscape_live.tempo.bars import BARS, CLEARLY, FADE, HEARD, REST, Bars


def hear(bars: Bars, first: int, count: int, shift: int, confidence: float) -> list[int]:
    """Let so many beats be heard whose one is `shift` later; return the positions that they were given."""
    found = []
    for beat in range(first, first + count):
        bars.hear(beat * 0.5, beat, (beat - shift) % 4, confidence)
        found.append(bars.position(beat))
    return found


def test_what_is_heard_first_is_believed_at_once() -> None:
    bars = Bars(4)
    assert bars.confidence(0.0) == 0.0
    assert hear(bars, 0, 4, 3, 0.3) == [1, 2, 3, 0]
    assert bars.confidence(1.5) == 0.3


def test_what_is_heard_without_confidence_is_not_believed() -> None:
    assert hear(Bars(4), 0, 4, 3, 0.0) == [0, 1, 2, 3]


def test_the_one_moves_only_when_another_is_clearly_surer_for_several_bars() -> None:
    bars = Bars(4)
    hear(bars, 0, 8, 0, 0.5)
    found = hear(bars, 8, 4 * BARS + 1, 2, 0.5 + CLEARLY + 0.01)
    assert found[:-1] == [beat % 4 for beat in range(8, 8 + 4 * BARS)]
    assert found[-1] == (8 + 4 * BARS - 2) % 4


@pytest.mark.parametrize("between", [1, 0, 3])
def test_one_beat_that_says_otherwise_begins_the_wait_again(between: int) -> None:
    bars = Bars(4)
    hear(bars, 0, 8, 0, 0.3)
    hear(bars, 8, 4 * BARS - 1, 2, 0.9)
    beat = 8 + 4 * BARS - 1
    hear(bars, beat, 1, between, 0.9 if between else 0.1)
    assert hear(bars, beat + 1, 8, 2, 0.45) == [count % 4 for count in range(beat + 1, beat + 9)]


def test_an_ear_does_not_move_what_a_hand_has_just_set() -> None:
    bars = Bars(4)
    bars.put(0.0, 1, 30.0, "audio")
    assert hear(bars, 0, 40, 0, 1.0)[-4:] == [3, 0, 1, 2]


def test_what_was_said_becomes_less_sure_in_time() -> None:
    bars = Bars(4)
    bars.put(0.0, 0, 30.0, "none")
    assert bars.confidence(30.0) == 1.0
    assert 0.9 < bars.confidence(50.0) < 1.0
    assert bars.confidence(30.0 + 10 * FADE) == REST


def test_an_ear_that_agrees_keeps_it_sure() -> None:
    bars = Bars(4)
    hear(bars, 0, 8, 0, 0.6)
    assert bars.confidence(3.5 + HEARD) == 0.6
    hear(bars, 8, 1, 0, 0.4)
    assert bars.confidence(4.0) == 0.6


def test_a_source_that_counts_has_its_word_until_a_hand_corrects_it() -> None:
    bars = Bars(4)
    bars.follow(0.0, "midi", 6, 1.0, 2.0)
    assert bars.position(6) == 0
    bars.put(1.0, 7, 30.0, "midi")
    bars.follow(2.0, "midi", 6, 1.0, 2.0)
    assert bars.position(7) == 0
    bars.follow(3.0, "midi", 5, 1.0, 2.0)
    assert bars.position(5) == 0


def test_cleared_it_knows_nothing() -> None:
    bars = Bars(4)
    bars.put(0.0, 0, 30.0, "none")
    bars.clear()
    assert bars.confidence(0.1) == 0.0
