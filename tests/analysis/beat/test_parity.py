from soundscape_live.analysis.beat.parity import LOUD, Parity


def heard(strong: float, weak: float, bpm: float, beats: int = 20) -> Parity:
    parity = Parity()
    for beat in range(beats):
        parity.turn(steady=True)
        parity.hear(strong if beat % 2 == 0 else weak, bpm)
    return parity


def test_a_fast_tempo_whose_second_beats_are_weak_is_counted_at_half_speed() -> None:
    for bpm, weak in ((201.0, 0.2), (210.0, 0.3), (220.0, 0.45)):
        parity = heard(0.6, weak, bpm)
        assert parity.halved
        assert not parity.counts
        parity.turn(steady=True)
        assert parity.counts


def test_a_tempo_that_is_slow_or_even_is_not() -> None:
    for bpm, weak in ((120.0, 0.1), (190.0, 0.3), (220.0, 0.58)):
        parity = heard(0.6, weak, bpm)
        assert not parity.halved
        assert parity.counts


def test_it_takes_four_beats_of_each_kind() -> None:
    assert not heard(0.6, 0.1, 210.0, beats=7).halved
    assert heard(0.6, 0.1, 210.0, beats=8).halved


def test_weak_beats_that_grow_count_again_and_not_at_once() -> None:
    parity = heard(0.6, 0.2, 210.0)
    steps = 0
    while parity.halved:
        parity.turn(steady=True)
        parity.hear(0.6, 210.0)
        steps += 1
        assert steps < 20
    assert steps > 3


def test_a_beat_out_of_step_begins_the_count_anew() -> None:
    parity = heard(0.6, 0.1, 210.0)
    parity.turn(steady=False)
    assert not parity.halved
    assert parity.counts


def test_the_voice_is_that_of_the_beats_that_count() -> None:
    assert Parity().voice == 0.0
    assert abs(heard(0.4, 0.2, 100.0).voice - 0.3) < 1e-6
    assert abs(heard(0.4, 0.1, 210.0).voice - 0.4) < 1e-6
    assert heard(0.9, 0.9, 100.0).voice == LOUD
