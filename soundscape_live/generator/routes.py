"""The HTTP side of Scope's protocol.

Rules: each handler reads, checks, asks the Server and answers; nothing is kept here but when the server started.
"""

import asyncio
import datetime as dt

from aiohttp import web

from soundscape_live import __version__
from soundscape_live.generator.engines import ENGINES
from soundscape_live.generator.finish import finish_of
from soundscape_live.generator.guard import MAX_BODY, Guard, read_body, refusal
from soundscape_live.generator.offer import OfferError, clean_candidate, clean_offer
from soundscape_live.generator.recording import NoFileError
from soundscape_live.generator.schema import pipeline_schema
from soundscape_live.generator.server import FullError, Server
from soundscape_live.generator.settings import MAX_SIDE, MIN_SIDE
from soundscape_live.generator.source import FixedError
from soundscape_live.generator.vocabulary import VOCABULARIES, engine_of, recognised
from soundscape_live.host.callers import Callers
from soundscape_live.host.clock import now
from soundscape_live.wire.fields import MAX_PROMPT_TEXT, WireError
from soundscape_live.wire.ours import DIALECT


class Routes:
    """Scope's routes, over a Server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._started = dt.datetime.now(dt.UTC).timestamp()  # noqa: TID251  (Scope's clients compare it)
        self._pipeline_id = server.source.pipeline
        self._load_params: dict[str, object] | None = None

    def app(self, guard: Guard, callers: Callers) -> web.Application:
        """Return the application."""
        app = web.Application(client_max_size=MAX_BODY, middlewares=[callers.count, guard.check])
        app.add_routes(
            [
                web.get("/health", self.health),
                web.get("/api/v1/hardware/info", self.hardware),
                web.get("/api/v1/pipelines/schemas", self.schemas),
                web.get("/api/v1/models/status", self.models),
                web.post("/api/v1/pipeline/load", self.load),
                web.get("/api/v1/pipeline/status", self.status),
                web.get("/api/v1/webrtc/ice-servers", self.ice_servers),
                web.post("/api/v1/webrtc/offer", self.offer),
                web.patch("/api/v1/webrtc/offer/{session}", self.trickle),
                web.delete("/api/v1/webrtc/offer/{session}", self.drop),
                web.get("/api/v1/session/parameters", self.parameters),
                web.post("/api/v1/session/parameters", self.change),
                web.get("/api/v1/session/metrics", self.metrics),
                web.get("/api/v1/prompt/concepts", self.concepts),
                web.get("/api/v1/recording", self.recording),
                web.post("/api/v1/recording", self.record),
            ]
        )
        return app

    async def health(self, _request: web.Request) -> web.Response:
        """Say that the server lives, since when, and that it speaks our dialect."""
        stamp = dt.datetime.now(dt.UTC).isoformat()  # noqa: TID251  (a person reads it)
        return web.json_response(
            {
                "status": "healthy",
                "timestamp": stamp,
                "server_start_time": self._started,
                "version": __version__,
                "git_commit": "",
                "dialects": [DIALECT],
            }
        )

    async def hardware(self, _request: web.Request) -> web.Response:
        """Say what the machine offers: no GPU's memory is claimed here, and no other outputs."""
        none = {"available": False, "reason": "not supported", "install_hint": None}
        return web.json_response({"vram_gb": None, "spout": none, "ndi": none, "syphon": none})

    async def schemas(self, _request: web.Request) -> web.Response:
        """List the engines with their parameters."""
        source = self._server.source
        ids = dict.fromkeys([source.pipeline, *ENGINES] if source.state is None else [source.pipeline])
        return web.json_response({"pipelines": {id_: pipeline_schema(id_, self._server.settings) for id_ in ids}})

    async def models(self, _request: web.Request) -> web.Response:
        """Say that nothing need be downloaded."""
        return web.json_response({"downloaded": True, "progress": None})

    async def load(self, request: web.Request) -> web.Response:
        """Accept any pipeline's name: this server draws with the engine that it was started with. Size may change."""
        body = await read_body(request)
        first = body
        pipelines, ids = body.get("pipelines"), body.get("pipeline_ids")
        if isinstance(pipelines, list) and pipelines and isinstance(pipelines[0], dict):
            first = pipelines[0]
            ids = [first.get("pipeline_id")]
        if not isinstance(ids, list) or not ids or not all(isinstance(id_, str) and len(id_) < 100 for id_ in ids):
            return refusal(422, "pipeline_ids is a list of names")
        given = first.get("load_params")
        params: dict[str, object] = given if isinstance(given, dict) else {}
        width, height = params.get("width"), params.get("height")
        if not all(side is None or _is_side(side) for side in (width, height)):
            return refusal(422, f"width and height are even numbers in {MIN_SIDE}..{MAX_SIDE}")
        try:
            self._server.source.load(
                str(ids[0]), *(int(side) if isinstance(side, int) else None for side in (width, height))
            )
        except FixedError as error:
            return refusal(409, str(error))
        self._pipeline_id, self._load_params = str(ids[0]), params
        return web.json_response({"message": "Pipeline loading initiated successfully"})

    async def status(self, _request: web.Request) -> web.Response:
        """Say whether frames come."""
        source = self._server.source
        width, height = source.size
        return web.json_response(
            {
                "status": source.status,
                "pipeline_id": self._pipeline_id,
                "load_params": self._load_params,
                "loaded_lora_adapters": None,
                "error": source.error or None,
                "loading_stage": None,
                "produces_video": True,
                "produces_audio": False,
                "width": width,
                "height": height,
            }
        )

    async def ice_servers(self, _request: web.Request) -> web.Response:
        """List none: the network is a closed one."""
        return web.json_response({"iceServers": []})

    async def offer(self, request: web.Request) -> web.Response:
        """Open a session."""
        body = await read_body(request)
        initial = body.get("initialParameters")
        if body.get("type") != "offer" or not (initial is None or isinstance(initial, dict)):
            return refusal(422, "type is offer, initialParameters an object")
        try:
            id_, answer = await self._server.offer(clean_offer(body.get("sdp")), initial or {})
        except OfferError as error:
            return refusal(400, str(error))
        except WireError as error:
            return refusal(422, str(error))
        except FullError as error:
            return refusal(429, str(error))
        told = {"sdp": answer, "type": "answer", "sessionId": id_}
        finish = finish_of(self._server.settings) if self._server.source.state is None else None
        return web.json_response(told if finish is None else {**told, "finish": finish})

    async def trickle(self, request: web.Request) -> web.Response:
        """Take candidates that come after the offer."""
        body = await read_body(request)
        given = body.get("candidates")
        if not isinstance(given, list) or len(given) > 64:
            return refusal(422, "candidates is a list of at most 64")
        try:
            for value in given:
                candidate = clean_candidate(value)
                if candidate is not None:
                    await self._server.candidate(request.match_info["session"], candidate)
        except KeyError:
            return refusal(404, "no such session")
        except OfferError as error:
            return refusal(404, str(error))
        return web.Response(status=204)

    async def drop(self, request: web.Request) -> web.Response:
        """End a session; one that is not there is ended already."""
        await self._server.drop(request.match_info["session"])
        return web.Response(status=204)

    async def parameters(self, _request: web.Request) -> web.Response:
        """Return the state that is drawn."""
        return web.json_response({"parameters": self._server.playing.state})

    async def change(self, request: web.Request) -> web.Response:
        """Change the state, unless the engine plays."""
        body = await read_body(request)
        try:
            self._server.change(body)
        except WireError as error:
            return refusal(422, str(error))
        except PermissionError as error:
            return refusal(409, str(error))
        return web.json_response({"status": "ok", "parameters": body})

    async def concepts(self, request: web.Request) -> web.Response:
        """Say what the words of `?prompt=` mean to what draws."""
        prompt, engine = request.query.get("prompt", ""), engine_of(self._server.settings)
        if self._server.source.state is not None or engine not in VOCABULARIES:
            return refusal(404, "what draws here has no list of words")
        if len(prompt) > MAX_PROMPT_TEXT:
            return refusal(422, f"a prompt has at most {MAX_PROMPT_TEXT} characters")
        found = await asyncio.to_thread(recognised, engine, prompt)
        concepts = [{"said": one.said, "concept": one.concept, "group": one.group} for one in found]
        return web.json_response({"engine": engine, "concepts": concepts})

    async def recording(self, _request: web.Request) -> web.Response:
        """Say whether the picture is being recorded, and where to."""
        return web.json_response(self._server.recording.state)

    async def record(self, request: web.Request) -> web.Response:
        """Start or stop recording; where to was said when the generator was started."""
        match (await read_body(request)).get("recording"):
            case True:
                try:
                    self._server.recording.start()
                except NoFileError as error:
                    return refusal(409, str(error))
            case False:
                await self._server.recording.stop()
            case _:
                return refusal(422, "recording is true or false")
        return web.json_response(self._server.recording.state)

    async def metrics(self, _request: web.Request) -> web.Response:
        """Count frames."""
        fps = round(self._server.source.count.fps, 2)
        sessions = {
            id_: {
                "frames_in": 0,
                "frames_out": session.track.frames if session.track else 0,
                "elapsed_seconds": round(now() - session.begun, 3),
                "fps_in": 0.0,
                "fps_out": fps,
                "pipeline_fps": fps,
                "codec": session.codec,
                "messages_dropped": session.dropped,
            }
            for id_, session in self._server.sessions.items()
        }
        return web.json_response(
            {
                "sessions": sessions,
                "gpu": None,
                "messages_rejected": self._server.rejected,
                "encoders": self._server.source.encoding,
                "publishing": self._server.publishing.state if self._server.publishing else None,
                "bit_rates": self._server.source.bit_rates,
            }
        )


def _is_side(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return MIN_SIDE <= value <= MAX_SIDE and value % 2 == 0
