"""What OSC costs on the event loop: a message in, over UDP and TCP, and a feedback message out to a subscriber.

In: messages wait in the kernel when the loop begins to take them, and are counted when the engine would get them.
Out: as many values as a large surface has change at once, and each goes to every subscriber; the calls alone are
timed. The floors are the bare system calls, for the same bytes on the same sockets' kind. Processor and wall are the
same here: one thread, nothing waited for.
"""

import argparse
import asyncio
import socket
import sys
from collections.abc import Callable
from time import perf_counter

import numpy as np

from soundscape_live.host.clock import now
from soundscape_live.io.osc import OscFeedback, OscInput
from soundscape_live.io.osc.feedback import RATE_HZ
from soundscape_live.io.osc.framing import Lengths, Slip
from soundscape_live.io.osc.packet import message
from soundscape_live.model import Control, Feedback, Tone

HERE = "127.0.0.1"
AT_ONCE = 100
"Messages that wait in the kernel: its buffer holds them, and a client's allowance."
APART_SECONDS = 0.06
"Until a client's allowance, and feedback's rate, are full again."
CONTROLS = 64
FADER = "/soundscape/param/noise_scale"


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench osc", description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    return asyncio.run(_measure(parser.parse_args(argv).rounds))


async def _measure(rounds: int) -> dict[str, float]:
    figures = {"udp_in_us": await _udp_in(rounds), "recv_us": _bare_in(rounds)}
    figures |= {f"tcp_{kind.__name__.lower()}_in_us": await _tcp_in(rounds, kind()) for kind in (Slip, Lengths)}
    figures["send_us"] = _bare_out(rounds)
    for subscribers in (1, 8):
        figures[f"feedback_us_{subscribers}"] = await _out(rounds, subscribers)
    figures["feedback_held_us"] = await _held(rounds)
    ratios = {"in_ratio": figures["udp_in_us"] / figures["recv_us"]}
    ratios |= {f"out_ratio_{count}": figures[f"feedback_us_{count}"] / figures["send_us"] for count in (1, 8)}
    return {**figures, **ratios}


class _Desk:
    """An endpoint that is open, with feedback."""

    def __init__(self) -> None:
        self.heard = 0
        self.feedback = OscFeedback()
        self.osc = OscInput(HERE, 0, self._hear, feedback=self.feedback)

    def _hear(self, _control: Control) -> None:
        self.heard += 1

    async def took(self, send: Callable[[], None]) -> float:
        """Return how many seconds each of AT_ONCE messages takes that wait in the kernel."""
        send()
        goal = self.heard + AT_ONCE
        start = perf_counter()
        while self.heard < goal:  # noqa: ASYNC110  # the loop's own work is what is timed
            await asyncio.sleep(0)
        return (perf_counter() - start) / AT_ONCE

    async def close(self) -> None:
        self.osc.close()
        self.feedback.close()
        await asyncio.sleep(0)


async def _udp_in(rounds: int) -> float:
    desk = _Desk()
    await desk.osc.open()
    packet = message(FADER, 0.5)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
        hand.connect(desk.osc.address)
        took = [await _later(desk, lambda: _send(hand, packet)) for _ in range(rounds)]
    await desk.close()
    return _typical(took, "UDP in")


async def _tcp_in(rounds: int, framing: Slip | Lengths) -> float:
    desk = _Desk()
    await desk.osc.open()
    stream = framing.frame(message(FADER, 0.5)) * AT_ONCE
    with socket.create_connection(desk.osc.address) as hand:
        took = [await _later(desk, lambda: hand.sendall(stream)) for _ in range(rounds)]
    await asyncio.sleep(0)
    await desk.close()
    return _typical(took, f"TCP in, {type(framing).__name__}")


async def _later(desk: _Desk, send: Callable[[], None]) -> float:
    await asyncio.sleep(APART_SECONDS)
    return await desk.took(send)


def _send(hand: socket.socket, packet: bytes) -> None:
    for _ in range(AT_ONCE):
        hand.send(packet)


async def _out(rounds: int, subscribers: int) -> float:
    desk = _Desk()
    await desk.osc.open()
    ears = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(subscribers)]
    for ear in ears:
        ear.bind((HERE, 0))
        ear.sendto(message("/soundscape/subscribe", 3600.0), desk.osc.address)
    while len(desk.feedback.subscribers) < subscribers:  # noqa: ASYNC110  # nobody tells
        await asyncio.sleep(0.001)
    took = []
    for number in range(rounds):
        items = [Feedback(now(), "*", f"/fader/{row}", number / rounds, Tone.SOUND) for row in range(CONTROLS)]
        await asyncio.sleep(max(APART_SECONDS, 1 / RATE_HZ))
        sent = desk.feedback.sent
        start = perf_counter()
        for item in items:
            desk.feedback.feedback(item)
        took.append((perf_counter() - start) / max(1, desk.feedback.sent - sent))
        _empty(ears)
    for ear in ears:
        ear.close()
    await desk.close()
    return _typical(took[1:], f"feedback to {subscribers}")


async def _held(rounds: int) -> float:
    """Return what a value costs that is not sent, for it is shown already: most that the engine says."""
    desk = _Desk()
    item = Feedback(now(), "*", FADER, 0.5, Tone.SOUND)
    desk.feedback.feedback(item)
    took = []
    for _ in range(rounds):
        start = perf_counter()
        for _ in range(AT_ONCE):
            desk.feedback.feedback(item)
        took.append((perf_counter() - start) / AT_ONCE)
    await desk.close()
    return _typical(took, "feedback that is shown already")


def _bare_in(rounds: int) -> float:
    packet = message(FADER, 0.5)
    took = []
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand,
    ):
        ear.bind((HERE, 0))
        hand.connect(ear.getsockname())
        for _ in range(rounds):
            _send(hand, packet)
            start = perf_counter()
            for _ in range(AT_ONCE):
                ear.recvfrom(8193)
            took.append((perf_counter() - start) / AT_ONCE)
    return _typical(took, "bare recvfrom")


def _bare_out(rounds: int) -> float:
    packet = message("/fader/10", 0.5)
    took = []
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand,
    ):
        ear.bind((HERE, 0))
        there = ear.getsockname()
        for _ in range(rounds):
            start = perf_counter()
            for _ in range(AT_ONCE):
                hand.sendto(packet, there)
            took.append((perf_counter() - start) / AT_ONCE)
            _empty([ear])
    return _typical(took, "bare sendto")


def _empty(ears: list[socket.socket]) -> None:
    for ear in ears:
        ear.settimeout(0)
        try:
            while True:
                ear.recv(8193)
        except BlockingIOError:
            continue


def _typical(seconds: list[float], name: str) -> float:
    half, most = np.percentile(np.asarray(seconds) * 1e6, [50, 99]).tolist()
    print(f"{name}: p50 {half:.2f} us, p99 {most:.2f} us", file=sys.stderr)
    return float(half)
