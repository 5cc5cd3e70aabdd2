import pytest

from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library
from soundscape_live.io.files.profiles import parse_profile
from soundscape_live.lights.rules import SHINING, Route, Transport, Type

HEAD = 'title = "A desk"\nsources = ["its manual"]\n'
LIBRARY = Library.standard({})


def profile(cues: str, head: str = HEAD) -> tuple[Route, ...]:
    return parse_profile(head + cues, "desk.toml").routes


def test_a_table_stands_for_each_cue_that_it_names() -> None:
    routes = profile('[[cues]]\ncue = ["beat", "ba*"]\naddress = "/x/{cue}"\n')
    assert [(route.cue, route.address) for route in routes] == [
        ("beat", "/x/beat"),
        ("bar", "/x/bar"),
        ("band/sub", "/x/band/sub"),
        ("band/low", "/x/band/low"),
        ("band/mid", "/x/band/mid"),
        ("band/high", "/x/band/high"),
        ("band/air", "/x/band/air"),
    ]


def test_what_makes_light_shines_unless_the_file_says_otherwise() -> None:
    rows = '[[cues]]\ncue = ["energy", "bpm"]\naddress = "/a"\n[[cues]]\ncue = "beat"\naddress = "/b"\nshines = false\n'
    assert {route.cue: route.shines for route in profile(rows)} == {"energy": True, "bpm": False, "beat": False}


def test_a_text_has_no_release_unless_there_is_a_text_for_it() -> None:
    row = '[[cues]]\ncue = "beat"\naddress = "/cmd"\ntype = "s"\ntext = "Go"\n'
    assert [route.press for route in profile(row)] == [0.0]
    assert [route.press for route in profile(row + 'off = "Off"\n')] == [0.05]


def test_the_whole_of_a_profile() -> None:
    head = HEAD + 'port = 8000\ntransport = "tcp-slip"\nrate = 12\nbundles = true\nnumbers = { key = 7 }\n'
    made = parse_profile(head + '[[cues]]\ncue = "bar"\naddress = "/k"\ntype = "i"\ntext = "{key}"\n', "desk.toml")
    assert (made.name, made.transport, made.rate, made.bundles, made.numbers) == (
        "desk",
        Transport.SLIP,
        12.0,
        True,
        (("key", 7),),
    )
    assert made.routes[0].type is Type.INT


@pytest.mark.parametrize("name", LIBRARY.names(Kind.TARGETS))
def test_every_shipped_profile_can_be_used(name: str) -> None:
    assert LIBRARY.profile(name).routes


def test_the_profiles_that_the_project_promises_are_there() -> None:
    promised = "generic qlcplus os2l grandma3 eos magicq hog4 resolume touchdesigner companion ableton"
    assert set(promised.split()) <= set(LIBRARY.names(Kind.TARGETS))
    assert {route.cue for route in LIBRARY.profile("generic").routes} >= SHINING


CUE = '[[cues]]\naddress = "/a"\n'


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (CUE + 'cue = "baet"', "cues[1].cue: expected one of beat, bar, phrase,"),
        (CUE + 'cue = "baet"', 'found "baet"; did you mean beat?'),
        (CUE + "cue = 7", "cues[1].cue: expected the name of a cue, or a list of names; found 7"),
        (CUE + "cue = []", "expected the name of a cue, or a list of names"),
        (CUE + 'cue = "bpm"\npress = 0.1', "press: expected none: it is for a strike, and bpm is a number; found 0.1"),
        (CUE + 'cue = "onset"\nevery = 2', "every: expected none but for beat, bar and phrase, which are counted"),
        (CUE + 'cue = "energy"\nabove = 0.5', "below: expected both above and below, or neither"),
        (CUE + 'cue = "energy"\nbelow = 0.5', "above: expected both above and below, or neither"),
        (CUE + 'cue = "energy"\nabove = 0.5\nbelow = 0.6', "below: expected at most above, 0.5; found 0.6"),
        (CUE + 'cue = "blackout"\noff = "x"', 'off: expected type = "s" beside it; found type "f"'),
        (CUE + 'cue = "energy"\nrange = [1]', "range: expected two numbers, what 0 and 1 become, as in [0, 100]"),
        (CUE + 'cue = "energy"\nrange = [0, true]', "range: expected two numbers"),
        (CUE + 'cue = "energy"\ntype = "q"', 'type: expected one of f, i, s, T, none; found "q"'),
        ('[[cues]]\ncue = "beat"\naddress = "beat"', 'cues: expected addresses that begin with /; found "beat"'),
        ('[[cues]]\ncue = "beat"\naddress = "/ä"', "address: expected an address of printable ASCII"),
        ('[[cues]]\ncue = "beat"\naddress = "/{page}"', 'expected one of the numbers (none); found "{page}"'),
        (CUE + 'cue = "beat"\ntype = "i"\ntext = "Go"', 'text: expected a number, or type = "s" in place of "i"'),
        ("", "cues: expected this key; found none"),
    ],
)
def test_what_is_wrong_is_said(row: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        profile(row)
    assert said in str(caught.value)
    assert str(caught.value).startswith("desk.toml: ")
