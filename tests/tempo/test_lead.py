"""Who leads, and how the grid goes over to another."""

import math
from itertools import pairwise

import pytest

from soundscape_live.model import TEMPO_SOURCES, TempoAct, TempoReport
from soundscape_live.tempo.sources import FARTHEST, TRUST
from soundscape_live.tempo.tempo import Tempo
from tests.tempo.playing import Playing


def test_every_source_that_may_lead_has_its_hold() -> None:
    assert set(TEMPO_SOURCES) == set(TRUST)


@pytest.mark.parametrize(("upper", "lower"), list(pairwise(["link", "midi", "daw", "audio"])))
def test_the_upper_source_leads_and_the_lower_one_takes_over_when_it_falls_silent(upper: str, lower: str) -> None:
    playing = Playing()
    playing.hear(lower, 120.0, 8)
    assert playing.tempo.source == lower
    for _ in range(8):
        playing.hear(upper, 120.0, 1, first=playing.at + 0.5)
        playing.hear(lower, 120.0, 1, first=playing.at)
    assert playing.tempo.source == upper
    hold = TRUST[upper].hold
    playing.hear(lower, 120.0, int(2 * hold) - 2)
    assert playing.tempo.source == upper
    playing.hear(lower, 120.0, 4)
    assert playing.tempo.source == lower


def test_the_show_may_declare_another_order_and_leave_sources_out() -> None:
    playing = Playing(Tempo(order=("audio", "midi")))
    playing.hear("midi", 90.0, 8)
    assert playing.tempo.source == "midi"
    playing.hear("audio", 90.0, 2)
    assert playing.tempo.source == "audio"
    assert playing.move(TempoAct.SET, 90.0) == "audio leads"
    playing.hear("link", 140.0, 4)
    assert playing.tempo.source == "audio"
    alone = Playing(Tempo(order=("audio",)))
    assert alone.move(TempoAct.SET, 90.0) == "the show's tempo.order leaves hands out"


def test_a_transport_that_stands_does_not_lead() -> None:
    playing = Playing()
    playing.hear("audio", 120.0, 4)
    playing.hear("midi", 120.0, 4)
    playing.say(TempoReport(playing.at, "midi", 120.0, None, 1.0, playing=False))
    assert playing.tempo.source == "audio"


def test_of_nobody_who_is_held_the_first_goes_on_alone_while_it_fades() -> None:
    playing = Playing()
    playing.hear("midi", 120.0, 8)
    start = playing.at
    trust = TRUST["midi"]
    playing.wait_until(start + trust.hold + trust.fade / 2)
    assert (playing.tempo.source, playing.tempo.confidence) == ("midi", pytest.approx(0.5, abs=0.05))
    playing.wait_until(start + 2 * (trust.hold + trust.fade))
    assert playing.beats[-1].at == pytest.approx(start + trust.hold + trust.fade, abs=0.51)
    assert playing.tempo.source == "none"


@pytest.mark.parametrize("away", [0.05, -0.12, 0.24])
def test_the_grid_glides_to_another_sources_beats_and_says_so(away: float) -> None:
    playing = Playing()
    playing.hear("audio", 120.0, 8)
    first = playing.at + 0.5 + away
    playing.hear("midi", 120.0, 12, first=first)
    gaps = [after.at - before.at for before, after in pairwise(playing.beats)]
    assert min(gaps) >= 0.5 * (1 - 0.1) - 1e-6
    assert max(gaps) <= 0.5 * (1 + 0.1) + 1e-6
    assert playing.error(120.0, first) == pytest.approx(0.0, abs=1e-3)
    (words,) = playing.tempo.take_words()
    beats = math.ceil(abs(away) / 0.5 / 0.1)
    assert words == f"tempo: MIDI clock leads, gliding {abs(away) * 1e3:.0f} ms over {beats} beats"
    assert not playing.tempo.gliding


