"""Whose state is drawn."""

import json
from dataclasses import replace

import pytest

from soundscape_live.generator.link import Shown, Told, lines_of
from soundscape_live.generator.playing import MAX_UNANSWERED, NOBODY, SCOPE, Playing
from soundscape_live.model import ResetCache
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.messages import OPENING, WireApplied, WireCommand, WireCommands, WireDone


def told(values: tuple[Told, ...] | WireDone) -> list[dict[str, object]]:
    """Return the lines that a renderer is told, as objects."""
    assert isinstance(values, tuple)
    return [json.loads(line) for line in lines_of(values).splitlines()]


def playing() -> Playing:
    """Return a state in which session `a` plays and has sent snapshot 1."""
    state = Playing(OPENING)
    state.begin("a")
    state.snapshot("a", replace(OPENING, seq=1))
    return state


def reset(id_: int) -> WireCommand:
    return WireCommand(id_, 0.5, ResetCache())


def test_a_session_that_begins_starts_an_epoch() -> None:
    state = Playing(OPENING)
    assert told(state.begin("a")) == [{"session": 1}]
    assert told(state.begin("b")) == [{"session": 2}]
    assert state.player == "b"


def test_only_the_session_that_plays_is_listened_to() -> None:
    state = playing()
    state.begin("b")
    assert state.snapshot("a", replace(OPENING, seq=99)) == ()
    assert state.command("a", reset(1), 0.0) == WireDone(1, 0, "another session plays")
    assert told(state.snapshot("b", replace(OPENING, seq=1)))[0]["seq"] == 1


def test_a_snapshot_that_is_not_newer_is_not_passed_on() -> None:
    state = playing()
    assert state.snapshot("a", replace(OPENING, seq=1)) == ()


def test_a_frame_answers_its_snapshot_once_and_its_commands() -> None:
    state = playing()
    state.command("a", reset(1), 0.0)
    shown = Shown(10, 0.0, 1, 1, (WireDone(1, 10),))
    assert state.shown(shown) == (WireApplied(1, 10), WireDone(1, 10))
    assert state.shown(replace(shown, frame=11)) == ()


def test_a_frame_of_the_session_before_answers_nobody() -> None:
    state = playing()
    state.begin("b")
    assert state.shown(Shown(10, 0.0, 1, 1, ())) == ()


def test_a_command_that_is_repeated_is_not_passed_on_again() -> None:
    state = playing()
    assert told(state.command("a", reset(1), 0.0))[0]["action"] == "reset_cache"
    assert state.command("a", reset(1), 0.0) == ()


def test_more_commands_than_may_wait_are_refused() -> None:
    state = playing()
    for id_ in range(1, MAX_UNANSWERED + 1):
        assert isinstance(state.command("a", reset(id_), 0.0), tuple)
    last = MAX_UNANSWERED + 1
    assert state.command("a", reset(last), 0.0) == WireDone(last, 0, "too many commands wait")


def test_a_new_renderer_is_told_the_state_of_now_and_the_commands_with_the_time_they_have_left() -> None:
    state = playing()
    state.command("a", reset(1), 1.0)
    session, snapshot, command = told(state.again(1.25))
    assert session == {"session": 1}
    assert snapshot["seq"] == 1
    assert (command["id"], command["ttl"]) == (1, 0.25)


def test_a_new_renderer_does_not_answer_a_session_that_has_said_nothing() -> None:
    state = playing()
    state.begin("b")
    before, snapshot, session = told(state.again(0.0))
    assert (before, snapshot["seq"], session) == ({"session": 0}, 1, {"session": 2})


def test_scope_clients_play_while_nobody_else_does() -> None:
    state = Playing(OPENING)
    lines = told(state.change({"noise_scale": 0.25, "reset_cache": True}, 0.0))
    assert [line.get("type", "session") for line in lines] == ["session", "command", "snapshot"]
    assert state.player == SCOPE
    assert state.state["noise_scale"] == 0.25
    again = told(state.change({"transition": {"target_prompts": [{"text": "b"}], "num_steps": 2}}, 0.0))
    assert [line["type"] for line in again] == ["command", "snapshot"]
    assert (again[0]["num_steps"], again[1]["command"]) == (24, again[0]["id"])


