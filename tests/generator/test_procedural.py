"""The procedural renderer's pictures: each parameter does what it says."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.generator.procedural import ProceduralRenderer
from soundscape_live.generator.procedural.lexicon import SCENE_WORDS, SCENES
from soundscape_live.generator.procedural.texture import make_textures
from soundscape_live.model import Interpolation, Prompt
from soundscape_live.wire.messages import WireTransition

WIDTH, HEIGHT = 128, 72
STEPS = (1000, 750, 500, 250)
NEBULA = "cosmic nebula, deep space, purple and pink"
SEA = "calm sea at sunset"
THEMES = (
    NEBULA,
    SEA,
    "industrial foundry, steampunk gears, molten metal, sparks",
    "bioluminescent forest at night, teal, fireflies, mist",
    "synthwave grid and sun, neon pink and cyan",
    "crystal cathedral, stained glass, iridescent",
    "deep ocean, jellyfish, blue",
    "cyberpunk city in the rain",
    "aurora borealis over mountains, emerald and violet",
    "lava and embers, volcanic",
    "sacred geometry mandala, gold and crimson",
    "circuit board, emerald code",
)


TEXTURES = make_textures()


def make(width: int = WIDTH, height: int = HEIGHT) -> ProceduralRenderer:
    return ProceduralRenderer(width, height, TEXTURES)


def state(text: str = NEBULA, noise: float = 0.5, **changes: object) -> FrameState:
    values: dict[str, object] = {
        "prompts": (Prompt(text),),
        "interpolation": Interpolation.LINEAR,
        "noise_scale": noise,
        "denoising_step_list": STEPS,
        "manage_cache": True,
        "seed": 3,
    }
    return FrameState(**{**values, **changes})  # type: ignore[arg-type]  # the values are of their fields' types


def play(renderer: ProceduralRenderer, count: int, now: FrameState) -> list[Picture]:
    return [renderer.frame(now) for _ in range(count)]


def change(one: Picture, other: Picture) -> float:
    """Mean absolute difference, 0..255."""
    return float(np.abs(one.astype(np.int16) - other).mean())


def mean_change(pictures: list[Picture]) -> float:
    return float(np.mean([change(one, other) for one, other in itertools.pairwise(pictures)]))


def distance(one: Picture, other: Picture) -> float:
    """The image distance: thumbnails' mean absolute difference (0..1) plus half the colour histograms' L1 (0..1).

    Thumbnails are 16 x 9 block means; histograms count 4 x 4 x 4 boxes of RGB.
    """

    def thumbnail(picture: Picture) -> NDArray[np.float64]:
        blocks = picture.reshape(9, picture.shape[0] // 9, 16, picture.shape[1] // 16, 3)
        return blocks.mean(axis=(1, 3)) / 255.0

    def histogram(picture: Picture) -> NDArray[np.float64]:
        boxes = (picture >> 6).astype(np.int64) @ np.array([16, 4, 1])
        return np.bincount(boxes.ravel(), minlength=64) / boxes.size

    layout = np.abs(thumbnail(one) - thumbnail(other)).mean()
    colours = np.abs(histogram(one) - histogram(other)).sum() / 2
    return float(layout + colours)


@pytest.fixture
def renderer() -> ProceduralRenderer:
    return make()


def test_the_same_calls_give_the_same_pictures() -> None:
    script = [
        state(),
        state(noise=0.9),
        state(SEA),
        state(SEA, transition=WireTransition((Prompt(NEBULA),), 3, Interpolation.SLERP)),
        state(NEBULA, noise=0.0),
        state(NEBULA, reset=True),
        state(NEBULA, noise=1.0, denoising_step_list=(700, 400)),
        state(NEBULA, manage_cache=False),
    ]
    one, other = make(), make()
    for now in script:
        assert one.frame(now).tobytes() == other.frame(now).tobytes()


def test_a_picture_is_its_callers_own(renderer: ProceduralRenderer) -> None:
    first = renderer.frame(state())
    kept = first.copy()
    first[:] = 0
    assert np.array_equal(renderer.frame(state(noise=0.0)), kept)


def test_at_noise_0_the_bytes_stay_the_same_and_nothing_is_worked_out(renderer: ProceduralRenderer) -> None:
    held = play(renderer, 3, state())[-1]
    latent = renderer._latent
    for picture in play(renderer, 5, state(noise=0.0)):
        assert picture.tobytes() == held.tobytes()
    assert renderer._latent is latent


def test_at_noise_0_new_prompts_wait_for_noise(renderer: ProceduralRenderer) -> None:
    held = renderer.frame(state())
    assert np.array_equal(renderer.frame(state(SEA, noise=0.0, manage_cache=False)), held)
    after = renderer.frame(state(SEA, noise=0.3, manage_cache=False))
    assert distance(held, after) > 0.3


def test_at_noise_0_a_reset_still_cuts(renderer: ProceduralRenderer) -> None:
    held = renderer.frame(state(noise=0.0))
    assert change(held, renderer.frame(state(noise=0.0, reset=True))) > 5.0


@pytest.mark.parametrize("text", [NEBULA, SEA, "circuit board, emerald code"])
def test_the_more_noise_the_more_change_from_frame_to_frame(text: str) -> None:
    levels = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
    changes = []
    for level in levels:
        renderer = make()
        play(renderer, 4, state(text, level))
        changes.append(mean_change(play(renderer, 16, state(text, level))))
    assert changes[0] == 0.0
    for less, more in itertools.pairwise(changes):
        assert more > 1.1 * less


def test_at_noise_1_the_past_is_forgotten() -> None:
    calm, wild = make(), make()
    play(calm, 5, state(SEA, 0.2))
    play(wild, 5, state(NEBULA, 0.8))
    for _ in range(3):
        assert np.array_equal(calm.frame(state(noise=1.0)), wild.frame(state(noise=1.0)))


def test_a_list_that_begins_low_never_forgets_the_past() -> None:
    calm, wild = make(), make()
    now = state(noise=1.0, denoising_step_list=(700, 400))
    play(calm, 5, state(noise=0.2))
    play(wild, 5, state(noise=0.8))
    assert not np.array_equal(calm.frame(now), wild.frame(now))


def test_a_reset_cuts_to_another_composition_of_the_same_prompt(renderer: ProceduralRenderer) -> None:
    pictures = play(renderer, 6, state(SEA, 0.3))
    cuts = [renderer.frame(state(SEA, 0.3, reset=True)) for _ in range(2)]
    quiet = mean_change(pictures)
    assert change(pictures[-1], cuts[0]) > 5.0 * quiet
    assert change(cuts[0], cuts[1]) > 5.0 * quiet


def test_after_a_reset_the_past_is_forgotten() -> None:
    one, other = make(), make()
    play(one, 3, state(SEA, 0.2))
    play(other, 3, state(NEBULA, 0.8))
    assert np.array_equal(one.frame(state(reset=True)), other.frame(state(reset=True)))


def test_another_seed_begins_anew(renderer: ProceduralRenderer) -> None:
    play(renderer, 4, state())
    changed = play(renderer, 3, state(seed=11))
    fresh = play(make(), 3, state(seed=11))
    assert all(np.array_equal(one, other) for one, other in zip(changed, fresh, strict=True))


def test_without_the_cache_the_picture_shimmers() -> None:
    kept, dropped = make(), make()
    steady = mean_change(play(kept, 24, state(noise=0.5)))
    shimmer = mean_change(play(dropped, 24, state(noise=0.5, manage_cache=False)))
    assert shimmer > 1.3 * steady


def test_without_the_cache_new_prompts_cut_hard() -> None:
    one, other = make(), make()
    play(one, 4, state(NEBULA, 0.3, manage_cache=False))
    play(other, 4, state("lava", 0.6, manage_cache=False))
    now = state(SEA, manage_cache=False)
    assert np.array_equal(one.frame(now), other.frame(now))


def test_with_the_cache_new_prompts_arrive_within_a_second_and_without_a_cut(renderer: ProceduralRenderer) -> None:
    before = play(renderer, 3, state(NEBULA, 0.4))[-1]
    shift = play(renderer, 30, state(SEA, 0.4))
    end = play(renderer, 60, state(SEA, 0.4))[-1]
    assert distance(shift[-1], end) < 0.4 * distance(before, end)
    assert distance(before, shift[0]) < 0.8 * distance(before, end)


def test_a_transition_goes_there_in_its_frames(renderer: ProceduralRenderer) -> None:
    before = play(renderer, 3, state(NEBULA, 0.2))[-1]
    crossing = WireTransition((Prompt(SEA),), 12, Interpolation.SLERP)
    path = [renderer.frame(state(NEBULA, 0.2, transition=crossing)), *play(renderer, 11, state(SEA, 0.2))]
    after = play(renderer, 6, state(SEA, 0.2))[-1]
    whole = distance(before, after)
    assert distance(path[-1], after) < 0.25 * whole
    assert max(distance(one, other) for one, other in itertools.pairwise([before, *path])) < 0.6 * whole
    assert change(before, path[0]) > 0.0


def test_more_steps_show_finer_detail() -> None:
    def detail(steps: tuple[int, ...]) -> float:
        pictures = play(make(), 3, state(denoising_step_list=steps))
        grey = pictures[-1].astype(np.float32).mean(axis=2)
        return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())

    assert detail((1000,)) < detail(STEPS) < detail((1000, 875, 750, 625, 500, 375, 250, 125))


@pytest.mark.parametrize(("width", "height"), [(1024, 576), (480, 832), (512, 512), (640, 360), (320, 576), (16, 16)])
def test_any_even_size_is_drawn(width: int, height: int) -> None:
    renderer = make(width, height)
    for text in ("deep ocean, jellyfish", "city, gears, rain"):
        picture = renderer.frame(state(text, noise=1.0))
        assert picture.shape == (height, width, 3)
        assert picture.dtype == np.uint8
        assert picture.flags.c_contiguous
        assert picture.std() > 5.0


@pytest.mark.parametrize(("width", "height"), [(0, 16), (127, 72), (128, 71), (14, 16)])
def test_an_odd_size_is_refused(width: int, height: int) -> None:
    with pytest.raises(ValueError, match="even"):
        ProceduralRenderer(width, height)


@pytest.mark.parametrize(("noise", "frames"), [(0.3, 900), (0.7, 500)])
def test_a_long_show_does_not_collapse_saturate_or_repeat(noise: float, frames: int) -> None:
    renderer = make(64, 36)
    spreads, lights, seen = [], [], set()
    for number in range(frames):
        picture = renderer.frame(state(noise=noise))
        seen.add(picture.tobytes())
        if number % 10 == 0:
            spreads.append(float(picture.std()))
            lights.append(float(picture.mean()))
    assert len(seen) == frames
    assert min(spreads) > 15.0
    assert min(lights) > 12.0
    assert max(lights) < 200.0
    assert 0.6 < np.mean(spreads[-40:]) / np.mean(spreads[:40]) < 1.6


def test_different_prompts_differ_more_than_different_seeds() -> None:
    """The stated amount is 0.35 of `distance`: any two themes, whatever their seeds."""
    pictures = {}
    for text, seed in itertools.product(THEMES, (1, 2)):
        renderer = make()
        pictures[text, seed] = play(renderer, 5, state(text, seed=seed))[-1]
    between = [distance(pictures[one, 1], pictures[other, 2]) for one, other in itertools.permutations(THEMES, 2)]
    within = [distance(pictures[text, 1], pictures[text, 2]) for text in THEMES]
    assert min(between) > 0.35
    assert np.median(between) > 1.5 * np.median(within)


def test_unknown_words_change_the_picture() -> None:
    pictures = [make().frame(state(text)) for text in ("sea", "sea qwux", "sea blorptang")]
    for one, other in itertools.combinations(pictures, 2):
        assert change(one, other) > 3.0


def test_weights_move_the_picture_between_its_prompts() -> None:
    def drawn(weight: float) -> Picture:
        prompts = (Prompt("fiery red lava", 1.0 - weight), Prompt("icy blue crystal", weight))
        return make().frame(state(prompts=prompts))

    red, mixed, blue = (drawn(weight) for weight in (0.0, 0.5, 1.0))
    warmth = [float(picture[..., 0].mean() - picture[..., 2].mean()) for picture in (red, mixed, blue)]
    assert warmth[0] > warmth[1] > warmth[2]


@pytest.mark.parametrize("scene", SCENES)
def test_every_world_is_drawn_in_any_weather(scene: str) -> None:
    text = f"{SCENE_WORDS[scene].split()[0]}, fog, god rays, starlight, fireflies, sparks, snowfall, downpour, mirrored"
    renderer = make(96, 54)
    pictures = [*play(renderer, 2, state(text)), renderer.frame(state(text, noise=1.0))]
    assert all(10.0 < picture.mean() < 235.0 and picture.std() > 10.0 for picture in pictures)
