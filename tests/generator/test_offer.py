"""Offers as they come, and as aiortc may see them."""

import pytest

from soundscape_live.generator.offer import Candidate, OfferError, clean_candidate, clean_offer, video_codec

HEAD = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", "a=group:BUNDLE 0"]
MEDIUM = [
    "m=video 9 UDP/TLS/RTP/SAVPF 97 98",
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    "a=ice-ufrag:abcd",
    "a=ice-pwd:0123456789012345678901",
    "a=fingerprint:sha-256 AA:BB",
    "a=setup:actpass",
]
REAL = "a=candidate:1 1 udp 2130706431 192.168.1.7 40000 typ host"
MDNS = "a=candidate:2 1 udp 2113937151 c715e46a-eb11-4901-b7f4-37a5c71866c9.local 38591 typ host"


def offer(*more: str, media: int = 1) -> str:
    sections = [line.replace("a=mid:0", f"a=mid:{mid}") for mid in range(media) for line in MEDIUM]
    return "\r\n".join([*HEAD, *sections, *more]) + "\r\n"


def test_a_sound_offer_passes_unchanged() -> None:
    assert clean_offer(offer(REAL)) == offer(REAL)


def test_lines_may_end_as_they_like() -> None:
    assert clean_offer(offer().replace("\r\n", "\n")) == offer()


def test_candidates_that_would_be_asked_by_multicast_or_over_tcp_are_dropped() -> None:
    tcp = "a=candidate:3 1 tcp 1 192.168.1.7 9 typ host tcptype active"
    nowhere = [REAL.replace("192.168.1.7", address) for address in ("169.254.169.254", "224.0.0.1", "0.0.0.0")]
    torn = "a=candidate:4 1 udp 12"
    port = REAL.replace("40000", "x")
    assert clean_offer(offer(MDNS, REAL, tcp, torn, port, *nowhere, "a=end-of-candidates")) == offer(REAL)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (None, "text"),
        ("", "v=0"),
        ("\0\xff" * 1000, "v=0"),
        ("v=0\r\n" + "a=x\r\n" * 20_000, "characters"),
        (offer("no line"), "not a line"),
        (offer("a=nul\0"), "not a line"),
        ("\r\n".join(HEAD), "media"),
        (offer(media=5), "media"),
        (offer().replace("m=video 9", "m=video x"), "not a medium"),
        (offer().replace("m=video", "m=text"), "not a medium"),
        (offer().replace("a=ice-pwd", "a=ice-xxx"), "ice-pwd is missing"),
        (offer(*[REAL] * 65), "candidates"),
        (offer("a=mid:1"), "mid"),
        (offer().replace("BUNDLE 0", "BUNDLE 7"), "mid"),
        (offer().replace("m=video 9 UDP/TLS/RTP/SAVPF 97 98", "m=application 9 DTLS/SCTP 5000"), "not a medium"),
        (offer()[:126], "missing"),
    ],
)
def test_a_malformed_offer_is_refused_with_its_reason(bad: object, reason: str) -> None:
    with pytest.raises(OfferError, match=reason):
        clean_offer(bad)


def test_a_candidate_that_comes_later_is_read() -> None:
    value = {"candidate": REAL[2:], "sdpMid": "0", "sdpMLineIndex": 0}
    assert clean_candidate(value) == Candidate(REAL.removeprefix("a=candidate:"), "0", 0)


def test_a_later_candidate_of_no_use_is_none() -> None:
    assert clean_candidate({"candidate": MDNS[2:], "sdpMid": "0"}) is None


@pytest.mark.parametrize(
    "value",
    [
        3,
        {},
        {"candidate": ""},
        {"candidate": REAL[2:]},
        {"candidate": REAL[2:], "sdpMLineIndex": True},
        {"candidate": "candidate:1 1 udp", "sdpMid": "0"},
        {"candidate": REAL[2:] + " " + "x" * 600, "sdpMid": "0"},
        {"candidate": "candidate:\n", "sdpMid": "0"},
    ],
)
def test_a_malformed_candidate_is_refused(value: object) -> None:
    with pytest.raises(OfferError):
        clean_candidate(value)


def test_the_codec_of_an_answer_is_its_first() -> None:
    answer = offer("a=rtpmap:98 rtx/90000", "a=rtpmap:97 H264/90000", "a=sendonly")
    assert video_codec(answer) == "H264"
    assert video_codec(answer.replace("a=sendonly", "a=inactive")) is None
    assert video_codec(answer.replace("m=video", "m=audio")) is None
    assert video_codec(answer.replace("rtpmap:97", "rtpmap:99")) is None
