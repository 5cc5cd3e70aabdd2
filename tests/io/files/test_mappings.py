"""mappings/*.toml become bindings."""

import pytest

from soundscape_live.io.files.controllers import Controller, ControllerControl
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.io.files.mappings import Coded, named_controller, parse_codings, parse_mapping
from soundscape_live.mapping.binding import (
    BEAT,
    Act,
    ActTarget,
    Binding,
    Mode,
    ParameterTarget,
    Press,
    Takeover,
    Way,
)
from soundscape_live.mapping.theme import Curve, Parameter

BOX = Controller("box", "Box", ("*Box A*", "*Box B*"), (ControllerControl("fader1", "ch1/cc/9"),))
BOXES = {"box": BOX}


def binding(*lines: str) -> str:
    return "[[bindings]]\n" + "\n".join(lines) + "\n"


def test_every_key_of_a_parameters_binding_arrives() -> None:
    text = binding(
        'control = "ch2/cc/7"',
        'source = "midi:Left*"',
        'parameter = "noise_scale"',
        'mode = "scale"',
        'curve = "exponential"',
        "low = 2",
        "high = 0.5",
        "release = 3",
        "glide = 1",
    )
    target = ParameterTarget(Parameter.NOISE_SCALE, Mode.SCALE, Curve.EXPONENTIAL, 2.0, 0.5, 3.0, 1.0)
    assert parse_mapping(text, "m", {}) == (Binding("midi:Left*", "ch2/cc/7", target),)


def test_a_bindings_defaults_are_the_types_own() -> None:
    text = binding('control = "cc/1"', 'parameter = "light"') + binding('control = "/a/b"', 'act = "freeze"')
    assert parse_mapping(text, "m", {}) == (
        Binding("midi:*", "cc/1", ParameterTarget(Parameter.LIGHT)),
        Binding("*", "/a/b", ActTarget(Act.FREEZE)),
    )


def test_acts_take_their_arguments_and_presses() -> None:
    text = (
        binding('control = "note/1"', 'act = "prompt_goto"', "argument = -1")
        + binding('control = "note/2"', 'act = "theme"', 'argument = "a"')
        + binding('control = "note/3"', 'act = "release"', 'argument = "steps"')
        + binding('control = "note/4"', 'act = "panic"', 'press = "hold"')
        + binding('control = "note/5"', 'act = "release"')
    )
    targets = [bound.target for bound in parse_mapping(text, "m", {})]
    assert targets == [
        ActTarget(Act.PROMPT_GOTO, -1),
        ActTarget(Act.THEME, "a"),
        ActTarget(Act.RELEASE, "steps"),
        ActTarget(Act.PANIC, press=Press.HOLD),
        ActTarget(Act.RELEASE),
    ]


def test_how_a_control_is_played_arrives() -> None:
    text = (
        binding(
            'control = "cc/1"',
            'parameter = "light"',
            'takeover = "catch-up"',
            "dead_ends = 0.05",
            "dead_centre = 0.1",
            "page = 2",
            'layer = "fine"',
        )
        + binding('control = "turn/16"', 'parameter = "light"', "step = -0.05", 'coding = "offset"')
        + binding('control = "note/1"', 'parameter = "light"', 'press = "momentary"', "velocity = true", 'group = "g"')
        + binding('control = "note/2"', 'act = "shift"', 'argument = "fine"', 'press = "toggle"', 'group = "g"')
        + binding('control = "pressure/36"', 'act = "prompt_weight"', "argument = 2.0", 'takeover = "pickup"')
        + binding('control = "note/3"', 'act = "page"', "argument = 2", 'press = "momentary"', 'quantise = "beat"')
        + binding('control = "note/4"', 'act = "theme_next"', 'quantise = "bar"', 'press = "double"')
        + binding('control = "note/5"', 'act = "theme"', 'argument = "a"', "quantise = 8")
    )
    light = ParameterTarget(Parameter.LIGHT)
    pad = ParameterTarget(Parameter.LIGHT, press=Press.MOMENTARY, velocity=True)
    assert parse_mapping(text, "m", {}) == (
        Binding("midi:*", "cc/1", light, Way(Takeover.CATCH_UP, 1 / 127, 0.05, 0.1), "fine", 2),
        Binding("midi:*", "turn/16", light, Way(step=-0.05)),
        Binding("midi:*", "note/1", pad, group="g"),
        Binding("midi:*", "note/2", ActTarget(Act.SHIFT, "fine", Press.TOGGLE), group="g"),
        Binding("midi:*", "pressure/36", ActTarget(Act.PROMPT_WEIGHT, 2), Way(Takeover.PICKUP)),
        Binding("midi:*", "note/3", ActTarget(Act.PAGE, 2, Press.MOMENTARY, BEAT)),
        Binding("midi:*", "note/4", ActTarget(Act.THEME_NEXT, None, Press.DOUBLE, 1)),
        Binding("midi:*", "note/5", ActTarget(Act.THEME, "a", None, 8)),
    )


