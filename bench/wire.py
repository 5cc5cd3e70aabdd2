"""How a Scope server follows the hand: driven by this engine, and as its own front ends do it, in the same run.

Two pretended Scope servers run beside each other. One is played by the whole engine (without music) through its peer
and the bridge that they start for it; the other gets the whole state 30 times a second over its data channel. Both
faders sweep all the time; pads fire cache resets and transitions at moments that chance has set. The servers note when
they applied which message. A value's age is counted from the moment when the fader stood there until the server applied
the message, in its calls (chunks). A command is lost if no message that was applied within IN_TIME says it (a
reset may end a transition on its target); a transition has arrived if its target was shown before the next one.
"""

import argparse
import asyncio
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import numpy as np

from bench.naive import send, session
from bench.pixels import address
from soundscape_live.app.children import Bridge, BridgeWish
from soundscape_live.app.loop import EngineLoop, Outlets
from soundscape_live.engine import Engine
from soundscape_live.host.clock import now
from soundscape_live.io.files.generators import Scope, StandIn
from soundscape_live.io.files.library import Library
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.io.peer import Peer
from soundscape_live.model import Command, Control, Notice, Params, PeerReport, PeerState, Transition

ROOT = Path(__file__).parents[1]
PIPELINE = "longlive"
SWEEP_SECONDS = 7.3
"Of the fader, up and down again; in step with nothing."
SWEEP_HZ = 30.0
SETTLE_CALLS = 10
"Calls in which the server may apply the last of it."
CLOSE = 1e-4
"Values are told with four decimals."
IN_TIME = 3.0
"Calls in which a command is applied, or it is too late."
MOSTLY = 0.85
"Share of the heaviest text of every target here: nine tenths, and a tenth of an accent, at most."
TRANSITION_STEPS = 4
"As Scope's own front end asks for."
RESETS_APART = 0.4
"Seconds at least between two cache resets: the limit on flashes is not what is measured."
START_SECONDS = 30.0
THEMES = ("abyssal-lanterns", "cinder-wood", "copper-orrery", "chrome-shoreline")


@dataclass(slots=True)
class Played:
    """What was played on one server, with its times in seconds of the clock."""

    values: list[tuple[float, float]] = field(default_factory=list)
    "Values of noise_scale, and when the fader stood there."
    resets: list[float] = field(default_factory=list)
    transitions: list[tuple[float, str]] = field(default_factory=list)
    "When it was asked for, and the heaviest text of its target."
    sent: int = 0
    "Messages, where they are counted here."

    def stood(self, value: object, before: float) -> float | None:
        """Return when the fader stood at a value last before a time, None if it never did."""
        if not isinstance(value, float):
            return None
        return max((at for kept, at in self.values if abs(kept - value) < CLOSE and at <= before), default=None)


class Ours:
    """The engine, without music, and its peer."""

    def __init__(self, url: str) -> None:
        self.played = Played()
        self.live = asyncio.Event()
        show = ShowFile(osc_in=None, page=None)
        self._bridge = Bridge(BridgeWish("127.0.0.1", url, Scope(PIPELINE, StandIn.BYPASS)), self._say)
        self._peer = Peer(url, self._report, bridge=self._bridge.address)
        engine = Engine(build_show(Library.standard({}).gather(show).sources), now())
        self.loop = EngineLoop(engine, Outlets(self._params, self._command, lambda _: None, lambda _: None))

    async def run(self) -> None:
        """Keep bridge and connection until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._bridge.run())
            group.create_task(self._peer.run())

    def move(self, name: str, value: float | str = 1.0) -> None:
        """Move a control."""
        self.loop.feed(Control(now(), "bench", f"/soundscape/{name}", value))

    def _params(self, params: Params) -> None:
        self.played.values.append((params.noise_scale, params.at))
        self._peer.send_params(params)

    def _command(self, command: Command) -> None:
        if isinstance(command.action, Transition):
            self.played.transitions.append(
                (command.at, max(command.action.target, key=lambda prompt: prompt.weight).text)
            )
        else:
            self.played.resets.append(command.at)
        self._peer.send_command(command)

    def _report(self, report: PeerReport) -> None:
        if getattr(report, "state", None) is PeerState.LIVE:
            self.live.set()
        self.loop.feed(report)

    def _say(self, notice: Notice) -> None:
        print(notice.text, file=sys.stderr)


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark; SystemExit says what did not come up."""
    parser = argparse.ArgumentParser(prog="python -m bench wire", description=__doc__)
    parser.add_argument("--seconds", type=float, default=50.0, help="of playing")
    parser.add_argument("--chunk-seconds", type=float, default=0.75, help="of the servers' calls")
    parser.add_argument("--resets", type=int, default=40)
    parser.add_argument("--transitions", type=int, default=10)
    options = parser.parse_args(argv)
    servers = [_server(options.chunk_seconds) for _ in range(2)]
    try:
        urls = [address(server) for server in servers]
        return asyncio.run(_measure(urls[0], urls[1], options))
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait()


def _server(chunk: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "soundscape_live", "--quiet", "generator", "--pretend-scope", "--port", "0"]
    command += ["--size", "320x192", "--chunk-seconds", f"{chunk}"]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


async def _measure(url: str, naive_url: str, options: argparse.Namespace) -> dict[str, float]:
    ours, naive = Ours(url), Played()
    running = asyncio.create_task(ours.run())
    begin = {"prompts": [{"text": THEMES[0], "weight": 1.0}], "noise_scale": 0.5}
    try:
        async with asyncio.timeout(START_SECONDS):
            await ours.live.wait()
        async with session(naive_url, PIPELINE, begin) as other:
            await asyncio.sleep(3.0 * options.chunk_seconds)  # the calls' length is learnt
            plan = _plan(options.seconds, options.resets, options.transitions)
            await asyncio.gather(
                _play(ours, plan, options.seconds),
                send(other.channel, _state(naive, plan), options.seconds),
            )
            await asyncio.sleep(SETTLE_CALLS * options.chunk_seconds)
            logs = [await _log(each) for each in (url, naive_url)]
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    chunk = options.chunk_seconds
    return {**_figures("ours", logs[0], ours.played, chunk), **_figures("naive", logs[1], naive, chunk)}


