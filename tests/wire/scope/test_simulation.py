"""A minute of a show against the pretended pipeline; and the same with each rule broken, which fails."""

import json
import math
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from typing_extensions import override

from soundscape_live.generator.pretend.pipeline import Manner as Pace
from soundscape_live.model import Prompt
from soundscape_live.wire.messages import WireSnapshot
from soundscape_live.wire.scope import Conductor, Manner, Mode, StandIn
from soundscape_live.wire.scope.queue import ServerQueue
from tests.wire.scope.rig import (
    CHUNK,
    DT,
    STATE,
    VIDEO,
    Played,
    Session,
    World,
    crossing,
    cut,
    plan,
    play,
    state,
)

BYPASS = Manner().asked(StandIn.BYPASS)
SWEEP = Pace(chunk=CHUNK, jitter=0.15)
FOUR = replace(STATE, denoising_step_list=(1000, 750, 500, 250))


def minute(
    seed: int, manner: Manner = VIDEO, opening: WireSnapshot = STATE, queue: ServerQueue | None = None
) -> Played:
    conductor = Conductor(manner, 0.0, opening)
    if queue:
        conductor._queue = queue
    pace = replace(SWEEP, seed=seed, frames=manner.frames_per_chunk)
    return play(Session(conductor, pace), plan(seed))


def reached(played: Played) -> set[str]:
    """Return the targets that filled the picture before the next crossing was given."""
    found = set()
    world = played.session.world
    for index, (id_, text) in enumerate(played.targets):
        later = [played.session.done[after][0] for after, _ in played.targets[index + 1 : index + 2]]
        begin, end = played.asked[id_], later[0] if later else math.inf
        if any(begin <= call.at <= end and call.made and call.made.embedding == ((text, 1.0),) for call in world.calls):
            found.add(text)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_minute_loses_nothing_is_never_late_and_reaches_every_target(seed: int) -> None:
    played = minute(seed)
    session = played.session
    assert session.world.processor.deepest == 1
    assert session.world.processor.dropped == 0
    assert sorted(session.done) == sorted(played.asked)
    assert session.doubles == 0
    assert [answer.refused for _, answer in session.done.values() if answer.refused] == []
    ages = played.ages
    assert ages[int(0.95 * (len(ages) - 1))] <= CHUNK + 0.05
    assert reached(played) == {text for _, text in played.targets}
    assert session.world.mixture == {played.targets[-1][1]: 1.0}
    assert len(ages) <= 0.9 * len(session.world.calls) + 1


def test_every_reset_cuts_the_picture_after_it_was_given_and_within_two_chunks_of_being_told() -> None:
    played = minute(3)
    cuts = [call.at for call in played.session.world.calls if call.reset]
    for id_, given_at in played.asked.items():
        told_at = played.session.done[id_][0]
        if (id_, f"look {id_}") not in played.targets:
            assert any(given_at <= at <= told_at + 2 * CHUNK for at in cuts)


def test_the_chunk_and_the_delay_are_learnt_from_the_frames() -> None:
    session = Session(Conductor(VIDEO, 0.0, STATE), Pace(chunk=CHUNK))
    assert (session.conductor.chunk, session.conductor.delay) == (0.0, 0.0)
    session.run(20.0)
    assert session.conductor.chunk == pytest.approx(CHUNK, rel=0.05)
    assert session.conductor.delay == pytest.approx(1.9 * CHUNK, rel=0.05)


def test_an_idle_show_tells_nothing() -> None:
    session = Session(Conductor(VIDEO, 0.0, STATE), Pace(chunk=CHUNK))
    for seq in range(1, 300):
        session.conductor.snapshot(state(seq, noise_scale=0.5 + 0.002 * (seq % 2)), session.world.at)
        session.run(0.1)
    assert session.world.sent == []


@pytest.mark.parametrize(
    ("manner", "opening", "pace"),
    [
        (BYPASS, FOUR, SWEEP),
        (replace(VIDEO, frames_per_chunk=4), STATE, replace(SWEEP, chunk=0.25, frames=4, encode=0.04)),
    ],
)
def test_other_pipelines_keep_up_as_well(manner: Manner, opening: WireSnapshot, pace: Pace) -> None:
    session = Session(Conductor(manner, 0.0, opening), pace)
    played = play(session, plan(5))
    assert (session.world.processor.deepest, session.world.processor.dropped) == (1, 0)
    assert sorted(session.done) == sorted(played.asked)
    assert session.world.mixture == {played.targets[-1][1]: 1.0}


