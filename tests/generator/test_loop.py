"""The renderer's loop: its pace, its finish, and what it says without waiting."""

import os
import socket
from dataclasses import replace

import numpy as np
import pytest

from soundscape_live.engine import Engine
from soundscape_live.generator.engines import open_engine
from soundscape_live.generator.frames import SLOTS, Frames, open_memory
from soundscape_live.generator.light import finish
from soundscape_live.generator.link import Lines, Shown, read_session, read_shown, session_line
from soundscape_live.generator.loop import Outlet, frame_state, next_deadline, told
from soundscape_live.generator.picture import FrameState, Picture, Refusal
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.theme import Theme
from soundscape_live.model import Control, LoraScale, Motion, Params, PeerChange, PeerState, Tick
from soundscape_live.wire.messages import OPENING, WireDone, WireSnapshot
from soundscape_live.wire.ours import decode, encode_params
from soundscape_live.wire.reducer import Reducer


def test_a_frame_in_time_keeps_the_beat_and_a_late_one_moves_it() -> None:
    assert next_deadline(10.0, 10.01, 0.04) == pytest.approx(10.04)
    assert next_deadline(10.0, 10.055, 0.04) == pytest.approx(10.04)
    assert next_deadline(10.0, 10.08, 0.04) == 10.08


def test_a_renderer_knows_whether_it_was_told_to_begin_while_it_started() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        assert not told(theirs)
        ours.sendall(b"begin")
        assert told(theirs)
        assert theirs.recv(16) == b"begin"
        assert not told(theirs)
        ours.close()
        assert told(theirs), "the server is gone"


def test_light_multiplies_the_finished_picture() -> None:
    picture = np.full((2, 2, 3), 200, np.uint8)
    out = np.empty_like(picture)
    for light, expected in ((1.0, 200), (0.5, 100), (0.0, 0)):
        finish(picture, light, out)
        assert np.all(out == expected)


def test_a_reader_that_was_overtaken_knows_it() -> None:
    memory = open_memory(64, 64)
    frames = Frames(memory, 64, 64)
    os.close(memory)
    copy = np.zeros((64, 64, 3), np.uint8)

    def fill(value: int) -> None:
        frames.write(value, lambda slot: slot.fill(value))

    def take(slot: Picture) -> None:
        np.copyto(copy, slot)

    fill(1)
    assert frames.read(1, take)
    assert np.all(copy == 1)
    assert not frames.read(2, take)
    fill(1 + SLOTS)
    assert not frames.read(1, take)
    assert not frames.read(1 + SLOTS, lambda _: fill(1 + 2 * SLOTS))


def test_what_is_said_of_a_frame_is_read_back() -> None:
    shown = Shown(7, 1.5, 2, 40, (WireDone(3, 7, "expired"),))
    assert read_shown(shown.line()) == shown
    assert read_session(session_line(12)) == 12
    assert read_session(b'{"type":"snapshot"}') is None


def test_lines_are_cut_wherever_the_stream_is_torn() -> None:
    lines = Lines()
    assert [lines.feed(part) for part in (b"a", b"b\nc\nd", b"\n")] == [[], [b"ab", b"c"], [b"d"]]


def test_answers_outlive_a_server_that_does_not_read_for_a_while() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)  # noqa: FBT003
        outlet = Outlet(ours)
        shown = Shown(0, 0.0, 1, 1, ())
        for frame in range(20_000):
            done = (WireDone(frame, frame),) if frame % 1000 == 0 else ()
            outlet.announce(replace(shown, frame=frame, answers=done))
        theirs.setblocking(False)  # noqa: FBT003
        lines, heard = Lines(), []
        for last in range(20_000, 20_003):
            try:
                while data := theirs.recv(65536):
                    heard += [read_shown(line) for line in lines.feed(data)]
            except BlockingIOError:
                outlet.announce(replace(shown, frame=last))
    assert len(heard) < 20_000
    assert [done.id for line in heard for done in line.answers] == list(range(0, 20_000, 1000))


def test_the_test_card_moves_with_noise_scale_and_holds_without() -> None:
    pattern = open_engine("pattern", 64, 64, 30.0)
    state = FrameState(OPENING.prompts, OPENING.interpolation, 0.5, (1000,), manage_cache=True, seed=0)
    first, second = pattern.frame(state), pattern.frame(state)
    held = [pattern.frame(replace(state, noise_scale=0.0)) for _ in range(2)]
    assert np.any(first != second)
    assert np.all(held[0] == held[1])
    assert np.any(pattern.frame(replace(state, noise_scale=0.0, reset=True)) != held[0])


def test_what_hands_do_to_motion_and_loras_reaches_the_renderer() -> None:
    engine = Engine(Show((Theme("a", "A", "", "a"),), "a", (), loras=(LoraRule("ink", high=2.0),)), 0.0)
    engine.feed(PeerChange(0.0, PeerState.LIVE))
    engine.feed(Control(1.0, "osc:10.0.0.2", "/soundscape/motion/zoom", 1.0))
    engine.feed(Control(1.5, "page", "/soundscape/param/pace", 0.75))
    told = [*engine.feed(Control(2.0, "page", "/soundscape/lora/ink", 0.75)), *engine.feed(Tick(2.1))]
    reducer = Reducer(OPENING)
    for snapshot in (decode(encode_params(output)) for output in told if isinstance(output, Params)):
        assert isinstance(snapshot, WireSnapshot)
        reducer.snapshot(snapshot)
    state = frame_state(reducer.turn(2.2, 1))
    assert (state.motion, state.pace, state.loras) == (Motion(zoom=1.0), 2.25, (LoraScale("ink", 1.5),))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("magic", "expected tiny, procedural, pattern, or module:function; found 'magic'"),
        (":magic", "expected tiny, procedural, pattern, or module:function; found ':magic'"),
        ("nowhere:magic", "--engine nowhere:magic: No module named 'nowhere'"),
        ("json:magic", "--engine json:magic: module 'json' has no attribute 'magic'"),
    ],
)
def test_an_engine_that_is_none_is_named_with_what_was_expected(name: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        open_engine(name, 64, 64, 30.0)


@pytest.mark.parametrize("wrong", [{"width": 63}, {"height": 9999}, {"fps": 0.0}, {"port": 70_000}])
def test_settings_out_of_range_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        GeneratorSettings(**wrong)
