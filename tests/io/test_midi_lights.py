"""Bytes that light a controller: of the shipped ones, every one is a whole message that is read back as its control."""

import dataclasses
from collections.abc import Iterator

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.io.controller import (
    Coding,
    ControlKind,
    Controller,
    ControllerControl,
    LightFamily,
    Look,
    OnChannel,
    Part,
    Slot,
    Span,
)
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.io.midi.coding import Codings
from soundscape_live.io.midi.declared import codings
from soundscape_live.io.midi.lights import Lights, build, look_of, means
from soundscape_live.io.midi.message import decode
from soundscape_live.model import Tone

LIBRARY = Library(shipped_folder())
SHIPPED = [LIBRARY.controller(name) for name in LIBRARY.names(Kind.CONTROLLERS)]
LIT = [(controller, control) for controller in SHIPPED for control in controller.controls if control.light]

DARK = Look("dark", (0x90, Slot.NUMBER, 0))
RED = Look("red", (0x90, Slot.NUMBER, 5))
TONES = tuple((tone, "dark" if tone is Tone.OFF else "red") for tone in Tone)


def box(*controls: ControllerControl, family: LightFamily) -> Lights:
    return Lights(Controller("box", "Box", ("*",), controls, (family,)))


def pad(number: int, midi: str = "") -> ControllerControl:
    return ControllerControl(
        f"pad{number}", midi or f"note/{number}", ControlKind.PAD, light="pads", light_number=number
    )


def shown(lights: Lights, messages: tuple[bytes, ...]) -> dict[str, str]:
    return {name: look for message in messages for name, look in lights.read_back(message)}


def is_one_message(message: bytes) -> bool:
    parsed = mido.parse_all(message)
    return len(parsed) == 1 and bytes(parsed[0].bytes()) == message


def expected(controller: Controller, control: ControllerControl, tone: Tone) -> str:
    (family,) = (family for family in controller.lights if family.name == control.light)
    return dict(family.tones)[tone]


@pytest.mark.parametrize("controller", SHIPPED, ids=lambda controller: controller.name)
def test_every_light_of_a_shipped_controller_is_told_in_every_tone(controller: Controller) -> None:
    lights = Lights(controller)
    for control in controller.controls:
        for tone in Tone:
            messages = lights.light(control.midi, 0.3, tone)
            assert len(messages) == (1 if control.light else 0)
            assert all(is_one_message(message) for message in messages)
            told = shown(lights, messages)
            assert told.get(control.name, "") == (expected(controller, control, tone) if control.light else "")
            family = next((family for family in controller.lights if family.name == control.light), None)
            assert set(told) <= {control.name} or (family and family.frame)


@settings(max_examples=300)
@given(lit=st.sampled_from(LIT), tone=st.sampled_from(Tone), value=st.floats())
def test_whatever_the_value_a_message_is_whole_and_read_back(
    lit: tuple[Controller, ControllerControl], tone: Tone, value: float
) -> None:
    controller, control = lit
    lights = Lights(controller)
    (message,) = lights.light(control.midi, value, tone)
    assert is_one_message(message)
    assert shown(lights, (message,))[control.name] == expected(controller, control, tone)


@pytest.mark.parametrize("controller", SHIPPED, ids=lambda controller: controller.name)
def test_a_shipped_controller_is_set_up_and_left_dark(controller: Controller) -> None:
    lights = Lights(controller)
    lit = [control for control in controller.controls if control.light]
    for control in lit:
        lights.light(control.midi, 1.0, Tone.ALARM)
    dark = {control.name: expected(controller, control, Tone.OFF) for control in lit}
    arrival, leaving = lights.on_arrival(), lights.on_exit()
    assert all(is_one_message(message) for message in (*arrival, *leaving))
    assert arrival[: len(controller.arrival)] == controller.arrival
    assert leaving[len(leaving) - len(controller.leaving) :] == controller.leaving
    assert shown(lights, arrival[len(controller.arrival) :]) == dark
    assert shown(lights, leaving) == dark


