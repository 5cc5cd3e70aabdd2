from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.mapping.theme import (
    Accent,
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
from soundscape_live.model import Beat, Params
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
ROOT = "/soundscape"
VARIED = Variations(Trigger.ENERGY_SPIKE, ("one",), hold=1.0)
NAMES = (
    *(f"{ROOT}/param/{parameter.value}" for parameter in Parameter),
    *(
        f"{ROOT}/{name}"
        for name in ("release", "cache/reset", "prompt/next", "prompt/goto", "transition", "theme/next")
    ),
    *(f"{ROOT}/{name}" for name in ("freeze", "blackout", "panic", "theme", "tempo", "nothing")),
)
UNIT = st.floats(0.0, 1.0)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), st.floats(0.001, 0.5), UNIT, UNIT, st.booleans()),
        st.tuples(st.just("beat"), st.floats(-0.1, 0.3)),
        st.tuples(
            st.just("move"), st.sampled_from(NAMES), st.one_of(st.sampled_from([0.0, 1.0, "plain"]), st.floats())
        ),
        st.tuples(st.just("wait"), st.floats(0.0, 5.0)),
    ),
    max_size=30,
)


def run(playing: Playing, events: list[tuple[object, ...]]) -> list[Params]:
    for event in events:
        match event:
            case ("hear", float(seconds), float(energy), float(bright), bool(silence)):
                playing.block = seconds
                playing.hear(
                    seconds, energy=energy, brightness=bright, onset=bright, rise=12.0 * energy, silence=silence
                )
            case ("beat", float(ahead)):
                playing.fusion.beat(Beat(playing.at + ahead, 0, 0, 120.0, 1.0, "typed"))
                playing.look()
            case ("move", str(name), float() | str() as value):
                playing.move(name, value)
            case ("wait", float(seconds)):
                playing.wait(seconds)
    return playing.seen


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.sampled_from(BeatAction))
def test_whatever_comes_the_state_stays_in_range_and_repeats(
    play: Play, theme: Make, events: list[tuple[object, ...]], action: BeatAction
) -> None:
    mappings = tuple(
        SoundMapping(source, parameter, curve, 2.0)
        for source, parameter, curve in zip(
            list(Source)[:: len(Source) // 5], Parameter, (*Curve, Curve.LINEAR), strict=False
        )
    )
    themes = (
        theme("plain", mappings=mappings, beat=BeatResponse(action, 0.4), variations=VARIED, accent=Accent("dust")),
        theme("other", step_lists=((500,),)),
    )
    first, second = play(*themes), play(*themes)
    seen = run(first, events)
    assert seen == run(second, events)
    assert first.taken == second.taken
    for params in seen:
        assert 0.0 <= params.noise_scale <= 1.0
        assert 0.0 <= params.light <= 1.0
        assert params.denoising_step_list in {(700, 400), (1000, 750, 500, 250), (500,)}
        assert 1 <= len(params.prompts) <= 3
        assert all(0.0 < prompt.weight <= 1.0 for prompt in params.prompts)
    assert all(0.0 <= status.value <= 1.0 for status in first.fusion.statuses())
    if first.cuts:
        assert max(sum(1 for other in first.cuts if at <= other < at + 1.0) for at in first.cuts) <= 3
