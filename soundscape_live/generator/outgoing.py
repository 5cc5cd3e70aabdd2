"""What comes back from those who receive our video: their wish for a whole picture, and what they lost on the way.

aiortc's sender tells its own encoder alone, which is not in use; here it tells us.
"""

from collections.abc import Callable

from aiortc import RTCRtpSender
from aiortc.rtp import AnyRtcpPacket, RtcpRrPacket, RtcpSrPacket

KEYFRAME = "_send_keyframe"
"What aiortc's sender calls when a receiver asks for a whole picture (PLI, FIR)."
REPORTS = "_handle_rtcp_packet"
"What aiortc's transport calls with each RTCP packet for a sender."


def listen(sender: RTCRtpSender, want_keyframe: Callable[[], None], lost: Callable[[float], None]) -> None:
    """Have the sender call these on the event loop; `lost` gets the share, 0..1, since the receiver's last report."""
    handle = getattr(sender, REPORTS)

    async def heard(packet: AnyRtcpPacket) -> None:
        await handle(packet)
        if isinstance(packet, RtcpRrPacket | RtcpSrPacket):
            for report in packet.reports:
                if report.ssrc == sender._ssrc:  # noqa: SLF001  (no public way)
                    lost(report.fraction_lost / 256)  # RFC 3550, section 6.4.1: a fixed point number of 8 bits

    setattr(sender, KEYFRAME, want_keyframe)
    setattr(sender, REPORTS, heard)