def test_a_server_that_becomes_three_times_slower_is_followed_and_loses_nothing() -> None:
    session = Session(Conductor(VIDEO, 0.0, STATE), Pace(chunk=0.3))
    events = [(at, kind, 24) for at, kind, _ in plan(2, resets=20, crossings=4)]
    halfway = [event for event in events if event[0] < 30.0]
    play(session, halfway, 30.0, after=0.0)
    pipeline = session.world.processor.pipeline
    pipeline.manner = replace(pipeline.manner, chunk=0.9)
    seq = 10_000
    for step in range(600):
        if step % 50 == 0:
            session.conductor.command(cut(1000 + step), session.world.at)
        seq += 1
        now = state(seq, noise_scale=0.2 + 0.6 * (step % 2), command=1000, prompts=(Prompt("end"),))
        session.conductor.snapshot(now, session.world.at)
        session.run(0.05)
    assert session.world.processor.dropped == 0
    assert session.world.processor.deepest <= 2
    late = [taken.applied - taken.arrived for taken in session.world.applied if taken.arrived > 40.0]
    assert max(late) <= 0.9 * 1.5
    assert session.conductor.chunk == pytest.approx(0.9, rel=0.2)


@pytest.mark.parametrize(("frames", "waiting"), [(4, 7), (12, 4)])
def test_a_server_that_stands_still_is_told_only_while_it_plays_out_what_it_had_and_a_command_is_not_lost(
    frames: int, waiting: int
) -> None:
    session = Session(
        Conductor(replace(VIDEO, frames_per_chunk=frames), 0.0, STATE), Pace(chunk=frames / 16, frames=frames)
    )
    desk = Desk(session)
    session.run(10.0)
    session.world.running = False
    for step in range(200):
        desk.say(noise_scale=0.2 + 0.6 * (step % 2))
        session.run(0.1)
    desk.reset(60.0)
    session.run(10.0)
    assert session.world.processor.waiting <= waiting
    session.world.running, session.world._free = True, session.world.at
    session.run(10.0)
    assert list(session.done) == [1]
    assert session.world.processor.dropped == 0
    assert any(call.reset for call in session.world.calls)


# What comes of it without the rules.


class Hasty(ServerQueue):
    """Sends as soon as there is something to tell."""

    @property
    @override
    def spacing(self) -> float:
        return 0.05

    @override
    def opens(self) -> float | None:
        return -math.inf if self._sent is None else self._sent + self.spacing


class ByTheMean(ServerQueue):
    """Trusts the mean call alone: a message a call."""

    @override
    def opens(self) -> float | None:
        return -math.inf if self._sent is None else self._sent + self.chunk


