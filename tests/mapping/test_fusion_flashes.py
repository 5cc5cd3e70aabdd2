"""Whatever is pressed, blackouts and scenes that cut flash no more often than the show allows."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.mapping.scene import Scene, Span
from soundscape_live.mapping.scene_looks import CUT
from soundscape_live.mapping.show import Safety
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import Params
from tests.mapping.playing import Playing
from tests.mapping.scenery import ROOT, on_stage
from tests.mapping.test_safety import falls, most_in_a_second

SCENES = tuple(
    Scene(f"{theme} {light}", theme, values=((Parameter.LIGHT, light),), fade=Span(fade))
    for theme, light, fade in (("plain", 1.0, 0.0), ("sea", 0.0, 0.0), ("plain", 0.2, 0.1), ("sea", 0.9, 3.0))
)
PRESSES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *((f"scene/{step}", 1.0) for step in ("next", "prev", "release")),
                *(("scene", float(place)) for place in range(1, 5)),
                *((name, value) for name in ("blackout", "freeze", "panic") for value in (0.0, 1.0)),
                *(("morph", x) for x in (0.0, 0.5, 1.0)),
                ("cache/reset", 1.0),
                ("param/light", 0.0),
                ("param/light", 1.0),
            ]
        ),
        st.sampled_from([0.0, 0.01, 0.05, 0.2, 0.5]),
    ),
    max_size=60,
)


def pressed(presses: list[tuple[tuple[str, float], float]], flashes: float) -> Playing:
    playing = on_stage(*SCENES, safety=Safety(flashes, blackout_fade=0.0))
    playing.look()
    for (name, value), seconds in presses:
        playing.move(f"{ROOT}/{name}", value)
        playing.wait(seconds)
    return playing


def hard_falls(seen: list[Params]) -> list[float]:
    """Return when the light fell by a swing, faster than it sinks where no flash is left."""
    levels = [(params.at, params.light) for params in seen]
    return [
        at
        for at in falls(levels)
        for (before, high), (after, low) in itertools.pairwise(levels)
        if after == at and high - low > (after - before) * 1.001 + 1e-9
    ]


@settings(max_examples=150, deadline=None)
@given(PRESSES, st.sampled_from([1.0, 3.0]))
def test_no_second_holds_more_flashes_than_the_show_allows(
    presses: list[tuple[tuple[str, float], float]], limit: float
) -> None:
    playing = pressed(presses, limit)
    # A scene that cuts drops the picture's past and changes the words in one flash.
    quick = Counter(at for at, transition in playing.transitions if transition.seconds < CUT)
    flashes = [*(quick | Counter(playing.cuts)).elements(), *hard_falls(playing.seen)]
    assert most_in_a_second(flashes) <= limit
    assert pressed(presses, limit).seen == playing.seen


def test_blackouts_that_cut_and_scenes_that_cut_take_from_the_same_three() -> None:
    playing = pressed([(("blackout", 1.0), 0.1), (("blackout", 0.0), 0.1), (("scene", 2.0), 0.1)], 3.0)
    assert len(playing.cuts) == 1
    assert playing.look().light == 0.0
    playing.move(f"{ROOT}/scene", 1.0)
    assert len(playing.cuts) == 1
    assert playing.transitions[-1][1].seconds == 1.0


@pytest.mark.parametrize("source", ["page", "osc:10.0.0.2", "midi:pads", "signal", "cli"])
@pytest.mark.parametrize("name", ["freeze", "blackout", "panic"])
def test_whoever_asks_for_safety_gets_it_and_may_undo_it(name: str, source: str) -> None:
    playing = on_stage()
    outcomes = [playing.move(f"{ROOT}/{name}", value, source).moved for value in (1.0, 1.0, 0.0, 0.0)]
    assert outcomes == [True, False, True, False]
    playing.move(f"{ROOT}/{name}", 1.0, source)
    assert getattr(playing.fusion.safety, name)
    playing.move(f"{ROOT}/{name}", 0.0, "page")
    assert not getattr(playing.fusion.safety, name)
