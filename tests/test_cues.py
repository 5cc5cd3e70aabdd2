from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.cues import BEATS_GONE, CONTINUOUS, PULSE, Bars, Cues
from soundscape_live.model import Beat, Cue, Features, Structure, Turn

FEATURES = Features(
    at=0.0,
    rms_db=-20.0,
    peak=0.2,
    energy=0.5,
    bands=(0.1, 0.2, 0.3, 0.4, 0.5),
    centroid_hz=1000.0,
    brightness=0.5,
    flatness=0.1,
    texture=0.5,
    flux=0.0,
    onset=0.0,
    rise=0.0,
    silence=False,
    clipping=False,
    loudness_lufs=-18.31,
    loudness_short_lufs=-20.0,
    pitch_hz=440.123,
    pitch_confidence=0.981,
    chroma=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 0.9, 0.05),
)
BEAT = Beat(at=1.0, index=7, bar_position=0, bpm=120.0, confidence=0.8, source="audio")


def only(cues: tuple[Cue, ...], *names: str) -> list[tuple[float, str, float | int | str]]:
    return [(cue.at, cue.name, cue.value) for cue in cues if cue.name in names]


def started(at: float = 0.0) -> Cues:
    """Return cues that have told all that is told at first."""
    cues = Cues()
    cues.hear(replace(FEATURES, at=at))
    cues.state(at, "live")
    cues.advance(at, 0.0)
    return cues


def test_the_first_features_tell_everything() -> None:
    cues = Cues()
    cues.hear(FEATURES)
    cues.state(0.0, "live")
    assert {cue.name: cue.value for cue in cues.advance(0.0, 0.0)} == {
        "silence": 0,
        "state": "live",
        "heartbeat": 1,
        "beat/phase": 0.0,
        "energy": 0.5,
        "band/sub": 0.1,
        "band/low": 0.2,
        "band/mid": 0.3,
        "band/high": 0.4,
        "band/air": 0.5,
        "loudness": -18.3,
        "loudness/short": -20.0,
        "pitch": 440.1,
        "pitch/confidence": 0.98,
        **{f"chroma/{place}": value for place, value in enumerate(FEATURES.chroma)},
    }


def test_a_beat_is_one_and_then_zero_after_fifty_milliseconds() -> None:
    cues = started()
    cues.beat(BEAT)
    assert cues.deadline() == 1.0
    assert only(cues.advance(1.0, 0.0), "beat", "bar", "beat/count", "bpm", "bpm/confidence", "bpm/source") == [
        (1.0, "beat", 1),
        (1.0, "bar", 1),
        (1.0, "beat/count", 7),
        (1.0, "bpm", 120.0),
        (1.0, "bpm/confidence", 0.8),
        (1.0, "bpm/source", "audio"),
    ]
    assert only(cues.advance(1.04, 0.0), "beat", "bar") == []
    assert cues.deadline() == pytest.approx(1.0 + PULSE)
    assert only(cues.advance(1.06, 0.0), "beat", "bar") == [(1.0 + PULSE, "beat", 0), (1.0 + PULSE, "bar", 0)]


def test_only_the_first_beat_of_a_bar_is_a_bar_and_what_is_the_same_is_not_told_again() -> None:
    cues = started()
    cues.beat(BEAT)
    cues.advance(1.0, 0.0)
    cues.beat(replace(BEAT, at=1.5, index=8, bar_position=1))
    told = cues.advance(1.5, 0.0)
    assert only(told, "bar") == [(1.0 + PULSE, "bar", 0)]
    assert only(told, "beat/count") == [(1.5, "beat/count", 8)]
    assert only(told, "bpm", "bpm/confidence", "bpm/source") == []


def test_a_late_beat_comes_whole_and_in_order() -> None:
    cues = started()
    cues.beat(BEAT)
    assert [value for _, _, value in only(cues.advance(1.2, 0.0), "beat")] == [1, 0]


def test_the_stage_is_told_when_it_changes_and_a_blackout_with_each_heartbeat() -> None:
    cues = started()
    seen = []
    for at, scene, cue, dark in ((0.1, "", "", False), (0.2, "calm", "intro", True), (0.5, "calm", "intro", True)):
        cues.stage(at, scene, cue, theme="ink-tide", blackout=dark)
        seen += only(cues.advance(at, 0.0), "blackout", "scene", "setlist/cue")
    assert seen == [(0.1, "blackout", 0), (0.2, "blackout", 1), (0.2, "scene", "calm"), (0.2, "setlist/cue", "intro")]
    again = only(cues.advance(1.0, 0.0), "blackout", "scene", "setlist/cue")
    assert again == [(1.0, "blackout", 1), (1.0, "scene", "calm"), (1.0, "setlist/cue", "intro")]
    cues.stage(1.1, "", "intro", theme="ink-tide", blackout=True)
    assert only(cues.advance(1.1, 0.0), "blackout", "scene", "setlist/cue") == [(1.1, "scene", "")]


