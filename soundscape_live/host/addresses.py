"""The machine's own addresses, and who comes from this machine."""

import ipaddress
from urllib.parse import urlsplit

import ifaddr

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  # compared, not bound
"What a server that listens on every address of the machine is bound to."


def machine_addresses() -> list[str]:
    """Return the machine's addresses, loopback first. Asks the system; does not block."""
    found = ["127.0.0.1"]
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            address = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            if address not in found:
                found.append(address)
    return found


def outside_addresses() -> list[str]:
    """Return the IPv4 addresses at which other machines may reach this one."""
    found = [ipaddress.ip_address(address) for address in machine_addresses()]
    return [str(ip) for ip in found if ip.version == 4 and not (ip.is_loopback or ip.is_link_local)]


def is_loopback(host: str) -> bool:
    """Return whether this is an address, not a name, of this machine alone."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def is_local(host: str) -> bool:
    """Return whether a server bound to `host` is reached from this machine alone."""
    return host == "localhost" or is_loopback(host)


def host_name(host: str) -> str:
    """Return the name or address in a Host header, without port and brackets, in small letters; `` if it is none."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def url_of(host: str, port: int) -> str:
    """Return the URL of a server bound to `host`; bound to every address, the one on this machine."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # looked up, not bound
    return f"http://{f'[{reached}]' if ':' in reached else reached}:{port}"
