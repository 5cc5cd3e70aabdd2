"""`soundscape-live monitor`: the status of a running show, in the terminal."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import cast

import aiohttp
import click
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.mapping.motion import pace_of
from soundscape_live.model import BANDS

Json = Mapping[str, object]
WIDTH = 24
REFRESH_HZ = 12
SILENT_SECONDS = 3.0
"The status comes twenty times a second; without it for so long, the show is gone."
AGAIN_SECONDS = 1.0
STATES = {"live": "black on cyan", "ambient": "black on cyan", "freeze": "black on yellow"}
HOLDERS = {"sound": "cyan", "hand": "yellow", "theme": "dim", "safety": "red"}
GOOD = {"live", "paused"}
LEVELS = {"info": "dim", "warning": "yellow", "error": "red"}
STRANGER = (KeyError, TypeError, AttributeError)
"What reading the answer of something else raises."


@click.command()
@click.option("--page", default="127.0.0.1:12180", show_default=True, metavar="HOST:PORT", help="The show's page.")
@click.option("--once", is_flag=True, help="Print the status once and end.")
def monitor(page: str, once: bool) -> None:
    """Watch a running show: levels, beat, theme, parameters, generator, the last notices. Ctrl-C ends it."""
    try:
        asyncio.run(_once(page) if once else _watch(page))
    except KeyboardInterrupt:
        return
    except (aiohttp.ClientError, OSError, ValueError, *STRANGER):
        leave(Exit.DEVICE, f"no show answers at {page}; start one, or name its page: --page HOST:PORT")


async def _once(page: str) -> None:
    async with aiohttp.ClientSession() as client, client.get(f"http://{page}/status") as answer:
        Console().print(draw(await answer.json()))


async def _watch(page: str) -> None:
    url = f"http://{page}/live"
    async with aiohttp.ClientSession() as client:
        socket = await client.ws_connect(url)
        with Live(Text(f"listening to {page}"), refresh_per_second=REFRESH_HZ, screen=True) as live:
            while True:
                last = await _follow(socket, live)
                await socket.close()
                live.update(Group(Text(f" the show at {page} is gone; waiting for it ", style="white on red"), *last))
                socket = await _again(client, url)


async def _follow(socket: aiohttp.ClientWebSocketResponse, live: Live) -> list[RenderableType]:
    """Show what comes until nothing comes any more; return what was shown last."""
    last: list[RenderableType] = []
    while True:
        try:
            message = await socket.receive(timeout=SILENT_SECONDS)
        except TimeoutError:
            return last
        if message.type is not aiohttp.WSMsgType.TEXT:
            return last
        status = json.loads(message.data)
        if "bpm" in status:
            last = [draw(status)]
            live.update(last[0])


async def _again(client: aiohttp.ClientSession, url: str) -> aiohttp.ClientWebSocketResponse:
    while True:
        try:
            return await client.ws_connect(url)
        except (aiohttp.ClientError, OSError):
            await asyncio.sleep(AGAIN_SECONDS)


def draw(status: Json) -> RenderableType:
    """Draw one status, as the page's `/status` gives it."""
    head = Text(f" {status['state']} ", style=STATES.get(str(status["state"]), "white on red"))
    position = int(_number(status["bar_position"]))
    bar = "".join("●" if n == position else "·" for n in range(max(4, position + 1)))
    bpm = _number(status["bpm"])
    line = Text.assemble(head, f"  {bpm:6.1f} BPM " if bpm else "   no tempo  ", bar, f"  theme {status['theme']}")
    body = Columns([_levels(status), _params(status)], padding=(0, 4))
    sound = Text(str(status["audio"]), style="dim" if status["audio_present"] else "red")
    return Group(line, *_generators(status), sound, Text(), body, Text(), _prompts(status), Text(), _notices(status))


def _generators(status: Json) -> list[RenderableType]:
    """Draw the generator that the first screen shows, and where there are several, each of them."""
    rows = _rows(status["generators"])
    if len(rows) < 2:
        late = _delay(rows[0]) if rows else ""
        return [_generator("generator", status["peer"], status["peer_detail"], _number(status["fps"]), late)]
    drawn: list[RenderableType] = []
    for row in rows:
        screen = "" if row["name"] == row["screen"] else f" for {row['screen']}"
        alone = sum(other["screen"] == row["screen"] for other in rows) == 1
        shown = "" if alone else ", shown" if row["shown"] else ", not shown"
        called = f"generator {row['name']}{screen}"
        drawn.append(_generator(called, row["state"], row["detail"], _number(row["fps"]), _delay(row) + shown))
    return drawn


def _generator(called: str, state: object, detail: object, fps: float, late: str) -> RenderableType:
    words = f"{called} {state}, {fps:.0f} frames/s{late}{f'  ({detail})' if detail else ''}"
    return Text(words, style="green" if state in GOOD else "red")


def _delay(row: Json) -> str:
    """Say how late the picture is, and how that is known."""
    if row["delay"] is None:
        return ""
    seconds = _number(row["delay"])
    return f", {f'{1e3 * seconds:.0f} ms' if seconds < 1 else f'{seconds:.1f} s'}, {row['delay_kind']}"


def _levels(status: Json) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    features = cast("Json | None", status["features"])
    bands = cast("Sequence[object]", features["bands"]) if features else [0.0 for _ in BANDS]
    values = [_number(features["energy"]) if features else 0.0, *(_number(value) for value in bands)]
    for name, value in zip(("energy", *BANDS), values, strict=True):
        full = round(WIDTH * min(1.0, max(0.0, value)))
        table.add_row(name, Text.assemble(("█" * full, "cyan"), ("░" * (WIDTH - full), "bright_black")))
    return table


def _params(status: Json) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right", min_width=5)
    table.add_column(min_width=6)
    for param in _rows(status["params"]):
        name, holder = str(param["name"]), str(param["holder"])
        style = HOLDERS.get(holder, "")
        table.add_row(name.replace("_", " "), _value(name, _number(param["value"])), Text(holder, style=style))
    for lora in _rows(status["loras"]):
        holder = str(lora["holder"])
        scale = f"{_number(lora['scale']):.2f}"
        table.add_row(f"LoRA {lora['name']}", scale, Text(holder, style=HOLDERS.get(holder, "")))
    return table


def _prompts(status: Json) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for item in _rows(status["prompts"]):
        table.add_row(Text(f"{_number(item['weight']):4.0%}", style="dim"), Text(str(item["text"])))
    return table


def _notices(status: Json) -> RenderableType:
    """List the notices, the newest first, a line each."""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", min_width=6, style="dim")
    table.add_column(no_wrap=True, overflow="ellipsis")
    for notice in reversed(_rows(status["notices"])):
        age = max(0.0, _number(status["at"]) - _number(notice["at"]))
        style = LEVELS.get(str(notice["level"]), "")
        table.add_row(f"{age:.0f} s" if age < 60 else f"{age / 60:.0f} min", Text(str(notice["text"]), style=style))
    return table


def _value(name: str, value: float) -> str:
    if name == "manage_cache":
        return "on" if value >= 0.5 else "off"
    if name in {"zoom", "rotate", "pan_x", "pan_y"}:  # one half is still
        return f"{2.0 * value - 1.0:+.0%}"
    if name == "pace":
        return f"x{pace_of(value):.2f}"
    return f"{value:.2f}" if name == "noise_scale" else f"{value:.0%}"


def _rows(value: object) -> Sequence[Json]:
    return cast("Sequence[Json]", value)


def _number(value: object) -> float:
    return float(cast("float", value))
