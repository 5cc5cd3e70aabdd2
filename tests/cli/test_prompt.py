"""What the command line says of a prompt."""

from click.testing import CliRunner

from soundscape_live.cli.prompt import prompt_command


def test_each_word_is_said_with_what_it_means() -> None:
    ended = CliRunner().invoke(prompt_command, ["jellyfishes", "in", "neon"])
    assert ended.exit_code == 0
    head, *lines = [line.split() for line in ended.output.splitlines()]
    assert head == ["said", "means", "which", "is", "a", "like"]
    assert lines[0][0] == "jellyfishes"
    assert lines[0][2] == "scene"
    assert lines[0][-1] == "%"
    assert lines[1] == ["neon", "neon", "colour"]


def test_another_engine_may_be_asked() -> None:
    ended = CliRunner().invoke(prompt_command, ["--engine", "procedural", "glowing", "forest"])
    assert [line.split()[0] for line in ended.output.splitlines()[1:]] == ["glowing", "forest"]


def test_words_that_nobody_knows_are_said_to_be_so() -> None:
    ended = CliRunner().invoke(prompt_command, ["zxqv", "[qwxv]"])
    assert ended.exit_code != 0
    assert "no word of 'zxqv [qwxv]' is one that the engine tiny knows" in ended.output
