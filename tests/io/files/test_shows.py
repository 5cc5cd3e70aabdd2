"""Show files: every key, every default, every error."""

import dataclasses
import ipaddress

import pytest

from soundscape_live.io.files.addresses import Address, Target
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.generators import Generator
from soundscape_live.io.files.shows import Audio, Midi, Osc, ShowFile, check_targets, parse_show
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.loss import Loss, LossRules, OnLoss
from soundscape_live.mapping.show import Music, Safety, TempoRules

WHOLE = """
theme = "b"
themes = ["a", "b"]
mappings = []
scenes = ["tuesday", "stored"]
generator = "http://10.0.0.2:8000"
generator_port = 1
size = "1024x576"
fps = 24
osc_in = "off"
page = "0.0.0.0:80"
token = "12345678"
seconds = 90
log = "show.jsonl"
report = "report.json"
probe = true
seed = 7
targets = ["lights=generic@10.0.0.3:7700", "daw=generic@127.0.0.1:9000"]

[osc]
allow = ["192.168.1.0/24", "::1"]
feedback = ["192.168.1.30:9000"]
query = "0.0.0.0:5678"
advertise = false

[audio]
source = "*Scarlett*"
channels = [3, 4]
rate = 48000
block = 128

[music]
beats_per_bar = 3
bpm_low = 70
bpm_high = 140
silence_db = -50
silence_after = 1

[tempo]
order = ["midi", "audio"]
glide = 0.2

[midi]
clock = "*TR-8S*"

[loss.midi]
policy = "release"
after = 3
over = 1

[loras.ink]
path = "styles/ink.safetensors"
scale = 0.5
low = -1
high = 2

[safety]
flashes_per_second = 1
panic_theme = "a"
blackout_fade = 0
"""


def test_an_empty_show_file_is_the_show_of_a_fresh_machine() -> None:
    show = parse_show("", "my.toml")
    assert show == ShowFile()
    assert show.osc_in == Address("127.0.0.1", 12100)
    assert show.page == Address("127.0.0.1", 12180)
    assert show.osc == Osc((), (), Address("127.0.0.1", 12181), None)
    assert (show.generators, show.generator_port, show.size, show.fps) == ((Generator(),), 12190, (512, 288), 30)
    assert (show.audio, show.mappings, show.themes) == (Audio("demo", (), None, 256), ("default",), ())


def test_every_key_reaches_the_show() -> None:
    show = parse_show(WHOLE, "my.toml")
    assert show == ShowFile(
        audio=Audio("*Scarlett*", (3, 4), 48000, 128),
        theme="b",
        themes=("a", "b"),
        mappings=(),
        scenes=("tuesday", "stored"),
        generators=(Generator("http://10.0.0.2:8000"),),
        generator_port=1,
        size=(1024, 576),
        fps=24,
        osc_in=None,
        targets=(Target("lights", "generic", "10.0.0.3", 7700), Target("daw", "generic", "127.0.0.1", 9000)),
        osc=Osc(
            (ipaddress.ip_network("192.168.1.0/24"), ipaddress.ip_network("::1")),
            (Address("192.168.1.30", 9000),),
            Address("0.0.0.0", 5678),
            advertise=False,
        ),
        page=Address("0.0.0.0", 80),
        token="12345678",
        seconds=90.0,
        log="show.jsonl",
        report="report.json",
        probe=True,
        music=Music(3, 70.0, 140.0, -50.0, 1.0),
        safety=Safety(1.0, "a", 0.0),
        tempo=TempoRules(("midi", "audio"), 0.2),
        midi=Midi("*TR-8S*"),
        loss=LossRules(midi=Loss(OnLoss.RELEASE, 3.0, 1.0)),
        seed=7,
        loras=(LoraRule("ink", "styles/ink.safetensors", 0.5, -1.0, 2.0),),
    )
    default = ShowFile()
    same = [
        field.name
        for field in dataclasses.fields(ShowFile)
        if getattr(show, field.name) == getattr(default, field.name)
    ]
    assert same == []


def test_the_first_of_the_listed_themes_begins_unless_one_is_named() -> None:
    assert parse_show('themes = ["b", "a"]', "my.toml").theme == "b"
    assert parse_show('themes = ["b", "a"]\ntheme = "a"', "my.toml").theme == "a"