def test_a_glide_tells_how_far_there_is_to_go() -> None:
    playing = Playing()
    playing.hear("audio", 120.0, 8)
    playing.hear("link", 120.0, 1, first=playing.at + 0.6)
    assert playing.tempo.gliding
    togo = [playing.tempo.to_go]
    for _ in range(3):
        playing.hear("link", 120.0, 1, first=playing.at + 0.5)
        togo.append(playing.tempo.to_go)
    assert togo[0] == pytest.approx(-0.1, abs=0.01)
    assert [abs(one) for one in togo] == sorted((abs(one) for one in togo), reverse=True)
    assert abs(togo[-1]) < 0.005


def test_the_tempo_glides_first_and_then_the_phase() -> None:
    playing = Playing()
    playing.hear("audio", 100.0, 8)
    first = playing.at + 0.47
    playing.hear("midi", 140.0, 24, first=first)
    start = playing.at - 24 * 60.0 / 140.0
    tempi = [beat.bpm for beat in playing.since(start)]
    assert all(after / before <= 1.1 + 1e-9 for before, after in pairwise(tempi))
    assert tempi[-1] == pytest.approx(140.0)
    assert playing.error(140.0, first) == pytest.approx(0.0, abs=1e-3)
    assert playing.tempo.take_words() == ("tempo: MIDI clock leads, gliding to 140.0 BPM over 3 beats",)


def test_the_glides_rate_can_be_set() -> None:
    playing = Playing(Tempo(glide=0.4))
    playing.hear("audio", 120.0, 8)
    first = playing.at + 0.7
    playing.hear("midi", 120.0, 4, first=first)
    assert playing.error(120.0, first) == pytest.approx(0.0, abs=1e-3)


def test_a_source_with_twice_the_tempo_shares_its_beats_at_once() -> None:
    playing = Playing()
    playing.hear("audio", 70.0, 8)
    start = playing.at
    playing.hear("midi", 140.0, 12, first=start + 60.0 / 140.0)
    assert [beat.at - start for beat in playing.since(start)] == pytest.approx(
        [(number + 1) * 60.0 / 140.0 for number in range(12)], abs=2e-3
    )


def test_a_source_with_half_the_tempo_keeps_the_beats_it_has() -> None:
    playing = Playing()
    playing.hear("audio", 140.0, 8)
    start = playing.at
    first = start + 60.0 / 140.0
    playing.hear("midi", 70.0, 8, first=first)
    late = playing.since(start + 4.0)
    assert {round(beat.bpm, 3) for beat in late} == {70.0}
    assert playing.error(70.0, first) == pytest.approx(0.0, abs=2e-3)


def test_the_ear_that_leads_again_after_it_led_before_is_no_news() -> None:
    playing = Playing()
    playing.hear("audio", 120.0, 4)
    playing.tempo.silence(playing.at, on=True)
    playing.tempo.silence(playing.at + 1.0, on=False)
    assert playing.tempo.take_words() == ()


def test_a_clock_of_ticks_alone_has_its_phase_from_the_ear() -> None:
    playing = Playing()
    playing.say(TempoReport(10.0, "midi", 125.0, None, 1.0))
    assert playing.tempo.deadline() is None
    for number in range(20):
        at = 10.1 + number * 0.48
        playing.say(TempoReport(at, "midi", 125.0, None, 1.0))
        playing.hear("audio", 125.0, 1, first=at)
    assert playing.tempo.source == "midi"
    assert playing.error(125.0, 10.1) == pytest.approx(0.0, abs=0.01)
    before = playing.tempo.deadline()
    playing.hear("audio", 90.0, 1, first=playing.at)
    assert playing.tempo.deadline() == before, "an ear that hears another tempo has no say"


def test_while_the_grid_glides_the_ear_does_not_interfere() -> None:
    playing = Playing()
    playing.move(TempoAct.SET, 120.0)
    playing.say(TempoReport(11.1, "midi", 100.0, None, 1.0))
    playing.hear("audio", 100.0, 1, first=11.2)
    assert playing.tempo.gliding


def test_silence_deafens_the_ear_alone() -> None:
    playing = Playing()
    playing.tempo.silence(10.0, on=True)
    playing.hear("midi", 120.0, 10)
    playing.hear("audio", 90.0, 2)
    assert len(playing.beats) >= 10
    playing.tempo.silence(playing.at, on=False)
    assert playing.tempo.source == "midi"