def test_the_naive_way_loses_nine_messages_of_ten_and_lags_by_the_whole_queue() -> None:
    """30 whole states a second, each reset in the state of its moment."""
    world = World({"prompts": [{"text": "sea", "weight": 1.0}], "input_mode": "video"}, Pace(chunk=CHUNK, jitter=0.15))
    events = plan(1)
    due = 0.0

    def each() -> None:
        nonlocal due
        if world.at < due:
            return
        due += 1 / 30
        message: dict[str, object] = {"noise_scale": 0.55 + 0.45 * math.sin(world.at), "noise_controller": False}
        message["prompts"] = [{"text": "sea", "weight": 1.0}]
        if events and events[0][0] <= world.at:
            message["reset_cache"] = events.pop(0)[1] == "reset"
        world.send(json.dumps(message))

    world.run(60.0, each)
    lost = 1.0 - len(world.applied) / len(world.sent)
    assert lost > 0.9
    assert world.processor.deepest == 8
    assert sorted(taken.applied - taken.arrived for taken in world.applied)[len(world.applied) // 2] > 7 * CHUNK
    cuts = sum(call.reset for call in world.calls)
    assert cuts < 20


def test_without_pacing_the_queue_fills_and_commands_are_lost() -> None:
    played = minute(1, queue=Hasty(12))
    assert played.session.world.processor.deepest == 8
    assert played.session.world.processor.dropped > 100


def test_a_message_a_call_by_the_mean_leaves_messages_waiting_behind_each_other() -> None:
    assert max(minute(seed, queue=ByTheMean(12)).session.world.processor.deepest for seed in range(3)) > 1


def listening(pace: Pace = SWEEP) -> World:
    world = World({"prompts": [{"text": "sea", "weight": 1.0}], "input_mode": "text"}, pace)
    world.run(3.0)
    return world


STORM = [{"text": "storm", "weight": 1.0}]


@pytest.mark.parametrize("then", [STORM, [{"text": "moon", "weight": 1.0}]])
def test_prompts_in_the_middle_of_a_transition_take_it_back(then: list[object]) -> None:
    world = listening()
    world.send(json.dumps({"transition": {"target_prompts": STORM, "num_steps": 8}, "prompts": STORM}))
    world.run(3.0)
    world.send(json.dumps({"prompts": then}))
    world.run(12.0)
    assert world.mixture.get("storm", 0.0) < 0.99


def test_a_transition_without_its_target_as_prompts_is_gone_at_the_next_reset() -> None:
    world = listening()
    world.send(json.dumps({"transition": {"target_prompts": STORM, "num_steps": 3}}))
    world.run(6.0)
    assert world.mixture == {"storm": 1.0}
    world.send(json.dumps({"reset_cache": True}))
    world.run(3.0)
    assert world.mixture == {"sea": 1.0}


def test_a_transition_of_one_step_never_arrives() -> None:
    world = listening()
    world.send(json.dumps({"transition": {"target_prompts": STORM, "num_steps": 1}, "prompts": STORM}))
    world.run(6.0)
    assert world.mixture == {"sea": 1.0}


def test_a_reset_and_a_transition_in_one_message_would_be_a_cut_to_the_target() -> None:
    world = listening()
    message = {"transition": {"target_prompts": STORM, "num_steps": 6}, "prompts": STORM, "reset_cache": True}
    world.send(json.dumps(message))
    world.run(2.0)
    assert world.mixture == {"storm": 1.0}


def test_a_message_of_keys_that_are_not_for_the_pipeline_takes_a_call_all_the_same() -> None:
    world = listening(Pace(chunk=CHUNK))
    world.send(json.dumps({"bpm": 120.0}))
    world.send(json.dumps({"reset_cache": True}))
    before = len(world.calls)
    world.run(1.6)
    assert [call.reset for call in world.calls[before:]].index(True) == 1


# Whatever happens.

EVENT = st.one_of(
    st.tuples(st.just("reset"), st.floats(0.1, 3.0)),
    st.tuples(st.just("crossing"), st.tuples(st.sampled_from([0, 5, 12, 40, 90]), st.sampled_from(["sun", "moon"]))),
    st.tuples(st.just("noise_scale"), st.floats(0.0, 1.0)),
    st.tuples(st.just("weights"), st.floats(0.0, 1.0)),
    st.tuples(st.just("paused"), st.booleans()),
    st.tuples(st.just("denoising_step_list"), st.sampled_from([(1000, 750), (1000,), (1000, 750, 500, 250)])),
    st.tuples(st.just("stall"), st.floats(0.5, 4.0)),
    st.tuples(st.just("wait"), st.floats(0.05, 3.0)),
)
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"A minute takes its time; what fails is said whole."
MANNERS = [VIDEO, Manner(), BYPASS, Manner().asked(StandIn.RESETS), replace(VIDEO, frames_per_chunk=4)]


@dataclass
class Desk:
    """Someone who plays anything in any order."""

    session: Session
    now: WireSnapshot = STATE
    commands: int = 0

    def play(self, kind: str, value: Any) -> None:
        """Do one thing, and say the state that follows."""
        change = {kind: value} if hasattr(self.now, kind) else getattr(self, kind)(value)
        self.say(**change)
        self.session.run(4 * DT)

    def say(self, **change: object) -> None:
        self.now = replace(self.now, seq=self.now.seq + 1, command=self.commands, **change)  # type: ignore[arg-type]
        self.session.conductor.snapshot(self.now, self.session.world.at)

    def reset(self, ttl: float) -> dict[str, object]:
        self.commands += 1
        self.session.conductor.command(cut(self.commands, ttl), self.session.world.at)
        return {}

    def crossing(self, to: tuple[int, str]) -> dict[str, object]:
        self.commands += 1
        self.session.conductor.command(crossing(self.commands, to[1], to[0]), self.session.world.at)
        return {"prompts": (Prompt(to[1]),)}

    def weights(self, weight: float) -> dict[str, object]:
        return {"prompts": (Prompt("sea", weight), Prompt("sun", 0.5))}

    def stall(self, seconds: float) -> dict[str, object]:
        self.session.world.running = False
        self.session.run(seconds)
        self.session.world.running = True
        self.session.world._free = self.session.world.at
        return {}

    def wait(self, seconds: float) -> dict[str, object]:
        self.session.run(seconds)
        return {}


@settings(max_examples=30, deadline=None, phases=NO_SHRINKING)
@given(st.lists(EVENT, max_size=25), st.sampled_from(MANNERS), st.integers(0, 50))
def test_any_order_of_states_commands_and_stalls_ends_with_everything_told(
    events: list[tuple[str, object]], manner: Manner, seed: int
) -> None:
    pace = Pace(chunk=CHUNK, jitter=0.1, frames=manner.frames_per_chunk, seed=seed, encode=0.08)
    desk = Desk(Session(Conductor(manner, 0.0, STATE), pace))
    session, processor = desk.session, desk.session.world.processor
    for event in events:
        desk.play(*event)
    desk.say(paused=False, noise_scale=0.2)
    session.run(45.0, every=4)
    assert sorted(session.done) == list(range(1, desk.commands + 1))
    assert session.doubles == 0
    assert (processor.dropped, [call.error for call in session.world.calls if call.error]) == (0, [])
    if not any(kind == "stall" for kind, *_ in events):
        assert processor.deepest == (1 if session.world.sent else 0)
    assert processor.parameters["paused"] is False
    said = dict(session.conductor._known.shares)
    assert session.world.mixture == pytest.approx({text: share / sum(said.values()) for text, share in said.items()})
    assert set(said) <= {prompt.text for prompt in desk.now.prompts if prompt.weight}
    if manner.mode is Mode.VIDEO or manner is BYPASS:
        assert processor.parameters["noise_scale"] == pytest.approx(0.2, abs=0.01)