def test_how_messages_are_to_be_read_is_told_to_the_device() -> None:
    text = (
        binding('control = "turn/16"', 'parameter = "light"', 'coding = "twos"', 'source = "midi:left"')
        + binding('control = "ch2/cc14/1"', 'parameter = "light"')
        + binding('control = "nrpn/300"', 'act = "transition"')
        + binding('control = "cc/1"', 'parameter = "light"')
        + binding('control = "fader1"', 'parameter = "light"')
    )
    assert parse_codings('controller = "box"\n' + text, "m", BOXES) == (
        Coded("midi:left", "turn/16", "twos"),
        Coded("midi:*Box A*", "ch2/cc14/1", None),
        Coded("midi:*Box B*", "ch2/cc14/1", None),
        Coded("midi:*Box A*", "nrpn/300", None),
        Coded("midi:*Box B*", "nrpn/300", None),
    )


@pytest.mark.parametrize(
    "control",
    ["cc14/0", "cc14/31", "ch3/nrpn/16383", "nrpn/0", "turn/127", "pressure", "pressure/5", "ch1/turn/*", "nrpn/*"],
)
def test_every_kind_of_midi_control_can_be_bound(control: str) -> None:
    (bound,) = parse_mapping(binding(f'control = "{control}"', 'act = "transition"'), "m", {})
    assert bound.control == control


@pytest.mark.parametrize("control", ["cc14/32", "nrpn/16384", "turn/128", "pressure/128", "turn", "cc14"])
def test_no_other_kind_can(control: str) -> None:
    with pytest.raises(FileError, match="expected a MIDI control"):
        parse_mapping(binding(f'control = "{control}"', 'act = "transition"'), "m", {})


def test_a_controllers_control_is_listened_to_on_each_of_its_ports() -> None:
    text = 'controller = "box"\n' + binding('control = "fader1"', 'parameter = "light"')
    target = ParameterTarget(Parameter.LIGHT)
    assert parse_mapping(text, "m", BOXES) == (
        Binding("midi:*Box A*", "ch1/cc/9", target),
        Binding("midi:*Box B*", "ch1/cc/9", target),
    )


def test_beside_a_controllers_names_its_numbers_and_osc_addresses_stand() -> None:
    text = 'controller = "box"\n' + binding('control = "note/*"', 'act = "transition"')
    text += binding('control = "/x"', 'act = "transition"')
    assert [(bound.source, bound.control) for bound in parse_mapping(text, "m", BOXES)] == [
        ("midi:*Box A*", "note/*"),
        ("midi:*Box B*", "note/*"),
        ("*", "/x"),
    ]


def test_a_mapping_says_which_controller_it_needs() -> None:
    text = binding('control = "fader1"', 'act = "transition"')
    assert named_controller('controller = "box"\n' + text, "m") == "box"
    assert named_controller(text, "m") is None


