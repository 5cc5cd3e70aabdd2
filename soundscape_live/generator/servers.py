"""Several renderers behind one address, each with its own sessions, state, encoders, recording.

Rules: the first is whoever names none gets, at the address itself; each is at `/NAME` below it, where all that a
generator answers is answered for that one. What happens to one does not reach another. Lives on the event loop.
"""

import asyncio
from collections.abc import Mapping

from soundscape_live.generator.server import Opening, Server
from soundscape_live.generator.settings import GeneratorSettings


class Servers:
    """A Server for each renderer."""

    def __init__(self, settings: GeneratorSettings, opening: Opening) -> None:
        """Take what is asked of all; `opening` returns what each one's pictures come from."""
        self.all: Mapping[str, Server] = {one.renderer.name: Server(one, opening) for one in settings.each()}
        self.first = next(iter(self.all.values()))

    async def run(self) -> None:
        """Run them until cancelled, or until one cannot go on; then none is left. EndError: its reason."""
        running = [asyncio.create_task(server.run()) for server in self.all.values()]
        try:
            done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for one in done:
                one.result()
        finally:
            for one in running:
                one.cancel()
            await asyncio.gather(*running, return_exceptions=True)

    async def ready(self) -> None:
        """Wait until one of them shows a picture: the others may lack their card, and the show goes on without."""
        waiting = [asyncio.create_task(server.source.ready.wait()) for server in self.all.values()]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waiting:
                one.cancel()

    @property
    def state(self) -> list[dict[str, object]]:
        """What may be known of each, as JSON has it, the first one first."""
        return [_state(name, server) for name, server in self.all.items()]

    @property
    def line(self) -> str:
        """How they are, in one line for the service supervisor."""
        if len(self.all) == 1:
            return _line(self.first)
        return "; ".join(f"{name}: {_line(server)}" for name, server in self.all.items())


def _state(name: str, server: Server) -> dict[str, object]:
    source = server.source
    count = source.count
    return {
        "name": name,
        "path": f"/{name}",
        "draws": source.pipeline,
        "device": server.settings.device or None,
        "status": source.status,
        "error": source.error or None,
        "frames": count.frames,
        "fps": round(count.fps, 2),
        "restarts": count.restarts,
        "sessions": len(server.sessions),
        "viewers": server.viewers,
        "played": server.playing.player in server.sessions,
    }


def _line(server: Server) -> str:
    width, height = server.source.size
    state = server.source.error or f"{server.source.count.fps:.0f} fps"
    line = f"{server.source.pipeline} {width}x{height}, {state}, viewers: {server.viewers}"
    if server.recording.active:
        line += ", recording"
    return line if server.publishing is None else f"{line}, publishing: {server.publishing.state['state']}"
