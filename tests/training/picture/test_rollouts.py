# ruff: noqa: E402 - what is imported needs what is asked for first
"""Rollouts go by the renderer's law."""

import itertools

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from soundscape_live.generator.latent.clock import LONGEST
from soundscape_live.generator.latent.course import HARD, MEMORY, PULL, RING, Plan
from soundscape_live.generator.latent.schedule import FLOOR, LAST, cut
from soundscape_live.generator.latent.seeds import Moment
from soundscape_live.generator.tiny.feedback import Feedback
from soundscape_live.model import STILL, Interpolation, Prompt
from training.picture.memory import TRAILS, begun
from training.picture.rollouts import LOW, LOW_TO, QUICK, SLOW, Played, Rollouts, clocks, noises
from training.picture.steps import GRID, LEAST, LIMIT, Frames, below, descended, start, stepped
from training.picture.wanted import Wanted

from soundscape_live.generator.latent.course import Aim, Mix  # isort: skip

CPU = torch.device("cpu")
COUNT = 64
SHAPE = (3, 4, 5)


def latents(count: int = COUNT, spread: float = 1.0) -> object:
    return spread * torch.randn(count, *SHAPE)


def played(name: float, count: int = COUNT) -> Played:
    """Return latents whose tokens and wishes are all one number."""
    every = torch.full((count, 2), name)
    return Played(latents(count), torch.full((count, 8, 4), name), Wanted(every, every, every[:, 0]))


def plan(**more: object) -> Plan:
    return Plan(Moment(1, 0, 0), Aim(Mix((Prompt("a", 1.0),), Interpolation.LINEAR)), **more)  # type: ignore[arg-type]


def test_the_past_is_that_of_the_renderers_memory() -> None:
    torch.manual_seed(0)
    first = latents(1)
    memory, theirs = begun(first), Feedback(*SHAPE)
    theirs.take(plan(fresh=True), first[0].numpy())
    for number in range(3 * RING):
        made = latents(1, 0.3) + memory.latents
        memory = memory.after(made)
        theirs.take(plan(memory=MEMORY, times=(300,)), made[0].numpy())
        past = theirs.past(plan(memory=MEMORY), PULL, STILL, 0.04)
        apart = np.abs(memory.past()[0].numpy() - past).mean() / np.abs(past).mean()
        assert apart < (1e-5 if number < 1.0 / TRAILS - 2.0 else 0.12), (
            number
        )  # the mean trails where theirs is a ring's
    apart = np.abs(memory.latents[0].numpy() - theirs.past(plan(), 0.0, STILL, 0.04)).max()
    assert apart == 0.0


def test_what_is_not_kept_or_pulled_is_the_last_latent() -> None:
    memory = begun(latents()).after(latents(spread=3.0))
    none, half = torch.zeros(COUNT), torch.arange(COUNT) % 2.0
    torch.testing.assert_close(memory.past(none, none), memory.latents)
    past = memory.past(half, none)
    assert torch.allclose(past[::2], memory.latents[::2], atol=1e-5)
    assert (past[1::2] - memory.latents[1::2]).abs().amax((1, 2, 3)).min() > 1e-3


def test_statistics_that_stray_are_held_by_the_pull() -> None:
    torch.manual_seed(0)
    memory = begun(latents())
    spreads = []
    for _ in range(60):
        memory = memory.after(1.1 * memory.past())
        spreads.append(float(memory.latents.std()))
    free = begun(latents())
    for _ in range(60):
        free = free.after(1.1 * free.past(pull=torch.zeros(COUNT)))
    assert spreads[-1] < 2.5
    assert spreads[-1] == pytest.approx(spreads[-10], rel=0.01)
    assert float(free.latents.std()) > 20.0


@pytest.mark.parametrize("first", [1.0, 0.95, 0.82, 0.75, 0.6, 0.36, 0.3, 0.29, 0.12, LEAST])
def test_frames_go_down_the_steps_that_the_renderer_takes(first: float) -> None:
    wanted = cut(round(first * LAST), [round(step * LAST) for step in GRID])
    seen = [first]
    while (lower := float(below(torch.tensor(seen[-1:], dtype=torch.float64)))) > 0.0:
        seen.append(lower)
    assert [round(step * LAST) for step in seen] == list(wanted)
    assert start(0.0) * LAST == FLOOR
    assert start(1.0) == 1.0


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_frame_that_has_no_step_left_waits_and_the_clock_runs_in_the_first_alone(steps: int) -> None:
    told: list[tuple[object, object]] = []

    def denoise(x: object, _places: object, t: object, _tokens: object, seconds: object) -> object:
        told.append((t, seconds))
        return torch.full_like(x, 50.0)

    t = torch.tensor([0.9, 0.6, 0.2])
    frames = Frames(torch.zeros(3, *SHAPE), t, torch.full((3,), 0.04))
    ready = descended(denoise, frames, torch.zeros(1), torch.zeros(1), steps)
    wanted = {0: (0.9, 0.6, 0.2), 1: (0.75, 0.5, 0.2), 2: (0.5, 0.25, 0.2), 3: (0.25, 0.25, 0.2)}[steps]
    assert ready.t.tolist() == pytest.approx(wanted)
    assert ready.seconds.tolist() == pytest.approx([0.0 if steps else 0.04] * 2 + [0.04])
    assert ready.past[2].abs().max() == 0.0
    if steps:
        assert ready.past[0].unique().tolist() == [LIMIT]
    assert len(told) == steps
    assert stepped(denoise, ready, torch.zeros(1), torch.zeros(1)).max() == LIMIT