MIDI = (
    "a MIDI control such as cc/7, ch1/cc/7, ch10/note/36, ch1/pitchbend or program, or an OSC address such as /my/fader"
)
ERRORS = [
    ("", "bindings: expected this key; found none"),
    (binding('act = "freeze"'), "bindings[1].control: expected this key; found none"),
    (binding('control = "fader1"', 'act = "freeze"'), f'bindings[1].control: expected {MIDI}; found "fader1"'),
    (binding('control = "/a b"', 'act = "freeze"'), f'bindings[1].control: expected {MIDI}; found "/a b"'),
    (binding('control = "/a[1]"', 'act = "freeze"'), f'bindings[1].control: expected {MIDI}; found "/a[1]"'),
    (
        'controller = "box"\n' + binding('control = "fader"', 'act = "freeze"'),
        f'bindings[1].control: expected a control of box (fader1), {MIDI}; found "fader"; did you mean fader1?',
    ),
    (
        'controller = "boxx"\n' + binding('control = "fader"', 'act = "freeze"'),
        'controller: expected one of box; found "boxx"; did you mean box?',
    ),
    (binding('control = "cc/1"'), "bindings[1]: expected either parameter or act; found neither"),
    (
        binding('control = "cc/1"', 'act = "freeze"', 'parameter = "light"'),
        "bindings[1]: expected either parameter or act; found both",
    ),
    (
        binding('control = "cc/1"', 'act = "freeze"', 'mode = "scale"'),
        "bindings[1].mode: expected only where the binding has `parameter`; found without it",
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', "argument = 1"),
        "bindings[1].argument: expected only where the binding has `act`; found without it",
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', "high = 1.5"),
        "bindings[1].high: expected a number from 0 to 1 with mode override; found 1.5",
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', 'mode = "offset"', "low = -2"),
        "bindings[1].low: expected a number from -1 to 4; found -2",
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', "release = -1"),
        "bindings[1].release: expected a number from 0 to 3600; found -1",
    ),
    (
        binding('control = "cc/1"', 'parameter = "lihgt"'),
        (
            "bindings[1].parameter: expected one of noise_scale, steps, accent, manage_cache, light, "
            "zoom, rotate, pan_x, pan_y, pace; "
            'found "lihgt"; did you mean light?'
        ),
    ),
    (
        binding('control = "cc/1"', 'act = "theme_next"', 'press = "hold"'),
        'bindings[1].press: expected one of trigger, double with theme_next; found "hold"',
    ),
    (
        binding('control = "cc/1"', 'act = "theme_next"', "argument = 1"),
        "bindings[1].argument: expected no argument with theme_next; found 1",
    ),
    (
        binding('control = "cc/1"', 'act = "tempo_nudge_beat"', "argument = 0.75"),
        "bindings[1].argument: expected a number from -0.5 to 0.5; found 0.75",
    ),
    (
        binding('control = "cc/1"', 'act = "shift"', "argument = 3"),
        "bindings[1].argument: expected the name of a layer; found 3",
    ),
    (
        binding('control = "cc/1"', 'act = "lora"'),
        "bindings[1].argument: expected the name of a LoRA; found none",
    ),
    (
        binding('control = "cc/1"', 'act = "lora"', "argument = 3"),
        "bindings[1].argument: expected the name of a LoRA; found 3",
    ),
    (
        binding('control = "note/1"', 'act = "lora"', 'argument = "ink"', 'press = "toggle"'),
        'bindings[1].press: expected one of set with lora; found "toggle"',
    ),
    (
        binding('control = "cc/1"', 'act = "screen"', "argument = 3"),
        "bindings[1].argument: expected the name of a generator; found 3",
    ),
    (
        binding('control = "cc/1"', 'act = "page"', "argument = 65"),
        "bindings[1].argument: expected a whole number from 1 to 64; found 65",
    ),
    (
        binding('control = "cc/1"', 'act = "prompt_weight"', "argument = -1"),
        "bindings[1].argument: expected a whole number from 0 to 31; found -1",
    ),
    (
        binding('control = "cc/1"', 'act = "tempo_lock"', 'press = "momentary"'),
        ('bindings[1].press: expected one of toggle, hold, trigger, set, double with tempo_lock; found "momentary"'),
    ),
    (
        binding('control = "cc/1"', 'act = "tap_tempo"', 'quantise = "beat"'),
        "bindings[1].quantise: expected only with an act that can wait for a beat; found with tap_tempo",
    ),
    (
        binding('control = "cc/1"', 'act = "freeze"', "quantise = 0"),
        'bindings[1].quantise: expected "beat", "bar" or a number of bars from 1 to 64; found 0',
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', 'quantise = "bar"'),
        "bindings[1].quantise: expected only where the binding has `act`; found without it",
    ),
    (
        binding('control = "cc/1"', 'act = "freeze"', "velocity = true"),
        "bindings[1].velocity: expected only where the binding has `parameter`; found without it",
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', "velocity = true"),
        "bindings[1].velocity: expected only with a `press` other than set; found without one",
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', 'press = "hold"', 'takeover = "pickup"'),
        "bindings[1].takeover: expected only where a value follows the control; found with a button's mode",
    ),
    (
        binding('control = "cc/1"', 'act = "freeze"', "dead_ends = 0.1"),
        "bindings[1].dead_ends: expected only where a value follows the control; found with a button's mode",
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', "step = 0.1"),
        "bindings[1].step: expected only with a relative control, turn/; found without one",
    ),
    (
        binding('control = "turn/1"', 'parameter = "light"', 'takeover = "pickup"'),
        "bindings[1].takeover: expected only with a control that stands somewhere; found with turn/",
    ),
    (
        binding('control = "turn/1"', 'parameter = "light"', 'press = "toggle"'),
        "bindings[1].press: expected only with a control that is pressed; found with turn/",
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', 'takeover = "soft"'),
        'bindings[1].takeover: expected one of jump, pickup, catch-up, scale; found "soft"',
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', "dead_centre = 0.3"),
        "bindings[1].dead_centre: expected a number from 0 to 0.2; found 0.3",
    ),
    (
        binding('control = "turn/1"', 'parameter = "light"', 'coding = "two"'),
        'bindings[1].coding: expected one of twos, offset, sign; found "two"; did you mean twos?',
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', 'layer = "shift"'),
        'bindings[1].layer: expected a layer that an act shift of this file holds; found "shift"',
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', 'layer = "shit"')
        + binding('control = "cc/2"', 'act = "shift"'),
        (
            'bindings[1].layer: expected a layer that an act shift of this file holds: shift; found "shit"; '
            "did you mean shift?"
        ),
    ),
    (
        binding('control = "cc/1"', 'parameter = "light"', 'press = "toggle"', 'group = "g"'),
        'bindings[1].group: expected the name of a group of at least two bindings; found "g" in this one alone',
    ),
    (
        binding('control = "cc/1"', 'act = "tempo"', 'argument = "fast"'),
        'bindings[1].argument: expected a number from 20 to 400; found "fast"',
    ),
    (
        binding('control = "cc/1"', 'act = "prompt_goto"', "argument = 32"),
        "bindings[1].argument: expected a whole number from -1 to 31; found 32",
    ),
    (
        binding('control = "cc/1"', 'act = "prompt_goto"', "argument = true"),
        "bindings[1].argument: expected a text, a number or a list of two texts; found true",
    ),
    (
        binding('control = "cc/1"', 'act = "theme"', "argument = 256"),
        "bindings[1].argument: expected the name of a theme, or its number from 0 to 255; found 256",
    ),
    (
        binding('control = "cc/1"', 'act = "release"', 'argument = "noise"'),
        (
            "bindings[1].argument: expected one of noise_scale, steps, accent, manage_cache, light, "
            "zoom, rotate, pan_x, pan_y, pace; "
            'found "noise"; did you mean noise_scale?'
        ),
    ),
]


