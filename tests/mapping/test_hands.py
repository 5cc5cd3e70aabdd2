import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.binding import Binding, Mode, ParameterTarget, Press
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.sound import LIGHT, NOISE
from soundscape_live.mapping.theme import Curve, Parameter

STEP = 1.0 / 60.0


def target(mode: Mode = Mode.OVERRIDE, **more: float | Curve | None) -> ParameterTarget:
    return ParameterTarget(Parameter.NOISE_SCALE, mode, **more)  # type: ignore[arg-type] -- fields by name


@pytest.mark.parametrize(
    ("held", "x", "expected"),
    [
        (target(), 0.9, 0.9),
        (target(low=0.2, high=0.4), 0.5, 0.3),
        (target(low=1.0, high=0.0), 0.25, 0.75),
        (target(curve=Curve.EXPONENTIAL), 0.5, 0.25),
        (target(Mode.OFFSET, low=-0.5, high=0.5), 0.75, 0.75),
        (target(Mode.OFFSET, low=-1.0, high=1.0), 0.0, 0.0),
        (target(Mode.SCALE, high=2.0), 0.25, 0.25),
        (target(Mode.SCALE, high=4.0), 1.0, 1.0),
        (target(Mode.CEILING), 0.3, 0.3),
        (target(Mode.CEILING), 0.8, 0.5),
    ],
)
def test_each_mode_has_its_way_with_a_sound_of_one_half(held: ParameterTarget, x: float, expected: float) -> None:
    hands = Hands()
    assert hands.touch(0.0, held, x)
    assert hands.move(1.0, NOISE, 0.5) == pytest.approx(expected)


def test_modes_apply_in_one_order_whatever_was_touched_first() -> None:
    hands = Hands()
    hands.touch(0.0, target(Mode.CEILING), 0.6)
    hands.touch(0.1, target(Mode.OFFSET), 0.3)
    hands.touch(0.2, target(), 0.4)
    assert hands.move(1.0, NOISE, 0.0) == pytest.approx(0.6)
    hands.touch(0.3, target(Mode.SCALE), 0.5)
    assert hands.move(1.0, NOISE, 0.0) == pytest.approx(0.5)


def test_of_two_hands_in_one_mode_the_last_touched_wins() -> None:
    hands = Hands()
    hands.touch(0.0, target(), 0.9)
    assert hands.touch(0.1, target(high=0.5), 0.2)
    assert hands.move(1.0, NOISE, 0.5) == pytest.approx(0.1)


def test_the_same_value_again_moves_nothing() -> None:
    hands = Hands()
    hands.touch(0.0, target(), 0.9)
    assert not hands.touch(0.1, target(), 0.9)


def test_a_hand_that_lets_go_glides_back_to_the_sound() -> None:
    hands = Hands()
    hands.touch(0.0, target(glide=2.0), 1.0)
    assert hands.release(10.0, Parameter.NOISE_SCALE)
    values = [hands.move(10.0 + after, NOISE, 0.5) for after in (0.0, 0.5, 1.0, 1.5)]
    assert values == pytest.approx([1.0, 0.875, 0.75, 0.625])
    assert hands.holds(NOISE)
    assert hands.move(12.0, NOISE, 0.5) == 0.5
    assert not hands.holds(NOISE)


def test_a_hand_lets_go_by_itself_after_its_release() -> None:
    hands = Hands()
    hands.touch(5.0, target(release=3.0, glide=1.0), 1.0)
    assert hands.deadline(6.0, STEP) == 8.0
    assert hands.move(7.99, NOISE, 0.0) == 1.0
    assert hands.move(8.5, NOISE, 0.0) == pytest.approx(0.5)
    assert hands.deadline(8.5, STEP) == 8.5 + STEP


def test_a_touch_puts_the_release_off_and_takes_a_gliding_parameter_back() -> None:
    hands = Hands()
    hands.touch(5.0, target(release=3.0, glide=1.0), 1.0)
    assert not hands.touch(7.0, target(release=3.0, glide=1.0), 1.0)
    assert hands.move(9.0, NOISE, 0.0) == 1.0
    assert hands.touch(10.5, target(release=3.0, glide=1.0), 1.0)
    assert hands.move(10.5, NOISE, 0.0) == 1.0


def test_without_a_glide_the_sound_is_back_at_once() -> None:
    hands = Hands()
    hands.touch(0.0, target(glide=0.0), 1.0)
    hands.release(1.0, None)
    assert hands.move(1.0, NOISE, 0.25) == 0.25


def test_release_may_name_one_parameter_or_none() -> None:
    hands = Hands()
    hands.touch(0.0, target(), 1.0)
    hands.touch(0.0, ParameterTarget(Parameter.LIGHT), 0.5)
    assert not hands.release(1.0, Parameter.ACCENT)
    assert hands.release(1.0, Parameter.LIGHT)
    assert not hands.release(1.0, Parameter.LIGHT)
    assert hands.move(2.0, LIGHT, 1.0) == 1.0
    assert hands.move(2.0, NOISE, 0.0) == 1.0
    assert hands.release(2.0, None)


def test_a_hand_that_stays_asks_for_no_time() -> None:
    hands = Hands()
    assert hands.deadline(0.0, STEP) == math.inf
    hands.touch(0.0, target(), 1.0)
    assert hands.deadline(0.0, STEP) == math.inf


def button(press: Press, high: float, glide: float = 0.0, mode: Mode = Mode.OVERRIDE) -> Binding:
    target_ = ParameterTarget(Parameter.NOISE_SCALE, mode, high=high, glide=glide, press=press)
    return Binding("*", "pad", target_)


