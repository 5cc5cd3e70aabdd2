"""What is told, message by message."""

import itertools
import json
import math
from dataclasses import replace

import pytest

from soundscape_live.model import Interpolation, LoraScale, Prompt
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.held import PATIENCE
from soundscape_live.wire.messages import WireDone
from soundscape_live.wire.scope import Conductor, Manner, Mode, StandIn, Told
from soundscape_live.wire.scope.waiting import MAX_WAITING
from tests.wire.scope.rig import STATE, VIDEO, crossing, cut, state

CHUNK = 0.75
STORM = [{"text": "storm", "weight": 1.0}]
SEA = [{"text": "sea", "weight": 1.0}]


class Stage:
    """A conductor whose frames come evenly, 12 a chunk, and what it says."""

    def __init__(self, manner: Manner = VIDEO, *, opened: bool = True) -> None:
        self.conductor = Conductor(manner, 0.0, STATE)
        self.at = 0.0
        self.count = 0.0
        self.seq = 0
        if opened:
            self.conductor.opening(0.0)
            self.conductor.opened(0.0)
            self.say()
            self.flow(8.0)

    def flow(self, seconds: float, fps: float = 16.0) -> list[dict[str, object]]:
        """Let time pass; return what is told meanwhile."""
        told = []
        for _ in range(round(seconds / 0.05)):
            self.at += 0.05
            self.count += fps * 0.05
            self.conductor.frames(int(self.count + 1e-9), self.at)
            message = self.conductor.take(self.at)
            if message:
                told.append(json.loads(message.text))
        return told

    def next(self) -> Told:
        """Return the next message."""
        for _ in range(400):
            message = self.conductor.take(self.at)
            if message:
                return message
            self.at += 0.05
            self.count += 0.8
            self.conductor.frames(int(self.count + 1e-9), self.at)
        raise AssertionError("nothing is told")

    def say(self, command: int = 0, **change: object) -> None:
        self.seq += 1
        self.conductor.snapshot(state(self.seq, command=command, **change), self.at)

    def done(self) -> list[tuple[int, str]]:
        return [(answer.id, answer.refused) for answer in self.conductor.settled(self.at)]


def read(told: Told) -> dict[str, object]:
    message = json.loads(told.text)
    assert isinstance(message, dict)
    return message


def test_an_offer_carries_the_whole_state() -> None:
    assert Stage(opened=False).conductor.opening(0.0) == {
        "input_mode": "video",
        "prompts": SEA,
        "paused": False,
        "prompt_interpolation_method": "linear",
        "spatial_interpolation_method": "linear",
        "denoising_step_list": [1000, 750],
        "manage_cache": True,
        "base_seed": 1,
        "noise_scale": 0.5,
        "noise_controller": False,
    }


def test_what_the_offer_said_is_not_said_again() -> None:
    stage = Stage()
    stage.say()
    assert stage.flow(10.0) == []
    assert stage.conductor.deadline() is None


def test_only_what_has_changed_is_told_and_of_several_states_the_newest() -> None:
    stage = Stage()
    stage.say(noise_scale=0.9)
    stage.say(noise_scale=0.2, seed=7)
    stage.conductor.snapshot(state(2, noise_scale=0.7), stage.at)
    assert read(stage.next()) == {"noise_scale": 0.2, "base_seed": 7}


def test_values_are_read_when_the_message_goes() -> None:
    stage = Stage()
    stage.say(noise_scale=0.9)
    stage.next()
    stage.say(noise_scale=0.2)
    assert stage.conductor.take(stage.at) is None
    stage.flow(0.4)
    stage.say(noise_scale=0.3)
    assert read(stage.next()) == {"noise_scale": 0.3}


def test_a_slow_drift_waits_longer_than_a_movement() -> None:
    drift, movement = Stage(), Stage()
    for stage, noise in ((drift, 0.53), (movement, 0.6)):
        stage.say(noise_scale=0.4)
        stage.next()
        begin = stage.at
        stage.say(noise_scale=noise - 0.1)
        stage.next()
        stage.at -= begin
    assert drift.at > 1.5 * CHUNK > movement.at > CHUNK


