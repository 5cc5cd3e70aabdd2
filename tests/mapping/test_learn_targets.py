"""What can be learnt, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.binding import Act, ActTarget, Mode, ParameterTarget
from soundscape_live.mapping.controls import ControlError
from soundscape_live.mapping.learn_targets import ANY, Known, goal, parse_target, target_text, target_words, targets
from soundscape_live.mapping.theme import Parameter

KNOWN = Known(("ember", "Neon-Foundry"), ("Calm", "storm"), ("intro",), ("ink",))

RIGHT = [
    ("noise_scale", ParameterTarget(Parameter.NOISE_SCALE), "noise_scale", "noise_scale (override)"),
    (" Light : Ceiling ", ParameterTarget(Parameter.LIGHT, Mode.CEILING), "light:ceiling", "light (ceiling)"),
    ("light:override", ParameterTarget(Parameter.LIGHT), "light", "light (override)"),
    ("FREEZE", ActTarget(Act.FREEZE), "freeze", "freeze"),
    ("cache_reset:", ActTarget(Act.CACHE_RESET), "cache_reset", "cache_reset"),
    ("prompt_goto:2", ActTarget(Act.PROMPT_GOTO, 2.0), "prompt_goto:2", "prompt_goto 2"),
    ("prompt_weight", ActTarget(Act.PROMPT_WEIGHT), "prompt_weight", "prompt_weight"),
    ("tempo:120.5", ActTarget(Act.TEMPO, 120.5), "tempo:120.5", "tempo 120.5"),
    ("release", ActTarget(Act.RELEASE), "release", "release"),
    ("release:Noise_Scale", ActTarget(Act.RELEASE, "noise_scale"), "release:noise_scale", "release noise_scale"),
    ("theme:neon-foundry", ActTarget(Act.THEME, "Neon-Foundry"), "theme:Neon-Foundry", "theme Neon-Foundry"),
    ("scene:calm", ActTarget(Act.SCENE, "Calm"), "scene:Calm", "scene Calm"),
    ("scene:2", ActTarget(Act.SCENE, 2.0), "scene:2", "scene 2"),
    ("cue_goto:1", ActTarget(Act.CUE_GOTO, 1.0), "cue_goto:1", "cue_goto 1"),
    ("scene_store:A: b", ActTarget(Act.SCENE_STORE, "A: b"), "scene_store:A: b", "scene_store A: b"),
    ("shift:red", ActTarget(Act.SHIFT, "red"), "shift:red", "shift red"),
    ("zoom:scale", ParameterTarget(Parameter.ZOOM, Mode.SCALE), "zoom:scale", "zoom (scale)"),
    ("lora:INK", ActTarget(Act.LORA, "ink"), "lora:ink", "lora ink"),
    ("lora_release:INK", ActTarget(Act.LORA_RELEASE, "ink"), "lora_release:ink", "lora_release ink"),
    ("screen:spare", ActTarget(Act.SCREEN, "spare"), "screen:spare", "screen spare"),
]

WRONG = [
    ("noise_scal", "there is nothing called 'noise_scal' to be learnt; near: noise_scale"),
    ("", "there is nothing called '' to be learnt"),
    ("learn:freeze", "there is nothing called 'learn' to be learnt"),
    ("daw_tempo", "there is nothing called 'daw_tempo' to be learnt; near: tap_tempo"),
    ("light:celing", "there is no mode of light 'celing'; near: ceiling"),
    ("light:x", "there is no mode of light 'x'; there is override, offset, scale, ceiling"),
    ("freeze:now", "freeze takes nothing after it, not 'now'"),
    ("theme", "theme needs to know which: theme:theme"),
    ("screen", "screen needs to know which: screen:generator"),
    ("theme:embr", "there is no theme 'embr'; near: ember"),
    ("scene:3", "scene takes a whole number from 0 to 2, not 3"),
    ("cue_goto:outro", "there is no cue 'outro'"),
    ("lora", "lora needs to know which: lora:LoRA"),
    ("lora:inc", "there is no LoRA 'inc'; near: ink"),
    ("prompt_goto", "prompt_goto needs to know which: prompt_goto:-1..31"),
    ("prompt_goto:1.5", "prompt_goto takes a whole number from -1 to 31, not '1.5'"),
    ("prompt_goto:inf", "prompt_goto takes a whole number from -1 to 31, not 'inf'"),
    ("tempo:fast", "tempo takes a number from 20 to 400, not 'fast'"),
    ("release:noise", "there is no parameter 'noise'; near: noise_scale"),
    ("shift:" + "x" * 61, "shift takes at most 60 printable characters"),
    ("shift:a\x07b", "shift takes at most 60 printable characters"),
]


@pytest.mark.parametrize(("text", "target", "written", "words"), RIGHT, ids=[row[0] for row in RIGHT])
def test_a_target_is_read_and_written(text: str, target: ParameterTarget | ActTarget, written: str, words: str) -> None:
    assert parse_target(text, KNOWN) == target
    assert target_text(target) == written
    assert target_words(target) == words


@pytest.mark.parametrize(("text", "words"), WRONG, ids=[row[0][:20] for row in WRONG])
def test_what_is_no_target_says_why_and_what_comes_near(text: str, words: str) -> None:
    with pytest.raises(ControlError) as caught:
        parse_target(text, KNOWN)
    assert str(caught.value).startswith(words)


def test_where_nobody_knows_the_names_any_will_do() -> None:
    assert parse_target("theme:nowhere", ANY) == ActTarget(Act.THEME, "nowhere")
    assert parse_target("cue_goto:7", ANY) == ActTarget(Act.CUE_GOTO, 7.0)
    assert parse_target("scene:99999", ANY) == ActTarget(Act.SCENE, "99999")


def test_every_target_that_is_listed_can_be_learnt() -> None:
    examples = {"-1..31": "3", "0..31": "3", "1..64": "3", "parameter": "light", "20..400": "99"}
    for head, follows in targets():
        if not follows.startswith(":"):
            parse_target(head)
        wanted = follows.strip("[]").removeprefix(":").partition("|")[0]
        if wanted:
            parse_target(f"{head}:{examples.get(wanted, 'override' if head in list(Parameter) else '0.25')}")
    assert dict(targets())["theme"] == ":theme"
    assert dict(targets())["freeze"] == ""
    assert not {"learn", "daw_beat"} & set(dict(targets()))


@given(st.sampled_from([*Parameter, *Act]), st.text(max_size=70))
def test_a_target_is_written_as_it_is_read_whatever_it_is(head: str, argument: str) -> None:
    try:
        target = parse_target(f"{head}:{argument}")
    except ControlError:
        return
    assert tuple(goal(parse_target(target_text(target)))) == tuple(goal(target))
