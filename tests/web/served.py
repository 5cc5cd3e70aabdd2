"""A page with a status of its own behind it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from soundscape_live.model import (
    BANDS,
    MAIN,
    Control,
    Counters,
    DelayKind,
    Features,
    GeneratorStatus,
    Holder,
    Level,
    Notice,
    ParamStatus,
    PeerState,
    Prompt,
    Status,
)
from soundscape_live.web import Page, Pictures, Shown

OFFER = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"

FEATURES = Features(
    at=1.0, rms_db=-20.0, peak=0.4, energy=0.61, bands=tuple(0.1 * n for n in range(len(BANDS))), centroid_hz=900.0,
    brightness=0.4, flatness=0.1, texture=0.2, flux=0.1, onset=0.0, rise=0.5, silence=False, clipping=False,
)  # fmt: skip


SEVERAL = (
    GeneratorStatus("main", "main", PeerState.LIVE, "", 120, 29.9, 0.058, DelayKind.SEEN, shown=False),
    GeneratorStatus("spare", "main", PeerState.PAUSED, "", 99, 12.0, 1.42, DelayKind.ESTIMATED, standby=True),
    GeneratorStatus("floor", "floor", PeerState.LOST, "nothing answers"),
)


@dataclass(frozen=True)
class Served:
    """A page that is open."""

    url: str
    page: Page


def status() -> Status:
    return Status(
        at=1.0, state="live", features=FEATURES, audio="demo music", audio_present=True, bpm=124.0, confidence=0.8,
        beat_index=7, bar_position=3, phase=0.25, tempo_source="audio", theme="ember", themes=("ember", "aurora"),
        prompts=(Prompt("glowing <b>ember</b> forest", 0.75), Prompt("violet fog", 0.25)),
        params=(ParamStatus("noise_scale", 0.5123, Holder.SOUND), ParamStatus("light", 1.0, Holder.THEME)),
        peer=PeerState.LIVE, peer_detail="", frames=120, fps=29.9,
        notices=(Notice(0.5, Level.INFO, "generator: live"),),
        counters=Counters(beats=8),
    )  # fmt: skip


def pictures(generator: str = "") -> Pictures:
    """One screen, which one generator draws for."""
    return Pictures(
        address=lambda name: generator if name == MAIN else "",
        shown=lambda _, screen: None if screen else Shown(MAIN, 1.0),
    )


@asynccontextmanager
async def page(
    controls: list[Control],
    host: str = "127.0.0.1",
    generator: str = "",
    token: str | None = None,
    shows: Pictures | None = None,
    says: Callable[[], Status] = status,
) -> AsyncIterator[Served]:
    served = Page((host, 0), token, shows or pictures(generator), says, controls.append)
    await served.open()
    task = asyncio.create_task(served.run())
    try:
        yield Served(f"http://127.0.0.1:{served.port}", served)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], object], seconds: float = 3.0) -> None:
    """Wait until something is true."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)
