"""Learning for a target, to its end; and what is said of conflicts."""

import pytest

from soundscape_live.mapping.binding import Act, ActTarget, Binding, Mode, ParameterTarget
from soundscape_live.mapping.controls import ControlError
from soundscape_live.mapping.learn import REST, ControlKind, Learned
from soundscape_live.mapping.learn_conflicts import conflicts
from soundscape_live.mapping.learner import PATIENCE, Finding, Learner
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import Control, ControlLearned, LearnStatus, Level

PORT = "midi:APC mini mk2"
NOISE = ParameterTarget(Parameter.NOISE_SCALE)
FADER = Learned(PORT, "ch1/cc/7", ControlKind.FADER, 0.0, 1.0)


def moved(learner: Learner, name: str = "ch1/cc/7", at: float = 10.0, top: float = 1.0, source: str = PORT) -> float:
    """Pull a fader up within half a second; return when the hand has rested."""
    for step in range(11):
        learner.hear(Control(at + step * 0.05, source, name, top * step / 10))
    return at + 0.5 + REST


def bind(control: str, target: ParameterTarget | ActTarget, source: str = "midi:*") -> Binding:
    return Binding(source, control, target)


def test_a_fader_is_found_and_said() -> None:
    learner = Learner()
    assert (learner.active, learner.deadline(), learner.advance(99.0, ())) == (False, None, None)
    assert learner.begin(9.0, "noise_scale") == "move a control for noise_scale (override)"
    assert learner.status == LearnStatus("noise_scale", "move a control for noise_scale (override)")
    assert (learner.active, learner.deadline()) == (True, 9.0 + PATIENCE)
    due = moved(learner)
    assert learner.deadline() == pytest.approx(due)
    assert learner.advance(due - 0.01, ()) is None
    words = "learnt: fader ch1/cc/7 of APC mini mk2 -> noise_scale (override)"
    found = ControlLearned(due + 0.01, PORT, "ch1/cc/7", "fader", 0.0, 1.0, "", "noise_scale")
    assert learner.advance(due + 0.01, ()) == Finding(words, Level.INFO, found)
    assert (learner.active, learner.status) == (False, LearnStatus("", words))
    assert learner.advance(99.0, ()) is None


def test_without_a_movement_it_ends() -> None:
    learner = Learner()
    learner.begin(1.0, "freeze")
    assert learner.advance(1.0 + PATIENCE, ()) == Finding("nothing was moved for freeze in 30 s", Level.WARNING)
    assert not learner.active


@pytest.mark.parametrize("text", ["", "  ", "cancel", "Cancel"])
def test_it_is_ended_by_hand(text: str) -> None:
    learner = Learner()
    assert learner.begin(1.0, text) == ""
    learner.begin(1.0, "freeze")
    moved(learner)
    assert learner.begin(12.0, text) == "learning is ended"
    assert (learner.active, learner.status) == (False, LearnStatus("", "learning is ended"))
    assert learner.advance(99.0, ()) is None


def test_a_new_target_takes_the_place_of_the_old_and_a_wrong_one_does_not() -> None:
    learner = Learner()
    learner.begin(1.0, "freeze")
    moved(learner)
    with pytest.raises(ControlError, match="there is nothing called 'freze' to be learnt; near: freeze"):
        learner.begin(10.6, "freze")
    assert learner.status.target == "freeze"
    learner.begin(10.7, "light:ceiling")
    assert (learner.status.target, learner.deadline()) == ("light:ceiling", 10.7 + PATIENCE)


@pytest.mark.parametrize(("target", "refused"), [("light", True), ("morph", True), ("freeze", False)])
def test_a_fader_that_sends_other_values_than_0_to_1_cannot_move_a_value(target: str, *, refused: bool) -> None:
    learner = Learner()
    learner.begin(9.0, target)
    finding = learner.advance(moved(learner, "/1/fader1", top=127.0, source="osc:10.0.0.2"), ())
    assert finding is not None
    assert (finding.learned is None) == refused
    if refused:
        assert finding.words.startswith("fader /1/fader1 of osc:10.0.0.2 sends 0 to 127; 0 to 1 is needed for ")


def test_conflicts_are_said() -> None:
    learner = Learner()
    learner.begin(9.0, "noise_scale")
    bindings = (bind("cc/7", ActTarget(Act.FREEZE)), bind("cc/1", NOISE))
    finding = learner.advance(moved(learner), bindings)
    assert finding is not None
    assert finding.level is Level.WARNING
    assert finding.words.endswith(
        "-> noise_scale (override); it also moves freeze; noise_scale is also moved by cc/1 of midi:*"
    )


@pytest.mark.parametrize(
    ("bindings", "said"),
    [
        ((), ()),
        ((bind("cc/7", NOISE),), ()),
        ((bind("cc/8", ActTarget(Act.FREEZE)), bind("cc/7", ActTarget(Act.FREEZE), "midi:other")), ()),
        ((bind("cc/8", ParameterTarget(Parameter.NOISE_SCALE, Mode.CEILING)),), ()),
        ((bind("ch1/cc/7", ActTarget(Act.THEME, "ember")),), ("it also moves theme ember",)),
        (
            tuple(bind(f"cc/{number}", NOISE) for number in range(1, 6)),
            ("noise_scale is also moved by cc/1 of midi:*, cc/2 of midi:*, cc/3 of midi:* and 2 more",),
        ),
    ],
)
def test_what_is_a_conflict(bindings: tuple[Binding, ...], said: tuple[str, ...]) -> None:
    assert conflicts(bindings, FADER, NOISE) == said


@pytest.mark.parametrize(
    ("control", "other"), [("ch1/cc14/1", "cc/33"), ("ch1/cc14/1", "cc/1"), ("ch1/turn/16", "cc/16")]
)
def test_a_control_that_is_read_otherwise_is_the_same_control(control: str, other: str) -> None:
    learned = Learned(PORT, control, ControlKind.FADER, 0.0, 1.0)
    assert conflicts((bind(other, ActTarget(Act.FREEZE)),), learned, NOISE) == ("it also moves freeze",)
