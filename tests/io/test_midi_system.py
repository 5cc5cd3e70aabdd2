"""What is said where there is no MIDI."""

import pytest

from soundscape_live.io.midi import list_midi, what_to_install
from soundscape_live.io.midi.system import find_system


def test_without_a_server_the_reason_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "nobody_runs_this")

    assert find_system("jack") == (None, "no MIDI system: no JACK server called 'nobody_runs_this' is running")


def test_an_unknown_system_is_said() -> None:
    assert find_system("tin cans") == (None, "no MIDI system: rtmidi knows no 'tin cans' here")


def test_listing_gives_a_reason_where_there_is_no_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "nobody_runs_this")
    system, _ = find_system()
    if system is not None:
        pytest.skip(f"this machine has {system.name}")

    listed = list_midi()

    assert (listed.inputs, listed.outputs) == ((), ())
    assert "no JACK server" in listed.why


@pytest.mark.parametrize(
    ("platform", "kinds"), [("linux", ["Debian, Ubuntu", "Fedora"]), ("darwin", ["macOS"]), ("plan9", [])]
)
def test_a_machine_without_midi_is_told_what_to_install_in_one_line_each(
    monkeypatch: pytest.MonkeyPatch, platform: str, kinds: list[str]
) -> None:
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "nobody_runs_this")
    system, why = find_system()
    if system is not None:
        pytest.skip(f"this machine has {system.name}")

    lines = what_to_install(platform)

    assert lines[0] == why
    assert [line.partition(":")[0] for line in lines[1:]] == kinds
    assert not any("\n" in line for line in lines)
