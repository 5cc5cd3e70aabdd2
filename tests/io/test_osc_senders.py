"""Who may send, how much, and how often we speak of it."""

import ipaddress

import pytest

from soundscape_live.io.osc.senders import BURST, FORGET_SECONDS, KNOWN, LOCAL_NETWORKS, MESSAGES_PER_SECOND, Senders


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("172.31.0.1", True),
        ("172.32.0.1", False),
        ("192.168.1.20", True),
        ("8.8.8.8", False),
        ("::1", True),
        ("fe80::1%eth0", True),
        ("2001:db8::1", False),
        ("::ffff:192.168.1.20", True),
        ("::ffff:8.8.8.8", False),
        ("nonsense", False),
    ],
)
def test_local_networks_may_send_unless_told_otherwise(host: str, allowed: object) -> None:
    assert Senders(LOCAL_NETWORKS).find(host, 0.0).allowed is allowed


def test_an_allow_list_is_kept_to() -> None:
    senders = Senders([ipaddress.ip_network("10.0.0.0/24")])

    assert senders.find("10.0.0.9", 0.0).allowed
    assert not senders.find("10.0.1.9", 0.0).allowed


def test_a_storm_of_a_thousand_a_second_passes_whole_and_a_flood_does_not() -> None:
    storm = Senders(LOCAL_NETWORKS).find("127.0.0.1", 0.0)
    assert all(storm.spend(1.2, n / 1000) for n in range(60_000))

    flood = Senders(LOCAL_NETWORKS).find("127.0.0.1", 0.0)
    passed = sum(flood.spend(1.0, n / 50_000) for n in range(50_000))
    assert passed == pytest.approx(BURST + MESSAGES_PER_SECOND, rel=0.01)


def test_a_flood_of_one_takes_nothing_from_another() -> None:
    senders = Senders(LOCAL_NETWORKS)
    loud, quiet = senders.find("10.0.0.1", 0.0), senders.find("10.0.0.2", 0.0)
    while loud.spend(1.0, 0.0):
        pass

    assert quiet.spend(1.0, 0.0)


def test_a_complaint_is_made_once_in_ten_seconds_and_says_how_many_were_not() -> None:
    sender = Senders(LOCAL_NETWORKS).find("10.0.0.1", 0.0)

    lines = [sender.complain("10.0.0.1", "no", n / 10) for n in range(150)]

    assert [line for line in lines if line] == [
        "OSC from 10.0.0.1: no",
        "OSC from 10.0.0.1: no (99 more like it unsaid)",
    ]


def test_the_table_has_a_bound_and_a_sender_beyond_it_shares_a_row() -> None:
    senders = Senders([ipaddress.ip_network("0.0.0.0/0")])
    rows = [senders.find(str(ipaddress.IPv4Address(n)), 0.0) for n in range(KNOWN)]
    for row in rows:
        row.spend(1.0, 0.0)

    beyond = [senders.find(f"99.0.0.{n}", 1.0) for n in range(3)]

    assert len(set(map(id, rows))) == KNOWN
    assert len(set(map(id, beyond))) == 1
    assert beyond[0].allowed


def test_a_sender_that_fell_silent_gives_its_row_up() -> None:
    senders = Senders([ipaddress.ip_network("0.0.0.0/0")])
    for n in range(KNOWN):
        senders.find(str(ipaddress.IPv4Address(n)), 0.0).spend(1.0, 0.0 if n else 50.0)

    first = senders.find("99.0.0.1", FORGET_SECONDS + 1.0)
    first.spend(1.0, FORGET_SECONDS + 1.0)

    assert senders.find("99.0.0.1", FORGET_SECONDS + 1.0) is first
    assert senders.find("99.0.0.2", FORGET_SECONDS + 1.0) is not first


def test_strangers_share_one_row() -> None:
    senders = Senders(LOCAL_NETWORKS)

    assert senders.find("8.8.8.8", 0.0) is senders.find("9.9.9.9", 0.0)
