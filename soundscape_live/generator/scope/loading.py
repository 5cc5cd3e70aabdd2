"""Having the wanted pipeline loaded."""

import asyncio
from collections.abc import Callable, Mapping

from soundscape_live.generator.scope.asked import Asked, Loading, UnfitError
from soundscape_live.host.clock import now

POLL_SECONDS = 0.5
LOADS_WITHIN = 900.0
"Seconds: large models come from slow disks."
BEGINS_WITHIN = 5.0
"Seconds after the request until the server says that it loads."


async def have_loaded(asked: Asked, pipeline: str, params: Mapping[str, object], loads: Callable[[str], None]) -> None:
    """Return when the server says that `pipeline` is loaded with `params`; `loads` is told at what stage it is.

    UnfitError: it could not be loaded. NoAnswer: the server fell silent.
    """
    said = await asked.loading()
    if _fits(said, pipeline, params):
        return
    loads("")
    if said.status != "loading" or said.pipeline not in {"", pipeline}:
        await asked.load(pipeline, params)
    begun, loading = now(), said.status == "loading"
    while now() - begun < LOADS_WITHIN:
        said = await asked.loading()
        if _fits(said, pipeline, params):
            return
        if said.status == "error" or (said.status == "not_loaded" and (loading or now() - begun > BEGINS_WITHIN)):
            raise UnfitError(f"the Scope server could not load {pipeline}; its own log says why")
        if said.status == "loaded" and now() - begun > BEGINS_WITHIN:
            raise UnfitError(f"the Scope server was asked for {pipeline} and loaded {said.pipeline or 'another'}")
        loading = loading or said.status == "loading"
        loads(said.stage)
        await asyncio.sleep(POLL_SECONDS)
    raise UnfitError(f"the Scope server did not load {pipeline} within {LOADS_WITHIN:g} s")


def _fits(said: Loading, pipeline: str, params: Mapping[str, object]) -> bool:
    named = said.status == "loaded" and said.pipeline == pipeline
    return named and all(said.params.get(key) == value for key, value in params.items())
