"""OSCQuery over real HTTP and WebSockets on loopback."""

import asyncio
import json
import socket
from typing import Any

import aiohttp
import pytest
from pythonosc.osc_message import OscMessage

from soundscape_live.io.osc.packet import message
from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget
from soundscape_live.mapping.builtin import BUILTIN, loras
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import GeneratorStatus, Holder, LoraStatus, ParamStatus, PeerState
from soundscape_live.web import oscquery as module
from soundscape_live.web.methods import ARGUMENTS, STATUS_METHODS, methods
from tests.web.queried import HERE, Queried, oscquery
from tests.web.served import until

FADER = "/soundscape/param/noise_scale"


async def ask(opened: Queried, path: str) -> Any:
    async with aiohttp.ClientSession() as client, client.get(opened.url + path) as answer:
        assert answer.status == 200, await answer.text()
        assert answer.content_type == "application/json"
        return await answer.json()


def leaves(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [leaf for inner in node.get("CONTENTS", {}).values() for leaf in leaves(inner)] or [node]


async def heard(client: aiohttp.ClientWebSocketResponse) -> tuple[str, object]:
    said = await client.receive(timeout=3)
    assert said.type is aiohttp.WSMsgType.BINARY
    osc = OscMessage(said.data)
    (value,) = osc.params
    return osc.address, value


async def command(client: aiohttp.ClientWebSocketResponse, what: str, address: str) -> None:
    await client.send_json({"COMMAND": what, "DATA": address})


async def test_the_host_says_where_osc_comes_in_and_what_it_supports() -> None:
    async with oscquery() as opened:
        info = await ask(opened, "/?HOST_INFO")
        assert info == await ask(opened, "/soundscape/anything?HOST_INFO")
        assert (info["OSC_IP"], info["OSC_PORT"]) == opened.osc.address
        assert info["WS_PORT"] == opened.query.address[1]
    assert (info["NAME"], info["OSC_TRANSPORT"]) == ("soundscape_live", "UDP")
    assert {name for name, has in info["EXTENSIONS"].items() if has} == {
        "ACCESS", "VALUE", "RANGE", "DESCRIPTION", "LISTEN", "PATH_CHANGED", "HTML",
    }  # fmt: skip


async def test_who_asks_for_html_gets_the_list_and_json_stays_the_rule() -> None:
    async with oscquery() as opened, aiohttp.ClientSession() as client:
        for path, accept in (("/", "text/html,*/*"), ("/soundscape?HTML", "*/*")):
            async with client.get(opened.url + path, headers={"Accept": accept}) as answer:
                assert answer.content_type == "text/html"
                assert "<table>" in await answer.text()
        async with client.get(opened.url + "/nothing", headers={"Accept": "text/html"}) as answer:
            assert answer.status == 404
        async with client.get(opened.url + f"{FADER}?VALUE", headers={"Accept": "text/html"}) as answer:
            assert answer.content_type == "application/json"
        async with client.get(opened.url + "/", headers={"Accept": "*/*"}) as answer:
            assert answer.content_type == "application/json"


async def test_who_listens_everywhere_is_reached_where_it_is_asked() -> None:
    async with oscquery("0.0.0.0") as opened:
        assert "OSC_IP" not in await ask(opened, "/?HOST_INFO")


async def test_a_screen_says_what_it_shows_and_what_it_could() -> None:
    left = Binding("*", "/soundscape/screen/left", ActTarget(Act.SCREEN, screen="left"))
    free = Binding("*", "/screen", ActTarget(Act.SCREEN))
    async with oscquery() as opened:
        await opened.query.show((left, free, *BUILTIN))
        opened.change(
            generators=(
                GeneratorStatus("main", "main", PeerState.LOST, shown=False),
                GeneratorStatus("spare", "main", PeerState.LIVE),
                GeneratorStatus("a", "left", PeerState.LIVE),
            )
        )
        for address, name, value, choices in (
            ("/soundscape/screen/main", "screen main", ["spare"], ["main", "spare"]),
            ("/soundscape/screen/left", "screen left", ["a"], ["a"]),
            ("/screen", "screen", None, ["main", "spare", "a"]),
        ):
            found = await ask(opened, address)
            assert found["DESCRIPTION"] == name
            assert found.get("VALUE") == value
            assert found["RANGE"] == [{"VALS": choices}]


async def test_the_tree_holds_every_binding_and_the_status() -> None:
    async with oscquery() as opened:
        root = await ask(opened, "/")
    assert (root["FULL_PATH"], root["ACCESS"]) == ("/", 0)
    found = {leaf["FULL_PATH"]: leaf for leaf in leaves(root)}
    assert found.keys() == methods(BUILTIN).keys()
    assert found[FADER] == {
        "FULL_PATH": FADER, "TYPE": "f", "ACCESS": 3, "DESCRIPTION": "noise scale",
        "RANGE": [{"MIN": 0.0, "MAX": 1.0}], "VALUE": [0.5123],
    }  # fmt: skip
    assert found["/soundscape/theme_next"] == {
        "FULL_PATH": "/soundscape/theme_next", "TYPE": "I", "ACCESS": 2, "DESCRIPTION": "theme next",
    }  # fmt: skip
    assert found["/soundscape/theme"]["RANGE"] == [{"VALS": ["ember", "aurora"]}]
    assert found["/soundscape/theme"]["VALUE"] == ["ember"]
    assert found["/soundscape/freeze"]["VALUE"] == [False]
    assert found["/soundscape/tempo"]["VALUE"] == [124.0]
    assert found["/soundscape/tempo_nudge"]["RANGE"] == [{"MIN": -1500.0, "MAX": 1500.0}]
    assert found["/soundscape/prompt/goto"]["RANGE"] == [{"MIN": -1, "MAX": 31}]
    assert found["/soundscape/status/energy"]["VALUE"] == [0.61]
    assert found["/soundscape/status/beat"] == {
        "FULL_PATH": "/soundscape/status/beat", "TYPE": "i", "ACCESS": 1, "DESCRIPTION": "beat",
        "RANGE": [{"MIN": 0}], "VALUE": [7],
    }  # fmt: skip


async def test_no_node_is_both_a_folder_and_a_method() -> None:
    def nodes(node: dict[str, Any]) -> list[dict[str, Any]]:
        return [node, *(below for inner in node.get("CONTENTS", {}).values() for below in nodes(inner))]

    async with oscquery() as opened:
        for node in nodes(await ask(opened, "/")):
            assert ("CONTENTS" in node) != ("TYPE" in node)


async def test_each_value_is_of_its_type_and_within_its_range() -> None:
    kinds = {"f": float, "i": int, "s": str, "T": bool}
    async with oscquery() as opened:
        for leaf in leaves(await ask(opened, "/")):
            for value in leaf.get("VALUE", []):
                assert type(value) is kinds[leaf["TYPE"]]
                for bounds in leaf.get("RANGE", []):
                    assert value in bounds.get("VALS", [value])
                    assert isinstance(value, str) or bounds.get("MIN", value) <= value <= bounds.get("MAX", value)


async def test_without_sound_what_is_heard_of_it_has_no_value() -> None:
    async with oscquery() as opened:
        opened.change(features=None)
        assert "VALUE" not in await ask(opened, "/soundscape/status/energy")
        assert await ask(opened, "/soundscape/status/energy?VALUE") == {}
        assert await ask(opened, "/soundscape/status/band?CONTENTS")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (f"{FADER}?VALUE", {"VALUE": [0.5123]}),
        (f"{FADER}/?VALUE", {"VALUE": [0.5123]}),
        (f"{FADER}?RANGE", {"RANGE": [{"MIN": 0.0, "MAX": 1.0}]}),
        (f"{FADER}?TYPE", {"TYPE": "f"}),
        (f"{FADER}?ACCESS", {"ACCESS": 3}),
        (f"{FADER}?DESCRIPTION", {"DESCRIPTION": "noise scale"}),
        (f"{FADER}?FULL_PATH", {"FULL_PATH": FADER}),
        ("/soundscape/param?ACCESS", {"ACCESS": 0}),
    ],
)
async def test_one_attribute_is_answered_alone(path: str, answer: dict[str, Any]) -> None:
    async with oscquery() as opened:
        assert await ask(opened, path) == answer


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/soundscape/theme/next", 404),
        ("/soundscape/%2e%2e/%2e%2e/etc/passwd", 404),
        (f"{FADER}?GABBA", 400),
        (f"{FADER}?CONTENTS", 204),
        (f"{FADER}?TAGS", 204),
        ("/soundscape/param?TYPE", 204),
        ("/soundscape/param?VALUE", 204),
        ("/soundscape/theme_next?VALUE", 204),
        ("/soundscape/theme_next?RANGE", 204),
    ],
)
async def test_what_is_not_there_is_answered_as_the_proposal_says(path: str, status: int) -> None:
    async with oscquery() as opened, aiohttp.ClientSession() as client, client.get(opened.url + path) as answer:
        assert answer.status == status


