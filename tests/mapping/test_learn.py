"""Which control was meant, what kind it is, and between which values it moves."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.learn import LONGEST, ControlKind, Learned, Learning
from soundscape_live.model import Control

PORT = "midi:Faders"


def moves(name: str, raw: Sequence[int], *, at: float = 1.0, apart: float = 0.05) -> list[Control]:
    return [Control(at + number * apart, PORT, name, value / 127) for number, value in enumerate(raw)]


def learnt(*controls: Control) -> Learned:
    learning = Learning()
    for control in sorted(controls, key=lambda each: each.at):
        learning.hear(control)
    deadline = learning.deadline()
    assert deadline is not None
    learned = learning.result(deadline)
    assert learned is not None
    return learned


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ([0, 20, 60, 100, 127], ControlKind.FADER),
        ([64, 65, 66, 67], ControlKind.FADER),
        ([127, 0], ControlKind.BUTTON),
        ([0, 127, 0], ControlKind.BUTTON),
        ([127], ControlKind.SWITCH),
        ([127, 127], ControlKind.SWITCH),
        ([0], ControlKind.SWITCH),
        ([60, 59, 59, 58], ControlKind.FADER),
    ],
)
def test_kinds(raw: list[int], kind: ControlKind) -> None:
    learned = learnt(*moves("ch1/cc/7", raw))
    assert learned == Learned(PORT, "ch1/cc/7", kind, min(raw) / 127, max(raw) / 127)


def test_a_button_that_is_let_go_of_late_keeps_its_state() -> None:
    learning = Learning()
    for control in moves("ch1/cc/7", [127, 0], apart=1.2):
        learning.hear(control)
    learned = learning.result(math.inf)
    assert learned is not None
    assert learned.kind is ControlKind.SWITCH


@pytest.mark.parametrize(
    ("raw", "coding"),
    [
        ([1, 1, 1, 2, 1], "twos"),
        ([127, 127, 126, 127, 127], "twos"),
        ([1, 1, 1, 127, 127, 127], "twos"),
        ([65, 65, 65, 66], "offset"),
        ([63, 63, 63], "offset"),
        ([65, 65, 63, 63, 63], "offset"),
        ([1, 1, 1, 65, 65, 65], "sign"),
    ],
)
def test_encoders(raw: list[int], coding: str) -> None:
    assert learnt(*moves("ch2/cc/16", raw)) == Learned(PORT, "ch2/turn/16", ControlKind.ENCODER, 0.0, 1.0, coding)


def test_two_halves_of_one_value_are_one_fader() -> None:
    upper = moves("ch1/cc/1", range(0, 120, 10))
    lower = moves("ch1/cc/33", range(5, 125, 10), at=1.002)
    assert learnt(*upper, *lower) == Learned(PORT, "ch1/cc14/1", ControlKind.FADER, 0.0, 110 / 127)


def test_two_faders_that_move_apart_are_two() -> None:
    moved = learnt(*moves("ch1/cc/1", range(0, 120, 10)), *moves("ch1/cc/33", range(0, 60, 5), at=1.03))
    assert moved.control == "ch1/cc/1"


def test_a_fader_above_the_first_half_has_no_lower_one() -> None:
    assert learnt(*moves("ch1/cc/40", [0, 60, 127]), *moves("ch1/cc/72", [3, 5, 9], at=1.002)).control == "ch1/cc/40"


def test_a_struck_pad_is_meant_and_not_its_pressure() -> None:
    pressure = moves("ch10/pressure/36", [10, 80, 127, 30], at=1.01)
    learned = learnt(*moves("ch10/note/36", [90, 0]), *pressure)
    assert learned == Learned(PORT, "ch10/note/36", ControlKind.PAD, 0.0, 90 / 127)


def test_a_trembling_fader_is_not_meant() -> None:
    assert learnt(*moves("ch1/cc/2", [64, 65] * 20), *moves("ch1/cc/3", [0, 50, 100])).control == "ch1/cc/3"


@pytest.mark.parametrize("name", ["ch1/pitchbend", "ch1/nrpn/300", "/1/fader1"])
def test_other_controls_are_learnt_by_their_name(name: str) -> None:
    assert learnt(*moves(name, [0, 30, 127])) == Learned(PORT, name, ControlKind.FADER, 0.0, 1.0)


def test_texts_and_our_own_addresses_teach_nothing() -> None:
    learning = Learning()
    for control in (
        Control(1.0, "osc:127.0.0.1", "/soundscape/learn", "light"),
        Control(1.1, "osc:127.0.0.1", "/soundscape/freeze", 1.0),
        Control(1.2, "osc:127.0.0.1", "/mine", "text"),
        Control(1.3, "osc:127.0.0.1", "/mine", math.nan),
    ):
        learning.hear(control)
    assert learning.deadline() is None
    assert learning.result(100.0) is None


def test_it_waits_until_the_hand_rests_but_not_for_ever() -> None:
    learning = Learning()
    for control in moves("ch1/cc/7", [number % 128 for number in range(120)]):
        assert learning.result(control.at) is None or control.at >= 1.0 + LONGEST
        learning.hear(control)
    assert learning.deadline() == pytest.approx(1.0 + LONGEST)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ch1/cc/1", "ch1/cc/33", "ch1/note/4", "ch1/pressure/4", "/x"]), st.integers(0, 127)
        ),
        min_size=1,
        max_size=40,
    )
)
def test_whatever_moves_something_is_learnt(heard: list[tuple[str, int]]) -> None:
    heard = [*heard, ("ch1/note/5", 1)]  # first releases alone tell nothing
    learned = learnt(*(Control(1.0 + 0.01 * at, PORT, name, raw / 127) for at, (name, raw) in enumerate(heard)))
    assert 0.0 <= learned.low <= learned.high <= 1.0


def test_addresses_are_no_midi_controls_whatever_they_are_called() -> None:
    for name in ("/cc/abc", "/turn/1", "/my/note/x", "/cc14/1"):
        controls = [Control(1.0 + step * 0.05, "osc:10.0.0.2", name, step / 10) for step in range(11)]
        assert learnt(*controls) == Learned("osc:10.0.0.2", name, ControlKind.FADER, 0.0, 1.0)


@pytest.mark.parametrize("steps", [(1.0, 1.0, 1.0), (-1.0, -1.0), (1.0, -2.0), (-1.0,)])
def test_an_encoder_whose_coding_is_known_already_is_one(steps: tuple[float, ...]) -> None:
    controls = [Control(1.0 + number * 0.05, PORT, "ch1/turn/16", step) for number, step in enumerate(steps)]
    trembling = [Control(1.0 + number * 0.05, PORT, "ch1/cc/3", 0.5 + 0.01 * (number % 2)) for number in range(9)]
    assert learnt(*controls, *trembling) == Learned(PORT, "ch1/turn/16", ControlKind.ENCODER, 0.0, 1.0)


def test_a_note_that_is_only_let_go_of_tells_nothing() -> None:
    learning = Learning()
    learning.hear(Control(1.0, PORT, "ch1/note/36", 0.0))
    assert learning.deadline() is None
