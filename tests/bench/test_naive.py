"""The naive sender is what it is for: it overruns a server that takes one message a call."""

import aiohttp

from bench.naive import send, session
from tests.generator.rig import Generator

FOREST = [{"text": "forest", "weight": 1.0}]


async def test_thirty_messages_a_second_overrun_a_scope_server() -> None:
    scope = Generator("--pretend-scope", "--chunk-seconds", "0.3")
    try:
        async with session(scope.url, "longlive", {"prompts": FOREST}) as opened:
            sent = await send(opened.channel, lambda at: {"prompts": FOREST, "noise_scale": at / 3.0}, 3.0)
            async with aiohttp.ClientSession(scope.url) as client, client.get("/pretend/log") as response:
                log = await response.json()
    finally:
        assert scope.end() == 0
    assert len(sent) == 90
    assert len(log["applied"]) < 20
    assert log["sessions"][opened.id]["dropped"] > 50
    assert log["applied"][-1]["applied"] - log["applied"][-1]["arrived"] > 1.5
