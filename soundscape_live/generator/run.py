"""The server process: opens the address, starts what makes the pictures, ends both.

Rules: SIGTERM, SIGINT, and with `parent_pipe` the end of standard input, end it; then nothing that it started is left.
It prints the address that it listens on, once, when it can be asked. A service supervisor is told that it is ready when
there is a picture as well; a renderer that is started again is said in the status line and is no reason to end.
"""

import asyncio
import contextlib
import logging
import signal
import sys

from aiohttp import web
from aioice import ice
from typing_extensions import override

from soundscape_live.generator.guard import Guard
from soundscape_live.generator.routes import application
from soundscape_live.generator.server import Opening
from soundscape_live.generator.servers import Servers
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.generator.source import EndError
from soundscape_live.host.addresses import EVERYWHERE, machine_addresses
from soundscape_live.host.callers import Callers
from soundscape_live.host.notify import Notify

CLOSES_WITHIN = 2.0
SWEEP_EVERY = 1.0
STATUS_EVERY = 1.0
"Seconds between two status lines to the service supervisor, at most."

log = logging.getLogger(__name__)


def run_generator(settings: GeneratorSettings, opening: Opening, runner: asyncio.Runner) -> int:
    """Serve until told to end; return the exit code: 0, or 1 if it cannot go on, with one line why. Blocks.

    What the pictures come from is `opening`'s affair.
    """
    try:
        runner.run(_serve(settings, opening))
    except OSError as error:
        print(f"generator: {settings.host}:{settings.port}: {error.strerror or error}", file=sys.stderr)  # noqa: T201  (one line for whoever started us)
        return 1
    except EndError as error:
        print(f"generator: {error}", file=sys.stderr)  # noqa: T201  (one line for whoever started us)
        return 1
    return 0


def gather_only(host: str) -> None:
    """Have ICE offer the address that the server is bound to, and no other.

    aioice has no setting for it: it offers every address but loopback's.
    """
    addresses = machine_addresses() if host in EVERYWHERE else [host]

    def host_addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:  # noqa: FBT001  (aioice's signature)
        return [address for address in addresses if (use_ipv6 if ":" in address else use_ipv4)]

    ice.get_host_addresses = host_addresses


async def _serve(settings: GeneratorSettings, opening: Opening) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    gather_only(settings.host)
    notify = Notify.of_environment()
    servers, callers = Servers(settings, opening), Callers()
    runner = web.AppRunner(
        application(servers, Guard(settings), callers), access_log=None, shutdown_timeout=CLOSES_WITHIN
    )
    await runner.setup()
    drawing: asyncio.Task[None] | None = None
    waiting = asyncio.create_task(ended.wait())
    telling = asyncio.create_task(_tell(notify, servers))
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        drawing = asyncio.create_task(servers.run())
        if settings.parent_pipe:
            await loop.connect_read_pipe(lambda: Parent(ended), sys.stdin)
        port = runner.addresses[0][1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"generator: http://{host}:{port}", flush=True)  # noqa: T201  (whoever started us reads it)
        while not ended.is_set() and not drawing.done():
            await asyncio.wait({drawing, waiting}, timeout=SWEEP_EVERY, return_when=asyncio.FIRST_COMPLETED)
            if runner.server is not None:
                callers.sweep(runner.server)
    finally:
        notify.stopping()
        telling.cancel()
        waiting.cancel()
        if drawing is not None:
            drawing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await drawing
        await runner.cleanup()


async def _tell(notify: Notify, servers: Servers) -> None:
    """Tell the supervisor how we are, from the loop that does the work, until cancelled."""
    shown = False
    while not shown:
        notify.status(servers.first.source.error or "no picture yet")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(servers.ready(), STATUS_EVERY)
            shown = True
    notify.ready()
    every = min(STATUS_EVERY, notify.watchdog_every or STATUS_EVERY)
    while True:
        notify.alive()
        notify.status(servers.line)
        await asyncio.sleep(every)


class Parent(asyncio.Protocol):
    """Watches standard input for its end."""

    def __init__(self, ended: asyncio.Event) -> None:
        self._ended = ended

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._ended.set()
