"""`soundscape-live generator`: the video generator alone."""

import click

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.cli.model import read_model_options
from soundscape_live.generator.run import run_generator
from soundscape_live.generator.settings import GeneratorSettings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen, media included.")
@click.option("--port", type=click.IntRange(0, 65535), default=12190, show_default=True, help="0 takes a free one.")
@click.option("--size", default="512x288", show_default=True, metavar="WxH", help="The picture's size.")
@click.option("--fps", type=float, default=30.0, show_default=True, help="Frames a second, at most.")
@click.option("--engine", default="embedded", show_default=True, help="embedded, or pattern: a test card.")
@click.option(
    "--model", metavar="PATH|ID", help="Draw with this few-step Stable Diffusion model (needs the extra gpu)."
)
@click.option("--vae", default="tiny", show_default=True, metavar="tiny|full|PATH", help="The model's decoder.")
@click.option("--lora", "loras", multiple=True, metavar="PATH[:SCALE]", help="A LoRA for the model; may be repeated.")
@click.option("--device", type=click.Choice(["cuda", "cpu"]), default="cuda", show_default=True, help="The model's.")
@click.option("--motion", metavar="ZOOM,ROTATE,X,Y", help="How a model's picture travels in a second: 0.2,5 or so.")
@click.option("--smooth", is_flag=True, help="A model draws half as often; pictures between are made up.")
@click.option("--force", is_flag=True, help="Draw with a large model on a CPU, too.")
@click.option("--stamp", is_flag=True, help="Write numbers into the picture that a probe can read.")
@click.option("--token", envvar="SOUNDSCAPE_TOKEN", default="", help="What other machines must bring.")
@click.option("--allowed-host", "hosts", multiple=True, metavar="NAME", help="A further name of this server.")
@click.option("--parent-pipe", is_flag=True, help="End when standard input ends.")
def generator(
    host: str,
    port: int,
    size: str,
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
    parent_pipe: bool,
) -> None:
    """Run the video generator: it speaks Daydream Scope's protocol, and ours to a soundscape_live engine."""
    width, _, height = size.partition("x")
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
            parent_pipe=parent_pipe,
        )
    except ValueError as error:
        leave(Exit.USAGE, str(error))
    if run_generator(settings):
        raise click.exceptions.Exit(Exit.DEVICE)
