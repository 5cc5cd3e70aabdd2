"""What a beat brings about as commands leaves early by each generator's delay; everything else stays on the beat."""

import dataclasses
import itertools
from collections.abc import Sequence

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from soundscape_live.engine import Engine, Input
from soundscape_live.engine.ahead import GROWTH, Ahead
from soundscape_live.engine.drive import FARTHEST
from soundscape_live.io.log.codec import encode
from soundscape_live.mapping.show import GeneratorRule
from soundscape_live.mapping.theme import BeatAction, BeatResponse, Theme, Trigger
from soundscape_live.model import (
    Command,
    Control,
    Cue,
    Output,
    Params,
    PeerDelay,
    PeerState,
    ResetCache,
    TempoReport,
    Tick,
    Transition,
)
from soundscape_live.tempo.tempo import Tempo
from tests.engine.playing import CUTS, CYCLES, PERIOD, PLAIN, change, live, music, of, pad, play

MAIN, SIDE = GeneratorRule(), GeneratorRule("side", "side")
FIRST = 8.0
"Seconds: by then every lead has grown to what is wanted."


def session(engine: Engine, delays: dict[str, float], until: float = 14.0, *more: Input) -> list[Output]:
    """Play steady music at a typed tempo, with generators that are so late."""
    start: list[Input] = [Control(0.0, "page", "/soundscape/tempo", 60.0 / PERIOD)]
    start += [PeerDelay(0.0, delay, 0.0, name) for name, delay in delays.items()]
    rest = sorted([*music(until, 0.0), *more], key=lambda item: item.at)
    return play(engine, *start, *rest)


def beats(outputs: Sequence[Output], since: float = FIRST) -> list[float]:
    return [cue.at for cue in of(Cue, outputs) if cue.name == "beat" and cue.value == 1 and cue.at >= since]


def leaves(outputs: Sequence[Output], name: str, kind: type = ResetCache, since: float = FIRST) -> list[float]:
    """Return when the commands of a kind left for a generator."""
    sent = of(Command, outputs)
    return [each.at for each in sent if each.generator == name and isinstance(each.action, kind) and each.at >= since]


@pytest.mark.parametrize(
    ("delays", "offsets", "expected"),
    [
        ({}, (0.0, 0.0), (0.0, 0.0)),
        ({"main": 0.0, "side": 0.0}, (0.0, 0.0), (0.0, 0.0)),
        ({"main": 0.04}, (0.0, 0.0), (0.04, 0.0)),
        ({"main": 0.04, "side": 0.04}, (0.0, 0.0), (0.04, 0.04)),
        ({"main": 1.4}, (0.0, 0.0), (1.4, 0.0)),
        ({"main": 0.04, "side": 1.4}, (0.0, 0.0), (0.04, 1.4)),
        ({"main": 0.3, "side": 0.7}, (0.05, -0.2), (0.35, 0.5)),
        ({"main": 0.04, "side": 0.1}, (-0.5, 0.1), (0.0, 0.2)),
        ({"main": 9.0}, (0.0, 0.1), (FARTHEST, 0.1)),
    ],
)
def test_a_beat_s_cut_leaves_early_by_each_generator_s_delay_and_the_rest_stays(
    delays: dict[str, float], offsets: tuple[float, float], expected: tuple[float, float]
) -> None:
    main, side = (dataclasses.replace(rule, offset=by) for rule, by in zip((MAIN, SIDE), offsets, strict=True))
    out = session(live(main, side, theme=CUTS), delays)
    struck = beats(out, since=0.0)
    for name, by in zip(("main", "side"), expected, strict=True):
        sent = leaves(out, name)
        seen = [at + by for at in sent]
        inside = [at for at in struck if FIRST + by <= at <= 14.0]
        assert len(sent) == pytest.approx(12, abs=1)
        assert [at for at in seen if at <= inside[-1] + 0.01] == pytest.approx(inside, abs=1e-3)
    assert struck == pytest.approx([struck[0] + n * PERIOD for n in range(len(struck))], abs=1e-6)


