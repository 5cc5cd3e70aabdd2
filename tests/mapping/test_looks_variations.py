import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest

from soundscape_live.mapping.theme import (
    BeatAction,
    BeatResponse,
    Theme,
    Trigger,
    Variations,
)
from soundscape_live.model import Prompt, Structure, Turn
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
SPIKE = Variations(Trigger.ENERGY_SPIKE, ("one", "two", "three"), blend=0.5, hold=3.0, cooldown=1.0)


def spike(playing: Playing) -> None:
    playing.hear(0.005, rise=9.0)
    playing.hear(0.005, rise=0.0)


def test_a_spike_brings_the_variations_in_turn_and_each_goes_back(play: Play, theme: Make) -> None:
    playing = play(theme(variations=SPIKE, prompt_budget=0.0))
    playing.hear(1.0)
    seen = []
    for _ in range(4):
        spike(playing)
        seen.append(playing.texts[0])
        playing.hear(4.0)
        assert playing.texts == ["a plain"]
    assert seen == ["one", "two", "three", "one"]


@pytest.mark.parametrize(("trigger", "count"), [(Trigger.BEAT, 4), (Trigger.BAR, 1)])
def test_variations_come_on_beats_or_bars(trigger: Trigger, count: int, play: Play, theme: Make) -> None:
    variations = Variations(trigger, ("one", "two"), blend=0.1, hold=0.0, cooldown=0.0)
    playing = play(theme(variations=variations, prompt_budget=0.0, beat=BeatResponse(cooldown=0.0)))
    playing.hear(1.0)
    before = len(playing.transitions)
    for position in range(4):
        playing.strike(position)
        playing.hear(0.5)
    assert len(playing.transitions) - before == count


def test_prompt_cycle_brings_the_next_variation_with_its_intensity(play: Play, theme: Make) -> None:
    variations = replace(SPIKE, trigger=Trigger.NONE)
    beat = BeatResponse(BeatAction.PROMPT_CYCLE, 0.7)
    playing = play(theme(variations=variations, beat=beat, prompt_budget=0.5))
    playing.hear(2.0)
    seen = []
    for _ in range(4):
        seen.append(playing.strike().prompts[0])
        playing.hear(1.0)
    assert seen == [Prompt(text, 0.7) for text in ("one", "two", "three", "one")]


def test_transition_trigger_brings_another_variation_by_chance(play: Play, theme: Make) -> None:
    variations = replace(SPIKE, trigger=Trigger.NONE, hold=0.0)
    beat = BeatResponse(BeatAction.TRANSITION_TRIGGER, 0.4)

    def run() -> list[Prompt]:
        playing = play(theme(variations=variations, beat=beat, prompt_budget=0.5))
        playing.hear(2.0)
        seen = []
        for _ in range(20):
            seen.append(playing.strike().prompts[0])
            playing.hear(1.0)
        return seen

    seen = run()
    assert {prompt.text for prompt in seen} == {"one", "two", "three"}
    assert {prompt.weight for prompt in seen} == {0.4}
    assert all(one != other for one, other in itertools.pairwise(seen))
    assert seen == run()


@pytest.mark.parametrize("action", [BeatAction.PROMPT_CYCLE, BeatAction.TRANSITION_TRIGGER])
def test_one_variation_alone_is_held_and_none_does_nothing(action: BeatAction, play: Play, theme: Make) -> None:
    for prompts, texts in (((), ["a plain"]), (("one",), ["one", "a plain"])):
        variations = Variations(prompts=prompts, blend=0.1, hold=2.0)
        playing = play(theme(variations=variations, beat=BeatResponse(action, 0.5), prompt_budget=0.1))
        playing.hear(1.0)
        before = len(playing.transitions)
        for _ in range(4):
            playing.strike()
            assert playing.texts == texts
            playing.hear(1.0)
        assert len(playing.transitions) - before == len(prompts)


def test_cache_reset_cuts_on_beats(play: Play, theme: Make) -> None:
    playing = play(theme(beat=BeatResponse(BeatAction.CACHE_RESET)))
    playing.hear(0.1)
    for _ in range(4):
        playing.strike()
        playing.hear(0.5)
    assert len(playing.cuts) == 4


def test_a_drop_brings_a_variation_while_there_is_music(play: Play, theme: Make) -> None:
    playing = play(theme(variations=replace(SPIKE, trigger=Trigger.DROP), prompt_budget=0.0))
    before = playing.texts
    playing.fusion.turn(Structure(playing.at, Turn.DROP, 1.0))
    assert playing.texts == before
    playing.hear(1.0)
    playing.fusion.turn(Structure(playing.at, Turn.SECTION, 1.0))
    assert playing.texts == ["a plain"]
    playing.fusion.turn(Structure(playing.at, Turn.DROP, 1.0))
    assert playing.texts[0] == "one"
