from collections.abc import Callable
from dataclasses import replace

import pytest

from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.loss import Loss, LossRules, OnLoss
from soundscape_live.mapping.losses import KEPT
from soundscape_live.mapping.show import Safety, Show
from soundscape_live.mapping.theme import Parameter, SoundMapping, Source, Theme
from soundscape_live.model import Beat
from tests.mapping.playing import PLAIN, Playing
from tests.mapping.scenery import ROOT, on_stage

PADS, KEYS = "midi:Pads", "midi:Keys"
Make = Callable[..., Theme]


def ruled(**rules: Loss) -> Playing:
    """Begin a show with these policies; the pads and the keys are there."""
    playing = on_stage(loss=LossRules(**rules))  # type: ignore[arg-type] -- fields by name
    for source in (PADS, KEYS):
        find(playing, source)
    return playing


def find(playing: Playing, source: str, *, present: bool = True, detail: str = "") -> None:
    playing.fusion.source(playing.at, source, detail, present=present)
    playing.look()


def lose(playing: Playing, source: str, seconds: float) -> None:
    find(playing, source, present=False)
    playing.wait(seconds)


def touch(playing: Playing, name: str, value: float, source: str = PADS) -> None:
    playing.move(f"{ROOT}/param/{name}", value, source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("sound", OnLoss.DECAY),
        ("midi:nanoKONTROL2 1", OnLoss.SAFE),
        ("midi:[x] nano", OnLoss.RELEASE),
        ("midi:other", OnLoss.HOLD),
        ("osc:10.0.0.2", OnLoss.HOLD),
        ("generator", OnLoss.HOLD),
        ("tempo", OnLoss.HOLD),
        ("page", OnLoss.HOLD),
    ],
)
def test_the_first_pattern_that_fits_stands_above_its_kind(source: str, expected: OnLoss) -> None:
    named = (("midi:[x]*", Loss(OnLoss.RELEASE)), ("midi:*nano*", Loss(OnLoss.SAFE)), ("midi:*", Loss(OnLoss.HOLD)))
    assert LossRules(named=named).of(source).policy is expected


def test_what_a_lost_controller_plays_is_held_unless_the_show_says_otherwise() -> None:
    playing = ruled()
    touch(playing, "noise_scale", 0.9)
    lose(playing, PADS, 60.0)
    assert playing.look().noise_scale == pytest.approx(0.9)
    assert playing.fusion.losses.take_words() == (f"{PADS} has been gone for 2 s: what it played is held",)
    assert playing.fusion.losses.take_words() == ()
    assert [status.applied for status in playing.fusion.losses.statuses()] == [False, False]


def test_the_hands_of_a_lost_controller_let_go_and_no_others() -> None:
    playing = ruled(midi=Loss(OnLoss.RELEASE, 1.0))
    touch(playing, "noise_scale", 0.9)
    touch(playing, "light", 0.4)
    touch(playing, "light", 0.6, KEYS)
    touch(playing, "accent", 0.7, KEYS)
    find(playing, PADS, present=False)
    assert playing.wait(0.9).noise_scale == pytest.approx(0.9)
    assert playing.fusion.deadline() == pytest.approx(1.0)
    playing.wait(1.0)
    assert [playing.value(name) for name in ("noise_scale", "light", "accent")] == pytest.approx([0.5, 0.6, 0.7])
    find(playing, PADS)
    assert playing.wait(1.0).noise_scale == 0.5
    status = playing.fusion.losses.statuses()[0]
    assert (status.source, status.present, status.policy, status.applied) == (PADS, True, "release", False)


def test_one_that_is_back_within_its_time_was_never_away() -> None:
    playing = ruled(midi=Loss(OnLoss.RELEASE, 1.0))
    touch(playing, "noise_scale", 0.9)
    lose(playing, PADS, 0.9)
    find(playing, PADS)
    assert playing.wait(5.0).noise_scale == pytest.approx(0.9)
    assert playing.fusion.losses.take_words() == ()
    assert playing.fusion.deadline() is None


def test_what_decays_goes_to_rest_and_back_to_the_hands() -> None:
    playing = ruled(midi=Loss(OnLoss.DECAY, 1.0, 2.0))
    touch(playing, "noise_scale", 0.9)
    touch(playing, "light", 0.4, KEYS)
    lose(playing, PADS, 2.0)
    assert playing.look().noise_scale == pytest.approx(0.7, abs=0.01)
    assert playing.wait(2.0).noise_scale == pytest.approx(0.5)
    assert playing.look().light == pytest.approx(0.4)
    assert playing.fusion.deadline() is None
    find(playing, PADS)
    assert playing.wait(1.0).noise_scale == pytest.approx(0.7, abs=0.01)
    find(playing, PADS, present=False)
    assert playing.wait(1.0).noise_scale == pytest.approx(0.9, abs=0.01)
    assert playing.wait(3.0).noise_scale == pytest.approx(0.5)
    find(playing, PADS)
    assert playing.wait(3.0).noise_scale == pytest.approx(0.9)
    assert playing.fusion.deadline() is None


def test_a_hand_takes_hold_of_what_decays() -> None:
    playing = ruled(midi=Loss(OnLoss.DECAY, 0.0, 1.0))
    touch(playing, "noise_scale", 0.9)
    lose(playing, PADS, 2.0)
    touch(playing, "noise_scale", 0.7, KEYS)
    assert playing.wait(2.0).noise_scale == pytest.approx(0.7)


@pytest.mark.parametrize("source", ["generator", "tempo"])
def test_the_loss_of_what_all_hang_on_lets_all_go(source: str) -> None:
    playing = ruled(**{source: Loss(OnLoss.RELEASE, 0.5)})
    touch(playing, "noise_scale", 0.9)
    touch(playing, "light", 0.4, KEYS)
    find(playing, source)
    lose(playing, source, 2.0)
    assert (playing.value("noise_scale"), playing.value("light")) == (0.5, 1.0)


