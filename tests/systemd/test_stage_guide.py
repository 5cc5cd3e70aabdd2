"""What docs/stage.md gives to copy is what the program and systemd take."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from soundscape_live.io.files.shows import parse_show

GUIDE = (Path(__file__).resolve().parents[2] / "docs/stage.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def test_the_guides_show_file_is_a_show_file() -> None:
    (text,) = blocks("toml")
    show = parse_show(text, "docs/stage.md")
    assert [one.url for one in show.generators] == ["http://127.0.0.1:12190"]
    assert show.targets[0].name == "desk"


def test_the_guides_user_service_is_without_fault(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    (text,) = blocks("ini")
    unit = tmp_path / "soundscape-live.service"
    unit.write_text(text.replace("/opt/soundscape/bin/soundscape-live", "/bin/true"))
    command = ["systemd-analyze", "--man=no", "verify", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert [line for line in done.stderr.splitlines() if "soundscape" in line] == []
