"""Prompts that wait for their texts."""

from collections.abc import Collection

from soundscape_live.generator.latent.waiting import Waiting
from soundscape_live.generator.picture import FrameState
from tests.generator.latent.said import said, toward


class Encoder:
    """Knows the texts that it was given time for."""

    def __init__(self, *known: str) -> None:
        self.known = set(known)

    def __call__(self, texts: Collection[str]) -> bool:
        return set(texts) <= self.known


def test_what_can_be_drawn_is_passed_on_as_it_is() -> None:
    waiting = Waiting()
    for state in (said(), toward("a", 3), said(reset=True, noise_scale=0.9)):
        assert waiting.settle(state, Encoder("a")) == state


def test_the_first_is_passed_on_whatever_is_known() -> None:
    assert Waiting().settle(said(), Encoder()) == said()


def told(encoder: Encoder) -> Waiting:
    waiting = Waiting()
    waiting.settle(said(), encoder)
    return waiting


def test_prompts_wait_and_all_else_goes_on() -> None:
    encoder = Encoder("a")
    waiting = told(encoder)
    asked = said("b", noise_scale=0.8, reset=True)
    assert waiting.settle(asked, encoder) == said("a", noise_scale=0.8, reset=True)
    encoder.known.add("b")
    assert waiting.settle(said("b"), encoder) == said("b")


def test_a_transition_begins_when_its_texts_are_there() -> None:
    encoder = Encoder("a")
    waiting = told(encoder)
    begun = toward("b", 8)
    assert waiting.settle(begun, encoder) == said("a")
    assert waiting.settle(said("b"), encoder) == said("a")
    encoder.known.add("b")
    assert waiting.settle(said("b"), encoder) == begun
    assert waiting.settle(said("b"), encoder) == said("b")


def test_a_newer_transition_or_other_prompts_take_its_place() -> None:
    for later, then in ((toward("c", 5), toward("c", 5)), (said("c"), said("c"))):
        encoder = Encoder("a", "c")
        waiting = told(encoder)
        waiting.settle(toward("b", 8), encoder)
        assert waiting.settle(later, encoder) == then
        encoder.known.add("b")
        assert waiting.settle(said("c"), encoder) == said("c")


def test_a_cut_makes_a_waiting_transition_a_change_of_prompts() -> None:
    encoder = Encoder("a")
    waiting = told(encoder)
    waiting.settle(toward("b", 8), encoder)
    assert waiting.settle(said("b", reset=True), encoder) == said("a", reset=True)
    encoder.known.add("b")
    assert waiting.settle(said("b"), encoder) == said("b")


def test_a_cut_does_not_wait_for_the_transition_that_comes_with_it() -> None:
    encoder = Encoder("a")
    waiting = told(encoder)
    assert waiting.settle(toward("b", 8, reset=True), encoder) == said("a", reset=True)
    encoder.known.add("b")
    assert waiting.settle(said("b"), encoder) == toward("b", 8)


def test_what_came_out_comes_out_again_at_once() -> None:
    encoder = Encoder("a")
    waiting = Waiting()
    drawn: list[FrameState] = []
    for number, state in enumerate([said(), said(), toward("b", 4), said("b"), said("c"), said("c"), said("c")]):
        encoder.known |= {3: {"b"}, 6: {"c"}}.get(number, set())
        drawn.append(waiting.settle(state, encoder))
    again = Waiting()
    assert [again.settle(state, lambda _texts: True) for state in drawn] == drawn
    assert [state.prompts[0].text for state in drawn] == ["a", "a", "a", "b", "b", "b", "c"]
