import itertools
import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.show import Safety, Show
from soundscape_live.mapping.theme import (
    Accent,
    BeatAction,
    BeatResponse,
    Descriptor,
    DescriptorBand,
    Source,
    Theme,
    Trigger,
    Variations,
)
from soundscape_live.model import Beat, Control, Interpolation, Transition
from tests.mapping.playing import PLAIN, Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
ROOT = "/soundscape"
SPIKE = Variations(Trigger.ENERGY_SPIKE, ("one", "two", "three"), blend=0.5, hold=3.0, cooldown=1.0)
LOUD = Descriptor(Source.ENERGY, (DescriptorBand("soft", 0.0), DescriptorBand("strong", 0.5)), average=0.5)


def spike(playing: Playing) -> None:
    playing.hear(0.005, rise=9.0)
    playing.hear(0.005, rise=0.0)


def test_a_show_must_have_the_themes_that_it_names() -> None:
    with pytest.raises(ValueError, match="'lost'"):
        Fusion(Show((PLAIN,), "lost", ()), 0.0)
    with pytest.raises(ValueError, match="'calm'"):
        Fusion(Show((PLAIN,), "plain", (), Safety(panic_theme="calm")), 0.0)


def test_a_transition_says_how_and_for_how_long(play: Play, theme: Make) -> None:
    playing = play(theme("a", variations=SPIKE), theme("b", accent=Accent("dust"), variations=SPIKE, crossfade=2.5))
    playing.move(f"{ROOT}/prompt/goto", 0.0)
    playing.move(f"{ROOT}/theme/next")
    playing.wait(3.0)
    playing.move(f"{ROOT}/prompt/goto", 0.0)
    one, two, three = (transition for _, transition in playing.transitions)
    assert (one.seconds, one.interpolation, len(one.target)) == (0.5, Interpolation.SLERP, 2)
    assert (two.seconds, two.interpolation, len(two.target)) == (2.5, Interpolation.SLERP, 1)
    assert (three.seconds, three.interpolation, len(three.target)) == (0.5, Interpolation.LINEAR, 3)


def test_a_newer_transition_replaces_one_that_nobody_took(theme: Make) -> None:
    fusion = Fusion(Show((theme("a", variations=SPIKE), theme("b")), "a", ()), 0.0)
    playing = Playing(fusion)
    for name in ("cache/reset", "prompt/next", "theme/next"):
        fusion.control(press(f"{ROOT}/{name}"))
    actions = fusion.take_actions()
    assert [type(action).__name__ for action in actions] == ["ResetCache", "Transition"]
    assert isinstance(actions[1], Transition)
    assert [prompt.text for prompt in actions[1].target] == ["a b, calm atmosphere, gentle flow"]
    assert actions[1].target == playing.look().prompts
    assert fusion.take_actions() == ()


def press(name: str) -> Control:
    return Control(0.0, "page", name, 1.0)


def test_a_theme_change_in_the_middle_of_a_variation_never_bleeds(play: Play, theme: Make) -> None:
    old = theme("old", modifiers=("oldish",), variations=SPIKE, descriptors=(LOUD,), prompt_budget=0.5)
    old = replace(old, variations=replace(SPIKE, prompts=("old one", "old two")), accent=Accent("old dust"))
    new = theme("new", descriptors=(LOUD,), variations=replace(SPIKE, prompts=("new one",)), prompt_budget=0.5)
    playing = play(old, new)
    playing.hear(2.0, energy=0.9)
    spike(playing)
    assert playing.texts[0].startswith("old one")
    playing.hear(0.1, energy=0.1)
    taken, seen = len(playing.taken), len(playing.seen)
    playing.move(f"{ROOT}/theme", "new")
    playing.hear(3.0, energy=0.9)
    spike(playing)
    playing.hear(6.0, energy=0.1)
    playing.wait(6.0)
    texts = {prompt.text for params in playing.seen[seen:] for prompt in params.prompts}
    for _, action in playing.taken[taken:]:
        assert isinstance(action, Transition)
        texts |= {prompt.text for prompt in action.target}
    assert any(text.startswith("new one") for text in texts)
    assert [text for text in texts if "old" in text] == []


