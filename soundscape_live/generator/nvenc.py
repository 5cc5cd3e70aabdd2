"""Whether this machine's graphics card encodes H.264: asked by encoding a small picture, once.

Rules: nothing but a picture that came out counts; drivers, libraries and cards say much. A card that fails later is not
asked again.
"""

import logging
import threading
from fractions import Fraction

import av

NAME = "h264_nvenc"
SIDE = 256
"Width and height of the picture that is tried; smaller ones are refused by some cards."
OPTIONS = {
    "preset": "p1",
    "tune": "ull",
    "profile": "baseline",
    "zerolatency": "1",
    "delay": "0",
    "rc": "cbr",
    "forced-idr": "1",
}
"As fast and as prompt as it goes."

log = logging.getLogger(__name__)


class Nvenc:
    """The answer, kept. Every method may be called from any thread; `opens` may block the first time."""

    def __init__(self, name: str = NAME, device: str = "") -> None:
        """Take the encoder's name, and the model's device: `cuda:1` is encoded by the second card."""
        self._name = name
        _, _, number = device.partition(":")
        self.options = {**OPTIONS, "gpu": number} if number else OPTIONS
        self._lock = threading.Lock()
        self._opens: bool | None = None

    def opens(self) -> bool:
        """Return whether it can be used."""
        with self._lock:
            if self._opens is None:
                reason = try_encoder(self._name, self.options)
                self._opens = not reason
                log.info("H.264 is encoded by %s", "the graphics card" if not reason else f"x264 (no NVENC: {reason})")
            return self._opens

    def fail(self, reason: str) -> None:
        """Take note that it could not be used after all."""
        with self._lock:
            if self._opens:
                log.warning("the graphics card encodes no more (%s); x264 does", reason)
            self._opens = False


def try_encoder(name: str, options: dict[str, str] = OPTIONS) -> str:
    """Encode one small picture; return why that cannot be done, or nothing."""
    try:
        context = av.CodecContext.create(name, "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width = context.height = SIDE
        context.pix_fmt = "yuv420p"
        context.time_base = Fraction(1, 30)
        context.options = options if name == NAME else {}
        frame = av.VideoFrame(SIDE, SIDE, "yuv420p")
        frame.pts = 0
        packets = [*context.encode(frame), *context.encode(None)]
    except (av.FFmpegError, ValueError) as error:
        return str(getattr(error, "strerror", None) or error)
    return "" if packets else "nothing came out"
