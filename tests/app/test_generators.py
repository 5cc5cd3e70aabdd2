"""The show's generators as they are open: who is asked for a picture, what a screen shows, and how bright."""

import asyncio
import dataclasses
import os
import signal
from pathlib import Path

import pytest

from soundscape_live.app.children import Bridge, BridgeWish, GeneratorWish, free_port
from soundscape_live.app.children import Generator as Child
from soundscape_live.app.generators import Ends, Generators
from soundscape_live.app.watching import Watched
from soundscape_live.cli.generator import generator
from soundscape_live.io.files.distribution import Distribution
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.generators import Drawing, Scope, StandIn
from soundscape_live.io.files.shows import parse_show
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.model import (
    GeneratorStatus,
    Interpolation,
    Notice,
    Params,
    PeerChange,
    PeerReport,
    PeerState,
    Prompt,
    SafetyStatus,
    Status,
)
from soundscape_live.web import Shown
from tests.generator.rig import Generator
from tests.rig.processes import children_of, command_of
from tests.web.served import status

URL = "http://127.0.0.1:9"
SHOW = f"""
page = "off"
[generators.main]
address = "{URL}"
[generators.spare]
standby_for = "main"
[generators.floor]
"""


class Made:
    """The generators of a show, and what came of them."""

    def __init__(self, text: str = SHOW) -> None:
        self.reports: list[PeerReport] = []
        self.said: list[Notice] = []
        ends = Ends(self.reports.append, self.said.append, lambda *_: None)
        self.all = Generators(parse_show(text, "my.toml"), ends, None, stamp=False)


@pytest.fixture
async def made() -> Made:
    return Made()


def stands(main: PeerState = PeerState.LIVE, shown: str = "main", *, blackout: bool = False) -> Status:
    rows = (
        GeneratorStatus("main", "main", main, shown=shown == "main"),
        GeneratorStatus("spare", "main", PeerState.LIVE, shown=shown == "spare", standby=True),
        GeneratorStatus("floor", "floor", PeerState.LIVE),
    )
    return dataclasses.replace(status(), generators=rows, safety=SafetyStatus(blackout=blackout))


def told(light: float, generator: str = "main") -> Params:
    return Params(0.0, 1, 0, (Prompt("a"),), 0.5, (1000,), Interpolation.LINEAR, light=light, generator=generator)


async def test_each_has_a_peer_and_a_process_that_are_called_after_it(made: Made) -> None:
    assert [name for name, _ in made.all.tasks()] == [
        "generator's process", "generator", "generator spare's process", "generator spare",
        "generator floor's process", "generator floor",
    ]  # fmt: skip


async def test_embedded_ones_listen_on_ports_of_their_own(made: Made) -> None:
    addresses = [made.all.address(name) for name in ("spare", "floor")]
    assert len(set(addresses)) == 2
    assert all(address.startswith("http://127.0.0.1:") for address in addresses)


async def test_nobody_is_sent_to_a_server_of_which_it_is_not_known_what_it_is(made: Made) -> None:
    assert made.all.address("main") == made.all.address("nobody") == ""
    change = PeerChange(1.0, PeerState.LIVE)
    made.all.heard(change)
    assert made.reports == [change]
    assert made.all.address("main").rstrip("/") == URL
    made.all.heard(PeerChange(2.0, PeerState.LOST))
    assert made.all.address("main").rstrip("/") == URL


async def test_a_show_without_a_generator_has_none() -> None:
    made = Made('generator = "none"\npage = "off"')
    assert not made.all.any
    assert not made.all.tasks()
    made.all.send_params(told(0.5))
    assert made.all.address("main") == ""


async def test_a_screen_shows_what_the_engine_says(made: Made) -> None:
    for screen, shown, expected in [("", "main", "main"), ("main", "spare", "spare"), ("floor", "main", "floor")]:
        found = made.all.shown(stands(shown=shown), screen)
        assert found is not None
        assert found.generator == expected
    assert made.all.shown(stands(), "ceiling") is None
    assert made.all.watched(stands(shown="spare")) == Watched("spare", made.all.address("spare"))


