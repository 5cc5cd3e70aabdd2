"""Real Link sessions in networks that the tests make: joining leaves their tempo alone, and engines beat with them."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.rig import link, network

pytestmark = pytest.mark.skipif(bool(link.missing()), reason=link.missing() or "there")

JOINS, NETWORKS = 5, 6


def within(what: str, seconds: float = 90.0) -> dict[str, Any]:
    done: dict[str, Any] = json.loads(network.run_within(f"tests.rig.link {what}", seconds))
    return done


def test_thirty_joins_leave_the_tempo_of_a_session_as_it_is() -> None:
    tempi = [61.0 + 23.37 * number for number in range(NETWORKS)]
    with ThreadPoolExecutor(NETWORKS) as pool:
        seen = list(pool.map(lambda bpm: within(f"join {JOINS} {bpm}"), tempi))
    for bpm, each in zip(tempi, seen, strict=True):
        assert each["tempi"] == [pytest.approx(bpm, abs=0.01)]
        assert each["heard"] == [pytest.approx(bpm, abs=0.01)]
        assert each["said"] == []


def test_two_engines_beat_with_a_peer_and_follow_its_tempo() -> None:
    seen = within("follow")
    print(f"\n{seen}")
    assert seen["joined"] == pytest.approx(link.BPM, abs=0.01)
    assert max(seen["off"]) <= 0.002
    assert max(seen["took"]) <= 0.1
    assert max(seen["off_after"]) <= 0.002


def test_who_is_told_to_lead_gives_the_session_tempo_bar_start_and_stop() -> None:
    seen = within("lead")
    assert seen["bpm"] == pytest.approx(link.OTHER_BPM, abs=0.01)
    assert seen["off"] <= 0.005
    assert seen["reports"] == 0


def test_start_and_stop_count_from_the_first_press_on() -> None:
    assert within("transport")["said"] == [True, True, False, True]
