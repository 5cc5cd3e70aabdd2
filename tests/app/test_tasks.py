import asyncio

from soundscape_live.app.tasks import keep
from soundscape_live.model import Level, Notice


async def test_a_device_that_breaks_is_said_and_run_again() -> None:
    said: list[Notice] = []
    runs = 0

    async def device() -> None:
        nonlocal runs
        runs += 1
        if runs < 3:
            raise OSError("unplugged")
        await asyncio.sleep(0)

    await asyncio.wait_for(keep("sound", device, said.append), 5)
    assert runs == 3
    assert [notice.text for notice in said] == ["sound: OSError: unplugged"] * 2
    assert said[0].level is Level.ERROR