async def test_what_feedback_tells_is_the_value() -> None:
    async with oscquery() as opened:
        opened.show(FADER, 0.75)
        opened.show("/soundscape/blackout", 1.0, "osc:*")
        opened.show("/soundscape/freeze", 1.0, "osc:10.0.0.9")
        opened.show("/soundscape/theme", 1.0)
        opened.show("/elsewhere", 1.0)
        assert await ask(opened, f"{FADER}?VALUE") == {"VALUE": [0.75]}
        assert await ask(opened, "/soundscape/blackout?VALUE") == {"VALUE": [True]}
        assert await ask(opened, "/soundscape/freeze?VALUE") == {"VALUE": [False]}
        assert await ask(opened, "/soundscape/theme?VALUE") == {"VALUE": ["ember"]}


async def test_who_listens_gets_each_value_at_once_and_then_what_changes() -> None:
    async with oscquery() as opened, aiohttp.ClientSession() as client, client.ws_connect(opened.url) as ear:
        for address in (FADER, "/soundscape/status/theme", "/soundscape/freeze", "/soundscape/status/beat"):
            await command(ear, "LISTEN", address)
        assert dict([await heard(ear) for _ in range(4)]) == {
            FADER: pytest.approx(0.5123), "/soundscape/status/theme": "ember", "/soundscape/freeze": False,
            "/soundscape/status/beat": 7,
        }  # fmt: skip
        opened.change(theme="aurora")
        assert await heard(ear) == ("/soundscape/status/theme", "aurora")
        await command(ear, "IGNORE", "/soundscape/status/theme")
        await command(ear, "LISTEN", "/soundscape/theme")
        assert await heard(ear) == ("/soundscape/theme", "aurora")
        opened.change(theme="ember")
        assert await heard(ear) == ("/soundscape/theme", "ember")
        with pytest.raises(TimeoutError):
            await ear.receive(timeout=0.15)


