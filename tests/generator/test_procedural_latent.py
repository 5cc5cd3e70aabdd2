"""The latent's arithmetic and the guide of prompts."""

from dataclasses import replace

import numpy as np
import pytest

from soundscape_live.generator.picture import FrameState
from soundscape_live.generator.procedural.guide import BOOST_FRAMES, Guide
from soundscape_live.generator.procedural.latent import (
    FLOOR,
    Aim,
    Moment,
    advance,
    asked,
    first_step,
    fresh,
    noise_level,
    octaves,
    passes,
    pull,
    shapes,
)
from soundscape_live.generator.procedural.prompt import WIDTH, between, embed
from soundscape_live.model import Interpolation, Motion, Prompt
from soundscape_live.wire.messages import WireTransition

STEPS = (1000, 750, 500, 250)
SIZES = shapes(4.0 / 3.0, 0.75)


def said(text: str, **changes: object) -> FrameState:
    start = FrameState((Prompt(text),), Interpolation.LINEAR, 0.3, STEPS, manage_cache=True, seed=1)
    return replace(start, **changes)  # type: ignore[arg-type]  # the values are of their fields' types


@pytest.mark.parametrize(
    ("noise", "expected"),
    [(0.3, (300, 240)), (0.5, (500, 240)), (0.77, (770, 500, 240)), (1.0, (1000, 740, 500, 240)), (0.01, (FLOOR,))],
)
def test_the_list_is_cut_to_the_steps_well_below_the_first(noise: float, expected: tuple[int, ...]) -> None:
    steps = (1000, 740, 500, 240)
    assert passes(first_step(noise, steps), steps) == expected


def test_the_first_step_is_never_above_the_lists() -> None:
    assert first_step(1.0, (700, 400)) == 700


def test_at_1000_nothing_is_left_and_the_world_is_the_prompts() -> None:
    assert noise_level(1000) == 1.0
    assert pull(1000) == 1.0


@pytest.mark.parametrize("keep", [True, False])
@pytest.mark.parametrize("noise", [0.3, 0.7])
def test_the_field_keeps_its_spread_for_ever(noise: float, keep: bool) -> None:  # noqa: FBT001 - a case's value
    aim = Aim(np.zeros(WIDTH, np.float32), noise, STEPS, keep)
    target = asked(aim.embedding, SIZES)
    latent = fresh(aim, target, Moment(1, 0, 0))
    spreads = []
    for number in range(1, 2000):
        latent = advance(latent, aim, target, Moment(1, 0, number))
        spreads.append(np.mean([float(np.mean(band**2)) for band in latent.bands]))
    assert 0.4 < np.mean(spreads[1000:]) < 1.6
    assert min(spreads) > 0.2
    assert max(spreads) < 4.0


def test_the_field_moves_toward_the_prompts_own() -> None:
    aim = Aim(embed("glimmerous"), 0.6, STEPS, keep=True)
    target = asked(aim.embedding, SIZES)
    latent = fresh(aim, target, Moment(1, 0, 0))
    total = [np.zeros_like(band) for band in target]
    for number in range(1, 1500):
        latent = advance(latent, aim, target, Moment(1, 0, number))
        total = [mean + band / 1500 for mean, band in zip(total, latent.bands, strict=True)]
    found = np.concatenate([mean.ravel() for mean in total])
    wanted = np.concatenate([band.ravel() for band in target])
    assert np.corrcoef(found, wanted)[0, 1] > 0.8


def test_more_noise_pulls_the_world_faster_and_boost_faster_still() -> None:
    start, end = embed("forest"), embed("city")
    gaps = []
    for noise, boost in ((0.1, False), (0.4, False), (0.4, True), (0.8, False)):
        aim = Aim(end, noise, STEPS, keep=True, boost=boost)
        target = asked(end, SIZES)
        latent = replace(fresh(aim, target, Moment(1, 0, 0)), world=start)
        gaps.append(float(np.linalg.norm(advance(latent, aim, target, Moment(1, 0, 1)).world - end)))
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[1] > gaps[3]