def test_a_beat_within_the_pulse_of_another_ends_it_first() -> None:
    cues = started()
    cues.beat(BEAT)
    cues.beat(replace(BEAT, at=1.02, bar_position=1))
    assert only(cues.advance(1.03, 0.0), "beat") == [(1.0, "beat", 1), (1.02, "beat", 0), (1.02, "beat", 1)]
    assert only(cues.advance(1.08, 0.0), "beat") == [(1.02 + PULSE, "beat", 0)]


def test_when_beats_stop_their_confidence_is_told_to_be_nothing() -> None:
    cues = started()
    cues.beat(BEAT)
    cues.advance(1.0, 0.0)
    assert only(cues.advance(1.0 + BEATS_GONE, 0.0), "bpm/confidence") == [(1.0 + BEATS_GONE, "bpm/confidence", 0.0)]
    assert only(cues.advance(9.0, 0.0), "bpm/confidence") == []


def test_an_onset_goes_out_at_once() -> None:
    cues = started()
    cues.hear(replace(FEATURES, at=0.011, onset=0.7, energy=0.9))
    assert cues.deadline() == 0.011
    assert [(cue.name, cue.value) for cue in cues.advance(0.011, 0.0)] == [("onset", 0.7)]


def test_silence_and_state_are_told_when_they_change() -> None:
    cues = started()
    cues.hear(replace(FEATURES, at=0.01, silence=True))
    cues.state(0.01, "ambient")
    cues.state(0.02, "ambient")
    assert only(cues.advance(0.02, 0.0), "silence", "state") == [(0.01, "silence", 1), (0.01, "state", "ambient")]


def test_continuous_values_keep_their_rate_and_the_latest_wins() -> None:
    cues = started()
    told = []
    for block in range(1, 1001):
        at = block * 0.005
        cues.hear(replace(FEATURES, at=at, energy=block / 1000))
        told += only(cues.advance(at, (2 * at) % 1.0), "energy", "beat/phase")
    energies = [value for _, name, value in told if name == "energy"]
    assert 145 <= len(energies) <= 150
    assert all(value == pytest.approx(at / 5.0) for at, name, value in told if name == "energy")
    assert 280 <= len(told) - len(energies) <= 300


def test_a_value_that_stands_is_told_once_after_each_heartbeat() -> None:
    cues = started()
    names = []
    for block in range(1, 601):
        cues.hear(replace(FEATURES, at=block * 0.005))
        names += [cue.name for cue in cues.advance(block * 0.005, 0.0)]
    assert {name: names.count(name) for name in set(names)} == {"heartbeat": 3} | dict.fromkeys(
        [name for name in CONTINUOUS if name != "beat/position"], 3
    )


def test_chroma_is_told_ten_times_a_second_and_what_has_not_changed_in_its_digits_is_not_told() -> None:
    cues = started()
    told = []
    for block in range(1, 1001):
        at = block * 0.005
        chroma = (block / 1000, *FEATURES.chroma[1:])
        cues.hear(replace(FEATURES, at=at, chroma=chroma, loudness_lufs=-18.31 + 0.00001 * block))
        told += cues.advance(at, 0.0)
    assert 45 <= len(only(tuple(told), "chroma/0")) <= 50
    # Five heartbeats say what stands.
    assert len(only(tuple(told), "loudness")) <= 6
    assert len(only(tuple(told), "chroma/9")) <= 6


def test_the_heart_beats_every_second_and_makes_up_for_nothing() -> None:
    cues = Cues()
    told = [cues.advance(at, 0.0) for at in (5.0, 5.5, 6.01, 6.9, 7.0, 20.5, 21.0, 21.5)]
    beats = [cue for row in told for cue in row if cue.name == "heartbeat"]
    assert [(cue.at, cue.value) for cue in beats] == [(5.0, 1), (6.01, 2), (7.0, 3), (20.5, 4), (21.5, 5)]


def test_the_deadline_names_the_next_thing_that_is_due() -> None:
    cues = Cues()
    assert cues.deadline() is None
    cues.advance(0.0, 0.0)
    assert cues.deadline() == 1.0
    cues.hear(replace(FEATURES, at=0.01, energy=0.9))
    cues.advance(0.01, 0.0)
    assert cues.deadline() == pytest.approx(1 / 60)
    cues.advance(0.04, 0.3)
    assert cues.deadline() == pytest.approx(0.04 + 1 / 60), "a phase that moves is told on"
    cues.advance(0.1, 0.0)
    assert cues.deadline() == 1.0


