"""`soundscape-live generator`: the video generator alone."""

import json
from functools import partial
from pathlib import Path

import click

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.cli.model import read_model_options
from soundscape_live.generator.pretend.pipeline import Manner
from soundscape_live.generator.pretend.run import run_pretended
from soundscape_live.generator.run import run_generator
from soundscape_live.generator.scope.bridge import Bridge
from soundscape_live.generator.scope.settings import ScopeSettings, state_file
from soundscape_live.generator.server import Opening
from soundscape_live.generator.settings import GeneratorSettings, default_engine
from soundscape_live.wire.scope import StandIn


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen, media included.")
@click.option("--port", type=click.IntRange(0, 65535), default=12190, show_default=True, help="0 takes a free one.")
@click.option("--size", metavar="WxH", help="The picture's size: 512x288, or what a Scope server makes of it.")
@click.option("--fps", type=float, default=30.0, show_default=True, help="Frames a second, at most.")
@click.option(
    "--engine",
    envvar="SOUNDSCAPE_ENGINE",
    default=default_engine,
    help="tiny, our own model (the default where its file is there), procedural, or pattern: a test card.",
)
@click.option(
    "--model", metavar="PATH|ID", help="Draw with this few-step Stable Diffusion model (needs the extra gpu)."
)
@click.option("--vae", default="tiny", show_default=True, metavar="tiny|full|PATH", help="The model's decoder.")
@click.option(
    "--lora", "loras", multiple=True, metavar="[NAME=]PATH[:SCALE]", help="A LoRA for the model; may be repeated."
)
@click.option("--device", type=click.Choice(["cuda", "cpu"]), default="cuda", show_default=True, help="The model's.")
@click.option("--motion", metavar="ZOOM,ROTATE,X,Y", help="How a model's picture travels in a second: 0.2,5 or so.")
@click.option("--smooth", is_flag=True, help="A model draws half as often; pictures between are made up.")
@click.option("--force", is_flag=True, help="Draw with a large model on a CPU, too.")
@click.option("--stamp", is_flag=True, help="Write numbers into the picture that a probe can read.")
@click.option("--token", envvar="SOUNDSCAPE_TOKEN", default="", help="What other machines must bring.")
@click.option("--allowed-host", "hosts", multiple=True, metavar="NAME", help="A further name of this server.")
@click.option(
    "--record", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Record the picture, as *.mkv."
)
@click.option("--record-asked", is_flag=True, help="Record only when POST /api/v1/recording says so.")
@click.option("--whip", default="", metavar="URL", help="Publish the picture to this media server by WHIP.")
@click.option("--whip-token", envvar="SOUNDSCAPE_WHIP_TOKEN", default="", help="What the media server asks for.")
@click.option("--parent-pipe", is_flag=True, help="End when standard input ends.")
@click.option("--pretend-scope", is_flag=True, help="Pretend to be a Daydream Scope server, to rehearse without a GPU.")
@click.option(
    "--chunk-seconds",
    type=click.FloatRange(0.01, 60.0),
    default=0.75,
    show_default=True,
    help="How long a pretended call takes.",
)
@click.option("--chunk-frames", type=click.IntRange(1, 120), help="Frames of a pretended call; the pipeline's own.")
@click.option("--scope", metavar="URL", help="Draw nothing: play this Daydream Scope server and pass its picture on.")
@click.option("--pipeline", default="longlive", show_default=True, help="What the Scope server is to draw with.")
@click.option(
    "--stand-in",
    type=click.Choice(["none", "attention-bias", "resets", "bypass"]),
    default="none",
    show_default=True,
    help="What drives where Scope takes no noise_scale.",
)
@click.option(
    "--load-param", "load_params", metavar="KEY=VALUE", multiple=True, help="What else it loads the pipeline with."
)
@click.option("--state", type=click.Path(path_type=Path, dir_okay=False), help="Where the Scope session's id is kept.")
def generator(
    host: str,
    port: int,
    size: str | None,
    fps: float,
    engine: str,
    model: str | None,
    vae: str,
    loras: tuple[str, ...],
    device: str,
    motion: str | None,
    smooth: bool,
    force: bool,
    stamp: bool,
    token: str,
    hosts: tuple[str, ...],
    record: Path | None,
    record_asked: bool,
    whip: str,
    whip_token: str,
    parent_pipe: bool,
    pretend_scope: bool,
    chunk_seconds: float,
    chunk_frames: int | None,
    scope: str | None,
    pipeline: str,
    stand_in: str,
    load_params: tuple[str, ...],
    state: Path | None,
) -> None:
    """Run the video generator: it speaks Daydream Scope's protocol, and ours to a soundscape_live engine."""
    width, _, height = (size or "512x288").partition("x")
    if not (width.isdigit() and height.isdigit()):
        leave(Exit.USAGE, f"--size: expected WxH in pixels, such as 512x288; found {size!r}")
    try:
        settings = GeneratorSettings(
            host=host,
            port=port,
            width=int(width),
            height=int(height),
            fps=fps,
            engine=engine,
            model=read_model_options(model, vae, loras, device, motion, smooth=smooth, force=force) if model else None,
            stamp=stamp,
            token=token,
            allowed_hosts=hosts,
            record=record,
            record_asked=record_asked,
            whip=whip,
            whip_token=whip_token,
            parent_pipe=parent_pipe,
        )
    except ValueError as error:
        leave(Exit.USAGE, str(error))
    if scope is not None:
        failed = run_generator(
            settings, _bridge(scope, pipeline, stand_in, load_params, state, settings if size else None)
        )
    elif pretend_scope:
        failed = run_pretended(settings, Manner(chunk=chunk_seconds), chunk_frames)
    else:
        failed = run_generator(settings)
    if failed:
        raise click.exceptions.Exit(Exit.DEVICE)


def _bridge(
    url: str,
    pipeline: str,
    stand_in: str,
    load_params: tuple[str, ...],
    state: Path | None,
    sized: GeneratorSettings | None,
) -> Opening:
    """Return what opens a bridge to the Scope server at `url`."""
    try:
        settings = ScopeSettings(
            url=url,
            pipeline=pipeline,
            stand_in=StandIn(stand_in.replace("-", "_")),
            size=(sized.width, sized.height) if sized else None,
            params=tuple(_load_param(text) for text in load_params),
            state=state or state_file(url),
        )
    except ValueError as error:
        leave(Exit.USAGE, f"--scope: {error}")
    return partial(Bridge, settings)


def _load_param(text: str) -> tuple[str, object]:
    """Read `KEY=VALUE`; a value that is no JSON is a text."""
    key, sign, value = text.partition("=")
    if not (key and sign):
        leave(Exit.USAGE, f"--load-param: expected KEY=VALUE, such as vae_type=lightvae; found {text!r:.80}")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
