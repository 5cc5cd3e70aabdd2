"""The generators of a show file: one, several, screens, standbys, Scope servers."""

import pytest

from soundscape_live.io.files.distribution import Distribution
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.generators import Drawing, Generator, Scope, StandIn, with_main_at
from soundscape_live.io.files.shows import parse_show
from soundscape_live.mapping.show import GeneratorRule, Return

STAGE = """
[generators.main]
address = "http://10.0.0.2:8000"
pipeline = "krea"
stand_in = "attention-bias"
load_params = { height = 320, vae = "light", scale = 0.5, quantize = true, loras = [{ path = "a", scale = 1 }] }
screen = "wall"
back = "auto"
offset_ms = 40

[generators.spare]
standby_for = "main"

[generators.floor]
address = "embedded"
offset_ms = -12.5
model = "models/sd-turbo"
vae = "full"
device = "cpu"
smooth = true
"""


def parsed(text: str) -> tuple[Generator, ...]:
    return parse_show(text, "my.toml").generators


def test_every_key_reaches_the_generators_in_the_order_of_the_file() -> None:
    assert parsed(STAGE) == (
        Generator(
            "http://10.0.0.2:8000",
            GeneratorRule("main", "wall", Return.AUTO, 0.04),
            Scope(
                "krea",
                StandIn.ATTENTION_BIAS,
                (
                    ("height", 320),
                    ("vae", "light"),
                    ("scale", 0.5),
                    ("quantize", True),
                    ("loras", [{"path": "a", "scale": 1}]),
                ),
            ),
        ),
        Generator("embedded", GeneratorRule("spare", "wall")),
        Generator(
            "embedded",
            GeneratorRule("floor", "floor", Return.HAND, -0.0125),
            drawing=Drawing("models/sd-turbo", "full", "cpu", smooth=True),
        ),
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ["main"]),
        ('generator = "none"', ["main"]),
        ("[generators.floor]", ["main", "floor"]),
        ("[generators.floor]\n[generators.main]", ["floor", "main"]),
        ('generator = "http://a:1"\n[generators.main]\npipeline = "x"\n[generators.b]', ["main", "b"]),
    ],
)
def test_main_is_always_there_and_first_where_the_file_does_not_place_it(text: str, names: list[str]) -> None:
    assert [one.name for one in parsed(text)] == names


def test_the_short_form_is_mains_address_and_the_command_line_stands_above_both() -> None:
    short = parsed('generator = "http://a:1"\n[generators.b]\naddress = "http://b:1"')
    assert [one.url for one in short] == ["http://a:1", "http://b:1"]
    assert [one.url for one in with_main_at(short, "none")] == ["", "http://b:1"]
    assert [one.embedded for one in with_main_at(short, "embedded")] == [True, False]


def test_where_else_a_picture_goes_is_said_for_each() -> None:
    main, floor = parsed(
        """
        [generators.main]
        record = "recordings/show.mkv"
        record_asked = true
        log = "drawn.log"
        [generators.floor]
        whip = "https://media.example/whip/floor"
        whip_token_file = "/etc/soundscape/whip.token"
        """
    )
    assert main.distribution == Distribution("recordings/show.mkv", record_asked=True, log="drawn.log")
    assert floor.distribution == Distribution(
        whip="https://media.example/whip/floor", whip_token_file="/etc/soundscape/whip.token"
    )
    assert parsed("")[0].distribution == Distribution()


