import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.sound import ACCENT, NOISE, ONSET_FALL, PARAMETERS, Sound, rule_of
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.theme import (
    Accent,
    Combine,
    Parameter,
    ParameterRule,
    SoundMapping,
    Source,
    Theme,
)
from soundscape_live.model import Features

ENERGY = SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE)
TEXTURE = SoundMapping(Source.TEXTURE, Parameter.NOISE_SCALE)


def rule(**more: float | Combine) -> ParameterRule:
    return ParameterRule(Parameter.NOISE_SCALE, **{"rest": 0.5, "attack": 0.0, "release": 0.0, **more})  # type: ignore[arg-type] -- fields by name


@pytest.mark.parametrize(("combine", "expected"), [(Combine.MEAN, 0.4), (Combine.MAX, 0.6), (Combine.ADD, 0.8)])
def test_several_mappings_combine_as_declared(
    combine: Combine, expected: float, theme: Callable[..., Theme], features: Callable[..., Features]
) -> None:
    sound = Sound(theme(mappings=(ENERGY, TEXTURE), rules=(rule(combine=combine),)))
    sound.aim(features(0.1, energy=0.2, texture=0.6), BeatNow(0.0), 0.1)
    sound.advance(0.1)
    assert sound.values[NOISE] == pytest.approx(expected)


def test_a_sum_stays_within_the_range(theme: Callable[..., Theme], features: Callable[..., Features]) -> None:
    sound = Sound(theme(mappings=(ENERGY, TEXTURE), rules=(rule(combine=Combine.ADD),)))
    sound.aim(features(0.1, energy=0.9, texture=0.9), BeatNow(0.0), 0.1)
    sound.advance(0.1)
    assert sound.values[NOISE] == 1.0


def test_attack_and_release_are_the_seconds_for_63_percent(
    theme: Callable[..., Theme], features: Callable[..., Features]
) -> None:
    sound = Sound(theme(mappings=(ENERGY,), rules=(rule(rest=0.0, attack=0.2, release=0.8),)))
    sound.aim(features(0.0, energy=1.0), BeatNow(0.0), 0.0)
    sound.advance(0.2)
    up = 1.0 - math.exp(-1.0)
    assert sound.values[NOISE] == pytest.approx(up)
    sound.aim(features(0.2, energy=0.0), BeatNow(0.0), 0.2)
    sound.advance(0.8)
    assert sound.values[NOISE] == pytest.approx(up * math.exp(-1.0))


def test_an_onset_is_held_beyond_its_block(theme: Callable[..., Theme], features: Callable[..., Features]) -> None:
    onset = SoundMapping(Source.ONSET, Parameter.NOISE_SCALE)
    sound = Sound(theme(mappings=(onset,), rules=(rule(rest=0.0),)))
    sound.aim(features(0.0, onset=0.8), BeatNow(0.0), 0.0)
    sound.aim(features(ONSET_FALL), BeatNow(0.0), ONSET_FALL)
    sound.advance(0.01)
    assert sound.values[NOISE] == pytest.approx(0.8 * math.exp(-1.0))


def test_without_mappings_everything_rests(theme: Callable[..., Theme], features: Callable[..., Features]) -> None:
    sound = Sound(theme())
    sound.aim(features(0.1, energy=1.0), BeatNow(0.5), 0.1)
    sound.advance(10.0)
    assert dict(zip(PARAMETERS, sound.values, strict=True)) == {
        Parameter.NOISE_SCALE: 0.5,
        Parameter.STEPS: 1.0,
        Parameter.ACCENT: 0.0,
        Parameter.MANAGE_CACHE: 1.0,
        Parameter.LIGHT: 1.0,
        Parameter.ZOOM: 0.5,
        Parameter.ROTATE: 0.5,
        Parameter.PAN_X: 0.5,
        Parameter.PAN_Y: 0.5,
        Parameter.PACE: 0.5,
    }
    assert sound.settled


def test_an_accent_rests_at_its_weight(theme: Callable[..., Theme]) -> None:
    assert Sound(theme(accent=Accent("dust", 0.4))).values[ACCENT] == 0.4


def test_a_rest_outside_the_range_is_brought_within(theme: Callable[..., Theme]) -> None:
    assert rule_of(theme(rules=(rule(rest=3.0),)), Parameter.NOISE_SCALE).rest == 1.0


def test_without_music_the_way_to_rest_is_slow_and_ends(
    theme: Callable[..., Theme], features: Callable[..., Features]
) -> None:
    sound = Sound(theme(mappings=(ENERGY,), rules=(rule(),)))
    sound.aim(features(0.1, energy=1.0), BeatNow(0.5), 0.1)
    sound.advance(0.1)
    sound.rest()
    sound.advance(0.1)
    assert 0.9 < sound.values[NOISE] < 1.0
    for _ in range(100):
        sound.advance(0.5)
    assert sound.values[NOISE] == 0.5
    assert sound.settled


@given(
    st.lists(st.tuples(st.floats(0.0, 1.0), st.integers(1, 8)), min_size=1, max_size=20),
    st.floats(0.0, 2.0),
    st.floats(0.0, 2.0),
)
def test_the_size_of_blocks_changes_nothing(
    theme: Callable[..., Theme],
    features: Callable[..., Features],
    music: list[tuple[float, int]],
    attack: float,
    release: float,
) -> None:
    played = theme(mappings=(ENERGY,), rules=(rule(attack=attack, release=release),))
    coarse, fine = Sound(played), Sound(played)
    at = 0.0
    for energy, count in music:
        at += 0.04
        coarse.aim(features(at, energy=energy), BeatNow(0.0), 0.04)
        coarse.advance(0.04)
        for _ in range(count):
            fine.aim(features(at, energy=energy), BeatNow(0.0), 0.04 / count)
            fine.advance(0.04 / count)
        assert fine.values[NOISE] == pytest.approx(coarse.values[NOISE], abs=1e-4)
        assert 0.0 <= fine.values[NOISE] <= 1.0
