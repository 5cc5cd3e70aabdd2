"""Our own pictures served: they begin to be drawn before what serves them is imported.

Rules: both take seconds where a model draws, and neither needs the other; so nothing is imported at first but what a
renderer's process is started with.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import TYPE_CHECKING

from soundscape_live.generator.renderer import RendererProcess
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.host.priority import give_way

if TYPE_CHECKING:
    from soundscape_live.generator.drawn import Drawn
    from soundscape_live.generator.playing import Playing
    from soundscape_live.generator.source import Audience


def run_drawn(settings: GeneratorSettings) -> int:
    """Serve what we draw until told to end; return run_generator's exit code. Blocks."""
    # A snapshot's arrival would interrupt the engine that is just sending it, where both share a core.
    give_way()
    renderers = {one.renderer.name: RendererProcess(one) for one in settings.each()}
    with asyncio.Runner() as runner:
        try:
            runner.run(_together(renderer.begin() for renderer in renderers.values()))
            return _serve(settings, renderers, runner)
        finally:
            runner.run(_together(renderer.end() for renderer in renderers.values()))


def _serve(settings: GeneratorSettings, renderers: dict[str, RendererProcess], runner: asyncio.Runner) -> int:
    # Only here: the renderers read what they draw with meanwhile.
    from soundscape_live.generator.drawn import Drawn  # noqa: PLC0415
    from soundscape_live.generator.run import run_generator  # noqa: PLC0415

    def opening(one: GeneratorSettings, playing: "Playing", audience: "Audience") -> "Drawn":
        return Drawn(renderers[one.renderer.name], one, playing, audience)

    return run_generator(settings, opening, runner)


async def _together(steps: Iterable[Coroutine[None, None, None]]) -> None:
    await asyncio.gather(*steps)
