import pytest

from soundscape_live.lights.arguments import scaled, typed
from soundscape_live.lights.rules import GRID, KINDS, SHINING, Kind, Profile, Route, Type, Wishes, part

ROUTES = (
    Route("beat", "/Page{page}/Key{beat}"),
    Route("energy", "/e", high=100.0),
    Route("band/low", "/low", rate=5.0),
    Route("bpm", "/cmd", Type.TEXT, text="Master 3.{page} At BPM {value}"),
)
PROFILE = Profile("desk", ROUTES, rate=20.0, numbers=(("page", 1), ("beat", 201)))


def test_every_cue_of_the_grid_and_of_light_has_a_kind() -> None:
    assert KINDS.keys() >= GRID | SHINING
    assert {ROUTES[0].kind, ROUTES[1].kind, ROUTES[3].kind} == {Kind.STRIKE, Kind.LEVEL, Kind.NUMBER}


def test_numbers_stand_in_addresses_and_texts_the_shows_before_the_profiles() -> None:
    routes = part(PROFILE, Wishes(numbers=(("page", 2),)), 3.0).routes
    assert routes[0].address == "/Page2/Key201"
    assert typed(routes[3], 128.0) == "Master 3.2 At BPM 128"


def test_rates_are_the_shows_or_the_routes_or_the_profiles() -> None:
    assert [route.rate for route in part(PROFILE, Wishes(), 3.0).routes] == [20.0, 20.0, 5.0, 20.0]
    assert {route.rate for route in part(PROFILE, Wishes(rate=2.0), 3.0).routes} == {2.0}


@pytest.mark.parametrize(
    ("wishes", "names"),
    [
        (Wishes(only=("band/*", "beat")), ["beat", "band/low"]),
        (Wishes(mute=("b*",)), ["energy"]),
        (Wishes(only=("beat",), mute=("beat",)), []),
    ],
)
def test_what_is_routed_and_what_is_muted(wishes: Wishes, names: list[str]) -> None:
    assert [route.cue for route in part(PROFILE, wishes, 3.0).routes] == names


def test_a_factor_scales_what_is_told() -> None:
    beat, energy, *_ = part(PROFILE, Wishes(scale=(("energy", 0.5),)), 3.0).routes
    assert scaled(energy, 1.0) == 50.0
    assert scaled(beat, 1.0) == 1.0


def test_offset_and_flashes_are_the_shows_unless_the_target_says_otherwise() -> None:
    plain, early, late = (part(PROFILE, Wishes(offset=offset), 3.0) for offset in (None, 0.04, -0.1))
    assert (plain.lead, early.lead, late.lead) == (0.0, 0.04, 0.0)
    assert (plain.flashes, part(PROFILE, Wishes(flashes=30.0), 3.0).flashes) == (3.0, 30.0)


@pytest.mark.parametrize(
    ("route", "value", "argument"),
    [
        (Route("energy", "/", Type.FLOAT), 1, 1.0),
        (Route("energy", "/", Type.INT), 0.6, 1),
        (Route("energy", "/", Type.TRUTH), 1.0, True),
        (Route("energy", "/", Type.NONE), 1.0, None),
        (Route("energy", "/", Type.TEXT), 0.5, "0.5"),
        (Route("bpm", "/", Type.TEXT), 120.006, "120.01"),
        (Route("scene", "/", Type.TEXT), "calm", "calm"),
        (Route("scene", "/", Type.INT), "calm", 1),
        (Route("scene", "/", Type.NONE), "calm", None),
        (Route("scene", "/", Type.TRUTH), "calm", True),
        (Route("scene", "/", Type.FLOAT), "", 0.0),
        (Route("bar", "/", Type.INT, text="12"), 1, 12),
        (Route("scene", "/", Type.TEXT, text="Go Cue {value}"), "calm", "Go Cue calm"),
    ],
)
def test_an_argument_has_its_targets_type(route: Route, value: float | str, argument: object) -> None:
    made = typed(route, value)
    assert made == argument
    assert type(made) is type(argument)


def test_what_is_off_can_be_told_in_other_words() -> None:
    route = Route("blackout", "/cmd", Type.TEXT, text="Blackout On", off="Blackout Off")
    assert (scaled(route, 1.0), scaled(route, 0.0)) == ("Blackout On", "Blackout Off")
