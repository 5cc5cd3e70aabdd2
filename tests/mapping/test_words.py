import pytest

from soundscape_live.mapping.prompts import BASE, Prompts
from soundscape_live.mapping.theme import Theme, Trigger, Variations
from soundscape_live.mapping.words import Wording, choose, mixed
from soundscape_live.model import Prompt

THEME = Theme("a", "A", "", "a base", variations=Variations(Trigger.NONE, ("one", "two"), weight=0.6))


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, (("a", 0.4), ("b", 0.6))),
        (0.004, (("a", 0.4), ("b", 0.6))),
        (0.25, (("a", 0.3), ("b", 0.7))),
        (0.5, (("a", 0.2), ("b", 0.8))),
        (1.0, (("b", 1.0),)),
    ],
)
def test_texts_of_both_sides_stand_once_with_their_shares(
    share: float, expected: tuple[tuple[str, float], ...]
) -> None:
    front = (Prompt("a", 0.4), Prompt("b", 0.6))
    result = mixed(front, (Prompt("b", 1.0),), share)
    assert result == tuple(Prompt(text, weight) for text, weight in expected)


@pytest.mark.parametrize(
    ("wording", "shown"),
    [
        (Wording("a", 1), (1, ((1, 0.6),), True)),
        (Wording("a", 0, 0.25), (0, ((0, 0.25),), True)),
        (Wording("a", 2), (BASE, (), False)),
        (Wording("a", BASE), (BASE, (), False)),
        (Wording("a"), (BASE, (), False)),
        (Wording("a", weights=((0, 0.2), (1, 0.5), (2, 0.3))), (1, ((0, 0.2), (1, 0.5)), True)),
    ],
)
def test_words_are_chosen_until_something_else_is(
    wording: Wording, shown: tuple[int, tuple[tuple[int, float], ...], bool]
) -> None:
    prompts = Prompts(THEME, ambient=False)
    choose(0.0, prompts, THEME, wording)
    assert (prompts.variation, prompts.weights, prompts.by_hand) == shown


def test_words_that_a_hand_chose_go_back_where_nothing_is_asked_for() -> None:
    prompts = Prompts(THEME, ambient=False)
    choose(0.0, prompts, THEME, Wording("a", 1))
    choose(1.0, prompts, THEME, Wording("a"))
    assert (prompts.variation, prompts.by_hand) == (BASE, False)
    prompts.go(2.0, 1, 0.5, by_hand=False)
    choose(3.0, prompts, THEME, Wording("a"))
    assert prompts.variation == 1


def test_of_more_than_a_snapshot_carries_the_heaviest_are_shown() -> None:
    front = tuple(Prompt(f"f{number}", 0.1 + number / 100) for number in range(6))
    other = tuple(Prompt(f"o{number}", 0.1 + number / 100) for number in range(6))
    shown = mixed(front, other, 0.5)
    assert [prompt.text for prompt in shown] == ["f2", "f3", "f4", "f5", "o2", "o3", "o4", "o5"]
