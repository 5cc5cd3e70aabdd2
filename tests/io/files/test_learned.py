"""The file of learnt controls."""

import json
import os
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.learned import HEADER, keep_control, row_text, with_control
from soundscape_live.io.files.library import Kind, Library
from soundscape_live.io.files.mappings import parse_codings, parse_mapping
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import Sources, build_show
from soundscape_live.mapping.binding import Act, ActTarget
from soundscape_live.mapping.controls import ControlError, Controls
from soundscape_live.mapping.learn import ControlKind
from soundscape_live.mapping.learn_targets import goal, parse_target, target_text, targets
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import Control, ControlLearned

PORT = "midi:APC mini mk2"


def learned(
    target: str,
    kind: str = "fader",
    control: str = "ch1/cc/7",
    *,
    low: float = 0.0,
    high: float = 1.0,
    coding: str = "",
) -> ControlLearned:
    return ControlLearned(1.0, PORT, control, kind, low, high, coding, target)


ROWS = [
    (learned("noise_scale"), 'parameter = "noise_scale"|mode = "override"|takeover = "pickup"'),
    (
        learned("light:ceiling", low=0.0157, high=0.98),
        'parameter = "light"|mode = "ceiling"|takeover = "pickup"|dead_ends = 0.02',
    ),
    (
        learned("light", low=0.3, high=0.95),
        'parameter = "light"|mode = "override"|takeover = "pickup"|dead_ends = 0.05',
    ),
    (learned("light", low=0.3, high=0.7), 'parameter = "light"|mode = "override"|takeover = "pickup"'),
    (
        learned("accent:offset"),
        'parameter = "accent"|mode = "offset"|low = -0.5|high = 0.5|takeover = "pickup"',
    ),
    (
        learned("accent:scale", "encoder", "ch1/turn/16", coding="twos"),
        'parameter = "accent"|mode = "scale"|low = 0.0|high = 2.0|coding = "twos"',
    ),
    (learned("light", "encoder", "ch1/turn/16"), 'parameter = "light"|mode = "override"'),
    (learned("light", "button"), 'parameter = "light"|mode = "override"|press = "momentary"'),
    (
        learned("light:ceiling", "pad", "ch10/note/36"),
        'parameter = "light"|mode = "ceiling"|low = 1.0|high = 0.0|press = "momentary"',
    ),
    (
        learned("manage_cache", "pad", "ch10/note/36"),
        'parameter = "manage_cache"|mode = "override"|low = 1.0|high = 0.0|press = "toggle"',
    ),
    (learned("manage_cache", "switch"), 'parameter = "manage_cache"|mode = "override"|press = "set"'),
    (learned("freeze", "pad", "ch10/note/36"), 'act = "freeze"|press = "toggle"'),
    (learned("freeze", "switch"), 'act = "freeze"|press = "set"'),
    (learned("freeze", "encoder", "ch1/turn/16", coding="sign"), 'act = "freeze"|coding = "sign"'),
    (learned("cache_reset", "button"), 'act = "cache_reset"'),
    (learned("theme:neon-foundry", "button"), 'act = "theme"|argument = "neon-foundry"'),
    (learned("prompt_goto:2", "pad"), 'act = "prompt_goto"|argument = 2'),
    (learned("tempo:99.5", "pad"), 'act = "tempo"|argument = 99.5'),
    (learned("morph"), 'act = "morph"|takeover = "pickup"'),
    (learned("zoom"), 'parameter = "zoom"|mode = "override"|takeover = "pickup"|dead_centre = 0.03'),
    (learned("lora:ink"), 'act = "lora"|argument = "ink"|takeover = "pickup"'),
]


@pytest.mark.parametrize(("what", "row"), ROWS, ids=[f"{what.kind} {what.target}" for what, _ in ROWS])
def test_each_kind_of_control_is_bound_as_it_is_played(what: ControlLearned, row: str) -> None:
    lines = ["[[bindings]]", f'source = "{PORT}"', f'control = "{what.control}"', *row.split("|")]
    assert row_text(what).splitlines() == lines
    (binding,) = parse_mapping(row_text(what), "learned", {})
    assert target_text(binding.target) == what.target


NAMES = st.text(string.ascii_letters + string.digits + "/_-.+*?é", min_size=1, max_size=30)
MIDI = st.one_of(
    st.builds(
        "ch{}/{}/{}".format, st.integers(1, 16), st.sampled_from(["cc", "note", "pressure"]), st.integers(0, 127)
    ),
    st.builds("ch{}/cc14/{}".format, st.integers(1, 16), st.integers(0, 31)),
    st.builds("ch{}/{}".format, st.integers(1, 16), st.sampled_from(["pitchbend", "program", "pressure"])),
)
ADDRESSES = st.text(
    [character for character in map(chr, range(33, 127)) if character not in "#,[]{}/"], min_size=1
).map("/{}".format)
LEVEL = st.floats(0.0, 1.0)


@st.composite
def whatever(draw: st.DrawFn) -> ControlLearned:
    kind = draw(st.sampled_from(ControlKind))
    if kind is ControlKind.ENCODER:
        control, coding = f"ch3/turn/{draw(st.integers(0, 127))}", draw(st.sampled_from(["", "twos", "offset", "sign"]))
    else:
        control, coding = draw(st.one_of(MIDI, ADDRESSES)), ""
    source = draw(st.one_of(st.text(max_size=130).map("midi:{}".format), st.just("osc:10.0.0.2")))
    head = draw(st.sampled_from([head for head, _ in targets()]))
    argument = draw(
        st.one_of(st.just(""), st.integers(-2, 400).map(str), st.sampled_from(Parameter), st.text(max_size=9))
    )
    try:
        target = target_text(parse_target(f"{head}:{argument}"))
    except ControlError:
        target = "noise_scale:offset"
    return ControlLearned(1.0, source, control, kind.value, draw(LEVEL), draw(LEVEL), coding, target)


