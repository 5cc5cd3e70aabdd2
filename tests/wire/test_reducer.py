"""What arrives between frames, and what the next frame is made from."""

from dataclasses import replace

from soundscape_live.model import STILL, Interpolation, LoraScale, Motion, Prompt, ResetCache
from soundscape_live.wire.held import PATIENCE
from soundscape_live.wire.messages import WireCommand, WireDone, WireSnapshot, WireTransition
from soundscape_live.wire.reducer import MAX_PENDING, Reducer

OLD = (Prompt("old"),)
NEW = (Prompt("new"),)
OPENING = WireSnapshot(
    seq=0,
    command=0,
    prompts=OLD,
    interpolation=Interpolation.LINEAR,
    noise_scale=0.5,
    denoising_step_list=(1000, 500),
    manage_cache=True,
    paused=False,
    seed=0,
    light=1.0,
)


def snapshot(seq: int, command: int = 0, prompts: tuple[Prompt, ...] = OLD, **changes: object) -> WireSnapshot:
    return replace(OPENING, seq=seq, command=command, prompts=prompts, **changes)  # type: ignore[arg-type]


def crossing(id_: int, ttl: float = 1.0) -> WireCommand:
    return WireCommand(id_, ttl, WireTransition(NEW, 30, Interpolation.SLERP))


def cut(id_: int, ttl: float = 0.5) -> WireCommand:
    return WireCommand(id_, ttl, ResetCache())


def begun() -> Reducer:
    """Return a reducer whose session has sent snapshot 1."""
    reducer = Reducer(OPENING)
    reducer.snapshot(snapshot(1))
    return reducer


def test_before_anything_arrives_the_opening_is_drawn_and_no_number_is_said() -> None:
    turn = Reducer(OPENING).turn(0.0, 1)
    assert (turn.seq, turn.snapshot, turn.reset, turn.transition, turn.answers) == (-1, OPENING, False, None, ())


def test_the_newest_snapshot_wins_whatever_the_order_of_arrival() -> None:
    reducer = begun()
    reducer.snapshot(snapshot(3, noise_scale=0.3))
    reducer.snapshot(snapshot(2, noise_scale=0.2))
    turn = reducer.turn(0.0, 1)
    assert (turn.seq, turn.snapshot.noise_scale) == (3, 0.3)


def test_motion_and_loras_come_with_their_snapshot() -> None:
    reducer = begun()
    reducer.snapshot(snapshot(2, motion=Motion(zoom=0.5), pace=2.0, loras=(LoraScale("ink", 0.5),)))
    turn = reducer.turn(0.0, 1)
    assert (turn.snapshot.motion, turn.snapshot.pace) == (Motion(zoom=0.5), 2.0)
    assert turn.snapshot.loras == (LoraScale("ink", 0.5),)
    reducer.snapshot(snapshot(3))
    assert reducer.turn(0.0, 2).snapshot.motion == STILL


def test_a_reset_is_applied_in_one_frame_only_and_answered_once() -> None:
    reducer = begun()
    reducer.command(cut(1), 0.0)
    turn = reducer.turn(0.1, 7)
    assert turn.reset
    assert turn.answers == (WireDone(1, 7),)
    reducer.command(cut(1), 0.2)
    later = reducer.turn(0.3, 8)
    assert not later.reset
    assert later.answers == ()


def test_two_resets_between_frames_are_one_cut_and_two_answers() -> None:
    reducer = begun()
    reducer.command(cut(1), 0.0)
    reducer.command(cut(2), 0.01)
    turn = reducer.turn(0.02, 9)
    assert turn.reset
    assert turn.answers == (WireDone(1, 9), WireDone(2, 9))


def test_a_command_whose_time_is_over_is_refused() -> None:
    reducer = begun()
    reducer.command(cut(1, ttl=0.5), 0.0)
    turn = reducer.turn(0.51, 2)
    assert not turn.reset
    assert turn.answers == (WireDone(1, 2, "expired"),)


def test_a_transition_begins_in_its_frame_and_its_target_holds() -> None:
    reducer = begun()
    reducer.command(crossing(1), 0.0)
    turn = reducer.turn(0.0, 1)
    assert turn.transition == WireTransition(NEW, 30, Interpolation.SLERP)
    assert turn.snapshot.prompts == NEW
    assert reducer.turn(0.1, 2).transition is None


def test_a_snapshot_that_does_not_know_the_transition_yet_does_not_take_its_target_back() -> None:
    reducer = begun()
    reducer.command(crossing(1), 0.0)
    reducer.turn(0.0, 1)
    reducer.snapshot(snapshot(2, command=0, noise_scale=0.9))
    turn = reducer.turn(0.1, 2)
    assert turn.snapshot.prompts == NEW
    assert (turn.seq, turn.snapshot.noise_scale) == (2, 0.9)


