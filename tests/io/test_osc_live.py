"""The talk with Ableton Live: over real UDP with a stand-in that behaves as AbletonOSC does, and on values."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.host.clock import now
from soundscape_live.io.osc import Ableton, LiveWish, OscError
from soundscape_live.io.osc.live import AFTER_START, APART, EVERY, GONE, MOST, TOGETHER, Live
from soundscape_live.io.osc.packet import address_of
from soundscape_live.model import Control
from tests.ports import free_port
from tests.rig.live import HERE, PretendLive

SOURCE = f"osc:{HERE}"
OURS = ("chorus", "Bridge", "Drums")


class Desk:
    """A show that talks with a Live."""

    def __init__(self) -> None:
        self.answers = free_port()
        self.live = PretendLive(self.answers)
        self.heard: list[Control] = []
        self.told: list[tuple[str, bool, str]] = []
        wish = LiveWish((HERE, self.live.port), (HERE, self.answers))
        self.ableton = Ableton(wish, self.heard.append, lambda *told: self.told.append(told), lambda: OURS)

    async def until(self, condition: Callable[[], bool], seconds: float = 8.0) -> None:
        start = now()
        while not condition():
            assert now() - start < seconds, f"it did not come about: {self.heard} {self.live.asked}"
            await asyncio.sleep(0.02)
            self.live.look()

    def values(self, name: str) -> list[float | str]:
        return [control.value for control in self.heard if control.name == f"/soundscape/{name}"]

    @property
    def subscribed(self) -> bool:
        return ("track/playing_slot_index", (1,)) in self.live.listeners


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    task = asyncio.create_task(desk.ableton.run())
    yield desk
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    desk.live.close()


async def test_tempo_transport_and_beats_are_the_workstations(desk: Desk) -> None:
    await desk.until(lambda: desk.subscribed)
    desk.live.set("tempo", 97.5)
    desk.live.set("is_playing", value=True)
    desk.live.beat(16)
    await desk.until(lambda: bool(desk.values("daw/beat")))
    assert desk.values("daw/tempo")[-1] == 97.5
    assert desk.values("daw/playing") == [0.0, 1.0]
    assert desk.values("daw/beat") == [16.0]
    assert {control.source for control in desk.heard} == {SOURCE}
    assert [row[:2] for row in desk.told] == [(SOURCE, True)]


async def test_a_scene_or_clip_of_the_same_name_recalls_ours_and_others_nothing(desk: Desk) -> None:
    await desk.until(lambda: desk.subscribed and "Chorus" in str(desk.live.scenes))
    await desk.until(lambda: ("scene/is_triggered", (2,)) in desk.live.listeners)
    await asyncio.sleep(0.1)
    for scene in (0, 2):
        desk.live.trigger(scene, on=True)
        desk.live.trigger(scene, on=False)
    await desk.until(lambda: bool(desk.values("scene")))
    assert desk.values("scene") == ["chorus"]
    desk.live.play(0, 0)
    await desk.until(lambda: len(desk.values("scene")) == 2)
    assert desk.values("scene") == ["chorus", "Drums"]
    desk.live.play(0, -1)
    desk.live.play(0, 0)
    await desk.until(lambda: len(desk.values("scene")) == 3)


async def test_after_a_restart_everything_is_asked_for_again_and_nothing_is_recalled(desk: Desk) -> None:
    desk.live.slots = [0, 2]
    await desk.until(lambda: desk.subscribed)
    desk.live.restart()
    assert not desk.subscribed
    await desk.until(lambda: desk.subscribed, AFTER_START + 3.0)
    desk.live.set("tempo", 133.0)
    await desk.until(lambda: desk.values("daw/tempo")[-1] == 133.0)
    assert desk.values("scene") == []


async def test_a_live_that_is_gone_is_said_and_found_again_when_it_is_back(desk: Desk) -> None:
    await desk.until(lambda: desk.subscribed)
    port = desk.live.port
    desk.live.close()
    await asyncio.sleep(GONE + 2.5)
    assert [row[1] for row in desk.told] == [True, False]
    desk.live = PretendLive(desk.answers, port)
    await desk.until(lambda: desk.subscribed)
    await desk.until(lambda: len(desk.told) == 3)
    assert desk.told[-1][1]


async def test_what_is_no_osc_is_counted_and_a_taken_port_is_said(desk: Desk) -> None:
    await desk.until(lambda: desk.subscribed)
    desk.live.socket.sendto(b"\x00nonsense", (HERE, desk.answers))
    await desk.until(lambda: desk.ableton.rejected == 1)
    wish = LiveWish((HERE, desk.live.port), (HERE, desk.answers))
    other = Ableton(wish, desk.heard.append, lambda *_told: None, lambda: ())
    with pytest.raises(OscError, match=f"answers cannot be taken on 127.0.0.1:{desk.answers}"):
        await other.run()


def talk(*, scenes: bool = True) -> Live:
    return Live(HERE, lambda: OURS, 100.0, scenes=scenes)


def drain(live: Live, until: float) -> list[tuple[float, str]]:
    sent = []
    while (due := live.due()) <= until:
        sent += [(due, address_of(packet)) for packet in live.advance(due)]
    return sent


def test_many_scenes_are_asked_for_a_few_at_a_time() -> None:
    live = talk()
    drain(live, 100.5)
    live.hear(100.5, "/live/song/get/num_scenes", (1000.0,))
    sent = drain(live, 104.0)
    assert len([address for _, address in sent if "is_triggered" in address]) == MOST
    times = [at for at, _ in sent]
    assert max(times.count(at) for at in times) <= TOGETHER
    assert min(after - before for before, after in zip(sorted(set(times)), sorted(set(times))[1:], strict=False)) >= (
        APART - 1e-6
    )


def test_scenes_that_came_to_be_are_listened_to_as_well_and_those_that_went_forgotten() -> None:
    live = talk()
    drain(live, 100.5)
    live.hear(100.5, "/live/song/get/num_scenes", (2.0,))
    live.hear(100.6, "/live/scene/get/name", (1.0, "Bridge"))
    assert len([1 for _, address in drain(live, 101.0) if "is_triggered" in address]) == 2
    live.hear(101.0, "/live/song/get/num_scenes", (3.0,))
    assert len([1 for _, address in drain(live, 101.5) if "is_triggered" in address]) == 1
    live.hear(101.6, "/live/song/get/num_scenes", (1.0,))
    live.hear(101.7, "/live/scene/get/is_triggered", (1.0, 1.0))
    assert live.hear(101.8, "/live/scene/get/is_triggered", (1.0, 0.0)) == ()


def test_where_scenes_are_not_wanted_none_are_listened_to() -> None:
    sent = drain(talk(scenes=False), 100.5)
    assert [address for _, address in sent if "num_" in address] == []


def test_subscriptions_are_made_again_every_half_minute() -> None:
    live = talk()
    times = [at for at, address in drain(live, 100.0 + 2 * EVERY) if address.endswith("start_listen/tempo")]
    assert times == pytest.approx([100.0, 100.0 + EVERY, 100.0 + 2 * EVERY], abs=0.2)


def test_a_clip_whose_name_nobody_asked_for_recalls_nothing() -> None:
    assert talk().hear(100.0, "/live/clip/get/name", (0.0, 0.0, "Bridge")) == ()


@given(
    st.sampled_from(
        ("startup", "song/get/tempo", "song/get/num_scenes", "scene/get/name", "clip/get/name", "error", "", "x")
    ),
    st.lists(st.floats(-1e9, 1e9) | st.text(max_size=5), max_size=4),
)
def test_whatever_comes_does_no_harm(address: str, values: list[float | str]) -> None:
    live = talk()
    live.hear(100.0, f"/live/{address}", values)
    live.hear(100.1, address, values)
    drain(live, 101.0)
    assert live.due() > 101.0
