"""What the two services say to systemd, which the test plays."""

import os
import re
import signal
from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.rig.processes import children_of
from tests.rig.supervisor import Said, supervised

WATCHDOG = 2.0
ENGINE = ("run", "--audio", "demo", "--generator", "embedded", "--page", "off", "--osc-in", "off")
GENERATOR = ("generator", "--port", "0", "--size", "320x192", "--engine", "pattern")


def is_ready(said: Said) -> bool:
    return said.text == "READY=1"


def is_alive(said: Said) -> bool:
    return said.text == "WATCHDOG=1"


def of_status(pattern: str) -> Callable[[Said], bool]:
    return lambda said: re.match(f"STATUS=.*{pattern}", said.text) is not None


def longest_silence(said: list[Said]) -> float:
    """Return the longest time without a sign of life, in seconds."""
    alive = [item.at for item in said if is_alive(item)]
    return max(later - earlier for earlier, later in pairwise(alive))


def child_of(pid: int) -> int:
    """Return the one child of a process."""
    ids = children_of(pid)
    assert len(ids) == 1
    return ids[0]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(ENGINE, "violet-nebula, .* BPM, generator live"), (GENERATOR, r"320x192, [1-9]\d* fps, viewers: 0")],
    ids=["engine", "generator"],
)
def test_a_service_says_ready_then_lives_and_says_goodbye(arguments: tuple[str, ...], status: str) -> None:
    with supervised(*arguments, watchdog=WATCHDOG) as service:
        ready = service.until(is_ready)
        service.until(of_status(status))
        service.listen(WATCHDOG)
        assert service.end() == 0
        service.listen(0.2)
        assert "STOPPING=1" in [said.text for said in service.said]
        assert not [said for said in service.said if is_alive(said) and said.at < ready.at]
        assert longest_silence(service.said) < WATCHDOG
        # No child found the socket: systemd would complain of each message of another process.
        assert {said.pid for said in service.said} == {service.process.pid}


def test_a_frozen_service_shows_no_sign_of_life() -> None:
    with supervised(*ENGINE, watchdog=WATCHDOG) as service:
        service.until(is_alive)
        os.kill(service.process.pid, signal.SIGSTOP)
        service.listen(0.2)
        assert service.listen(WATCHDOG) == []
        os.kill(service.process.pid, signal.SIGCONT)
        service.until(is_alive)


def test_a_renderer_that_is_started_again_is_no_illness() -> None:
    with supervised(*GENERATOR, watchdog=WATCHDOG) as service:
        service.until(of_status(r"[1-9]\d* fps"))
        os.kill(child_of(service.process.pid), signal.SIGKILL)
        service.listen(WATCHDOG)
        service.until(of_status(r"[1-9]\d* fps"))
        assert longest_silence(service.said) < WATCHDOG
        assert [said.text for said in service.said].count("READY=1") == 1


def test_a_generator_without_a_picture_is_not_ready_and_says_why() -> None:
    with supervised("generator", "--port", "0", "--engine", "nowhere:magic", watchdog=WATCHDOG) as service:
        service.until(of_status("--engine nowhere:magic: No module named"))
        assert not [said for said in service.said if is_ready(said)]
        assert service.end() == 0
