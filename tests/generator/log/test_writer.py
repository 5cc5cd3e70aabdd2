"""The log's writer: what it costs who draws, and what ends it."""

import os
import resource
from dataclasses import replace
from pathlib import Path

import numpy as np

from soundscape_live.generator.log.form import FIRST, Digest, Drawn
from soundscape_live.generator.log.redraw import read_log
from soundscape_live.generator.log.writer import PICTURES, QUEUE, DrawnLog, Made, digest

MADE = Made("main", "pattern", None, 30.0)
PICTURE = np.zeros((64, 64, 3), np.uint8)


def moved(frame: int) -> Drawn:
    return Drawn(frame, replace(FIRST, noise_scale=frame / 1e6), size=(64, 64))


def test_a_digest_is_that_of_the_dimmed_picture() -> None:
    bright = np.full((4, 4, 3), 200, np.uint8)
    assert digest(bright, 0.5) == digest(np.full((4, 4, 3), 100, np.uint8), 1.0) != digest(bright, 1.0)


def test_every_second_of_frames_has_a_digest_and_what_stays_has_no_line(tmp_path: Path) -> None:
    log = DrawnLog(tmp_path / "a", MADE)
    for frame in range(1, 91):
        log.frame(Drawn(frame, size=(64, 64)), PICTURE)
    log.close()
    assert [line.frame for line in read_log(tmp_path / "a") if isinstance(line, Digest)] == [30, 60, 90]
    assert [line.frame for line in read_log(tmp_path / "a") if isinstance(line, Drawn)] == [1]


def test_a_full_disk_ends_the_log_is_said_once_and_what_was_written_can_be_read(tmp_path: Path) -> None:
    said: list[str] = []
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        log = DrawnLog(tmp_path / "a", MADE, said.append)
        for frame in range(1, QUEUE):
            log.frame(moved(frame), PICTURE)
        log.close()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    log.frame(moved(QUEUE), PICTURE)
    assert said == [f"the log {tmp_path / 'a'} ends: File too large"]
    assert log.problem == said[0]
    assert len(list(read_log(tmp_path / "a"))) > 100


def test_a_disk_that_stands_still_ends_the_log_and_never_who_draws(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")  # nobody reads: to open it stands still
    said: list[str] = []
    log = DrawnLog(tmp_path / "a", MADE, said.append)
    for frame in range(1, 2 * QUEUE):
        log.frame(moved(frame), PICTURE)
    assert said == [f"the disk is too slow for {tmp_path / 'a'}; the log ends here"]
    assert not log._room.acquire(blocking=False), f"{PICTURES} copies of pictures wait, and no more"
    with (tmp_path / "a").open():
        log.close()
    assert len(said) == 1


def test_a_folder_that_is_not_there_is_said() -> None:
    said: list[str] = []
    log = DrawnLog(Path("/nowhere/a"), MADE, said.append)
    log.frame(moved(1), PICTURE)
    log.close()
    assert said == ["the log /nowhere/a ends: No such file or directory"]
