"""The peer against a generator of its own over real WebRTC on loopback."""

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from soundscape_live.host.clock import now
from soundscape_live.io.peer import Peer
from soundscape_live.model import Applied, CommandDone, FramesShown, PeerChange, PeerState, Prompt
from soundscape_live.wire.ours import COMMANDS, SNAPSHOTS
from tests.io.peer.desk import Desk, params, reset, running
from tests.io.peer.fake import FakeGenerator

OPEN_FILES = Path("/proc/self/fd")


async def test_the_state_arrives_and_its_showing_is_reported() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        desk.peer.send_params(params(1))
        await desk.until(lambda: desk.heard(Applied) and desk.heard(FramesShown))
        assert desk.heard(Applied)[0].seq == 1
        assert [seq for seq, _ in desk.sent] == [1]
        assert generator.snapshots[0].prompts == (Prompt("glass"),)
        assert generator.options == {SNAPSHOTS: (False, 0), COMMANDS: (True, None)}
        assert desk.states() == [PeerState.PROBING, PeerState.CONNECTING, PeerState.LIVE]
    assert generator.left == ["session-1"]
    assert desk.states()[-1] is PeerState.OFF


async def test_a_snapshot_is_on_the_socket_when_send_returns() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        await asyncio.sleep(0.2)  # the opening's messages are out of the way
        before = now()
        desk.peer.send_params(params(1))
        assert [seq for seq, at in desk.sent if before <= at <= now()] == [1]
        assert desk.peer._conversation is not None
        assert desk.peer._conversation._link is not None
        assert (
            desk.peer._conversation._link._snapshots.bufferedAmount == 0
        )  # the channel's own send would have queued it


async def test_of_states_that_the_channel_cannot_take_the_newest_is_sent() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        for seq in range(1, 401):  # without a turn of the loop: the congestion window fills
            desk.peer.send_params(params(seq))
        await desk.until(lambda: generator.snapshots and generator.snapshots[-1].seq == 400)
        assert len(desk.sent) < 100
        assert [seq for seq, _ in desk.sent] == sorted({seq for seq, _ in desk.sent})


async def test_a_command_is_sent_once_and_its_answer_reported() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        desk.peer.send_command(reset(1))  # before there is any connection
        await desk.live()
        desk.peer.send_command(reset(2))
        await desk.until(lambda: len(desk.heard(CommandDone)) == 2)
        await asyncio.sleep(0.1)
        assert [command.id for command in generator.commands] == [1, 2]
        assert [done.id for done in desk.heard(CommandDone)] == [1, 2]
        assert 0.0 < generator.commands[0].ttl <= 5.0


async def test_an_unanswered_command_is_sent_again_on_the_next_connection_and_an_expired_one_is_not() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        generator.answers_commands = False
        desk.peer.send_command(reset(1, seconds=9.0))
        desk.peer.send_command(reset(2, seconds=0.02))
        await desk.until(lambda: len(generator.commands) == 2)
        generator.answers_commands = True
        await asyncio.sleep(0.02)
        await generator.hang_up()
        await desk.live(times=2)
        await desk.until(lambda: desk.heard(CommandDone))
        assert [command.id for command in generator.commands] == [1, 2, 1]


async def test_a_frozen_generator_is_noticed_and_connected_to_again() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        await desk.until(lambda: desk.heard(FramesShown))
        generator.frozen = True
        frozen = now()
        await desk.until(lambda: PeerState.STALLED in desk.states())
        assert now() - frozen < 1.9
        await desk.until(lambda: PeerState.LOST in desk.states())
        assert now() - frozen < 3.5
        generator.frozen = False
        await desk.live(times=2)
        assert "no answer from the generator for 1.75 s" in desk.details()


async def test_a_generator_that_stops_counting_frames_is_stalled_and_live_again_when_it_goes_on() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        generator.held = True
        await desk.until(lambda: PeerState.STALLED in desk.states())
        generator.held = False
        await desk.live(times=2)
        assert "no new frame" in desk.details()
        assert generator.offers == 1


