"""Addresses of the network as numbers, and whether two of them are one place."""

import errno
import ipaddress
import socket
from typing import TypeAlias

Address: TypeAlias = tuple[str, int]

_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # looked up, not bound


def numeric(host: str) -> str:
    """Return a host that needs no looking up as a number, else an empty string."""
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def same_place(target: Address, own: Address) -> bool:
    """Say whether what is sent to `target`, whose host is a number, arrives where we listen.

    What is sent to 0.0.0.0 goes to loopback; who listens there hears all addresses of the machine. A name of our own
    is looked up, which may block, as opening it does.
    """
    if target[1] != own[1]:
        return False
    sent = numeric(target[0])
    there = _LOOPBACK.get(sent, sent)
    return any(there == ours or (_hears(ours, there) and _is_here(there)) for ours in _own_numbers(own))


def _own_numbers(own: Address) -> set[str]:
    known = numeric(own[0])
    if known:
        return {known}
    try:
        return {numeric(str(row[4][0])) for row in socket.getaddrinfo(*own, type=socket.SOCK_DGRAM)}
    except OSError:
        return set()


def _hears(ours: str, there: str) -> bool:
    """Say whether who listens on `ours` hears every address of the kind of `there`."""
    return ours == "::" or (ours in _LOOPBACK and ":" not in there)


def _is_here(host: str) -> bool:
    """Say whether an address is one of this machine's: only those can be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError as error:
            return error.errno != errno.EADDRNOTAVAIL
    return True
