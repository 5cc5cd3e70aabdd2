"""What a step of each stage costs on this machine, and what in it: `python -m training.picture.timing`.

Rules: nothing is learnt that is kept. A minute on a large GPU; to be looked at before a whole run, since the stages are
boxed in time and what they learn depends on how many steps that is.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial

import click
import torch
from torch.profiler import ProfilerActivity, profile

from training.picture.autoencoder import Autoencoding
from training.picture.course import TRIAL, Course, Plan, device
from training.picture.distillation import Distillation
from training.picture.flow import Flow
from training.picture.latents import Latents
from training.picture.lesson import Lesson, still
from training.picture.recogniser import Recognising

WARM, STEPS = 6, 16
LATE = 0.9
"Share of a stage at which its step is timed: all parts of the loss are there."


def milliseconds(call: Callable[[], object], place: torch.device, count: int = STEPS) -> float:
    """Return the mean time of some calls, after a few that are not counted."""
    for _ in range(WARM):
        call()
    wait(place)
    began = time.perf_counter()
    for _ in range(count):
        call()
    wait(place)
    return 1e3 * (time.perf_counter() - began) / count


def wait(place: torch.device) -> None:
    """Wait for the device, if it is one that is asked and not waited for."""
    if place.type == "cuda":
        torch.cuda.synchronize()


def dearest(call: Callable[[], object], place: torch.device) -> str:
    """Return the table of what takes longest in a call."""
    kinds = [ProfilerActivity.CPU, *([ProfilerActivity.CUDA] if place.type == "cuda" else [])]
    with profile(activities=kinds) as seen:
        call()
        wait(place)
    order = "self_cuda_time_total" if place.type == "cuda" else "self_cpu_time_total"
    table: str = seen.key_averages().table(sort_by=order, row_limit=18, max_name_column_width=60)
    return table


def lessons(course: Course, plan: Plan, place: torch.device) -> Iterator[Lesson]:
    """Give all stages but the last, one after another; none has learnt anything."""
    first = Autoencoding(plan.sizes, course.crops, place)
    yield first
    kept = [Latents(course.renderer, still(first.encoder), plan.sizes, size, plan.pairs) for size in plan.pixels]
    for latents in kept:
        latents.draw(plan.drawn)
    recognising = Recognising(plan.sizes, kept, course.counts, place, plan.batch // 2, plan.drawn)
    yield recognising
    flow = Flow(plan.sizes, kept, course.speech, place, plan.batch, plan.drawn)
    yield flow
    teacher = flow.mean_text, flow.mean_denoiser
    yield Distillation(
        plan.sizes, teacher, recognising.recogniser, kept, course.speech, course.counts, plan.distilled, plan.drawn
    )


@click.command()
@click.option("--on", "name", help="The device, as torch calls it.")
@click.option("--trial", is_flag=True, help="Tiny networks, to see that it runs.")
def main(name: str | None, trial: bool) -> None:  # noqa: FBT001
    """Time the stages."""
    place, plan = device(name), TRIAL if trial else Plan()
    course = Course(plan, place)
    for lesson in lessons(course, plan, place):
        for share in (0.0, LATE):
            taken = milliseconds(partial(lesson.step, share), place)
            click.echo(f"{lesson.name} at {share}: {taken:.1f} ms")
        click.echo(dearest(partial(lesson.step, LATE), place))
    drawn = milliseconds(partial(course.renderer.pairs, 3, plan.drawn, *plan.pixels[0]), place, 4)
    click.echo(f"a pair is drawn in {drawn / plan.drawn:.2f} ms")


if __name__ == "__main__":
    main()
