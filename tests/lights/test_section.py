from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.lights.rules import KINDS, Kind, Part, Route, Type
from soundscape_live.lights.section import TOGETHER, Section, Told
from soundscape_live.model import Cue


def part(*routes: Route, offset: float = 0.0, flashes: float = 3.0) -> Part:
    return Part(routes, offset, flashes)


def played(section: Section, cues: list[Cue], until: float) -> list[tuple[float, str, object]]:
    """Return what is told, and when, if cues come at their times and the section is asked at its deadlines."""
    told: list[tuple[float, str, object]] = []

    def ask(at: float) -> None:
        told.extend((round(at, 6), each.address, each.argument) for each in section.advance(at))

    for cue in cues:
        while section.deadline() < cue.at:
            ask(section.deadline())
        section.take(cue)
        ask(cue.at)
    while (due := section.deadline()) <= until:
        ask(due)
    return told


BEAT = Route("beat", "/beat", Type.INT)


def test_a_beat_is_pressed_and_released() -> None:
    assert played(Section(part(BEAT)), [Cue(1.0, "beat", 1), Cue(1.05, "beat", 0)], 2.0) == [
        (1.0, "/beat", 1),
        (1.05, "/beat", 0),
    ]


def test_an_edge_has_no_release_and_an_address_alone_no_argument() -> None:
    route = replace(BEAT, type=Type.NONE, press=0.0)
    assert played(Section(part(route)), [Cue(1.0, "beat", 1)], 2.0) == [(1.0, "/beat", None)]


def test_what_is_pressed_is_released_before_it_is_pressed_again() -> None:
    section = Section(part(replace(BEAT, press=0.3)))
    cues = [Cue(1.0, "beat", 1, 0), Cue(1.2, "beat", 1, 1)]
    assert played(section, cues, 3.0) == [(1.0, "/beat", 1), (1.2, "/beat", 0), (1.2, "/beat", 1), (1.5, "/beat", 0)]


@pytest.mark.parametrize(("every", "counts"), [(1, [0, 1, 2, 3, 4, 5, 6, 7]), (2, [0, 2, 4, 6]), (4, [0, 4])])
def test_a_divisor_leaves_every_so_many_from_the_bars_first(every: int, counts: list[int]) -> None:
    section = Section(part(replace(BEAT, every=every, press=0.0)))
    heard: list[Told] = []
    for count in range(8):
        section.take(Cue(float(count), "beat", 1, count))
        heard += section.advance(float(count))
    assert [told.count for told in heard] == counts


def test_no_more_flashes_than_are_allowed_leave_in_any_second() -> None:
    section = Section(part(replace(BEAT, press=0.0)))
    cues = [Cue(beat * 0.25, "beat", 1, beat) for beat in range(40)]
    at = [told[0] for told in played(section, cues, 20.0)]
    assert len(at) == 30
    assert section.held == 10
    assert all(later - first >= 1.0 for first, later in zip(at, at[3:], strict=False))


def test_what_begins_with_one_beat_is_one_flash_and_what_makes_no_light_is_never_held() -> None:
    bar, tap = Route("bar", "/bar", Type.INT, press=0.0), replace(BEAT, address="/tap", press=0.0, shines=False)
    section = Section(part(replace(BEAT, press=0.0), bar, tap, flashes=1.0))
    cues = [cue for at in (0.0, 0.5) for cue in (Cue(at, "beat", 1), Cue(at + TOGETHER / 2, "bar", 1))]
    told = [address for _, address, _ in played(section, cues, 2.0)]
    assert told == ["/beat", "/tap", "/bar", "/tap"]


def test_onsets_flash_where_beats_leave_room() -> None:
    onset = Route("onset", "/onset", press=0.0, strength=True)
    section = Section(part(replace(BEAT, press=0.0), onset))
    onsets = [Cue(at / 10, "onset", 0.5) for at in range(1, 9)]
    assert played(section, onsets, 1.0) == [(0.1, "/onset", 0.5), (0.2, "/onset", 0.5), (0.3, "/onset", 0.5)]
    section.take(Cue(10.0, "bpm", 124.0))
    cues = [Cue(10.0, "beat", 1), *(Cue(10.0 + at / 10, "onset", 1.0) for at in range(1, 5))]
    assert [address for _, address, _ in played(section, cues, 11.0)] == ["/beat"]
    section.take(Cue(20.0, "bpm", 60.0))
    cues = [Cue(20.0, "beat", 1), *(Cue(20.0 + at / 10, "onset", 1.0) for at in range(1, 5))]
    assert [address for _, address, _ in played(section, cues, 21.0)] == ["/beat", "/onset", "/onset"]


def test_a_blackout_takes_the_light_away_and_holds_it_away() -> None:
    energy = Route("energy", "/energy", rate=10.0)
    phase = Route("beat/phase", "/phase", shines=False)
    black = Route("blackout", "/black", Type.INT)
    tap = replace(BEAT, address="/tap", press=0.5, shines=False)
    section = Section(part(replace(BEAT, press=0.5), energy, phase, black, tap))
    told = played(section, [Cue(1.0, "energy", 0.5), Cue(1.0, "beat", 1), Cue(1.0, "beat/phase", 0.25)], 1.2)
    assert told == [(1.0, "/energy", 0.5), (1.0, "/beat", 1), (1.0, "/tap", 1), (1.0, "/phase", 0.25)]
    dark = [Cue(1.3, "blackout", 1), Cue(1.4, "energy", 0.9), Cue(1.4, "beat", 1, 1), Cue(1.4, "blackout", 1)]
    assert played(section, dark, 1.45) == [
        (1.3, "/beat", 0),
        (1.3, "/black", 1),
        (1.3, "/energy", 0.0),
        (1.4, "/tap", 0),
        (1.4, "/tap", 1),
        (1.4, "/black", 1),
    ]
    light = [Cue(2.0, "blackout", 0), Cue(2.1, "energy", 0.8)]
    assert played(section, light, 2.5) == [(1.9, "/tap", 0), (2.0, "/black", 0), (2.1, "/energy", 0.8)]


