"""Names of ports: chosen, kept, and paired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.midi.ports import Names, Port, choose, is_like, pair, place

LISTED = [
    "Midi Through:Midi Through Port-0 14:0",
    "nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0",
    "Launchpad X:Launchpad X MIDI 1 24:0",
    "Launchpad X:Launchpad X MIDI 2 24:1",
    "soundscape_live:feedback 128:0",
]
TWO = ["LPD8:LPD8 MIDI 1 20:0", "LPD8:LPD8 MIDI 1 24:0"]


def names(*patterns: str, listed: list[str] = LISTED) -> list[str]:
    return [port.name for port in choose(Names().ports(listed), patterns)]


def paired(inputs: list[str], outputs: list[str]) -> dict[str, str]:
    pairs = pair(Names().ports(inputs), Names().ports(outputs))
    return {output.name: source.name for output, source in pairs.items()}


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


def test_brackets_in_a_name_are_brackets() -> None:
    assert names("a2j:nano [20]*", listed=["a2j:nano [20] (capture): 1"]) == ["a2j:nano [20] (capture): 1"]
    assert not is_like("2", "[20]")


def test_a_name_does_not_change_when_the_device_comes_back_with_another_number() -> None:
    assert names("nano*", listed=["nanoKONTROL2:nanoKONTROL2 MIDI 1 28:0"]) == ["nanoKONTROL2:nanoKONTROL2 MIDI 1"]


def test_two_devices_of_one_name_can_be_told_apart() -> None:
    assert names("*", listed=TWO) == ["LPD8:LPD8 MIDI 1", "LPD8:LPD8 MIDI 1 (2)"]


def test_a_device_that_is_pulled_out_does_not_rename_its_neighbour() -> None:
    known = Names()
    first, second = known.ports(TWO)
    assert known.ports(TWO[1:]) == (second,)
    back, still = known.ports(["LPD8:LPD8 MIDI 1 20:0", TWO[1]])
    assert (back, still) == (first, second)
    (late,) = (port for port in known.ports([TWO[1], "LPD8:LPD8 MIDI 1 28:0"]) if port != second)
    assert late.name == first.name


def test_a_port_of_jack_keeps_its_name() -> None:
    assert names("*", listed=["system:midi_capture_1"]) == ["system:midi_capture_1"]


def test_two_ports_that_are_listed_by_the_same_text_are_two() -> None:
    listed = ["LPD8", "other", "LPD8"]
    first, _, second = Names().ports(listed)
    assert (first.name, second.name) == ("LPD8", "LPD8 (2)")
    assert (place(first, listed), place(second, listed)) == (0, 2)
    assert place(second, ["LPD8"]) is None
    assert place(Port("gone", "gone"), listed) is None


@pytest.mark.parametrize(
    ("inputs", "outputs", "expected"),
    [
        pytest.param(
            TWO,
            TWO[::-1],
            {"LPD8:LPD8 MIDI 1": "LPD8:LPD8 MIDI 1 (2)", "LPD8:LPD8 MIDI 1 (2)": "LPD8:LPD8 MIDI 1"},
            id="ALSA's numbers say which",
        ),
        pytest.param(["b:out", "a:out"], ["a:in", "b:in"], {"a:in": "a:out", "b:in": "b:out"}, id="JACK's clients"),
        pytest.param(
            ["a2j:Y [20] (capture): 1", "a2j:Y [24] (capture): 1"],
            ["a2j:Y [24] (playback): 1", "a2j:Y [20] (playback): 1"],
            {
                "a2j:Y [24] (playback): 1": "a2j:Y [24] (capture): 1",
                "a2j:Y [20] (playback): 1": "a2j:Y [20] (capture): 1",
            },
            id="a bridge's two sides",
        ),
        pytest.param(
            ["system:midi_capture_1", "system:midi_capture_2"],
            ["system:midi_playback_2", "system:midi_playback_1"],
            {"system:midi_playback_1": "system:midi_capture_1", "system:midi_playback_2": "system:midi_capture_2"},
            id="JACK's own ports",
        ),
        pytest.param(["x:out", "y:out"], ["x-1:in", "y-1:in"], {"x-1:in": "x:out", "y-1:in": "y:out"}, id="order"),
        pytest.param(["a:out"], ["a:in", "b:in"], {"a:in": "a:out"}, id="an output alone"),
        pytest.param(["a:out"], [], {}, id="an input alone"),
    ],
)
def test_an_input_and_an_output_are_paired(inputs: list[str], outputs: list[str], expected: dict[str, str]) -> None:
    assert paired(inputs, outputs) == expected


def test_who_was_together_stays_so_while_another_one_goes() -> None:
    known = Names(), Names()
    gone, still = known[0].ports(["x:out", "x-02:out"])
    first, second = known[1].ports(["x-01:in", "x-03:in"])
    before = {first: gone.name, second: still.name}
    assert pair((still,), (first, second), before) == {second: still}
    assert pair((still,), (first, second)) == {first: still}


@given(st.lists(st.sampled_from([*TWO, "a", "b", "a (2)"]), max_size=8), st.lists(st.sampled_from(TWO), max_size=8))
def test_every_port_has_a_name_of_its_own_and_keeps_it(first: list[str], second: list[str]) -> None:
    known = Names()
    before = {(port.listed, port.alike): port.name for port in known.ports(first)}
    ports = known.ports(second)
    assert len({port.name for port in ports}) == len(ports) == len(second)
    for port in ports:
        assert port.name == before.get((port.listed, port.alike), port.name)
