"""QLC+ itself, headless, in a network of its own, and a show of ours that plays to it.

Run as a module within that network it prints, as JSON, what QLC+ reports: rows of [seconds, values of CHANNELS].
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import aiohttp

from soundscape_live.host.clock import now
from tests.rig.network import NEAR

CHANNELS = ("beat", "energy", "os2l beat", "os2l energy")
OSC_PORT, OS2L_PORT, WEB_PORT = 7700, 9996, 9999
SECONDS = 14.0
"Of the show: the ear needs some to find the beat."
EVERY = 0.008
"Seconds between two looks; the engine of QLC+ ticks every 20 ms."


def missing() -> str:
    """Say what a machine lacks for this rig, or an empty string."""
    return "" if shutil.which("qlcplus") else "QLC+ is not installed (apt-get install --no-install-recommends qlcplus)"


def channel_of(path: str) -> int:
    """Return the number by which QLC+ knows an OSC path: CRC-16/X-25, as Qt's qChecksum makes it."""
    crc = 0xFFFF
    for byte in path.encode():
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8408 if crc & 1 else crc >> 1
    return crc ^ 0xFFFF


OS2L_BEAT = 8341
"The channel on which QLC+ has the beats of OS2L."
INPUTS = (
    (0, channel_of("/soundscape/beat")),
    (0, channel_of("/soundscape/energy")),
    (1, OS2L_BEAT),
    (1, 1),
)
"Universe and channel of each of CHANNELS: OSC comes in on the first universe, OS2L on the second."


def workspace() -> str:
    """Return a workspace: a dimmer for each of CHANNELS, and a slider that sets it from its input."""
    fixtures = "".join(
        f"<Fixture><Manufacturer>Generic</Manufacturer><Model>Generic</Model><Mode>1 Channel</Mode><ID>{number}</ID>"
        f"<Name>{name}</Name><Universe>0</Universe><Address>{number}</Address><Channels>1</Channels></Fixture>"
        for number, name in enumerate(CHANNELS)
    )
    sliders = "".join(
        f'<Slider Caption="{name}" ID="{number}" WidgetStyle="Slider" InvertedAppearance="false">'
        f'<WindowState Visible="True" X="{80 * number}" Y="10" Width="60" Height="200"/>'
        '<SliderMode ValueDisplayStyle="Exact" ClickAndGoType="None" Monitor="false">Level</SliderMode>'
        f'<Level LowLimit="0" HighLimit="255" Value="0"><Channel Fixture="{number}">0</Channel></Level>'
        "<Playback><Function>4294967295</Function></Playback>"
        f'<Input Universe="{universe}" Channel="{channel}"/></Slider>'
        for number, (name, (universe, channel)) in enumerate(zip(CHANNELS, INPUTS, strict=True))
        if channel != OS2L_BEAT
    )
    # A beat of OS2L has no release: it toggles, as a button does whose press is all that comes.
    place = CHANNELS.index("os2l beat")
    scene = (
        f'<Function ID="0" Type="Scene" Name="flash"><Speed FadeIn="0" FadeOut="0" Duration="0"/>'
        f'<FixtureVal ID="{place}">0,255</FixtureVal></Function>'
    )
    button = (
        '<Button Caption="beat" ID="9" Icon=""><WindowState Visible="True" X="400" Y="10" Width="60" Height="60"/>'
        '<Function ID="0"/><Action>Toggle</Action><Intensity Adjust="False">100</Intensity>'
        f'<Input Universe="1" Channel="{OS2L_BEAT}"/></Button>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE Workspace>'
        '<Workspace xmlns="http://www.qlcplus.org/Workspace" CurrentWindow="VirtualConsole">'
        "<Creator><Name>Q Light Controller Plus</Name><Version>4.12.6</Version></Creator><Engine><InputOutputMap>"
        '<Universe Name="Universe 1" ID="0"><Input Plugin="OSC" Line="0">'
        f'<PluginParameters inputPort="{OSC_PORT}"/></Input></Universe>'
        '<Universe Name="Universe 2" ID="1"><Input Plugin="OS2L" Line="0"/></Universe></InputOutputMap>'
        f'{fixtures}{scene}</Engine><VirtualConsole><Frame Caption=""><Appearance><FrameStyle>None</FrameStyle>'
        f'</Appearance>{sliders}{button}</Frame><Properties><Size Width="1920" Height="1080"/></Properties>'
        "</VirtualConsole></Workspace>"
    )


async def main() -> None:
    """Play a show to QLC+ and print what it reports."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "show.qxw"
        file.write_text(workspace(), encoding="utf-8")
        environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": folder, "XDG_RUNTIME_DIR": folder}
        desk = subprocess.Popen(
            ["qlcplus", "-k", "-m", "-w", "-p", "-o", str(file)],
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            print(json.dumps(await _watch()))
        finally:
            desk.kill()
            desk.wait()


async def _watch() -> list[tuple[float, list[int]]]:
    async with aiohttp.ClientSession() as session:
        socket = await _reach(session)
        show = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "soundscape_live", "-q", "run", "--seconds", str(SECONDS), "--generator", "none"),
            *("--page", "off", "--osc-in", "off", "--target", f"desk=qlcplus@{NEAR}:{OSC_PORT}"),
            *("--target", f"dj=os2l@127.0.0.1:{OS2L_PORT}"),
            stdout=asyncio.subprocess.DEVNULL,
        )
        seen: list[tuple[float, list[int]]] = []
        while show.returncode is None:
            values = await _values(socket)
            if not seen or seen[-1][1] != values:
                seen.append((round(now(), 4), values))
            await asyncio.sleep(EVERY)
        assert show.returncode == 0
        return seen


async def _reach(session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    """Return the way to QLC+, once it has loaded its workspace."""
    async with asyncio.timeout(20.0):
        while True:
            try:
                socket = await session.ws_connect(f"http://127.0.0.1:{WEB_PORT}/qlcplusWS")
            except aiohttp.ClientError:
                await asyncio.sleep(0.2)
                continue
            return socket


async def _values(socket: aiohttp.ClientWebSocketResponse) -> list[int]:
    """Return the values of CHANNELS now, as QLC+ says them: index, value, type of each, between bars."""
    await socket.send_str(f"QLC+API|getChannelsValues|1|1|{len(CHANNELS)}")
    answer = await socket.receive_str(timeout=5.0)
    fields = answer.split("|")[2:]
    return [int(fields[place + 1]) for place in range(0, 3 * len(CHANNELS), 3)]


if __name__ == "__main__":
    asyncio.run(main())