def test_without_a_delay_nothing_is_other_than_without_the_report() -> None:
    plain, told = live(theme=CYCLES), live(theme=CYCLES)
    first = session(plain, {})
    second = session(told, {"main": 0.0})
    assert [encode(output) for output in first] == [encode(output) for output in second]


@pytest.mark.parametrize(
    "theme",
    [
        CYCLES,
        dataclasses.replace(
            PLAIN, variations=dataclasses.replace(CYCLES.variations, trigger=Trigger.BEAT, cooldown=1.0)
        ),
    ],
)
def test_words_change_with_the_command_of_their_generator_and_not_before(theme: Theme) -> None:
    out = session(live(MAIN, SIDE, theme=theme), {"main": 0.04, "side": 1.4})
    targets = {}
    for name in ("main", "side"):
        held: tuple[object, ...] | None = None
        crossed = 0
        targets[name] = [
            c.action.target for c in of(Command, out) if c.generator == name and isinstance(c.action, Transition)
        ]
        for output in out:
            if isinstance(output, Command) and output.generator == name and isinstance(output.action, Transition):
                held = output.action.target
                crossed += 1
            if isinstance(output, Params) and output.generator == name and held is not None:
                assert output.prompts == held
                assert output.command == crossed
        assert crossed >= 5
    behind = len(targets["side"]) - len(targets["main"])
    assert 0 <= behind <= 3
    assert targets["main"] == targets["side"][: len(targets["main"])]


def test_a_pulse_stays_on_its_beat() -> None:
    theme = dataclasses.replace(PLAIN, beat=BeatResponse(BeatAction.PULSE_NOISE, intensity=0.5, attack=0.0))
    out = session(live(theme=theme), {"main": 1.4})
    struck = beats(out)
    rises = [
        after.at
        for before, after in zip(of(Params, out), of(Params, out)[1:], strict=False)
        if after.noise_scale > before.noise_scale + 0.2 and after.at >= FIRST
    ]
    assert rises
    assert all(min(abs(at - beat) for beat in struck) < 0.06 for at in rises)


@pytest.mark.parametrize(
    ("delay", "pressed", "expected"),
    [
        (0.0, -0.3, 0.0),
        (0.04, -0.3, -0.04),
        (0.04, -0.03, 0.0),
        (0.3, -0.4, -0.3),
        (0.3, -0.2, 0.5 - 0.3),
        (1.4, -0.3, 1.5 - 1.4),
    ],
)
def test_a_press_that_waits_for_a_beat_leaves_early_for_the_first_that_it_can_reach(
    delay: float, pressed: float, expected: float
) -> None:
    beat = 10.0
    out = session(live(), {"main": delay}, 13.0, pad(beat + pressed, 38), pad(beat + pressed + 0.001, 38, 0.0))
    assert beat in [round(at, 3) for at in beats(out)]
    (sent,) = leaves(out, "main", Transition)
    assert sent == pytest.approx(beat + expected, abs=0.003)


@pytest.mark.parametrize(("delay", "pressed", "bars"), [(0.0, 0.1, 1), (0.3, 0.1, 1), (1.4, 0.1, 1), (1.4, 1.0, 2)])
def test_a_press_that_waits_for_a_bar_leaves_early_for_one(delay: float, pressed: float, bars: int) -> None:
    first = 8.0
    out = session(live(), {"main": delay}, 13.0, pad(first + pressed, 39), pad(first + pressed + 0.001, 39, 0.0))
    bar = [round(cue.at, 3) for cue in of(Cue, out) if cue.name == "bar" and cue.value == 1]
    assert first in bar
    (sent,) = leaves(out, "main")
    assert sent == pytest.approx(first + 2.0 * bars - delay, abs=0.003)


def test_when_the_music_stops_what_was_decided_leaves_at_its_time() -> None:
    engine = live(MAIN, SIDE, theme=CUTS)
    play(engine, Control(0.0, "page", "/soundscape/tempo", 120.0), PeerDelay(0.0, 1.4, 0.0, "side"))
    out = play(engine, *music(10.1, 0.0), Tick(20.0))
    last = max(beat for beat in beats(out))
    rest = 10.1 + 2.0
    assert max(leaves(out, "side")) == pytest.approx(rest - 0.1, abs=0.51)
    assert max(leaves(out, "main")) > max(leaves(out, "side"))
    assert max(leaves(out, "main")) < rest + 1.5
    assert last > 15.0


