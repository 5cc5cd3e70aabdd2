import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.analysis.hops import Hops, StreamClock


@given(st.lists(st.integers(0, 700), max_size=12), st.integers(1, 300))
def test_blocks_of_any_size_give_the_same_hops(sizes: list[int], hop: int) -> None:
    sound = np.arange(sum(sizes), dtype=np.float32)
    hops = Hops(hop)
    given_out = []
    begin = 0
    for size in sizes:
        given_out += [one.copy() for one in hops.split(sound[begin : begin + size])]
        begin += size
    whole = len(sound) // hop * hop
    assert np.array_equal(np.concatenate([*given_out, np.zeros(0, np.float32)]), sound[:whole])
    assert hops.fill == len(sound) - whole


def test_the_streams_clock_averages_jitter() -> None:
    clock = StreamClock(48_000)
    rng = np.random.default_rng(1)
    errors = []
    for block in range(1, 3000):
        clock.hear(100.0 + block * 256 / 48_000 + rng.uniform(0.0, 0.004), 256)
        errors.append(clock.time(block * 256 / 48_000) - (100.002 + block * 256 / 48_000))
    assert max(abs(error) for error in errors[1000:]) < 0.0005


def test_the_streams_clock_jumps_over_a_gap() -> None:
    clock = StreamClock(1000)
    clock.hear(5.0, 100)
    assert clock.time(0.1) == pytest.approx(5.0)
    clock.hear(6.0, 100)
    assert clock.time(0.2) == pytest.approx(6.0)
