"""When a lamp would fire: the beats of the bundled music against the OSC messages that tell of them.

The show is played as `soundscape-live run` plays it, in a process of its own, with the embedded generator, and its cues
come to a socket here. The music's beats are known (124 BPM from its first sample); where its samples lie on the clock,
which all processes of a machine share, is read from the show's log. A message counts from the moment when the socket
has it. Beats before the first message are left out: the ear has to lock first (`bench beats` says how long it takes).
"""

import argparse
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np
from pythonosc.osc_message import OscMessage

from soundscape_live.host.clock import now
from soundscape_live.io.log.reader import read_log
from soundscape_live.model import AudioBlock

ROOT = Path(__file__).parents[1]
PERIOD = 60.0 / 124.0
OFF = 0.05
"Seconds from which on a beat is seen to be wrong."


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark; SystemExit carries what the show said when it failed."""
    parser = argparse.ArgumentParser(prog="python -m bench lamps", description=__doc__)
    parser.add_argument("--seconds", type=float, default=55.0, help="of the music, which repeats after 108")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "show.jsonl"
        arrived = _play(log, options.seconds)
        beats = np.array(arrived) - _start(log)
    away = (beats + PERIOD / 2.0) % PERIOD - PERIOD / 2.0
    return {
        "beats": float(len(beats)),
        "first_beat_s": float(beats[0]),
        "error_ms_p50": 1e3 * float(np.median(away)),
        "error_ms_p95": 1e3 * float(np.percentile(np.abs(away), 95)),
        "error_ms_max": 1e3 * float(np.abs(away).max()),
        "beats_off": float(np.sum(np.abs(away) > OFF)),
    }


def _play(log: Path, seconds: float) -> list[float]:
    """Play the show and return when its beats arrived, in seconds of the clock."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as lamps:
        lamps.bind(("127.0.0.1", 0))
        lamps.settimeout(0.2)
        target = f"lamps=generic@127.0.0.1:{lamps.getsockname()[1]}"
        command = [sys.executable, "-m", "soundscape_live", "run", "--audio", "demo", "--target", target]
        command += ["--page", "off", "--osc-in", "off", "--seconds", f"{seconds}", "--log", str(log)]
        arrived: list[float] = []
        stop = threading.Event()
        listener = threading.Thread(target=_listen, args=(lamps, arrived, stop))
        listener.start()
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        finally:
            stop.set()
            listener.join()
    if done.returncode or not arrived:
        raise SystemExit(f"the show told of no beats (exit {done.returncode}):\n{done.stderr}")
    return arrived


def _listen(lamps: socket.socket, arrived: list[float], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            packet = lamps.recv(4096)
        except TimeoutError:
            continue
        at = now()
        message = OscMessage(packet)
        # A beat is followed by its end, a 0.
        if message.address.endswith("/beat") and message.params == [1]:
            arrived.append(at)


def _start(log: Path) -> float:
    """Return when the music's first sample was due, in seconds of the clock."""
    _, inputs = read_log(log)
    block = next(item for item in inputs if isinstance(item, AudioBlock))
    return block.at - len(block.samples) / block.rate
