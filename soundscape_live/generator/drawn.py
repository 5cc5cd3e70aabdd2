"""Pictures that we draw: the renderer's process and an encoder for each codec that is watched.

Rules: lives on the event loop. A finished frame goes to the encoders at once, then its answers go out. An encoder
lives as long as somebody watches its codec.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable

from soundscape_live.generator.encoder import Codec, Encoded, Encoder
from soundscape_live.generator.link import Told, lines_of
from soundscape_live.generator.losses import Losses
from soundscape_live.generator.nvenc import Nvenc
from soundscape_live.generator.playing import Playing
from soundscape_live.generator.renderer import Picture, RendererProcess
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.generator.source import Audience
from soundscape_live.host.clock import now
from soundscape_live.wire.messages import WireFrames, WireSnapshot

STILL_AFTER = 1.0
"Seconds without a frame after which the rate is none."


log = logging.getLogger(__name__)


class Rate:
    """Frames a second, over the last ones."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=90)

    def frame(self, at: float) -> None:
        """Count a frame."""
        self._times.append(at)

    def at(self, at: float) -> float:
        """Return the rate in hertz; 0 when none have come of late."""
        times = self._times
        if len(times) < 2 or at - times[-1] > STILL_AFTER:
            return 0.0
        return (len(times) - 1) / max(1e-3, times[-1] - times[0])


class Drawn:
    """The renderer and the encoders."""

    def __init__(
        self, renderer: RendererProcess, settings: GeneratorSettings, playing: Playing, audience: Audience
    ) -> None:
        self.ready = asyncio.Event()
        self._settings = settings
        self._playing = playing
        self._audience = audience
        self._renderer = renderer
        self._encoders: dict[Codec, Encoder] = {}
        self._card = Nvenc(device=settings.device)
        self._losses: dict[Codec, Losses] = {}
        self._picture: Picture | None = None
        self._rate = Rate()
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Keep a renderer running until cancelled; then neither it nor an encoder is left."""
        asking = asyncio.create_task(asyncio.to_thread(self._card.opens))
        try:
            await self._renderer.run(self._shown, lambda at: lines_of(self._playing.again(at)))
        finally:
            await asyncio.wait([asking])
            encoders = list(self._encoders.values())
            self.watched(set())
            for encoder in encoders:
                await asyncio.to_thread(encoder.join)

    def tell(self, told: Iterable[Told]) -> None:
        """Tell the renderer; of states alone, only the newest waits for one that does not read."""
        told = tuple(told)
        if told:
            alone = len(told) == 1 and isinstance(told[0], WireSnapshot)
            self._renderer.tell(lines_of(told), state=alone)

    def watched(self, codecs: set[Codec]) -> None:
        """Have an encoder for each codec that is watched, and no other."""
        for codec in codecs - set(self._encoders):
            self._losses[codec] = Losses(now())
            delivery = _Delivery(self._loop, self._audience, codec)
            self._encoders[codec] = Encoder(codec, self._settings.fps, delivery, self._card)
            if self._picture is not None:
                self._encoders[codec].offer(self._picture)
        for codec in set(self._encoders) - codecs:
            self._encoders.pop(codec).close()

    def want_keyframe(self, codec: Codec) -> None:
        """Make one of the next frames a keyframe."""
        if codec in self._encoders:
            self._encoders[codec].want_keyframe()

    def reported(self, codec: Codec, viewer: str, lost: float) -> None:
        """Lower the codec's bit rate when networks lose packets, and raise it again."""
        losses = self._losses.get(codec)
        if losses is None or codec not in self._encoders:
            return
        losses.report(viewer, lost, now())
        if losses.step(now()):
            self._encoders[codec].carry(losses.share)
            log.info("%s at %.0f %% of its bit rate", codec.value, 100 * losses.share)

    def rest(self, *, resting: bool) -> None:
        """End the renderer's process, and all that it holds of a card, or have it again. The last picture stays."""
        self._renderer.rest(resting=resting)

    def load(self, pipeline: str, width: int | None, height: int | None) -> None:  # noqa: ARG002  (ours goes by any name)
        """Draw at another size from now on, with the engine that there is, by whatever name it is called."""
        self._renderer.resize(width or self._renderer.width, height or self._renderer.height)

    @property
    def pipeline(self) -> str:
        """The model's name, or the engine's."""
        return self._settings.draws

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture, in pixels."""
        return self._renderer.width, self._renderer.height

    @property
    def codecs(self) -> tuple[Codec, ...]:
        """Every codec: there is an encoder for each."""
        return tuple(Codec)

    @property
    def encoding(self) -> list[str]:
        """The codecs that are being encoded."""
        return [codec.value for codec in self._encoders]

    @property
    def bit_rates(self) -> dict[str, int]:
        """Codec -> bits a second that are being made."""
        return {codec.value: encoder.rate for codec, encoder in self._encoders.items()}

    @property
    def status(self) -> str:
        """`loaded` when frames come, `loading`, `not_loaded` while it rests, or `error`."""
        if self._renderer.resting:
            return "not_loaded"
        return "loaded" if self._renderer.running else "error" if self._renderer.error else "loading"

    @property
    def error(self) -> str:
        """Why the renderer is not running."""
        return self._renderer.error

    @property
    def state(self) -> None:
        """We draw ourselves."""
        return

    @property
    def count(self) -> WireFrames:
        """Frames since the start, the rate, how often the renderer was started again."""
        return WireFrames(self._renderer.last_frame, self._rate.at(now()), self._renderer.restarts)

    def _shown(self, picture: Picture) -> None:
        self._picture = picture
        self.ready.set()
        for encoder in self._encoders.values():
            encoder.offer(picture)
        self._rate.frame(now())
        for answer in self._playing.shown(picture.shown):
            self._audience.reply(answer)


class _Delivery:
    """Takes an encoder's frames from its thread to the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, audience: Audience, codec: Codec) -> None:
        self._loop, self._audience, self._codec = loop, audience, codec

    def __call__(self, encoded: Encoded) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._audience.spread, self._codec, encoded)
