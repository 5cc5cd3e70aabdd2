"""Keeps the picture published on a media server for ever, so that an audience of any size is served there.

Rules: lives on the event loop. A server that is gone, or silent, is tried again with waits that grow to LONGEST_WAIT;
what it may still hold of ours is ended first. Nobody else notices.
"""

import asyncio
import logging
import random

from soundscape_live.generator.encoder import Codec, Encoded
from soundscape_live.generator.follower import Studio
from soundscape_live.generator.whip import Door, Publication
from soundscape_live.host.asking import NoAnswer
from soundscape_live.host.backoff import Backoff
from soundscape_live.host.clock import now

CONNECTS_WITHIN = 5.0
LONGEST_WAIT = 2.0
"Seconds between two attempts."
WATCH = 0.25
"Seconds between two looks at a publication."
CLOSES_WITHIN = 5.0
FIRST_REPORT = 10.0
"Seconds that a server may take to its first report: RFC 3550, section 6.2, has up to 7.5."
SILENT = 3.0
"Seconds of silence after which one that reports every second is gone."
NAME = "media server"
"As which viewer it counts."

log = logging.getLogger(__name__)


class Silence:
    """Whether a receiver that reports is gone: it is silent for twice as long as it ever was. Pure.

    One that was sent nothing, since no picture is there yet, has nothing to report.
    """

    def __init__(self, at: float) -> None:
        self._packets, self._heard, self._longest = 0, at, FIRST_REPORT / 2
        self._sent = 0

    def gone(self, packets: int, sent: int, at: float) -> bool:
        """Take the count of its packets so far, and of the frames that it was sent."""
        if sent == self._sent:
            self._heard = at
        elif packets != self._packets:
            first = self._packets == 0
            self._longest = at - self._heard if first else max(self._longest, at - self._heard)
            self._packets, self._heard, self._sent = packets, at, sent
        return at - self._heard > max(SILENT, 2.0 * self._longest)


class Publishing:
    """Publishes to one endpoint."""

    def __init__(self, url: str, token: str, studio: Studio, chance: random.Random | None = None) -> None:
        """Take the endpoint and its token; ValueError if it is none."""
        self._door = Door(url, token)
        self._studio = studio
        self._backoff = Backoff(chance or random.Random(), longest=LONGEST_WAIT)  # noqa: S311  (spreads attempts)
        self._publication: Publication | None = None
        self._place = ""
        "What the server may hold of ours."
        self._closing: set[asyncio.Task[None]] = set()
        self._said = ("connecting", "")

    @property
    def active(self) -> bool:
        """Whether frames can be sent."""
        return self._publication is not None and self._publication.track.asked

    @property
    def state(self) -> dict[str, object]:
        """What the operator may know of it, as JSON has it: `connecting`, `live` or `lost`, and why."""
        state, detail = self._said
        return {"url": self._door.name, "state": state, "detail": detail}

    def feed(self, codec: Codec, encoded: Encoded) -> None:
        """Take a frame."""
        publication = self._publication
        if publication is None:
            return
        if codec is publication.codec:
            publication.track.feed(encoded)
        else:
            publication.end(f"the picture comes in {codec.value} now")

    async def run(self) -> None:
        """Publish until cancelled, and take leave then."""
        async with self._door:
            try:
                while True:
                    self._say(*await self._attempt())
                    await asyncio.sleep(self._backoff.next())
            finally:
                await self._leave()
                if self._closing:
                    await asyncio.wait(self._closing, timeout=CLOSES_WITHIN)

    async def _attempt(self) -> tuple[str, str]:
        """Publish as long as it lasts; return the state after it, and why."""
        before = "connecting" if self._said[0] == "connecting" else "lost"
        codec = self._studio.followed
        publication = Publication(codec, lambda: self._studio.want_keyframe(codec), self._lost)
        try:
            await self._leave()
            answer, self._place = await self._door.publish(await publication.describe(self._door.addresses))
            self._publication = publication
            await publication.connect(answer, CONNECTS_WITHIN)
            self._backoff.reset()
            self._say("live", "")
            return "lost", await _watched(publication)
        except NoAnswer as error:
            return before, str(error)
        finally:
            self._publication = None
            self._studio.settle()
            self._close(publication)

    def _lost(self, share: float) -> None:
        if self._publication is not None:
            self._studio.reported(self._publication.codec, NAME, share)

    async def _leave(self) -> None:
        """End what the server may hold of ours; if it cannot be told, it finds out."""
        place, self._place = self._place, ""
        if place:
            try:
                await self._door.leave(place)
            except NoAnswer as error:
                log.debug("%s", error)

    def _say(self, state: str, detail: str) -> None:
        if (state, detail) != self._said:
            self._said = (state, detail)
            log.log(logging.INFO if state == "live" else logging.WARNING, "publishing: %s", detail or state)

    def _close(self, publication: Publication) -> None:
        """Close in the background: a dead server makes closing slow, and the next attempt need not wait for it."""
        closing = asyncio.create_task(_closed(publication))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)


async def _watched(publication: Publication) -> str:
    """Return why a publication that stands is over, when it is."""
    silence = Silence(now())
    while not (await asyncio.wait({publication.ended}, timeout=WATCH))[0]:
        if silence.gone(publication.received, publication.track.frames, now()):
            publication.end("nothing is heard of the media server any more")
    return publication.ended.result()


async def _closed(publication: Publication) -> None:
    try:
        async with asyncio.timeout(CLOSES_WITHIN):
            await publication.close()
    except TimeoutError:
        log.info("a connection to the media server did not close")
