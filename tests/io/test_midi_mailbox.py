"""What waits for a controller's lights, and when it goes, on values."""

import math

from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.midi.mailbox import BURST, SYSEX_REST, Mailbox
from soundscape_live.model import Feedback, Tone

RATE = 500.0
SYSEX = bytes((0xF0, *range(28), 0xF7))


def feedback(control: str, value: float) -> Feedback:
    return Feedback(0.0, "*", control, value, Tone.SOUND)


def light(shown: Feedback) -> tuple[bytes, ...]:
    return (bytes((0xB0, int(shown.control.removeprefix("cc/")), round(127 * shown.value))),)


def empty(box: Mailbox, at: float = 0.0) -> list[tuple[float, bytes]]:
    """Take what comes, whenever it is due, as the thread does."""
    taken = []
    while (due := box.due) is not None:
        at = max(at, due)
        taken += [(at, message) for message in box.take(at)]
    return taken


def test_one_message_goes_at_once() -> None:
    box = Mailbox(light, RATE)
    assert not box
    assert box.due is None
    box.put(feedback("cc/7", 1.0))
    assert box.due is not None
    assert box.due <= 100.0
    assert box.take(100.0) == [bytes((0xB0, 7, 127))]
    assert box.due is None


def test_the_newest_of_a_control_goes_in_the_place_of_the_first() -> None:
    box = Mailbox(light, RATE)
    for value in (0.0, 0.5, 1.0):
        box.put(feedback("cc/1", value))
        box.put(feedback("cc/2", value))
    assert [message for _, message in empty(box)] == [bytes((0xB0, 1, 127)), bytes((0xB0, 2, 127))]
    assert box.replaced == 4


def test_what_sets_up_goes_first_whole_and_what_waited_is_forgotten() -> None:
    box = Mailbox(light, RATE)
    box.put(feedback("cc/1", 1.0))
    box.set_up((SYSEX, SYSEX))
    box.put(feedback("cc/2", 1.0))
    assert [message for _, message in empty(box)] == [SYSEX, SYSEX, bytes((0xB0, 2, 127))]


def test_a_rest_follows_each_system_exclusive_message() -> None:
    box = Mailbox(light, RATE)
    box.set_up((SYSEX, SYSEX))
    box.put(feedback("cc/2", 1.0))
    (first, _), (second, _), (third, _) = empty(box, 5.0)
    assert first == 5.0
    assert second - first >= SYSEX_REST
    assert third - second >= SYSEX_REST + len(SYSEX) / 3 / RATE - 1e-9


def test_a_control_that_shows_nothing_holds_nobody_up() -> None:
    box = Mailbox(lambda shown: light(shown) if shown.value else (b"",), RATE)
    box.put(feedback("cc/1", 0.0))
    box.put(feedback("cc/2", 1.0))
    assert box.take(0.0) == [bytes((0xB0, 2, 127))]
    box.put(feedback("cc/1", 0.0))
    assert box.take(0.0) == []
    assert box.due is None


def test_a_flood_never_delays_the_newest_by_more_than_a_round_of_all_controls() -> None:
    box = Mailbox(light, RATE)
    controls, seconds, hertz = 64, 2.0, 5000
    late = 0.0
    put: dict[bytes, float] = {}
    sent = 0
    for number in range(int(seconds * hertz)):
        at = number / hertz
        control, value = number % controls, number // controls % 128
        box.put(feedback(f"cc/{control}", value / 127))
        put[bytes((0xB0, control, value))] = at
        for message in box.take(at):
            late = max(late, at - put[message])
            sent += 1
    # Each message told the newest there was: no older than a round of putting all.
    assert late <= controls / hertz
    assert sent <= BURST + seconds * RATE + 1
    assert sent >= seconds * RATE - 1
    rest = empty(box, seconds)
    assert rest[-1][0] - seconds <= (controls + BURST) / RATE


@given(
    st.lists(st.tuples(st.integers(0, 15), st.integers(0, 127), st.floats(0, 0.02)), min_size=1, max_size=100),
    st.floats(20, 1000),
)
def test_each_controls_last_value_arrives_and_the_rate_is_kept(
    moves: list[tuple[int, int, float]], rate: float
) -> None:
    box = Mailbox(light, rate)
    at, taken = 0.0, []
    for control, value, wait in moves:
        at += wait
        box.put(feedback(f"cc/{control}", value / 127))
        if box.due is not None and box.due <= at:
            taken += [(at, message) for message in box.take(at)]
    taken += empty(box, at)
    last = {message[1]: message[2] for _, message in taken}
    assert last == {control: value for control, value, _ in moves}
    assert math.isclose(len(taken) + box.replaced, len(moves))
    for begin, (since, _) in enumerate(taken):
        for number, (until, _) in enumerate(taken[begin:], 1):
            assert number <= BURST + (until - since) * rate + 1e-6
