"""A show plays to QLC+ itself, over OSC and OS2L at once; what is compared is what QLC+ reports of its channels."""

import json
import statistics
from itertools import pairwise

import pytest

from tests.rig.network import missing as network_missing
from tests.rig.network import run_within
from tests.rig.qlcplus import CHANNELS, missing

PERIOD = 60.0 / 124.0
"Seconds between two beats of the bundled music."


def changes(rows: list[tuple[float, list[int]]], channel: str) -> list[tuple[float, int]]:
    """Return when a channel took each of its values."""
    place = CHANNELS.index(channel)
    told = [(at, values[place]) for at, values in rows]
    return [told[0], *(now for before, now in pairwise(told) if now[1] != before[1])]


@pytest.mark.rig
@pytest.mark.skipif(bool(missing() or network_missing()), reason=missing() or network_missing())
def test_beats_and_energy_arrive_as_the_values_that_qlcplus_reports() -> None:
    rows = json.loads(run_within("tests.rig.qlcplus"))

    beats = changes(rows, "beat")
    assert {value for _, value in beats} == {0, 255}
    rises = [at for at, value in beats if value == 255]
    assert len(rises) >= 10
    assert statistics.median(b - a for a, b in pairwise(rises)) == pytest.approx(PERIOD, abs=0.03)
    assert beats[-1][1] == 0 or rows[-1][0] - beats[-1][0] < 0.5, "what is pressed is let go"

    energies = [value for _, value in changes(rows, "energy")]
    assert len(energies) >= 50
    assert len(set(energies)) >= 10
    assert max(energies) > 150

    toggles = [at for at, _ in changes(rows, "os2l beat")[1:]]
    # Lamps are held to three flashes a second, of which onsets took some before the first beat; OS2L tells every beat.
    assert -1 <= len(toggles) - len(rises) <= 6
    assert statistics.median(b - a for a, b in pairwise(toggles)) == pytest.approx(PERIOD, abs=0.03)
    percent = [value for _, value in changes(rows, "os2l energy")]
    assert len(set(percent)) >= 5
    assert 60 < max(percent) <= 100
