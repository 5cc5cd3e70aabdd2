import numpy as np

from bench.picture_play import ONE_STEP, STEPS, Player
from soundscape_live.model import Prompt
from tests.bench.picture_card import Card


def test_a_cut_has_all_noise_and_its_own_seed_and_steps() -> None:
    card = Card(32, 16)
    Player(card).cut("a", 7, ONE_STEP)
    (state,) = card.states
    assert (state.seed, state.noise_scale, state.denoising_step_list) == (7, 1.0, ONE_STEP)
    assert state.prompts == (Prompt("a"),)


def test_the_same_cut_is_the_same_picture_whatever_was_played_before() -> None:
    player = Player(Card(32, 16))
    first = player.cut("a", 7)
    list(player.go_on(0.4, 3))
    again = player.cut("a", 7)
    np.testing.assert_array_equal(first, again)
    player.cut("b", 9)
    np.testing.assert_array_equal(first, player.cut("a", 7))


def test_feedback_goes_on_with_the_noise_and_all_steps() -> None:
    card = Card(32, 16)
    player = Player(card)
    player.cut("a", 7)
    assert len(list(player.go_on(0.3, 4))) == 4
    assert {(state.noise_scale, state.denoising_step_list, state.reset) for state in card.states[1:]} == {
        (0.3, STEPS, False)
    }


def test_pictures_are_kept_although_the_renderer_may_use_its_memory_again() -> None:
    player = Player(Card(32, 16))
    first = player.cut("a", 7)
    kept = first.copy()
    list(player.go_on(1.0, 2))
    np.testing.assert_array_equal(first, kept)


def test_a_transition_begins_once_and_its_target_is_asked_for_after_it() -> None:
    card = Card(32, 16)
    player = Player(card)
    player.cut("a", 7)
    list(player.cross("b", 0.4, 5))
    list(player.go_on(0.4, 1))
    begun = [state.transition is not None for state in card.states]
    assert begun == [False, True, False, False, False, False, False]
    assert [state.prompts[0].text for state in card.states] == ["a"] * 6 + ["b"]


def test_a_change_of_the_prompt_and_a_reset_reach_the_renderer() -> None:
    card = Card(32, 16)
    player = Player(card)
    player.cut("a", 7)
    player.turn_to("b")
    list(player.go_on(0.4, 1))
    player.reset(0.4)
    assert [(state.prompts[0].text, state.reset) for state in card.states] == [("a", False), ("b", False), ("b", True)]
