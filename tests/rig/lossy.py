"""A bad path between an engine and a generator, on loopback: datagrams are lost, late and out of order, both ways.

The HTTP side is passed on whole, with the candidates of offer and answer made to lead through two sockets here. What
becomes of a datagram is drawn from a seeded generator of chance. While the path is cut nothing passes at all.
"""

import asyncio
import random
import re
from dataclasses import dataclass
from typing import Self

import aiohttp
from aiohttp import web

CANDIDATE = re.compile(r"^(a=candidate:\S+ \d+ udp \d+) (\S+) (\d+)", re.MULTILINE | re.IGNORECASE)
HERE = "127.0.0.1"
Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Manner:
    """How bad the path is."""

    loss: float = 0.0
    "Share of the datagrams that never arrive."
    jitter: float = 0.0
    "Seconds; each datagram is late by up to this, evenly, and so overtakes others."
    seed: int = 1


class Lossy:
    """The path to the generator at `target`; its own address is `url`. An asynchronous context."""

    def __init__(self, target: str, manner: Manner) -> None:
        self._target = target
        self.manner = manner
        self._chance = random.Random(manner.seed)
        self._open = asyncio.Event()
        self._open.set()
        self._runner = web.ServerRunner(web.Server(self._pass))
        self._http: aiohttp.ClientSession | None = None
        self._paths: list[_Path] = []
        self.url = ""
        self.passed = 0
        self.lost = 0

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        await self._runner.setup()
        site = web.TCPSite(self._runner, HERE, 0)
        await site.start()
        assert site._server is not None
        self.url = f"http://{HERE}:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._http is not None
        self._open.set()
        for path in self._paths:
            path.close()
        await self._http.close()
        await self._runner.cleanup()

    def cut(self) -> None:
        """Let nothing pass any more."""
        self._open.clear()

    def mend(self) -> None:
        """Let all pass as before."""
        self._open.set()

    def late(self) -> float | None:
        """Return by how many seconds the next datagram is late, or None if it is lost."""
        if not self._open.is_set() or self._chance.random() < self.manner.loss:
            self.lost += 1
            return None
        self.passed += 1
        return self._chance.uniform(0.0, self.manner.jitter)

    async def _pass(self, request: web.BaseRequest) -> web.Response:
        await self._open.wait()
        assert self._http is not None
        if request.method == "POST" and request.path.endswith("/webrtc/offer"):
            return await self._offer(request)
        headers = {key: value for key, value in request.headers.items() if key in {"Authorization", "Content-Type"}}
        body = await request.read()
        try:
            async with self._http.request(
                request.method, self._target + request.path, data=body, headers=headers
            ) as answer:
                return web.Response(
                    status=answer.status, body=await answer.read(), content_type=answer.content_type or None
                )
        except aiohttp.ClientError:
            return web.Response(status=502)

    async def _offer(self, request: web.BaseRequest) -> web.Response:
        assert self._http is not None
        body = await request.json()
        path = await _Path.open(self)
        self._paths.append(path)
        path.engine, body["sdp"] = _rewrite(body["sdp"], path.to_generator)
        async with self._http.post(self._target + request.path, json=body) as answer:
            if answer.status != 200:
                return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)
            told = await answer.json()
        path.generator, told["sdp"] = _rewrite(told["sdp"], path.to_engine)
        return web.json_response(told)


class _End(asyncio.DatagramProtocol):
    """A socket of the path; what comes to it goes out at the other."""

    def __init__(self, path: "_Path") -> None:
        self._path = path

    def datagram_received(self, data: bytes, _: Address) -> None:
        self._path.carry(self, data)


class _Path:
    """Two sockets: one in the generator's place, one in the engine's."""

    engine: Address
    generator: Address

    def __init__(self, lossy: Lossy) -> None:
        self._lossy = lossy
        self.engine = self.generator = (HERE, 9)
        self._ends: list[asyncio.DatagramTransport] = []
        self._first: _End | None = None

    @classmethod
    async def open(cls, lossy: Lossy) -> "_Path":
        path = cls(lossy)
        for _ in range(2):
            transport, end = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: _End(path), local_addr=(HERE, 0)
            )
            path._ends.append(transport)
            path._first = path._first or end
        return path

    @property
    def to_engine(self) -> Address:
        """The socket that the engine takes for the generator."""
        return self._ends[0].get_extra_info("sockname")  # type: ignore[no-any-return]

    @property
    def to_generator(self) -> Address:
        """The socket that the generator takes for the engine."""
        return self._ends[1].get_extra_info("sockname")  # type: ignore[no-any-return]

    def carry(self, end: _End, data: bytes) -> None:
        late = self._lossy.late()
        if late is None:
            return
        out, to = (self._ends[1], self.generator) if end is self._first else (self._ends[0], self.engine)
        asyncio.get_running_loop().call_later(late, self._send, out, data, to)

    def close(self) -> None:
        for end in self._ends:
            end.close()

    def _send(self, out: asyncio.DatagramTransport, data: bytes, to: Address) -> None:
        if not out.is_closing():
            out.sendto(data, to)


def _rewrite(sdp: str, instead: Address) -> tuple[Address, str]:
    """Return where a description leads, and the same leading somewhere else."""
    found = CANDIDATE.search(sdp)
    assert found is not None, "a description without candidates"
    host, port = instead
    return (found[2], int(found[3])), CANDIDATE.sub(rf"\1 {host} {port}", sdp)
