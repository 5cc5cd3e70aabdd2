"""mappings/controllers/*.toml: what hardware sends."""

import pytest

from soundscape_live.io.files.controllers import Controller, ControllerControl, is_midi, parse_controller
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library, shipped_folder

HEAD = 'title = "Box"\nports = ["*Box*"]\n'
TAIL = '[sources]\nmanual = "its manual, page 3"\n'


def box(*controls: str) -> str:
    return f"{HEAD}controls = [{', '.join(controls)}]\n{TAIL}"


FADER = '{ name = "fader1", midi = "ch1/cc/0", source = "manual" }'


def test_a_controller_is_its_ports_and_what_its_controls_send() -> None:
    assert parse_controller(box(FADER), "mappings/controllers/box-2.toml") == Controller(
        "box-2", "Box", ("*Box*",), (ControllerControl("fader1", "ch1/cc/0"),)
    )


ERRORS = [
    (HEAD + TAIL, "controls: expected this key; found none"),
    (box(), "controls: expected a list of 1 to 512 tables; found []"),
    (box(FADER, FADER), 'controls[2].name: expected a name that no other control has; found "fader1"'),
    (
        box(FADER.replace("fader1", "Fader 1")),
        'controls[1].name: expected lower-case letters, digits, - and _, as in fader1; found "Fader 1"',
    ),
    (
        box(FADER.replace("fader1", "program")),
        'controls[1].name: expected lower-case letters, digits, - and _, as in fader1; found "program"',
    ),
    (
        box(FADER.replace("ch1/cc/0", "cc/128")),
        (
            "controls[1].midi: expected a MIDI control such as cc/7, ch1/cc/7, ch10/note/36, ch1/pitchbend or program; "
            'found "cc/128"'
        ),
    ),
    (
        box(FADER.replace('"manual"', '"manuel"')),
        'controls[1].source: expected one of the keys of [sources]: manual; found "manuel"; did you mean manual?',
    ),
]


@pytest.mark.parametrize(("text", "said"), ERRORS)
def test_a_wrong_controller_is_told_where_and_what_was_expected(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_controller(text, "box.toml")
    assert f"box.toml: {said}" in caught.value.problems


@pytest.mark.parametrize(
    "control",
    ["cc/0", "cc/127", "ch1/cc/7", "ch16/note/36", "note/*", "ch*/note/3?", "ch?/cc/1", "pitchbend", "ch2/program"],
)
def test_what_a_midi_control_looks_like(control: str) -> None:
    assert is_midi(control)


@pytest.mark.parametrize(
    "control", ["cc/128", "cc/01", "ch0/cc/1", "ch17/cc/1", "CC/1", "cc", "note", "/cc/1", "cc/1\n"]
)
def test_what_a_midi_control_does_not_look_like(control: str) -> None:
    assert not is_midi(control)


def test_every_shipped_controller_loads() -> None:
    library = Library(shipped_folder())
    assert "korg-nanokontrol2" in library.names(Kind.CONTROLLERS)
    for name in library.names(Kind.CONTROLLERS):
        assert library.controller(name).name == name


def test_the_nanokontrol2_has_its_factory_numbers() -> None:
    sends = {
        control.name: control.midi for control in Library(shipped_folder()).controller("korg-nanokontrol2").controls
    }
    assert len(sends) == 51
    assert [sends[f"fader{i}"] for i in (1, 8)] == ["cc/0", "cc/7"]
    assert [sends[f"knob{i}"] for i in (1, 8)] == ["cc/16", "cc/23"]
    assert [sends[name] for name in ("solo1", "mute1", "rec1")] == ["cc/32", "cc/48", "cc/64"]
    assert [sends[name] for name in ("play", "stop", "rec", "cycle", "marker_set")] == [
        "cc/41",
        "cc/42",
        "cc/45",
        "cc/46",
        "cc/60",
    ]
