"""Who sends us OSC: which networks may, how much each sender may, and how often we speak of it.

Rules: the table of senders has a bound; senders that we do not take share one row, and so do those beyond the bound.
Time is an argument. A refusal is counted always and said at most once in SAY_SECONDS for each row.
"""

import ipaddress
from collections.abc import Iterable
from typing import TypeAlias

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

LOCAL_NETWORKS: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fe80::/10", "fc00::/7"),
    )
)
"This machine and the private networks: what is allowed unless the show says otherwise."

MESSAGES_PER_SECOND = 5000.0
BURST = 2000.0
KNOWN = 256
"Senders that have a row of their own."
FORGET_SECONDS = 60.0
SAY_SECONDS = 10.0


class Sender:
    """One sender's allowance (a token bucket) and what was refused of it."""

    def __init__(self, *, allowed: bool) -> None:
        self.allowed = allowed
        self.heard = float("-inf")
        self._tokens = BURST
        self._said = float("-inf")
        self._unsaid = 0

    def spend(self, cost: float, at: float) -> bool:
        """Take `cost` from the allowance; False, and nothing taken, if it is not there."""
        if at > self.heard:
            # A sender that was never heard has waited for ever; its bucket is full and stays so.
            self._tokens = min(BURST, self._tokens + (at - self.heard) * MESSAGES_PER_SECOND)
            self.heard = at
        if cost > self._tokens:
            return False
        self._tokens -= cost
        return True

    def complain(self, host: str, why: str, at: float) -> str | None:
        """Return a line for the log, or None if one was said less than SAY_SECONDS ago."""
        if at - self._said < SAY_SECONDS:
            self._unsaid += 1
            return None
        more = f" ({self._unsaid} more like it unsaid)" if self._unsaid else ""
        self._said, self._unsaid = at, 0
        return f"OSC from {host}: {why}{more}"


class Senders:
    """The bounded table of senders."""

    def __init__(self, allow: Iterable[Network]) -> None:
        self._allow = tuple(allow)
        self._known: dict[str, Sender] = {}
        self._others = Sender(allowed=True)
        self._strangers = Sender(allowed=False)

    def find(self, host: str, at: float) -> Sender:
        """Return the row of a sender's address."""
        sender = self._known.get(host)
        if sender is not None:
            return sender
        if not self._permits(host):
            return self._strangers
        if len(self._known) >= KNOWN:
            stalest = min(self._known, key=lambda known: self._known[known].heard)
            if at - self._known[stalest].heard < FORGET_SECONDS:
                return self._others
            del self._known[stalest]
        sender = self._known[host] = Sender(allowed=True)
        return sender

    def _permits(self, host: str) -> bool:
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address.version == network.version and address in network for network in self._allow)
