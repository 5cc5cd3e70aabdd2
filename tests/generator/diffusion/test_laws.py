"""What the parameters do to the picture, on tiny pipelines with weights of chance."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from tests.generator.diffusion.pipelines import PATIENT, SIZE, open_model, open_renderer, torch

from soundscape_live.generator.diffusion.frame import EagerDenoiser, Made, Steps  # isort: skip
from soundscape_live.generator.diffusion.model import Embedding, Model
from soundscape_live.generator.diffusion.renderer import DiffusionRenderer, Manner
from soundscape_live.generator.latent.course import PLAIN
from soundscape_live.generator.latent.watch import PATIENCE
from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.model import Interpolation, Motion, Prompt
from tests.generator.latent.said import said, toward

Folder = Callable[[str], Path]
Draw = Callable[..., DiffusionRenderer]


@pytest.fixture(scope="module")
def model(folder: Folder) -> Model:
    return open_model(folder("sd"))


@pytest.fixture
def draw(model: Model) -> Iterator[Draw]:
    """Open renderers with the SD pipeline, or another model, of this denoiser."""
    opened: list[DiffusionRenderer] = []

    def one(
        kind: type[EagerDenoiser] = EagerDenoiser, manner: Manner | None = None, other: Model | None = None
    ) -> DiffusionRenderer:
        used = other or model
        opened.append(DiffusionRenderer(used, kind(used, SIZE, SIZE), SIZE, SIZE, manner or PATIENT))
        return opened[-1]

    yield one
    for renderer in opened:
        renderer.close()


def shown(renderer: DiffusionRenderer, *states: FrameState) -> list[Picture]:
    return [renderer.frame(state).copy() for state in states]


def latents(renderer: DiffusionRenderer, state: FrameState, count: int) -> list[torch.Tensor]:
    return [(renderer.frame(state), renderer._feedback.latent)[1] for _ in range(count)]


def change(made: list[torch.Tensor]) -> float:
    return float(np.mean([(later - earlier).square().mean().sqrt() for earlier, later in itertools.pairwise(made)]))


class Counting(EagerDenoiser):
    frames = pictures = 0

    def frame(self, past: torch.Tensor, steps: Steps, embedding: Embedding) -> Made:
        self.frames += 1
        return super().frame(past, steps, embedding)

    def picture(self, latent: torch.Tensor) -> torch.Tensor:
        self.pictures += 1
        return super().picture(latent)


@pytest.mark.parametrize("kind", ["sd", "sdxl", "lcm"])
def test_the_change_from_frame_to_frame_grows_with_the_noise(folder: Folder, draw: Draw, kind: str) -> None:
    other = open_model(folder(kind))
    if kind == "lcm":
        # Untaught, its output is no noise, and what is divided by alpha, 0.07 at the first step, tells nothing.
        other = replace(other, schedule=replace(other.schedule, estimate="v_prediction", consistency=0.0))
    changes = []
    for noise in (0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0):
        renderer = draw(other=other)
        latents(renderer, said(noise_scale=noise), 12)
        changes.append(change(latents(renderer, said(noise_scale=noise), 13)))
    assert changes[0] == 0.0
    assert all(later > 1.03 * earlier for earlier, later in itertools.pairwise(changes))


def test_no_noise_is_the_same_picture_to_the_bit_and_no_work(model: Model) -> None:
    denoiser = Counting(model, SIZE, SIZE)
    renderer = DiffusionRenderer(model, denoiser, SIZE, SIZE, PATIENT)
    before, *_ = shown(renderer, said(), said())[1:]
    work = denoiser.frames, denoiser.pictures
    for picture in shown(renderer, *[said(noise_scale=0.0)] * 20, said("b", noise_scale=0.0)):
        np.testing.assert_array_equal(picture, before)
    assert (denoiser.frames, denoiser.pictures) == work
    renderer.close()


@pytest.mark.parametrize("keep", [True, False])
def test_full_noise_forgets_the_past(draw: Draw, keep: bool) -> None:  # noqa: FBT001
    pasts = (said(noise_scale=0.1, manage_cache=keep), said(noise_scale=0.9, manage_cache=keep))
    pictures = [shown(draw(), *[past] * 6, said(noise_scale=1.0, manage_cache=keep))[-2:] for past in pasts]
    assert not np.array_equal(pictures[0][0], pictures[1][0])
    np.testing.assert_array_equal(pictures[0][1], pictures[1][1])


def test_a_reset_is_a_hard_cut_after_which_nothing_of_the_past_is_left(draw: Draw) -> None:
    pasts = (said(noise_scale=0.1), said(noise_scale=0.9))
    after = [said(reset=True), *[said()] * 6]
    pictures = [shown(draw(), *[past] * 10, *after)[-8:] for past in pasts]
    assert not np.array_equal(pictures[0][0], pictures[1][0])
    for one, other in zip(pictures[0][1:], pictures[1][1:], strict=True):
        np.testing.assert_array_equal(one, other)
    renderer = draw()
    calm = latents(renderer, said(noise_scale=0.1), 20)
    cut = latents(renderer, said(noise_scale=0.1, reset=True), 1)
    assert change([calm[-1], *cut]) > 2.0 * change(calm[10:])


def test_with_the_cache_there_is_less_flicker_and_less_burn_in(draw: Draw) -> None:
    with_cache, without = (latents(draw(), said(noise_scale=0.1, manage_cache=keep), 120) for keep in (True, False))
    assert change(with_cache[60:]) < 0.9 * change(without[60:])
    anchor = float(with_cache[0].std())
    for channel in range(4):
        wander = [
            max(abs(float(made[0, channel].mean() - made_first[0, channel].mean())) for made in run[60:])
            for run, made_first in ((with_cache, with_cache[0]), (without, without[0]))
        ]
        assert wander[0] < wander[1] + 0.5 * anchor


def test_a_changed_prompt_shows_at_once_even_at_little_noise(draw: Draw) -> None:
    calm, new = said(noise_scale=0.1), said("z", noise_scale=0.1)
    renderer = draw()
    before = latents(renderer, calm, 20)
    after = latents(renderer, new, PLAIN.frames + 5)
    assert change([before[-1], *after[: PLAIN.frames]]) > 2.0 * change(before[10:])
    assert change(after[PLAIN.frames :]) < 1.5 * change(before[10:])


def test_prompts_that_change_without_the_cache_cut(draw: Draw) -> None:
    pasts = (said(noise_scale=0.1, manage_cache=False), said(noise_scale=0.9, manage_cache=False))
    after = (
        shown(draw(), *[pasts[0]] * 5, said("z", manage_cache=False)),
        shown(draw(), *[pasts[1]] * 5, said("z", manage_cache=False)),
    )
    np.testing.assert_array_equal(after[0][-1], after[1][-1])


def test_a_transition_moves_at_once_and_is_at_its_target_at_the_end(draw: Draw) -> None:
    full = {"noise_scale": 1.0}
    steps = 6
    at_a = shown(draw(), *[said("a", **full)] * (steps + 1))
    at_z = shown(draw(), *[said("z", **full)] * (steps + 1))
    for method in Interpolation:
        way = shown(draw(), said("a", **full), toward("z", steps, method, **full), *[said("z", **full)] * (steps - 1))
        # Full noise forgets, so each frame shows its embedding alone.
        apart = [float(np.abs(one.astype(int) - other).mean()) for one, other in zip(way, at_z, strict=True)]
        np.testing.assert_array_equal(way[0], at_a[0])
        assert not np.array_equal(way[1], at_a[1])
        assert all(value > 0.0 for value in apart[:-1])
        np.testing.assert_array_equal(way[-1], at_z[-1])
        assert apart[1] > apart[-2]


def test_a_new_transition_starts_where_the_last_one_is(draw: Draw) -> None:
    renderer = draw()
    shown(renderer, said("a"), toward("z", 4), said("z"))
    middle = renderer._prompts.now().tokens
    shown(renderer, toward("q", 1000))
    first = renderer._prompts.now().tokens
    whole = (renderer._library.get("q").tokens - middle).norm()
    assert 0.0 < float((first - middle).norm()) < 0.01 * float(whole)


def test_the_same_states_give_the_same_pictures(draw: Draw) -> None:
    rng = np.random.default_rng(5)
    states = []
    for number in range(120):
        state = said("abc"[number // 40], noise_scale=float(rng.choice([0.0, 0.1, 0.4, 0.8])), seed=number // 100)
        states.append(replace(state, manage_cache=bool(rng.integers(2)), reset=number % 31 == 30))
    states[50] = toward("b", 7, Interpolation.SLERP)
    first, again = (shown(draw(), *states) for _ in range(2))
    assert [picture.tobytes() for picture in first] == [picture.tobytes() for picture in again]
    other = shown(draw(), *[replace(state, seed=9) for state in states])
    assert not np.array_equal(first[0], other[0])


def test_a_slow_encoder_changes_when_prompts_act_and_what_was_drawn_can_be_drawn_again(model: Model) -> None:
    may = Event()

    def slow(text: str) -> Embedding:
        if text != "a":
            may.wait(20.0)
        return model.encode(text)

    renderer = open_renderer(replace(model, encode=slow), manner=Manner())
    pictures, drawn = [], []
    for number in range(30):
        if number == 15:
            may.set()
            renderer._library.get("z")
        pictures += shown(renderer, toward("z", 5) if number == 5 else said("a" if number < 5 else "z"))
        assert renderer.drawn is not None
        drawn.append(renderer.drawn)
    renderer.close()
    assert [state.prompts[0].text for state in drawn] == ["a"] * 15 + ["z"] * 15
    assert [number for number, state in enumerate(drawn) if state.transition is not None] == [15]
    again = open_renderer(model)
    assert [picture.tobytes() for picture in shown(again, *drawn)] == [picture.tobytes() for picture in pictures]
    again.close()


def test_another_size_goes_on_with_the_picture(draw: Draw) -> None:
    renderer = draw()
    before = latents(renderer, said(noise_scale=0.1), 10)[-1]
    renderer.resize(120, 72)
    held = renderer.frame(said(noise_scale=0.0))
    assert held.shape == (72, 120, 3)
    after = latents(renderer, said(noise_scale=0.05), 1)[0]
    assert after.shape == (1, 4, 9, 15)
    small = torch.nn.functional.interpolate(after, (8, 8), mode="bilinear")
    likeness = float(torch.corrcoef(torch.stack([small.flatten(), before.flatten()]))[0, 1])
    assert likeness > 0.5
    renderer.resize(100, 50)  # no multiples of 8: cut to size
    assert renderer.frame(said()).shape == (50, 100, 3)


def test_motion_moves_the_picture_and_no_noise_holds_it(draw: Draw) -> None:
    still, moving = draw(), draw(manner=Manner(patient=True, motion=Motion(zoom=3.0)))
    for renderer in (still, moving):
        latents(renderer, said(noise_scale=0.1), 3)
    assert change([still._feedback.latent, moving._feedback.latent]) > 0.1
    asked = draw()
    latents(asked, said(noise_scale=0.1, motion=Motion(zoom=3.0)), 3)
    assert change([asked._feedback.latent, moving._feedback.latent]) < 1e-6
    latents(moving, said(noise_scale=0.1, motion=Motion(zoom=-0.75)), 3)  # together they are still
    latents(asked, said(noise_scale=0.1), 3)
    assert change([asked._feedback.latent, moving._feedback.latent]) < 1e-6
    held = shown(moving, *[said(noise_scale=0.0, motion=Motion(pan_x=1.0))] * 3)
    np.testing.assert_array_equal(held[0], held[2])


def test_smooth_shows_what_lies_between_and_a_cut_at_once(draw: Draw) -> None:
    plain = shown(draw(), *[said(noise_scale=0.2)] * 4)
    smooth = shown(draw(manner=Manner(smooth=True, patient=True)), *[said(noise_scale=0.2)] * 7)
    for number in range(1, 4):
        np.testing.assert_array_equal(smooth[2 * number], plain[number])
        ends = np.abs(plain[number].astype(int) - plain[number - 1]).mean()
        for end in (plain[number], plain[number - 1]):
            assert np.abs(smooth[2 * number - 1].astype(int) - end).mean() < ends
    renderer = draw(manner=Manner(smooth=True, patient=True))
    cut = shown(renderer, said(), said(), said(reset=True))[-1]
    np.testing.assert_array_equal(cut, shown(draw(), said(), said(), said(reset=True))[-1])


class Astray(EagerDenoiser):
    """Gives back what leads nowhere, while `fault` is set; a cut is always well."""

    fault = 1.0

    def frame(self, past: torch.Tensor, steps: Steps, embedding: Embedding) -> Made:
        made = super().frame(past, steps, embedding)
        if self.fault != 1.0 and float(steps.numbers[0, 0]) > 0.0:
            latent = made.latent * self.fault
            return Made(latent, self.picture(latent))
        return made


def test_no_numbers_are_never_shown_and_the_next_frame_is_a_cut(model: Model) -> None:
    denoiser = Astray(model, SIZE, SIZE)
    renderer = DiffusionRenderer(model, denoiser, SIZE, SIZE, PATIENT)
    good = shown(renderer, said(), said())[-1]
    denoiser.fault = float("nan")
    np.testing.assert_array_equal(shown(renderer, said())[0], good)
    denoiser.fault = 1.0
    after = latents(renderer, said(), 3)
    assert renderer.returns == 1
    assert renderer._course._moment is not None
    assert renderer._course._moment.epoch == 1
    assert all(bool(latent.isfinite().all()) for latent in after)
    renderer.close()


@pytest.mark.parametrize("fault", [0.3, 3.0])
@pytest.mark.parametrize("keep", [True, False])
def test_a_latent_that_fades_or_grows_is_led_back(model: Model, fault: float, keep: bool) -> None:  # noqa: FBT001
    denoiser = Astray(model, SIZE, SIZE)
    renderer = DiffusionRenderer(model, denoiser, SIZE, SIZE, PATIENT)
    state = said(noise_scale=0.05, manage_cache=keep)
    anchor = float(latents(renderer, state, 1)[0].std())
    denoiser.fault = fault
    latents(renderer, state, PATIENCE)
    denoiser.fault = 1.0
    after = latents(renderer, state, PATIENCE)
    assert renderer.returns >= 1
    assert 0.5 * anchor < float(after[-1].std()) < 2.0 * anchor
    renderer.close()


def test_the_look_at_a_new_prompt_is_seen_by_nobody(model: Model) -> None:
    denoiser = Counting(model, SIZE, SIZE)
    renderer = DiffusionRenderer(model, denoiser, SIZE, SIZE, PATIENT)
    work = []
    for state in (said(), toward("z", 3), said("z"), said("z"), said("z")):
        before = denoiser.frames
        shown(renderer, state)
        work.append(denoiser.frames - before)
    assert work == [1, 1, 1, 2, 1]
    renderer.close()


def test_weighted_prompts_lie_between(draw: Draw) -> None:
    full = {"noise_scale": 1.0}
    mixes = [((Prompt("a", 1.0 - part), Prompt("z", part)), part) for part in (0.0, 0.3, 0.7, 1.0)]
    for method in Interpolation:
        made = []
        for prompts, _ in mixes:
            renderer = draw()
            state = replace(said(**full), prompts=prompts, interpolation=method)
            made.append(latents(renderer, state, 2)[-1])
        apart = [change([made[0], each]) for each in made]
        assert apart[0] < apart[1] < apart[2] < apart[3]