def test_a_switch_that_is_its_operators_moves_when_a_blackout_does() -> None:
    master = Route("blackout", "/master", low=1.0, high=0.0, again=False)
    cues = [Cue(float(at), "blackout", value) for at, value in enumerate((0, 0, 1, 1, 0, 0))]
    assert played(Section(part(master)), cues, 9.0) == [(2.0, "/master", 0.0), (4.0, "/master", 1.0)]


def test_a_late_target_gets_everything_later_but_darkness() -> None:
    energy, black = Route("energy", "/energy"), Route("blackout", "/black", Type.INT)
    section = Section(part(BEAT, energy, black, offset=-0.2))
    cues = [Cue(1.0, "beat", 1), Cue(1.0, "energy", 0.5), Cue(1.1, "blackout", 1)]
    assert played(section, cues, 2.0) == [(1.1, "/black", 1), (1.1, "/energy", 0.0)]
    section = Section(part(BEAT, energy, offset=-0.2))
    assert played(section, [Cue(1.0, "beat", 1), Cue(1.0, "energy", 0.5)], 2.0) == [
        (1.2, "/beat", 1),
        (1.2, "/energy", 0.5),
        (1.25, "/beat", 0),
    ]


def test_what_waits_for_a_late_target_has_a_bound() -> None:
    section = Section(part(Route("heartbeat", "/heart", Type.INT), offset=-5.0))
    for number in range(5000):
        section.take(Cue(1.0, "heartbeat", number))
    assert len(section.advance(6.0)) == 4096


def test_an_early_target_takes_the_grid_early_and_all_else_as_it_comes() -> None:
    section = Section(part(BEAT, Route("energy", "/energy"), offset=0.04))
    cues = [
        Cue(0.96, "beat", 1, 0, 0.04),
        Cue(0.97, "beat", 1, 0, 0.03),
        Cue(1.0, "beat", 1),
        Cue(1.0, "energy", 0.5),
    ]
    told = played(section, cues, 2.0)
    assert told == [(0.96, "/beat", 1), (1.0, "/energy", 0.5), (1.01, "/beat", 0)]


def test_counts_and_words_go_one_by_one_and_numbers_at_their_rate() -> None:
    routes = (
        Route("beat/count", "/count", Type.INT),
        Route("scene", "/scene", Type.TEXT),
        Route("bpm", "/bpm", rate=2.0),
    )
    section = Section(part(*routes))
    cues = [cue for at in range(4) for cue in (Cue(at / 10, "beat/count", at), Cue(at / 10, "bpm", 120.0 + at))]
    told = played(section, [*cues, Cue(0.3, "scene", "calm")], 1.0)
    assert [argument for _, address, argument in told if address == "/count"] == [0, 1, 2, 3]
    assert [(at, argument) for at, address, argument in told if address == "/bpm"] == [(0.0, 120.0), (0.5, 123.0)]
    assert (0.3, "/scene", "calm") in told
    assert section.bpm == 123.0
    section.take(Cue(2.0, "bpm", "none"))
    assert section.bpm == 123.0


def test_nothing_is_due_where_nothing_came() -> None:
    section = Section(part(BEAT, Route("energy", "/energy"), Route("bpm", "/bpm")))
    assert section.deadline() == float("inf")
    assert section.advance(1.0) == ()
    section.take(Cue(2.0, "beat", 1))
    assert section.deadline() < 2.0, "what is to be told at once is due"


@given(
    st.lists(st.tuples(st.floats(0.0, 0.3), st.sampled_from(sorted(KINDS)), st.floats(0.0, 1.0)), max_size=80),
    st.sampled_from([-0.1, 0.0]),
)
def test_whatever_comes_presses_end_and_no_second_holds_more_flashes_than_are_allowed(
    moves: list[tuple[float, str, float]], offset: float
) -> None:
    routes = tuple(
        Route(name, f"/{name}", press=0.03)
        for name, kind in KINDS.items()
        if kind is Kind.STRIKE and not name.startswith("s")
    )
    section = Section(part(*routes, offset=offset))
    at, cues = 0.0, []
    for count, (wait, name, value) in enumerate(moves):
        at += wait
        cues.append(Cue(at, name, value, count if name in {"beat", "bar", "phrase"} else 0))
    told = played(section, cues, at + 5.0)
    for route in routes:
        values = [argument for _, address, argument in told if address == route.address]
        assert values == [1.0, 0.0] * (len(values) // 2)
    flashes: list[float] = []
    for moment, _, argument in told:
        if argument == 1.0 and (not flashes or moment - flashes[-1] >= TOGETHER):
            flashes.append(moment)
    assert all(later - first >= 1.0 - 1e-5 for first, later in zip(flashes, flashes[3:], strict=False))


def test_a_word_that_stands_is_told_once_unless_its_route_wants_it_again() -> None:
    once, again = Route("scene", "/once", Type.TEXT), Route("scene", "/again", Type.TEXT, repeat=True)
    told = played(Section(part(once, again)), [Cue(at, "scene", "calm") for at in (1.0, 2.0)], 3.0)
    assert told == [(1.0, "/once", "calm"), (1.0, "/again", "calm"), (2.0, "/again", "calm")]
