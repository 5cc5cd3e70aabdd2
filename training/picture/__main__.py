"""Teach the tiny model and write it as it is shipped: `python -m training.picture --out FOLDER`.

Rules: it takes about 21 minutes of a large GPU; with --within less, as its stages are shorter then. With --minutes it
stops in time, and goes on with --resume; so it does after it was killed. FOLDER/model is what is shipped, FOLDER/sheets
shows what it draws.
"""

import math
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import torch

from training.picture import card, export
from training.picture.course import TRIAL, Course, Plan, device
from training.picture.export import Model
from training.picture.lesson import Run, Tell, halved, still
from training.picture.luggage import pack, unpack
from training.picture.memory import begun
from training.picture.playing import encoded, frame, fresh, sheet
from training.picture.rounding import settle
from training.picture.steps import start

FEEDBACK = (0, 2, 8, 24)
"The frames that a sheet shows of each prompt."
NOISE, SECONDS = 0.4, 1.0 / 25.0


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--minutes", type=click.FloatRange(min=0.0), help="Stop after so many, in time to go on later.")
@click.option(
    "--within", type=click.FloatRange(min=0.0), help="Minutes for all of it; stages are shorter if they must."
)
@click.option("--resume", is_flag=True, help="Go on with what FOLDER holds.")
@click.option("--luggage", type=click.Path(path_type=Path, file_okay=False), help="Go on from these pieces of a run, "
              "if there are any, and leave such pieces: for a run that changes machines.")  # fmt: skip
@click.option("--faster", default=1.0, show_default=True, help="Times the seconds of each stage.")
@click.option("--trial", is_flag=True, help="Tiny networks, to see on a CPU that all of it runs.")
@click.option("--on", "name", help="The device, as torch calls it.")
@click.option("--seed", default=0, show_default=True)
def main(  # noqa: PLR0913, PLR0917 - one parameter per option
    out: Path,
    minutes: float | None,
    within: float | None,
    resume: bool,  # noqa: FBT001
    luggage: Path | None,
    faster: float,
    trial: bool,  # noqa: FBT001
    name: str | None,
    seed: int,
) -> None:
    """Run the stages."""
    if not resume and any(out.glob("*.pt")):
        raise click.UsageError(f"{out} holds a run: say --resume to go on with it, or name another folder")
    out.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    until, ends = (math.inf if limit is None else began + 60.0 * limit for limit in (minutes, within))
    with _told(out / "log.txt", began) as tell:
        plan = (TRIAL if trial else Plan()).faster(faster)
        place = device(name)
        machine = torch.cuda.get_device_name(place) if place.type == "cuda" else platform.processor() or "a CPU"
        tell(f"torch {torch.__version__} on {machine}")
        if luggage is not None:
            unpack(luggage, out)
        course = Course(plan, place, seed)
        model = course.teach(Run(out, time.monotonic, until, tell), ends)
        if luggage is not None:
            pack(out, luggage)
        if model is None:
            tell("out of time; go on with --resume")
            return
        prompts = [scene.words[0] for scene in course.renderer.concepts.scenes]
        _show(model, prompts, out / "sheets")
        _ship(model, prompts, out / "model")
        tell("written")
        told = (out / "log.txt").read_text("utf-8").splitlines()
        card.write(out / "model", card.card(model, plan, course.renderer.concepts, told, machine))


@contextmanager
def _told(file: Path, began: float) -> Iterator[Tell]:
    """Give what notes a line, with the seconds since the run began, on the screen and in the log."""
    with file.open("a", encoding="utf-8") as log:

        def tell(line: str) -> None:
            timed = f"{time.monotonic() - began:7.1f} {line}"
            click.echo(timed)
            log.write(timed + "\n")
            log.flush()

        yield tell


@torch.no_grad()
def _show(model: Model, prompts: list[str], folder: Path) -> None:
    """Write a sheet of each prompt's first frames, and of some after."""
    torch.manual_seed(1)
    tokens = encoded(model.text, prompts)
    memory = begun(fresh(model.denoiser, tokens, (288, 512)))
    shown = []
    for number in range(FEEDBACK[-1] + 1):
        if number:
            made = frame(halved(model.denoiser), tokens, memory.past(), start=start(NOISE), seconds=SECONDS)
            memory = memory.after(made)
        if number in FEEDBACK:
            shown.append(model.decoder(memory.latents))
    pictures = torch.stack(shown, 1).flatten(0, 1)
    sheet(torch.nn.functional.avg_pool2d(pictures, 2), folder / "prompts.png", 2 * len(FEEDBACK))
    sheet(shown[0][:8], folder / "whole.png", 2)


def _ship(model: Model, prompts: list[str], folder: Path) -> None:
    for part in model.parts().values():
        still(part.cpu())
        settle(part)
    export.write(model, folder, export.played(model, prompts))


if __name__ == "__main__":
    main()