def _plan(seconds: float, resets: int, transitions: int) -> list[tuple[float, str]]:
    """Return when which pad is hit: `reset`, or a theme's name; in the order of time."""
    chance = random.Random(7)
    hits = [((number + 0.5) * seconds / (transitions + 0.5), THEMES[(number + 1) % 4]) for number in range(transitions)]
    free = seconds - RESETS_APART * resets
    hits += [
        (at + RESETS_APART * n, "reset") for n, at in enumerate(sorted(chance.uniform(0, free) for _ in range(resets)))
    ]
    return sorted(hits)


def _fader(at: float) -> float:
    """Return where the fader stands at a time, 0.1 to 0.9."""
    phase = at / SWEEP_SECONDS % 1.0
    return 0.1 + 0.8 * (2.0 * phase if phase < 0.5 else 2.0 - 2.0 * phase)


async def _play(ours: Ours, plan: list[tuple[float, str]], seconds: float) -> None:
    began, hits = now(), list(plan)
    for step in range(int(seconds * SWEEP_HZ)):
        await asyncio.sleep(max(0.0, began + step / SWEEP_HZ - now()))
        ours.move("param/noise_scale", _fader(now() - began))
        while hits and began + hits[0][0] <= now():
            _, pad = hits.pop(0)
            ours.move(*(("cache/reset",) if pad == "reset" else ("theme", pad)))


def _state(played: Played, plan: list[tuple[float, str]]) -> Callable[[float], dict[str, object]]:
    """Return what a front end of Scope's sends at a time: its whole state, and what was hit since the last."""
    hits, prompts = list(plan), [{"text": THEMES[0], "weight": 1.0}]

    def state(due: float) -> dict[str, object]:
        nonlocal prompts
        at, message = now(), dict[str, object]()
        while hits and hits[0][0] <= due:
            _, pad = hits.pop(0)
            if pad == "reset":
                message["reset_cache"] = True
                played.resets.append(at)
                continue
            prompts = [{"text": pad, "weight": 1.0}]
            message["transition"] = {"target_prompts": prompts, "num_steps": TRANSITION_STEPS}
            played.transitions.append((at, pad))
        value = _fader(due)
        played.values.append((value, at))
        played.sent += 1
        head = {"prompts": prompts, "noise_scale": value, "denoising_step_list": [1000, 750, 500, 250]}
        return {**head, "manage_cache": True, **message}

    return state


async def _log(url: str) -> "Log":
    async with aiohttp.ClientSession() as client, client.get(f"{url}/pretend/log") as answer:
        return Log(**{key: value for key, value in (await answer.json()).items() if key in Log.__annotations__})


@dataclass(frozen=True, slots=True)
class Log:
    """What the pretended server says of itself."""

    sessions: dict[str, dict[str, int]]
    applied: list[dict[str, object]]
    calls: list[dict[str, object]]


def _figures(whose: str, log: Log, played: Played, chunk: float) -> dict[str, float]:
    applied = [(float(str(each["applied"])), dict(each["message"])) for each in log.applied]  # type: ignore[call-overload]
    stood = [(at, played.stood(message.get("noise_scale"), at)) for at, message in applied]
    ages = [(at - since) / chunk for at, since in stood if since is not None]
    counts = list(log.sessions.values())
    lost = _lost(applied, played, IN_TIME * chunk)
    return {
        f"{whose}_lag_chunks_p50": float(np.median(ages)),
        f"{whose}_lag_chunks_p95": float(np.percentile(ages, 95)),
        f"{whose}_messages": float(len(applied)),
        f"{whose}_commands": float(len(played.resets) + len(played.transitions)),
        f"{whose}_commands_lost": float(lost),
        f"{whose}_transitions_arrived": float(_arrived(log, played, chunk)),
        f"{whose}_depth": float(max(each["deepest"] for each in counts)),
        f"{whose}_lost_share": sum(each["dropped"] for each in counts) / max(1, sum(each["sent"] for each in counts)),
    }


def _lost(applied: list[tuple[float, dict[str, object]]], played: Played, within: float) -> int:
    """Count the commands that no message said in time."""
    resets = [at for at, message in applied if message.get("reset_cache")]
    said = [(at, _heaviest(message["prompts"])) for at, message in applied if "prompts" in message]
    lost = sum(not any(asked <= at <= asked + within for at in resets) for asked in played.resets)
    for asked, target in played.transitions:
        lost += not any(asked <= at <= asked + within and text == target for at, text in said)
    return lost


def _heaviest(prompts: object) -> str:
    assert isinstance(prompts, list)
    return str(max(prompts, key=lambda prompt: float(prompt["weight"]))["text"])


def _arrived(log: Log, played: Played, chunk: float) -> int:
    """Count the transitions whose target was shown, and nothing heavier than a trace of another, before the next."""
    ends = [at for at, _ in played.transitions[1:]] + [float("inf")]
    arrived = 0
    for (asked, target), end in zip(played.transitions, ends, strict=True):
        shown = [call["embedding"] for call in log.calls if asked < float(str(call["at"])) <= end + chunk / 2]
        arrived += any(isinstance(mix, dict) and mix.get(target, 0.0) >= MOSTLY for mix in shown)
    return arrived
