"""Encoded frames -> Matroska files, as they are.

Rules: a file begins with a keyframe and holds one size of picture; another size begins the next file. What is written
stays: a file that is there is never written over, the next free name is taken. A cluster is finished every second and
handed to the system, so that after kill -9 the file plays up to its last seconds.
"""

import io
from pathlib import Path

import av
from av.container import InputContainer

from soundscape_live.generator.encoder import CLOCK, TIME_BASE, Codec, Encoded
from soundscape_live.generator.names import free_name

CLUSTER = 1.0
"Seconds of a cluster: what is lost of a file that is not closed, at most."
STEP = CLOCK // 30
"Ticks between two frames where their own times do not tell: an encoder was begun anew."
OPTIONS = {"cluster_time_limit": str(round(1000 * CLUSTER)), "flush_packets": "1"}


class Film:
    """Writes frames to one file after the other. Blocks: it belongs on a thread of its own.

    Every method but `bytes` may raise OSError: the disk is full, or the file cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self._wanted = path
        self._kind: tuple[Codec, int, int] | None = None
        self._out: av.container.OutputContainer | None = None
        self._stream: av.stream.Stream | None = None
        self._shift, self._last = 0, -1
        self.path: Path | None = None
        "The file that is being written, or was last."

    def write(self, codec: Codec, encoded: Encoded) -> None:
        """Add a frame; those before the first keyframe are passed over."""
        data = bytes(encoded.packet)
        if encoded.keyframe:
            self._suit(codec, data)
        if self._out is None or self._stream is None or self._kind is None or self._kind[0] is not codec:
            return
        packet = av.Packet(data)
        packet.pts = packet.dts = self._time(encoded.packet.pts or 0)
        packet.time_base = TIME_BASE
        packet.is_keyframe = encoded.keyframe
        packet.stream = self._stream
        self._out.mux(packet)

    def close(self) -> None:
        """Finish the file."""
        out, self._out = self._out, None
        if out is not None:
            out.close()

    def _suit(self, codec: Codec, key: bytes) -> None:
        """Begin a file if this keyframe does not fit into the one that is open."""
        probe = _probe(key) if codec is Codec.H264 else None
        width, height = _size(key) if probe is None else _coded(probe)
        if self._kind == (codec, width, height):
            return
        self.close()
        self.path = free_name(self._wanted)
        self._out = av.open(str(self.path), "w", format="matroska", options=OPTIONS)
        if probe is None:
            self._stream = self._out.add_mux_stream("vp8", width=width, height=height)
        else:
            self._stream = self._out.add_stream_from_template(probe.streams.video[0])
        self._stream.time_base = TIME_BASE
        self._kind = codec, width, height
        self._last = -1

    def _time(self, pts: int) -> int:
        """Return the frame's time in its file, which begins with 0 and always goes on."""
        if self._last < 0:
            self._shift = -pts
        elif pts + self._shift <= self._last:
            self._shift = self._last + STEP - pts
        self._last = pts + self._shift
        return self._last


def _probe(key: bytes) -> InputContainer:
    """Return an H.264 keyframe as a file of its own: it knows what Matroska wants to know beforehand."""
    return av.open(io.BytesIO(key), "r", format="h264")


def _coded(probe: InputContainer) -> tuple[int, int]:
    context = probe.streams.video[0].codec_context
    return context.width, context.height


def _size(key: bytes) -> tuple[int, int]:
    """Return a VP8 keyframe's width and height (RFC 6386, section 9.1)."""
    return int.from_bytes(key[6:8], "little") & 0x3FFF, int.from_bytes(key[8:10], "little") & 0x3FFF