def test_a_theme_change_takes_what_is_heard_into_its_first_words(play: Play, theme: Make) -> None:
    playing = play(theme("a"), theme("b", descriptors=(LOUD,)))
    playing.hear(1.0, energy=0.9)
    before = len(playing.transitions)
    playing.move(f"{ROOT}/theme", "b")
    assert playing.texts == ["a b, strong"]
    playing.hear(5.0, energy=0.9)
    assert len(playing.transitions) - before == 1


@pytest.mark.parametrize("budget", [1.0, 2.0, 5.0])
def test_a_minute_of_restless_sound_keeps_the_budget(budget: float, play: Play, theme: Make) -> None:
    bands = (DescriptorBand("x", 0.0), DescriptorBand("y", 0.5))
    nervous = tuple(Descriptor(source, bands, 0.0, 0.0) for source in (Source.ENERGY, Source.TEXTURE))
    variations = replace(SPIKE, cooldown=0.0, hold=0.3, blend=0.2)
    playing = play(
        theme(
            variations=variations,
            descriptors=nervous,
            prompt_budget=budget,
            beat=BeatResponse(BeatAction.PROMPT_CYCLE, 0.5),
        )
    )
    chance = random.Random(7)
    for step in range(6000):
        playing.hear(0.01, energy=chance.random(), texture=chance.random(), rise=9.0 * chance.random())
        if step % 40 == 0:
            playing.strike()
    times = [at for at, _ in playing.transitions]
    assert 0.4 * 60 / budget < len(times) <= 60 / budget + 1
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= budget - 1e-9


def test_a_hand_needs_no_budget_and_starts_it_again(play: Play, theme: Make) -> None:
    playing = play(theme(variations=SPIKE, prompt_budget=5.0))
    playing.hear(1.0)
    before = len(playing.transitions)
    for _ in range(3):
        playing.move(f"{ROOT}/transition")
        playing.hear(0.1)
    assert len(playing.transitions) - before == 3
    playing.hear(4.7)
    assert len(playing.transitions) - before == 3
    playing.hear(0.3)
    assert playing.texts == ["a plain"]


def test_a_hand_s_prompt_is_not_taken_away_by_spikes_and_beats(play: Play, theme: Make) -> None:
    playing = play(theme(variations=SPIKE, prompt_budget=0.0, beat=BeatResponse(BeatAction.PROMPT_CYCLE)))
    playing.hear(1.0)
    playing.move(f"{ROOT}/prompt/goto", 1.0)
    for _ in range(5):
        spike(playing)
        playing.strike()
        playing.hear(1.0)
        assert playing.texts[0] == "two"


def test_panic_shows_the_safe_theme_and_then_the_theme_that_a_hand_chose_meanwhile(play: Play, theme: Make) -> None:
    playing = play(theme("a", variations=SPIKE), theme("b"), theme("calm"), safety=Safety(panic_theme="calm"))
    playing.hear(1.0)
    playing.move(f"{ROOT}/panic", 1.0)
    assert playing.texts == ["a calm, calm atmosphere, gentle flow"]
    taken = len(playing.taken)
    playing.move(f"{ROOT}/prompt/next")
    playing.move(f"{ROOT}/theme", "b")
    spike(playing)
    playing.strike()
    playing.hear(3.0)
    assert len(playing.taken) == taken
    assert playing.fusion.theme.name == "b"
    playing.move(f"{ROOT}/panic", 0.0)
    assert playing.texts == ["a b"]


def test_panic_without_a_safe_theme_holds_the_theme_calm(play: Play, theme: Make) -> None:
    playing = play(theme("a", variations=SPIKE, ambient="still"))
    playing.hear(1.0)
    playing.move(f"{ROOT}/prompt/goto", 0.0)
    playing.move(f"{ROOT}/panic", 1.0)
    assert playing.texts == ["a a, still"]
    playing.move(f"{ROOT}/panic", 0.0)
    assert playing.texts == ["one", "a a"]


def test_a_beat_that_is_told_late_acts_now(play: Play, theme: Make) -> None:
    playing = play(theme(beat=BeatResponse(BeatAction.CACHE_RESET)))
    playing.hear(1.0)
    playing.fusion.beat(Beat(0.2, 0, 0, 120.0, 1.0, "audio"))
    playing.look()
    assert playing.cuts == [playing.at]