async def test_an_ended_connection_is_made_again_at_once() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        await desk.until(lambda: desk.heard(FramesShown))
        await generator.hang_up()
        await desk.live(times=2)
        assert desk.states()[-3:] == [PeerState.LOST, PeerState.CONNECTING, PeerState.LIVE]


async def test_a_generator_that_starts_later_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    async with running(f"http://127.0.0.1:{port}") as desk:
        await desk.until(lambda: "nothing answers" in desk.details())
        desk.peer.send_params(params(1))  # to nobody
        async with FakeGenerator(port):
            await desk.live()
        assert not desk.sent


async def test_junk_messages_are_counted_and_change_nothing() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        await desk.until(lambda: COMMANDS in generator.channels)
        junk = [
            "",
            "{}",
            "[]",
            '{"type":"frames","frames":-1,"fps":1}',
            '{"type":"command"}',
            b"\x00",
            "x" * 70_000,
            "{" * 9,
        ]
        for text in junk:
            generator.say(COMMANDS, text)
        await desk.until(lambda: desk.peer.rejected == len(junk))
        desk.peer.send_params(params(1))
        await desk.until(lambda: desk.heard(Applied))
        assert desk.states()[-1] is PeerState.LIVE


async def test_a_token_is_shown_to_a_generator_that_asks_for_one() -> None:
    async with FakeGenerator() as generator:
        generator.token = "open sesame"
        async with running(generator.url) as desk:
            await desk.until(lambda: "refuses our token" in desk.details())
        async with running(generator.url, "open sesame") as desk:
            await desk.live()


async def test_more_commands_than_can_be_meant_are_refused_not_lost() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    desk = Desk(f"http://127.0.0.1:{port}")
    for id_ in range(1, 300):
        desk.peer.send_command(reset(id_))
    await asyncio.sleep(0)
    assert [done.id for done in desk.heard(CommandDone)] == list(range(257, 300))
    assert all("wait already" in done.refused for done in desk.heard(CommandDone))


def test_an_address_that_is_none_is_refused() -> None:
    for url in ("", "127.0.0.1:12190", "ftp://a", "http://", "http://a..b:1", "http://" + "x" * 70):
        with pytest.raises(ValueError, match="address"):
            Peer(url, lambda _: None)


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="this system does not list a process's open files")
async def test_thirty_connections_leave_nothing_behind() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        counts = []
        for cycle in range(2, 32):
            await desk.until(lambda: desk.heard(FramesShown))
            desk.reports[:] = [report for report in desk.reports if isinstance(report, PeerChange)]
            await generator.hang_up()
            await desk.live(times=cycle)
            counts.append((len(list(OPEN_FILES.iterdir())), len(asyncio.all_tasks())))
        descriptors, tasks = zip(*counts, strict=True)
        assert max(descriptors[-5:]) <= max(descriptors[:5]) + 3
        assert max(tasks[-5:]) <= max(tasks[:5]) + 3


async def test_a_session_that_a_killed_engine_left_open_is_ended_before_the_next_is_offered(tmp_path: Path) -> None:
    async with FakeGenerator() as generator:
        engine = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.io.peer.engine", generator.url, str(tmp_path), stdin=asyncio.subprocess.PIPE
        )
        try:
            async with asyncio.timeout(20.0):
                while not list(tmp_path.glob("*.json")) or not generator.connections:
                    await asyncio.sleep(0.02)
        finally:
            engine.kill()
            await engine.wait()
        assert generator.left == []
        offers: list[int] = []
        generator.on_left = lambda: offers.append(generator.offers)
        async with running(generator.url, folder=tmp_path) as desk:
            await desk.live()
            assert generator.left[0] == "session-1"
            assert offers[0] == 1  # before the second offer
            assert len(list(tmp_path.iterdir())) == 1
        assert list(tmp_path.iterdir()) == []


async def test_a_session_that_could_not_be_ended_is_ended_before_the_next_is_offered() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        generator.frozen = generator.deaf = True
        await desk.until(lambda: PeerState.LOST in desk.states())
        generator.frozen = generator.deaf = False
        await desk.live(times=2)
        assert "session-1" in generator.left