def test_the_safe_look_goes_with_the_last_of_the_losses_that_brought_it() -> None:
    playing = ruled(midi=Loss(OnLoss.SAFE, 1.0))
    find(playing, PADS, present=False)
    lose(playing, KEYS, 0.9)
    assert not playing.fusion.safety.panic
    playing.wait(0.2)
    assert playing.fusion.safety.panic
    assert [status.applied for status in playing.fusion.losses.statuses()] == [True, True]
    find(playing, PADS)
    assert playing.fusion.safety.panic
    find(playing, KEYS)
    assert not playing.fusion.safety.panic


@pytest.mark.parametrize("pressed", ["before", "after"])
def test_a_safe_look_that_a_hand_wants_too_stays(pressed: str) -> None:
    playing = ruled(midi=Loss(OnLoss.SAFE, 1.0))
    if pressed == "before":
        playing.move(f"{ROOT}/panic", 1.0)
    lose(playing, PADS, 2.0)
    if pressed == "after":
        assert not playing.move(f"{ROOT}/panic", 1.0).moved
    find(playing, PADS)
    assert playing.fusion.safety.panic


def test_a_safe_look_that_a_hand_undid_stays_away_until_the_next_loss() -> None:
    playing = ruled(midi=Loss(OnLoss.SAFE, 1.0))
    lose(playing, PADS, 2.0)
    assert playing.move(f"{ROOT}/panic", 0.0).moved
    playing.wait(5.0)
    assert not playing.fusion.safety.panic
    find(playing, PADS)
    lose(playing, PADS, 2.0)
    assert playing.fusion.safety.panic


def test_a_source_that_was_never_there_cannot_be_lost() -> None:
    playing = on_stage(loss=LossRules(midi=Loss(OnLoss.SAFE, 0.0)))
    lose(playing, PADS, 5.0)
    assert playing.fusion.losses.statuses() == ()
    assert not playing.fusion.safety.panic


def test_the_detail_is_the_last_one_that_was_told() -> None:
    playing = ruled()
    find(playing, PADS, detail="port 3")
    assert playing.fusion.losses.statuses()[0].detail == "port 3"
    assert playing.fusion.losses.statuses()[0].since == 0.0


def test_of_many_sources_those_gone_longest_are_forgotten_and_what_they_did_is_undone() -> None:
    playing = ruled(midi=Loss(OnLoss.SAFE, 0.0))
    lose(playing, KEYS, 1.0)
    assert playing.fusion.safety.panic
    for number in range(KEPT):
        find(playing, f"osc:10.0.0.{number}")
    names = [status.source for status in playing.fusion.losses.statuses()]
    assert len(names) == KEPT
    assert PADS not in names
    assert KEYS not in names
    assert not playing.fusion.safety.panic


# ------------------------------------------------------------------------------------------------------ sound


def sounding(loss: Loss | None = None, theme: Theme = PLAIN) -> Playing:
    """Play two seconds of loud music from a source that is there."""
    driven = replace(theme, mappings=(SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE),))
    rules = LossRules() if loss is None else LossRules(sound=loss)
    playing = Playing(Fusion(Show((driven,), driven.name, (), Safety(), loss=rules), 0.0))
    find(playing, "sound")
    playing.hear(2.0, energy=1.0)
    return playing


def test_without_sound_the_picture_rests_as_in_silence() -> None:
    playing = sounding()
    lose(playing, "sound", 1.9)
    assert playing.fusion.state(playing.at) == "live"
    playing.wait(0.2)
    assert playing.fusion.state(playing.at) == "ambient"
    assert playing.wait(1.5).noise_scale == pytest.approx(0.5 + 0.5 * 0.368, abs=0.05)
    assert playing.fusion.losses.take_words() == ("sound has been gone for 2 s: what it played goes to rest",)


def test_the_sound_has_a_time_and_a_way_of_its_own() -> None:
    playing = sounding(Loss(OnLoss.DECAY, 5.0, 0.0))
    lose(playing, "sound", 4.9)
    assert playing.look().noise_scale == pytest.approx(1.0)
    assert playing.wait(0.2).noise_scale == 0.5


def test_the_last_of_the_sound_may_be_held() -> None:
    playing = sounding(Loss(OnLoss.HOLD))
    lose(playing, "sound", 60.0)
    assert playing.fusion.state(playing.at) == "live"
    assert playing.look().noise_scale == pytest.approx(1.0)
    find(playing, "sound")
    assert playing.wait(1.0).noise_scale == pytest.approx(1.0)
    playing.hear(2.5, silence=True)
    assert playing.fusion.state(playing.at) == "ambient"


def test_without_sound_hands_may_let_go_or_the_look_be_safe() -> None:
    playing = sounding(Loss(OnLoss.RELEASE, 1.0))
    touch(playing, "light", 0.4)
    lose(playing, "sound", 3.0)
    assert playing.look().light == 1.0
    playing = sounding(Loss(OnLoss.SAFE))
    lose(playing, "sound", 2.1)
    assert playing.fusion.state(playing.at) == "panic"
    find(playing, "sound")
    assert playing.fusion.state(playing.at) == "ambient"


def test_beats_go_on_where_the_sound_is_held(theme: Make) -> None:
    playing = sounding(Loss(OnLoss.HOLD), theme())
    find(playing, "sound", present=False)
    playing.wait(10.0)
    playing.fusion.beat(Beat(playing.at, 0, 0, 120.0, 1.0, "midi"))
    assert playing.fusion.state(playing.at) == "live"
