"""A private JACK server on its dummy driver: real audio and a real MIDI graph on a machine without either.

`jack_server` starts one for a test session, with a name of its own, and sets the environment so that PortAudio,
rtmidi and JACK-Client all find it. Only the process started here is ended.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

START_SECONDS = 10.0
REGISTRY = Path("/dev/shm/jack-shm-registry")


def missing() -> str:
    """Say what a machine lacks for this rig, or an empty string."""
    return "" if shutil.which("jackd") else "jackd is not installed (apt-get install jackd2)"


@contextmanager
def jack_server(name: str, rate: int = 48_000, period: int = 256, *, env: bool = True) -> Iterator[int]:
    """Run a JACK server called `name`; yields its pid. With env, os.environ points at it meanwhile."""
    realtime = ["--realtime", "--realtime-priority", "50"] if os.geteuid() == 0 else ["--no-realtime"]
    command = ["jackd", *realtime, "--port-max", "256", "-n", name]
    command += ["-d", "dummy", "-r", str(rate), "-p", str(period), "-C", "2", "-P", "2"]
    wanted = {"JACK_DEFAULT_SERVER": name, "JACK_NO_START_SERVER": "1"}
    _forget_the_dead()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    before = {key: os.environ.get(key) for key in wanted}
    try:
        _wait_until_up(process, {**os.environ, **wanted})
        if env:
            os.environ.update(wanted)
        yield process.pid
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _forget_the_dead() -> None:
    """Empty JACK's table of servers if none runs: a killed one keeps its row, and of eight rows there is no ninth."""
    for process in Path("/proc").glob("[0-9]*/comm"):
        with suppress(OSError):
            if process.read_text().startswith("jackd"):
                return
    with suppress(OSError):
        REGISTRY.unlink()


def _wait_until_up(process: subprocess.Popen[bytes], env: dict[str, str]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"jackd ended with {process.returncode}")
        listing = subprocess.run(["jack_lsp"], env=env, capture_output=True, check=False)
        if listing.returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError(f"jackd did not answer in {START_SECONDS} s")
