import os
import socket
from pathlib import Path

import pytest

from soundscape_live.host.notify import Notify


def test_a_service_says_ready_alive_status_and_stopping(tmp_path: Path) -> None:
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(path)
        supervisor.settimeout(2)
        notify = Notify(path, "3000000")
        notify.ready()
        notify.alive()
        notify.status("live, ember, 124 BPM")
        notify.stopping()
        heard = [supervisor.recv(256).decode() for _ in range(4)]
    assert heard == ["READY=1", "WATCHDOG=1", "STATUS=live, ember, 124 BPM", "STOPPING=1"]
    assert notify.watchdog_every == 1.5


def test_an_abstract_address_is_spoken_to_as_systemd_means_it() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(f"\0soundscape-test-{os.getpid()}")
        supervisor.settimeout(2)
        Notify(f"@soundscape-test-{os.getpid()}").ready()
        assert supervisor.recv(64) == b"READY=1"


def test_without_a_supervisor_nothing_happens(tmp_path: Path) -> None:
    notify = Notify()
    notify.ready()
    assert notify.watchdog_every is None
    Notify(str(tmp_path / "nobody")).ready()


def test_another_processs_watchdog_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", "2000000")
    monkeypatch.setenv("WATCHDOG_PID", "1")
    assert Notify.of_environment().watchdog_every is None
    monkeypatch.setenv("WATCHDOG_USEC", "2000000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    assert Notify.of_environment().watchdog_every == 1.0


def test_children_do_not_find_the_supervisor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"):
        monkeypatch.setenv(name, "1")
    Notify.of_environment()
    assert not {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} & set(os.environ)