@pytest.mark.parametrize("address", ["freeze", "panic", "blackout"])
def test_what_waits_for_its_time_does_not_leave_while_the_picture_is_held(address: str) -> None:
    engine = live(MAIN, SIDE, theme=CUTS)
    hold = Control(10.2, "page", f"/soundscape/{address}", 1.0)
    out = session(engine, {"main": 0.0, "side": 1.4}, 13.0, hold)
    assert max(leaves(out, "main")) < 10.2
    assert max(leaves(out, "side")) < 10.2


def test_words_asked_for_at_once_take_the_place_of_those_that_wait() -> None:
    engine = live(MAIN, SIDE, theme=CYCLES)
    goto = Control(10.2, "page", "/soundscape/prompt/goto", -1.0)
    out = session(engine, {"main": 0.0, "side": 1.4}, 13.0, goto)
    sent = [each for each in of(Command, out) if each.generator == "main" and each.at >= 10.2]
    assert [round(each.at, 3) for each in sent][:1] == [10.2]
    held = [params for params in of(Params, out) if params.generator == "main" and params.at >= 10.2]
    assert isinstance(sent[0].action, Transition)
    assert held[0].prompts == sent[0].action.target


def test_a_cut_that_waits_goes_on_beside_words_asked_for_at_once() -> None:
    engine = live(MAIN, SIDE, theme=CUTS)
    out = session(engine, {"main": 0.0, "side": 1.4}, 13.0, pad(10.2, 37))
    assert leaves(out, "main", Transition) == [10.2]
    assert [round(at, 3) for at in leaves(out, "main") if at > 10.2][:2] == [10.5, 11.0]


def test_what_waits_is_gone_with_its_generator() -> None:
    engine = live(MAIN, SIDE, theme=CYCLES)
    lost, back = change(10.2, PeerState.LOST, "main"), change(10.3, PeerState.LIVE, "main")
    out = session(engine, {"main": 0.0, "side": 1.4}, 13.0, lost, back)
    (first, *_) = [params for params in of(Params, out) if params.generator == "main" and params.at >= 10.3]
    *_, newest = [each.action for each in of(Command, out) if each.generator == "side" and each.at <= 10.3]
    assert isinstance(newest, Transition)
    assert first.prompts == newest.target
    assert min(leaves(out, "main", Transition, since=10.3)) > 11.0


def test_to_one_that_is_away_nothing_leaves() -> None:
    engine = live(MAIN, SIDE, theme=CUTS)
    out = session(engine, {"main": 0.04, "side": 1.4}, 13.0, change(10.2, PeerState.LOST, "main"))
    assert max(leaves(out, "main")) < 10.2
    assert leaves(out, "side", since=12.0)


def test_a_lead_that_grows_lets_no_beat_leave_at_the_same_time_as_another() -> None:
    engine = live(theme=CUTS)
    out = session(engine, {}, 13.0, PeerDelay(4.1, 1.4, 0.0))
    sent = leaves(out, "main", since=1.0)
    steps = [after - before for before, after in itertools.pairwise(sent)]
    assert min(steps) == pytest.approx(PERIOD / (1.0 + GROWTH), abs=0.01)
    assert max(steps) == pytest.approx(PERIOD, abs=0.01)
    assert len(sent) == len(beats(out, since=1.0)) + 2


def test_a_lead_that_shrinks_decides_no_beat_twice() -> None:
    engine = live(theme=CUTS)
    out = session(engine, {"main": 1.4}, 14.0, PeerDelay(10.1, 0.0, 0.0))
    assert len(leaves(out, "main", since=0.0)) == len(beats(out, since=0.1))
    assert set(leaves(out, "main", since=11.6)) <= set(beats(out))


def test_limits_on_flashes_hold_for_each_generator() -> None:
    engine = live(MAIN, SIDE, theme=CUTS)
    fast = [pad(FIRST + n * 0.21, 36, float(n % 2 == 0)) for n in range(30)]
    out = session(engine, {"main": 0.04, "side": 1.4}, 14.0, *fast)
    for name in ("main", "side"):
        sent = leaves(out, name, since=0.0)
        assert max(sum(at <= other < at + 1.0 - 1e-9 for other in sent) for at in sent) <= 3