ERRORS = [
    ("fps = 0", "fps: expected a whole number from 1 to 60; found 0"),
    ("oscin = 1", "found an unknown key; did you mean osc_in or osc?"),
    (
        'size = "512"',
        'size: expected WIDTHxHEIGHT in even numbers from 64 to 2048, as in 512x288; found "512"',
    ),
    (
        "size = [512, 288]",
        "size: expected WIDTHxHEIGHT in even numbers from 64 to 2048, as in 512x288; found [512, 288]",
    ),
    ("[loras.Ink]", "loras.Ink: expected a name of 1 to 40 of a to z, 0 to 9, _ and -"),
    ("[loras.ink]\nscale = 11", "loras.ink.scale: expected a number from -10 to 10; found 11"),
    ("[loras.ink]\nlow = 1", "loras.ink.high: expected another number than low; found 1"),
    ('[loras.a]\npath = "x"\n[loras.x]', "loras.x.path: expected another than that of a; found x"),
    ("".join(f"[loras.a{n}]\n" for n in range(17)), "loras: expected at most 16 tables; found 17"),
    ("page = false", "page: expected HOST:PORT with a port up to 65535, as in 127.0.0.1:12100, or off; found false"),
    (
        'targets = ["a"]',
        'targets[1]: expected NAME=PROFILE@HOST:PORT, as in lights=generic@127.0.0.1:7700; found "a"',
    ),
    (
        'targets = ["a=b@127.0.0.1:12100"]',
        'targets[1]: expected an address other than osc_in, where the cues would come back in; found "127.0.0.1:12100"',
    ),
    (
        'targets = ["a=b@10.0.0.1:1", "a=b@10.0.0.2:1"]',
        'targets[2]: expected a name that no other target has; found "a"',
    ),
    *(
        (
            f'osc_in = "{own}:12100"\ntargets = ["a=b@{target}:12100"]',
            f'expected an address other than osc_in, where the cues would come back in; found "{target}:12100"',
        )
        for target, own in [
            ("localhost", "127.0.0.1"),
            ("127.0.0.1", "localhost"),
            ("127.0.0.1", "0.0.0.0"),
            ("0.0.0.0", "localhost"),
            ("0.0.0.0", "0.0.0.0"),
            ("localhost", "0.0.0.0"),
        ]
    ),
    (
        '[osc]\nfeedback = ["10.0.0.1:9", "localhost:12100"]',
        (
            "osc.feedback[2]: expected an address other than osc_in, where the feedback would come back in; "
            'found "localhost:12100"'
        ),
    ),
    ('[osc]\nfeedback = ["a:1", "a:1"]', 'osc.feedback[2]: expected each once; found "a:1"'),
    ('[osc]\nfeedback = ["a"]', 'osc.feedback[1]: expected HOST:PORT, as in 192.168.1.30:9000; found "a"'),
    ('[osc]\nfeedback = ["a:0"]', 'osc.feedback[1]: expected HOST:PORT, as in 192.168.1.30:9000; found "a:0"'),
    (
        '[osc]\nallow = ["stage"]',
        'osc.allow[1]: expected an address or a network in numbers, as in 192.168.1.0/24; found "stage"',
    ),
    (
        '[osc]\nallow = ["192.168.1.7/24"]',
        'osc.allow[1]: expected an address or a network in numbers, as in 192.168.1.0/24; found "192.168.1.7/24"',
    ),
    ("[osc]\nadvertise = 1", "osc.advertise: expected true or false; found 1"),
    ('themes = ["a", "a"]', 'themes: expected each once; found "a"'),
    ('scenes = ["a", "a"]', 'scenes: expected each once; found "a"'),
    ('mappings = ["a", "a"]', 'mappings: expected each once; found "a"'),
    ("[audio]\nchannels = [1, 2, 1]", "audio.channels: expected each once; found 1"),
    ("[audio]\nchannels = [0]", "audio.channels[1]: expected a whole number from 1 to 256; found 0"),
    (
        "[music]\nbpm_low = 101",
        "music.bpm_high: expected at least 202, twice bpm_low, so that every tempo folds in by octaves; found 200",
    ),
    (
        '[tempo]\norder = ["midi", "audi"]',
        'tempo.order[2]: expected one of link, midi, daw, tap, typed, audio; found "audi"; did you mean audio?',
    ),
    ("[tempo]\norder = [7]", "tempo.order[1]: expected one of link, midi, daw, tap, typed, audio; found 7"),
    ('[tempo]\norder = ["tap", "tap"]', 'tempo.order: expected each once; found "tap"'),
    ("[tempo]\norder = []", "tempo.order: expected a list of 1 to 6 names; found []"),
    ("[tempo]\nglide = 0", "tempo.glide: expected a number from 0.01 to 0.5; found 0"),
    ("[midi]\nclock = true", "midi.clock: expected a text; found true"),
    ('token = "short"', 'token: expected a text of 8 to 200 characters; found "short"'),
]


@pytest.mark.parametrize(("text", "said"), ERRORS)
def test_a_wrong_show_file_is_told_where_and_what_was_expected(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_show(text, "my.toml")
    matching = [problem for problem in caught.value.problems if problem.startswith("my.toml: ") and said in problem]
    assert len(matching) == 1, caught.value.problems


def test_flags_laid_over_a_show_file_are_checked_for_targets_that_come_back() -> None:
    show = dataclasses.replace(ShowFile(), targets=(Target("a", "generic", "127.0.0.1", 12100),))
    with pytest.raises(FileError, match=r"^--target: targets"):
        check_targets(show, "--target")
    check_targets(dataclasses.replace(show, osc_in=None), "--target")


def test_flags_laid_over_a_show_file_are_checked_for_feedback_that_comes_back() -> None:
    show = dataclasses.replace(ShowFile(), osc=Osc(feedback=(Address("10.0.0.1", 9000), Address("localhost", 9000))))
    check_targets(show, "--osc-in")
    with pytest.raises(FileError, match=r"^--osc-in: osc\.feedback\[2\]"):
        check_targets(dataclasses.replace(show, osc_in=Address("0.0.0.0", 9000)), "--osc-in")


def test_another_machine_or_another_port_is_another_place() -> None:
    text = 'osc_in = "0.0.0.0:12100"\ntargets = ["a=b@10.0.0.3:12100", "c=d@localhost:12101"]'
    assert len(parse_show(text, "my.toml").targets) == 2
