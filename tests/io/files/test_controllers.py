"""mappings/controllers/*.toml: what hardware sends."""

import pytest

from soundscape_live.io.controller import (
    Coding,
    ControlKind,
    Controller,
    ControllerControl,
    LightFamily,
    Look,
    OnChannel,
    Slot,
    Span,
)
from soundscape_live.io.files.controllers import is_midi, parse_controller
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.model import Tone

HEAD = 'title = "Box"\nports = ["*Box*"]\n'
TAIL = '[sources]\nmanual = "its manual, page 3"\n'


def box(*controls: str) -> str:
    return f"{HEAD}controls = [{', '.join(controls)}]\n{TAIL}"


FADER = '{ name = "fader1", midi = "ch1/cc/0", source = "manual" }'
KNOB = '{ name = "knob1", midi = "turn/1", coding = "sign", label = "cue", source = "manual" }'
PAD = '{ name = "pad1", midi = "ch3/note/36", light = "pads", source = "manual" }'
LOOKS = {"dark": "9x nn 00", "red": "9x nn 05"}
TONES = "".join(f'tones.{tone} = "{"dark" if tone is Tone.OFF else "red"}"\n' for tone in Tone)


def pads(*lines: str, **looks: str) -> str:
    shown = "".join(f'looks.{look} = "{message}"\n' for look, message in (looks or LOOKS).items())
    return f'[lights.pads]\nsource = "manual"\n{shown}{TONES}' + "".join(f"{line}\n" for line in lines)


def setup(*lines: str) -> str:
    return '[setup]\nsource = "manual"\n' + "".join(f"{line}\n" for line in lines)


def test_a_controller_is_its_ports_and_what_its_controls_send() -> None:
    assert parse_controller(box(FADER), "mappings/controllers/box-2.toml") == Controller(
        "box-2", "Box", ("*Box*",), (ControllerControl("fader1", "ch1/cc/0", ControlKind.FADER),)
    )


def test_every_key_of_a_controller_arrives() -> None:
    text = box(
        KNOB,
        PAD,
        '{ name = "play", midi = "cc/9", kind = "touch", light = "pads", light_number = 4, source = "manual" }',
    )
    text += pads("relit = true", dark="9X nn 00", red="b0 nn 00..7F", bend="ex ll mm")
    text += setup('arrival = ["F0 47 01 F7", "b0 7f 01"]', 'leaving = ["c0 00"]', 'identity = "47 29"')
    text += '[unverified]\n"p*" = "not seen"\nports = "neither"\narrival = "nor this"\n"lights.pads" = "nor they"\n'
    red = Look("red", (0xB0, Slot.NUMBER, Span(0, 127)))
    bend = Look("bend", (OnChannel(0xE0), Slot.FINE, Slot.COARSE))
    tones = tuple((tone, "dark" if tone is Tone.OFF else "red") for tone in Tone)
    family = LightFamily("pads", (Look("dark", (OnChannel(0x90), Slot.NUMBER, 0)), red, bend), tones, relit=True)
    assert parse_controller(text, "box.toml") == Controller(
        "box",
        "Box",
        ("*Box*",),
        (
            ControllerControl("knob1", "turn/1", ControlKind.KNOB, "cue", Coding.SIGN),
            ControllerControl("pad1", "ch3/note/36", ControlKind.PAD, light="pads", light_number=36),
            ControllerControl("play", "cc/9", ControlKind.TOUCH, light="pads", light_number=4),
        ),
        (family,),
        (bytes([0xF0, 0x47, 1, 0xF7]), bytes([0xB0, 0x7F, 1])),
        (bytes([0xC0, 0]),),
        bytes([0x47, 0x29]),
        (("p*", "not seen"), ("ports", "neither"), ("arrival", "nor this"), ("lights.pads", "nor they")),
    )


def test_lights_that_one_message_tells_have_a_frame() -> None:
    text = box(PAD) + pads('frame = "F0 47 7F looks 01 F7"', dark="00 00", red="7f 00")
    (family,) = parse_controller(text, "box.toml").lights
    assert family.frame == (bytes([0xF0, 0x47, 0x7F]), bytes([1, 0xF7]))
    assert family.looks == (Look("dark", (0, 0)), Look("red", (0x7F, 0)))


