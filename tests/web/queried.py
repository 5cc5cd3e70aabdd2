"""OSCQuery with an OSC endpoint and a status of its own behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from soundscape_live.host.clock import now
from soundscape_live.io.osc import OscInput
from soundscape_live.io.osc.packet import message
from soundscape_live.model import Control, Feedback, Status, Tone
from soundscape_live.web import OscQuery, Reach
from tests.web.served import status, until

HERE = "127.0.0.1"


@dataclass
class Queried:
    """An OSCQuery server that is open."""

    query: OscQuery
    osc: OscInput
    controls: list[Control]
    status: Status = field(default_factory=status)

    @property
    def url(self) -> str:
        return f"http://{HERE}:{self.query.address[1]}"

    def show(self, control: str, value: float, source: str = "*") -> None:
        self.query.feedback(Feedback(now(), source, control, value, Tone.HAND))

    def change(self, **values: object) -> None:
        self.status = replace(self.status, **values)  # type: ignore[arg-type]  # the keys are Status's


@asynccontextmanager
async def oscquery(host: str = HERE) -> AsyncIterator[Queried]:
    """Open both on ports of the system's choice, wired as a show does it."""
    controls: list[Control] = []

    def hear(control: Control) -> None:
        opened.query.heard(control)
        controls.append(control)

    osc = OscInput(host, 0, hear)
    query = OscQuery((host, 0), Reach(lambda: osc.address, osc.take_from, message), lambda: opened.status)
    opened = Queried(query, osc, controls)
    await osc.open()
    tasks = [asyncio.create_task(device.run()) for device in (osc, query)]
    try:
        await until(lambda: query.address[1])
        yield opened
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        osc.close()
        await asyncio.sleep(0)
