"""OSCQuery as read by clients that we did not write: python-oscquery, oscquery for Node, and a browser."""

import asyncio
import json
import shutil
import socket
import subprocess
from pathlib import Path

import aiohttp
import pytest
from pythonoscquery.osc_query_client import OSCQueryClient
from pythonoscquery.shared.osc_access import OSCAccess
from zeroconf import ServiceInfo

from soundscape_live.mapping.builtin import BUILTIN
from soundscape_live.web.methods import methods
from tests.rig import browser as chromium
from tests.rig import network
from tests.web.queried import HERE, Queried, oscquery
from tests.web.served import until

FADER = "/soundscape/param/noise_scale"
NODE_PACKAGE = "oscquery@1.1.1"
READ_WITH_NODE = """
const { OSCQueryDiscovery } = require("oscquery");
new OSCQueryDiscovery().queryNewService(process.argv[1], Number(process.argv[2])).then((service) =>
  console.log(JSON.stringify({ host: service.hostInfo, tree: service.nodes.serialize() })));
"""
LISTEN_IN_A_PAGE = """new Promise((resolve, reject) => {
  const heard = [];
  const socket = new WebSocket(`ws://${location.host}/`);
  socket.binaryType = "arraybuffer";
  socket.onerror = reject;
  socket.onopen = () => socket.send(JSON.stringify({ COMMAND: "LISTEN", DATA: "%s" }));
  socket.onmessage = ({ data }) => {
    heard.push(new DataView(data).getFloat32(data.byteLength - 4));
    if (heard.length === 3) resolve(heard);
    if (heard.length === 1) { new DataView(data).setFloat32(data.byteLength - 4, 1.0); socket.send(data); }
  };
})"""


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def python_client(opened: Queried) -> OSCQueryClient:
    return OSCQueryClient(
        ServiceInfo(
            "_oscjson._tcp.local.", "soundscape_live._oscjson._tcp.local.",
            addresses=[socket.inet_aton(HERE)], port=opened.query.address[1],
        )
    )  # fmt: skip


async def test_python_oscquery_reads_host_values_and_folders() -> None:
    async with oscquery() as opened:
        client = python_client(opened)
        info = await asyncio.to_thread(client.get_host_info)
        fader, status, nothing = [
            await asyncio.to_thread(client.query_node, path) for path in (FADER, "/soundscape/status", "/soundscape/no")
        ]
        assert info is not None
        assert (info.name, info.osc_ip, info.osc_port) == ("soundscape_live", *opened.osc.address)
        assert info.extensions["LISTEN"]
    assert fader is not None
    assert (fader.full_path, fader.access, fader.value) == (FADER, OSCAccess.READWRITE_VALUE, [0.5123])
    assert status is not None
    found = {node.full_path: node.value for node in status if not node.is_container}
    assert found["/soundscape/status/theme"] == ["ember"]
    assert found["/soundscape/status/band/low"] == [0.1]
    assert found.keys() == {address for address in methods(BUILTIN) if address.startswith("/soundscape/status/")}
    assert nothing is None


@pytest.fixture(scope="module")
def node_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("npm") is None:
        pytest.skip("Node is not installed (apt-get install nodejs npm)")
    folder = tmp_path_factory.mktemp("node")
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), NODE_PACKAGE]
    done = subprocess.run(install, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != 0:
        pytest.skip(f"npm cannot install {NODE_PACKAGE}: {done.stderr[-200:]}")
    return folder


async def test_oscquery_for_node_reads_the_whole_tree(node_folder: Path) -> None:
    async with oscquery() as opened:
        process = await asyncio.create_subprocess_exec(
            "node", "-e", READ_WITH_NODE, HERE, str(opened.query.address[1]),
            cwd=node_folder, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, _ = await asyncio.wait_for(process.communicate(), 30)
        said = json.loads(out)
        async with aiohttp.ClientSession() as client, client.get(opened.url) as answer:
            ours = await answer.json()
        assert (said["host"]["oscIp"], said["host"]["oscPort"]) == opened.osc.address
    # What the client has understood, written by it again.
    assert said["tree"] == ours
    assert said["host"]["name"] == "soundscape_live"


@pytest.mark.rig
@pytest.mark.skipif(bool(chromium.missing()), reason=chromium.missing() or "-")
async def test_a_browser_reads_the_tree_listens_and_plays() -> None:
    async with oscquery() as opened, chromium.browser() as tab:
        await tab.open(f"{opened.url}{FADER}")
        read = await tab.evaluate("fetch(location.pathname).then((answer) => answer.json())")
        assert read["RANGE"] == [{"MIN": 0, "MAX": 1}]
        assert await tab.evaluate("fetch('/?HOST_INFO').then((answer) => answer.json()).then((info) => info.NAME)")
        listening = asyncio.create_task(tab.evaluate(LISTEN_IN_A_PAGE % FADER))
        await until(lambda: opened.controls, 10)
        assert [(control.source, control.name, control.value) for control in opened.controls] == [
            ("osc:127.0.0.1", FADER, 1.0)
        ]
        await asyncio.sleep(0.3)
        opened.show(FADER, 0.25)
        await asyncio.sleep(0.3)
        opened.show(FADER, 0.75)
        assert await asyncio.wait_for(listening, 10) == [pytest.approx(0.5123), 0.25, 0.75]


@pytest.mark.rig
@pytest.mark.skipif(bool(network.missing()), reason=network.missing() or "-")
def test_python_oscquery_finds_osc_and_oscquery_by_zeroconf_and_sees_them_go() -> None:
    said = json.loads(network.run_within("tests.web.discovered"))
    osc_port, query_port = said["ports"]
    addresses = [network.NEAR, network.FAR]
    assert said["osc"] == [addresses, osc_port]
    assert said["query"] == [addresses, query_port]
    assert said["osc_port"] == osc_port
    assert said["fader"] == [FADER, [0.5123]]
    assert said["name"].startswith("soundscape_live ")
    assert said["gone"]
