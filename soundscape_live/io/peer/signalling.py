"""The generator's HTTP side: what answers there, an offer, and taking leave.

Rules: every request has a deadline, every answer a bound, redirects are not followed; whatever is not as it should
be raises NoAnswer with a sentence for the operator. Runs on the event loop; never blocks it.
"""

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


class Signalling:
    """Speaks to one generator's HTTP address; an asynchronous context."""

    def __init__(self, url: str, token: str | None) -> None:
        """Take `http://host:port` and the token that the generator asks for; ValueError if that is no address."""
        self._asking = Asking(url, token, "generator", "http://127.0.0.1:12190")

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

    async def probe(self) -> None:
        """Return if a generator that speaks our dialect answers, else raise NoAnswer with what was found."""
        health = await self._asking.request("GET", "health", HEALTH_SECONDS)
        dialects = health.get("dialects")
        if "status" not in health:
            raise NoAnswer(self._asking.stranger)
        if not isinstance(dialects, list) or DIALECT not in dialects:
            found = short(health.get("version", "no version"))
            raise NoAnswer(f"the generator at {self._asking.base} does not speak {DIALECT} (version: {found})")

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
