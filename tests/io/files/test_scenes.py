"""Files of scenes and cues: every key, every error, what they need of each other, and the file of stored scenes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Library
from soundscape_live.io.files.mappings import parse_mapping
from soundscape_live.io.files.scenes import SceneFile, parse_scenes
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import FileText, Sources, build_show
from soundscape_live.io.files.stored import HEADER, keep_scene, scenes_text
from soundscape_live.mapping.binding import Act, ActTarget
from soundscape_live.mapping.scene import Grip, Quantise, Scene, Span, StageCue, Unit
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import SceneStored

WHOLE = """
title = "Tuesday"
description = "Two songs."
quantise = "bar"

[[scenes]]
name = "calm"
theme = "a"
variation = 1
weight = 0.5
values = { light = 0.8, noise_scale = 0.3 }
fade = "8 beats"
hands = "release"

[[scenes]]
name = "storm"
weights = [[0, 0.25], [2, 1]]

[[cues]]
name = "intro"
scene = "calm"
theme = "b"
fade = 1.5
quantise = "now"
follow_on = 16

[[cues]]
scene = "storm"

[[cues]]
theme = "b"
fade = "1 bar"
"""


def test_every_key_reaches_the_scenes_and_cues() -> None:
    values = ((Parameter.NOISE_SCALE, 0.3), (Parameter.LIGHT, 0.8))
    assert parse_scenes(WHOLE, "tuesday.toml") == SceneFile(
        (
            Scene("calm", "a", 1, 0.5, (), values, Span(8.0, Unit.BEATS), Grip.RELEASE),
            Scene("storm", None, None, None, ((0, 0.25), (2, 1.0)), (), Span(2.0), Grip.KEEP),
        ),
        (
            StageCue("intro", "calm", "b", Span(1.5), Quantise.NOW, 16),
            StageCue("storm", "storm", None, None, Quantise.BAR),
            StageCue("b", None, "b", Span(1.0, Unit.BARS), Quantise.BAR),
        ),
    )


def test_a_file_may_be_empty() -> None:
    assert parse_scenes("", "x.toml") == SceneFile()


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("3", Span(3.0)),
        ("0", Span(0.0)),
        ('"2.5 s"', Span(2.5)),
        ('"2s"', Span(2.0)),
        ('"1 beat"', Span(1.0, Unit.BEATS)),
        ('"0.5 bars"', Span(0.5, Unit.BARS)),
    ],
)
def test_a_fade_is_written_in_seconds_beats_or_bars(text: str, span: Span) -> None:
    assert parse_scenes(f'[[scenes]]\nname = "a"\nfade = {text}', "x.toml").scenes[0].fade == span


SPAN = 'seconds, or a text such as "2.5 s", "8 beats", "1 bar", up to 3600 s, 4096 beats or 1024 bars'
ERRORS = [
    ("scenes = [{}]", "scenes[1].name: expected this key; found none"),
    ('[[scenes]]\nname = "a"\nfad = 1', "found an unknown key; did you mean fade?"),
    ('[[scenes]]\nname = "a"\nfade = -1', f"scenes[1].fade: expected {SPAN}; found -1"),
    ('[[scenes]]\nname = "a"\nfade = nan', f"scenes[1].fade: expected {SPAN}; found nan"),
    ('[[scenes]]\nname = "a"\nfade = true', f"scenes[1].fade: expected {SPAN}; found true"),
    ('[[scenes]]\nname = "a"\nfade = "8 bits"', f'scenes[1].fade: expected {SPAN}; found "8 bits"'),
    ('[[scenes]]\nname = "a"\nfade = "4097 beats"', f'scenes[1].fade: expected {SPAN}; found "4097 beats"'),
    (
        '[[scenes]]\nname = "a"\nvalues = { nois = 1 }',
        "scenes[1].values.nois: expected one of noise_scale, steps, accent, manage_cache, light, zoom, rotate, ",
    ),
    (
        '[[scenes]]\nname = "a"\nloras = { ink = 11 }',
        "scenes[1].loras.ink: expected a number from -10 to 10; found 11",
    ),
    (
        '[[scenes]]\nname = "a"\nvalues = { light = 2 }',
        "scenes[1].values.light: expected a number from 0 to 1; found 2",
    ),
    (
        '[[scenes]]\nname = "a"\nhands = "keeps"',
        'scenes[1].hands: expected one of keep, release; found "keeps"; did you mean keep?',
    ),
    (
        '[[scenes]]\nname = "a"\nweight = 0.5',
        "scenes[1].weight: expected only with `variation`, from 0; found 0.5 without one",
    ),
    (
        '[[scenes]]\nname = "a"\nvariation = 1\nweights = [[0, 0.5]]',
        "scenes[1].weights: expected only without `variation`; found a list of 1 with one",
    ),
    *(
        (
            f'[[scenes]]\nname = "a"\nweights = [{pair}]',
            "scenes[1].weights[1]: expected a variation from 0 to 31 and its weight, above 0 to 1: [2, 0.5]; found",
        )
        for pair in ("[-1, 0.5]", "[0, 0]", "[0]", "1", '["a", 0.5]')
    ),
    (
        '[[scenes]]\nname = "a"\n[[scenes]]\nname = "A"',
        'scenes[2].name: expected a name that no other scene has; found "A"',
    ),
    ('[[cues]]\nname = "a"', "cues[1]: expected scene, theme or both; found neither"),
    (
        '[[cues]]\nscene = "a"\nfollow_on = 0',
        "cues[1].follow_on: expected a whole number from 1 to 1024; found 0",
    ),
    (
        'quantise = "bars"',
        'quantise: expected one of now, beat, bar; found "bars"; did you mean bar?',
    ),
]


@pytest.mark.parametrize(("text", "said"), ERRORS)
def test_what_is_wrong_is_told_with_its_key(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_scenes(text, "x.toml")
    assert any(said in problem for problem in caught.value.problems), caught.value.problems


# -------------------------------------------------------------------------------------------------- in a show

THEME = FileText("themes/a.toml", 'title = "A"\nbase = "b"\n')


def built(*scenes: str, mapping: str = "") -> Sources:
    mappings = (FileText("mappings/m.toml", mapping),) if mapping else ()
    files = tuple(FileText(f"scenes/s{number}.toml", text) for number, text in enumerate(scenes, 1))
    return Sources((THEME,), mappings, (), "a", scenes=files)


def test_the_files_of_a_show_add_up_and_the_later_scene_of_a_name_counts() -> None:
    first = '[[scenes]]\nname = "x"\n[[scenes]]\nname = "y"\n[[cues]]\nscene = "x"'
    second = '[[scenes]]\nname = "X"\nfade = 9\n[[cues]]\nscene = "y"'
    sources = built(first, second.replace('"X"', '"x"'))
    show = build_show(sources)
    assert [(scene.name, scene.fade) for scene in show.scenes] == [("x", Span(9.0)), ("y", Span(2.0))]
    assert [cue.name for cue in show.cues] == ["x", "y"]


def test_what_scenes_cues_and_bindings_name_must_be_there() -> None:
    scenes = '[[scenes]]\nname = "calm"\ntheme = "aa"\n[[cues]]\nscene = "clam"\ntheme = "c"\n'
    mapping = "".join(
        f'[[bindings]]\ncontrol = "cc/{number}"\nact = "{act}"\nargument = {argument}\n'
        for number, (act, argument) in enumerate(
            [
                ("scene", '"calmm"'),
                ("scene", '"CALM"'),
                ("scene", "1"),
                ("scene", '"mine"'),
                ("scene_store", '"Mine"'),
                ("morph", '["calm", "other"]'),
                ("cue_goto", '"intro"'),
            ]
        )
    )
    with pytest.raises(FileError) as caught:
        build_show(built(scenes, mapping=mapping))
    bound = "mappings/m.toml: a binding's argument: expected one of the show's"
    assert caught.value.problems == (
        'scenes/s1.toml: scenes[1].theme: expected one of the show\'s themes, a; found "aa"; did you mean a?',
        'scenes/s1.toml: cues[1].theme: expected one of the show\'s themes, a; found "c"',
        'scenes/s1.toml: cues[1].scene: expected one of the show\'s scenes, calm; found "clam"; did you mean calm?',
        f'{bound} scenes, calm, Mine; found "calmm"; did you mean calm?',
        f'{bound} scenes, calm, Mine; found "other"',
        f'{bound} cues, clam; found "intro"',
    )


@pytest.mark.parametrize(
    ("act", "argument", "target"),
    [
        ("scene", '"calm"', ActTarget(Act.SCENE, "calm")),
        ("scene", "2", ActTarget(Act.SCENE, 2)),
        ("cue_goto", "512", ActTarget(Act.CUE_GOTO, 512)),
        ("scene_store", '"calm"', ActTarget(Act.SCENE_STORE, "calm")),
        ("morph", '["a", "b"]', ActTarget(Act.MORPH, "a", upper="b")),
    ],
)
def test_bindings_name_scenes_and_cues(act: str, argument: str, target: ActTarget) -> None:
    text = f'[[bindings]]\ncontrol = "cc/1"\nact = "{act}"\nargument = {argument}\n'
    (binding,) = parse_mapping(text, "m.toml", {})
    assert binding.target == target


@pytest.mark.parametrize(
    ("act", "argument", "expected"),
    [
        ("scene", "0", "a name, or a whole number from 1 to 256; found 0"),
        ("scene", "1.5", "a name, or a whole number from 1 to 256; found 1.5"),
        ("scene", '["a", "b"]', "a name, or a whole number from 1 to 256; found a list of 2"),
        ("cue_goto", '" "', 'a name, or a whole number from 1 to 512; found " "'),
        ("scene_store", "1", "a name of 1 to 60 characters; found 1"),
        ("morph", '"a"', 'a list of the names of two scenes; found "a"'),
        ("morph", '["a", "A"]', "a list of the names of two scenes; found a list of 2"),
        ("morph", '["a", "b", "c"]', "a text, a number or a list of two texts; found a list of 3"),
        ("theme", '["a", "b"]', "a list only with morph; found a list of 2"),
        ("scene_next", '"a"', 'no argument with scene_next; found "a"'),
    ],
)
def test_an_argument_that_names_no_scene_is_told(act: str, argument: str, expected: str) -> None:
    text = f'[[bindings]]\ncontrol = "cc/1"\nact = "{act}"\nargument = {argument}\n'
    with pytest.raises(FileError) as caught:
        parse_mapping(text, "m.toml", {})
    assert caught.value.problems == (f"m.toml: bindings[1].argument: expected {expected}",)


# ---------------------------------------------------------------------------------------------------- stored

INK = (("ink", -0.5),)
STORED = SceneStored(1.0, "mine", "a", 1, 0.6, (), (("noise_scale", 0.7),), 8.0, "beats", "release", INK)
names = st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1, max_size=60).filter(
    lambda name: name == " ".join(name.split())
)


@given(
    st.lists(
        st.builds(
            Scene,
            names,
            st.none() | names,
            st.sampled_from([None, -1, 0, 31]),
            st.none(),
            st.just(()),
            st.sampled_from([(), ((Parameter.NOISE_SCALE, 0.0), (Parameter.LIGHT, 0.1234))]),
            st.builds(Span, st.integers(0, 1024).map(float), st.sampled_from(Unit)),
            st.sampled_from(Grip),
        ),
        max_size=4,
        unique_by=lambda scene: scene.name.casefold(),
    )
)
def test_scenes_are_written_so_that_they_read_back_the_same(scenes: list[Scene]) -> None:
    assert parse_scenes(scenes_text(scenes), "x.toml").scenes == tuple(scenes)


def test_mixed_variations_are_written_too() -> None:
    scene = Scene("mix", "a", weights=((0, 0.25), (3, 0.5)))
    assert parse_scenes(scenes_text([scene]), "x.toml").scenes == (scene,)


def test_a_stored_scene_is_kept_in_a_file_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "scenes"
    path = keep_scene(folder, STORED)
    assert path == folder / "stored.toml"
    assert path.read_text().startswith(HEADER)
    mine = Scene("mine", "a", 1, 0.6, (), ((Parameter.NOISE_SCALE, 0.7),), Span(8.0, Unit.BEATS), Grip.RELEASE, INK)
    keep_scene(folder, SceneStored(2.0, "second", None, None, None, (), (), 2.0, "s", "keep"))
    assert parse_scenes(path.read_text(), path.name).scenes == (mine, Scene("second"))
    keep_scene(folder, SceneStored(3.0, "Mine", None, None, None, (), (), 2.0, "s", "keep"))
    assert parse_scenes(path.read_text(), path.name).scenes == (Scene("second"), Scene("Mine"))
    assert [each.name for each in folder.iterdir()] == ["stored.toml"]


def test_a_file_of_stored_scenes_that_was_spoilt_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "stored.toml").write_text("scenes = 1")
    with pytest.raises(FileError, match=r"stored.toml: scenes: expected a list"):
        keep_scene(tmp_path, STORED)
    assert (tmp_path / "stored.toml").read_text() == "scenes = 1"


def test_a_show_has_the_stored_scenes_where_there_are_any(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "a.toml").write_text(THEME.text)
    library = Library(tmp_path)
    show = ShowFile(theme="a", mappings=())
    assert library.gather(show).sources.scenes == ()
    keep_scene(tmp_path / "scenes", STORED)
    assert [scene.name for scene in build_show(library.gather(show).sources).scenes] == ["mine"]
    with pytest.raises(FileError, match=r'scenes: the name: expected one of stored; found "stord"; did you mean'):
        library.gather(ShowFile(theme="a", mappings=(), scenes=("stord",)))
