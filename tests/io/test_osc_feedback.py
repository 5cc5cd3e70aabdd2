"""Feedback to clients over real UDP: who gets what, how often, and what is not sent back."""

import asyncio
import random
import socket
import sys

import pytest

from soundscape_live.host.clock import now
from soundscape_live.io.osc import OscError, OscFeedback
from soundscape_live.io.osc.feedback import RATE_HZ, SHOWN
from soundscape_live.io.osc.leases import SUBSCRIBERS, SUBSCRIBERS_OF_A_HOST
from soundscape_live.io.osc.loops import LOOPS
from soundscape_live.io.osc.receiver import ECHO_SECONDS
from soundscape_live.model import Tone
from tests.io.osc_desk import FADER, HERE, Client, Desk, Listener, desk, message, until

SUBSCRIBE, UNSUBSCRIBE = "/soundscape/subscribe", "/soundscape/unsubscribe"
LIGHT = "/soundscape/param/light"


async def subscribed(opened: Desk, *arguments: float | str) -> Client:
    client = opened.client()
    before = len(opened.feedback.subscribers)
    client.send(message(SUBSCRIBE, *arguments))
    await until(lambda: len(opened.feedback.subscribers) == before + 1)
    return client


async def test_a_subscriber_gets_the_whole_state_and_then_what_changes() -> None:
    async with desk() as opened:
        opened.show(0.25)
        opened.show(1.0, "/1/fader1", "osc:*")
        opened.show(1.0, "cc/16", "midi:*")
        client = await subscribed(opened)
        assert sorted(await client.next(2)) == [("/1/fader1", 1.0), (FADER, 0.25)]
        assert opened.wanted == ["osc:127.0.0.1"]
        assert opened.states == [("osc:127.0.0.1", True, "subscribed to * by UDP")]

        opened.show(0.5)
        assert await client.next() == [(FADER, 0.5)]
        assert not opened.heard


async def test_each_message_is_plain_with_one_float() -> None:
    async with desk() as opened:
        client = await subscribed(opened)
        opened.show(1)
        await asyncio.sleep(0.05)
        (packet,) = [client.socket.recv(1000)]
        assert packet == b"/soundscape/param/noise_scale\0\0\0,f\0\0\x3f\x80\0\0"


async def test_a_pattern_chooses_addresses() -> None:
    async with desk() as opened:
        client = await subscribed(opened, 60.0, "/soundscape/param/l*")
        opened.show(0.5)
        opened.show(0.75, LIGHT)
        assert await client.next() == [(LIGHT, 0.75)]
        await asyncio.sleep(0.1)
        assert client.told() == []


async def test_feedback_for_another_source_is_not_for_this_client() -> None:
    async with desk() as opened:
        client = await subscribed(opened)
        opened.show(0.1, source="osc:10.0.0.9")
        opened.show(0.2, source="midi:*")
        opened.show(0.3, source="osc:127.0.0.1")
        assert await client.next() == [(FADER, pytest.approx(0.3))]


async def test_a_lease_ends_with_its_time_and_is_renewed_by_sending_again() -> None:
    async with desk() as opened:
        client = await subscribed(opened, 1.0)
        await asyncio.sleep(0.7)
        client.send(message(SUBSCRIBE, 1.0))
        await asyncio.sleep(0.7)
        assert opened.feedback.subscribers == ("osc:127.0.0.1",)
        await until(lambda: not opened.feedback.subscribers)
        assert opened.states[1:] == [("osc:127.0.0.1", False, "its subscription ran out")]

        client.told()
        opened.show(0.9)
        await asyncio.sleep(0.1)
        assert client.told() == []


async def test_a_client_unsubscribes() -> None:
    async with desk() as opened:
        client = await subscribed(opened)
        client.send(message(UNSUBSCRIBE))
        await until(lambda: not opened.feedback.subscribers)
        assert opened.states[1:] == [("osc:127.0.0.1", False, "it unsubscribed")]
        client.send(message(UNSUBSCRIBE))
        await asyncio.sleep(0.05)
        assert len(opened.states) == 2


async def test_a_host_is_present_while_any_of_its_programs_has_a_lease() -> None:
    async with desk() as opened:
        first, second = await subscribed(opened), await subscribed(opened)
        first.send(message(UNSUBSCRIBE))
        await until(lambda: len(opened.feedback.subscribers) == 1)
        assert len(opened.states) == 1
        second.send(message(UNSUBSCRIBE))
        await until(lambda: len(opened.states) == 2)


