import math

import pytest

from soundscape_live.mapping.binding import Act, ActTarget, Binding
from soundscape_live.mapping.controls import KEPT, ControlError, Controls, number, whole
from soundscape_live.model import Control

TARGET = ActTarget(Act.TAP_TEMPO)


def control(source: str, name: str, value: float | str = 1.0) -> Control:
    return Control(0.0, source, name, value)


@pytest.mark.parametrize(
    ("source", "pattern", "sender", "name", "meets"),
    [
        ("midi:*", "cc/1", "midi:x", "ch1/cc/1", True),
        ("midi:*", "cc/1", "midi:x", "ch16/cc/1", True),
        ("midi:*", "cc/1", "midi:x", "ch1/cc/11", False),
        ("midi:*", "ch2/cc/1", "midi:x", "ch1/cc/1", False),
        ("midi:*", "ch?/cc/1", "midi:x", "ch9/cc/1", True),
        ("midi:*", "ch?/cc/1", "midi:x", "ch10/cc/1", False),
        ("midi:*nano*", "cc/1", "midi:nanoKONTROL2 1", "ch1/cc/1", True),
        ("midi:*nano*", "cc/1", "midi:MPK", "ch1/cc/1", False),
        ("midi:x [1]", "cc/1", "midi:x [1]", "ch1/cc/1", True),
        ("midi:x [1]", "cc/1", "midi:x 1", "ch1/cc/1", False),
        ("osc:*", "/my/fader", "osc:10.0.0.2", "/my/fader", True),
        ("osc:*", "/my/*", "osc:10.0.0.2", "/my/fader", True),
        ("osc:*", "/my/f", "osc:10.0.0.2", "/my/fader", False),
        ("osc:*", "/my/fader", "page", "/my/fader", False),
        ("*", "/my/fader", "page", "/my/fader", True),
        ("*", "pitchbend", "midi:x", "ch3/pitchbend", True),
    ],
)
def test_names_are_matched_whole_and_a_channel_may_be_left_out(
    source: str, pattern: str, sender: str, name: str, *, meets: bool
) -> None:
    controls = Controls((Binding(source, pattern, TARGET),))
    assert (controls.find(control(sender, name)) is not None) is meets


def test_one_control_may_have_several_bindings() -> None:
    bindings = (Binding("*", "cc/1", TARGET), Binding("*", "cc/2", TARGET), Binding("midi:*", "*", TARGET))
    known = Controls(bindings).find(control("midi:x", "ch1/cc/1"))
    assert known is not None
    assert known.bindings == (bindings[0], bindings[2])


def test_a_lookup_is_made_once() -> None:
    controls = Controls((Binding("*", "cc/1", TARGET),))
    first = controls.find(control("midi:x", "ch1/cc/1"))
    assert first is controls.find(control("midi:x", "ch1/cc/1"))
    assert controls.find(control("midi:x", "ch1/cc/2")) is None
    assert controls.find(control("midi:x", "ch1/cc/2")) is None


def test_a_flood_of_names_does_not_fill_the_memory() -> None:
    controls = Controls((Binding("*", "/known/*", TARGET),))
    for index in range(KEPT + 10):
        assert controls.find(control("osc:x", f"/known/{index}")) is not None
        assert controls.find(control("osc:x", f"/made/up/{index}")) is None
    assert len(controls._known) == 10
    assert len(controls._unknown) == 10


@pytest.mark.parametrize(
    ("source", "name", "values", "fired"),
    [
        ("midi:x", "ch1/cc/1", (0.2, 0.4, 0.0, 0.1), (True, False, False, True)),
        ("midi:x", "ch1/pitchbend", (0.2, 0.4), (True, False)),
        ("midi:x", "ch1/note/36", (0.5, 0.0, 0.5, 0.7), (True, False, True, True)),
        ("midi:x", "ch1/program", (3.0, 3.0), (True, True)),
        ("osc:x", "/go", (1.0, 1.0, 0.0), (True, True, False)),
    ],
)
def test_a_trigger_fires_on_a_press_and_ignores_the_release(
    source: str, name: str, values: tuple[float, ...], fired: tuple[bool, ...]
) -> None:
    known = Controls((Binding("*", "*", TARGET),)).find(control(source, name))
    assert known is not None
    assert tuple(known.fires(value) for value in values) == fired


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "text", -0.1, 1.1])
def test_what_is_no_number_in_range_is_refused(value: float | str) -> None:
    with pytest.raises(ControlError, match="/fader takes"):
        number(control("osc:x", "/fader", value), 0.0, 1.0)


def test_the_rounding_of_senders_is_forgiven() -> None:
    assert number(control("osc:x", "/fader", 1.0000001), 0.0, 1.0) == 1.0


@pytest.mark.parametrize("value", [math.nan, math.inf, "1", 0.5, -2.0, 4.0])
def test_what_is_no_whole_number_in_range_is_refused(value: float | str) -> None:
    with pytest.raises(ControlError, match="/goto takes a whole number from -1 to 3"):
        whole(value, "/goto", -1, 3)


def test_a_whole_number_may_come_as_a_float() -> None:
    assert whole(3.0, "/goto", -1, 3) == 3


def test_a_port_that_several_patterns_match_has_each_binding_once() -> None:
    rows = [(source, name) for source in ("midi:*LPX*", "midi:*Launchpad*") for name in ("note/1", "note/*")]
    bindings = tuple(Binding(source, name, TARGET) for source, name in rows)
    controls = Controls(bindings)
    for port in ("midi:Launchpad LPX", "midi:LPX", "midi:Launchpad"):
        known = controls.find(control(port, "ch1/note/1"))
        assert known is not None
        assert known.bindings == bindings[:2]
    other = Binding("midi:*", "note/1", ActTarget(Act.FREEZE))
    known = Controls((*bindings, other)).find(control("midi:Launchpad", "ch1/note/1"))
    assert known is not None
    assert known.bindings == (*bindings[:2], other)