@given(st.lists(st.tuples(st.floats(0.0, 0.3), st.booleans(), st.floats(0.0, 1.0)), max_size=60))
def test_whatever_happens_cues_come_in_order_and_every_pulse_ends(moves: list[tuple[float, bool, float]]) -> None:
    cues = Cues()
    at = 1.0
    told: list[Cue] = []
    for index, (wait, is_beat, onset) in enumerate(moves):
        at += wait
        cues.hear(replace(FEATURES, at=at, onset=onset))
        if is_beat:
            cues.beat(replace(BEAT, at=at, index=index, bar_position=index % 4))
        row = cues.advance(at, 0.5)
        assert [cue.at for cue in row] == sorted(cue.at for cue in row)
        assert all(cue.at <= at for cue in row)
        told += row
    told += cues.advance(at + 1.0, 0.0)
    for name in ("beat", "bar"):
        values = [cue.value for cue in told if cue.name == name]
        assert values == [1, 0] * (len(values) // 2)


@pytest.mark.parametrize("kind", list(Turn))
def test_a_turn_of_the_music_is_told_at_once_with_its_strength(kind: Turn) -> None:
    cues = started()
    cues.turn(Structure(0.5, kind, 0.75))
    assert cues.deadline() == 0.5
    assert only(cues.advance(0.5, 0.0), kind.value) == [(0.5, kind.value, 0.75)]
    assert only(cues.advance(0.6, 0.0), kind.value) == []


def test_a_phrase_is_eight_bars_counted_from_the_bar_in_which_a_part_began() -> None:
    cues = started()
    heard: list[tuple[int, int]] = []
    for index in range(4 * 40):
        at = 1.0 + index / 2
        cues.beat(replace(BEAT, at=at, index=index, bar_position=index % 4))
        told = cues.advance(at, 0.0)
        heard += [(index // 4, cue.count) for cue in told if cue.name == "phrase" and cue.value == 1]
        if index == 4 * 18 + 2:
            cues.turn(Structure(at, Turn.DROP, 0.5))
            cues.advance(at, 0.0)
    assert heard == [(0, 0), (8, 1), (16, 2), (26, 1), (34, 2)]


def test_beats_bars_and_phrases_are_counted_from_a_bars_first() -> None:
    cues = started()
    counts = []
    for index, position in enumerate((2, 3, 0, 1, 2, 3, 0, 1)):
        cues.beat(replace(BEAT, at=1.0 + index, index=index, bar_position=position))
        told = cues.advance(1.0 + index, 0.0)
        counts.append({cue.name: cue.count for cue in told if cue.name in {"beat", "bar"} and cue.value == 1})
    assert [row["beat"] for row in counts] == [2, 3, 4, 5, 6, 7, 8, 9]
    assert [row.get("bar") for row in counts] == [None, None, 1, None, None, None, 2, None]


def test_a_bar_that_comes_too_soon_is_the_next_one() -> None:
    bars = Bars(4, 8)
    bars.come(replace(BEAT, index=0, bar_position=0))
    assert bars.bar(replace(BEAT, index=1, bar_position=0)) == 1
    assert bars.bar(replace(BEAT, index=8, bar_position=0)) == 2
    assert bars.bar(replace(BEAT, index=5, bar_position=1)) == 1


def test_a_beat_that_is_told_early_says_for_whom_and_has_no_end() -> None:
    cues = started()
    cues.early(0.96, BEAT, 0.04)
    assert cues.advance(0.96, 0.0) == (
        Cue(0.96, "beat", 1, 0, 0.04),
        Cue(0.96, "bar", 1, 0, 0.04),
        Cue(0.96, "phrase", 1, 0, 0.04),
        Cue(0.96, "beat/count", 7, 0, 0.04),
    )
    assert only(cues.advance(1.5, 0.0), "beat", "bar", "phrase") == []


def test_who_wants_cues_early_has_a_phase_of_his_own() -> None:
    cues = started()
    told = cues.advance(0.5, 0.25, lambda: ((0.04, 0.33), (0.1, 0.45)))
    assert [(cue.lead, cue.value) for cue in told if cue.name == "beat/phase"] == [
        (0.0, 0.25),
        (0.04, 0.33),
        (0.1, 0.45),
    ]
    assert only(cues.advance(1.0, 0.0, lambda: ((0.04, 0.0),)), "beat/phase") == [(1.0, "beat/phase", 0.0)]


def test_the_position_counts_beats_from_a_bars_first_and_moves_with_the_phase() -> None:
    cues = started()
    for index in range(9):
        cues.beat(Beat(index * 0.5, index, (index + 2) % 4, 120.0, 1.0, "link"))
        told = only(cues.advance(index * 0.5 + 0.1, 0.2), "beat/position")
        assert [value % 4 for _, _, value in told] == [pytest.approx((index + 2) % 4 + 0.2)]
    assert only(cues.advance(5.0, 0.0), "beat/position") == []
