"""A Scope server's HTTP side: whether it lives, what pipelines it has, loading one, and sessions.

Rules: what it says is checked here. `error` is reported by it once and then forgotten, `loaded` may be said of another
pipeline, and an unknown name is loaded without a word; so the name is looked up first and both are watched for.
Runs on the event loop; never blocks it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self, cast

from aiortc import RTCSessionDescription

from soundscape_live.generator.source import EndError
from soundscape_live.host.answer import Answer, read_answer
from soundscape_live.host.asking import Asking, NoAnswer, short
from soundscape_live.host.ice import loopback_of
from soundscape_live.wire.ours import DIALECT
from soundscape_live.wire.scope.schemas import pipelines_of

HEALTH_SECONDS = 2.0
STATUS_SECONDS = 5.0
LOAD_SECONDS = 10.0
OFFER_SECONDS = 20.0
"Without a way to its STUN servers the other gathers for 5 s before it answers, and under load for longer."
LEAVE_SECONDS = 1.0
MAX_SCHEMAS = 8 << 20
"Bytes of all pipelines' schemas."
NAMED = 12
"Pipelines named when the one that was asked for is not there."


class UnfitError(NoAnswer):
    """The server answers, and cannot do what is asked; it need not be asked again soon."""


@dataclass(frozen=True, slots=True)
class Loading:
    """What the server says of its pipeline."""

    status: str
    "`not_loaded`, `loading`, `loaded` or `error`."
    pipeline: str
    params: dict[str, object]
    stage: str


class Asked:
    """Speaks to one Scope server; an asynchronous context."""

    def __init__(self, url: str) -> None:
        """Take its address; ValueError if it is none."""
        self._asking = Asking(url, None, "Scope server", "http://127.0.0.1:8000")

    @property
    def loopback(self) -> tuple[str, ...]:
        """The loopback addresses on which it is reached; none if it is elsewhere."""
        return loopback_of(self._asking.base.host or "")

    async def __aenter__(self) -> Self:
        await self._asking.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._asking.__aexit__(kind, error, trace)

    async def started(self, seconds: float = HEALTH_SECONDS) -> float:
        """Return when it was started, by its own clock; 0: it does not say. EndError: it is a generator of ours."""
        health = await self._asking.request("GET", "health", seconds)
        dialects = health.get("dialects")
        if isinstance(dialects, list) and DIALECT in dialects:
            raise EndError(f"{self._asking.base} speaks {DIALECT}: the engine can be given that address itself")
        if "status" not in health:
            raise NoAnswer(self._asking.stranger)
        start = health.get("server_start_time")
        return float(start) if isinstance(start, int | float) else 0.0

    async def schemas(self, pipeline: str) -> dict[str, object]:
        """Return its pipelines' schemas, `pipeline` among them. UnfitError names those there are."""
        answer = await self._asking.request("GET", "api/v1/pipelines/schemas", STATUS_SECONDS, most=MAX_SCHEMAS)
        known = pipelines_of(answer)
        if pipeline not in known:
            names = ", ".join(short(name) for name in known[:NAMED]) or "none"
            raise UnfitError(f"{self._asking.base} has no pipeline {pipeline!r}; it has: {names}")
        return answer

    async def load(self, pipeline: str, params: Mapping[str, object]) -> None:
        """Begin to load a pipeline."""
        body = {"pipeline_ids": [pipeline], "load_params": dict(params)}
        await self._asking.request("POST", "api/v1/pipeline/load", LOAD_SECONDS, body)

    async def loading(self) -> Loading:
        """Return what it says of its pipeline now; an error is said once."""
        answer = await self._asking.request("GET", "api/v1/pipeline/status", STATUS_SECONDS)
        stage = answer.get("loading_stage")
        return Loading(
            status=str(answer.get("status")),
            pipeline=str(answer.get("pipeline_id") or ""),
            params=_object(answer.get("load_params")),
            stage=short(stage) if stage else "",
        )

    async def offer(self, description: RTCSessionDescription, initial: Mapping[str, object]) -> Answer:
        """Offer a session that begins with these parameters; NoAnswer if what comes back is no answer."""
        body = {"sdp": description.sdp, "type": description.type, "initialParameters": dict(initial)}
        answer = read_answer(await self._asking.request("POST", "api/v1/webrtc/offer", OFFER_SECONDS, body))
        if answer is None:
            raise NoAnswer(f"the Scope server at {self._asking.base} answered our offer with something else")
        return answer

    async def leave(self, session: str) -> None:
        """End a session; one that is not there is no fault. NoAnswer: it does not hear."""
        await self._asking.request("DELETE", f"api/v1/webrtc/offer/{session}", LEAVE_SECONDS)


def _object(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
