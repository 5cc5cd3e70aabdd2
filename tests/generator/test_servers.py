"""Several renderers behind one address: each has its own sessions, state and picture, and its own death."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from soundscape_live.cli.model import read_renderer
from soundscape_live.generator.settings import GeneratorSettings, ModelSettings, RendererSettings
from soundscape_live.wire.messages import WireFrames
from tests.generator.rig import Generator, Peer

Peers = Callable[..., Peer]
TWO = ("--renderer", "wall", "--renderer", "floor")


def process_of(generator: Generator, renderer: str) -> int:
    """Return the process that draws for a renderer."""
    (found,) = [
        pid
        for pid in generator.children()
        if f"--name\0{renderer}\0" in Path(f"/proc/{pid}/cmdline").read_bytes().decode()
    ]
    return found


async def rows(peer: Peer) -> dict[str, dict[str, object]]:
    status, health = await peer.request("GET", "/health")
    assert status == 200
    assert isinstance(health, dict)
    return {row["name"]: row for row in health["renderers"]}


async def test_each_renderer_has_its_own_state_and_who_names_none_gets_the_first(
    start: Callable[..., Generator], peers: Peers
) -> None:
    generator = start(*TWO)
    wall, floor, looker = peers(generator, "wall"), peers(generator, "floor"), peers(generator)
    for peer in (wall, floor):
        peer.ours()
        peer.video("H264")
        await peer.connect()
    looker.video("VP8")
    await looker.connect()
    wall.state(41, noise_scale=0.9)
    floor.state(77, noise_scale=0.0)
    await wall.until(lambda: any(read.seq == 41 for read in wall.stamps))
    await floor.until(lambda: any(read.seq == 77 for read in floor.stamps))
    await looker.until(lambda: any(read.seq == 41 for read in looker.stamps))
    for peer, noise in ((wall, 0.9), (floor, 0.0), (looker, 0.9)):
        _, state = await peer.request("GET", "/api/v1/session/parameters")
        assert isinstance(state, dict)
        assert state["parameters"]["noise_scale"] == noise
    assert {read.seq for read in floor.stamps} <= {0, 77}
    found = await rows(looker)
    assert [(name, row["sessions"], row["viewers"], row["played"]) for name, row in found.items()] == [
        ("wall", 2, 2, True),
        ("floor", 1, 1, True),
    ]
    assert all(row["draws"] == "pattern" and row["status"] == "loaded" for row in found.values())
    assert (await peers(generator, "floor").request("GET", "/health"))[1]["renderer"] == "floor"  # type: ignore[index]


async def test_a_renderer_that_is_killed_leaves_the_others_as_they_are(
    start: Callable[..., Generator], peers: Peers
) -> None:
    generator = start(*TWO)
    wall, floor = peers(generator, "wall"), peers(generator, "floor")
    for peer in (wall, floor):
        peer.ours()
        peer.video("H264")
        await peer.connect()
        peer.state(5)
    await wall.until(lambda: wall.stamps and floor.stamps)
    killed, other = process_of(generator, "floor"), process_of(generator, "wall")
    last, seen = floor.stamps[-1].frame, len(wall.stamps)
    os.kill(killed, signal.SIGKILL)
    await floor.until(lambda: floor.stamps[-1].frame > last + 10 and floor.stamps[-1].seq == 5, within=5.0)
    numbers = [read.frame for read in wall.stamps[seen:]]
    assert len(numbers) > 5
    assert numbers == sorted(numbers)
    assert process_of(generator, "wall") == other
    await wall.until(lambda: any(isinstance(item, WireFrames) for item in wall.heard))
    found = await rows(wall)
    assert [found[name]["restarts"] for name in ("wall", "floor")] == [0, 1]
    assert wall.pc.connectionState == floor.pc.connectionState == "connected"


async def test_a_renderer_whose_last_session_has_ended_gives_its_memory_back_where_that_is_wanted(
    start: Callable[..., Generator], peers: Peers
) -> None:
    generator = start(*TWO, "--rest-after", "0.5")
    wall, floor, again = peers(generator, "wall"), peers(generator, "floor"), peers(generator, "floor")
    for peer in (wall, floor):
        peer.ours()
        peer.video("H264")
        await peer.connect()
        peer.state(9)
        await peer.until(lambda peer=peer: any(read.seq == 9 for read in peer.stamps))
    other = process_of(generator, "wall")
    await floor.request("DELETE", f"/api/v1/webrtc/offer/{floor.session}")
    await wall.until(lambda: generator.children() == [other])
    found = await rows(wall)
    assert [found[name]["status"] for name in ("wall", "floor")] == ["loaded", "not_loaded"]
    assert found["floor"]["error"] is None
    again.video("H264")
    await again.connect()
    last = found["floor"]["frames"]
    assert isinstance(last, int)
    await again.until(lambda: any(read.frame > last for read in again.stamps))
    assert (await rows(wall))["floor"]["restarts"] == 0
    assert process_of(generator, "wall") == other
    await asyncio.sleep(1.0)
    assert process_of(generator, "floor")


async def test_a_renderer_that_nobody_ever_asked_for_rests_too_and_one_that_records_does_not(
    start: Callable[..., Generator], peers: Peers, tmp_path: Path
) -> None:
    resting = start("--rest-after", "0")
    await peers(resting).until(lambda: resting.children() == [])
    recording = start("--rest-after", "0", "--record", str(tmp_path / "a.mkv"))
    await asyncio.sleep(1.5)
    assert recording.children()


async def test_one_that_cannot_draw_is_said_and_the_other_plays(start: Callable[..., Generator], peers: Peers) -> None:
    generator = start("--model", "/nowhere", "--renderer", "wall=cpu", "--renderer", "floor=cuda:7")
    peer = peers(generator)
    for _ in range(1200):
        if all(row["error"] for row in (await rows(peer)).values()):
            break
        await asyncio.sleep(0.05)
    found = await rows(peer)
    assert [row["draws"] for row in found.values()] == ["nowhere", "nowhere"]
    assert [row["device"] for row in found.values()] == ["cpu", "cuda:7"]
    assert "--model" in str(found["wall"]["error"])
    assert "--model" in str(found["floor"]["error"]) or "CUDA" in str(found["floor"]["error"])


async def test_a_renderer_that_is_not_there_is_said(start: Callable[..., Generator], peers: Peers) -> None:
    generator = start(*TWO)
    status, answer = await peers(generator, "ceiling").request("GET", "/health")
    assert status == 404
    assert answer == {"detail": "there is no renderer ceiling here; there are: wall, floor"}
    _, schemas = await peers(generator, "floor").request("GET", "/api/v1/pipelines/schemas")
    assert isinstance(schemas, dict)
    assert "pattern" in schemas["pipelines"]


async def test_one_renderers_sessions_are_not_the_others(start: Callable[..., Generator], peers: Peers) -> None:
    generator = start(*TWO)
    wall, floor = peers(generator, "wall"), peers(generator, "floor")
    wall.ours()
    await wall.connect()
    assert (await floor.request("DELETE", f"/api/v1/webrtc/offer/{wall.session}"))[0] == 204
    assert (await rows(floor))["wall"]["sessions"] == 1
    assert (await wall.request("DELETE", f"/api/v1/webrtc/offer/{wall.session}"))[0] == 204
    assert (await rows(floor))["wall"]["sessions"] == 0


def test_each_has_its_device_its_recording_and_its_endpoint() -> None:
    settings = GeneratorSettings(
        model=ModelSettings("random:tiny", device="cpu"),
        renderers=(read_renderer("wall=cuda:1"), read_renderer("floor")),
        record=Path("{renderer}/show.mkv"),
        whip="https://media.example/whip/{renderer}",
    )
    wall, floor = settings.each()
    assert [one.device for one in (wall, floor)] == ["cuda:1", "cpu"]
    assert [str(one.record) for one in (wall, floor)] == ["wall/show.mkv", "floor/show.mkv"]
    assert [one.whip for one in (wall, floor)] == [f"https://media.example/whip/{name}" for name in ("wall", "floor")]
    assert [one.renderer.name for one in GeneratorSettings().each()] == ["main"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"renderers": (RendererSettings("a"), RendererSettings("a"))}, "a is there twice"),
        ({"renderers": (RendererSettings("a", "cuda:0"),)}, "a=cuda:0 needs --model"),
        (
            {"renderers": (RendererSettings("a", "gpu"),), "model": ModelSettings("random:tiny")},
            "cuda, cuda:0, cuda:1 and so on, or cpu, not 'gpu'",
        ),
        ({"renderers": tuple(RendererSettings(f"r{number}") for number in range(9))}, "at most 8 renderers"),
        (
            {"renderers": (RendererSettings("a"), RendererSettings("b")), "record": Path("a.mkv")},
            "--record: expected {r",
        ),
        (
            {"renderers": (RendererSettings("a"), RendererSettings("b")), "whip": "https://a/b"},
            "--whip: expected {rend",
        ),
        ({"rest_after": -1.0}, "rest-after"),
    ],
)
def test_what_cannot_be_is_said_at_once(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        GeneratorSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "api", "health", "The Wall", "x" * 41, "a/b"])
def test_a_renderers_name_is_part_of_an_address(name: str) -> None:
    with pytest.raises(ValueError, match="a renderer's name is"):
        RendererSettings(name)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("stabilityai/sd-turbo", "stabilityai/sd-turbo"),
        ("random:tiny", "random:tiny"),
        ("/srv/models/sd-turbo/", "sd-turbo"),
        ("./dreams", "dreams"),
    ],
)
def test_a_model_is_called_by_its_id_or_its_folder(model: str, name: str) -> None:
    assert GeneratorSettings(model=ModelSettings(model)).draws == name
    assert GeneratorSettings(engine="pattern").draws == "pattern"