@pytest.mark.parametrize(
    ("own", "light", "state", "blackout", "expected"),
    [
        (False, 1.0, PeerState.LIVE, False, 1.0),
        (False, 0.3, PeerState.LIVE, False, 0.3),
        (True, 0.3, PeerState.LIVE, False, 1.0),
        (True, 0.0, PeerState.LIVE, False, 1.0),
        (True, 0.3, PeerState.LIVE, True, 1.0),
        (False, 0.3, PeerState.LIVE, True, 0.3),
        (True, 0.0, PeerState.LIVE, True, 0.0),
        (True, 0.3, PeerState.LOST, True, 0.0),
        (False, 0.3, PeerState.STALLED, True, 0.0),
    ],
)
async def test_a_picture_is_dimmed_once_and_in_a_blackout_its_last_frame_is_black(
    made: Made, *, own: bool, light: float, state: PeerState, blackout: bool, expected: float
) -> None:
    if own:
        made.all.heard(PeerChange(1.0, PeerState.LIVE))
    made.all.send_params(told(light))
    assert made.all.shown(stands(state, blackout=blackout), "main") == Shown("main", expected)


async def test_a_light_that_was_never_told_is_full(made: Made) -> None:
    assert made.all.shown(stands(), "main") == Shown("main", 1.0)


def test_a_port_that_is_taken_is_not_given_twice() -> None:
    first = free_port("127.0.0.1", 0)
    assert free_port("127.0.0.1", first) == first
    assert free_port("127.0.0.1", first, {first}) != first


async def test_what_is_recorded_and_published_reaches_the_process_and_its_token_no_list_of_processes() -> None:
    goes = Distribution("show.mkv", record_asked=True, whip="https://media.example/whip/a", log="drawn.log")
    for child in (
        Child(GeneratorWish("127.0.0.1", 1, (64, 64), 30.0, stamp=False, goes=goes, whip_token="secret"), print),
        Bridge(BridgeWish("127.0.0.1", URL, Scope(), goes=goes, whip_token="secret"), print),
    ):
        assert " ".join(child.command).endswith(
            "--record show.mkv --record-asked --log drawn.log --whip https://media.example/whip/a"
        )
        assert child.environment["SOUNDSCAPE_WHIP_TOKEN"] == "secret"
        assert "secret" not in " ".join(child.command)
    plain = Child(GeneratorWish("127.0.0.1", 1, (64, 64), 30.0, stamp=False), print)
    assert not {"--record", "--record-asked", "--whip", "--log"} & set(plain.command)
    assert "SOUNDSCAPE_WHIP_TOKEN" not in plain.environment


async def test_a_token_is_read_from_its_file_when_the_show_begins(tmp_path: Path) -> None:
    keys = '[generators.main]\nwhip = "https://a/b"\nwhip_token_file = "{}"\n'.format(tmp_path / "token")
    with pytest.raises(FileError, match=r"^generators\.main\.whip_token_file: .*token cannot be read: No such file"):
        Made(keys)
    (tmp_path / "token").write_text("  \n")
    with pytest.raises(FileError, match="expected a file with the token on a line of its own"):
        Made(keys)
    (tmp_path / "token").write_text("secret\n")
    process = Made(keys).all._open["main"].process
    assert process.environment["SOUNDSCAPE_WHIP_TOKEN"] == "secret"


@pytest.mark.parametrize("key", ["record", "log"])
async def test_a_folder_that_is_not_there_is_said_when_the_show_begins(key: str) -> None:
    with pytest.raises(FileError, match=f"^generators.main.{key}: there is no folder /nowhere for a.mkv; make it"):
        Made(f'[generators.main]\n{key} = "/nowhere/a.mkv"\n')


