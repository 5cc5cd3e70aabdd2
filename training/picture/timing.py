"""What a step of each stage costs on this machine, and what in it: `python -m training.picture.timing`.

Rules: nothing is learnt that is kept. A minute on a large GPU; to be looked at before a whole run, since the stages are
boxed in time and what they learn depends on how many steps that is. Parts are timed alone, with the device waited for;
a step that takes longer than its parts waits for what gives it work.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import click
import torch
from torch import Tensor, nn
from torch.profiler import ProfilerActivity, profile

from soundscape_live.generator.tiny.network import coordinates
from training.picture.autoencoder import Autoencoding, regression
from training.picture.course import TRIAL, Course, Plan, device
from training.picture.critic import judged, taught
from training.picture.distillation import Distillation
from training.picture.flow import DRAWN, Flow
from training.picture.latents import Latents
from training.picture.lesson import Lesson, follow, halved, learning, still
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


def parts(lesson: Lesson, plan: Plan, course: Course) -> Mapping[str, Callable[[], object]]:
    """Return what a stage's step is made of, each to be called by itself; {} of stages of which nothing is known."""
    if isinstance(lesson, Autoencoding):
        return _parts_of_first(lesson, course)
    if isinstance(lesson, Flow):
        return _parts_of_flow(lesson, plan, course)
    return {}


def _parts_of_first(lesson: Autoencoding, course: Course) -> Mapping[str, Callable[[], object]]:
    real = next(course.crops)
    latent = halved(lesson.encoder)(real).detach().to(memory_format=torch.channels_last)
    made = halved(lesson.decoder)(latent).float().detach().requires_grad_()
    return {
        "crops": lambda: next(course.crops),
        "encoder": lambda: halved(learning(lesson.encoder))(real).float().mean().backward(),
        "decoder": lambda: halved(lesson.decoder)(latent).float().mean().backward(),
        "regression": lambda: regression(made, real, lesson.asks).backward(),
        "judged": lambda: sum(judged(lesson.critic, made, real)).backward(),
        "taught": lambda: taught(lesson.critic, made.detach(), real).backward(),
    }


def _parts_of_flow(lesson: Flow, plan: Plan, course: Course) -> Mapping[str, Callable[[], object]]:
    speech, latents = course.speech, lesson.kept[0]
    pairs = latents.some(plan.batch)
    said = speech.say(pairs.attributes)
    tokens = speech.tokens(lesson.text, said).detach()
    places = coordinates(*latents.size, pairs.first.device)
    t, seconds = torch.rand_like(pairs.attributes.dt), pairs.attributes.dt

    def denoised(network: nn.Module) -> Tensor:
        return halved(network)(pairs.first, places, t, tokens, seconds).square().mean()

    return {
        f"draw, of which every {DRAWN}th step has one": lambda: latents.draw(plan.drawn),
        "some": lambda: latents.some(plan.batch),
        "say": lambda: speech.say(pairs.attributes),
        "tokens": lambda: speech.tokens(lesson.text, said).square().mean().backward(),
        "halves": lambda: halved(lesson.denoiser),
        "denoiser there": lambda: denoised(lesson.mean_denoiser),
        "denoiser there and back": lambda: denoised(lesson.denoiser).backward(),
        "followers": lambda: follow(lesson.mean_denoiser, lesson.denoiser, 0.999),
    }


def _told(lesson: Lesson, share: float, plan: Plan, place: torch.device) -> str:
    """Return what a step takes, how many that are in the plan's seconds, and what the first ones take more."""
    began = time.perf_counter()
    taken = milliseconds(partial(lesson.step, share), place)
    more = time.perf_counter() - began - 1e-3 * taken * (WARM + STEPS)
    seconds = getattr(plan, lesson.name)
    return f"{taken:.1f} ms, so {1e3 * seconds / taken:.0f} steps in {seconds:.0f} s; {more:.1f} s more at first"


@click.command()
@click.option("--on", "name", help="The device, as torch calls it.")
@click.option("--trial", is_flag=True, help="Tiny networks, to see that it runs.")
def main(name: str | None, trial: bool) -> None:  # noqa: FBT001
    """Time the stages."""
    place, plan = device(name), TRIAL if trial else Plan()
    course = Course(plan, place)
    for lesson in lessons(course, plan, place):
        for share in (0.0, LATE):
            click.echo(f"{lesson.name} at {share}: {_told(lesson, share, plan, place)}")
        for part, call in parts(lesson, plan, course).items():
            click.echo(f"{lesson.name}, {part}: {milliseconds(call, place):.2f} ms")
        click.echo(dearest(partial(lesson.step, LATE), place))
    drawn = milliseconds(partial(course.renderer.pairs, 3, plan.drawn, *plan.pixels[0]), place, 4)
    click.echo(f"a pair is drawn in {drawn / plan.drawn:.2f} ms")


if __name__ == "__main__":
    main()
