"""What a server says of its pipelines, in an order of its own: a small server that says what it is told to."""

import contextlib
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from soundscape_live.generator.scope.asked import Asked, UnfitError
from soundscape_live.generator.scope.loading import have_loaded
from soundscape_live.generator.source import EndError
from soundscape_live.host.asking import NoAnswer

OURS = {"status": "loaded", "pipeline_id": "longlive", "load_params": {"width": 320, "seed": 1}}
OTHER = {"status": "loaded", "pipeline_id": "krea", "load_params": None}
NONE = {"status": "not_loaded", "pipeline_id": None}
LOADING = {"status": "loading", "pipeline_id": "longlive", "loading_stage": "weights\n"}
ERROR = {"status": "error", "pipeline_id": "longlive"}


class Says:
    """Answers questions about the pipeline one after another, the last for ever."""

    def __init__(self, *statuses: object, health: object = None) -> None:
        self.statuses = list(statuses)
        self.health = health
        self.loads: list[object] = []
        self.stages: list[str] = []

    async def status(self, _request: web.Request) -> web.Response:
        return web.json_response(self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0])

    async def load(self, request: web.Request) -> web.Response:
        self.loads.append(await request.json())
        return web.json_response({"message": "Pipeline loading initiated successfully"})

    async def healthy(self, _request: web.Request) -> web.Response:
        return web.json_response(self.health)

    @contextlib.asynccontextmanager
    async def asked(self) -> AsyncIterator[Asked]:
        app = web.Application()
        app.add_routes(
            [
                web.get("/health", self.healthy),
                web.get("/api/v1/pipeline/status", self.status),
                web.post("/api/v1/pipeline/load", self.load),
            ]
        )
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            async with Asked(f"http://127.0.0.1:{runner.addresses[0][1]}") as asked:
                yield asked
        finally:
            await runner.cleanup()

    async def load_longlive(self, **params: object) -> None:
        async with self.asked() as asked:
            await have_loaded(asked, "longlive", params, self.stages.append)


@pytest.mark.parametrize("params", [{}, {"width": 320}])
async def test_what_is_loaded_already_is_left_as_it_is(params: dict[str, object]) -> None:
    says = Says(OURS)
    await says.load_longlive(**params)
    assert says.loads == says.stages == []


@pytest.mark.parametrize(
    "before", [NONE, OTHER, ERROR, {**OURS, "load_params": {"width": 64}}, {**LOADING, "pipeline_id": "krea"}]
)
async def test_what_is_not_loaded_as_asked_for_is_loaded_once(before: object) -> None:
    says = Says(before, LOADING, OURS)
    await says.load_longlive(width=320)
    assert says.loads == [{"pipeline_ids": ["longlive"], "load_params": {"width": 320}}]
    assert says.stages == ["", "weights?"]


async def test_what_another_has_begun_to_load_is_waited_for() -> None:
    says = Says(LOADING, LOADING, OURS)
    await says.load_longlive()
    assert says.loads == []


@pytest.mark.parametrize("after", [(ERROR, NONE), (LOADING, NONE)])
async def test_an_error_is_heard_though_it_is_said_once_or_to_somebody_else(after: tuple[object, ...]) -> None:
    says = Says(NONE, *after)
    with pytest.raises(UnfitError, match="could not load longlive; its own log says why"):
        await says.load_longlive()


@pytest.mark.parametrize(
    ("health", "started"), [({"status": "healthy", "server_start_time": 17.5}, 17.5), ({"status": "healthy"}, 0.0)]
)
async def test_a_server_says_since_when_it_lives(health: object, started: float) -> None:
    async with Says(NONE, health=health).asked() as asked:
        assert await asked.started() == started


async def test_what_is_no_scope_server_is_told_apart() -> None:
    async with Says(NONE, health={"hello": 1}).asked() as asked:
        with pytest.raises(NoAnswer, match="is not a Scope server"):
            await asked.started()
    async with Says(NONE, health={"status": "healthy", "dialects": ["soundscape/1"]}).asked() as asked:
        with pytest.raises(EndError, match="speaks soundscape/1"):
            await asked.started()
