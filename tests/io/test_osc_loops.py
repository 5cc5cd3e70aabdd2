"""Values that only go round are told from hands."""

from soundscape_live.io.osc.loops import CUT_SECONDS, LOOP_SECONDS, LOOPS, ROOM, Heard, Loops

TABLET, FADER = "10.0.0.5", "/fader"


def go_round(loops: Loops, count: int, apart: float, begin: float = 0.0) -> list[Heard]:
    heard = []
    for number in range(count):
        at, value = begin + number * apart, number / count
        loops.told(TABLET, FADER, value, at)
        heard.append(loops.hear(TABLET, FADER, value + 4e-4, at + apart / 2))
    return heard


def test_a_hand_is_what_we_did_not_send() -> None:
    loops = Loops()
    assert loops.hear(TABLET, FADER, 0.5, 0.0) is Heard.HAND
    loops.told(TABLET, FADER, 0.5, 0.0)
    assert loops.hear(TABLET, FADER, 0.6, 0.1) is Heard.HAND
    assert loops.hear("10.0.0.6", FADER, 0.5, 0.1) is Heard.HAND
    assert loops.hear(TABLET, "/other", 0.5, 0.1) is Heard.HAND
    assert loops.hear(TABLET, FADER, "0.5", 0.1) is Heard.HAND
    assert loops.hear(TABLET, FADER, 0.5, LOOP_SECONDS + 0.1) is Heard.HAND


def test_what_was_sent_once_comes_back_once() -> None:
    loops = Loops()
    loops.told(TABLET, FADER, 0.5, 0.0)
    assert [loops.hear(TABLET, FADER, 0.5, 0.01) for _ in range(3)] == [Heard.BACK, Heard.HAND, Heard.HAND]


def test_a_loop_is_cut_for_some_seconds_and_heard_again_after_them() -> None:
    loops = Loops()
    assert go_round(loops, LOOPS + 3, 1 / 30) == [*[Heard.BACK] * LOOPS, Heard.LOOP, Heard.CUT, Heard.CUT]
    assert loops.cut(TABLET, FADER, 1.0)
    assert not loops.cut("10.0.0.6", FADER, 1.0)
    assert not loops.cut(TABLET, "/other", 1.0)

    after = LOOPS / 30 + CUT_SECONDS + 0.1
    assert not loops.cut(TABLET, FADER, after)
    assert go_round(loops, LOOPS + 1, 1 / 30, after) == [*[Heard.BACK] * LOOPS, Heard.LOOP]


def test_values_that_come_back_slowly_are_no_loop() -> None:
    assert set(go_round(Loops(), 100, LOOP_SECONDS / (LOOPS - 1))) == {Heard.BACK}


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    loops = Loops()
    for number in range(ROOM + 10):
        loops.told(TABLET, f"/{number}", 0.0, 0.0)
    assert len(loops._watched) == 10