def test_resets_go_together_with_the_prompts_that_hold_and_each_is_answered() -> None:
    stage = Stage()
    stage.conductor.command(cut(1), stage.at)
    stage.conductor.command(cut(2), stage.at)
    told = stage.next()
    assert read(told) == {"reset_cache": True, "prompts": SEA}
    received = int(stage.count + 1e-9)
    assert told.done == (WireDone(1, received + 24), WireDone(2, received + 24))
    assert stage.flow(5.0) == []
    assert stage.done() == []


def test_a_command_that_was_seen_is_not_told_again() -> None:
    stage = Stage()
    stage.conductor.command(cut(1), stage.at)
    stage.next()
    stage.conductor.command(cut(1), stage.at)
    assert stage.flow(3.0) == []


def test_a_transition_goes_with_its_target_and_then_no_prompts_until_it_has_ended() -> None:
    stage = Stage()
    stage.conductor.command(crossing(1, frames=36), stage.at)
    stage.say(command=1, prompts=(Prompt("storm"),))
    told = stage.next()
    assert read(told) == {
        "prompts": STORM,
        "transition": {"target_prompts": STORM, "num_steps": 4, "temporal_interpolation_method": "slerp"},
    }
    assert [answer.id for answer in told.done] == [1]
    stage.say(command=1, prompts=(Prompt("moon"),), noise_scale=0.9)
    begin = stage.count
    assert read(stage.next()) == {"noise_scale": 0.9}
    assert read(stage.next()) == {"prompts": [{"text": "moon", "weight": 1.0}]}
    assert stage.count - begin >= 30 + 5 * 12


def test_a_transition_that_is_there_at_once_holds_nothing_back() -> None:
    stage = Stage()
    stage.conductor.command(crossing(1, frames=3), stage.at)
    stage.say(command=1, prompts=(Prompt("storm"),))
    assert read(stage.next())["transition"] == {
        "target_prompts": STORM,
        "num_steps": 0,
        "temporal_interpolation_method": "slerp",
    }
    stage.say(command=1, prompts=(Prompt("moon"),))
    begin = stage.at
    assert "prompts" in read(stage.next())
    assert stage.at - begin < 2 * CHUNK


def test_a_newer_transition_turns_one_under_way() -> None:
    stage = Stage()
    stage.conductor.command(crossing(1, "sun", 60), stage.at)
    stage.next()
    stage.conductor.command(crossing(2, "moon", 60), stage.at)
    message = read(stage.next())
    assert message["prompts"] == [{"text": "moon", "weight": 1.0}]
    assert "transition" in message


def test_a_reset_during_a_transition_ends_it_on_its_target() -> None:
    stage = Stage()
    stage.conductor.command(crossing(1, frames=60), stage.at)
    stage.say(command=1, prompts=(Prompt("storm"),))
    stage.next()
    stage.conductor.command(cut(2), stage.at)
    assert read(stage.next()) == {"reset_cache": True, "prompts": STORM}
    stage.say(command=2, prompts=(Prompt("moon"),))
    begin = stage.at
    assert "prompts" in read(stage.next())
    assert stage.at - begin < 2 * CHUNK


def test_a_reset_in_the_same_message_as_a_transition_ends_it_too() -> None:
    stage = Stage()
    stage.conductor.command(crossing(1), stage.at)
    stage.conductor.command(cut(2), stage.at)
    told = stage.next()
    assert read(told) == {"reset_cache": True, "prompts": STORM}
    assert [answer.id for answer in told.done] == [1, 2]


def test_a_transition_after_a_reset_has_a_message_of_its_own() -> None:
    stage = Stage()
    stage.conductor.command(cut(1), stage.at)
    stage.conductor.command(crossing(2), stage.at)
    stage.say(command=2, prompts=(Prompt("storm"),))
    assert read(stage.next()) == {"reset_cache": True, "prompts": SEA}
    assert "transition" in read(stage.next())


def test_prompts_of_a_state_wait_for_the_command_that_it_names() -> None:
    stage = Stage()
    stage.say(command=1, prompts=(Prompt("storm"),), noise_scale=0.9)
    assert read(stage.next()) == {"noise_scale": 0.9}
    stage.conductor.command(crossing(1), stage.at)
    assert read(stage.next())["prompts"] == STORM