def press(hands: Hands, at: float, binding: Binding) -> None:
    assert isinstance(binding.target, ParameterTarget)
    hands.touch(at, binding.target, 1.0, binding)


def let_go(hands: Hands, at: float, binding: Binding) -> bool:
    assert isinstance(binding.target, ParameterTarget)
    return hands.let_go(at, binding, binding.target)


def is_on(hands: Hands, at: float, binding: Binding) -> bool:
    assert isinstance(binding.target, ParameterTarget)
    return hands.on(at, binding, binding.target)


TOGGLE, SECOND, MOMENTARY = button(Press.TOGGLE, 0.6), button(Press.TOGGLE, 0.7), button(Press.MOMENTARY, 0.9)


def test_what_a_button_covered_comes_back() -> None:
    hands = Hands()
    hands.touch(0.0, target(), 0.2)
    seen = []
    for at, binding, down in ((1, TOGGLE, True), (2, MOMENTARY, True), (3, MOMENTARY, False), (4, TOGGLE, False)):
        press(hands, at, binding) if down else let_go(hands, at, binding)
        seen.append(hands.move(at, NOISE, 0.0))
    assert seen == pytest.approx([0.6, 0.9, 0.6, 0.2])


def test_of_two_buttons_of_one_kind_the_last_pressed_takes_the_others_place() -> None:
    hands = Hands()
    hands.touch(0.0, target(), 0.2)
    press(hands, 1.0, TOGGLE)
    press(hands, 2.0, SECOND)
    assert (is_on(hands, 2.0, TOGGLE), is_on(hands, 2.0, SECOND)) == (False, True)
    assert not let_go(hands, 3.0, TOGGLE)
    assert let_go(hands, 3.0, SECOND)
    assert not let_go(hands, 3.0, SECOND)
    assert hands.move(3.0, NOISE, 0.0) == pytest.approx(0.2)


def test_a_button_that_is_covered_may_be_let_go_of() -> None:
    hands = Hands()
    press(hands, 1.0, TOGGLE)
    press(hands, 2.0, MOMENTARY)
    assert is_on(hands, 2.0, TOGGLE)
    assert let_go(hands, 3.0, TOGGLE)
    assert hands.move(3.0, NOISE, 0.0) == pytest.approx(0.9)
    assert let_go(hands, 4.0, MOMENTARY)
    assert hands.move(4.0, NOISE, 0.1) == pytest.approx(0.1)
    assert not hands.holds(NOISE)


def test_a_button_glides_back_to_what_it_covered() -> None:
    hands = Hands()
    hands.touch(0.0, target(), 0.2)
    held = button(Press.MOMENTARY, 1.0, glide=2.0)
    press(hands, 1.0, held)
    let_go(hands, 2.0, held)
    assert hands.move(3.0, NOISE, 0.0) == pytest.approx(0.6)
    assert hands.place(3.0, target(), 0.0) == pytest.approx(0.6)
    assert hands.move(4.0, NOISE, 0.0) == pytest.approx(0.2)
    assert hands.move(5.0, NOISE, 0.0) == pytest.approx(0.2)


def test_a_release_lets_go_of_a_button_and_of_what_it_covered() -> None:
    hands = Hands()
    hands.touch(0.0, target(glide=0.0), 0.2)
    press(hands, 1.0, TOGGLE)
    hands.release(2.0, Parameter.NOISE_SCALE)
    assert hands.move(2.0, NOISE, 0.4) == 0.4


def test_a_fader_takes_over_from_a_button() -> None:
    hands = Hands()
    press(hands, 1.0, TOGGLE)
    hands.touch(2.0, target(), 0.3)
    assert not is_on(hands, 2.0, TOGGLE)
    assert hands.move(2.0, NOISE, 0.0) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("mode", "low", "high", "untouched"),
    [
        (Mode.OVERRIDE, 0.0, 1.0, 0.5),
        (Mode.OFFSET, -1.0, 1.0, 0.5),
        (Mode.SCALE, 0.0, 4.0, 0.25),
        (Mode.CEILING, 0.0, 1.0, 1.0),
    ],
)
def test_the_place_of_what_nobody_touched_is_that_of_no_change(
    mode: Mode, low: float, high: float, untouched: float
) -> None:
    hands, held = Hands(), target(mode, low=low, high=high)
    assert hands.place(0.0, held, 0.5) == pytest.approx(untouched)
    assert not hands.held(held)
    hands.touch(0.0, held, 0.8)
    assert hands.place(1.0, held, 0.5) == pytest.approx(0.8)
    assert hands.held(held)


def test_the_place_of_a_hand_is_seen_through_the_range_of_the_one_who_asks() -> None:
    hands = Hands()
    hands.touch(0.0, target(curve=Curve.STEPPED), 0.3)
    assert hands.place(0.0, target(curve=Curve.STEPPED), 0.0) == 0.3
    assert hands.place(0.0, target(low=0.0, high=0.5), 0.0) == pytest.approx(2.0 / 3.0)


@given(
    st.lists(
        st.tuples(st.sampled_from(Mode), st.floats(0.0, 1.0), st.floats(-4.0, 4.0), st.floats(-4.0, 4.0)), max_size=6
    ),
    st.floats(0.0, 1.0),
    st.floats(0.0, 3.0),
)
def test_hands_never_leave_the_range(
    touches: list[tuple[Mode, float, float, float]], sound: float, later: float
) -> None:
    hands = Hands()
    for mode, x, low, high in touches:
        hands.touch(0.0, target(mode, low=low, high=high, release=1.0), x)
    assert 0.0 <= hands.move(later, NOISE, sound) <= 1.0