async def test_osc_over_the_websocket_plays_as_any_other() -> None:
    async with oscquery() as opened, aiohttp.ClientSession() as client, client.ws_connect(opened.url) as hand:
        for packet in (
            message(FADER, 0.25),
            b"junk",
            message("/soundscape/subscribe", 30.0),
            message("/soundscape/freeze", 1.0),
        ):
            await hand.send_bytes(packet)
        await until(lambda: [c.name for c in opened.controls if c.name != "/soundscape/subscribe"][1:])
        assert (opened.controls[0].source, opened.controls[0].value) == ("osc:127.0.0.1", 0.25)
        assert opened.osc.rejected == 1


async def test_who_has_just_moved_a_value_is_not_told_it_meanwhile() -> None:
    async with oscquery() as opened, aiohttp.ClientSession() as client, client.ws_connect(opened.url) as hand:
        await command(hand, "LISTEN", FADER)
        await heard(hand)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as fader:
            for number in range(1, 11):
                fader.sendto(message(FADER, number / 10), opened.osc.address)
                await until(lambda count=number: len(opened.controls) == count)
                opened.show(FADER, number / 10)
                await asyncio.sleep(0.04)
        assert await heard(hand) == (FADER, 1.0)
        with pytest.raises(TimeoutError):
            await hand.receive(timeout=0.1)


@pytest.mark.parametrize(
    "text",
    ["", "nul", "[]", "{}", '{"COMMAND":"LISTEN"}', '{"COMMAND":"LISTEN","DATA":3}', '{"COMMAND":[],"DATA":"/"}',
     '{"COMMAND":"LISTEN","DATA":"/nothing"}', '{"COMMAND":"LISTEN","DATA":"/soundscape/theme_next"}',
     '{"COMMAND":"LISTEN","DATA":"/soundscape"}', '{"COMMAND":"DANCE","DATA":"/soundscape/theme"}', "[" * 4000],
)  # fmt: skip
async def test_junk_over_the_websocket_changes_nothing_and_is_counted(text: str) -> None:
    async with oscquery() as opened, aiohttp.ClientSession() as client, client.ws_connect(opened.url) as ear:
        await ear.send_str(text)
        await command(ear, "LISTEN", FADER)
        assert (await heard(ear))[0] == FADER
        assert opened.query.rejected == 1


async def test_a_flood_over_the_websocket_is_cut_and_counted() -> None:
    async with oscquery() as opened, aiohttp.ClientSession() as client, client.ws_connect(opened.url) as hand:
        for _ in range(3000):
            await hand.send_str("{}")
            await hand.send_bytes(message(FADER, 0.5))
        await until(lambda: len(opened.controls) + opened.query.rejected >= 6000, 10)
        assert len(opened.controls) < 3000


async def test_there_is_room_for_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SOCKETS", 1)
    async with oscquery() as opened, aiohttp.ClientSession() as client, client.ws_connect(opened.url):
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await client.ws_connect(opened.url)
        assert error.value.status == 503


@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}])
async def test_another_sites_page_is_refused(header: dict[str, str]) -> None:
    async with oscquery() as opened, aiohttp.ClientSession() as client:
        async with client.get(opened.url, headers=header) as answer:
            assert answer.status in {400, 403}
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await client.ws_connect(opened.url, headers=header)


