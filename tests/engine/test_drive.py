"""One engine and several generators: who is told what, when, and what their answers do."""

from dataclasses import replace

import pytest

from soundscape_live.engine import Engine
from soundscape_live.engine.drives import STRANGERS
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.show import GeneratorRule, Reload
from soundscape_live.model import (
    STILL,
    Applied,
    Command,
    CommandDone,
    Control,
    DelayKind,
    FrameSeen,
    FramesShown,
    GeneratorStatus,
    Holder,
    Level,
    LoraScale,
    LoraStatus,
    Notice,
    Params,
    PeerChange,
    PeerDelay,
    PeerState,
    ResetCache,
    Tick,
    Transition,
)
from tests.engine.playing import change, fader, live, of, pad, play, said, show

MAIN, SPARE, SIDE = GeneratorRule(), GeneratorRule("spare"), GeneratorRule("side", "left")


def told(outputs: list[Params]) -> list[tuple[str, int]]:
    return [(params.generator, params.seq) for params in outputs]


def test_all_are_told_everything_each_with_numbers_of_its_own() -> None:
    engine = live(MAIN, SPARE)
    engine.feed(change(1.0, PeerState.LOST, "spare"))
    assert told(of(Params, engine.feed(fader(2.0, 0.2)))) == [("main", 2)]
    assert told(of(Params, engine.feed(change(3.0, PeerState.LIVE, "spare")))) == [("spare", 2)]
    sent = of(Params, engine.feed(fader(4.0, 0.9)))
    assert told(sent) == [("main", 3), ("spare", 3)]
    assert [params.noise_scale for params in sent] == [pytest.approx(0.9)] * 2
    assert of(Params, engine.feed(Tick(5.0))) == []


def test_commands_have_ids_of_their_generator_and_its_state_names_its_own() -> None:
    engine = live(MAIN, SPARE)
    engine.feed(change(1.0, PeerState.LOST, "spare"))
    engine.feed(pad(1.1, 36))
    engine.feed(change(2.0, PeerState.LIVE, "spare"))
    commands = of(Command, engine.feed(pad(3.0, 37)))
    assert [(command.generator, command.id) for command in commands] == [("main", 2), ("spare", 2)]
    assert [(params.generator, params.command) for params in of(Params, engine.feed(fader(4.0, 0.9)))] == [
        ("main", 2),
        ("spare", 2),
    ]
    engine.feed(CommandDone(4.1, 2, 9, generator="spare"))
    (notice,) = of(Notice, engine.feed(CommandDone(4.2, 2, 9, "no room", "main")))
    assert notice.text == "the generator main refused command 2 (Transition): no room"


def test_each_generator_waits_for_its_own_answers() -> None:
    engine = live(MAIN, SPARE)
    engine.feed(pad(1.0, 36))
    assert engine.commands_waiting == 2
    engine.feed(CommandDone(1.1, 1, 9, generator="spare"))
    assert engine.commands_waiting == 1
    assert said(play(engine, Tick(1.6))) == [
        "generator main: command 1 (ResetCache) was not answered in time and is dropped"
    ]
    counters = engine.status(2.0).counters
    assert (counters.commands_sent, counters.commands_applied, counters.commands_expired) == (2, 1, 1)


@pytest.mark.parametrize(
    ("state", "heard", "takes", "obeys"),
    [
        (PeerState.OFF, False, False, False),
        (PeerState.PROBING, False, False, False),
        (PeerState.LOADING, False, False, False),
        (PeerState.LOADING, True, True, False),
        (PeerState.CONNECTING, False, False, False),
        (PeerState.CONNECTING, True, True, False),
        (PeerState.LIVE, False, True, True),
        (PeerState.PAUSED, False, True, True),
        (PeerState.STALLED, False, False, True),
        (PeerState.LOST, False, False, False),
    ],
)
def test_state_and_commands_go_where_they_are_taken(state: PeerState, *, heard: bool, takes: bool, obeys: bool) -> None:
    engine = Engine(show(), 0.0)
    out = engine.feed(PeerChange(1.0, state, heard=heard))
    assert bool(of(Params, out)) is takes
    out = engine.feed(pad(2.0, 37))
    assert bool(of(Command, out)) is obeys
    assert bool(of(Params, engine.feed(fader(3.0, 0.9)))) is takes


