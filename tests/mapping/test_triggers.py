from collections.abc import Callable

import pytest

from soundscape_live.mapping.theme import BeatAction, BeatResponse, Theme, Trigger, Variations
from soundscape_live.mapping.triggers import Triggers
from soundscape_live.model import Beat, Features, Structure, Turn

PULSE = BeatAction.PULSE_NOISE


def beats(count: int, period: float = 0.5) -> list[Beat]:
    return [Beat(index * period, index, index % 4, 60.0 / period, 1.0, "typed") for index in range(count)]


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (BeatResponse(PULSE), [0, 1, 2, 3, 4, 5, 6, 7, 8]),
        (BeatResponse(PULSE, every=3), [0, 3, 6]),
        (BeatResponse(PULSE, on_bar=True), [0, 4, 8]),
        (BeatResponse(PULSE, on_bar=True, every=2), [0, 8]),
        (BeatResponse(PULSE, cooldown=0.6), [0, 2, 4, 6, 8]),
        (BeatResponse(BeatAction.NONE), []),
        (BeatResponse(PULSE, every=0), [0, 1, 2, 3, 4, 5, 6, 7, 8]),
    ],
)
def test_a_beat_action_keeps_its_count_its_bar_and_its_cooldown(
    response: BeatResponse, expected: list[int], theme: Callable[..., Theme]
) -> None:
    triggers = Triggers(theme(beat=response))
    assert [beat.index for beat in beats(9) if triggers.acts(beat)] == expected


@pytest.mark.parametrize(
    ("trigger", "expected"), [(Trigger.BEAT, [0, 2, 4, 6, 8]), (Trigger.BAR, [0, 4, 8]), (Trigger.NONE, [])]
)
def test_variations_come_on_beats_or_bars(trigger: Trigger, expected: list[int], theme: Callable[..., Theme]) -> None:
    triggers = Triggers(theme(variations=Variations(trigger, cooldown=1.0)))
    found = []
    for beat in beats(9):
        if triggers.varies(beat):
            triggers.varied(beat.at)
            found.append(beat.index)
    assert found == expected


def test_a_rise_counts_once_when_it_crosses_the_threshold(
    theme: Callable[..., Theme], features: Callable[..., Features]
) -> None:
    triggers = Triggers(theme(variations=Variations(Trigger.ENERGY_SPIKE, spike_db=4.0)))
    rises = (0.0, 3.9, 4.0, 6.0, 4.0, 3.0, 5.0)
    assert [triggers.spikes(features(float(at), rise=rise)) for at, rise in enumerate(rises)] == [
        False,
        False,
        True,
        False,
        False,
        False,
        True,
    ]


def test_a_rise_within_the_cooldown_is_passed_over(
    theme: Callable[..., Theme], features: Callable[..., Features]
) -> None:
    triggers = Triggers(theme(variations=Variations(Trigger.ENERGY_SPIKE, cooldown=2.0)))
    triggers.varied(1.0)
    assert not triggers.spikes(features(2.0, rise=9.0))
    assert not triggers.spikes(features(2.5, rise=0.0))
    assert triggers.spikes(features(3.0, rise=9.0))


@pytest.mark.parametrize("kind", list(Turn))
def test_each_turn_of_the_music_is_a_trigger(kind: Turn, theme: Callable[..., Theme]) -> None:
    triggers = Triggers(theme(variations=Variations(Trigger(kind.value), cooldown=2.0)))
    assert [other for other in Turn if triggers.turns(Structure(1.0, other, 0.5))] == [kind]
    triggers.varied(1.0)
    assert not triggers.turns(Structure(2.9, kind, 1.0))
    assert triggers.turns(Structure(3.0, kind, 0.1))


def test_no_turn_is_a_trigger_unless_the_theme_says_so(theme: Callable[..., Theme]) -> None:
    for trigger in (Trigger.NONE, Trigger.BEAT, Trigger.BAR, Trigger.ENERGY_SPIKE):
        triggers = Triggers(theme(variations=Variations(trigger)))
        assert not any(triggers.turns(Structure(1.0, kind, 1.0)) for kind in Turn)
