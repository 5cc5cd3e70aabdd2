"""The generator's HTTP side: what answers there, an offer, and taking leave.

Rules: every request has a deadline, every answer a bound, redirects are not followed; whatever is not as it should
be raises NoAnswer with a sentence for the operator. Runs on the event loop; never blocks it.
"""

import json
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self, cast

import aiohttp
import yarl
from aiortc import RTCSessionDescription

from soundscape_live.host.ice import loopback_of
from soundscape_live.wire.ours import DIALECT

HEALTH_SECONDS = 2.0
OFFER_SECONDS = 5.0
LEAVE_SECONDS = 1.0
MAX_ANSWER = 262_144
"Bytes of an answer; ours have a few thousand."
MAX_SCHEMAS = 4_194_304
"Bytes of Scope's description of its pipelines, which tells every parameter of each."
MAX_SDP = 65_536
MAX_MEDIA = 4
MAX_CANDIDATES = 64


class NoAnswer(Exception):  # noqa: N818  (a state of affairs, not a fault of ours)
    """The generator did not answer as one that we can play, with what was found."""


class Dialect(Enum):
    """What a server speaks."""

    OURS = DIALECT
    SCOPE = "Scope's"


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe found."""

    dialect: Dialect
    version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The generator's side of a session."""

    description: RTCSessionDescription
    session: str


class Signalling:
    """Speaks to one generator's HTTP address; an asynchronous context."""

    def __init__(self, url: str, token: str | None, http: aiohttp.ClientSession | None = None) -> None:
        """Take `http://host:port` and the token that the generator asks for; ValueError if that is no address."""
        base = yarl.URL(url)
        if base.scheme not in {"http", "https"} or not base.host:
            raise ValueError(f"a generator's address is like http://127.0.0.1:12190, not {url!r}")
        self._base = base
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = http

    @property
    def url(self) -> str:
        """The address."""
        return str(self._base).rstrip("/")

    @property
    def loopback(self) -> tuple[str, ...]:
        """The loopback addresses on which the generator is reached; none if it is elsewhere."""
        return loopback_of(self._base.host or "")

    async def __aenter__(self) -> Self:
        # A connection that is kept alive would outlive the server that it led to.
        connector = aiohttp.TCPConnector(limit=8, force_close=True)
        self._http = aiohttp.ClientSession(connector=connector, headers=self._headers)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    def at(self, url: str) -> Self:
        """Return the same for another address, within this one's context; ValueError if that is none."""
        return type(self)(url, None, self._http)

    async def probe(self) -> Found:
        """Return what is spoken there; NoAnswer, with what was found, if that is no dialect that we know."""
        health = await self._request("GET", "health", HEALTH_SECONDS)
        dialects = health.get("dialects")
        if "status" not in health:
            raise NoAnswer(f"what answers at {self._base} is not a generator")
        version = _short(health.get("version", "no version"))
        if isinstance(dialects, list) and DIALECT in dialects:
            return Found(Dialect.OURS, version)
        if "server_start_time" in health and await self._lists_pipelines():
            return Found(Dialect.SCOPE, version)
        raise self.stranger(version)

    def stranger(self, version: str) -> NoAnswer:
        """Return the sentence about a server that we cannot play."""
        return NoAnswer(f"the generator at {self._base} does not speak {DIALECT} (version: {version})")

    async def _lists_pipelines(self) -> bool:
        try:
            answer = await self._request("GET", "api/v1/pipelines/schemas", HEALTH_SECONDS, most=MAX_SCHEMAS)
        except NoAnswer:
            return False
        return isinstance(answer.get("pipelines"), dict)

    async def offer(self, description: RTCSessionDescription) -> Answer:
        """Offer a session and return the answer, of which only the form is checked; NoAnswer if it has not that."""
        body = {"sdp": description.sdp, "type": description.type}
        answer = await self._request("POST", "api/v1/webrtc/offer", OFFER_SECONDS, body)
        sdp, kind, session = answer.get("sdp"), answer.get("type"), answer.get("sessionId")
        if not isinstance(sdp, str) or kind != "answer" or not isinstance(session, str) or not _fair(sdp):
            raise NoAnswer(f"the generator at {self._base} answered our offer with something else")
        return Answer(RTCSessionDescription(sdp, "answer"), session)

    async def leave(self, session: str) -> None:
        """Tell the generator that the session is over, if it still hears; NoAnswer if not."""
        await self._request("DELETE", f"api/v1/webrtc/offer/{session}", LEAVE_SECONDS)

    async def _request(
        self, method: str, path: str, seconds: float, body: dict[str, str] | None = None, most: int = MAX_ANSWER
    ) -> dict[str, object]:
        if self._http is None:
            raise RuntimeError("Signalling is used inside its context")
        try:
            async with self._http.request(
                method,
                self._base / path,
                json=body,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                status, text = response.status, await _text(response, most)
        except TimeoutError:
            raise NoAnswer(f"no answer from {self._base} within {seconds:g} s") from None
        except aiohttp.ClientConnectorCertificateError:
            raise NoAnswer(f"the certificate of {self._base} is not trusted here") from None
        except aiohttp.ClientSSLError:
            raise NoAnswer(
                f"what answers at {self._base} does not speak TLS (is the address one of http://?)"
            ) from None
        except aiohttp.ClientConnectorError as error:
            raise NoAnswer(f"nothing answers at {self._base} ({_cause(error)})") from None
        except (aiohttp.ClientError, OSError):
            found = "" if self._base.scheme == "https" else " (if it speaks TLS, the address is one of https://)"
            raise NoAnswer(f"what answers at {self._base} is not a generator{found}") from None
        return self._fields(status, text)

    def _fields(self, status: int, text: str) -> dict[str, object]:
        if status == 204:
            return {}
        if status in {401, 403}:
            raise NoAnswer(f"the generator at {self._base} refuses our token")
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise NoAnswer(f"what answers at {self._base} is not a generator") from None
        if not isinstance(value, dict):
            raise NoAnswer(f"what answers at {self._base} is not a generator")
        fields = cast("dict[str, object]", value)
        if status != 200:
            reason = _short(fields.get("detail", "no reason given"))
            raise NoAnswer(f"{self._base} answers with HTTP {status}: {reason}")
        return fields


async def _text(response: aiohttp.ClientResponse, most: int) -> str:
    """Return an answer's body, or its beginning where it is too long to be meant for us."""
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > most:
            break
    return bytes(body[:most]).decode("utf-8", "replace")


def _cause(error: aiohttp.ClientConnectorError) -> str:
    """Return the system's own words for why there is no connection."""
    return _short(error.os_error.strerror or "the name is not known").lower()


def _fair(sdp: str) -> bool:
    """Return whether aiortc can be trusted with a description: a large one stalls its parser for long."""
    few = sdp.count("\nm=") <= MAX_MEDIA and sdp.count("\na=candidate") <= MAX_CANDIDATES
    return few and len(sdp) <= MAX_SDP


def _short(value: object) -> str:
    text = str(value)[:80]
    return "".join(letter if letter.isprintable() else "?" for letter in text)