def test_a_generator_that_begins_to_listen_and_one_that_is_live_are_told_the_whole_state() -> None:
    engine = Engine(show(), 0.0)
    counts = [
        len(of(Params, engine.feed(PeerChange(at, state, heard=heard))))
        for at, state, heard in (
            (1.0, PeerState.CONNECTING, False),
            (2.0, PeerState.CONNECTING, True),
            (3.0, PeerState.CONNECTING, True),
            (4.0, PeerState.LIVE, True),
            (5.0, PeerState.PAUSED, False),
            (6.0, PeerState.LIVE, False),
            (7.0, PeerState.LOST, False),
            (8.0, PeerState.PAUSED, False),
        )
    ]
    assert counts == [0, 1, 0, 1, 0, 1, 0, 1]


def test_that_a_generator_listens_is_no_news_for_the_operator() -> None:
    engine = Engine(show(), 0.0)
    changes = [PeerChange(at, PeerState.CONNECTING, "offer", heard=heard) for at, heard in ((1.0, False), (2.0, True))]
    assert said(play(engine, *changes)) == ["generator: connecting (offer)"]


def test_while_it_is_only_heard_the_state_carries_what_commands_meant() -> None:
    engine = Engine(show(), 0.0)
    engine.feed(PeerChange(1.0, PeerState.CONNECTING, heard=True))
    (params,) = of(Params, engine.feed(pad(2.0, 37)))
    assert params.command == 0
    assert any(prompt.text == "x" for prompt in params.prompts)


def test_commands_wait_longer_for_a_generator_that_listens_now_and_then() -> None:
    engine = live(MAIN, SPARE)
    engine.feed(PeerDelay(0.5, 1.4, 0.75, "spare"))
    commands = of(Command, engine.feed(pad(1.0, 36)))
    assert [(command.generator, command.expires) for command in commands] == [("main", 1.5), ("spare", 3.0)]
    commands = of(Command, engine.feed(pad(2.0, 37)))
    assert [(command.generator, command.expires) for command in commands] == [("main", 4.0), ("spare", 5.5)]


def test_the_status_tells_of_each_generator_and_of_the_one_that_is_shown() -> None:
    engine = live(MAIN, SPARE, SIDE)
    for name, frames in (("main", 10), ("spare", 20), ("side", 30)):
        engine.feed(FramesShown(0.5, frames, 25.0, generator=name))
    engine.feed(Applied(0.25, 1, 3))
    engine.feed(FrameSeen(0.5, 1, "spare"))
    engine.feed(PeerDelay(0.5, 1.4, 0.75, "side"))
    engine.feed(change(1.0, PeerState.STALLED, "side", "no frames"))
    status = engine.status(1.0)
    live_, stalled = PeerState.LIVE, PeerState.STALLED
    assert status.generators == (
        GeneratorStatus("main", "main", live_, "", 10, 25.0, 0.25, DelayKind.APPLIED),
        GeneratorStatus("spare", "main", live_, "", 20, 25.0, 0.5, DelayKind.SEEN, shown=False, standby=True),
        GeneratorStatus("side", "left", stalled, "no frames", 30, 25.0, 1.4, DelayKind.ESTIMATED),
    )
    assert (status.peer, status.frames, status.fps) == (live_, 10, 25.0)
    assert engine.applied_after() == (0.25,)
    assert status.counters.params_applied == 1
    assert status.counters.params_sent == 3


def test_of_a_generator_that_was_lost_no_delay_is_known() -> None:
    engine = live()
    engine.feed(PeerDelay(0.5, 1.4, 0.75))
    engine.feed(change(1.0, PeerState.CONNECTING, "main"))
    assert engine.status(1.0).generators[0].delay == 1.4
    engine.feed(change(2.0, PeerState.LOST, "main"))
    assert engine.status(2.0).generators[0].delay is None


def test_a_renderer_that_was_started_again_is_said_of_its_generator() -> None:
    engine = live(MAIN, SPARE)
    engine.feed(FramesShown(1.0, 5, 25.0, 0, "spare"))
    assert said(engine.feed(FramesShown(2.0, 5, 25.0, 1, "spare"))) == [
        "generator spare: its renderer ended and was started again"
    ]
    engine.feed(change(3.0, PeerState.CONNECTING, "spare"))
    assert said(engine.feed(FramesShown(4.0, 5, 25.0, 3, "spare"))) == []


def test_a_generator_that_the_show_does_not_have_is_ignored_and_said_once() -> None:
    engine = live()
    texts = said([*engine.feed(change(1.0, PeerState.LIVE, "other")), *engine.feed(Applied(2.0, 1, 1, "other"))])
    assert texts == ["the show has no generator 'other': what it says is ignored"]
    more = [text for n in range(100) for text in said(engine.feed(change(3.0, PeerState.LIVE, f"n{n}")))]
    assert len(more) == STRANGERS - 1
    assert engine.status(4.0).counters.params_applied == 0


