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
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.model import BANDS

Json = Mapping[str, object]
WIDTH = 24
STYLES = {"sound": "cyan", "hand": "yellow", "theme": "dim", "safety": "red"}


@click.command()
@click.option("--page", default="127.0.0.1:12180", show_default=True, metavar="HOST:PORT", help="The show's page.")
@click.option("--once", is_flag=True, help="Print the status once and end.")
def monitor(page: str, once: bool) -> None:
    """Watch a running show: levels, beat, theme, parameters, generator, the last notices. Ctrl-C ends it."""
    try:
        asyncio.run(_once(page) if once else _watch(page))
    except KeyboardInterrupt:
        return
    except (aiohttp.ClientError, OSError, ValueError) as error:
        why = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
        leave(Exit.DEVICE, f"no show answers at {page} ({why}); start one, or name its page: --page HOST:PORT")


async def _once(page: str) -> None:
    async with aiohttp.ClientSession() as client, client.get(f"http://{page}/status") as answer:
        Console().print(draw(await answer.json()))


async def _watch(page: str) -> None:
    async with aiohttp.ClientSession() as client, client.ws_connect(f"http://{page}/live") as socket:
        with Live(refresh_per_second=12) as live:
            async for message in socket:
                status = json.loads(message.data)
                if "bpm" in status:
                    live.update(draw(status))


def draw(status: Json) -> RenderableType:
    """Draw one status."""
    head = Text(f" {status['state']} ", style="black on cyan" if status["state"] == "live" else "black on yellow")
    beat = "●○○○" if status["bar_position"] == 0 else "○●●●"[: cast("int", status["bar_position"]) + 1]
    line = Text.assemble(head, f"  {_number(status['bpm']):6.1f} BPM {beat:4}  theme {status['theme']}")
    peer = f"generator {status['peer']} {status['peer_detail']}  {_number(status['fps']):.0f} frames/s"
    colour = "green" if status["peer"] == "live" else "red"
    notices = cast("Sequence[Json]", status["notices"])
    said = Text("\n".join(f"{notice['level']}: {notice['text']}" for notice in notices), style="dim")
    prompts = "\n".join(f"{_number(item['weight']):4.0%} {item['text']}" for item in _rows(status["prompts"]))
    return Group(line, Text(peer, style=colour), Columns([_levels(status), _params(status)]), prompts, Panel(said))


def _levels(status: Json) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    features = cast("Json | None", status["features"])
    if features is None:
        table.add_row(str(status["audio"]))
        return table
    values = [_number(features["energy"]), *(_number(value) for value in cast("Sequence[object]", features["bands"]))]
    for name, value in zip(("energy", *BANDS), values, strict=True):
        table.add_row(name, Text("█" * round(WIDTH * min(1.0, value)), style="cyan"))
    table.add_row("", Text(str(status["audio"]), style="dim"))
    return table


def _params(status: Json) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for param in _rows(status["params"]):
        holder = str(param["holder"])
        table.add_row(str(param["name"]), f"{_number(param['value']):.2f}", Text(holder, style=STYLES[holder]))
    return table


def _rows(value: object) -> Sequence[Json]:
    return cast("Sequence[Json]", value)


def _number(value: object) -> float:
    return float(cast("float", value))
