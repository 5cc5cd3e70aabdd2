"""themes/*.toml become frozen themes, or sentences about what is wrong."""

import pytest

from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.themes import parse_theme

SMALLEST = 'title = "A"\nbase = "b"\n'


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(FileError) as caught:
        parse_theme(text, "a.toml")
    return caught.value.problems


ERRORS = [
    ('base = "b"', "title: expected this key; found none"),
    (SMALLEST + "crossfade = -1", "crossfade: expected a number from 0 to 3600; found -1"),
    (SMALLEST + 'crossfade = "1"', 'crossfade: expected a number from 0 to 3600; found "1"'),
    (SMALLEST + "crossfade = true", "crossfade: expected a number from 0 to 3600; found true"),
    (SMALLEST + "crossfade = nan", "crossfade: expected a number from 0 to 3600; found nan"),
    (SMALLEST + "crossfade = inf", "crossfade: expected a number from 0 to 3600; found inf"),
    (SMALLEST + "crossfade = 07:30:00", "crossfade: expected a number from 0 to 3600; found a date or time"),
    (SMALLEST + "crossfade = {}", "crossfade: expected a number from 0 to 3600; found a table"),
    (SMALLEST + "modifiers = 3", "modifiers: expected a list of 0 to 16 texts; found 3"),
    (SMALLEST + "modifiers = [3]", "modifiers[1]: expected a text; found 3"),
    (SMALLEST + 'modifiers = [" "]', 'modifiers[1]: expected a text of 1 to 500 characters; found " "'),
    (
        SMALLEST + 'modifiers = ["a\\u0000"]',
        'modifiers[1]: expected a text without control characters; found "a\\u0000"',
    ),
    (SMALLEST + "accent = 3", "accent: expected a table; found 3"),
    (SMALLEST + "parameters = 3", "parameters: expected a table; found 3"),
    (
        SMALLEST + "[beat]\nintensitty = 0.3",
        (
            "beat.intensitty: expected one of the keys action, intensity, every, on_bar, cooldown, attack, decay; "
            "found an unknown key; did you mean intensity?"
        ),
    ),
    (
        SMALLEST + '[beat]\naction = "pulse"',
        (
            "beat.action: expected one of none, pulse_noise, cache_reset, prompt_cycle, transition_trigger; "
            'found "pulse"; did you mean pulse_noise?'
        ),
    ),
    (SMALLEST + "[beat]\nevery = 1.0", "beat.every: expected a whole number from 1 to 256; found 1.0"),
    (SMALLEST + "[beat]\non_bar = 1", "beat.on_bar: expected true or false; found 1"),
    (
        SMALLEST + '[[loras]]\nname = "Ink"\nsource = "energy"',
        'loras[1].name: expected a name of 1 to 40 of a to z, 0 to 9, _ and -; found "Ink"',
    ),
    (
        SMALLEST + '[[loras]]\nname = "ink"\nsource = "energy"\nhigh = 11',
        "loras[1].high: expected a number from -10 to 10; found 11",
    ),
    (
        SMALLEST + '[[loras]]\nname = "ink"\nsource = "energy"\n' * 2,
        'loras[2].name: expected each LoRA once; found "ink"',
    ),
    (
        SMALLEST + "[parameters.nois_scale]\nrest = 0.3",
        (
            "parameters.nois_scale: expected one of noise_scale, steps, accent, manage_cache, light, "
            "zoom, rotate, pan_x, pan_y, pace; "
            'found "nois_scale"; did you mean noise_scale?'
        ),
    ),
    (
        SMALLEST + "[parameters.light]\nrest = 0.3\nreles = 1",
        (
            "parameters.light.reles: expected one of the keys rest, combine, attack, release; "
            "found an unknown key; did you mean release or rest?"
        ),
    ),
    (
        SMALLEST + '[[mappings]]\nsource = "energy"\ntarget = "light"\nsensitivity = 4.5',
        "mappings[1].sensitivity: expected a number from 0 to 4; found 4.5",
    ),
    (
        SMALLEST + '[[mappings]]\nsource = "energy"\ntarget = "light"\nlow = 0.5\nhigh = 0.2',
        "mappings[1].high: expected a number from 0.5, its low, to 1 (`invert = true` turns a mapping round); found",
    ),
    (
        SMALLEST + '[[mappings]]\nsource = "energy"\ntarget = "accent"',
        "accent: expected a table, since mappings[1] moves the accent; found none",
    ),
    (SMALLEST + "step_lists = []", "step_lists: expected a list of 1 to 8 lists; found []"),
    (SMALLEST + "step_lists = [[]]", "step_lists[1]: expected a list of 1 to 8 whole numbers; found []"),
    (SMALLEST + "step_lists = [[1001]]", "step_lists[1][1]: expected a whole number from 1 to 1000; found 1001"),
    (
        SMALLEST + "step_lists = [[500, 250], [250, 500]]",
        "step_lists[2]: expected whole numbers that descend; found [250, 500]",
    ),
    (
        SMALLEST + "step_lists = [[9, 8, 7, 6, 5, 4, 3, 2, 1]]",
        "step_lists[1]: expected a list of 1 to 8 whole numbers; found a list of 9",
    ),
    (
        SMALLEST + '[[descriptors]]\nsource = "energy"\nbands = [{ text = "a", above = 0.1 }]',
        "descriptors[1].bands[1].above: expected 0, where the first band begins; found 0.1",
    ),
    (
        SMALLEST + '[[descriptors]]\nsource = "energy"\nbands = [{text="a",above=0}, {text="b",above=0}]',
        "descriptors[1].bands[2].above: expected more than 0, where the band before begins; found 0",
    ),
    (
        SMALLEST + '[variations]\ntrigger = "beat"',
        "variations.prompts: expected a list of texts, since variations.trigger is beat; found none",
    ),
    (
        SMALLEST + '[beat]\naction = "prompt_cycle"',
        "variations.prompts: expected a list of texts, since beat.action is prompt_cycle; found none",
    ),
    (
        SMALLEST + f"modifiers = {['m' * 500] * 4}",
        "base: expected at most 2000 characters with modifiers, ambient and the longest descriptors; found 2039",
    ),
    (SMALLEST + '"a b" = 1', '"a b": expected one of the keys title, '),
    ("title = \n", "line 1, column 9: expected TOML; found: invalid value"),
    ("title = 'a", "end of document: expected TOML; found: "),
    ("a = " + "9" * 5000, "expected TOML; found: exceeds the limit"),
    ("a = " + "[" * 5000, "expected a few levels of lists and tables; found far too many"),
    ("a = " + "{a=" * 5000, "expected a few levels of lists and tables; found far too many"),
    ("a." * 300 + "a = 1", "line 1: expected at most 200 dots; found 300"),
    ("#" * 70_000, "expected at most 65536 bytes; found more"),
]


