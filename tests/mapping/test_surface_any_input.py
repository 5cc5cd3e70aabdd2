"""Whatever is played on whatever is bound: nothing raises, everything stays in range, and it repeats."""

import math
from collections.abc import Callable

from hypothesis import example, given, settings
from hypothesis import strategies as st

from soundscape_live.mapping.binding import (
    Act,
    ActTarget,
    Binding,
    Mode,
    ParameterTarget,
    Press,
    Takeover,
    Way,
)
from soundscape_live.mapping.theme import Accent, Curve, Parameter, Theme, Trigger, Variations
from soundscape_live.model import Beat, Feedback, Params
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
WORDS = Variations(Trigger.BEAT, ("one", "two", "three"), hold=1.0)
CENTRED = "/soundscape/motion/"
"Where addresses begin that are told about 0."
NAMES = ("cc/1", "note/1", "note/2", "turn/3", "pressure")
ARGUMENTS: dict[Act, tuple[float | str | None, ...]] = {
    Act.THEME: (None, "plain", "other", "nowhere"),
    Act.PROMPT_GOTO: (None, -1, 1, 9),
    Act.PROMPT_WEIGHT: (None, 0, 2, 9),
    Act.PAGE: (None, 1, 2, 9),
    Act.SHIFT: (None, "fine"),
    Act.RELEASE: (None, "noise_scale", "nothing"),
    Act.TEMPO_NUDGE: (None, 5.0),
}
PARAMETERS = st.builds(
    ParameterTarget,
    st.sampled_from(Parameter),
    st.sampled_from(Mode),
    st.sampled_from(Curve),
    st.floats(-1.0, 4.0),
    st.floats(-1.0, 4.0),
    st.sampled_from([None, 0.0, 0.5]),
    st.sampled_from([0.0, 0.5]),
    st.sampled_from(Press),
    st.booleans(),
)


@st.composite
def acts(draw: st.DrawFn) -> ActTarget:
    act = draw(st.sampled_from(Act))
    argument = draw(st.sampled_from(ARGUMENTS.get(act, (None,))))
    press = draw(st.one_of(st.none(), st.sampled_from(Press)))
    return ActTarget(act, argument, press, draw(st.sampled_from([None, None, 0, 1, 2])))


BINDINGS = st.lists(
    st.builds(
        Binding,
        st.just("midi:*"),
        st.sampled_from(NAMES),
        st.one_of(PARAMETERS, acts()),
        st.builds(
            Way, st.sampled_from(Takeover), st.floats(-1.0, 1.0), st.sampled_from([0.0, 0.2]), st.floats(0.0, 0.2)
        ),
        st.sampled_from([None, None, "shift", "fine"]),
        st.sampled_from([None, None, 1, 2]),
        st.sampled_from([None, "g"]),
    ),
    min_size=1,
    max_size=8,
).map(tuple)
VALUES = st.one_of(st.sampled_from([0.0, 1.0, -1.0, 0.5, math.nan, math.inf, "plain", 3.0]), st.floats(0.0, 1.0))
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.sampled_from(NAMES), VALUES),
        st.tuples(st.just("beat"), st.integers(0, 3)),
        st.tuples(st.just("wait"), st.floats(0.001, 2.0)),
        st.tuples(st.just("hear"), st.floats(0.0, 1.0)),
        st.tuples(st.just("again")),
    ),
    max_size=40,
)


def run(playing: Playing, events: list[tuple[object, ...]]) -> tuple[list[Params], list[Feedback]]:
    told: list[Feedback] = []
    for event in events:
        match event:
            case ("move", str(name), float() | str() as value):
                playing.move(f"ch1/{name}", value, "midi:pads")
            case ("beat", int(position)):
                playing.fusion.beat(Beat(playing.at, 0, position, 120.0, 1.0, "typed"))
            case ("wait", float(seconds)):
                playing.wait(seconds)
            case ("hear", float(energy)):
                playing.hear(0.01, energy=energy)
            case _:
                playing.fusion.show_again("midi:pads")
        playing.look()
        told += playing.fusion.feedback(playing.at, locked=False, lost=False)
        due = playing.fusion.feedback_deadline()
        assert due > playing.at
    return playing.seen, told


@example((Binding("midi:*", "cc/1", ParameterTarget(Parameter.ZOOM)),), [("move", "cc/1", 0.0)])
@settings(max_examples=150, deadline=None)
@given(BINDINGS, EVENTS)
def test_whatever_is_played_nothing_raises_and_it_repeats(
    play: Play, theme: Make, bindings: tuple[Binding, ...], events: list[tuple[object, ...]]
) -> None:
    themes = (theme("plain", variations=WORDS, accent=Accent("dust")), theme("other"))
    first, second = (run(play(*themes, bindings=bindings), events) for _ in range(2))
    assert first == second
    seen, told = first
    for params in seen:
        assert 0.0 <= params.noise_scale <= 1.0
        assert 0.0 <= params.light <= 1.0
        assert 1 <= len(params.prompts) <= 8
        assert all(0.0 < prompt.weight <= 1.0 for prompt in params.prompts)
    for feedback in told:
        assert (-1.0 if feedback.control.startswith(CENTRED) else 0.0) <= feedback.value <= 1.0
