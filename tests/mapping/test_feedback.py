"""What controls show, and how often it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from soundscape_live.mapping.binding import (
    BEAT,
    Act,
    ActTarget,
    Binding,
    Mode,
    ParameterTarget,
    Press,
    Takeover,
    Way,
)
from soundscape_live.mapping.feedback import FLASH, PERIOD, SOON
from soundscape_live.mapping.theme import (
    CENTRED,
    BeatAction,
    BeatResponse,
    Curve,
    Parameter,
    SoundMapping,
    Source,
    Theme,
    Trigger,
    Variations,
)
from soundscape_live.model import Beat, Feedback, Structure, Tone, Turn
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
ROOT = "/soundscape"
PORT = "midi:pads"
WORDS = Variations(Trigger.NONE, ("one", "two"), weight=0.6, blend=0.5)
READY, ACTIVE, DARK = (0.0, Tone.READY), (1.0, Tone.ACTIVE), (0.0, Tone.OFF)


def pad(control: str, target: ParameterTarget | ActTarget, **more: object) -> Binding:
    return Binding("midi:*", control, target, **more)  # type: ignore[arg-type] -- fields by name


def noise(**more: object) -> ParameterTarget:
    return ParameterTarget(Parameter.NOISE_SCALE, **{"glide": 0.0, **more})  # type: ignore[arg-type] -- fields by name


@dataclass
class Board:
    """What the controls show, as their devices would."""

    playing: Playing
    shows: dict[str, tuple[float, Tone]] = field(default_factory=dict)
    told: list[Feedback] = field(default_factory=list)
    lost: bool = False
    locked: bool = False

    def look(self) -> list[Feedback]:
        fresh = list(self.playing.fusion.feedback(self.playing.at, locked=self.locked, lost=self.lost))
        self.shows |= {feedback.control: (feedback.value, feedback.tone) for feedback in fresh}
        self.told += fresh
        return fresh

    def wait(self, seconds: float = PERIOD) -> list[Feedback]:
        self.playing.wait(seconds)
        return self.look()

    def move(self, name: str, value: float | str = 1.0) -> None:
        self.playing.move(name, value, "page" if name.startswith("/") else PORT)
        self.wait()


def board(play: Play, *themes: Theme, bindings: tuple[Binding, ...] = ()) -> Board:
    made = Board(play(*themes, bindings=bindings))
    made.look()
    return made


def test_every_control_is_told_once_and_then_only_what_changes(play: Play) -> None:
    shown = board(play, bindings=(pad("cc/1", noise()), pad("note/*", noise()), pad("cc/?", noise())))
    addresses = {f"{ROOT}/param/{parameter}" for parameter in Parameter}
    addresses |= {f"{ROOT}/motion/{parameter}" for parameter in CENTRED}
    assert set(shown.shows) == {"cc/1", f"{ROOT}/freeze", f"{ROOT}/blackout", f"{ROOT}/panic"} | addresses
    assert {feedback.source for feedback in shown.told} == {"midi:*", "*"}
    assert shown.wait(1.0) == []
    shown.move("ch1/cc/1", 0.25)
    assert [(each.at, each.control, each.value, each.tone) for each in shown.told[-2:]] == [
        (shown.playing.at, "cc/1", 0.25, Tone.HAND),
        (shown.playing.at, f"{ROOT}/param/noise_scale", 0.25, Tone.HAND),
    ]
    assert shown.playing.fusion.feedback_deadline() == float("inf")


@pytest.mark.parametrize(
    ("target", "way", "stands"),
    [
        (noise(), Way(), 0.25),
        (noise(low=0.0, high=0.5), Way(), 0.5),
        (noise(low=1.0, high=0.0), Way(), 0.75),
        (noise(curve=Curve.EXPONENTIAL), Way(), 0.5),
        (noise(mode=Mode.OFFSET, low=-1.0, high=1.0), Way(), 0.5),
        (noise(mode=Mode.CEILING), Way(), 1.0),
        (noise(), Way(dead_ends=0.1), 0.3),
    ],
)
def test_a_fader_shows_where_it_should_stand(target: ParameterTarget, way: Way, stands: float, play: Play) -> None:
    shown = board(play, bindings=(pad("cc/1", target, way=way),))
    shown.move(f"{ROOT}/param/noise_scale", 0.25)
    assert shown.shows["cc/1"][0] == pytest.approx(stands)


def test_a_fader_shows_who_decides_and_the_way_to_go(play: Play) -> None:
    shown = board(play, bindings=(pad("cc/1", noise(), way=Way(Takeover.PICKUP)),))
    seen = [shown.shows["cc/1"]]
    for value in (0.1, 0.9, 0.2):
        shown.move("ch1/cc/1", value)
        seen.append(shown.shows["cc/1"])
    shown.move(f"{ROOT}/param/noise_scale", 0.6)
    seen.append(shown.shows["cc/1"])
    shown.move("ch1/cc/1", 0.8)
    seen.append(shown.shows["cc/1"])
    shown.move(f"{ROOT}/param/noise_scale", 0.3)
    seen.append(shown.shows["cc/1"])
    assert seen == [
        (0.5, Tone.SOUND), (0.5, Tone.UP), (0.9, Tone.HAND), (0.2, Tone.HAND),
        (0.6, Tone.UP), (0.8, Tone.HAND), (0.3, Tone.DOWN),
    ]  # fmt: skip


def test_where_a_control_stands_is_forgotten_with_its_controller(play: Play) -> None:
    shown = board(play, bindings=(pad("cc/1", noise(), way=Way(Takeover.PICKUP)),))
    shown.move("ch1/cc/1", 0.1)
    assert shown.shows["cc/1"][1] is Tone.UP
    shown.playing.fusion.show_again(PORT)
    shown.look()
    assert shown.shows["cc/1"] == (0.5, Tone.SOUND)


@pytest.mark.parametrize("press", [Press.TOGGLE, Press.MOMENTARY, Press.TRIGGER])
def test_a_button_of_a_value_is_lit_while_it_holds_it(press: Press, play: Play) -> None:
    shown = board(play, bindings=(pad("note/1", noise(high=0.9, press=press)),))
    assert shown.shows["note/1"] == READY
    shown.move("ch1/note/1", 1.0)
    assert shown.shows["note/1"] == ACTIVE
    shown.move("ch1/note/1", 0.0)
    assert shown.shows["note/1"] == (READY if press is Press.MOMENTARY else ACTIVE)
    shown.move(f"{ROOT}/param/noise_scale", 0.6)
    assert shown.shows["note/1"] == READY


def test_a_held_button_is_dark_when_it_is_up(play: Play) -> None:
    shown = board(play, bindings=(pad("note/1", noise(press=Press.HOLD)),))
    shown.move("ch1/note/1", 1.0)
    assert shown.shows["note/1"] == ACTIVE
    shown.move("ch1/note/1", 0.0)
    assert shown.shows["note/1"] == READY


def test_themes_and_prompts_show_which_is_in_force_and_which_is_not_there(play: Play, theme: Make) -> None:
    bindings = (
        pad("note/1", ActTarget(Act.THEME, "a")),
        pad("note/2", ActTarget(Act.THEME, "b")),
        pad("note/3", ActTarget(Act.PROMPT_GOTO, -1)),
        pad("note/4", ActTarget(Act.PROMPT_GOTO, 1)),
        pad("note/5", ActTarget(Act.PROMPT_GOTO, 2)),
        pad("note/6", ActTarget(Act.PROMPT_NEXT)),
        pad("note/7", ActTarget(Act.THEME_NEXT)),
        pad("note/8", ActTarget(Act.PAGE_NEXT)),
        pad("note/9", ActTarget(Act.CACHE_RESET)),
        pad("note/10", ActTarget(Act.THEME)),
        pad("note/11", ActTarget(Act.PROMPT_GOTO)),
        pad("note/12", ActTarget(Act.PAGE)),
    )
    shown = board(play, theme("a", variations=WORDS), theme("b"), bindings=bindings)
    lights = [shown.shows[f"note/{note}"] for note in range(1, 13)]
    assert lights == [ACTIVE, READY, ACTIVE, READY, DARK, READY, READY, DARK, READY, READY, READY, READY]
    shown.move(f"{ROOT}/prompt/goto", 1.0)
    assert [shown.shows[f"note/{note}"] for note in (3, 4)] == [READY, ACTIVE]
    shown.move(f"{ROOT}/theme", "b")
    assert [shown.shows[f"note/{note}"] for note in range(1, 7)] == [READY, ACTIVE, ACTIVE, DARK, DARK, DARK]


def test_pads_show_themes_by_their_numbers_and_stay_dark_where_there_is_none(play: Play, theme: Make) -> None:
    themes = tuple(pad(f"note/{number}", ActTarget(Act.THEME, number)) for number in range(3))
    shown = board(play, theme("a"), theme("b"), bindings=(*themes, pad("note/9", ActTarget(Act.THEME, "lost"))))
    assert [shown.shows[control] for control in ("note/0", "note/1", "note/2", "note/9")] == [ACTIVE, READY, DARK, DARK]
    shown.move("ch1/note/1")
    assert [shown.shows[control] for control in ("note/0", "note/1", "note/2")] == [READY, ACTIVE, DARK]
    assert "takes a whole number" in (shown.playing.move("ch1/note/2", 1.0, PORT).notice or "")


def test_one_theme_has_no_next(play: Play) -> None:
    shown = board(play, bindings=(pad("note/7", ActTarget(Act.THEME_NEXT)),))
    assert shown.shows["note/7"] == DARK


def test_a_weight_shows_its_value(play: Play, theme: Make) -> None:
    bindings = (pad("cc/1", ActTarget(Act.PROMPT_WEIGHT, 1)), pad("cc/2", ActTarget(Act.PROMPT_WEIGHT)))
    shown = board(play, theme(variations=WORDS), bindings=bindings)
    assert (shown.shows["cc/1"], shown.shows["cc/2"]) == ((0.0, Tone.SOUND), DARK)
    shown.move("ch1/cc/1", 0.75)
    assert (shown.shows["cc/1"], shown.shows["cc/2"]) == ((0.75, Tone.HAND), (0.75, Tone.HAND))


def test_pages_and_layers_show_what_is_in_force(play: Play) -> None:
    bindings = (
        pad("cc/1", noise(), page=2),
        pad("note/1", ActTarget(Act.PAGE, 1)),
        pad("note/2", ActTarget(Act.PAGE, 2)),
        pad("note/3", ActTarget(Act.PAGE_NEXT)),
        pad("note/4", ActTarget(Act.SHIFT)),
        pad("note/5", ActTarget(Act.FREEZE)),
        pad("note/5", noise(press=Press.TRIGGER), layer="shift"),
    )
    shown = board(play, bindings=bindings)
    assert [shown.shows[name] for name in ("cc/1", "note/1", "note/2", "note/3", "note/4")] == [
        DARK, ACTIVE, READY, READY, READY,
    ]  # fmt: skip
    shown.move("ch1/note/2", 1.0)
    assert [shown.shows[name] for name in ("cc/1", "note/1", "note/2")] == [(0.5, Tone.SOUND), READY, ACTIVE]
    shown.move("ch1/note/4", 1.0)
    shown.move("ch1/note/5", 1.0)
    assert (shown.shows["note/4"], shown.shows["note/5"]) == (ACTIVE, ACTIVE)
    shown.move("ch1/note/4", 0.0)
    assert (shown.shows["note/4"], shown.shows["note/5"]) == (READY, READY)


@pytest.mark.parametrize("act", [Act.FREEZE, Act.BLACKOUT, Act.PANIC])
def test_what_is_latched_alarms_on_its_pad_and_its_address(act: Act, play: Play) -> None:
    shown = board(play, bindings=(pad("note/1", ActTarget(act)),))
    assert (shown.shows["note/1"], shown.shows[f"{ROOT}/{act}"]) == (READY, READY)
    shown.move("ch1/note/1", 1.0)
    assert (shown.shows["note/1"], shown.shows[f"{ROOT}/{act}"]) == ((1.0, Tone.ALARM), (1.0, Tone.ALARM))
    shown.move(f"{ROOT}/{act}", 0.0)
    assert (shown.shows["note/1"], shown.shows[f"{ROOT}/{act}"]) == (READY, READY)


@pytest.mark.parametrize(
    ("acts", "alarms"),
    [
        ((Act.FREEZE, Act.BLACKOUT, Act.PANIC), {"panic"}),
        ((Act.FREEZE, Act.BLACKOUT), {"blackout"}),
        ((Act.FREEZE,), {"freeze"}),
        ((), set()),
    ],
)
def test_a_lost_generator_alarms_where_panic_is_or_else_blackout_or_else_freeze(
    acts: tuple[Act, ...], alarms: set[str], play: Play
) -> None:
    shown = board(play, bindings=tuple(pad(f"note/{act}", ActTarget(act)) for act in acts))
    shown.lost = True
    shown.wait()
    lit = {control for control, show in shown.shows.items() if show == (0.0, Tone.ALARM)}
    assert lit == {f"note/{act}" for act in alarms} | {f"{ROOT}/panic"}
    shown.lost = False
    shown.wait()
    assert not any(tone is Tone.ALARM for _, tone in shown.shows.values())


def test_a_release_shows_whether_there_is_something_to_give_back(play: Play) -> None:
    bindings = (pad("note/1", ActTarget(Act.RELEASE)), pad("note/2", ActTarget(Act.RELEASE, "light")))
    shown = board(play, bindings=bindings)
    assert (shown.shows["note/1"], shown.shows["note/2"]) == (READY, READY)
    shown.move(f"{ROOT}/param/noise_scale", 0.9)
    assert (shown.shows["note/1"], shown.shows["note/2"]) == ((1.0, Tone.HAND), READY)
    shown.move("ch1/note/1", 1.0)
    shown.wait(1.0)
    assert shown.shows["note/1"] == READY


def test_a_locked_tempo_shows(play: Play) -> None:
    shown = board(play, bindings=(pad("note/1", ActTarget(Act.TEMPO_LOCK)),))
    shown.locked = True
    shown.wait()
    assert shown.shows["note/1"] == ACTIVE


def test_a_beat_flashes_where_the_tempo_is_tapped(play: Play) -> None:
    shown = board(play, bindings=(pad("note/1", ActTarget(Act.TAP_TEMPO)),))
    playing = shown.playing
    shown.wait(1.0)
    playing.fusion.beat(Beat(playing.at, 0, 0, 120.0, 1.0, "typed"))
    shown.look()
    assert shown.shows["note/1"] == (1.0, Tone.BEAT)
    assert playing.fusion.feedback_deadline() == pytest.approx(playing.at + FLASH)
    shown.wait(FLASH / 2)
    assert shown.shows["note/1"] == (1.0, Tone.BEAT)
    assert playing.fusion.feedback_deadline() == pytest.approx(playing.at + FLASH / 2)
    shown.wait(FLASH)
    assert shown.shows["note/1"] == READY
    assert playing.fusion.feedback_deadline() == float("inf")


def test_beats_flash_nowhere_else(play: Play) -> None:
    shown = board(play, bindings=(pad("note/1", ActTarget(Act.FREEZE)),))
    shown.playing.fusion.beat(Beat(shown.playing.at, 0, 0, 120.0, 1.0, "typed"))
    assert shown.wait(1.0) == []


def test_a_press_that_waits_shows_that_it_comes_with_the_beat(play: Play) -> None:
    shown = board(play, bindings=(pad("note/1", ActTarget(Act.FREEZE, quantise=BEAT)),))
    playing = shown.playing
    playing.fusion.beat(Beat(playing.at, 0, 0, 120.0, 1.0, "typed"))
    shown.move("ch1/note/1", 1.0)
    assert shown.shows["note/1"] == (1.0, Tone.BEAT)
    playing.fusion.beat(Beat(playing.at, 1, 1, 120.0, 1.0, "typed"))
    shown.wait()
    assert shown.shows["note/1"] == (1.0, Tone.ALARM)


def test_of_several_bindings_the_one_that_matters_most_shows(play: Play) -> None:
    bindings = (pad("note/1", noise(press=Press.TOGGLE)), pad("note/1", ActTarget(Act.BLACKOUT)))
    shown = board(play, bindings=bindings)
    assert shown.shows["note/1"] == READY
    shown.move("ch1/note/1", 1.0)
    assert shown.shows["note/1"] == (1.0, Tone.ALARM)
    shown.move(f"{ROOT}/blackout", 0.0)
    assert shown.shows["note/1"] == ACTIVE


def test_values_come_at_most_twenty_times_a_second_and_the_last_one_comes(play: Play, theme: Make) -> None:
    swelling = theme("swelling", mappings=(SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE),))
    shown = board(play, swelling, bindings=(pad("cc/1", noise()),))
    shown.told.clear()
    for block in range(400):
        shown.playing.hear(0.005, energy=block / 400)
        shown.look()
    shown.playing.hear(0.005, energy=1.0)
    while (due := shown.playing.fusion.deadline()) is not None and due < 60.0:
        shown.wait(due - shown.playing.at)
    told = [feedback for feedback in shown.told if feedback.control == "cc/1"]
    assert 30 <= sum(feedback.at <= 2.0 for feedback in told) <= 41
    assert all(b.at - a.at >= PERIOD - 1e-9 for a, b in pairwise(told))
    assert all(abs(b.value - a.value) > 1 / 254 or b.value == 1.0 for a, b in pairwise(told))
    assert told[-1].value == pytest.approx(shown.playing.value("noise_scale"), abs=1 / 254)


def test_a_storm_of_hands_is_told_of_in_steps_and_the_last_value_comes(play: Play) -> None:
    shown = board(play, bindings=(pad("cc/1", noise()), pad("note/1", noise(press=Press.TRIGGER))))
    shown.wait(1.0)
    shown.told.clear()
    for number in range(100):
        shown.playing.at += 0.001
        shown.playing.move("ch1/cc/1", number / 127, PORT)
        shown.look()
    told = [feedback for feedback in shown.told if feedback.control == "cc/1"]
    assert len(told) <= 4
    assert told[-1].value < 99 / 127
    due = shown.playing.fusion.feedback_deadline()
    assert shown.playing.at < due <= shown.playing.at + PERIOD
    while (due := shown.playing.fusion.feedback_deadline()) < 100.0:
        shown.wait(due - shown.playing.at)
    assert shown.shows["cc/1"] == (pytest.approx(99 / 127), Tone.HAND)


def test_a_tone_waits_for_no_period(play: Play) -> None:
    shown = board(play, bindings=(pad("note/1", ActTarget(Act.FREEZE)),))
    shown.move("ch1/note/1", 1.0)
    shown.playing.move("ch1/note/1", 0.0, PORT)
    shown.playing.move("ch1/note/1", 1.0, PORT)
    (told, _) = shown.wait(SOON)
    assert (told.control, told.tone) == ("note/1", Tone.READY)


def test_a_value_that_came_back_before_it_was_told_is_not_told(play: Play) -> None:
    shown = board(play, bindings=(pad("cc/1", noise()),))
    shown.move("ch1/cc/1", 0.5)
    shown.told.clear()
    for value in (0.9, 0.5):
        shown.playing.move("ch1/cc/1", value, PORT)
    assert shown.wait() == []
    assert shown.playing.fusion.feedback_deadline() == float("inf")


def test_whoever_asks_is_told_everything_again_and_nobody_else(play: Play) -> None:
    bindings = (pad("cc/1", noise()), Binding("midi:left*", "cc/2", noise()), Binding("osc:*", "/x", noise()))
    shown = board(play, bindings=bindings)
    shown.wait(1.0)
    shown.playing.fusion.show_again("midi:right")
    told = shown.look()
    assert {feedback.control for feedback in told if feedback.source != "*"} == {"cc/1"}
    assert {feedback.control for feedback in told if feedback.source == "*"} > {f"{ROOT}/freeze"}
    assert shown.wait(1.0) == []


def test_nobody_is_told_again_whose_controls_show_nothing(play: Play) -> None:
    shown = Board(play(bindings=(Binding("midi:left*", "cc/2", noise()),)))
    feedback = shown.playing.fusion._feedback
    feedback._lights = tuple(light for light in feedback._lights if light.source != "*")
    assert len(shown.look()) == 1
    shown.playing.fusion.show_again("midi:right")
    assert shown.look() == []


def test_a_port_that_two_patterns_match_is_shown_one_state(play: Play) -> None:
    way = Way(Takeover.PICKUP)
    freeze = ActTarget(Act.FREEZE, press=Press.TOGGLE)
    sources = ("midi:pa*", "midi:*ds")
    faders = tuple(Binding(source, "cc/1", noise(), way) for source in sources)
    shown = board(play, bindings=(*faders, *(Binding(source, "note/1", freeze) for source in sources)))
    shown.move(f"{ROOT}/param/noise_scale", 0.6)
    shown.move("ch1/cc/1", 0.2)
    told = {each.source: each.tone for each in shown.told if each.control == "cc/1"}
    assert told == {"midi:pa*": Tone.UP, "midi:*ds": Tone.UP}
    shown.move("ch1/note/1")
    assert shown.shows["note/1"] == (1.0, Tone.ALARM)


def test_a_weight_that_the_beat_changes_shows_though_the_variation_stays(play: Play, theme: Make) -> None:
    words = Variations(Trigger.BUILD, ("one",), weight=0.6, blend=0.0, hold=0.0)
    beat = BeatResponse(action=BeatAction.PROMPT_CYCLE, intensity=0.3)
    bindings = (pad("cc/1", ActTarget(Act.PROMPT_WEIGHT, 0)),)
    shown = board(play, theme(variations=words, beat=beat, prompt_budget=0.0), bindings=bindings)
    shown.playing.hear(1.0)
    shown.playing.fusion.turn(Structure(shown.playing.at, Turn.BUILD, 1.0))
    shown.wait()
    before = shown.shows["cc/1"]
    shown.playing.strike()
    shown.wait()
    assert (before, shown.shows["cc/1"]) == ((0.6, Tone.SOUND), (0.3, Tone.SOUND))


def test_a_frozen_picture_shows_its_values(play: Play, theme: Make) -> None:
    loud = theme("loud", mappings=(SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE),))
    shown = board(play, loud, bindings=(pad("cc/1", noise()),))
    shown.playing.hear(1.0, energy=0.2)
    shown.move(f"{ROOT}/freeze", 1.0)
    before = shown.shows["cc/1"]
    shown.playing.hear(1.0, energy=0.9)
    shown.wait()
    assert shown.shows["cc/1"] == before
