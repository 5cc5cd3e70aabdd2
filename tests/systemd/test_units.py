"""The unit files as systemd's own tools judge them. Nothing is started."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).resolve().parents[2] / "systemd"
SYSTEM = Path("/usr/lib/systemd/system")
EXPOSURE = {"soundscape-live.service": 2.0, "soundscape-generator.service": 4.0}
"At most, on systemd's scale from 0 to 10."


@pytest.fixture(autouse=True)
def _tools() -> None:
    if shutil.which("systemd-analyze") is None or not SYSTEM.is_dir():
        pytest.skip("systemd is not installed")


def analyse(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "--no-pager", "--man=no", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_the_units_are_without_fault_where_the_program_is_installed(tmp_path: Path) -> None:
    command = tmp_path / "opt/soundscape/bin/soundscape-live"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    (tmp_path / "bin").mkdir()
    shutil.copy(command, tmp_path / "bin/kill")
    shutil.copytree(SYSTEM, tmp_path / "usr/lib/systemd/system", symlinks=True)
    shutil.copytree(UNITS, tmp_path / "etc/systemd/system")
    done = analyse(f"--root={tmp_path}", "verify", *EXPOSURE)
    ours = [line for line in done.stderr.splitlines() if "soundscape" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("unit", EXPOSURE)
def test_a_unit_is_no_more_exposed_than_we_promise(unit: str) -> None:
    threshold = f"--threshold={EXPOSURE[unit] * 10:.0f}"
    done = analyse("security", "--offline=true", threshold, os.fspath(UNITS / unit))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("unit", EXPOSURE)
def test_a_unit_is_watched_and_never_given_up(unit: str) -> None:
    lines = (UNITS / unit).read_text().splitlines()
    assert {"Type=notify", "Restart=always", "StartLimitIntervalSec=0"} <= set(lines)
    assert any(line.startswith("WatchdogSec=") for line in lines)
