"""The capture process: lists inputs, or opens one and sends its blocks down the pipe.

`python -m soundscape_live.io.portaudio.capture list | open REQUEST`

Rules: PortAudio's thread copies, stamps and hands over, nothing else; the main thread writes. An input that is not
there is waited for: PortAudio is started afresh, twice a second, and each try is answered, until the input is open. An
input that PortAudio gives up ends the process. Until then standard input holds it: when that ends (the parent closed
it, or died), so does the process.
Nothing but messages goes down the pipe: what libraries print on standard output goes to standard error.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from queue import Empty, SimpleQueue
from types import ModuleType
from typing import Any, BinaryIO

from soundscape_live.host.clock import now
from soundscape_live.io.portaudio.devices import AudioDevice, choose, no_match
from soundscape_live.io.portaudio.messages import (
    HEAD,
    Listed,
    Opened,
    OpenRequest,
    Refused,
    answer_line,
    parse_request,
)

WAITING_BLOCKS = 64
"Blocks that may wait for the pipe; further ones are dropped and counted."

AGAIN_SECONDS = 0.5
"Between two looks for an input that is not there. One takes 4 to 10 ms of the processor."

ALIVE_SECONDS = 0.1
"Without a block for so long it is asked whether PortAudio still runs the stream: a server or a device may be gone."

CLOSING_SECONDS = 0.3
"How long closing a stream may take before the process ends without it."


class Capture:
    """One open stream and the blocks that wait for the pipe.

    Each count has one writer: `handed`, `dropped` and `overflows` PortAudio's thread, `taken` the main thread.
    """

    def __init__(self) -> None:
        self.waiting: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
        self.handed = 0
        self.taken = 0
        self.dropped = 0
        self.overflows = 0

    def hear(self, data: Any, _frames: int, _time: Any, status: Any) -> None:
        """Take one block. Runs on PortAudio's thread; never blocks.

        The stamp is the time of this call. PortAudio's own times are not used: on JACK they are nonsense.
        """
        at = now()
        if status.input_overflow:
            self.overflows += 1
        if self.handed - self.taken >= WAITING_BLOCKS:
            self.dropped += 1
            return
        self.handed += 1
        self.waiting.put((at, bytes(data)))

    def send_all(self, pipe: BinaryIO, stream: Any) -> None:
        """Write blocks as they come, until the stream is over. Runs on the main thread; blocks if the pipe is full."""
        while True:
            try:
                at, samples = self.waiting.get(timeout=ALIVE_SECONDS)
            except Empty:
                if not stream.active:
                    return
                continue
            pipe.write(HEAD.pack(at, len(samples), self.dropped, self.overflows) + samples)
            pipe.flush()
            self.taken += 1


def inputs(sd: ModuleType) -> tuple[AudioDevice, ...]:
    """Return the inputs that PortAudio found when it was loaded."""
    hosts = sd.query_hostapis()
    default = next((host["default_input_device"] for host in hosts if host["default_input_device"] >= 0), -1)
    return tuple(
        AudioDevice(
            index=row["index"],
            name=row["name"],
            host_api=hosts[row["hostapi"]]["name"],
            channels=row["max_input_channels"],
            rate=round(row["default_samplerate"]),
            default=row["index"] == default,
        )
        for row in sd.query_devices()
        if row["max_input_channels"] > 0
    )


def open_stream(sd: ModuleType, request: OpenRequest, capture: Capture) -> tuple[Opened, Any] | Refused:
    """Open and start the input that is meant. Blocks until the host has started it."""
    devices = inputs(sd)
    device = choose(devices, request.wanted, request.before)
    if device is None:
        return Refused(no_match(devices, request.wanted))
    width = max(request.channels, default=min(2, device.channels))
    if width > device.channels:
        has = "1 input channel" if device.channels == 1 else f"{device.channels} input channels"
        return Refused(f"'{device.name}' has {has}; channel {width} was asked for.")
    rate = request.rate or device.rate
    try:
        stream = sd.RawInputStream(
            device=device.index,
            channels=width,
            samplerate=rate,
            blocksize=request.block,
            dtype="float32",
            latency="low",
            callback=capture.hear,
        )
        stream.start()
    except sd.PortAudioError as error:
        return Refused(f"'{device.name}' cannot be opened at {rate} Hz: {error}.")
    return Opened(device.name, device.host_api, rate, width), stream


def load() -> ModuleType | Refused:
    """Load PortAudio, which looks for devices once, now.

    Imported here and not above, because the library may be absent, and only who asks for a device needs it.
    """
    os.environ["JACK_NO_START_SERVER"] = "1"  # a server that nobody asked for would take the sound card
    try:
        import sounddevice as sd  # noqa: PLC0415  # see above
    except OSError as error:
        return Refused(str(error), no_portaudio=True)
    except RuntimeError as error:  # sounddevice's PortAudioError is one; the name cannot be imported here
        return Refused(f"PortAudio cannot start: {error}.")
    module: ModuleType = sd
    return module


def look_again(sd: ModuleType) -> None:
    """Let PortAudio look for devices afresh, the only way it has. It aborts the process if a server died meanwhile."""
    sd._terminate()  # noqa: SLF001  # sounddevice has no public name for it, and documents this one
    sd._initialize()  # noqa: SLF001  # as above


def end_with_parent(streams: Iterable[Any]) -> None:
    """Wait for the end of standard input, close what is open, and end the process. Runs on a thread of its own."""
    sys.stdin.buffer.read()
    last = threading.Timer(CLOSING_SECONDS, os._exit, (0,))
    last.daemon = True
    last.start()
    for stream in streams:
        stream.close()
    os._exit(0)


def main(argv: list[str]) -> int:
    """Answer one request. Blocks until standard input ends, if a stream was opened."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the engine, which then ends this process
    streams: list[Any] = []
    with os.fdopen(os.dup(1), "wb") as pipe:
        os.dup2(2, 1)
        if argv[0] == "open":
            threading.Thread(target=end_with_parent, args=(streams,), daemon=True).start()
        try:
            return _serve(argv, pipe, streams)
        except BrokenPipeError:
            return 0


def _serve(argv: list[str], pipe: BinaryIO, streams: list[Any]) -> int:
    sd = load()
    if isinstance(sd, Refused):
        pipe.write(answer_line(sd))
        return 1
    if argv[0] == "list":
        pipe.write(answer_line(Listed(inputs(sd))))
        return 0
    capture = Capture()
    request = parse_request(argv[1])
    while isinstance(outcome := open_stream(sd, request, capture), Refused):
        pipe.write(answer_line(outcome))
        pipe.flush()
        time.sleep(AGAIN_SECONDS)
        look_again(sd)
    opened, stream = outcome
    streams.append(stream)
    pipe.write(answer_line(opened))
    pipe.flush()
    capture.send_all(pipe, stream)
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    os._exit(status)  # PortAudio's own clean-up aborts the process when a JACK server has died