async def test_half_a_request_does_not_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("soundscape_live.host.callers.IDLE_AFTER", 0.2)
    monkeypatch.setattr(module, "SWEEP_SECONDS", 0.1)
    async with oscquery() as opened:
        reader, writer = await asyncio.open_connection(HERE, opened.query.address[1])
        writer.write(b"GET / HT")
        assert await asyncio.wait_for(reader.read(), 5) == b""
        writer.close()


async def test_a_taken_port_is_said_once_and_the_show_goes_on(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN_SECONDS", 0.05)
    async with oscquery() as first:
        second = module.OscQuery((HERE, first.query.address[1]), first.query._reach, lambda: first.status)
        running = asyncio.create_task(second.run())
        await until(lambda: caplog.records)
        await asyncio.sleep(0.2)
        assert second._runner is None
        assert [record.getMessage().startswith("OSCQuery cannot listen on") for record in caplog.records] == [True]
    await until(lambda: second._runner is not None)
    running.cancel()
    await asyncio.wait([running])


async def test_other_bindings_are_another_tree_and_clients_are_told() -> None:
    own = (
        Binding("*", "/1/fader1", ParameterTarget(Parameter.LIGHT)),
        Binding("*", "/1/fader1/z", ActTarget(Act.RELEASE)),
        Binding("*", "/1/*", ActTarget(Act.RELEASE)),
        Binding("midi:*", "cc/1", ActTarget(Act.RELEASE)),
        Binding("*", "/1/push1", ActTarget(Act.THEME, "ember")),
    )
    async with oscquery() as opened, aiohttp.ClientSession() as client, client.ws_connect(opened.url) as ear:
        await command(ear, "LISTEN", FADER)
        await heard(ear)
        await opened.query.show((*own, Binding("*", "/soundscape/theme", ActTarget(Act.THEME))))
        said = await ear.receive(timeout=3)
        assert json.loads(said.data) == {"COMMAND": "PATH_CHANGED", "DATA": "/"}
        page = await ask(opened, "/1")
        assert page["CONTENTS"].keys() == {"fader1", "push1"}
        assert page["CONTENTS"]["push1"]["DESCRIPTION"] == "theme ember"
        opened.show("/1/fader1", 0.5)
        await command(ear, "LISTEN", "/1/fader1")
        assert await heard(ear) == ("/1/fader1", 0.5)
        opened.change(params=())
        opened.show(FADER, 0.1)
        with pytest.raises(TimeoutError):
            await ear.receive(timeout=0.15)


async def test_a_motion_is_read_about_0_and_a_lora_at_its_place() -> None:
    async with oscquery() as opened:
        opened.change(
            params=(ParamStatus("zoom", 0.25, Holder.HAND),), loras=(LoraStatus("ink", 0.75, 1.5, Holder.HAND),)
        )
        await opened.query.show((*BUILTIN, *loras((LoraRule("ink"), LoraRule("gold")))))
        assert (await ask(opened, "/soundscape/motion/zoom"))["VALUE"] == [-0.5]
        assert (await ask(opened, "/soundscape/motion/zoom"))["RANGE"] == [{"MIN": -1.0, "MAX": 1.0}]
        assert "VALUE" not in await ask(opened, "/soundscape/motion/rotate")
        ink = await ask(opened, "/soundscape/lora/ink")
        assert (ink["VALUE"], ink["TYPE"], ink["DESCRIPTION"]) == ([0.75], "f", "LoRA ink")
        assert "VALUE" not in await ask(opened, "/soundscape/lora/gold")


@pytest.mark.parametrize("target", [ActTarget(Act.PROMPT_WEIGHT, 0), ActTarget(Act.MORPH, "a", upper="b")])
def test_what_follows_a_control_takes_a_number_whatever_it_is_bound_to(target: ActTarget) -> None:
    argument = methods((Binding("*", "/mine", target),))["/mine"].argument
    assert (argument.type, argument.low, argument.high) == ("f", 0.0, 1.0)


def test_every_act_that_takes_a_value_has_its_type() -> None:
    assert {act for act in Act if act not in ARGUMENTS} == {
        Act.CACHE_RESET, Act.PROMPT_NEXT, Act.PROMPT_PREVIOUS, Act.TRANSITION, Act.THEME_NEXT, Act.THEME_PREVIOUS,
        Act.SCENE_NEXT, Act.SCENE_PREVIOUS, Act.SCENE_RELEASE, Act.CUE_NEXT, Act.CUE_PREVIOUS, Act.PAGE_NEXT,
        Act.PAGE_PREVIOUS, Act.RELEASE, Act.LORA_RELEASE, Act.TAP_TEMPO, Act.TEMPO_DOUBLE, Act.TEMPO_HALVE,
        Act.TEMPO_RESYNC, Act.TEMPO_RESYNC_ONE, Act.TEMPO_RELEASE,
    }  # fmt: skip


def test_the_status_names_are_its_own() -> None:
    assert len({method.address for method in STATUS_METHODS}) == len(STATUS_METHODS)
