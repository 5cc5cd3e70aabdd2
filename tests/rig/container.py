"""A machine that really boots: systemd as process 1 of a container, without a package installed into it.

Its /usr is this machine's, read-only; its /etc is written here; Python, the packages in use and this checkout lie under
/opt, where ProtectHome hides nothing. /opt/soundscape/bin/soundscape-live is a script of two lines, so that the shipped
units run as they are. It has a network of its own, with nothing but loopback. Needs root and systemd-nspawn.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

from tests.rig.processes import children_of

ROOT = Path(__file__).resolve().parents[2]
UNITS = tuple(sorted((ROOT / "systemd").glob("*.service")))
AUDIO = 29
"The group's id."
BOOT_SECONDS = 20.0
NSPAWN = (
    "systemd-nspawn", "--quiet", "--boot", "--register=no", "--keep-unit", "--private-network", "--console=pipe",
    "--link-journal=no", "--bind-ro=/usr",
)  # fmt: skip
ETC = {
    "passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
    "group": f"root:x:0:\naudio:x:{AUDIO}:\nvideo:x:44:\nrender:x:106:\nnogroup:x:65534:\n",
    "os-release": "ID=soundscape-test\n",
    "machine-id": "",
    "hostname": "stage\n",
    "hosts": "127.0.0.1 localhost stage\n",
    "nsswitch.conf": "passwd: files systemd\ngroup: files systemd\nhosts: files\n",
}
FOLDERS = ("dev", "etc/systemd/system", "etc/soundscape", "opt/soundscape/bin", "opt/soundscape/src", "opt/python")
FOLDERS += ("opt/packages", "proc", "root", "run", "sys", "tmp", "usr", "var/tmp", "var/lib")


def missing() -> str:
    """Say what a machine lacks for this rig, or an empty string."""
    if os.geteuid() != 0:
        return "only root may boot a container"
    return "" if shutil.which("systemd-nspawn") else "systemd-nspawn is not installed (systemd-container)"


class RefusedError(RuntimeError):
    """systemd-nspawn gave up: this machine lets it make no container."""


class Container:
    """A booted machine. All of it blocks."""

    def __init__(self, leader: int) -> None:
        self.leader = leader

    def run(self, *command: str, within: float = 30.0) -> str:
        """Run a command inside and return what it prints, also if it fails."""
        inside = ["nsenter", "-t", str(self.leader), "-m", "-u", "-i", "-n", "-p", "-C", "-r", "-w", "--", *command]
        done = subprocess.run(inside, capture_output=True, text=True, timeout=within, check=False)
        return done.stdout.strip() or done.stderr.strip()

    def shown(self, unit: str, name: str) -> str:
        """Return a unit's property."""
        return self.run("systemctl", "show", unit, "--property", name, "--value")

    def journal(self, unit: str) -> str:
        """Return what a unit wrote."""
        return self.run("journalctl", "--no-pager", "-o", "short-monotonic", "-u", unit)

    def until(self, unit: str, true: Callable[[], bool], within: float = 20.0) -> None:
        """Wait until something is so; if it is not in time, fail with the unit's state and journal."""
        deadline = time.monotonic() + within
        while not true():
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.run('systemctl', 'status', unit)}\n{self.journal(unit)[-6000:]}")
            time.sleep(0.1)

    def hear(self, port: int, wanted: str, within: float = 15.0) -> list[str]:
        """Return the OSC addresses that come to a port in there, until `wanted` does."""
        listener = [sys.executable, "-P", str(ROOT / "tests/rig/hearing.py"), str(port), wanted, str(within)]
        command = ["nsenter", "-t", str(self.leader), "-n", "--", *listener]
        done = subprocess.run(command, capture_output=True, text=True, timeout=within + 10, check=True)
        return done.stdout.split()


def make_root(root: Path, settings: Mapping[str, str]) -> None:
    """Write the machine's files, with both units installed and switched on, and the files of /etc/soundscape."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    for name, content in ETC.items():
        (root / "etc" / name).write_text(content)
    shutil.copy("/etc/ld.so.cache", root / "etc")
    system = root / "etc/systemd/system"
    (system / "default.target").symlink_to("/usr/lib/systemd/system/multi-user.target")
    for unit in UNITS:
        shutil.copy(unit, system)
    subprocess.run(["systemctl", f"--root={root}", "--quiet", "enable", *[unit.name for unit in UNITS]], check=True)
    for name, content in settings.items():
        file = root / "etc/soundscape" / name
        file.write_text(content)
        file.chmod(0o640)
        os.chown(file, 0, AUDIO)
    command = root / "opt/soundscape/bin/soundscape-live"
    command.write_text(
        "#!/bin/sh\nexport LD_LIBRARY_PATH=/opt/python/lib PYTHONPATH=/opt/soundscape/src:/opt/packages\n"
        f'exec {_python()} -m soundscape_live "$@"\n'
    )
    command.chmod(0o755)


@contextmanager
def booted(root: Path) -> Iterator[Container]:
    """Boot a machine that `make_root` wrote; yields it when process 1 answers.

    Raises RefusedError, or RuntimeError: it came up and does not answer.
    """
    binds = {sysconfig.get_path("purelib"): "/opt/packages", str(ROOT): "/opt/soundscape/src"}
    if not sys.base_prefix.startswith("/usr"):
        binds[sys.base_prefix] = "/opt/python"
    command = [*NSPAWN, f"--machine=stage{os.getpid()}", f"--directory={root}"]
    command += [f"--bind-ro={here}:{there}" for here, there in binds.items()]
    log = root.with_suffix(".log")
    with (Path(gettempdir()) / "soundscape-boot.lock").open("w") as lock:
        # Two machines would share their control groups, so they come one after the other.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield from _booted(command, log)


def _booted(command: list[str], log: Path) -> Iterator[Container]:
    with log.open("wb") as said:
        nspawn = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    leader = 0
    try:
        leader = _leader(nspawn)
        if not leader:
            error = RuntimeError if nspawn.poll() is None else RefusedError
            raise error(f"the container did not boot: {log.read_text(errors='replace')[-2000:].strip()}")
        yield Container(leader)
    finally:
        if leader and nspawn.poll() is None:
            os.kill(leader, signal.SIGRTMIN + 4)  # "power off", systemd(1)
        try:
            nspawn.wait(20 if leader else 0)
        except subprocess.TimeoutExpired:
            nspawn.kill()
            nspawn.wait(5)


def _python() -> str:
    """Return where the interpreter lies in the container."""
    real = Path(sys.executable).resolve()
    base = Path(sys.base_prefix).resolve()
    return str(real) if str(base).startswith("/usr") else f"/opt/python/{real.relative_to(base)}"


def _leader(nspawn: subprocess.Popen[bytes]) -> int:
    """Return the id of the container's process 1 once it takes orders, or 0."""
    deadline = time.monotonic() + BOOT_SECONDS
    while nspawn.poll() is None and time.monotonic() < deadline:
        for child in children_of(nspawn.pid):
            comm = Path(f"/proc/{child}/comm")
            if comm.exists() and comm.read_text().strip() in {"systemd", "init"}:
                state = Container(child).run("systemctl", "is-system-running")
                if state in {"starting", "running", "degraded"}:
                    return child
        time.sleep(0.1)
    return 0
