"""What comes back for a WebRTC offer, from our generator and from Scope alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiortc import RTCSessionDescription

MAX_SDP = 65_536
MAX_MEDIA = 4
MAX_CANDIDATES = 64


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's side of a session."""

    description: RTCSessionDescription
    session: str


def read_answer(fields: Mapping[str, object]) -> Answer | None:
    """Return the answer, of which only the form is checked; None if it has not that."""
    sdp, kind, session = fields.get("sdp"), fields.get("type"), fields.get("sessionId")
    if not isinstance(sdp, str) or kind != "answer" or not isinstance(session, str) or not _fair(sdp):
        return None
    return Answer(RTCSessionDescription(sdp, "answer"), session)


def _fair(sdp: str) -> bool:
    """Return whether aiortc can be trusted with a description: a large one stalls its parser for long."""
    few = sdp.count("\nm=") <= MAX_MEDIA and sdp.count("\na=candidate") <= MAX_CANDIDATES
    return few and len(sdp) <= MAX_SDP
