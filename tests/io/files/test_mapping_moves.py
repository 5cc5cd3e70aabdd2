"""A show moves from one controller to another by the one line that names it."""

import re

import pytest

from soundscape_live.io.controller import Controller, ControllerControl
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.io.files.mappings import named_controller, parse_mapping
from soundscape_live.mapping.binding import Act, ActTarget, Binding

LIBRARY = Library(shipped_folder())
CONTROLLERS = {name: LIBRARY.controller(name) for name in LIBRARY.names(Kind.CONTROLLERS)}
SHOWS = [name for name in LIBRARY.names(Kind.MAPPINGS) if name not in {"default", "touchosc"}]
MIDI = (
    "a MIDI control such as cc/7, ch1/cc/7, ch10/note/36, ch1/pitchbend or program, or an OSC address such as /my/fader"
)


def moved(mapping: str, controller: str) -> tuple[Binding, ...]:
    text = LIBRARY.text(Kind.MAPPINGS, mapping).text
    text, count = re.subn(r'^controller = ".*"$', f'controller = "{controller}"', text, flags=re.MULTILINE)
    assert count == 1
    return parse_mapping(text, "moved", CONTROLLERS)


def problems(mapping: str, controller: str) -> tuple[str, ...]:
    with pytest.raises(FileError) as caught:
        moved(mapping, controller)
    return caught.value.problems


@pytest.mark.parametrize("name", SHOWS)
def test_a_shipped_show_uses_names_of_its_own_controller(name: str) -> None:
    text = LIBRARY.text(Kind.MAPPINGS, name).text
    controller = CONTROLLERS[named_controller(text, name) or ""]
    assert controller.name == name
    controls = re.findall(r'^control = "(.*)"', text, re.MULTILINE)
    assert [control for control in controls if controller.own(control) is None] == []
    bindings = LIBRARY.mapping(name)
    assert {bound.source for bound in bindings} == {f"midi:{port}" for port in controller.ports}
    assert len(bindings) == len(controls) * len(controller.ports)


@pytest.mark.parametrize("name", SHOWS)
def test_a_shipped_show_can_hold_the_picture_go_black_and_calm_down(name: str) -> None:
    acts = {bound.target.act for bound in LIBRARY.mapping(name) if isinstance(bound.target, ActTarget)}
    assert {Act.FREEZE, Act.BLACKOUT, Act.PANIC, Act.TAP_TEMPO, Act.CACHE_RESET, Act.THEME} <= acts


@pytest.mark.parametrize("name", sorted(set(CONTROLLERS) - {"novation-launchpad-x"}))
def test_a_show_of_eight_knobs_and_eight_pads_moves_to_any_controller_that_has_as_many(name: str) -> None:
    controller = CONTROLLERS[name]
    at_home = [bound.target for bound in LIBRARY.mapping("akai-lpd8")]
    for port in controller.ports:
        assert [bound.target for bound in moved("akai-lpd8", name) if bound.source == f"midi:{port}"] == at_home


def test_a_controller_that_lacks_controls_is_said_of_each_of_them() -> None:
    said = problems("akai-lpd8", "novation-launchpad-x")
    assert said == tuple(
        f"moved: bindings[{number}].control: expected a control of novation-launchpad-x "
        f'(pad1 to pad64, button1 to button16), {MIDI}; found "knob{number}"'
        for number in range(1, 9)
    )


BOX = Controller("box", "Box", ("*Box*",), (ControllerControl("knob1", "cc/1", label="cutoff"),))


def both(first: str, second: str) -> str:
    return 'controller = "box"\n' + "".join(
        f'[[bindings]]\ncontrol = "{control}"\nparameter = "light"\n' for control in (first, second)
    )


@pytest.mark.parametrize("own", ["knob1", "cutoff"])
def test_nothing_stands_in_that_has_a_binding_of_its_own(own: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_mapping(both("fader1", own), "m", {"box": BOX})
    expected = "a control of box; knob1 would stand in, but has a binding of its own"
    assert caught.value.problems == (f'm: bindings[1].control: expected {expected}; found "fader1"',)


def test_a_control_is_called_by_its_name_or_its_label_or_stood_in_for() -> None:
    for first, second in (("knob1", "cutoff"), ("fader1", "fader1")):
        assert [bound.control for bound in parse_mapping(both(first, second), "m", {"box": BOX})] == ["cc/1", "cc/1"]
