"""MIDI clock out on a real graph: how even the ticks are that another program gets, and whether the tempo is right.

A private JACK server runs on its dummy driver. The show is played as `soundscape-live run` plays it (the bundled music,
the embedded generator) in a process of its own, with its clock going to a client here, which notes the sample at which
each tick stands in the graph. rtmidi hands messages to JACK once a period, so that an interval may differ by one
period: that is the graph's own, and what is beyond it is ours. The tempo is set by hand, so that it is known; music and
picture go on beside it.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import jack
import numpy as np

from soundscape_live.host.clock import now
from soundscape_live.io.osc.packet import message
from tests.ports import free_port
from tests.rig.jack import jack_server, missing

ROOT = Path(__file__).parents[1]
RATE = 48_000
BPM = 127.3
NAME = "drums"
SETTLE_SECONDS = 4.0
TICK, START = 0xF8, 0xFA


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark; SystemExit says what the machine lacks."""
    parser = argparse.ArgumentParser(prog="python -m bench midiclock", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="of the clock that are measured")
    parser.add_argument("--period", type=int, default=256, help="samples of the graph's period")
    parser.add_argument("--idle", action="store_true", help="no music, no picture: the clock alone")
    options = parser.parse_args(argv)
    if missing():
        raise SystemExit(missing())
    with jack_server(f"midiclock-{os.getpid()}", RATE, options.period):
        heard = _play(options.seconds, idle=options.idle)
    return _figures(heard, options.period)


class Drums:
    """A client of the graph that notes at which sample of it each message stands."""

    def __init__(self) -> None:
        self.client = jack.Client(NAME)
        self.heard: list[tuple[int, int]] = []
        self.xruns = 0
        self._port = self.client.midi_inports.register("in")
        self.client.set_process_callback(self._take)
        self.client.set_xrun_callback(self._late)

    def _take(self, _frames: int) -> None:
        start = self.client.last_frame_time
        for offset, data in self._port.incoming_midi_events():
            self.heard.append((start + offset, data[0][0]))

    def _late(self, _delay: float) -> None:
        self.xruns += 1


def _play(seconds: float, *, idle: bool) -> list[tuple[int, int]]:
    drums = Drums()
    with drums.client, tempfile.TemporaryDirectory() as folder:
        show = Path(folder) / "show.toml"
        port = free_port()
        show.write_text(
            f'osc_in = "127.0.0.1:{port}"\npage = "off"\ngenerator = "{"none" if idle else "embedded"}"\n'
            f'[osc]\nquery = "off"\n[midi]\nclock_out = ["{NAME}:*"]\n[tempo]\norder = ["typed"]\n'
        )
        command = [sys.executable, "-m", "soundscape_live", "run", "--show", str(show)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as played:
            try:
                assert played.stdout is not None
                played.stdout.readline()
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand:
                    hand.connect(("127.0.0.1", port))
                    # A typed tempo leads for half a minute.
                    until = now() + SETTLE_SECONDS + seconds
                    while now() < until:
                        hand.send(message("/soundscape/tempo", BPM))
                        time.sleep(5.0)
            finally:
                played.terminate()
                played.wait()
    print(f"{len(drums.heard)} messages, {drums.xruns} xruns", file=sys.stderr)
    if not any(byte == START for _, byte in drums.heard):
        raise SystemExit("the show sent no Start")
    return drums.heard


def _figures(heard: Sequence[tuple[int, int]], period: int) -> dict[str, float]:
    started = next(at for at, byte in heard if byte == START)
    ticks = np.array([at for at, byte in heard if byte == TICK and at >= started + SETTLE_SECONDS / 2 * RATE]) / RATE
    gaps, exact = np.diff(ticks), 2.5 / BPM
    slope = np.polyfit(np.arange(len(ticks)), ticks, 1)[0]
    beyond = np.maximum(0.0, np.abs(gaps - exact) - period / RATE)
    return {
        "ticks": float(len(ticks)),
        "bpm_error": abs(2.5 / slope - BPM),
        "jitter_ms_p99": 1e3 * float(np.percentile(np.abs(gaps - exact), 99)),
        "period_ms": 1e3 * period / RATE,
        "beyond_ms_p99": 1e3 * float(np.percentile(beyond, 99)),
        "beyond_ms_max": 1e3 * float(beyond.max()),
        "gap_ms_max": 1e3 * float(gaps.max()),
    }
