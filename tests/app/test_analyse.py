"""What is heard in sound files, faster than they sound."""

import json
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.beat_music import Music, play, steady
from soundscape_live.app.analyse import _CueNotes, analyse, open_sound
from soundscape_live.app.heard import SLOW_FRAME, Analysis, HeardBeat, Mark
from soundscape_live.cli.analyse import summary
from soundscape_live.io.audio import AudioError
from soundscape_live.model import Cue

RATE = 44_100
BPM = 118.0


def hear(path: Path) -> Analysis:
    with closing(open_sound(str(path))) as reader:
        return analyse(reader, path.name)


@pytest.fixture(scope="module")
def music() -> Music:
    return play("house", steady(BPM), 24.0, RATE, 9)


@pytest.fixture(scope="module")
def heard(music: Music, tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    path = tmp_path_factory.mktemp("sound") / "house.flac"
    soundfile.write(path, music.sound, RATE)
    return hear(path)


def test_the_length_and_level_are_the_files(heard: Analysis, music: Music) -> None:
    assert (heard.name, heard.rate) == ("house.flac", RATE)
    assert heard.seconds == pytest.approx(24.0)
    assert heard.peak_db == pytest.approx(20.0 * np.log10(np.abs(music.sound).max()), abs=0.01)
    assert heard.rms_db == pytest.approx(10.0 * np.log10(np.mean(music.sound**2)), abs=0.01)


def test_the_beats_are_where_the_music_has_them(heard: Analysis, music: Music) -> None:
    late = np.array([beat.at for beat in heard.beats if beat.at > 10.0])
    true = music.beats[music.beats > 10.0]
    away = np.abs(late[:, None] - true[None, :])
    assert away.min(axis=1).max() < 0.05
    assert away.min(axis=0)[:-1].max() < 0.05
    assert heard.tempo()[0] == pytest.approx(BPM, abs=0.5)


def test_bars_are_counted_from_their_first_beats(heard: Analysis) -> None:
    positions = [beat.bar_position for beat in heard.beats]
    assert set(positions) == {0, 1, 2, 3}
    assert heard.bars == positions.count(0)
    starts = [beat.at for beat in heard.beats if beat.bar_position == 0]
    assert [heard.bar(at) for at in (starts[0] - 1.0, starts[0], starts[1] - 0.1, starts[1] + 1.0)] == [0, 1, 2, 2]


def test_onsets_are_told_where_something_is_struck(heard: Analysis, music: Music) -> None:
    at = np.array([mark.at for mark in heard.onsets])
    some = music.beats[(music.beats > 5.0) & (music.beats < 23.0)]
    away = np.abs(at[:, None] - some[None, :]).min(axis=0)
    assert np.quantile(away, 0.9) < 0.03


def test_the_curves_cover_the_file(heard: Analysis, music: Music) -> None:
    curves = heard.curves
    assert curves.low.shape == curves.high.shape == curves.novelty.shape == (2_400,)
    assert curves.bpm.shape == curves.confidence.shape == (120,)
    assert curves.posterior.shape == (120, curves.tempi.size)
    part = music.sound[10 * RATE : 11 * RATE]
    assert curves.high[999:1_101].max() == pytest.approx(part.max(), abs=0.02)
    assert curves.low[999:1_101].min() == pytest.approx(part.min(), abs=0.02)
    assert curves.bpm[-1] == pytest.approx(BPM, abs=1.0)
    near = [curves.novelty[round(100 * at) - 2 : round(100 * at) + 6].max() for at in music.beats[4:-2]]
    assert float(np.median(near)) > 2.0 * float(np.median(curves.novelty))


def test_the_json_holds_what_was_heard(heard: Analysis) -> None:
    told = json.loads(json.dumps(heard.to_json()))
    assert told["file"] == "house.flac"
    assert told["bpm"]["low"] <= told["bpm"]["median"] <= told["bpm"]["high"]
    assert [beat["at"] for beat in told["beats"]] == [round(beat.at, 4) for beat in heard.beats]
    assert [beat["bar_position"] for beat in told["beats"]] == [beat.bar_position for beat in heard.beats]
    assert [row["at"] for row in told["tempo"][:3]] == [0.0, SLOW_FRAME, 2 * SLOW_FRAME]
    assert told["tempo"][-1]["bpm"] == pytest.approx(BPM, abs=1.0)
    assert len(told["onsets"]) == len(heard.onsets)
    assert told["sections"] == [{"at": round(m.at, 4), "name": m.name, "value": m.value} for m in heard.sections]


def test_the_same_sound_at_another_rate_and_in_another_format_has_the_same_beats(
    heard: Analysis, tmp_path: Path
) -> None:
    path = tmp_path / "house.ogg"
    other = play("house", steady(BPM), 24.0, 48_000, 9)
    soundfile.write(path, other.sound, 48_000, subtype="VORBIS")
    again = hear(path)
    assert again.rate == 48_000
    ours, theirs = (np.array([beat.at for beat in one.beats if beat.at > 12.0]) for one in (heard, again))
    assert np.abs(ours[:, None] - theirs[None, :]).min(axis=1).max() < 0.06


def test_the_summary_says_it_in_words(heard: Analysis) -> None:
    lines = list(summary(heard))
    assert lines[0] == "house.flac: 0:24.0, 44100 Hz"
    assert lines[1].startswith("level     -")
    assert lines[2].startswith(f"tempo     {heard.tempo()[0]:.1f} BPM (")
    assert f"{len(heard.beats)} in {heard.bars} bars" in lines[3]


def test_sections_are_named_with_their_bar(heard: Analysis) -> None:
    starts = [beat.at for beat in heard.beats if beat.bar_position == 0]
    marks = (Mark(starts[1] + 0.05, "drop", 0.75), Mark(starts[3], "section", 1))
    told = list(summary(_with(heard, marks)))[-2:]
    assert told[0].startswith("sections ")
    assert told[0].endswith(" bar 2: drop, strength 0.75")
    assert told[1].endswith(" bar 4: section")


def _with(heard: Analysis, sections: tuple[Mark, ...]) -> Analysis:
    fields = (heard.name, heard.seconds, heard.rate, heard.rms_db, heard.peak_db, heard.beats, heard.onsets)
    return Analysis(*fields, sections, heard.curves)


def test_silence_has_no_beats_and_a_level(tmp_path: Path) -> None:
    path = tmp_path / "nothing.wav"
    soundfile.write(path, np.zeros(2 * 8_000, np.float32), 8_000)
    heard = hear(path)
    assert (heard.beats, heard.bars, heard.tempo(), heard.confidence) == ((), 0, (0.0, 0.0, 0.0), 0.0)
    assert (heard.rms_db, heard.peak_db) == (-120.0, -120.0)
    assert "tempo     no beat found" in list(summary(heard))
    assert not heard.curves.bpm.any()


def test_a_file_shorter_than_a_block_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "click.wav"
    soundfile.write(path, np.full(10, 0.5, np.float32), 48_000)
    heard = hear(path)
    assert heard.seconds == pytest.approx(10 / 48_000)
    assert heard.curves.high.tolist() == [pytest.approx(0.5, abs=1e-4)]


def test_a_rate_too_low_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "slow.wav"
    soundfile.write(path, np.zeros(100, np.float32), 4_000)
    with pytest.raises(AudioError, match="has 4000 samples a second; at least 8000 are needed"):
        open_sound(str(path))


def test_the_bundled_music_can_be_opened_by_its_name() -> None:
    with closing(open_sound("demo")) as reader:
        assert reader.read(100).size == 100


def test_the_beats_of_the_bundled_music_lie_where_they_were_written() -> None:
    with closing(open_sound("demo")) as reader:
        heard = analyse(reader, "demo")
    beats = np.array([beat.at for beat in heard.beats])
    period = 60.0 / 124.0
    away = np.abs((beats + period / 2.0) % period - period / 2.0)
    assert len(beats) > 0.97 * heard.seconds / period - 4
    assert np.percentile(away, 95) < 0.005


def test_what_is_said_of_a_beat_after_it_belongs_to_it() -> None:
    notes = _CueNotes()
    said = [("beat", 1), ("beat/count", 0), ("bpm", 120.0), ("bpm/confidence", 0.5), ("drop", 0.9), ("onset", 0.3)]
    for name, value in said:
        notes.note(Cue(1.0, name, value))
    for name, value in (("beat", 0), ("bpm/confidence", 0.0), ("energy", 0.4)):
        notes.note(Cue(1.05, name, value))
    for name, value in (("beat", 1), ("bar", 1), ("bpm/confidence", 0.75)):
        notes.note(Cue(1.5, name, value))
    assert notes.beats == [HeardBeat(1.0, 0, 120.0, 0.5), HeardBeat(1.5, 0, 120.0, 0.75)]
    assert notes.sections == [Mark(1.0, "drop", 0.9)]
    assert notes.onsets == [Mark(1.0, "onset", 0.3)]