def sent(control: ControllerControl) -> Iterator[bytes]:
    """Yield the messages of a control, on each channel that it may use."""
    *channel, kind, number = ["", *control.midi.split("/")] if "/" in control.midi else ["", control.midi, "0"]
    if kind.startswith("ch"):
        channel, kind, number = [kind], number, "0"
    said = next((int(one.removeprefix("ch")) for one in channel if one), None)
    status = {"cc": 0xB0, "turn": 0xB0, "note": 0x90, "pitchbend": 0xE0}[kind]
    for one in [said] if said else range(1, 17):
        yield bytes([status | one - 1, int(number), 64])


@pytest.mark.parametrize("controller", SHIPPED, ids=lambda controller: controller.name)
def test_what_a_shipped_controller_sends_is_no_two_controls(controller: Controller) -> None:
    for control in controller.controls:
        for message in sent(control):
            movement = decode(message, 0.0, "midi:x")
            assert movement is not None
            names = [movement.name, movement.name.replace("/cc/", "/turn/")]
            meant = {one.name for one in controller.controls for name in names if means(name, one.midi)}
            assert meant == {control.name}


MEANT = [
    ("cc/16", "cc/16", True),
    ("cc/16", "ch3/cc/16", True),
    ("ch3/cc/16", "cc/16", True),
    ("ch3/cc/16", "ch3/cc/16", True),
    ("ch3/cc/16", "ch4/cc/16", False),
    ("ch?/note/*", "ch4/note/3", True),
    ("cc/16", "cc/17", False),
    ("cc/1", "cc/16", False),
    ("turn/16", "turn/16", True),
    ("cc/16", "turn/16", False),
    ("pitchbend", "ch9/pitchbend", True),
    ("ch9/pitchbend", "pitchbend", True),
    ("/x", "cc/1", False),
]


@pytest.mark.parametrize(("bound", "midi", "meant"), MEANT)
def test_which_control_a_binding_means(bound: str, midi: str, *, meant: bool) -> None:
    assert means(bound, midi) is meant


FILLED: list[tuple[tuple[Part, ...], str, float, str]] = [
    ((0x90, Slot.NUMBER, 0x7F), "note/7", 0.0, "90 07 7f"),
    ((OnChannel(0x90), Slot.NUMBER, 1), "ch3/note/7", 0.0, "92 07 01"),
    ((OnChannel(0xB0), Slot.NUMBER, 1), "cc/7", 0.0, "b0 07 01"),
    ((0xB0, Slot.NUMBER, Span(1, 11)), "cc/7", 0.0, "b0 07 01"),
    ((0xB0, Slot.NUMBER, Span(1, 11)), "cc/7", 0.5, "b0 07 06"),
    ((0xB0, Slot.NUMBER, Span(1, 11)), "cc/7", 1.0, "b0 07 0b"),
    ((0xB0, Slot.NUMBER, Span(127, 0)), "cc/7", 0.25, "b0 07 5f"),
    ((0xB0, Slot.NUMBER, Span(0, 127)), "cc/7", -3.0, "b0 07 00"),
    ((0xB0, Slot.NUMBER, Span(0, 127)), "cc/7", 2.0, "b0 07 7f"),
    ((0xB0, Slot.NUMBER, Span(0, 127)), "cc/7", float("nan"), "b0 07 00"),
    ((OnChannel(0xE0), Slot.FINE, Slot.COARSE), "ch9/pitchbend", 1.0, "e8 7f 7f"),
    ((OnChannel(0xE0), Slot.FINE, Slot.COARSE), "ch9/pitchbend", 0.5, "e8 00 40"),
    ((OnChannel(0xE0), Slot.FINE, Slot.COARSE), "ch9/pitchbend", 0.001, "e8 10 00"),
]


@pytest.mark.parametrize(("parts", "midi", "value", "written"), FILLED)
def test_what_is_left_open_is_filled_in(parts: tuple[Part, ...], midi: str, value: float, written: str) -> None:
    assert build(parts, pad(7, midi), value).hex(" ") == written


