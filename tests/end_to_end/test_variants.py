"""Runs that differ from the main one: watched by a probe, without a generator, with a page."""

import signal
import time
import urllib.request
from pathlib import Path

from tests.end_to_end.show import Show, until

SLACK = 3.0


def test_the_probe_measures_from_parameter_to_pixel_and_ctrl_c_ends_everything_in_order(tmp_path: Path) -> None:
    with Show(tmp_path, "--probe", "--size", "320x192") as show:
        show.live()
        until(lambda: show.child("app.probe"))
        time.sleep(5.0)
        took = show.end(signal.SIGINT, group=True)
        report = show.report()
        print(f"{report['generator']}, ended in {took:.2f} s")
        assert took < 3.0 + SLACK
        assert show.process.returncode == 0
        delay = report["generator"]["param_to_pixel_ms"]
        assert 0 < delay["p50"] <= delay["p99"] < 2000
        assert "starting it again" not in show.said, show.said
        assert "Traceback" not in show.said


def test_without_a_generator_the_lights_play_and_the_page_answers_at_the_printed_address(tmp_path: Path) -> None:
    with Show(tmp_path, "--generator", "none", page=True) as show:
        until(lambda: show.printed)
        address = show.printed.split()[-1]
        with urllib.request.urlopen(address, timeout=5) as answer:
            assert b"<html" in answer.read()
        until(lambda: len(show.lights.of("heartbeat")) >= 3)
        assert show.status()["peer"] == "off"
        assert not show.children()
        show.end(signal.SIGINT)
        report = show.report()
        assert report["generator"]["state"] == "off"
        assert report["generator"]["frames"] == report["params"]["sent"] == report["commands"]["sent"] == 0
        assert report["generator"]["first_frame_s"] is None
        assert report["cues"]["sent"] > 100
        assert show.lights.of("energy")