def test_an_ear_that_takes_over_far_off_glides_until_it_is_near() -> None:
    playing = Playing()
    playing.hear("midi", 120.0, 8)
    first = playing.at + 0.2
    playing.hear("audio", 120.0, 1, first=first)
    playing.say(TempoReport(playing.at, "midi", 120.0, None, 1.0, playing=False))
    playing.hear("audio", 120.0, 16, first=first + 0.5)
    gaps = [after.at - before.at for before, after in pairwise(playing.beats)]
    assert max(gaps) <= 0.5 * 1.1 + 1e-6
    assert playing.error(120.0, first) == pytest.approx(0.0, abs=0.003)


@pytest.mark.parametrize(
    "report",
    [
        TempoReport(20.0, "midi", math.nan, 20.0, 1.0),
        TempoReport(20.0, "midi", math.inf, 20.0, 1.0),
        TempoReport(20.0, "midi", 120.0, math.nan, 1.0),
        TempoReport(20.0, "midi", 120.0, 20.0 + FARTHEST + 1.0, 1.0),
        TempoReport(20.0, "midi", 120.0, 20.0, math.nan),
        TempoReport(20.0, "midi", 120.0, 20.0, 1.0, 0, math.inf),
        TempoReport(20.0, "midi", 1e9, 20.0, 1.0),
        TempoReport(20.0, "abacus", 120.0, 20.0, 1.0),
    ],
)
def test_what_is_no_tempo_is_not_taken(report: TempoReport) -> None:
    tempo = Tempo()
    tempo.report(report)
    assert tempo.source == "none"
    assert tempo.deadline() is None


def test_a_new_tempo_of_link_is_the_tempo_at_once_while_it_leads() -> None:
    playing = Playing()
    playing.hear("link", 120.0, 8)
    playing.say(TempoReport(playing.at + 0.02, "link", 150.0, playing.at + 0.41, 1.0))
    assert playing.tempo.bpm == pytest.approx(150.0)
    assert playing.tempo.take_words() == ("tempo: Link leads",)
    playing.hear("link", 150.0, 4, first=playing.at + 0.39)
    gaps = [after.at - before.at for before, after in pairwise(playing.beats)]
    assert min(gaps) >= 0.35
    assert playing.beats[-1].at - playing.beats[-2].at == pytest.approx(0.4, abs=1e-3)


def test_a_session_that_is_joined_with_another_tempo_is_glided_to() -> None:
    playing = Playing()
    playing.hear("audio", 120.0, 8)
    first = playing.at + 0.3
    for number in range(12):
        playing.say(TempoReport(first + 0.1 * number, "link", 180.0, first + 0.1 * number + 0.1, 1.0))
        assert playing.tempo.bpm < 180.0 or number > 6
    playing.hear("link", 180.0, 8, first=playing.at + 1 / 3)
    assert playing.tempo.bpm == pytest.approx(180.0)
    tempi = [60.0 / (after.at - before.at) for before, after in pairwise(playing.beats)]
    assert max(after / before for before, after in pairwise(tempi)) < 1.25


def test_the_pulse_is_the_grid_while_beats_are_claimed() -> None:
    playing = Playing()
    assert playing.tempo.pulse is None
    playing.hear("link", 120.0, 8, bar=2)
    pulse = playing.tempo.pulse
    assert pulse is not None
    assert (pulse.source, pulse.beats_per_bar, pulse.line.bpm) == ("link", 4, pytest.approx(120.0))
    last = playing.beats[-1]
    count = round(pulse.line.count(last.at))
    assert (count - pulse.one) % 4 == last.bar_position
    assert pulse.bar_after(count) == count + -last.bar_position % 4
    assert pulse.bar_after(count + 0.5) > count
    assert pulse.bar_after(pulse.one) == pulse.one
    playing.wait_until(playing.at + 20.0)
    assert playing.tempo.pulse is None
