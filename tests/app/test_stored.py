"""Scenes on their way to the disk."""

import asyncio
import contextlib
from pathlib import Path

import pytest

from soundscape_live.app.stored import WAITING, LearnedControls, StoredScenes
from soundscape_live.io.files.mappings import parse_mapping
from soundscape_live.io.files.scenes import parse_scenes
from soundscape_live.model import ControlLearned, Notice, SceneStored


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


async def test_a_learnt_control_is_written_to_the_folder_of_mappings_or_that_it_is_not_is_said(tmp_path: Path) -> None:
    learned = ControlLearned(0.0, "midi:Pads", "ch1/cc/7", "fader", 0.0, 1.0, "", "light")
    said: list[Notice] = []
    for folder in (tmp_path, None):
        controls = LearnedControls(folder, said.append)
        controls.take(learned)
        await controls.finish()
    assert [notice.text for notice in said] == [
        f"ch1/cc/7 -> light is written to {tmp_path / 'learned.toml'}",
        "ch1/cc/7 -> light is not bound: there is no home directory",
    ]
    assert len(parse_mapping((tmp_path / "learned.toml").read_text(), "learned", {})) == 1
