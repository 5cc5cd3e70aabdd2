"""A walk through a rig over real UDP: who answers is a list of answers."""

import socket
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from soundscape_live.app.light_check import Checked, Pace, check
from soundscape_live.cli import main
from soundscape_live.io.osc import OscTarget
from soundscape_live.io.osc.packet import parse
from soundscape_live.lights.rules import Part, Route, Type

ROUTES = (
    Route("beat", "/beat", Type.INT, every=4),
    Route("energy", "/energy"),
    Route("scene", "/scene", Type.TEXT),
    Route("bpm", "/bpm"),
)


@pytest.fixture
def desk() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(0.2)
        yield receiver


def heard(desk: socket.socket) -> list[tuple[str, float | str]]:
    packets = []
    try:
        while True:
            packets.append(parse(desk.recv(1000)))
    except TimeoutError:
        return packets


async def walked(desk: socket.socket, answers: list[str]) -> tuple[Checked, list[str]]:
    said: list[str] = []
    rest = iter(answers)

    async def ask(question: str) -> str:
        said.append(question)
        return next(rest)

    target = OscTarget("desk", "127.0.0.1", desk.getsockname()[1], Part(ROUTES, 0.5))
    return await check(target, said.append, ask, Pace(0.1, 0.1)), said


async def test_each_cue_is_shown_alone_and_asked_for_until_it_is_answered(desk: socket.socket) -> None:
    checked, said = await walked(desk, ["n", "what?", "y", "r", "n", "q"])
    assert checked == Checked("desk", ("energy",), ("beat", "scene"), None)
    assert said[0] == "desk: beat"
    assert [address for address, _ in heard(desk)] == [
        *("/beat", "/beat"),
        *("/energy", "/energy") * 2,
        *("/scene", "/scene") * 2,
        *("/bpm", "/bpm"),
    ]


async def test_lamps_are_timed_until_the_light_is_on_the_beat(desk: socket.socket) -> None:
    checked, said = await walked(desk, ["y", "q", "l", "-30", "y"])
    assert checked == Checked("desk", ("beat",), (), -30)
    asked = [line for line in said if "on the beat" in line]
    assert [line.split(":")[0] for line in asked] == ["desk, 500 ms", "desk, 510 ms", "desk, -30 ms"]
    assert sum("●" in line for line in said) == 3 * 8


async def test_a_timing_can_be_given_up(desk: socket.socket) -> None:
    checked, _ = await walked(desk, ["y", "q", "e", "hm", "q"])
    assert checked.offset_ms is None


def test_the_command_walks_and_writes_what_it_found(
    desk: socket.socket, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("home")
    target = f"desk=os2l@127.0.0.1:{desk.getsockname()[1]}"
    runner = CliRunner(env={"XDG_CONFIG_HOME": str(home)})
    nobody = runner.invoke(main, ["light-check", "other", "--target", target])
    assert nobody.exit_code != 0
    done = runner.invoke(
        main,
        ["light-check", "--period", "0.4", "--target", target.replace("os2l", "hog4")],
        input="y\ny\ny\ny\n",
        catch_exceptions=False,
    )
    assert done.exit_code == 0, done.output
    assert "desk: 3 cues seen; its lamps take 0 ms" in done.output
    assert "desk = 0" in (home / "soundscape_live" / "offsets.toml").read_text(encoding="utf-8")
