"""The pretended server's process.

Rules: SIGTERM, SIGINT, and with `parent_pipe` the end of standard input, end it. It prints its address once, when it
can be asked.
"""

import asyncio
import contextlib
import signal
import sys

from aiohttp import web

from soundscape_live.generator.guard import Guard
from soundscape_live.generator.pretend.pipeline import Manner
from soundscape_live.generator.pretend.routes import Routes
from soundscape_live.generator.pretend.server import Server
from soundscape_live.generator.run import CLOSES_WITHIN, SWEEP_EVERY, Parent, gather_only
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.host.callers import Callers
from soundscape_live.host.priority import give_way


def run_pretended(settings: GeneratorSettings, manner: Manner, frames: int | None = None) -> int:
    """Serve until told to end; return the exit code: 0, or 1 if the address cannot be had. Blocks."""
    give_way()
    try:
        asyncio.run(_serve(settings, manner, frames))
    except OSError as error:
        print(f"generator: {settings.host}:{settings.port}: {error.strerror or error}", file=sys.stderr)  # noqa: T201  (one line for whoever started us)
        return 1
    return 0


async def _serve(settings: GeneratorSettings, manner: Manner, frames: int | None) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    gather_only(settings.host)
    server, callers = Server(settings, manner, frames), Callers()
    app = Routes(server).app(Guard(settings), callers)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSES_WITHIN)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        if settings.parent_pipe:
            await loop.connect_read_pipe(lambda: Parent(ended), sys.stdin)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"generator: http://{host}:{runner.addresses[0][1]}", flush=True)  # noqa: T201  (whoever started us reads it)
        while not ended.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), SWEEP_EVERY)
            if runner.server is not None:
                callers.sweep(runner.server)
    finally:
        await server.close()
        await runner.cleanup()
