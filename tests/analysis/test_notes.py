import math

import numpy as np
import pytest

from soundscape_live.analysis.chroma import Chroma
from soundscape_live.analysis.narrow import CUT, Narrow
from soundscape_live.analysis.notes import Notes
from soundscape_live.analysis.pitch import Pitch
from soundscape_live.model import PITCH_CLASSES

RATES = (8_000, 22_050, 44_100, 48_000, 96_000)
SIZES = {8_000: 128, 22_050: 512, 44_100: 1024, 48_000: 1024, 96_000: 2048}


def tone(hertz: float, rate: int, partials: int = 1, seconds: float = 0.8) -> np.ndarray:
    time = np.arange(round(seconds * rate)) / rate
    heard = range(1, min(partials, int(0.45 * rate / hertz)) + 1)
    return np.asarray(0.1 * sum(np.sin(2 * np.pi * n * hertz * time) / n for n in heard), np.float32)


def listen(sound: np.ndarray, rate: int) -> Notes:
    size = SIZES[rate]
    notes = Notes(rate, size)
    for begin in range(0, len(sound) - size + 1, size):
        notes.step(sound[begin : begin + size])
    return notes


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("partials", [1, 8])
@pytest.mark.parametrize(
    ("hertz", "cents"), [(65.4, 10.0), (110.0, 10.0), (261.6, 10.0), (440.0, 10.0), (880.0, 15.0), (1318.5, 35.0)]
)
def test_a_notes_pitch_is_found_at_every_rate(rate: int, partials: int, hertz: float, cents: float) -> None:
    notes = listen(tone(hertz, rate, partials), rate)
    assert 1200 * math.log2(notes.hertz / hertz) == pytest.approx(0.0, abs=cents)
    assert notes.confidence > 0.85


@pytest.mark.parametrize("hertz", [30.0, 2600.0])
def test_a_pitch_out_of_range_is_none(hertz: float) -> None:
    assert listen(tone(hertz, 48_000), 48_000).hertz == 0.0


@pytest.mark.parametrize("rate", RATES)
def test_noise_has_no_pitch(rate: int) -> None:
    size = SIZES[rate]
    notes = Notes(rate, size)
    sound = np.random.default_rng(1).normal(size=2 * rate).astype(np.float32)
    for begin in range(0, len(sound) - size + 1, size):
        notes.step(sound[begin : begin + size])
        assert notes.hertz == 0.0
        assert notes.confidence < 0.6


def test_confidence_stays_in_its_range_whatever_is_heard() -> None:
    pitch = Pitch(12_000.0, 512)
    for sound in (np.zeros(512), np.ones(512), np.arange(512) % 2, 8.0 * tone(100.0, 12_000)[:512]):
        hertz, confidence = pitch.step(sound.astype(np.float32))
        assert hertz == 0.0 or 50.0 <= hertz <= 2000.0
        assert 0.0 <= confidence <= 1.0


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("midi", [*range(48, 60), 69, 76, 88])
def test_a_notes_class_is_the_strongest_by_far(rate: int, midi: int) -> None:
    chroma = listen(tone(440.0 * 2 ** ((midi - 69) / 12), rate), rate).chroma
    assert chroma[midi % 12] == 1.0
    others = [part for place, part in enumerate(chroma) if place != midi % 12]
    # Below 200 Hz a semitone is hardly wider than a bin.
    assert max(others) < (0.5 if midi < 56 else 0.2)


def test_the_classes_begin_with_c_and_a_has_440_hertz() -> None:
    assert PITCH_CLASSES[listen(tone(440.0, 48_000), 48_000).chroma.index(1.0)] == "A"
    assert PITCH_CLASSES[listen(tone(261.63, 48_000), 48_000).chroma.index(1.0)] == "C"


@pytest.mark.parametrize("rate", RATES)
def test_a_triads_classes_stand_out(rate: int) -> None:
    chord = sum(tone(hertz, rate) for hertz in (261.63, 329.63, 392.0))
    chroma = listen(np.asarray(chord), rate).chroma
    assert min(chroma[place] for place in (0, 4, 7)) > 0.8
    assert max(chroma[place] for place in range(12) if place not in {0, 4, 7}) < 0.1


def test_nothing_has_no_classes() -> None:
    assert listen(np.zeros(48_000, np.float32), 48_000).chroma == (0.0,) * 12
    chroma = Chroma(12_000.0, 0.04)
    chroma.transform()
    assert chroma.gather() == (0.0,) * 12


@pytest.mark.parametrize(("hertz", "least", "most"), [(100.0, 0.99, 1.01), (3000.0, 0.97, 1.01), (7500.0, 0.0, 0.01)])
def test_the_narrow_sound_keeps_what_is_low_and_loses_what_would_fold(hertz: float, least: float, most: float) -> None:
    narrow = Narrow(4, 512)
    sound = np.sin(2 * np.pi * hertz * np.arange(4096) / 48_000).astype(np.float32)
    out = np.concatenate([narrow.step(sound[begin : begin + 512]) for begin in range(0, 4096, 512)])
    assert least <= np.abs(out[64:]).max() <= most
    assert CUT < 1.0


def test_blocks_of_the_narrow_sound_join_without_a_seam() -> None:
    sound = np.random.default_rng(1).normal(size=4096).astype(np.float32)
    whole = Narrow(4, 4096).step(sound)
    narrow = Narrow(4, 512)
    parts = [narrow.step(sound[begin : begin + 512]) for begin in range(0, 4096, 512)]
    assert np.concatenate(parts) == pytest.approx(whole, abs=1e-6)


def test_a_factor_of_one_changes_nothing() -> None:
    sound = np.random.default_rng(1).normal(size=512).astype(np.float32)
    assert Narrow(1, 512).step(sound) == pytest.approx(sound)
