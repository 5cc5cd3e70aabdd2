from collections.abc import Callable

import pytest

from soundscape_live.mapping.prompts import BASE, TEXT_LIMIT, Prompts
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.theme import (
    Accent,
    Descriptor,
    DescriptorBand,
    Source,
    Theme,
    Trigger,
    Variations,
)
from soundscape_live.model import Features, Prompt

LOUD = Descriptor(
    Source.ENERGY,
    (DescriptorBand("soft", 0.0), DescriptorBand("strong", 0.4), DescriptorBand("fierce", 0.8)),
    hysteresis=0.1,
    average=2.0,
)
TWO = Variations(Trigger.BEAT, ("a storm", "a bloom"), weight=0.6, hold=4.0)


def live(theme: Theme) -> Prompts:
    return Prompts(theme, ambient=False)


def test_base_modifiers_and_descriptors_make_one_text(theme: Callable[..., Theme]) -> None:
    prompts = live(theme(modifiers=("sharp", ""), descriptors=(LOUD,)))
    assert prompts.compose(0.0) == (Prompt("a plain, sharp, soft"),)


def test_without_music_ambient_words_stand_for_the_descriptors(theme: Callable[..., Theme]) -> None:
    prompts = Prompts(theme(ambient="still air", descriptors=(LOUD,)), ambient=True)
    assert prompts.compose(0.0) == (Prompt("a plain, still air"),)


def test_a_variation_shares_the_weight_with_the_base(theme: Callable[..., Theme]) -> None:
    prompts = live(theme(modifiers=("sharp",), variations=TWO))
    prompts.go(0.0, 1, 0.6, by_hand=False)
    assert prompts.compose(0.0) == (Prompt("a bloom, sharp", 0.6), Prompt("a plain, sharp", 0.4))


@pytest.mark.parametrize(("weight", "text"), [(0.0, "a plain"), (1.0, "a storm"), (7.0, "a storm")])
def test_a_prompt_without_weight_is_left_out(weight: float, text: str, theme: Callable[..., Theme]) -> None:
    prompts = live(theme(variations=TWO))
    prompts.go(0.0, 0, weight, by_hand=False)
    assert prompts.compose(0.0) == (Prompt(text),)


def test_the_accent_is_laid_over_with_its_weight_in_hundredths(theme: Callable[..., Theme]) -> None:
    prompts = live(theme(accent=Accent("dust")))
    assert prompts.compose(0.2512) == (Prompt("a plain"), Prompt("dust", 0.25))
    assert prompts.compose(0.2488) is prompts.compose(0.2512)
    assert prompts.compose(0.001) == (Prompt("a plain"),)


def test_a_text_is_cut_to_what_a_snapshot_carries(theme: Callable[..., Theme]) -> None:
    prompts = live(theme(modifiers=("x" * 3000,)))
    assert len(prompts.compose(0.0)[0].text) == TEXT_LIMIT


def test_a_descriptor_follows_slowly_and_with_hysteresis(
    theme: Callable[..., Theme], features: Callable[..., Features]
) -> None:
    prompts = live(theme(descriptors=(LOUD,)))
    texts = []
    for energy, seconds in ((0.0, 0.0), (1.0, 0.5), (1.0, 1.0), (1.0, 9.0), (0.73, 20.0), (0.69, 20.0), (0.0, 20.0)):
        prompts.hear(features(0.0, energy=energy), BeatNow(0.0), seconds)
        prompts.settle(0.0, ambient=False)
        texts.append(prompts.compose(0.0)[0].text.removeprefix("a plain, "))
    assert texts == ["soft", "soft", "strong", "fierce", "fierce", "strong", "soft"]


def test_a_descriptor_may_have_no_bands_and_no_average(
    theme: Callable[..., Theme], features: Callable[..., Features]
) -> None:
    bare = Descriptor(Source.ENERGY, ())
    quick = Descriptor(Source.ENERGY, LOUD.bands, average=0.0)
    prompts = live(theme(descriptors=(bare, quick)))
    prompts.hear(features(0.0, energy=0.0), BeatNow(0.0), 0.0)
    prompts.hear(features(0.0, energy=0.5), BeatNow(0.0), 0.01)
    prompts.settle(0.0, ambient=False)
    assert prompts.compose(0.0) == (Prompt("a plain, strong"),)


def test_what_the_sound_suggests_waits_until_it_is_taken_over(
    theme: Callable[..., Theme], features: Callable[..., Features]
) -> None:
    prompts = live(theme(descriptors=(LOUD,)))
    assert prompts.due(ambient=False) > 1e9
    prompts.hear(features(0.0, energy=0.5), BeatNow(0.0), 0.0)
    assert prompts.due(ambient=False) < 0.0
    assert prompts.compose(0.0)[0].text == "a plain, soft"
    prompts.settle(0.0, ambient=False)
    assert prompts.due(ambient=False) > 1e9
    assert prompts.due(ambient=True) < 0.0


def test_a_variation_goes_back_after_its_hold(theme: Callable[..., Theme]) -> None:
    prompts = live(theme(variations=TWO))
    prompts.go(1.0, 0, 0.6, by_hand=False)
    assert prompts.due(ambient=False) == 5.0
    prompts.settle(4.9, ambient=False)
    assert prompts.variation == 0
    prompts.settle(5.0, ambient=False)
    assert prompts.variation == BASE
    assert prompts.latest == 0


def test_a_variation_without_hold_stays_until_the_music_goes(theme: Callable[..., Theme]) -> None:
    prompts = live(theme(variations=Variations(Trigger.BEAT, ("a storm",), hold=0.0)))
    prompts.go(1.0, 0, 0.6, by_hand=False)
    assert prompts.due(ambient=False) > 1e9
    prompts.settle(99.0, ambient=True)
    assert prompts.variation == BASE


def test_a_hand_s_choice_stays_until_the_hand_lets_go(theme: Callable[..., Theme]) -> None:
    prompts = live(theme(variations=TWO))
    prompts.let_go(0.0)
    prompts.go(1.0, 0, 0.6, by_hand=True)
    assert prompts.due(ambient=False) > 1e9
    prompts.settle(99.0, ambient=True)
    assert prompts.variation == 0
    assert prompts.due(ambient=True) > 1e9
    prompts.let_go(100.0)
    assert prompts.due(ambient=False) < 0.0
    prompts.settle(100.0, ambient=False)
    assert prompts.due(ambient=False) == 104.0


def test_the_base_chosen_by_a_hand_is_free(theme: Callable[..., Theme]) -> None:
    prompts = live(theme(variations=TWO))
    prompts.go(1.0, BASE, 0.6, by_hand=True)
    assert not prompts.by_hand


def test_variations_that_hands_weigh_are_told_with_their_weights(theme: Callable[..., Theme]) -> None:
    prompts = live(theme(variations=TWO))
    assert prompts.weights == ()
    assert prompts.weigh(1, 0.7)
    assert prompts.weigh(0, 0.2)
    assert prompts.weights == ((0, 0.2), (1, 0.7))
    assert (prompts.variation, prompts.weight_of(1), prompts.weight_of(5)) == (1, 0.7, 0.0)
    prompts.go(0.0, BASE, 0.0, by_hand=True)
    assert prompts.weights == ()
