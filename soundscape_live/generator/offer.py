"""Offers are checked and cleaned before aiortc sees them, and answers are read. Pure.

Rules: what is refused is refused with one sentence (OfferError). mDNS candidates are dropped, so that nothing is ever
asked by multicast: the browser's first packet says its address. Addresses that no viewer has are dropped too. The end
of candidates is dropped, so that a connection whose candidates all went may still come about.
"""

import ipaddress
import re
from dataclasses import dataclass

MAX_SDP = 65_536
MAX_MEDIA = 4
MAX_CANDIDATES = 64
_LINE = re.compile(r"[a-z]=[^\x00-\x1f\x7f]*")
_MEDIA = re.compile(r"m=(audio|video|application) \d{1,5} [A-Z/]+( [\w.-]+)+")
_NEEDED = ("a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:", "a=setup:")


class OfferError(ValueError):
    """An offer, or a candidate, that is refused, with the reason."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate's line without its beginning `candidate:`, and which medium it is for."""

    line: str
    mid: str | None
    index: int | None


def clean_offer(sdp: object) -> str:
    """Return the offer as aiortc may see it. OfferError says what is wrong with it."""
    if not isinstance(sdp, str):
        raise OfferError("sdp is a text")
    if len(sdp) > MAX_SDP:
        raise OfferError(f"an offer has at most {MAX_SDP} characters, this one {len(sdp)}")
    lines = sdp.replace("\r\n", "\n").rstrip("\n").split("\n")
    if lines[0] != "v=0":
        raise OfferError("an offer begins with v=0")
    for line in lines:
        if not _LINE.fullmatch(line):
            raise OfferError(f"not a line of an offer: {line[:40]!r}")
    _check_media(lines)
    if sum(line.startswith("a=candidate:") for line in lines) > MAX_CANDIDATES:
        raise OfferError(f"an offer has at most {MAX_CANDIDATES} candidates")
    kept = [line for line in lines if line != "a=end-of-candidates" and not _useless(line)]
    return "\r\n".join(kept) + "\r\n"


def clean_candidate(value: object) -> Candidate | None:
    """Read one candidate that a browser sends after its offer; None if it is of no use. OfferError: it is none."""
    fields = value if isinstance(value, dict) else {}
    line, mid, index = fields.get("candidate"), fields.get("sdpMid"), fields.get("sdpMLineIndex")
    if not isinstance(line, str) or not line.startswith("candidate:") or not _LINE.fullmatch(f"a={line}"):
        raise OfferError("a candidate begins with candidate:")
    if len(line) > 512 or len(line.split()) < 8:
        raise OfferError("not a candidate")
    mid = mid if isinstance(mid, str) else None
    index = index if isinstance(index, int) and not isinstance(index, bool) else None
    if mid is None and index is None:
        raise OfferError("a candidate has sdpMid or sdpMLineIndex")
    return None if _useless(f"a={line}") else Candidate(line.removeprefix("candidate:"), mid, index)


def video_codec(answer: str) -> str | None:
    """Return the codec, `H264` or `VP8`, in which an answer promises to send video; None if it sends none."""
    section = answer.partition("\r\nm=video ")[2].partition("\r\nm=")[0]
    first = section.split(" ")[2:3]
    if not first or "\r\na=inactive" in section:
        return None
    number = first[0].split("\r\n")[0]
    match = re.search(rf"\r\na=rtpmap:{re.escape(number)} (\w+)/", section)
    return match[1] if match else None


def _check_media(lines: list[str]) -> None:
    media = [index for index, line in enumerate(lines) if line.startswith("m=")]
    if not 1 <= len(media) <= MAX_MEDIA:
        raise OfferError(f"an offer has 1 to {MAX_MEDIA} media, this one {len(media)}")
    common = lines[: media[0]]
    mids = [line.removeprefix("a=mid:") for line in lines if line.startswith("a=mid:")]
    bundled = [mid for line in common if line.startswith("a=group:BUNDLE") for mid in line.split()[1:]]
    if len(mids) != len(media) or len(set(mids)) != len(mids) or not set(bundled) <= set(mids):
        raise OfferError("each medium has a mid of its own, and those in the group are among them")
    for begin, end in zip(media, [*media[1:], len(lines)], strict=True):
        section = lines[begin:end]
        if not _MEDIA.fullmatch(section[0]) or ("application" in section[0] and "webrtc-datachannel" not in section[0]):
            raise OfferError(f"not a medium: {section[0][:60]!r}")
        for needed in _NEEDED:
            if not any(line.startswith(needed) for line in (*section, *common)):
                raise OfferError(f"{needed[2:-1]} is missing")


def _useless(line: str) -> bool:
    """Return whether this is a candidate that is not to be tried."""
    if not line.startswith("a=candidate:"):
        return False
    fields = line.split()
    if len(fields) < 8 or fields[2].lower() != "udp":
        return True
    try:
        address = ipaddress.ip_address(fields[4])
    except ValueError:
        return True
    return address.is_multicast or address.is_unspecified or address.is_link_local or not fields[5].isdigit()