@pytest.mark.parametrize(("text", "said"), ERRORS)
def test_a_wrong_mapping_is_told_where_and_what_was_expected(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_mapping(text, "m.toml", BOXES)
    assert caught.value.problems == (f"m.toml: {said}",)


def test_every_shipped_mapping_loads() -> None:
    library = Library(shipped_folder())
    assert {"default", "korg-nanokontrol2", "touchosc"} <= set(library.names(Kind.MAPPINGS))
    for name in library.names(Kind.MAPPINGS):
        assert library.mapping(name)


def test_the_default_mapping_plays_eight_faders_and_eight_pads_of_any_controller() -> None:
    bindings = Library(shipped_folder()).mapping("default")
    assert {bound.source for bound in bindings} == {"midi:*"}
    faders = {bound.control: bound.target for bound in bindings if isinstance(bound.target, ParameterTarget)}
    assert {
        name: (target.parameter.value, target.mode.value, target.low, target.high) for name, target in faders.items()
    } == {
        "cc/1": ("noise_scale", "override", 0.0, 1.0),
        "cc/2": ("noise_scale", "ceiling", 0.0, 1.0),
        "cc/3": ("steps", "override", 0.0, 1.0),
        "cc/4": ("accent", "override", 0.0, 1.0),
        "cc/5": ("light", "override", 0.0, 1.0),
        "cc/6": ("noise_scale", "offset", -0.5, 0.5),
        "cc/7": ("noise_scale", "scale", 0.0, 2.0),
        "cc/8": ("manage_cache", "override", 0.0, 1.0),
    }
    assert {bound.control: bound.target for bound in bindings if isinstance(bound.target, ActTarget)} == {
        "note/36": ActTarget(Act.CACHE_RESET),
        "note/37": ActTarget(Act.PROMPT_NEXT),
        "note/38": ActTarget(Act.PROMPT_PREVIOUS),
        "note/39": ActTarget(Act.TRANSITION),
        "note/40": ActTarget(Act.THEME_NEXT),
        "note/41": ActTarget(Act.FREEZE, press=Press.TOGGLE),
        "note/42": ActTarget(Act.BLACKOUT, press=Press.TOGGLE),
        "note/43": ActTarget(Act.TAP_TEMPO),
    }


def test_the_nanokontrol2s_mapping_listens_to_its_port_alone() -> None:
    bindings = Library(shipped_folder()).mapping("korg-nanokontrol2")
    assert {bound.source for bound in bindings} == {"midi:*nanoKONTROL2*"}