STEPS = st.lists(
    st.tuples(
        st.floats(0.0, 0.7),
        st.sampled_from(["delay", "lost", "live", "press", "bar", "resync", "tempo", "cut", "wait", "freeze"]),
        st.floats(0.0, 1.0),
    ),
    max_size=25,
)


@settings(max_examples=15, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(STEPS, st.sampled_from([CUTS, CYCLES]))
def test_whatever_happens_ids_rise_nothing_is_late_and_all_repeats(
    steps: list[tuple[float, str, float]], theme: Theme
) -> None:
    at, items = 1.0, list[Input](music(4.0, 0.0))
    for wait, kind, value in steps:
        at += wait
        name = "side" if value > 0.5 else "main"
        items.append(
            {
                "delay": PeerDelay(at, 2.0 * value, value, name),
                "lost": change(at, PeerState.LOST, name),
                "live": change(at, PeerState.LIVE, name),
                "press": pad(at, 38, float(value > 0.3)),
                "bar": pad(at, 39, float(value > 0.3)),
                "resync": Control(at, "page", "/soundscape/tempo/resync", 1.0),
                "tempo": Control(at, "page", "/soundscape/tempo", 80.0 + 100.0 * value),
                "cut": pad(at, 36, float(value > 0.3)),
                "wait": Tick(at),
                "freeze": Control(at, "page", "/soundscape/freeze", float(value > 0.5)),
            }[kind]
        )
    items.sort(key=lambda item: item.at)
    start = Control(0.0, "page", "/soundscape/tempo", 120.0)
    first, second = (play(live(MAIN, SIDE, theme=theme), start, *items) for _ in range(2))
    assert [encode(output) for output in first] == [encode(output) for output in second]
    for name in ("main", "side"):
        ids = [each.id for each in of(Command, first) if each.generator == name]
        assert ids == sorted(set(ids))
        seqs = [each.seq for each in of(Params, first) if each.generator == name]
        assert seqs == list(range(2, len(seqs) + 2))


def steady(at: float) -> Tempo:
    tempo = Tempo()
    tempo.silence(at, on=False)
    tempo.report(TempoReport(at, "typed", 120.0, at, 1.0))
    return tempo


def test_beats_are_told_ahead_in_order_each_once_as_they_come() -> None:
    tempo = steady(10.0)
    ahead = Ahead(tempo, 0.0)
    came = tempo.advance(10.01)
    told = []
    assert [ahead.came(beat) for beat in came] == [0.0] * len(came)
    while (beat := ahead.take(10.01, 1.3)) is not None:
        told.append(beat)
    rest = tempo.advance(11.3)
    assert [(beat.index, beat.at, beat.bar_position) for beat in told] == [
        (beat.index, pytest.approx(beat.at), beat.bar_position) for beat in rest
    ]
    assert [ahead.came(beat) for beat in rest] == [pytest.approx(beat.at - 10.01) for beat in rest]


def test_a_beat_that_comes_much_later_than_it_was_expected_is_another() -> None:
    tempo = steady(10.0)
    ahead = Ahead(tempo, 0.0)
    for beat in tempo.advance(10.01):
        ahead.came(beat)
    first, second = ahead.take(10.01, 1.1), ahead.take(10.01, 1.1)
    assert first is not None
    assert second is not None
    assert ahead.take(10.01, 1.1) is None
    assert ahead.came(dataclasses.replace(first, at=first.at + 0.2)) == pytest.approx(0.69)
    assert ahead.came(dataclasses.replace(second, at=second.at + 60.0)) == 0.0
    again = ahead.take(10.01, 1.1)
    assert again is None or again.index == second.index + 1


def test_without_a_lead_or_beats_nothing_is_due() -> None:
    nobody = Ahead(Tempo(), 0.0)
    assert nobody.take(1.0, 1.0) is None
    assert nobody.deadline() == float("inf")
    led = Ahead(steady(10.0), 0.0)
    assert led.take(10.0, 0.0) is None
    assert led.deadline() == float("inf")