def test_and_are_told_without_it_when_it_does_not_come() -> None:
    stage = Stage()
    stage.say(command=1, prompts=(Prompt("storm"),))
    assert stage.conductor.take(stage.at) is None
    assert stage.conductor.deadline() == stage.at + PATIENCE
    at = stage.at + PATIENCE
    message = stage.conductor.take(at)
    assert message is not None
    assert read(message) == {"prompts": STORM}


def test_a_state_that_does_not_know_a_transition_does_not_take_it_back() -> None:
    stage = Stage()
    stage.conductor.command(crossing(1, frames=3), stage.at)
    stage.next()
    stage.say(command=0, noise_scale=0.9)
    assert read(stage.next()) == {"noise_scale": 0.9}


def test_while_it_is_paused_nothing_is_told_and_commands_wait_or_are_over() -> None:
    stage = Stage()
    stage.say(paused=True)
    assert read(stage.next()) == {"paused": True}
    stage.conductor.command(cut(1, ttl=0.5), stage.at)
    stage.conductor.command(crossing(2, ttl=30.0), stage.at)
    stage.say(paused=True, noise_scale=0.9)
    assert stage.flow(5.0, fps=0.0) == []
    assert stage.done() == [(1, "expired")]
    stage.say(paused=False, noise_scale=0.8, command=2, prompts=(Prompt("storm"),))
    told = stage.next()
    message = read(told)
    assert (message["paused"], message["noise_scale"], message["prompts"]) == (False, 0.8, STORM)
    assert "transition" in message
    assert [answer.id for answer in told.done] == [2]


def test_a_pause_goes_at_the_first_moment_that_is_allowed_with_what_else_has_changed() -> None:
    stage = Stage()
    stage.say(noise_scale=0.9)
    stage.next()
    stage.conductor.command(cut(1), stage.at)
    stage.say(paused=True, noise_scale=0.2)
    begin = stage.at
    assert read(stage.next()) == {"paused": True, "noise_scale": 0.2}
    assert stage.at - begin < 1.5 * CHUNK


def test_a_longer_step_list_makes_the_next_message_wait_at_once() -> None:
    stage = Stage()
    before = stage.conductor.chunk
    stage.say(denoising_step_list=(1000, 750, 500, 250))
    assert read(stage.next()) == {"denoising_step_list": [1000, 750, 500, 250]}
    assert stage.conductor.chunk == pytest.approx(2 * before)
    assert stage.conductor.delay == pytest.approx(1.9 * 2 * before)


def test_a_command_whose_time_is_over_is_answered_when_it_is_and_never_told() -> None:
    stage = Stage()
    stage.say(noise_scale=0.9)
    stage.next()
    stage.conductor.command(cut(1, ttl=0.2), stage.at)
    assert stage.conductor.deadline() == pytest.approx(stage.at + 0.2)
    assert stage.flow(5.0) == []
    assert stage.conductor.deadline() == -math.inf
    assert stage.done() == [(1, "expired")]
    assert stage.done() == []


def test_prompts_of_a_transition_that_was_too_late_are_told_plainly() -> None:
    stage = Stage()
    stage.say(noise_scale=0.9)
    stage.next()
    stage.conductor.command(crossing(1, ttl=0.2), stage.at)
    stage.say(command=1, prompts=(Prompt("storm"),), noise_scale=0.9)
    assert read(stage.next()) == {"prompts": STORM}


def test_too_many_commands_are_refused_and_their_answers_are_bounded() -> None:
    stage = Stage(opened=False)
    for id_ in range(1, 3 * MAX_WAITING + 1):
        stage.conductor.command(cut(id_), 0.0)
    answers = stage.done()
    assert len(answers) == MAX_WAITING
    assert answers[-1] == (3 * MAX_WAITING, "too many commands wait")


def test_a_pipeline_without_prompts_is_told_none_and_refuses_transitions() -> None:
    stage = Stage(replace(VIDEO, spans=VIDEO.spans[1:]))
    stage.conductor.command(crossing(1), stage.at)
    assert stage.done() == [(1, "the pipeline has no prompts")]
    stage.say(command=1, prompts=(Prompt("storm"),))
    assert stage.flow(3.0) == []
    stage.conductor.command(cut(2), stage.at)
    assert read(stage.next()) == {"reset_cache": True}