async def test_who_subscribes_again_is_told_everything_again_but_not_all_the_time() -> None:
    async with desk() as opened:
        opened.show(0.25)
        client = await subscribed(opened)
        await client.next()
        for _ in range(20):
            client.send(message(SUBSCRIBE))
        await asyncio.sleep(0.2)
        assert client.told() == []
        await asyncio.sleep(1.0)
        client.send(message(SUBSCRIBE))
        assert await client.next() == [(FADER, 0.25)]
        assert len(opened.wanted) == 2


async def test_another_port_of_the_host_may_be_named_and_let_go() -> None:
    async with desk() as opened:
        ear, mouth = opened.client(), opened.client()
        mouth.send(message(SUBSCRIBE, 30.0, float(ear.port)))
        await until(lambda: opened.feedback.subscribers)
        opened.show(0.5)
        assert await ear.next() == [(FADER, 0.5)]
        mouth.send(message(UNSUBSCRIBE, float(ear.port)))
        await until(lambda: not opened.feedback.subscribers)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((0.0,), "lasts 1 to 3600 seconds"),
        ((1e9,), "lasts 1 to 3600 seconds"),
        ((30.0, 0.5), "a port is a whole number"),
        ((30.0, 70000.0), "a port is a whole number"),
        ((30.0, 1.0, 2.0), "takes at most"),
        (("/a", "/b"), "takes at most"),
        (("x" * 256,), "at most 255 characters"),
    ],
)
async def test_what_cannot_be_subscribed_to_is_said(
    arguments: tuple[float | str, ...], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk() as opened:
        opened.client().send(message(SUBSCRIBE, *arguments))
        await until(lambda: opened.osc.rejected == 1)
    assert why in caplog.text
    assert not opened.states


async def test_our_own_port_cannot_subscribe(caplog: pytest.LogCaptureFixture) -> None:
    async with desk() as opened:
        opened.client().send(message(SUBSCRIBE, 30.0, float(opened.osc.address[1])))
        await until(lambda: opened.osc.rejected == 1)
    assert "where OSC comes in" in caplog.text


async def test_there_is_room_for_so_many_of_one_host(caplog: pytest.LogCaptureFixture) -> None:
    async with desk() as opened:
        clients = [await subscribed(opened) for _ in range(SUBSCRIBERS_OF_A_HOST)]
        opened.client().send(message(SUBSCRIBE))
        await until(lambda: opened.osc.rejected == 1)
        assert len(opened.feedback.subscribers) == SUBSCRIBERS_OF_A_HOST
        clients[0].send(message(SUBSCRIBE, "/narrower/*"))
        await asyncio.sleep(0.05)
        assert opened.osc.rejected == 1
    assert "8 of one host" in caplog.text


async def test_newest_wins_and_no_address_gets_more_than_its_rate() -> None:
    async with desk() as opened:
        client = await subscribed(opened)
        begun, number = now(), 0
        while now() - begun < 0.5:
            number += 1
            opened.show(number / 10_000)
            opened.show(number / 20_000, LIGHT)
            await asyncio.sleep(0.001)
        took = now() - begun
        await asyncio.sleep(0.1)
        told = client.told()
    faders = [value for address, value in told if address == FADER]
    assert 3 <= len(faders) <= took * RATE_HZ + 2
    assert faders[-1] == pytest.approx(number / 10_000)
    assert dict(told)[LIGHT] == pytest.approx(number / 20_000)


async def test_what_is_shown_already_is_not_sent_again() -> None:
    async with desk() as opened:
        client = await subscribed(opened)
        opened.show(1.0)
        opened.show(1.0, tone=Tone.BEAT)
        await client.next()
        await asyncio.sleep(0.1)
        opened.show(1.0, tone=Tone.ACTIVE)
        await asyncio.sleep(0.1)
        assert client.told() == []


async def test_a_client_that_moves_is_not_pushed_and_the_others_follow() -> None:
    async with desk() as opened:
        mover, follower = await subscribed(opened), await subscribed(opened)
        for number in range(1, 11):
            mover.send(message(FADER, number / 10))
            await until(lambda count=number: len(opened.heard) == count)
            opened.show(number / 10)
            await asyncio.sleep(0.02)
        await asyncio.sleep(2 * ECHO_SECONDS)
        assert mover.told() == []
        assert follower.told()[-1] == (FADER, 1.0)


async def test_a_client_that_has_moved_is_told_where_its_fader_belongs() -> None:
    async with desk() as opened:
        opened.show(0.0)
        client = await subscribed(opened)
        await client.next()
        client.send(message(FADER, 1.0))
        await until(lambda: opened.heard)
        moved = now()
        opened.show(0.6)
        assert await client.next() == [(FADER, pytest.approx(0.6))]
        assert now() - moved >= ECHO_SECONDS - 0.02


async def test_two_programs_of_one_host_are_two_clients_where_one_cannot_subscribe() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind((HERE, 0))
        ear.settimeout(2)
        async with desk(Listener("localhost", ear.getsockname()[1])) as opened:
            opened.show(0.0)
            assert ear.recv(1000) == message(FADER, 0.0)
            opened.client().send(message(FADER, 1.0))
            await until(lambda: opened.heard)
            moved = now()
            opened.show(1.0)
            assert await asyncio.to_thread(ear.recv, 1000) == message(FADER, 1.0)
            assert now() - moved >= ECHO_SECONDS - 0.02


async def test_a_fixed_listener_may_be_a_name_that_is_looked_up() -> None:
    name = socket.gethostname()
    try:
        number = socket.getaddrinfo(name, 9, socket.AF_INET, socket.SOCK_DGRAM)[0][4][0]
    except OSError:
        pytest.skip(f"this machine does not know its own name {name}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear:
        ear.bind((number, 0))
        ear.settimeout(2)
        async with desk(Listener(name, ear.getsockname()[1])) as opened:
            await until(lambda: opened.feedback._fixed[0].host == number)
            opened.show(0.5)
            assert ear.recv(1000) == message(FADER, 0.5)


@pytest.mark.parametrize(("host", "own"), [("127.0.0.1", "0.0.0.0"), ("localhost", "127.0.0.1"), ("0.0.0.0", HERE)])
def test_feedback_never_goes_where_osc_comes_in(host: str, own: str) -> None:
    with pytest.raises(OscError, match=r"target feedback is .*:12100, where OSC comes in"):
        OscFeedback([Listener(host, 12100)], (own, 12100))


async def test_a_program_that_sends_on_what_it_receives_is_cut_off_with_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with desk() as opened:
        client = await subscribed(opened)
        for number in range(3 * LOOPS):
            opened.show(number / 100)
            await asyncio.sleep(1 / RATE_HZ)
            for address, value in client.told():
                client.send(message(address, value))  # type: ignore[arg-type]  # feedback's floats
        await asyncio.sleep(0.1)
        assert opened.feedback.loops == 1
        assert len(opened.heard) == LOOPS
        refused = opened.osc.rejected
        assert 1 <= refused <= 3
        client.send(message(FADER, 0.99), message(LIGHT, 0.5))
        await until(lambda: len(opened.heard) == LOOPS + 1)
        assert opened.heard[-1].name == LIGHT
        assert opened.osc.rejected == refused + 1
        if sys.platform == "linux":
            other = opened.client("127.0.0.9")
            other.send(message(FADER, 0.99))
            await until(lambda: len(opened.heard) == LOOPS + 2)
    assert len(caplog.records) == 1
    assert f"{FADER} only comes back as we sent it" in caplog.text


async def test_addresses_beyond_the_bound_are_left_out() -> None:
    async with desk() as opened:
        for number in range(SHOWN + 10):
            opened.show(0.5, f"/{number}")
        assert len(opened.feedback._shown) == SHOWN


async def test_who_cannot_be_answered_cannot_subscribe(caplog: pytest.LogCaptureFixture) -> None:
    async with desk() as opened:
        opened.osc.take_from(message(SUBSCRIBE, 30.0), HERE)
        opened.osc.take_from(message(SUBSCRIBE, 30.0, 9000.0), HERE)
        opened.osc.take_from(message("/soundscape/ping"), HERE)
        opened.osc.take_from(message(FADER, 0.5), HERE)
    assert (opened.osc.rejected, opened.osc.pings, len(opened.heard)) == (2, 1, 1)
    assert "subscribe over UDP or TCP" in caplog.text


async def test_mutated_subscriptions_raise_nothing_and_hold_little() -> None:
    dice = random.Random(6)
    valid = [message(SUBSCRIBE), message(SUBSCRIBE, 30.0, "/soundscape/*", 9000.0), message(UNSUBSCRIBE, 9000.0)]
    async with desk() as opened:
        opened.show(0.5)
        hosts = [f"127.0.0.{number}" for number in range(1, 100)]
        for number in range(5000):
            data = bytearray(dice.choice(valid))
            for _ in range(dice.randint(0, 3)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            opened.osc.take(bytes(data), (dice.choice(hosts), dice.randrange(1, 65536)))
            if number % 100 == 0:
                opened.show(dice.random())
                await asyncio.sleep(0.001)
        assert SUBSCRIBERS_OF_A_HOST < len(opened.feedback.subscribers) <= SUBSCRIBERS
        assert opened.osc.rejected > 100
        present = {source for source, is_there, _ in opened.states if is_there}
        assert present >= set(opened.feedback.subscribers)