def test_a_snapshot_that_knows_the_transition_decides_the_prompts_again() -> None:
    reducer = begun()
    reducer.command(crossing(1), 0.0)
    reducer.turn(0.0, 1)
    third = (Prompt("third"),)
    reducer.snapshot(snapshot(2, command=1, prompts=third))
    assert reducer.turn(0.1, 2).snapshot.prompts == third


def test_prompts_wait_for_the_command_that_their_snapshot_names_and_the_rest_does_not() -> None:
    reducer = begun()
    reducer.turn(0.0, 1)
    reducer.snapshot(snapshot(2, command=1, prompts=NEW, noise_scale=0.9))
    waiting = reducer.turn(0.1, 2)
    assert (waiting.snapshot.prompts, waiting.snapshot.noise_scale) == (OLD, 0.9)
    reducer.command(crossing(1), 0.2)
    arrived = reducer.turn(0.2, 3)
    assert arrived.transition is not None
    assert arrived.snapshot.prompts == NEW


def test_prompts_wait_no_longer_than_their_patience() -> None:
    reducer = begun()
    reducer.snapshot(snapshot(2, command=1, prompts=NEW))
    assert reducer.turn(1.0, 1).snapshot.prompts == OLD
    assert reducer.turn(1.0 + PATIENCE, 2).snapshot.prompts == NEW
    assert reducer.turn(1.1 + PATIENCE, 3).snapshot.prompts == NEW


def test_after_waiting_in_vain_the_next_command_is_waited_for_again() -> None:
    reducer = begun()
    reducer.snapshot(snapshot(2, command=1, prompts=NEW))
    reducer.turn(1.0, 1)
    reducer.turn(1.0 + PATIENCE, 2)
    reducer.snapshot(snapshot(3, command=2, prompts=OLD))
    assert reducer.turn(3.0, 3).snapshot.prompts == NEW
    assert reducer.turn(3.0 + PATIENCE, 4).snapshot.prompts == OLD


def test_a_refused_transition_does_not_hold_its_snapshots_prompts_back() -> None:
    reducer = begun()
    reducer.command(crossing(1, ttl=0.1), 0.0)
    reducer.snapshot(snapshot(2, command=1, prompts=NEW))
    turn = reducer.turn(0.2, 1)
    assert turn.transition is None
    assert turn.snapshot.prompts == NEW


def test_a_cut_after_a_transition_in_the_same_frame_ends_it_on_its_target() -> None:
    reducer = begun()
    reducer.command(crossing(1), 0.0)
    reducer.command(cut(2), 0.0)
    turn = reducer.turn(0.0, 1)
    assert (turn.reset, turn.transition, turn.snapshot.prompts) == (True, None, NEW)


def test_a_transition_after_a_cut_in_the_same_frame_begins_with_it() -> None:
    reducer = begun()
    reducer.command(cut(1), 0.0)
    reducer.command(crossing(2), 0.0)
    turn = reducer.turn(0.0, 1)
    assert turn.reset
    assert turn.transition is not None


def test_while_paused_commands_wait_for_as_long_as_they_may() -> None:
    reducer = begun()
    reducer.snapshot(snapshot(2, paused=True))
    assert reducer.paused
    reducer.command(cut(1, ttl=0.5), 0.0)
    reducer.command(cut(2, ttl=9.0), 0.0)
    assert reducer.turn(0.1, 1).answers == ()
    assert reducer.turn(0.6, 2).answers == (WireDone(1, 2, "expired"),)
    reducer.snapshot(snapshot(3))
    turn = reducer.turn(0.7, 3)
    assert turn.reset
    assert turn.answers == (WireDone(2, 3),)


def test_more_commands_than_may_wait_are_refused() -> None:
    reducer = begun()
    for id_ in range(1, MAX_PENDING + 2):
        reducer.command(cut(id_), 0.0)
    answers = reducer.turn(0.0, 1).answers
    assert len(answers) == MAX_PENDING + 1
    assert [answer.id for answer in answers if answer.refused] == [MAX_PENDING + 1]


def test_a_new_session_counts_afresh_and_the_picture_stays_until_it_says_otherwise() -> None:
    reducer = begun()
    reducer.snapshot(snapshot(900, noise_scale=0.9))
    reducer.command(cut(40), 0.0)
    reducer.begin()
    turn = reducer.turn(0.0, 1)
    assert (turn.seq, turn.snapshot.noise_scale, turn.reset, turn.answers) == (-1, 0.9, False, ())
    reducer.snapshot(snapshot(1, noise_scale=0.1))
    reducer.command(cut(1), 0.1)
    turn = reducer.turn(0.1, 2)
    assert (turn.seq, turn.snapshot.noise_scale, turn.reset) == (1, 0.1, True)


def test_the_first_snapshot_of_a_session_is_taken_whole() -> None:
    reducer = Reducer(OPENING)
    reducer.snapshot(snapshot(12, command=57, prompts=NEW))
    assert reducer.turn(0.0, 1).snapshot.prompts == NEW
