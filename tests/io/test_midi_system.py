"""Which inputs are chosen, and what is said where there is no MIDI."""

import pytest

from soundscape_live.io.midi import list_midi
from soundscape_live.io.midi.system import choose, find_system

LISTED = [
    "Midi Through:Midi Through Port-0 14:0",
    "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0",
    "Launchpad X:Launchpad X MIDI 1 24:0",
    "Launchpad X:Launchpad X MIDI 2 24:1",
    "soundscape_live:feedback 128:0",
]


def names(*patterns: str, listed: list[str] = LISTED) -> list[str]:
    return [port.name for port in choose(listed, patterns)]


def test_everything_is_all_but_our_own_and_midi_through() -> None:
    assert names("*") == [
        "nanoKONTROL2:nanoKONTROL2 MIDI 1",
        "Launchpad X:Launchpad X MIDI 1",
        "Launchpad X:Launchpad X MIDI 2",
    ]


def test_case_does_not_matter() -> None:
    assert names("NANOkontrol2*") == ["nanoKONTROL2:nanoKONTROL2 MIDI 1"]


def test_several_patterns_choose_in_the_systems_order() -> None:
    assert names("*MIDI 2", "nano*") == ["nanoKONTROL2:nanoKONTROL2 MIDI 1", "Launchpad X:Launchpad X MIDI 2"]


def test_midi_through_can_be_asked_for_by_name() -> None:
    assert names("midi through*") == ["Midi Through:Midi Through Port-0"]


def test_a_name_does_not_change_when_the_device_comes_back_with_another_number() -> None:
    assert names("nano*", listed=["nanoKONTROL2:nanoKONTROL2 MIDI 1 28:0"]) == ["nanoKONTROL2:nanoKONTROL2 MIDI 1"]


def test_two_devices_of_one_name_can_be_told_apart() -> None:
    assert names("*", listed=["LPD8:LPD8 MIDI 1 20:0", "LPD8:LPD8 MIDI 1 24:0"]) == [
        "LPD8:LPD8 MIDI 1",
        "LPD8:LPD8 MIDI 1 (2)",
    ]


def test_a_port_of_jack_keeps_its_name() -> None:
    assert names("*", listed=["system:midi_capture_1"]) == ["system:midi_capture_1"]


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

    ports, why = list_midi()

    assert ports == ()
    assert "no JACK server" in why