@given(whatever(), whatever())
def test_whatever_was_learnt_the_file_loads_and_meets_its_control(
    first: ControlLearned, second: ControlLearned
) -> None:
    text = with_control(with_control(HEADER, first, "learned"), second, "learned")
    bindings = parse_mapping(text, "learned", {})
    assert 1 <= len(bindings) <= 2
    for each in (first, second):
        found = Controls(bindings).find(Control(1.0, each.source, each.control, 0.0))
        assert found is not None
        assert tuple(goal(parse_target(each.target))) in [tuple(goal(binding.target)) for binding in found.bindings]
    assert with_control(text, second, "learned").count("[[bindings]]") == len(bindings)


def test_a_control_that_is_learnt_again_replaces_its_binding_and_all_else_stays(tmp_path: Path) -> None:
    folder = tmp_path / "mappings"
    path = keep_control(folder, learned("noise_scale"))
    assert path == folder / "learned.toml"
    keep_control(folder, learned("freeze", "pad", "ch10/note/36"))
    mine = (
        path.read_text()
        .replace("Learnt controls", "Tuesday")
        .replace(
            '[[bindings]]\nsource = "midi:APC mini mk2"\ncontrol = "ch10',
            '# my pad\n[[bindings]]\nsource = "midi:*"\ncontrol = "ch10',
        )
    )
    path.write_text(mine)
    keep_control(folder, learned("noise_scale", low=0.01))
    text = path.read_text()
    assert text.startswith(HEADER.replace("Learnt controls", "Tuesday"))
    assert '# my pad\n[[bindings]]\nsource = "midi:*"\n' in text
    assert text.count('parameter = "noise_scale"') == 1
    assert "dead_ends = 0.01\n" in text
    assert [binding.control for binding in parse_mapping(text, "learned", {})] == ["ch10/note/36", "ch1/cc/7"]
    assert sorted(each.name for each in folder.iterdir()) == ["learned.toml"]


def test_an_emptied_file_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / "learned.toml").write_text("")
    path = keep_control(tmp_path, learned("light"))
    assert path.read_text() == row_text(learned("light"))


@pytest.mark.parametrize(
    ("before", "what", "words"),
    [
        ("bindings = 3\n", learned("light"), "learned.toml: "),
        ('[[bindings]]\ncontrol = "cc/1"\n', learned("light"), "expected either parameter or act"),
        (HEADER, learned("light", control="/a{b}"), "bindings[1].control: expected a MIDI control"),
    ],
)
def test_what_gives_no_mapping_is_said_and_the_file_stays(
    tmp_path: Path, before: str, what: ControlLearned, words: str
) -> None:
    path = tmp_path / "learned.toml"
    path.write_text(before)
    with pytest.raises(FileError) as caught:
        keep_control(tmp_path, what)
    assert words in str(caught.value)
    assert path.read_text() == before


def test_how_an_encoder_codes_its_steps_is_there_for_the_device_that_reads_them() -> None:
    text = row_text(learned("light", "encoder", "ch1/turn/16", coding="offset"))
    (coded,) = parse_codings(text, "learned", {})
    assert (coded.source, coded.control, coded.coding) == (PORT, "ch1/turn/16", "offset")


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "soundscape_live" / Kind.MAPPINGS


def test_every_show_has_what_was_learnt_after_its_own(user: Path) -> None:
    path = keep_control(user, learned("noise_scale"))
    gathered = Library.standard(os.environ).gather(ShowFile())
    assert gathered.left_out == ()
    assert [file.name for file in gathered.sources.mappings] == ["mappings/default.toml", str(path)]
    assert build_show(gathered.sources).bindings[-1].source == PORT
    assert Sources.from_json(json.loads(json.dumps(gathered.sources.to_json()))) == gathered.sources


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bindings = 3\n", "learned.toml: bindings: expected a list"),
        ('[[bindings]]\ncontrol = "cc/1"\nact = "theme"\nargument = "gone"\n', "expected one of the show's themes"),
        ('controller = "gone"\n[[bindings]]\ncontrol = "cc/1"\nact = "freeze"\n', "learned.toml: controller: "),
        ("\x00", "learned.toml: "),
    ],
)
def test_what_was_learnt_and_cannot_be_used_is_said_and_left_out(user: Path, text: str, words: str) -> None:
    user.mkdir(parents=True)
    (user / "learned.toml").write_text(text)
    gathered = Library.standard(os.environ).gather(ShowFile())
    assert len(gathered.sources.mappings) == 1
    (error,) = gathered.left_out
    assert words in str(error)
    build_show(gathered.sources)


def test_a_file_that_cannot_be_read_is_left_out_too(user: Path) -> None:
    (user / "learned.toml").mkdir(parents=True)
    gathered = Library.standard(os.environ).gather(ShowFile())
    assert "expected a file; found something else" in str(gathered.left_out[0])


def test_a_pad_may_be_bound_to_learning() -> None:
    text = '[[bindings]]\ncontrol = "note/36"\nact = "learn"\nargument = "light:ceiling"\n'
    (binding,) = parse_mapping(text, "a", {})
    assert binding.target == ActTarget(Act.LEARN, "light:ceiling")
    with pytest.raises(FileError, match="expected what to learn, such as noise_scale; found 3"):
        parse_mapping('[[bindings]]\ncontrol = "note/36"\nact = "learn"\nargument = 3\n', "a", {})
