"""Learning within a show: what is moved does nothing but tell which control is meant."""

from soundscape_live.engine import Engine, Input
from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget, Press, Takeover, Way
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.theme import Parameter, Theme
from soundscape_live.model import (
    Control,
    ControlLearned,
    Holder,
    LearnStatus,
    Notice,
    Output,
    Params,
    PeerChange,
    PeerState,
    Tick,
)

EMBER = Theme("ember", "Ember", "Wood.", "glowing ember forest")
PORT = "midi:Pads"
SHOW = Show(
    (EMBER,),
    "ember",
    (
        Binding("midi:*", "cc/1", ParameterTarget(Parameter.NOISE_SCALE)),
        Binding("midi:*", "cc/2", ParameterTarget(Parameter.ACCENT), Way(Takeover.PICKUP)),
        Binding("midi:*", "note/36", ActTarget(Act.FREEZE, press=Press.HOLD)),
        Binding("midi:*", "note/37", ActTarget(Act.LEARN, "light")),
    ),
)


def midi(at: float, name: str, value: float) -> Control:
    return Control(at, PORT, name, value)


def osc(at: float, name: str, value: float | str) -> Control:
    return Control(at, "osc:10.0.0.2", f"/soundscape/{name}", value)


def play(engine: Engine, *items: Input) -> list[Output]:
    """Feed inputs, with a tick at each deadline in between, as the loop does."""
    out: list[Output] = []
    for item in items:
        while (due := engine.deadline()) is not None and due < item.at:
            out += engine.feed(Tick(due))
        out += engine.feed(item)
    return out


def live() -> Engine:
    engine = Engine(SHOW, 0.0)
    engine.feed(PeerChange(0.0, PeerState.LIVE))
    return engine


def pulled(at: float, name: str) -> list[Control]:
    return [midi(at + step * 0.05, name, step / 10) for step in range(11)]


def said(outputs: list[Output]) -> list[str]:
    return [output.text for output in outputs if isinstance(output, Notice)]


def learned(outputs: list[Output]) -> list[ControlLearned]:
    return [output for output in outputs if isinstance(output, ControlLearned)]


def test_a_control_that_is_learnt_does_nothing_meanwhile() -> None:
    engine = live()
    play(engine, Tick(0.5))
    out = play(engine, osc(1.0, "learn", "noise_scale:ceiling"), Tick(1.1))
    assert said(out) == ["move a control for noise_scale (ceiling)"]
    assert engine.status(1.1).learn == LearnStatus("noise_scale:ceiling", "move a control for noise_scale (ceiling)")
    out = play(engine, *pulled(2.0, "ch1/cc/1"), Tick(4.0))
    assert [output.noise_scale for output in out if isinstance(output, Params)] == []
    assert [param.holder for param in engine.status(4.0).params if param.name == "noise_scale"] == [Holder.THEME]
    (found,) = learned(out)
    assert (found.control, found.kind, found.target) == ("ch1/cc/1", "fader", "noise_scale:ceiling")
    (words,) = said(out)
    assert words == ("learnt: fader ch1/cc/1 of Pads -> noise_scale (ceiling); it also moves noise_scale (override)")
    assert engine.status(4.0).learn == LearnStatus("", words)
    assert engine.status(4.0).counters.controls_unmapped == 0
    play(engine, midi(5.0, "ch1/cc/1", 0.9))
    assert [param.holder for param in engine.status(5.0).params if param.name == "noise_scale"] == [Holder.HAND]


def test_our_own_addresses_and_releases_act_while_learning() -> None:
    engine = live()
    play(engine, midi(1.0, "ch1/note/36", 1.0), osc(1.1, "learn", "light"))
    assert engine.status(1.1).safety.freeze
    play(engine, midi(1.2, "ch1/note/36", 0.0))
    assert not engine.status(1.2).safety.freeze
    play(engine, midi(1.3, "ch1/note/36", 1.0), midi(1.4, "ch1/note/36", 0.0))
    assert not engine.status(1.4).safety.freeze
    play(engine, osc(1.5, "panic", 1.0))
    assert engine.status(1.5).safety.panic


def test_where_a_learnt_control_stands_nobody_knows_afterwards() -> None:
    engine = live()
    play(engine, midi(0.5, "ch1/cc/2", 0.1), osc(1.0, "learn", "light"), *pulled(2.0, "ch1/cc/2"), Tick(4.0))
    before = [param.value for param in engine.status(4.0).params if param.name == "accent"]
    play(engine, midi(5.0, "ch1/cc/2", 0.97))
    assert [param.value for param in engine.status(5.0).params if param.name == "accent"] == before, "no crossing"


def test_learning_ends_by_hand_and_by_time() -> None:
    engine = live()
    out = play(engine, osc(1.0, "learn", "freeze"), osc(2.0, "learn", "cancel"), Tick(3.0))
    assert said(out)[-1] == "learning is ended"
    assert said(play(engine, osc(3.5, "learn", ""), osc(3.6, "learn", 0.0), Tick(3.7))) == []
    out = play(engine, osc(4.0, "learn", "freeze"), Tick(35.0))
    assert said(out)[-1] == "nothing was moved for freeze in 30 s"
    assert learned(out) == []
    assert engine.status(35.0).learn.target == ""


def test_what_cannot_be_learnt_is_said() -> None:
    engine = live()
    out = play(engine, osc(1.0, "learn", "freze"), osc(1.2, "learn", "theme:embr"), osc(1.3, "learn", 1.0), Tick(2.0))
    assert said(out)[-3:] == [
        "learn: there is nothing called 'freze' to be learnt; near: freeze",
        "learn: there is no theme 'embr'; near: ember",
        "/soundscape/learn takes a text: what to learn, such as noise_scale",
    ]
    assert engine.status(2.0).learn == LearnStatus()


def test_a_pad_may_begin_it() -> None:
    engine = live()
    play(engine, midi(1.0, "ch1/note/37", 1.0), midi(1.1, "ch1/note/37", 0.0), Tick(1.2))
    assert engine.status(1.2).learn.target == "light"
    out = play(engine, Tick(3.0))
    assert learned(out) == [], "its own release tells nothing"
    out = play(engine, midi(3.5, "ch1/note/37", 1.0), midi(3.6, "ch1/note/37", 0.0), Tick(6.0))
    assert [found.control for found in learned(out)] == ["ch1/note/37"]