def test_noise_is_often_low_and_clocks_are_the_renderers() -> None:
    torch.manual_seed(0)
    noise, seconds = noises(4000, CPU), clocks(4000, CPU)
    assert float((noise < LOW_TO).float().mean()) == pytest.approx(LOW, abs=0.03)
    assert float(noise.min()) >= LEAST
    assert float(noise.max()) < 1.0
    usual = (seconds >= QUICK) & (seconds <= SLOW)
    assert float(usual.float().mean()) > 0.65
    assert float((seconds == 0.0).float().mean()) > 0.1
    assert float(seconds.min()) >= 0.0
    assert SLOW < float(seconds.max()) <= LONGEST


def test_a_changed_prompt_begins_high_for_its_first_frames_with_its_clock_still() -> None:
    torch.manual_seed(0)
    rollouts = Rollouts(played(0.0), 0.0)
    since = torch.full((COUNT,), 99.0)
    names, seen = torch.zeros(COUNT), []
    for number in range(1, 200):
        turn = rollouts.next(played(float(number)))
        now = turn.tokens[:, 0, 0]
        assert torch.equal(now, turn.asked.scene[:, 0])
        rollouts.take(turn.frames.past * 0.0 + 7.0)  # what was played on is known by its past being 7 all over
        kept = (turn.frames.past.flatten(1).std(1) < 1e-3) & (number > 1)
        changed = (now != names) & kept
        since = torch.where(changed, 0.0, torch.where(now != names, 99.0, since + 1.0))
        high = since < HARD.frames
        assert (turn.frames.seconds[high] == 0.0).all()
        assert (turn.frames.t[high] >= 0.7 * HARD.midway - 1e-6).all()
        seen += turn.frames.t[high].tolist()
        names = now
    assert len(seen) > 300
    assert 0.6 < np.mean([HARD.midway <= t for t in seen]) < 0.95
    assert (turn.frames.t[since > 60] < LOW_TO).any()


def test_a_transition_leads_over_with_rising_noise_and_then_the_prompt_has_arrived() -> None:
    torch.manual_seed(0)
    rollouts = Rollouts(played(1.0), 1.0)
    steps, between, arrived = [], 0, 0
    before = torch.ones(COUNT)
    for number in range(2, 120):
        turn = rollouts.next(played(float(number)))
        way, high = rollouts._way, rollouts._high > 0.0
        now = turn.tokens[:, 0, 0]
        torch.testing.assert_close(now, turn.asked.scene[:, 0])
        crossing = way < 1.0
        goal = rollouts._to.tokens[:, 0, 0]
        assert torch.equal(now[~crossing], goal[~crossing])
        assert (turn.asked.named[crossing] == 0.0).all()
        floor = torch.tensor([HARD.floor(float(share)) for share in way]) * torch.where(
            high, HARD.midway / HARD.start, 1.0
        )
        stands = high | crossing
        assert (turn.frames.t[stands] >= 0.7 * floor[stands] - 1e-6).all()
        assert (turn.frames.seconds[stands] == 0.0).all()
        assert (turn.frames.t >= floor - 1e-6)[stands].float().mean() > 0.4 or not stands.any()
        arrived += int((high & (rollouts._high == HARD.frames)).sum())
        between += int(crossing.sum())
        steps += (now - before)[crossing].abs().tolist()
        before = now
        rollouts.take(turn.frames.past)
    assert arrived > 50
    assert between > 8 * arrived
    assert min(steps) > 0.0


def test_what_is_no_number_does_not_stay_in_a_rollout() -> None:
    torch.manual_seed(0)
    rollouts = Rollouts(played(1.0))
    made = latents()
    made[3], made[5, 0] = torch.nan, torch.inf
    rollouts.next(played(2.0))
    rollouts.take(made)
    for _ in range(3):
        past = rollouts.next(played(3.0)).frames.past
        assert torch.isfinite(past).all()
        rollouts.take(past)


def test_some_grow_old_and_in_the_beginning_none_does() -> None:
    torch.manual_seed(0)
    ages = []
    for past in (0.0, 1.0):
        rollouts = Rollouts(played(0.0, 256))
        for number in range(1, 121):
            turn = rollouts.next(Played(latents(256) + 100.0 * number, *_rest(number)), past)
            rollouts.take(turn.frames.past)
        born = (rollouts._memory.own[0].mean((1, 2, 3)) / 100.0).round()
        ages.append(float((born < 70).float().mean()))
    assert ages[0] < 0.05
    assert 0.03 < ages[1] < 0.3
    assert all(first != second for first, second in itertools.pairwise(ages))


def _rest(number: int) -> tuple[object, Wanted]:
    every = torch.full((256, 2), float(number))
    return torch.full((256, 8, 4), float(number)), Wanted(every, every, every[:, 0])
