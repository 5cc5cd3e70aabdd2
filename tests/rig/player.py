"""Plays a sound file into a JACK server, over and over: a stand-in for the cable from the mixer.

`playing` starts it as a process of its own, which is a JACK client with outputs; PortAudio lists it as an input of
that name. The file's rate must be the server's.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import soundfile


def missing() -> str:
    """Say what a machine lacks for the player, or an empty string."""
    return "" if find_spec("jack") else "JACK-Client is not installed (pip install JACK-Client)"


@contextmanager
def playing(path: Path, name: str = "player") -> Iterator[int]:
    """Play the file as JACK client `name` in the server that os.environ names; yields the pid when it sounds."""
    # -P, or jack.py beside this file would stand in for JACK-Client
    command = [sys.executable, "-P", __file__, str(path), name]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert process.stderr is not None
            if process.stdout.readline() != b"ready\n":
                raise RuntimeError(f"the player did not start: {process.stderr.read().decode()}")
            yield process.pid
        finally:
            process.kill()


def play(path: str, name: str) -> None:
    """Play until standard input ends or the server dies."""
    import jack  # noqa: PLC0415  # JACK reaches this process alone; tests that only skip need not have it

    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    client = jack.Client(name, no_start_server=True)
    if rate != client.samplerate:
        raise SystemExit(f"{path} has {rate} Hz, the server {client.samplerate} Hz")
    # PortAudio connects itself to physical outputs only
    ports = [client.outports.register(f"out_{1 + index}", is_physical=True) for index in range(samples.shape[1])]
    over = threading.Event()
    position = 0

    @client.set_process_callback
    def process(frames: int) -> None:
        nonlocal position
        piece = samples.take(range(position, position + frames), axis=0, mode="wrap")
        for index, port in enumerate(ports):
            port.get_array()[:] = piece[:, index]
        position = (position + frames) % len(samples)

    @client.set_shutdown_callback
    def shutdown(_status: object, _reason: str) -> None:
        over.set()

    def watch() -> None:
        sys.stdin.read()
        over.set()

    threading.Thread(target=watch, daemon=True).start()
    client.activate()
    print("ready", flush=True)
    over.wait()


if __name__ == "__main__":
    play(*sys.argv[1:3])
