"""The main run: sound in, pictures and cues out, a report, and a log that plays again."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import SECONDS
from tests.end_to_end.show import Show, command

BPM = 124.0
"Of the bundled music."

KEYS = {
    "audio": {"seconds", "blocks", "dropped"},
    "beats": {"count", "bpm", "confidence"},
    "controls": {"midi", "osc", "rejected"},
    "params": {"sent", "applied", "applied_ms"},
    "commands": {"sent", "applied", "expired"},
    "generator": {"state", "frames", "fps", "first_frame_s", "param_to_pixel_ms"},
    "cues": {"said", "sent", "failed"},
    "engine": {"core_share", "rss_mb", "loop_lag_ms", "control_to_wire_ms"},
}


@pytest.fixture
def report(demo: Show) -> dict[str, Any]:
    assert demo.process.returncode == 0, demo.said
    return demo.report()


def test_the_report_has_its_keys_and_no_others(report: dict[str, Any]) -> None:
    (generator,) = report["generators"]
    assert {key: set(value) for key, value in report.items() if key != "generators"} == KEYS
    assert set(generator) == {"name", "screen", "state", "frames", "fps", "delay_ms", "delay_kind", "shown"}
    assert set(report["params"]["applied_ms"]) == {"p50", "p99"}
    for key in ("loop_lag_ms", "control_to_wire_ms"):
        assert set(report["engine"][key]) == {"p50", "p99", "max"}


def test_the_music_is_heard_whole(report: dict[str, Any]) -> None:
    assert report["audio"]["dropped"] == 0
    assert report["audio"]["seconds"] == pytest.approx(SECONDS, abs=2.0)
    assert report["audio"]["blocks"] == pytest.approx(report["audio"]["seconds"] * 44_100 / 256, abs=1)


def test_the_tempo_is_found(report: dict[str, Any]) -> None:
    assert report["beats"]["bpm"] == pytest.approx(BPM, rel=0.03)
    assert report["beats"]["count"] > SECONDS * BPM / 60 / 2


def test_every_command_was_applied_and_snapshots_were(report: dict[str, Any]) -> None:
    commands, params = report["commands"], report["params"]
    assert commands["sent"] == commands["applied"] + commands["expired"] >= 2
    if report["generator"]["frames"] > 10 * SECONDS:
        # a machine that draws fewer may be too late for a cut, which is dropped on purpose after half a second
        assert commands["expired"] == 0
    assert 0 < params["applied"] <= params["sent"]
    assert params["applied_ms"]["p50"] > 0
    assert report["controls"] == {"midi": 0, "osc": 15, "rejected": 0}
    assert report["engine"]["control_to_wire_ms"]["p50"] > 0


def test_frames_were_shown(report: dict[str, Any]) -> None:
    generator = report["generator"]
    rate = generator["frames"] / (SECONDS - generator["first_frame_s"])
    print(f"{rate:.1f} frames a second, the first after {generator['first_frame_s']} s, {report['engine']}")
    assert generator["state"] == "live"
    assert rate > 5.0
    assert generator["param_to_pixel_ms"] is None
    (same,) = report["generators"]
    assert {key: same[key] for key in ("state", "frames", "fps")} == {
        key: generator[key] for key in ("state", "frames", "fps")
    }
    assert same["delay_kind"] == "applied"
    assert same["delay_ms"] > 0


def test_the_cues_arrive(demo: Show, report: dict[str, Any]) -> None:
    assert report["cues"]["said"] > 1000
    assert report["cues"]["failed"] == 0
    assert len(demo.lights.heard) == pytest.approx(report["cues"]["sent"], rel=0.02, abs=5)
    # Before the first beats are known onsets may have had the flashes of their second.
    beats = report["beats"]["count"]
    assert beats - 4 <= demo.lights.of("beat").count([1]) <= beats + 1


def test_what_nothing_is_bound_to_is_said_and_little_else(demo: Show) -> None:
    assert "nothing is bound to /soundscape/nobody/knows of osc:127.0.0.1" in demo.said
    assert demo.said.count("\n") < 30, demo.said
    assert "Traceback" not in demo.said
    assert demo.printed.count("\n") == 1


def test_the_log_replays_to_the_same_bytes_twice_and_to_those_of_the_show(demo: Show, tmp_path: Path) -> None:
    for name in ("first", "second"):
        done = command(tmp_path, "replay", str(demo.folder / "show.log"), "--outputs", name)
        assert done.returncode == 0, done.stderr + done.stdout
        assert "the same as in the show" in done.stdout
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    kinds = {json.loads(line)["type"] for line in (tmp_path / "first").read_bytes().splitlines()}
    assert kinds == {"Params", "Command", "Cue", "Feedback", "Notice"}


def test_a_log_that_was_cut_off_plays_up_to_the_cut_and_says_so(demo: Show, tmp_path: Path) -> None:
    whole = (demo.folder / "show.log").read_bytes()
    (tmp_path / "cut.log").write_bytes(whole[: len(whole) * 2 // 3])
    shutil.copy(demo.folder / "show.log.f32", tmp_path / "cut.log.f32")
    done = command(tmp_path, "replay", "cut.log", "--outputs", "cut")
    assert done.returncode == 0, done.stderr
    assert "the log was cut short" in done.stdout
    command(tmp_path, "replay", str(demo.folder / "show.log"), "--outputs", "all")
    assert (tmp_path / "all").read_bytes().startswith((tmp_path / "cut").read_bytes())
    assert (tmp_path / "cut").stat().st_size > 10_000


def test_a_log_that_was_changed_gives_other_outputs_and_says_so(demo: Show, tmp_path: Path) -> None:
    lines = (demo.folder / "show.log").read_text().splitlines(keepends=True)
    (tmp_path / "changed.log").write_text("".join(line for line in lines if "/soundscape/transition" not in line))
    shutil.copy(demo.folder / "show.log.f32", tmp_path / "changed.log.f32")
    done = command(tmp_path, "replay", "changed.log")
    assert done.returncode == 5
    assert "the outputs differ from those of the show" in done.stderr
