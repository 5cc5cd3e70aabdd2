"""mappings/*.toml become bindings."""

import pytest

from soundscape_live.io.files.controllers import Controller, ControllerControl
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.io.files.mappings import named_controller, parse_mapping
from soundscape_live.mapping.binding import Act, ActTarget, Binding, Mode, ParameterTarget, Press
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
        f'bindings[1].control: expected a control of box, {MIDI}; found "fader"; did you mean fader1?',
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
            "bindings[1].parameter: expected one of noise_scale, steps, accent, manage_cache, light; "
            'found "lihgt"; did you mean light?'
        ),
    ),
    (
        binding('control = "cc/1"', 'act = "theme_next"', 'press = "hold"'),
        "bindings[1].press: expected only with one of blackout, freeze, panic, tempo_lock; found with theme_next",
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
        binding('control = "cc/1"', 'act = "theme"', "argument = 3"),
        "bindings[1].argument: expected the name of a theme; found 3",
    ),
    (
        binding('control = "cc/1"', 'act = "release"', 'argument = "noise"'),
        (
            "bindings[1].argument: expected one of noise_scale, steps, accent, manage_cache, light; "
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