MESSAGE = "a MIDI message in hexadecimal, F0 to F7 or a channel's, its data bytes below 80"
SENT = (
    "a MIDI control such as cc/7, ch1/cc/7, ch10/note/36, ch1/pitchbend or program, "
    "or cc14/1, nrpn/300 or turn/16; without * and ?"
)
LOOK = (
    f"{MESSAGE}; nn for the light's number, x for the control's channel as in 9x, 00..7f for the value, "
    "ll mm for its fourteen bits; nn or x at least"
)
INSIDE = "1 to 16 data bytes in hexadecimal below 80, as many in every look of a frame"
FRAME = "a system exclusive message in hexadecimal with the word looks once in it"

ERRORS = [
    (HEAD + TAIL, "controls: expected this key; found none"),
    (box(), "controls: expected a list of 1 to 512 tables; found []"),
    (box(FADER, FADER), 'controls[2].name: expected a name that no other control has; found "fader1"'),
    (box(FADER, FADER), 'controls[2].midi: expected what no other control sends; found "ch1/cc/0"'),
    (
        box(FADER, FADER.replace("fader1", "a").replace("ch1/cc/0", "cc/0")),
        'controls[2].midi: expected what no other control sends; found "cc/0"',
    ),
    (
        box(KNOB, FADER.replace("ch1/cc/0", "ch5/cc/1")),
        'controls[2].midi: expected what no other control sends; found "ch5/cc/1"',
    ),
    (
        box(FADER.replace("cc/0", "cc/32"), FADER.replace("fader1", "a").replace("cc/0", "cc14/0")),
        'controls[2].midi: expected what no other control sends; found "ch1/cc14/0"',
    ),
    (
        box(FADER.replace("fader1", "cue"), KNOB),
        'controls[2].label: expected a name that no other control has; found "cue"',
    ),
    (
        box(FADER.replace("fader1", "Fader 1")),
        'controls[1].name: expected lower-case letters, digits, - and _, as in fader1; found "Fader 1"',
    ),
    (
        box(FADER.replace("fader1", "program")),
        'controls[1].name: expected lower-case letters, digits, - and _, as in fader1; found "program"',
    ),
    (box(FADER.replace("ch1/cc/0", "cc/128")), f'controls[1].midi: expected {SENT}; found "cc/128"'),
    (box(FADER.replace("ch1/cc/0", "cc/1?")), f'controls[1].midi: expected {SENT}; found "cc/1?"'),
    (
        box(KNOB.replace('coding = "sign", ', "")),
        "controls[1].coding: expected one of twos, offset, sign, since midi is turn/1; found none",
    ),
    (
        box(KNOB.replace("turn/1", "cc/1")),
        "controls[1].coding: expected only where midi is turn/N; found with cc/1",
    ),
    (
        box(PAD.replace("pads", "pad")) + pads(),
        'controls[1].light: expected the name of a table [lights.NAME]: pads; found "pad"; did you mean pads?',
    ),
    (box(PAD), 'controls[1].light: expected the name of a table [lights.NAME]: there is none; found "pads"'),
    (
        box(FADER.replace("source", "light_number = 3, source")),
        "controls[1].light_number: expected only where the control has a `light`; found without it",
    ),
    (
        box(PAD.replace("note/36", "nrpn/300")) + pads(),
        "controls[1].light_number: expected a whole number from 0 to 127, since midi has a higher one; found none",
    ),
    (
        box(PAD, PAD.replace("pad1", "pad2").replace("note", "cc")) + pads(),
        "controls[2].light_number: expected a light that no other control has; found 36 of pads",
    ),
    (
        box(FADER.replace('"manual"', '"manuel"')),
        'controls[1].source: expected one of the keys of [sources]: manual; found "manuel"; did you mean manual?',
    ),
    (
        box(PAD) + pads().replace('"manual"', '"x"'),
        'lights.pads.source: expected one of the keys of [sources]: manual; found "x"',
    ),
    (box(PAD) + pads(dark="90 nn 00"), 'lights.pads.tones.ready: expected one of the keys of looks: dark; found "red"'),
    (box(PAD) + pads().replace("tones.up", "tones.upp"), "lights.pads.tones.up: expected this key; found none"),
    (
        box(PAD) + pads('frame = "f0 47 f7"', dark="00", red="01"),
        f'lights.pads.frame: expected {FRAME}; found "f0 47 f7"',
    ),
    (
        box(PAD) + pads('frame = "f0 looks 47 looks f7"', dark="00", red="01"),
        f'lights.pads.frame: expected {FRAME}; found "f0 looks 47 looks f7"',
    ),
    (
        box(PAD) + pads('frame = "looks f0 47 f7"', dark="00", red="01"),
        f'lights.pads.frame: expected {FRAME}; found "looks f0 47 f7"',
    ),
    (
        box(PAD) + pads('frame = "90 looks 01 01"', dark="00", red="01"),
        f'lights.pads.frame: expected {FRAME}; found "90 looks 01 01"',
    ),
    (
        box(PAD) + pads('frame = "f0 47 looks f7"', dark="00 01", red="01"),
        f"lights.pads.looks: expected {INSIDE}; found looks of 1 and 2 bytes",
    ),
    (
        box(PAD) + pads('frame = "f0 47 looks f7"', dark="80", red="01"),
        f'lights.pads.looks.dark: expected {INSIDE}; found "80"',
    ),
    (box(FADER) + setup('arrival = ["f0 47 80 f7"]'), f'setup.arrival[1]: expected {MESSAGE}; found "f0 47 80 f7"'),
    (box(FADER) + setup('leaving = ["90 nn 00"]'), f'setup.leaving[1]: expected {MESSAGE}; found "90 nn 00"'),
    (box(FADER) + setup('identity = ""'), f'setup.identity: expected {MESSAGE}; found ""'),
    (
        box(FADER) + setup().replace('"manual"', '"x"'),
        'setup.source: expected one of the keys of [sources]: manual; found "x"',
    ),
    (
        box(FADER) + '[unverified]\nfadr1 = "not seen"\n',
        (
            "unverified: expected a control's name, with * for several, or one of arrival, identity, leaving, ports; "
            'found "fadr1"'
        ),
    ),
]

