import pytest

from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget, Press
from soundscape_live.mapping.pages import Pages, ends_with_release
from soundscape_live.mapping.theme import Parameter

NOISE = ParameterTarget(Parameter.NOISE_SCALE)
ALWAYS = Binding("*", "a", NOISE)
SECOND = Binding("*", "a", NOISE, page=2)
SHIFTED = Binding("*", "a", NOISE, layer="shift")
SHIFTED_SECOND = Binding("*", "a", NOISE, layer="shift", page=2)
OTHER = Binding("*", "a", NOISE, layer="other")
ALL = (ALWAYS, SECOND, SHIFTED, SHIFTED_SECOND, OTHER)


def test_without_pages_and_layers_a_control_has_all_its_bindings() -> None:
    assert Pages((ALWAYS,)).chosen((ALWAYS,)) == (ALWAYS,)
    assert Pages(()).count == 1


def test_a_page_has_its_own_bindings_and_those_of_all_pages() -> None:
    pages = Pages(ALL)
    assert (pages.count, pages.page) == (2, 1)
    assert pages.chosen(ALL) == (ALWAYS,)
    assert pages.turn(2)
    assert not pages.turn(2)
    assert pages.chosen(ALL) == (ALWAYS, SECOND)
    assert pages.chosen((Binding("*", "b", NOISE, page=1),)) == ()


def test_pages_turn_in_a_circle() -> None:
    pages = Pages(ALL)
    assert [pages.step(1) and pages.page for _ in range(3)] == [2, 1, 2]
    assert pages.step(-1)
    assert pages.page == 1
    assert not Pages((ALWAYS,)).step(1)


def test_a_layer_that_is_held_takes_the_place_of_the_others() -> None:
    pages = Pages(ALL)
    pages.shift("shift", down=True)
    assert pages.chosen(ALL) == (SHIFTED,)
    pages.turn(2)
    assert pages.chosen(ALL) == (SHIFTED, SHIFTED_SECOND)


def test_what_is_not_bound_in_a_layer_does_as_always() -> None:
    pages = Pages(ALL)
    pages.shift("other", down=True)
    assert pages.chosen((ALWAYS, SHIFTED)) == (ALWAYS,)


def test_of_several_layers_the_last_pressed_counts() -> None:
    pages = Pages(ALL)
    seen = []
    for layer, down in (
        ("shift", True), ("other", True), ("shift", True), ("shift", False), ("other", False), ("other", False),
    ):  # fmt: skip
        pages.shift(layer, down=down)
        seen.append(pages.layer)
    assert seen == ["shift", "other", "shift", "other", None, None]


@pytest.mark.parametrize(
    ("target", "ends"),
    [
        (NOISE, False),
        (ParameterTarget(Parameter.LIGHT, press=Press.MOMENTARY), True),
        (ParameterTarget(Parameter.LIGHT, press=Press.TOGGLE), False),
        (ActTarget(Act.FREEZE), False),
        (ActTarget(Act.FREEZE, press=Press.HOLD), True),
        (ActTarget(Act.FREEZE, press=Press.SET), False),
        (ActTarget(Act.SHIFT), True),
        (ActTarget(Act.SHIFT, press=Press.TOGGLE), False),
    ],
)
def test_some_modes_end_with_the_release(target: ActTarget | ParameterTarget, *, ends: bool) -> None:
    assert ends_with_release(Binding("*", "a", target)) is ends
