"""Our own pictures begin to be drawn before what serves them is there: nothing is lost, and nothing is left."""

import asyncio
import json
import os
import socket
import subprocess
import sys

from soundscape_live.generator.feed import Feed
from soundscape_live.generator.link import Shown, refusal_line
from soundscape_live.generator.renderer import Picture, RendererProcess
from soundscape_live.generator.settings import GeneratorSettings
from tests.generator.rig import WITHIN
from tests.rig.processes import children_of, everyone

SETTINGS = GeneratorSettings(width=64, height=64, engine="pattern")
LOADED = """
import json, sys
import soundscape_live.cli.generator
heavy = ("aiohttp", "aiortc", "av", "cryptography", "pydantic", "torch", "onnxruntime")
print(json.dumps([name for name in heavy if name in sys.modules]))
"""


def lines_of_nothing(_at: float) -> bytes:
    return b""


async def test_who_listens_late_hears_from_the_first_picture_on() -> None:
    renderer = RendererProcess(SETTINGS)
    await renderer.begin()
    heard: list[int] = []

    def hear(picture: Picture) -> None:
        heard.append(picture.shown.frame)

    await asyncio.sleep(0.5)
    running = asyncio.create_task(renderer.run(hear, lines_of_nothing))
    try:
        async with asyncio.timeout(WITHIN):
            while len(heard) < 20:
                await asyncio.sleep(0.02)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await renderer.end()
    assert heard == list(range(1, len(heard) + 1))
    assert renderer.restarts == 0


async def test_a_renderer_that_nobody_came_to_hear_is_ended() -> None:
    before, renderer = children_of(os.getpid()), RendererProcess(SETTINGS)
    await renderer.begin()
    (child,) = set(children_of(os.getpid())) - set(before)
    await renderer.end()
    assert child not in children_of(os.getpid())


async def test_what_it_refused_for_before_anybody_listened_is_heard() -> None:
    ours, theirs = socket.socketpair()
    _, feed = await asyncio.get_running_loop().create_connection(Feed, sock=ours)
    with theirs:
        theirs.sendall(Shown(1, 2.0, 0, 0, (), (64, 64)).line() + refusal_line("no card")[:5])
        await asyncio.sleep(0.05)
        theirs.sendall(refusal_line("no card")[5:])
    await feed.ended()
    said: list[object] = []
    feed.listen(lambda shown: said.append(shown.frame), said.append)
    assert said == [1, "no card"]


def test_nothing_is_imported_before_that_only_serves() -> None:
    run = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True, timeout=60)
    assert json.loads(run.stdout) == []


def test_where_the_address_is_taken_nothing_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-X", "dev", "-m", "soundscape_live", "generator", "--engine", "pattern"]
        process = subprocess.Popen(
            [*command, "--port", port], stderr=subprocess.PIPE, text=True, start_new_session=True, env=os.environ
        )
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 4
    assert "address already in use" in errors
    assert errors.count("\n") == 1, errors
    assert [pid for pid, stat in everyone().items() if stat.session == process.pid and stat.runs] == []
