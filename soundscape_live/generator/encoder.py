"""Pictures -> packets of H.264 or VP8, once for all viewers, in a thread of its own.

Rules: one encoder for each codec that somebody watches, none for the others. It takes the newest picture when it is
ready for one; what it could not take in time is never encoded. Keyframes come when asked for, at most one in KEY_GAP.
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

from soundscape_live.generator.picture import Picture as Pixels
from soundscape_live.generator.renderer import Picture
from soundscape_live.host.clock import now

KEY_GAP = 0.5
"Seconds between two keyframes that viewers ask for."
REOPENS_AFTER = 1.0
"Seconds between two attempts to open an encoder that fails."
CLOCK = 90_000
"RTP's clock for video, ticks a second."
TIME_BASE = Fraction(1, CLOCK)

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


def open_codec(codec: Codec, width: int, height: int, fps: float) -> av.VideoCodecContext:
    """Return an encoder that delays nothing. ValueError or av.FFmpegError: it cannot be opened."""
    rate = bit_rate(width, height)
    context = av.CodecContext.create("libx264" if codec is Codec.H264 else "libvpx", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height = width, height
    context.pix_fmt = "yuv420p"
    context.bit_rate = rate
    context.framerate = Fraction(fps).limit_denominator(1000)
    context.time_base = TIME_BASE
    context.gop_size = 3000
    context.thread_count = 1
    buffer = int(rate / fps * 4)
    if codec is Codec.H264:
        context.profile = "Baseline"
        context.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "sc_threshold": "0",
            "forced-idr": "1",
            "maxrate": str(rate),
            "bufsize": str(buffer),
        }
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

    def __init__(self, codec: Codec, fps: float, deliver: Callable[[Encoded], None]) -> None:
        """Take what is called, on the encoder's thread, with each encoded frame."""
        self.codec = codec
        self._fps = fps
        self._deliver = deliver
        self._context: av.VideoCodecContext | None = None
        self._wake = threading.Condition()
        self._newest: Picture | None = None
        self._ended = False
        self._key_wanted = True
        self._key_at = float("-inf")
        self._pts = -1
        self._origin = now()
        self._frame: av.VideoFrame | None = None
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
                self._wake.wait_for(lambda: self._ended or self._newest is not None)
                picture, self._newest = self._newest, None
                if self._ended or picture is None:
                    return
                at = now()
                key = self._key_wanted and at - self._key_at >= KEY_GAP
            try:
                self._encode(picture, key=key)
            except (av.FFmpegError, ValueError):
                log.exception("the %s encoder failed and is opened again", self.codec.value)
                self._context = None
                with self._wake:
                    self._wake.wait_for(lambda: self._ended, REOPENS_AFTER)

    def _encode(self, picture: Picture, *, key: bool) -> None:
        context = self._context
        if context is None or (context.width, context.height) != (picture.width, picture.height):
            context = self._context = open_codec(self.codec, picture.width, picture.height, self._fps)
            key = True
        frame = self._converted(picture)
        if frame is None:
            return
        self._pts = max(self._pts + 1, round((picture.shown.at - self._origin) * CLOCK))
        frame.pts, frame.time_base = self._pts, TIME_BASE
        frame.pict_type = PictureType.I if key else PictureType.NONE
        for packet in context.encode(frame):
            packet.time_base = TIME_BASE
            if packet.is_keyframe:
                with self._wake:
                    self._key_wanted = False
                    self._key_at = now()
            self._deliver(Encoded(packet, packet.is_keyframe))

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
        return frame.reformat(format="yuv420p")