def test_a_motor_fader_is_read_back_wherever_it_stands() -> None:
    position = Look("position", (OnChannel(0xE0), Slot.FINE, Slot.COARSE))
    family = LightFamily("motors", (position,), tuple((tone, "position") for tone in Tone))
    fader = ControllerControl("fader1", "ch2/pitchbend", ControlKind.FADER, light="motors")
    lights = box(fader, family=family)
    (message,) = lights.light("ch2/pitchbend", 0.7, Tone.SOUND)
    assert message.hex(" ") == "e1 4c 59"
    assert lights.read_back(message) == (("fader1", "position"),)
    assert lights.read_back(bytes([0xE2, 0, 0])) == ()


def test_a_binding_of_several_controls_lights_them_all() -> None:
    lights = box(pad(1), pad(2), pad(13), family=LightFamily("pads", (DARK, RED), TONES))
    assert shown(lights, lights.light("note/?", 1.0, Tone.ACTIVE)) == {"pad1": "red", "pad2": "red"}


def test_lights_in_one_frame_keep_what_they_show() -> None:
    looks = (Look("dark", (0, 0)), Look("red", (1, 2)))
    family = LightFamily("pads", looks, TONES, (bytes([0xF0, 0x47]), bytes([0xF7])))
    lights = box(pad(2), pad(1), pad(3), family=family)
    assert [message.hex(" ") for message in lights.light("note/2", 1.0, Tone.ACTIVE)] == ["f0 47 00 00 01 02 00 00 f7"]
    (both,) = lights.light("note/3", 1.0, Tone.ACTIVE)
    assert shown(lights, (both,)) == {"pad1": "dark", "pad2": "red", "pad3": "red"}
    (again,) = lights.light("note/2", 0.0, Tone.OFF)
    assert shown(lights, (again,)) == {"pad1": "dark", "pad2": "dark", "pad3": "red"}
    assert len(lights.light("note/*", 1.0, Tone.ACTIVE)) == 1
    (dark,) = lights.on_arrival()
    assert set(shown(lights, (dark,)).values()) == {"dark"}
    assert lights.read_back(dark[:-1]) == ()
    assert lights.read_back(bytes([*dark[:-2], 9, 0xF7])) == (("pad2", "dark"), ("pad1", "dark"))


def test_a_message_of_something_else_is_read_back_as_nothing() -> None:
    lights = box(pad(1), family=LightFamily("pads", (DARK, RED), TONES))
    for message in (b"", bytes([0x90]), bytes([0x90, 1, 9]), bytes([0x91, 1, 0]), bytes([0xF0, 0xF7])):
        assert lights.read_back(message) == ()


def test_a_controller_that_lights_a_pad_by_itself_is_told_anew() -> None:
    plain = LightFamily("pads", (DARK, RED), TONES)
    for family in (plain, dataclasses.replace(plain, relit=True)):
        lights = box(pad(1), ControllerControl("fader1", "cc/1"), family=family)
        assert lights.relit("note/1") is family.relit
        assert not lights.relit("cc/1")


def test_the_look_of_a_tone() -> None:
    family = LightFamily("pads", (DARK, RED), TONES)
    assert [look_of(family, tone) for tone in (Tone.OFF, Tone.BEAT)] == [DARK, RED]


def test_what_a_file_declares_of_its_ports_codings() -> None:
    controls = (
        ControllerControl("fader1", "cc14/1"),
        ControllerControl("fader2", "ch2/cc14/31"),
        ControllerControl("knob1", "ch1/turn/16", coding=Coding.SIGN),
        ControllerControl("knob2", "turn/17", coding=Coding.TWOS),
        ControllerControl("bend", "ch1/pitchbend"),
        ControllerControl("bank", "program"),
    )
    turns = ((16, Coding.SIGN), (17, Coding.TWOS))
    declared = Controller("box", "Box", ("*",), controls)
    assert codings(declared) == Codings(frozenset({1, 31}), nrpn=False, turns=turns)
    fine = dataclasses.replace(declared, controls=(ControllerControl("knob3", "nrpn/300"),))
    assert codings(fine) == Codings(nrpn=True)
