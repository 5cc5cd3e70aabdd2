"""The peer and a real generator with a bad path between them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import aiohttp
import pytest

from soundscape_live.host.clock import now
from soundscape_live.model import Applied, Command, CommandDone, PeerState, ResetCache, Transition
from tests.generator.rig import Generator
from tests.io.peer.desk import Desk, params, reset, running
from tests.rig.lossy import Lossy, Manner

BAD = Manner(loss=0.2, jitter=0.05, seed=5)
CONNECTED = 60.0
"A handshake that loses a fifth of its datagrams takes seconds, and longer than an attempt may take now and then."
SLOWEST = 1.0
"Seconds after which aiortc sends a lost message again, at the soonest."


@pytest.fixture(scope="module")
def generator() -> Iterator[Generator]:
    started = Generator()
    yield started
    assert started.end() == 0
    assert "Traceback" not in started.errors, started.errors


@contextlib.asynccontextmanager
async def across(generator: Generator, manner: Manner) -> AsyncIterator[tuple[Lossy, Desk]]:
    async with Lossy(generator.url, manner) as path, running(path.url) as desk:
        await desk.live(within=CONNECTED)
        yield path, desk


async def drawn(generator: Generator) -> dict[str, object]:
    """Return the state that the generator draws."""
    async with aiohttp.ClientSession() as client, client.get(generator.url + "/api/v1/session/parameters") as answer:
        return dict((await answer.json())["parameters"])


def action(id_: int) -> ResetCache | Transition:
    return ResetCache() if id_ % 3 else Transition(params(0).prompts, 0.3)


async def test_with_a_fifth_lost_every_command_is_applied_once_in_order_and_the_last_state_arrives(
    generator: Generator,
) -> None:
    async with across(generator, BAD) as (path, desk):
        seq = 0
        for id_ in range(1, 31):
            for _ in range(4):
                seq += 1
                desk.peer.send_params(replace(params(seq), command=id_ - 1, noise_scale=seq % 97 / 97))
                await asyncio.sleep(1 / 30)
            desk.peer.send_command(Command(now(), id_, now() + 5.0, action(id_)))
        last = replace(params(seq + 1), command=30, noise_scale=0.625)
        desk.peer.send_params(last)
        await desk.until(lambda: last.seq in [applied.seq for applied in desk.heard(Applied)])
        assert (await drawn(generator))["noise_scale"] == 0.625
        await desk.until(lambda: len(desk.heard(CommandDone)) >= 30)
        done = {answer.id: answer for answer in desk.heard(CommandDone)}
        assert len(done) == len(desk.heard(CommandDone)) == 30
        assert [done[id_].refused for id_ in range(1, 31)] == [""] * 30
        frames = [done[id_].frame for id_ in range(1, 31)]
        assert frames == sorted(frames)
        assert path.lost > 100  # it was a bad path


async def test_a_last_state_that_is_lost_is_sent_again(generator: Generator) -> None:
    async with across(generator, Manner()) as (path, desk):
        path.cut()
        desk.peer.send_params(replace(params(1), noise_scale=0.375))
        await asyncio.sleep(0.1)
        path.mend()
        await desk.until(lambda: [applied.seq for applied in desk.heard(Applied)] == [1])
        assert (await drawn(generator))["noise_scale"] == 0.375
        assert [seq for seq, _ in desk.sent] == [1]  # what is sent again is not told as sent


async def test_a_lost_command_is_applied_before_the_channel_would_have_sent_it_again(generator: Generator) -> None:
    async with across(generator, Manner()) as (path, desk):
        desk.peer.send_params(params(1))
        await desk.until(lambda: desk.heard(Applied))
        path.cut()
        cut = now()
        for id_ in (1, 2, 3):
            desk.peer.send_command(reset(id_))
        await asyncio.sleep(0.25)
        path.mend()
        await desk.until(lambda: [done.id for done in desk.heard(CommandDone)] == [1, 2, 3])
        assert now() - cut < SLOWEST
        await asyncio.sleep(1.5 * SLOWEST)
        assert len(desk.heard(CommandDone)) == 3


async def test_lost_and_late_answers_are_as_good_as_none_were_lost(generator: Generator) -> None:
    """A command on a path that lets one datagram in two through, with the life that an engine gives a transition."""
    async with across(generator, Manner(jitter=0.1)) as (path, desk):
        path.manner = Manner(loss=0.5, jitter=0.1)
        for id_ in range(1, 6):
            desk.peer.send_command(reset(id_, seconds=4.0))
            await desk.until(lambda id_=id_: id_ in [done.id for done in desk.heard(CommandDone)])  # type: ignore[misc]
        assert [done.id for done in desk.heard(CommandDone)] == [1, 2, 3, 4, 5]


async def come_back(generator: Generator, seconds: float) -> None:
    """Cut the path for some seconds in the middle of playing."""
    async with across(generator, Manner()) as (path, desk):
        desk.peer.send_params(replace(params(1), noise_scale=0.125))
        await desk.until(lambda: desk.heard(Applied))
        path.cut()
        cut = now()
        await desk.until(lambda: PeerState.LOST in desk.states())
        assert now() - cut < 2.5  # 2 s, and what a busy machine adds
        desk.peer.send_command(reset(1, seconds=0.1))  # expires unsent
        await asyncio.sleep(seconds - (now() - cut))
        assert desk.states()[-1] is PeerState.LOST
        path.mend()
        await desk.live(times=2, within=15.0)
        desk.peer.send_params(replace(params(9), command=1, noise_scale=0.875))  # as the engine does on `live`
        await desk.until(lambda: 9 in [applied.seq for applied in desk.heard(Applied)])
        assert (await drawn(generator))["noise_scale"] == 0.875
        assert not desk.heard(CommandDone)
        lines = [change.detail for change in desk.reports if getattr(change, "state", None) is PeerState.LOST]
        assert len(lines) <= 3, lines


async def test_after_a_cut_the_generator_is_live_again_by_itself_with_the_state_of_now(generator: Generator) -> None:
    await come_back(generator, 4.0)


@pytest.mark.rig
async def test_after_a_cut_of_forty_seconds_too(generator: Generator) -> None:
    await come_back(generator, 40.0)
