"""`soundscape-live generator`: the video generator alone."""

from pathlib import Path

import click

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.cli.model import read_model_options, read_renderer
from soundscape_live.generator.ahead import run_drawn
from soundscape_live.generator.engines import check_engine
from soundscape_live.generator.picture import Refusal
from soundscape_live.generator.settings import GeneratorSettings, Precision, default_engine


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
@click.option("--device", default="cuda", show_default=True, metavar="cuda[:N]|cpu", help="The model's device.")
@click.option(
    "--renderer",
    "renderers",
    multiple=True,
    metavar="NAME[=DEVICE]",
    help="A renderer of its own, at /NAME; once for each GPU. [main]",
)
@click.option(
    "--rest-after",
    type=click.FloatRange(0.0, 86_400.0),
    metavar="SECONDS",
    help="Free a renderer's memory when nobody has been there for so long. [never]",
)
@click.option(
    "--precision",
    type=click.Choice([each.value for each in Precision]),
    default=Precision.AUTO.value,
    show_default=True,
    help="The numbers that a model computes with on a CUDA device.",
)
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
@click.option(
    "--log",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Note what is drawn, so that redraw can draw it again.",
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Serve nothing: draw how it answers noise_scale, reset and transition, as *.png, or *.mkv or *.mp4.",
)
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
    precision: str,
    renderers: tuple[str, ...],
    rest_after: float | None,
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
    log: Path | None,
    sheet: Path | None,
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
            model=read_model_options(model, vae, loras, device, motion, precision, smooth=smooth, force=force)
            if model
            else None,
            renderers=tuple(read_renderer(text) for text in renderers),
            rest_after=rest_after,
            stamp=stamp,
            token=token,
            allowed_hosts=hosts,
            record=record,
            record_asked=record_asked,
            whip=whip,
            whip_token=whip_token,
            log=log,
            parent_pipe=parent_pipe,
        )
    except ValueError as error:
        leave(Exit.USAGE, str(error))
    _check(settings, another=scope is not None or pretend_scope)
    if sheet is None and scope is None and not pretend_scope:
        failed = run_drawn(settings)
    else:
        # Only here: what is drawn begins before so much is imported.
        from soundscape_live.cli import sources  # noqa: PLC0415

        if sheet is not None:
            sources.make(settings, sheet)
            return
        if scope is not None:
            sized = (settings.width, settings.height) if size else None
            failed = sources.pass_on(settings, scope, pipeline, stand_in, load_params, state, sized)
        else:
            failed = sources.pretend(settings, chunk_seconds, chunk_frames)
    if failed:
        raise click.exceptions.Exit(Exit.DEVICE)


def _check(settings: GeneratorSettings, *, another: bool) -> None:
    """Leave where something is asked for that cannot be had, of `another` who draws most of all."""
    try:
        check_engine(settings.engine)
    except Refusal as refusal:
        leave(Exit.USAGE, str(refusal))
    if settings.renderers and another:
        leave(Exit.USAGE, "--renderer: a Scope server is played by one alone; start a generator for each")
    if settings.log is not None and another:
        leave(Exit.USAGE, "--log: what a Scope server draws is not known here")
    for one in settings.each():
        if one.log is not None and not one.log.absolute().parent.is_dir():
            leave(Exit.FILE, f"--log: there is no folder {one.log.parent}")
