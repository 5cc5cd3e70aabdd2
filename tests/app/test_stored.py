"""Scenes on their way to the disk."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from soundscape_live.app.stored import WAITING, StoredScenes
from soundscape_live.io.files.scenes import parse_scenes
from soundscape_live.model import Notice, SceneStored


def stored(name: str) -> SceneStored:
    return SceneStored(0.0, name, None, None, None, (), (), 2.0, "s", "keep")


async def test_scenes_are_written_in_order_and_what_is_left_at_the_end_too(tmp_path: Path) -> None:
    said: list[Notice] = []
    scenes = StoredScenes(tmp_path / "scenes", said.append)
    task = asyncio.create_task(scenes.run())
    scenes.take(stored("a"))
    while not said:
        await asyncio.sleep(0.005)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    for name in ("b", "c"):
        scenes.take(stored(name))
    await scenes.finish()
    path = tmp_path / "scenes" / "stored.toml"
    assert [scene.name for scene in parse_scenes(path.read_text(), path.name).scenes] == ["a", "b", "c"]
    assert said[-1].text == f"scene c is stored in {path}"


@pytest.mark.parametrize("folder", [None, Path("/dev/null/scenes")])
async def test_a_scene_that_cannot_be_written_is_said(folder: Path | None) -> None:
    said: list[Notice] = []
    scenes = StoredScenes(folder, said.append)
    scenes.take(stored("a"))
    await scenes.finish()
    assert said[0].text.startswith("scene a is stored for this show alone: ")


def test_more_than_the_disk_can_take_are_refused(tmp_path: Path) -> None:
    said: list[Notice] = []
    scenes = StoredScenes(tmp_path, said.append)
    for _ in range(WAITING + 1):
        scenes.take(stored("a"))
    assert [notice.text for notice in said] == ["scene a is stored for this show alone: too many wait for the disk"]