def test_an_offer_takes_waiting_commands_into_its_state_and_they_are_answered_when_it_stands() -> None:
    stage = Stage(opened=False)
    stage.conductor.command(cut(1), 0.0)
    stage.conductor.command(crossing(2), 0.0)
    stage.say(command=2, prompts=(Prompt("storm"),))
    offer = stage.conductor.opening(0.5)
    assert (offer["prompts"], offer["reset_cache"], "transition" in offer) == (STORM, True, False)
    assert stage.done() == []
    stage.conductor.opened(0.6)
    assert stage.done() == [(1, ""), (2, "")]
    assert stage.flow(5.0) == []


def test_an_offer_that_is_paused_leaves_commands_waiting() -> None:
    stage = Stage(opened=False)
    stage.conductor.command(cut(1), 0.0)
    stage.say(command=1, paused=True)
    offer = stage.conductor.opening(0.1)
    assert (offer["paused"], "reset_cache" in offer) == (True, False)
    stage.conductor.opened(0.2)
    stage.say(command=1, paused=False)
    assert stage.conductor.deadline() == pytest.approx(1.2)
    assert read(stage.next()) == {"paused": False, "reset_cache": True, "prompts": SEA}


def test_a_session_that_failed_leaves_everything_to_the_next() -> None:
    stage = Stage(opened=False)
    stage.conductor.command(crossing(1), 0.0)
    stage.conductor.opening(0.1)
    stage.conductor.closed(0.5)
    assert (stage.done(), stage.conductor.take(0.6)) == ([], None)
    assert stage.conductor.opening(1.0)["prompts"] == STORM
    stage.conductor.opened(1.1)
    assert stage.done() == [(1, "")]


def test_a_session_opens_with_the_state_of_now_and_a_transition_of_the_last_one_is_forgotten() -> None:
    stage = Stage()
    stage.conductor.command(crossing(1, frames=600), stage.at)
    stage.next()
    stage.conductor.closed(stage.at)
    stage.say(command=1, prompts=(Prompt("moon"),), noise_scale=0.7)
    offer = stage.conductor.opening(stage.at + 5.0)
    assert (offer["prompts"], offer["noise_scale"]) == ([{"text": "moon", "weight": 1.0}], 0.7)
    stage.at += 6.0
    stage.conductor.opened(stage.at)
    stage.count = 0.0
    stage.say(command=1, prompts=(Prompt("sun"),), noise_scale=0.7)
    assert read(stage.next()) == {"prompts": [{"text": "sun", "weight": 1.0}]}


def test_a_session_needs_an_offer() -> None:
    with pytest.raises(AssertionError, match="a session is opened with a state"):
        Conductor(VIDEO, 0.0).opened(0.0)


def test_a_new_speaker_counts_afresh() -> None:
    stage = Stage()
    stage.say(noise_scale=0.9)
    stage.conductor.command(cut(1), stage.at)
    stage.next()
    stage.conductor.command(cut(2), stage.at)
    stage.conductor.begin(stage.at)
    assert stage.done() == []
    stage.conductor.snapshot(state(1, command=7, noise_scale=0.2, prompts=(Prompt("storm"),)), stage.at)
    assert read(stage.next()) == {"noise_scale": 0.2, "prompts": STORM}
    stage.conductor.command(cut(1), stage.at)
    assert "reset_cache" in read(stage.next())


def test_blends_and_weights_are_told_with_both_keys() -> None:
    stage = Stage()
    stage.say(prompts=(Prompt("sea", 3.0), Prompt("sun", 1.0)), interpolation=Interpolation.SLERP)
    assert read(stage.next()) == {
        "prompts": [{"text": "sea", "weight": 0.8}, {"text": "sun", "weight": 0.2}],
        "prompt_interpolation_method": "slerp",
        "spatial_interpolation_method": "slerp",
    }
    stage.say(prompts=(Prompt("sea", 2.9), Prompt("sun", 1.0)), interpolation=Interpolation.SLERP)
    assert stage.flow(5.0) == []


def test_a_stand_in_of_resets_cuts_as_noise_scale_says_but_never_in_a_pause_or_a_transition() -> None:
    stage = Stage(Manner(mode=Mode.TEXT).asked(StandIn.RESETS))
    stage.say(noise_scale=0.7)
    told = stage.flow(20.0)
    assert {"reset_cache": True, "prompts": SEA} in told
    assert 8 <= len(told) <= 20
    stage.conductor.command(crossing(1, frames=120), stage.at)
    stage.next()
    assert stage.flow(6.0) == []
    stage.say(noise_scale=0.7, command=1, prompts=(Prompt("storm"),), paused=True)
    stage.flow(10.0)
    assert stage.flow(20.0, fps=0.0) == []
    stage.say(noise_scale=0.0, command=1, prompts=(Prompt("storm"),))
    assert "reset_cache" not in read(stage.next())
    assert stage.flow(20.0) == []
    assert stage.conductor.deadline() is None