WRONG_LOOKS = [
    "90 nn",
    "90 nn 00 00",
    "90 nn 80",
    "90 00 00",
    "90 nn 0",
    "90 nn 1g",
    "nn 00 00",
    "f0 nn 00",
    "f0 f7",
    "f0 nn 90 f7",
    "f0 9x nn f7",
    "f8",
    "cx 00 00",
    "7x nn 00",
    "fx nn 00",
    "b0 nn 00..80",
    "b0 nn 7f..",
    "00..7f nn 00",
]


@pytest.mark.parametrize("message", WRONG_LOOKS)
def test_a_look_that_is_no_message_of_one_light_is_refused(message: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_controller(box(PAD) + pads(dark=message, red="90 nn 01"), "box.toml")
    assert caught.value.problems == (f'box.toml: lights.pads.looks.dark: expected {LOOK}; found "{message}"',)


@pytest.mark.parametrize(("text", "said"), ERRORS)
def test_a_wrong_controller_is_told_where_and_what_was_expected(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_controller(text, "box.toml")
    assert f"box.toml: {said}" in caught.value.problems


@pytest.mark.parametrize(
    "control",
    [
        *(
            "cc/0",
            "cc/127",
            "ch1/cc/7",
            "ch16/note/36",
            "note/*",
            "ch*/note/3?",
            "ch?/cc/1",
            "pitchbend",
            "ch2/program",
        ),
        *("cc14/0", "ch1/cc14/31", "cc14/*", "nrpn/0", "nrpn/16383", "nrpn/9999", "nrpn/1?", "turn/127"),
        *("pressure/36", "ch3/pressure"),
    ],
)
def test_what_a_midi_control_looks_like(control: str) -> None:
    assert is_midi(control)


@pytest.mark.parametrize(
    "control",
    [
        *("cc/128", "cc/01", "ch0/cc/1", "ch17/cc/1", "CC/1", "cc", "note", "/cc/1", "cc/1\n"),
        *("cc14/32", "nrpn/16384", "nrpn/20000", "turn/128", "turn", "nrpn", "pitchbend/1"),
    ],
)
def test_what_a_midi_control_does_not_look_like(control: str) -> None:
    assert not is_midi(control)


LIBRARY = Library(shipped_folder())
SHIPPED = {
    "akai-apc-mini-mk2": ["fader1 to fader8", "master", "pad1 to pad64", "button1 to button16", "shift"],
    "akai-apc40-mk2": ["fader1 to fader8", "knob1 to knob16", "pad1 to pad40", "button1 to button48", "tempo", "cue"],
    "akai-lpd8": ["knob1 to knob8", "pad1 to pad8"],
    "akai-lpd8-mk2": ["knob1 to knob8", "pad1 to pad8"],
    "akai-midimix": ["fader1 to fader8", "master", "knob1 to knob24", "button1 to button24"],
    "arturia-beatstep": ["knob1 to knob16", "master", "pad1 to pad16"],
    "behringer-x-touch-mini": ["knob1 to knob16", "push1 to push16", "button1 to button32", "master"],
    "behringer-x-touch-mini-mc": ["knob1 to knob8", "push1 to push8", "button1 to button16", "master"],
    "korg-nanokontrol2": ["fader1 to fader8", "knob1 to knob8", "button1 to button24", "play", "cycle"],
    "novation-launch-control-xl": ["fader1 to fader8", "knob1 to knob24", "button1 to button16", "send_up"],
    "novation-launchpad-x": ["pad1 to pad64", "button1 to button16"],
}


@pytest.mark.parametrize("name", LIBRARY.names(Kind.CONTROLLERS))
def test_every_shipped_controller_has_its_controls(name: str) -> None:
    controller = LIBRARY.controller(name)
    assert controller.name == name
    assert set(SHIPPED[name]) <= set(controller.ranges())


def test_the_shipped_controllers_are_these() -> None:
    assert sorted(SHIPPED) == sorted(LIBRARY.names(Kind.CONTROLLERS))


FACTORY = [
    ("korg-nanokontrol2", "fader1 fader8 knob1 knob8", "cc/0 cc/7 cc/16 cc/23"),
    ("korg-nanokontrol2", "button1 button9 button17 solo8 mute8 rec8", "cc/32 cc/48 cc/64 cc/39 cc/55 cc/71"),
    ("korg-nanokontrol2", "play stop rec cycle marker_set", "cc/41 cc/42 cc/45 cc/46 cc/60"),
    ("akai-apc40-mk2", "fader3 master knob8 knob9 pad1 pad40", "ch3/cc/7 cc/14 cc/55 cc/16 ch1/note/0 ch1/note/39"),
    ("akai-apc40-mk2", "arm8 solo1 clip_stop2 scene5 tempo", "ch8/note/48 ch1/note/49 ch2/note/52 note/86 turn/13"),
    ("akai-apc-mini-mk2", "fader1 master pad9 button1 button9", "cc/48 cc/56 note/8 note/100 note/112"),
    ("akai-lpd8", "knob1 knob8 pad1 pad8", "cc/1 cc/8 note/36 note/43"),
    ("akai-lpd8-mk2", "knob1 knob8 pad1 pad8", "cc/70 cc/77 note/36 note/43"),
    ("akai-midimix", "fader4 fader5 knob8 knob9 knob24", "cc/31 cc/49 cc/58 cc/17 cc/60"),
    ("akai-midimix", "mute1 mute8 rec8 solo8", "note/1 note/22 note/24 note/23"),
    ("novation-launchpad-x", "pad1 pad8 pad9 pad64 button1 button9", "note/11 note/18 note/21 note/88 cc/91 cc/89"),
    ("novation-launch-control-xl", "fader8 knob1 knob24 button5 button16", "cc/84 cc/13 cc/56 note/57 note/92"),
    ("arturia-beatstep", "knob1 knob16 pad1 pad9 master", "cc/10 cc/72 note/44 note/36 cc/7"),
    ("behringer-x-touch-mini", "knob8 push1 button1 button16", "ch11/cc/8 ch11/note/0 ch11/note/8 ch11/note/23"),
    ("behringer-x-touch-mini-mc", "knob8 push1 button1 button16 master", "turn/23 note/32 note/89 note/95 pitchbend"),
]


@pytest.mark.parametrize(("name", "called", "midi"), FACTORY)
def test_factory_numbers(name: str, called: str, midi: str) -> None:
    controller = LIBRARY.controller(name)
    found = [controller.find(one) for one in called.split()]
    assert [one.midi for one in found if one] == midi.split()


def test_knobs_stand_in_for_faders_where_there_are_none_and_so_on() -> None:
    lpd8, mini, grid = (LIBRARY.controller(name) for name in ("akai-lpd8", "akai-apc-mini-mk2", "novation-launchpad-x"))
    stand_ins = [(lpd8, "fader3", "knob3"), (lpd8, "button8", "pad8"), (mini, "knob2", "fader2")]
    for controller, called, name in stand_ins:
        found = controller.find(called)
        assert found is not None
        assert found.name == name
    for controller, called in [
        (lpd8, "button9"),
        (mini, "fader9"),
        (mini, "button17"),
        (grid, "fader1"),
        (grid, "play"),
    ]:
        assert controller.find(called) is None


def test_a_controllers_names_in_short() -> None:
    names = ["fader2", "play", "fader1", "scene3"]
    controls = tuple(ControllerControl(name, f"cc/{number}") for number, name in enumerate(names))
    assert list(Controller("box", "Box", ("*",), controls).ranges()) == ["fader1 to fader2", "play", "scene3"]
