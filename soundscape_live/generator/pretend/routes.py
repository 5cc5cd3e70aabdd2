"""The HTTP side of the pretended server: Scope's routes in Scope's manner, and two that only a pretended one has.

Rules: each handler reads, checks, asks the Server and answers. `POST /pretend/misbehave` and `GET /pretend/log` are
answered even while everything else hangs.
"""

import datetime as dt

from aiohttp import web

from soundscape_live.generator.guard import MAX_BODY, Guard, Handler, read_body, refusal
from soundscape_live.generator.offer import OfferError, clean_candidate, clean_offer
from soundscape_live.generator.pretend.checks import RefusedError
from soundscape_live.generator.pretend.server import NotLoadedError, Server
from soundscape_live.generator.pretend.session import Session
from soundscape_live.generator.pretend.stock import schemas
from soundscape_live.host.callers import Callers
from soundscape_live.host.clock import now
from soundscape_live.wire.fields import WireError, check_number

VERSION = "0.2.4-pretended"


class Routes:
    """Scope's routes, over a Server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._started = dt.datetime.now(dt.UTC).timestamp()  # noqa: TID251  (Scope's clients compare it)

    def app(self, guard: Guard, callers: Callers) -> web.Application:
        """Return the application."""
        app = web.Application(client_max_size=MAX_BODY, middlewares=[callers.count, guard.check, self.hang])
        app.add_routes(
            [
                web.get("/health", self.health),
                web.get("/api/v1/pipelines/schemas", self.schemas),
                web.post("/api/v1/pipeline/load", self.load),
                web.get("/api/v1/pipeline/status", self.status),
                web.get("/api/v1/webrtc/ice-servers", self.ice_servers),
                web.post("/api/v1/webrtc/offer", self.offer),
                web.patch("/api/v1/webrtc/offer/{session}", self.trickle),
                web.delete("/api/v1/webrtc/offer/{session}", self.drop),
                web.get("/api/v1/session/parameters", self.parameters),
                web.post("/api/v1/session/parameters", self.change),
                web.get("/api/v1/session/metrics", self.metrics),
                web.get("/api/v1/logs/tail", self.logs),
                web.post("/pretend/misbehave", self.misbehave),
                web.get("/pretend/log", self.log),
            ]
        )
        return app

    @web.middleware
    async def hang(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer nothing while the server is to hang."""
        if not request.path.startswith("/pretend/"):
            await self._server.answering.wait()
        return await handler(request)

    async def health(self, _request: web.Request) -> web.Response:
        """Say that the server lives, and since when."""
        stamp = dt.datetime.now(dt.UTC).isoformat()  # noqa: TID251  (a person reads it)
        fields = {"server_start_time": self._started, "version": VERSION, "git_commit": ""}
        return web.json_response({"status": "healthy", "timestamp": stamp, **fields})

    async def schemas(self, _request: web.Request) -> web.Response:
        """List the pipelines with their parameters."""
        return web.json_response(schemas())

    async def load(self, request: web.Request) -> web.Response:
        """Begin to load a pipeline, whatever its name."""
        body = await read_body(request)
        pipelines, ids = body.get("pipelines"), body.get("pipeline_ids")
        first = body
        if isinstance(pipelines, list) and pipelines and isinstance(pipelines[0], dict):
            first = pipelines[0]
            ids = [first.get("pipeline_id")]
        if not isinstance(ids, list) or not ids or not isinstance(ids[0], str):
            return refusal(422, "pipeline_ids is a list of names")
        params = first.get("load_params")
        self._server.load(ids[0], params if isinstance(params, dict) else None)
        return web.json_response({"message": "Pipeline loading initiated successfully"})

    async def status(self, _request: web.Request) -> web.Response:
        """Say what is loaded; an error is said once."""
        return web.json_response(self._server.stock.status(now()))

    async def ice_servers(self, _request: web.Request) -> web.Response:
        """List none: it is rehearsed on a closed network."""
        return web.json_response({"iceServers": []})

    async def offer(self, request: web.Request) -> web.Response:
        """Open a session."""
        body = await read_body(request)
        initial = body.get("initialParameters")
        if body.get("type") != "offer" or not (initial is None or isinstance(initial, dict)):
            return refusal(422, "type is offer, initialParameters an object")
        try:
            id_, answer = await self._server.offer(clean_offer(body.get("sdp")), initial or {})
        except NotLoadedError:
            return refusal(400, "Pipeline not loaded. Please load pipeline first.")
        except RefusedError as error:
            return refusal(422, str(error))
        except OfferError as error:
            return refusal(500, str(error))
        return web.json_response({"sdp": answer, "type": "answer", "sessionId": id_})

    async def trickle(self, request: web.Request) -> web.Response:
        """Take candidates that come after the offer; an empty one is an error."""
        body = await read_body(request)
        given = body.get("candidates")
        session = self._server.sessions.get(request.match_info["session"])
        if session is None or not isinstance(given, list):
            return refusal(404, "no such session")
        try:
            for value in given:
                candidate = clean_candidate(value)
                if candidate is not None:
                    await session.candidate(candidate)
        except OfferError as error:
            return refusal(404, str(error))
        return web.Response(status=204)

    async def drop(self, request: web.Request) -> web.Response:
        """End a session; one that is not there is ended already."""
        await self._server.drop(request.match_info["session"])
        return web.Response(status=204)

    async def parameters(self, _request: web.Request) -> web.Response:
        """Return what the first session was sent, applied or not."""
        session = next(iter(self._server.sessions.values()), None)
        return web.json_response({"parameters": session.parameters if session else {}})

    async def change(self, request: web.Request) -> web.Response:
        """Change the parameters of all sessions."""
        try:
            given = self._server.change(await read_body(request))
        except RefusedError as error:
            return refusal(422, str(error))
        return web.json_response({"status": "ok", "parameters": given})

    async def metrics(self, _request: web.Request) -> web.Response:
        """Count the frames of the first session."""
        first = list(self._server.sessions.items())[:1]
        return web.json_response({"sessions": {id_: _counts(session) for id_, session in first}, "gpu": None})

    async def logs(self, _request: web.Request) -> web.Response:
        """Return the last lines of the log."""
        return web.json_response({"lines": list(self._server.journal.lines)})

    async def misbehave(self, request: web.Request) -> web.Response:
        """Change manners: silent, frozen, hang (true or false); fail; chunk, loading (seconds)."""
        body = await read_body(request)
        server = self._server
        server.silent, server.frozen = bool(body.get("silent")), bool(body.get("frozen"))
        if body.get("hang"):
            server.answering.clear()
        else:
            server.answering.set()
        if body.get("fail"):
            server.fail()
        try:
            if "chunk" in body:
                server.stock.slow(check_number("chunk", body["chunk"], 0.01, 60.0))
            if "loading" in body:
                server.stock.loading = check_number("loading", body["loading"], 0.0, 600.0)
        except WireError as error:
            return refusal(422, str(error))
        return web.Response(status=204)

    async def log(self, _request: web.Request) -> web.Response:
        """Return what was applied and made, with the clock's times."""
        return web.json_response(self._server.journal.report(now()))


def _counts(session: Session) -> dict[str, object]:
    elapsed = now() - session.begun
    frames = session.track.frames if session.track else 0
    return {
        "frames_in": session.frames_in,
        "frames_out": frames,
        "elapsed_seconds": round(elapsed, 3),
        "fps_in": round(session.frames_in / max(1e-3, elapsed), 2),
        "fps_out": round(frames / max(1e-3, elapsed), 2),
        "pipeline_fps": round(session.track.fps, 2) if session.track and session.track.frames else 30.0,
    }
