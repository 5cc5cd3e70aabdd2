"""The generator's HTTP side: what answers there, an offer, and taking leave.

Rules: every request has a deadline, every answer a bound, redirects are not followed; whatever is not as it should
be raises NoAnswer with a sentence for the operator. Runs on the event loop; never blocks it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self

from aiortc import RTCSessionDescription

from soundscape_live.host.answer import Answer, read_answer
from soundscape_live.host.asking import Asking, NoAnswer, short
from soundscape_live.host.ice import loopback_of
from soundscape_live.wire.ours import DIALECT

HEALTH_SECONDS = 2.0
OFFER_SECONDS = 5.0
LEAVE_SECONDS = 1.0
MAX_SCHEMAS = 8 << 20
"Bytes of all of a Scope server's schemas."


class Dialect(Enum):
    """What a server speaks."""

    OURS = DIALECT
    SCOPE = "Scope's"


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe found."""

    dialect: Dialect
    version: str


class Signalling:
    """Speaks to one generator's HTTP address; an asynchronous context."""

    def __init__(self, url: str, token: str | None) -> None:
        """Take `http://host:port` and the token that the generator asks for; ValueError if that is no address."""
        self._asking = Asking(url, token, "generator", "http://127.0.0.1:12190")
        self.model = ""
        "The model that draws there, as the last probe found; empty where none does, or it is not said."

    @property
    def url(self) -> str:
        """The address."""
        return str(self._asking.base).rstrip("/")

    @property
    def loopback(self) -> tuple[str, ...]:
        """The loopback addresses on which the generator is reached; none if it is elsewhere."""
        return loopback_of(self._asking.base.host or "")

    async def __aenter__(self) -> Self:
        await self._asking.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._asking.__aexit__(kind, error, trace)

    def at(self, url: str) -> Self:
        """Return the same for another address, within this one's context; ValueError if that is none."""
        other = type(self)(url, None)
        other._asking = self._asking.at(url)  # noqa: SLF001  (of the same class)
        return other

    async def probe(self) -> Found:
        """Return what is spoken there; NoAnswer, with what was found, if that is no dialect that we know."""
        health = await self._asking.request("GET", "health", HEALTH_SECONDS)
        dialects = health.get("dialects")
        if "status" not in health:
            raise NoAnswer(self._asking.stranger)
        version = short(health.get("version", "no version"))
        if isinstance(dialects, list) and DIALECT in dialects:
            self.model = model_of(health)
            return Found(Dialect.OURS, version)
        if "server_start_time" in health and await self._lists_pipelines():
            return Found(Dialect.SCOPE, version)
        raise self.foreign(version)

    def foreign(self, version: str) -> NoAnswer:
        """Return the sentence about a server that we cannot play."""
        return NoAnswer(f"the generator at {self._asking.base} does not speak {DIALECT} (version: {version})")

    async def offer(self, description: RTCSessionDescription) -> Answer:
        """Offer a session and return the answer, of which only the form is checked; NoAnswer if it has not that."""
        body = {"sdp": description.sdp, "type": description.type}
        answer = read_answer(await self._asking.request("POST", "api/v1/webrtc/offer", OFFER_SECONDS, body))
        if answer is None:
            raise NoAnswer(f"the generator at {self._asking.base} answered our offer with something else")
        return answer

    async def leave(self, session: str) -> None:
        """Tell the generator that the session is over, if it still hears; NoAnswer if not."""
        await self._asking.request("DELETE", f"api/v1/webrtc/offer/{session}", LEAVE_SECONDS)

    async def _lists_pipelines(self) -> bool:
        try:
            answer = await self._asking.request("GET", "api/v1/pipelines/schemas", HEALTH_SECONDS, most=MAX_SCHEMAS)
        except NoAnswer:
            return False
        return isinstance(answer.get("pipelines"), dict)


def model_of(health: Mapping[str, object]) -> str:
    """Return the model by which the one that answers draws, by its health answer; empty if it says none."""
    rows = health.get("renderers")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("name") == health.get("renderer") and row.get("device"):
            return short(row.get("draws", ""))
    return ""