@pytest.mark.parametrize(("text", "said"), ERRORS)
def test_a_wrong_file_is_told_where_and_what_was_expected(text: str, said: str) -> None:
    matching = [problem for problem in problems(text) if problem.startswith(f"a.toml: {said}")]
    assert len(matching) == 1, problems(text)


def test_all_problems_of_a_file_are_said_one_on_a_line() -> None:
    text = 'title = 1\ncrossfade = 9999\n[beat]\nintensity = 2\n[[mappings]]\nsource = "bass"\n'
    error = "\n".join(problems(text))
    assert error.splitlines() == [
        "a.toml: title: expected a text; found 1",
        "a.toml: base: expected this key; found none",
        (
            "a.toml: mappings[1].source: expected one of energy, sub, low, mid, high, air, brightness, texture, flux, "
            'onset, loudness, pitch, beat_phase, tempo; found "bass"'
        ),
        "a.toml: mappings[1].target: expected this key; found none",
        "a.toml: beat.intensity: expected a number from 0 to 1; found 2",
        "a.toml: crossfade: expected a number from 0 to 3600; found 9999",
    ]


def test_a_flood_of_problems_is_cut_and_counted() -> None:
    said = problems(SMALLEST + "".join(f"key{i} = 1\n" for i in range(100)))
    assert len(said) == 21
    assert said[-1] == "a.toml: and 80 more problems"


def test_what_is_shown_of_a_file_is_short_and_printable() -> None:
    (said,) = problems(SMALLEST + f'"\\u001b[31m" = 1\ncrossfade = "{"x" * 500}"')[1:]
    assert said.isprintable()
    assert "found an unknown key" in said
    (long,) = problems(SMALLEST + f'crossfade = "{"x" * 500}"')
    assert long.endswith('x..."')
    assert len(long) < 150
    (number,) = problems(SMALLEST + f"crossfade = 0x{'f' * 9000}")
    assert number.endswith("found a very large number")


@pytest.mark.parametrize("name", ["My Theme.toml", "a_b.toml", "-a.toml", ".toml", "é.toml", "x" * 61])
def test_a_theme_is_called_by_a_file_name_that_people_can_type(name: str) -> None:
    with pytest.raises(FileError, match=r"the file's name: expected lower-case letters"):
        parse_theme(SMALLEST, name)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert parse_theme("\ufeff" + SMALLEST.replace("\n", "\r\n"), "a").base == "b"