NAME = "a name of 1 to 40 of a to z, 0 to 9, _ and -"
SERVER = "embedded, or an address such as http://10.0.0.2:12190"
FILM = "the name of a Matroska file, as in recordings/show.mkv"
ENDPOINT = "a WHIP endpoint, as in https://media.example/whip/stage"
ERRORS = [
    *(
        (f'[generators.a]\nrecord = "{wrong}"', f'generators.a.record: expected {FILM}; found "{wrong}"')
        for wrong in ("show.mp4", ".mkv", "films/.mkv", "")
    ),
    ("[generators.a]\nrecord = true", f"generators.a.record: expected {FILM}; found true"),
    *(
        (f'[generators.a]\nwhip = "{wrong}"', f'generators.a.whip: expected {ENDPOINT}; found "{wrong}"')
        for wrong in ("media.example/whip", "ftp://a/b", "https://", "https://[a/b", "https://a b")
    ),
    (
        "[generators.a]\nrecord_asked = true",
        "generators.a.record_asked: expected it beside record, which names the file; found true",
    ),
    (
        '[generators.a]\nwhip_token_file = "t"',
        'generators.a.whip_token_file: expected it beside whip, which is what asks for it; found "t"',
    ),
    (
        '[generators.a]\nrecord = "a.mkv"\n[generators.b]\nrecord = "a.mkv"',
        'generators.b.record: expected a file of its own, as a has that one; found "a.mkv"',
    ),
    (
        '[generators.a]\nlog = "a"\n[generators.b]\nlog = "a"',
        'generators.b.log: expected a file of its own, as a has that one; found "a"',
    ),
    (
        '[generators.a]\naddress = "http://a:1"\nlog = "a"',
        "generators.a.log: expected it on an embedded generator; another has its option --log; found http://a:1",
    ),
    (
        '[generators.a]\nwhip = "https://a/b"\n[generators.b]\nwhip = "https://a/b"',
        'generators.b.whip: expected an endpoint of its own, as a has that one; found "https://a/b"',
    ),
    (
        'generator = "embedded"\n[generators.main]\naddress = "http://a:1"',
        'generator: expected it in generator or in generators.main.address, not in both; found "embedded"',
    ),
    ('[generators.main]\naddress = "none"', f'generators.main.address: expected {SERVER}; found "none"'),
    ("[generators.main]\naddress = 1", f"generators.main.address: expected {SERVER}; found 1"),
    ('[generators."The Wall"]', f'generators."The Wall": expected {NAME}; found "The Wall"'),
    ('[generators.a]\nscreen = "/"', f'generators.a.screen: expected {NAME}; found "/"'),
    ("[generators.a]\nstandby_for = 1", f"generators.a.standby_for: expected {NAME}; found 1"),
    (
        '[generators.a]\nstandby_for = "main"\nscreen = "b"',
        'generators.a.screen: expected none beside standby_for, which says it; found "b"',
    ),
    (
        '[generators.a]\nscreen = "main"',
        (
            "generators.a.screen: expected a screen of its own, or standby_for in its place, as main has that one; "
            'found "main"'
        ),
    ),
    (
        '[generators.a]\nstandby_for = "mein"',
        (
            "generators.a.standby_for: expected the name of a generator above it that is no standby itself: main; "
            'found "mein"; did you mean main?'
        ),
    ),
    (
        '[generators.a]\nstandby_for = "main"\n[generators.b]\nstandby_for = "a"',
        "generators.b.standby_for: expected the name of a generator above it that is no standby itself: main; found",
    ),
    (
        '[generators.a]\nstandby_for = "main"\n[generators.main]',
        "generators.a.standby_for: expected the name of a generator above it that is no standby itself: there is none;",
    ),
    (
        '[generators.main]\nback = "auto"',
        'generators.main.back: expected it on a generator that has a standby; found "auto"',
    ),
    (
        '[generators.main]\nback = "never"',
        'generators.main.back: expected one of hand, auto; found "never"',
    ),
    (
        "[generators.main]\noffset_ms = 9000",
        "generators.main.offset_ms: expected a number from -5000 to 5000; found 9000",
    ),
    (
        '[generators.a]\npipeline = "longlive"',
        "generators.a.pipeline: expected it beside the address of a Scope server; found embedded",
    ),
    (
        '[generators.a]\naddress = "http://a:1"\npipeline = ""',
        'generators.a.pipeline: expected a text of 1 to 100 characters; found ""',
    ),
    (
        '[generators.a]\naddress = "http://a:1"\nstand_in = "bias"',
        'generators.a.stand_in: expected one of none, attention-bias, resets, bypass; found "bias"',
    ),
    (
        '[generators.a]\naddress = "http://a:1"\nload_params = { loras = [1] }',
        (
            "generators.a.load_params.loras: expected a number, a text, true or false, or a list of tables of them; "
            "found [1]"
        ),
    ),
    (
        '[generators.a]\naddress = "http://a:1"\nload_params = { loras = [{ path = [] }] }',
        (
            "generators.a.load_params.loras: expected a number, a text, true or false, or a list of tables of them; "
            "found []"
        ),
    ),
    ("[generators.a]\nsmooth = true", "generators.a.smooth: expected it beside `model`; found no model"),
    (
        '[generators.a]\nmodel = "m"\ndevice = "gpu"',
        'generators.a.device: expected cuda, cuda:1 and so on, or cpu; found "gpu"',
    ),
    (
        '[generators.a]\naddress = "http://a:1"\nmodel = "m"',
        'generators.a.model: expected none: what draws there was started with its own; found "m"',
    ),
    ("[generators.a]\nscren = 1", "generators.a.scren: expected one of the keys address, screen, standby_for, back,"),
    ("generators = 1", "generators: expected a table; found 1"),
    ("".join(f"[generators.a{n}]\n" for n in range(9)), "generators: expected at most 8 tables; found 9"),
]


@pytest.mark.parametrize(("text", "said"), ERRORS)
def test_a_wrong_generator_is_told_where_and_what_was_expected(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        parsed(text)
    matching = [problem for problem in caught.value.problems if problem.startswith(f"my.toml: {said}")]
    assert len(matching) == 1, caught.value.problems