def test_a_scope_client_goes_on_from_the_state_that_a_session_left() -> None:
    state = playing()
    state.snapshot("a", replace(OPENING, seq=500, noise_scale=0.75))
    state.end()
    assert state.player == NOBODY
    session, snapshot = told(state.change({"paused": True}, 0.0))
    assert session == {"session": 2}
    assert (snapshot["seq"], snapshot["noise_scale"], snapshot["paused"]) == (1, 0.75, True)


def test_a_wrong_update_changes_nobody() -> None:
    state = Playing(OPENING)
    with pytest.raises(WireError):
        state.change({"noise_scale": 9}, 0.0)
    assert state.player == NOBODY


def test_of_commands_that_come_again_the_new_ones_are_taken_in_order_and_the_seen_ones_are_not() -> None:
    state = playing()
    state.command("a", reset(1), 0.0)
    fresh, answers = state.repeated("a", WireCommands(0, (reset(1), reset(2), reset(4))), 0.1)
    assert [line["id"] for line in told(fresh)] == [2, 4]
    assert answers == ()
    assert state.command("a", reset(2), 0.2) == ()  # the reliable channel brings it at last
    assert state.command("a", reset(4), 0.2) == ()


def test_a_command_that_comes_again_after_its_answer_is_answered_again() -> None:
    state = playing()
    state.command("a", reset(1), 0.0)
    state.shown(Shown(10, 0.0, 1, 1, (WireDone(1, 10),)))
    assert state.repeated("a", WireCommands(0, (reset(1),)), 0.1) == ((), (WireDone(1, 10),))
    assert state.shown(Shown(11, 0.0, 1, 1, (WireDone(1, 10),))) == ()  # once only


def test_a_refusal_is_an_answer_too() -> None:
    state = playing()
    for id_ in range(1, MAX_UNANSWERED + 1):
        state.command("a", reset(id_), 0.0)
    refused = state.command("a", reset(MAX_UNANSWERED + 1), 0.0)
    assert state.repeated("a", WireCommands(0, (reset(MAX_UNANSWERED + 1),)), 0.1) == ((), (refused,))
    _, answers = state.repeated("b", WireCommands(0, (reset(1),)), 0.1)
    assert answers == (WireDone(1, 0, "another session plays"),)


def test_what_is_over_is_not_applied_when_it_arrives_at_last() -> None:
    state = playing()
    assert state.repeated("a", WireCommands(3, ()), 0.0) == ((), ())
    assert state.command("a", reset(3), 1.0) == ()
    assert told(state.command("a", reset(4), 1.0))[0]["id"] == 4


def test_what_another_session_calls_over_is_not() -> None:
    state = playing()
    state.repeated("b", WireCommands(3, ()), 0.0)
    assert told(state.command("a", reset(1), 0.0))[0]["id"] == 1


def test_answers_are_kept_for_the_last_commands_of_this_session_alone() -> None:
    state = playing()
    for id_ in range(1, MAX_UNANSWERED + 3):
        state.command("a", reset(id_), 0.0)
        state.shown(Shown(id_, 0.0, 1, 1, (WireDone(id_, id_),)))
    assert state.repeated("a", WireCommands(0, (reset(2),)), 0.1) == ((), ())
    assert state.repeated("a", WireCommands(0, (reset(3),)), 0.1) == ((), (WireDone(3, 3),))
    state.begin("a")
    fresh, answers = state.repeated("a", WireCommands(0, (reset(3),)), 0.2)
    assert [line["id"] for line in told(fresh)] == [3]
    assert answers == ()


def test_a_snapshot_that_comes_again_after_its_answer_is_answered_again() -> None:
    state = playing()
    again = replace(OPENING, seq=1)
    assert state.shown_already("a", again) is None
    state.shown(Shown(10, 0.0, 1, 1, ()))
    assert state.shown_already("a", again) == WireApplied(1, 10)
    assert state.shown_already("b", again) is None
    assert state.shown_already("a", replace(OPENING, seq=2)) is None
