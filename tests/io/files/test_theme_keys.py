"""Every key of a theme's file, and every default."""

from soundscape_live.io.files.themes import parse_theme
from soundscape_live.mapping.theme import (
    Accent,
    BeatAction,
    BeatResponse,
    Combine,
    Curve,
    Descriptor,
    DescriptorBand,
    Parameter,
    ParameterRule,
    SoundMapping,
    Source,
    Theme,
    Trigger,
    Variations,
)

SMALLEST = 'title = "A"\nbase = "b"\n'

WHOLE = """
title = "Whole"
description = "Every key."
base = "first line\\n  second line"
modifiers = ["one", "two"]
ambient = ""
step_lists = [[700], [1000, 500]]
prompt_budget = 1
crossfade = 0.5

[[mappings]]
source = "sub"
target = "noise_scale"
curve = "stepped"
sensitivity = 4
invert = true
low = 0.25
high = 0.75

[parameters.noise_scale]
rest = 0.5
combine = "add"
attack = 0.0
release = 9

[beat]
action = "prompt_cycle"
intensity = 1
every = 4
on_bar = true
cooldown = 1
attack = 0.1
decay = 0.2

[variations]
trigger = "bar"
prompts = ["x", "y"]
weight = 0.4
blend = 1
hold = 0
cooldown = 2
spike_db = 6

[[descriptors]]
source = "texture"
hysteresis = 0.1
average = 2
bands = [{ text = "", above = 0 }, { text = "rough", above = 0.5 }]

[accent]
text = "gold"
weight = 0.5
"""


def test_every_key_reaches_the_theme() -> None:
    assert parse_theme(WHOLE, "themes/whole.toml") == Theme(
        name="whole",
        title="Whole",
        description="Every key.",
        base="first line second line",
        modifiers=("one", "two"),
        ambient="",
        mappings=(
            SoundMapping(Source.SUB, Parameter.NOISE_SCALE, Curve.STEPPED, 4.0, invert=True, low=0.25, high=0.75),
        ),
        rules=(ParameterRule(Parameter.NOISE_SCALE, 0.5, Combine.ADD, 0.0, 9.0),),
        beat=BeatResponse(BeatAction.PROMPT_CYCLE, 1.0, 4, on_bar=True, cooldown=1.0, attack=0.1, decay=0.2),
        variations=Variations(Trigger.BAR, ("x", "y"), 0.4, 1.0, 0.0, 2.0, 6.0),
        descriptors=(Descriptor(Source.TEXTURE, (DescriptorBand("", 0.0), DescriptorBand("rough", 0.5)), 0.1, 2.0),),
        accent=Accent("gold", 0.5),
        step_lists=((700,), (1000, 500)),
        prompt_budget=1.0,
        crossfade=0.5,
    )


def test_a_title_and_a_base_are_enough_and_the_rest_is_the_types_own_default() -> None:
    assert parse_theme(SMALLEST, "a") == Theme(name="a", title="A", description="", base="b")