def test_another_show_keeps_its_generators_begins_new_ones_and_ends_the_others() -> None:
    engine = live(MAIN, SPARE)
    engine.feed(pad(1.0, 36))
    out = engine.feed(Reload(1.1, show(MAIN, SIDE), "", "show.toml"))
    assert said(out) == [
        "generator spare: command 1 (ResetCache) will not be answered and is dropped",
        "reloaded: show.toml",
    ]
    assert [(each.name, each.state) for each in engine.status(1.2).generators] == [
        ("main", PeerState.LIVE),
        ("side", PeerState.OFF),
    ]
    assert engine.commands_waiting == 1
    assert said(engine.feed(change(1.3, PeerState.OFF, "spare"))) == []
    (params,) = of(Params, engine.feed(change(2.0, PeerState.LIVE, "side")))
    assert (params.generator, params.seq, params.command) == ("side", 1, 0)
    counters = engine.status(3.0).counters
    assert (counters.params_sent, counters.commands_sent, counters.commands_expired) == (3, 2, 1 + 1)


def test_a_show_whose_only_generator_is_another_has_lost_its_picture() -> None:
    engine = live()
    engine.feed(Reload(1.0, show(SIDE), "", "show.toml"))
    (source,) = (source for source in engine.status(1.0).sources if source.source == "generator")
    assert not source.present
    engine.feed(change(2.0, PeerState.LIVE, "side"))
    (source,) = (source for source in engine.status(2.0).sources if source.source == "generator")
    assert source.present


def test_levels_of_states() -> None:
    engine = Engine(show(), 0.0)
    levels = [notice.level for state in PeerState for notice in of(Notice, engine.feed(PeerChange(1.0, state)))]
    expected = {PeerState.STALLED: Level.WARNING, PeerState.LOST: Level.ERROR}
    assert levels == [expected.get(state, Level.INFO) for state in PeerState]


def test_a_transition_goes_to_all_with_the_same_target() -> None:
    engine = live(MAIN, SPARE)
    first, second = of(Command, engine.feed(pad(1.0, 37)))
    assert isinstance(first.action, Transition)
    assert first.action == second.action
    assert {command.action for command in of(Command, engine.feed(pad(2.0, 36)))} == {ResetCache()}


def test_a_motion_and_a_scale_are_sent_once_they_have_moved_far_enough_and_when_they_stand() -> None:
    engine = Engine(replace(show(), loras=(LoraRule("ink", high=4.0),)), 0.0)
    engine.feed(change(0.0, PeerState.LIVE, "main"))

    def moved(at: float, address: str, value: float) -> list[Params]:
        return of(Params, (*engine.feed(Control(at, "page", address, value)), *engine.feed(Tick(at + 0.05))))

    for at, name in enumerate(("zoom", "rotate", "pan_x", "pan_y"), 1):
        address = f"/soundscape/motion/{name}"
        assert [getattr(params.motion, name) > 0.0 for params in moved(at, address, 0.1)] == [True]
        assert moved(at + 0.1, address, 0.1001) == []
        assert [params.motion for params in moved(at + 0.2, address, 0.0)] == [STILL]
    for at, value, paces in ((5.0, 0.75, [2.25]), (5.2, 0.7501, []), (5.4, 0.501, [1.004004]), (5.6, 0.5, [1.0])):
        assert [params.pace for params in moved(at, "/soundscape/param/pace", value)] == pytest.approx(paces)
    assert [params.loras for params in moved(6.0, "/soundscape/lora/ink", 0.125)] == [(LoraScale("ink", 0.5),)]
    assert moved(6.1, "/soundscape/lora/ink", 0.1252) == []
    assert [params.loras for params in moved(6.2, "/soundscape/lora/ink", 0.1255)] == [(LoraScale("ink", 0.502),)]
    assert [params.loras for params in moved(6.3, "/soundscape/lora/ink", 0.2499)] == [(LoraScale("ink", 0.9996),)]
    assert [params.loras for params in moved(6.4, "/soundscape/lora/ink", 0.25)] == [(LoraScale("ink", 1.0),)]
    other = replace(show(), loras=(LoraRule("gold"),))
    assert [params.loras for params in of(Params, engine.feed(Reload(7.0, other, "{}", "my.toml")))] == [
        (LoraScale("gold", 1.0),)
    ]


def test_the_status_shows_the_loras() -> None:
    engine = Engine(replace(show(), loras=(LoraRule("ink", high=2.0),)), 0.0)
    engine.feed(Control(1.0, "page", "/soundscape/lora/ink", 0.25))
    assert engine.status(1.0).loras == (LoraStatus("ink", 0.25, 0.5, Holder.HAND),)
