"""The waits between attempts."""

import random

from soundscape_live.host.backoff import Backoff


def test_waits_double_to_three_seconds_and_begin_anew_after_success() -> None:
    backoff = Backoff(random.Random(3))
    waits = [backoff.next() for _ in range(12)]
    for wait, full in zip(waits, [0.1, 0.2, 0.4, 0.8, 1.6, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0], strict=True):
        assert full / 2 <= wait <= full
    backoff.reset()
    assert backoff.next() <= 0.1
