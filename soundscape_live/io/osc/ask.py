"""One message to a running show, and whether it arrived.

Rules: blocks for at most WAIT; a show answers a ping that follows on the same way, so its answer says that the message
before it was read too.
"""

import socket

from soundscape_live.io.osc.packet import OscError, argument, head
from soundscape_live.io.osc.reception import PING, PONG

WAIT = 1.0
"Seconds for the answer."
MOST_BYTES = 1024


def tell(host: str, port: int, address: str, value: float | str) -> None:
    """Send one message to a show. Raises OscError if nobody answers there. Blocks."""
    tag, data = argument(value)
    where = f"{host}:{port}"
    try:
        family, _, _, _, target = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as way:
            way.settimeout(WAIT)
            way.connect(target)
            way.send(head(address, tag) + data)
            way.send(head(PING, "s") + argument(address)[1])
            answer = way.recv(MOST_BYTES)
    except TimeoutError:
        raise OscError(f"no show answers on {where}; start one, or name its address: --osc HOST:PORT") from None
    except OSError as error:
        raise OscError(f"no show answers on {where}: {error.strerror or error}") from error
    if not answer.startswith(PONG.encode()):
        raise OscError(f"what listens on {where} is no show of ours")