def test_each_step_asks_for_an_octave_and_a_new_list_arrives_gradually() -> None:
    assert octaves((1000, 500, 130)) == (1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    aim = Aim(embed("forest"), 0.4, (750, 400), keep=True)
    target = asked(aim.embedding, SIZES)
    latent = fresh(aim, target, Moment(1, 0, 0))
    assert latent.detail == octaves((750, 400))
    fuller = replace(aim, steps=STEPS)
    strengths = []
    for number in range(1, 40):
        latent = advance(latent, fuller, target, Moment(1, 0, number))
        strengths.append(latent.detail[1])
    assert 0.0 < strengths[0] < 0.5 < strengths[10] < 1.0
    assert latent.detail == octaves(STEPS)


def test_time_goes_faster_with_more_noise() -> None:
    went = []
    for noise in (0.1, 0.4, 0.7):
        aim = Aim(embed("forest"), noise, STEPS, keep=True)
        target = asked(aim.embedding, SIZES)
        first = fresh(aim, target, Moment(1, 0, 0))
        went.append(advance(first, aim, target, Moment(1, 0, 1)).time - first.time)
    assert 0.0 < went[0] < went[1] < went[2]


def test_a_transition_moves_at_once_and_ends_exactly_on_its_target() -> None:
    guide = Guide()
    start, end = embed("forest"), embed("city")
    guide.aim(said("forest"), None)
    crossing = WireTransition((Prompt("city"),), 4, Interpolation.SLERP)
    path = [guide.aim(said("forest", transition=crossing), start)[0]]
    path += [guide.aim(said("city"), path[-1].embedding)[0] for _ in range(3)]
    assert all(aim.hold for aim in path)
    for number, aim in enumerate(path, 1):
        assert np.array_equal(aim.embedding, between(start, end, number / 4, Interpolation.SLERP))
    assert np.array_equal(path[-1].embedding, end)
    after, cut = guide.aim(said("city"), end)
    assert not after.hold
    assert not after.boost
    assert not cut


def test_a_transition_of_no_steps_snaps() -> None:
    guide = Guide()
    guide.aim(said("forest"), None)
    now, _ = guide.aim(
        said("forest", transition=WireTransition((Prompt("city"),), 0, Interpolation.SLERP)), embed("sea")
    )
    assert np.array_equal(now.embedding, embed("city"))
    assert now.hold


def test_a_state_that_still_names_the_old_prompts_does_not_end_a_transition() -> None:
    guide = Guide()
    guide.aim(said("forest"), None)
    guide.aim(said("forest", transition=WireTransition((Prompt("city"),), 2, Interpolation.LINEAR)), embed("forest"))
    last, _ = guide.aim(said("forest"), embed("forest"))
    assert np.array_equal(last.embedding, embed("city"))
    assert np.array_equal(guide.aim(said("forest"), last.embedding)[0].embedding, embed("city"))


def test_a_new_transition_starts_from_where_the_world_is() -> None:
    guide = Guide()
    guide.aim(said("forest"), None)
    guide.aim(said("forest", transition=WireTransition((Prompt("city"),), 10, Interpolation.LINEAR)), embed("forest"))
    here = between(embed("forest"), embed("city"), 0.1, Interpolation.LINEAR)
    now, _ = guide.aim(said("city", transition=WireTransition((Prompt("sea"),), 10, Interpolation.LINEAR)), here)
    assert np.array_equal(now.embedding, between(here, embed("sea"), 0.1, Interpolation.LINEAR))


def test_a_reset_ends_a_transition_on_its_target() -> None:
    guide = Guide()
    guide.aim(said("forest"), None)
    guide.aim(said("forest", transition=WireTransition((Prompt("city"),), 10, Interpolation.LINEAR)), embed("forest"))
    now, cut = guide.aim(said("city", reset=True), embed("forest"))
    assert cut
    assert np.array_equal(now.embedding, embed("city"))


def test_new_prompts_without_a_transition_are_boosted_for_a_moment() -> None:
    guide = Guide()
    guide.aim(said("forest"), None)
    for _ in range(BOOST_FRAMES):
        guide.aim(said("forest"), embed("forest"))
    boosts = [guide.aim(said("city"), embed("forest"))[0].boost for _ in range(BOOST_FRAMES + 2)]
    assert boosts == [True] * BOOST_FRAMES + [False, False]


def test_without_the_cache_new_prompts_drop_the_past_but_a_transition_keeps_it() -> None:
    guide = Guide()
    guide.aim(said("forest", manage_cache=False), None)
    assert guide.aim(said("city", manage_cache=False), embed("forest"))[1]
    crossing = WireTransition((Prompt("sea"),), 3, Interpolation.LINEAR)
    assert not guide.aim(said("sea", manage_cache=False, transition=crossing), embed("city"))[1]


def test_the_guide_forgets_the_oldest_texts() -> None:
    guide = Guide()
    for number in range(300):
        guide.aim(said(f"word{number}"), None)
    assert len(guide._known) == 256


def test_zoom_flies_forward_and_back_and_nothing_else_changes() -> None:
    still = said("tunnel")
    latents = {}
    for zoom in (-0.5, 0.0, 1.0):
        guide = Guide()
        aim, _ = guide.aim(replace(still, motion=Motion(zoom=zoom, rotate=45.0)), None)
        target = asked(aim.embedding, SIZES)
        latents[zoom] = advance(fresh(aim, target, Moment(1, 0, 0)), aim, target, Moment(1, 0, 1))
    assert latents[1.0].depth - latents[0.0].depth == pytest.approx(latents[0.0].depth - latents[-0.5].depth)
    assert latents[1.0].depth > latents[0.0].depth
    assert latents[1.0].time == latents[0.0].time
    for zoomed, plain in zip(latents[1.0].bands, latents[0.0].bands, strict=True):
        np.testing.assert_array_equal(zoomed, plain)


def test_at_another_pace_its_time_goes_by_faster_or_stands() -> None:
    gone = {}
    for pace in (0.0, 1.0, 4.0):
        aim, _ = Guide().aim(said("tunnel", noise_scale=0.3, pace=pace), None)
        target = asked(aim.embedding, SIZES)
        begun = fresh(aim, target, Moment(1, 0, 0))
        gone[pace] = advance(begun, aim, target, Moment(1, 0, 1)).time - begun.time
    stray = gone[0.0]
    assert abs(stray) < 0.01 * (gone[1.0] - stray)
    assert gone[4.0] - stray == pytest.approx(4.0 * (gone[1.0] - stray))