def test_a_stand_in_cut_is_due_at_a_time_that_can_be_known() -> None:
    stage = Stage(Manner().asked(StandIn.RESETS))
    stage.say(noise_scale=0.3)
    stage.conductor.take(stage.at)
    deadline = stage.conductor.deadline()
    assert deadline is not None
    assert stage.conductor.take(deadline - 0.01) is None
    assert stage.conductor.take(deadline + 0.01) is not None


def test_the_operator_hears_each_sentence_once() -> None:
    stage = Stage(Manner().asked(StandIn.ATTENTION_BIAS))
    assert len(stage.conductor.words()) == 1
    assert stage.conductor.words() == ()
    video = Stage()
    video.say(noise_scale=0.05)
    assert [text.split(" ")[0] for text in video.conductor.words()] == ["noise_scale", "in"]
    video.say(noise_scale=0.04)
    assert video.conductor.words() == ()


def test_what_is_out_of_range_is_refused_and_changes_nothing() -> None:
    stage = Stage()
    with pytest.raises(WireError):
        stage.say(noise_scale=math.nan)
    with pytest.raises(WireError):
        stage.conductor.command(cut(1, ttl=-1.0), stage.at)
    assert stage.flow(3.0) == []


def test_frames_that_stop_stop_the_messages_and_it_does_not_ask_to_be_woken() -> None:
    stage = Stage()
    stage.say(noise_scale=0.9)
    stage.next()
    stage.say(noise_scale=0.2)
    assert stage.flow(30.0, fps=0.0) == []
    assert stage.conductor.deadline() is None
    assert stage.flow(2.0) == [{"noise_scale": 0.2}]


def test_asking_at_each_deadline_is_enough_and_never_in_vain_for_long() -> None:
    stage = Stage()
    stage.say(noise_scale=0.9)
    assert stage.conductor.deadline() == -math.inf
    stage.next()
    stage.say(noise_scale=0.2)
    stage.flow(0.8)
    deadline = stage.conductor.deadline()
    assert deadline is not None
    assert deadline > stage.at - 0.05
    assert stage.conductor.take(deadline) is not None


def test_an_offer_carries_the_scales_of_loras() -> None:
    stage = Stage(opened=False)
    stage.say(loras=(LoraScale("/ink", 0.5),))
    assert stage.conductor.opening(0.0)["lora_scales"] == [{"path": "/ink", "scale": 0.5}]


def test_scales_of_loras_are_told_no_oftener_than_cuts_may_be() -> None:
    stage = Stage(replace(VIDEO, frames_per_chunk=1, flashes=1.0))
    told = []
    for step in range(60):
        stage.say(loras=(LoraScale("/ink", round(step / 60, 1)),))
        told += [(stage.at, message["lora_scales"]) for message in stage.flow(0.05) if "lora_scales" in message]
    told += [(stage.at, message["lora_scales"]) for message in stage.flow(3.0) if "lora_scales" in message]
    times = [at for at, _ in told]
    assert len(told) >= 3
    assert all(later - earlier >= 0.99 for earlier, later in itertools.pairwise(times[:-1]))
    assert told[-1][1] == [{"path": "/ink", "scale": 1.0}]


def test_a_scale_that_waits_is_told_when_a_cut_may_be() -> None:
    stage = Stage(replace(VIDEO, flashes=0.25))
    stage.say(loras=(LoraScale("/ink", 0.5),))
    assert "lora_scales" in read(stage.next())
    told = stage.at
    stage.say(loras=(LoraScale("/ink", 1.0),))
    assert stage.flow(2.0) == []
    assert stage.conductor.deadline() == pytest.approx(told + 4.0)
    messages = stage.flow(6.0)
    assert [message["lora_scales"] for message in messages if "lora_scales" in message] == [
        [{"path": "/ink", "scale": 1.0}]
    ]
