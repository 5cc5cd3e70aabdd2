"""Pictures -> packets of H.264 or VP8, once for all viewers, in a thread of its own.

Rules: one encoder for each codec that somebody watches, none for the others. It takes the newest picture when it is
ready for one; what it could not take in time is never encoded. Keyframes come when asked for, at most one in KEY_GAP;
while no picture comes, the last one is encoded again every STILL_AFTER, so that whoever joins sees it, and no receiver
gives the stream up.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import Interpolation

from soundscape_live.generator import nvenc
from soundscape_live.generator.nvenc import Nvenc
from soundscape_live.generator.pace import Pace
from soundscape_live.generator.picture import Picture as Pixels
from soundscape_live.generator.renderer import Picture
from soundscape_live.host.clock import now

KEY_GAP = 0.5
"Seconds between two keyframes that viewers ask for."
STILL_AFTER = 0.5
"Seconds without a picture after which the last one is encoded again."
REOPENS_AFTER = 1.0
"Seconds between two attempts to open an encoder that fails."
LONGEST_BURST = 0.25
"Seconds of the bit rate that one keyframe may take, at most; at 16 frames a second and more it is four frames."
CLOCK = 90_000
"RTP's clock for video, ticks a second."
TIME_BASE = Fraction(1, CLOCK)

X264 = {"preset": "superfast", "tune": "zerolatency", "sc_threshold": "0", "forced-idr": "1"}

log = logging.getLogger(__name__)


class Codec(StrEnum):
    """What a viewer can ask for."""

    H264 = "H264"
    VP8 = "VP8"


@dataclass(frozen=True, slots=True)
class Encoded:
    """One encoded frame."""

    packet: "av.Packet[av.VideoStream]"
    keyframe: bool


def bit_rate(width: int, height: int) -> int:
    """Return bits a second: 4 Mbit/s at 576x320, more slowly than the area above it, 1.5 to 12 Mbit/s."""
    share = width * height / (576 * 320)
    return int(min(12e6, max(1.5e6, 4e6 * share**0.7)))


def open_codec(
    codec: Codec, width: int, height: int, fps: float, share: float = 1.0, *, card: dict[str, str] | None = None
) -> av.VideoCodecContext:
    """Return an encoder that delays nothing and makes `share` of the full bit rate; of H.264 on the graphics `card`.

    `card`: the options of NVENC; None: x264 encodes. Of H.264 the bit rate may be set while it runs; of VP8 it may not.
    ValueError or av.FFmpegError: it cannot be opened.
    """
    rate = round(bit_rate(width, height) * (share if codec is Codec.VP8 else 1.0))
    name = "libvpx" if codec is Codec.VP8 else nvenc.NAME if card is not None else "libx264"
    context = av.CodecContext.create(name, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height = width, height
    context.pix_fmt = "yuv420p"
    context.bit_rate = rate
    context.framerate = Fraction(fps).limit_denominator(1000)
    context.time_base = TIME_BASE
    context.gop_size = 3000
    context.thread_count = 1
    buffer = int(rate * min(LONGEST_BURST, 4 / fps))
    if codec is Codec.H264:
        context.profile = "Baseline"
        context.options = {**(X264 if card is None else card), "maxrate": str(rate), "bufsize": str(buffer)}
    else:
        context.qmin, context.qmax = 4, 56
        context.options = {
            "deadline": "realtime",
            "cpu-used": "-8",  # fixed; 8 would seek its speed, and measured half as slow again
            "lag-in-frames": "0",
            "auto-alt-ref": "0",
            "minrate": str(rate),
            "maxrate": str(rate),
            "bufsize": str(buffer),
        }
    return context


class Encoder:
    """One codec's encoder and its thread. Every method may be called from any thread; none blocks but join."""

    def __init__(self, codec: Codec, fps: float, deliver: Callable[[Encoded], None], card: Nvenc | None = None) -> None:
        """Take what is called, on the encoder's thread, with each encoded frame, and whether a card encodes."""
        self.codec = codec
        self._pace = Pace(fps)
        self._share = self._opened_share = 1.0
        self._deliver = deliver
        self._card = card if codec is Codec.H264 else None
        self._context: av.VideoCodecContext | None = None
        self._wake = threading.Condition()
        self._newest: Picture | None = None
        self._ended = False
        self._key_wanted = True
        self._key_at = float("-inf")
        self._pts = -1
        self._origin = now()
        self._frame: av.VideoFrame | None = None
        self._last: av.VideoFrame | None = None
        "What was encoded last."
        self._thread = threading.Thread(target=self._run, name=f"encoder-{codec.value}", daemon=True)
        self._thread.start()

    def offer(self, picture: Picture) -> None:
        """Take the newest picture; one that still waits is dropped."""
        with self._wake:
            self._newest = picture
            self._wake.notify()

    def want_keyframe(self) -> None:
        """Make one of the next pictures a keyframe."""
        with self._wake:
            self._key_wanted = True

    def carry(self, share: float) -> None:
        """Make so much of the full bit rate, 0..1, from the next picture on."""
        self._share = share

    @property
    def rate(self) -> int:
        """Bits a second that it is to make; 0 before the first picture."""
        context = self._context
        return 0 if context is None else round(bit_rate(context.width, context.height) * self._share)

    def close(self) -> None:
        """End the thread when the frame in work is done."""
        with self._wake:
            self._ended = True
            self._wake.notify()

    def join(self) -> None:
        """Wait until the thread has ended."""
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wait()
                picture, self._newest = self._newest, None
                if self._ended:
                    return
                key = self._key_wanted and now() - self._key_at >= KEY_GAP
            try:
                self._take(picture, key=key)
            except (av.FFmpegError, ValueError):
                log.exception("the %s encoder failed and is opened again", self.codec.value)
                self._context = None
                with self._wake:
                    self._wake.wait_for(lambda: self._ended, REOPENS_AFTER)

    def _wait(self) -> None:
        """Wait for a picture, or until the last one is to be encoded again."""
        while not self._wake.wait_for(lambda: self._ended or self._newest is not None, STILL_AFTER):
            if self._last is not None:
                return

    def _take(self, picture: Picture | None, *, key: bool) -> None:
        """Encode a picture, or the last one again if there is none."""
        if picture is not None:
            frame = self._converted(picture)
            if frame is not None:
                self._last = frame
                self._pace.picture(picture.shown.at)
                self._encode(frame, picture.shown.at, key=key)
        elif self._last is not None:
            self._encode(self._last, now(), key=key)

    def _encode(self, frame: av.VideoFrame, at: float, *, key: bool) -> None:
        context, fresh = self._opened(frame.width, frame.height)
        self._pts = max(self._pts + 1, round((at - self._origin) * CLOCK))
        frame.pts, frame.time_base = self._pts, TIME_BASE
        frame.pict_type = PictureType.I if key or fresh else PictureType.NONE
        for packet in context.encode(frame):
            packet.time_base = TIME_BASE
            if packet.is_keyframe:
                with self._wake:
                    self._key_wanted = False
                    self._key_at = now()
            self._deliver(Encoded(packet, packet.is_keyframe))

    def _opened(self, width: int, height: int) -> tuple[av.VideoCodecContext, bool]:
        """Return an encoder for this size and for the rates of now, and whether it is a new one."""
        context, share, at = self._context, self._share, now()
        moved = self.codec is Codec.VP8 and share != self._opened_share
        fresh = context is None or (context.width, context.height) != (width, height) or moved or self._pace.off(at)
        if context is None or fresh:
            context = self._context = self._open(width, height, self._pace.opened(at), share)
            self._opened_share = share
        if self.codec is Codec.H264:
            context.bit_rate = round(bit_rate(width, height) * share / self._pace.excess)
        return context, fresh

    def _open(self, width: int, height: int, fps: float, share: float) -> av.VideoCodecContext:
        """Open an encoder, on the card if that works."""
        if self._card is not None and self._card.opens():
            try:
                context = open_codec(self.codec, width, height, fps, share, card=self._card.options)
                context.open()
            except (av.FFmpegError, ValueError) as error:
                self._card.fail(str(error))
            else:
                return context
        return open_codec(self.codec, width, height, fps, share)

    def _converted(self, picture: Picture) -> av.VideoFrame | None:
        """Copy the picture out of the shared memory; None if it has been overwritten meanwhile."""
        if self._frame is None or (self._frame.width, self._frame.height) != (picture.width, picture.height):
            self._frame = av.VideoFrame(picture.width, picture.height, "rgb24")
        frame = self._frame
        plane = frame.planes[0]
        target = np.frombuffer(plane, np.uint8).reshape(picture.height, plane.line_size)  # type: ignore[call-overload]  # a plane is a buffer

        def take(pixels: Pixels) -> None:
            target[:, : picture.width * 3] = pixels.reshape(picture.height, picture.width * 3)

        if not picture.frames.read(picture.shown.frame, take):
            return None
        return frame.reformat(format="yuv420p", interpolation=Interpolation.BILINEAR)