async def test_one_that_runs_by_itself_is_said_not_to_hear_of_a_recording_once() -> None:
    made = Made(f'page = "off"\n[generators.main]\naddress = "{URL}"\nrecord = "a.mkv"\n')
    for at in (1.0, 2.0):
        made.all.heard(PeerChange(at, PeerState.LIVE))
    (notice,) = made.said
    assert notice.text.startswith(f"generator main: record and whip are not for one that runs by itself ({URL}); ")


async def test_a_bridge_is_started_when_it_is_asked_for_with_what_the_show_says() -> None:
    said: list[Notice] = []
    scope = Scope("gray", StandIn.RESETS, (("seed", 7), ("vae", "light")))
    bridge = Bridge(BridgeWish("127.0.0.1", URL, scope), said.append)
    assert {"--scope", URL, "--pipeline", "gray", "resets", "seed=7", 'vae="light"'} <= set(bridge.command)


async def test_a_bridge_says_where_it_listens_and_again_when_it_was_killed(tmp_path: Path) -> None:
    said: list[Notice] = []
    bridge = Bridge(BridgeWish("127.0.0.1", URL, Scope(), state=tmp_path / "scope.json"), said.append)
    running = asyncio.create_task(bridge.run())
    try:
        await asyncio.sleep(0.2)
        assert not children(), "nobody has asked for it"
        async with asyncio.timeout(20):
            first = await bridge.address()
            assert first.startswith("http://127.0.0.1:")
            assert await bridge.address() == first
            for pid in children():
                os.kill(pid, signal.SIGKILL)
            while not said:
                await asyncio.sleep(0.01)
            assert await bridge.address() != first
        assert [notice.text for notice in said] == ["the bridge's process ended (signal 9)"]
    finally:
        running.cancel()
        await asyncio.wait([running])
    assert not children()


async def test_a_bridge_that_finds_a_generator_of_ours_ends_and_is_not_started_again() -> None:
    said: list[Notice] = []
    ours = Generator()
    bridge = Bridge(BridgeWish("127.0.0.1", ours.url, Scope()), said.append)
    running = asyncio.create_task(bridge.run())
    try:
        async with asyncio.timeout(20):
            await bridge.address()
            while not said:
                await asyncio.sleep(0.05)
        await asyncio.sleep(1.0)
        assert [notice.text for notice in said] == ["the bridge's process ended (exit code 4)"]
        assert not children()
    finally:
        running.cancel()
        await asyncio.wait([running])
        ours.end()


def children() -> list[int]:
    """Return the bridges that this process has started."""
    return [pid for pid in children_of(os.getpid()) if "--scope" in command_of(pid)]


def test_an_embedded_generator_draws_with_the_model_and_the_loras_of_the_show() -> None:
    drawing = Drawing("models/sd-turbo", "full", "cpu", smooth=True)
    loras = (LoraRule("ink", "styles/ink.safetensors", 0.5), LoraRule("gold"))
    wish = GeneratorWish("127.0.0.1", 1, (64, 64), 30.0, stamp=False, drawing=drawing, loras=loras)
    command = Child(wish, lambda _: None).command
    options = command[command.index("--model") :]
    assert options == [
        *("--model", "models/sd-turbo", "--vae", "full", "--device", "cpu"),
        *("--lora", "ink=styles/ink.safetensors:0.5", "--smooth"),
    ]
    assert [option for option in options if option.startswith("--")] == [
        option for option in options if option in {name for each in generator.params for name in each.opts}
    ]
    assert "--model" not in Child(dataclasses.replace(wish, drawing=None), lambda _: None).command


def test_the_show_file_s_model_reaches_the_process_that_is_started() -> None:
    made = Made(f'{SHOW}model = "random:tiny"\ndevice = "cpu"\nsmooth = true')
    process = made.all._open["floor"].process
    assert isinstance(process, Child)
    assert process.command[-7:] == ["--model", "random:tiny", "--vae", "tiny", "--device", "cpu", "--smooth"]
