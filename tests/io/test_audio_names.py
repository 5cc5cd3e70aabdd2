import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.io.portaudio.devices import AudioDevice, choose, no_match

DEVICES = (
    AudioDevice(0, "HDA Intel PCH: ALC257 Analog (hw:0,0)", "ALSA", 2, 44_100),
    AudioDevice(2, "Scarlett 2i2 USB: Audio (hw:1,0)", "ALSA", 2, 48_000, default=True),
    AudioDevice(5, "UMC1820: USB Audio (hw:2,0)", "ALSA", 18, 48_000),
    AudioDevice(7, "usb", "JACK Audio Connection Kit", 1, 48_000),
)


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        ("scarlett", 2),
        ("SCARLETT*", 2),
        ("*usb audio*", 5),
        ("umc????:*", 5),
        ("USB", 7),  # the whole name goes before a part of one
        ("Audio", 2),  # the first of the list
        ("default", 2),
        ("5", 5),
        ("1", None),
        ("usb*", 7),
        ("focusrite", None),
    ],
)
def test_a_device_is_found_by_name_part_pattern_number_or_default(wanted: str, index: int | None) -> None:
    found = choose(DEVICES, wanted)
    assert (found.index if found else None) == index


def test_the_device_that_was_open_before_goes_first() -> None:
    found = choose(DEVICES, "usb", before="UMC1820: USB Audio (hw:2,0)")
    assert found == DEVICES[2]


def test_a_number_means_nothing_once_its_device_has_gone() -> None:
    assert choose(DEVICES, "5", before="gone") is None


def test_a_part_of_a_name_still_counts_when_the_whole_name_has_changed() -> None:
    assert choose(DEVICES, "scarlett", before="Scarlett 2i2 USB: Audio (hw:3,0)") == DEVICES[1]


def test_without_a_default_there_is_none() -> None:
    assert choose(DEVICES[2:], "default") is None


def test_nothing_of_that_name_is_said_with_what_there_is_and_what_comes_near() -> None:
    assert no_match(DEVICES[1:3], "scarlet") == (
        "There is no sound input called 'scarlet'. Did you mean 'Scarlett 2i2 USB: Audio (hw:1,0)'? "
        "There are: 'Scarlett 2i2 USB: Audio (hw:1,0)', 'UMC1820: USB Audio (hw:2,0)'."
    )
    assert no_match(DEVICES[2:3], "focusrite") == (
        "There is no sound input called 'focusrite'. There are: 'UMC1820: USB Audio (hw:2,0)'."
    )
    assert no_match((), "x") == "There is no sound input called 'x': this machine has none at all."


@settings(max_examples=50)
@given(st.text(max_size=12), st.text(max_size=12))
def test_no_name_whatever_makes_the_search_fail(wanted: str, before: str) -> None:
    found = choose(DEVICES, wanted, before)
    assert found is None or found in DEVICES
    assert no_match(DEVICES, wanted)
