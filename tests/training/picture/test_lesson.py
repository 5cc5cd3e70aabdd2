# ruff: noqa: E402 - what is imported needs what is asked for first
from collections.abc import Mapping
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from training.picture.lesson import (
    PATIENCE,
    TELL,
    UNCOUNTED,
    Halves,
    Run,
    adam,
    advance,
    follow,
    learn,
    memory,
    rate,
    restore,
    untried,
)


class Line:
    """Learns one number; each step takes a second of its clock."""

    name = "line"

    def __init__(self) -> None:
        self.layer = torch.nn.Linear(1, 1, bias=False)
        with torch.no_grad():
            self.layer.weight.zero_()
        self._adam = adam(self.layer.parameters(), 0.1, (0.9, 0.99))
        self.pasts: list[float] = []
        self.now = 0.0

    def networks(self) -> Mapping[str, object]:
        return {"layer": self.layer}

    def optimisers(self) -> Mapping[str, object]:
        return {"adam": self._adam}

    def step(self, past: float) -> Mapping[str, object]:
        self.pasts.append(past)
        self.now += 1.0
        loss = (self.layer.weight - 3.0).square().sum()
        advance(self._adam, loss, 0.1)
        return {"loss": loss.detach()}


def run(lesson: Line, folder: Path, until: float, told: list[str] | None = None) -> Run:
    return Run(folder, lambda: lesson.now, until, (told if told is not None else []).append)


def test_a_stage_learns_until_its_seconds_are_used(tmp_path: Path) -> None:
    lesson, told = Line(), []
    assert learn(lesson, 20.0, run(lesson, tmp_path, 100.0, told))
    assert len(lesson.pasts) == 20 + UNCOUNTED
    assert lesson.pasts == sorted(lesson.pasts)
    assert 0.9 < lesson.pasts[-1] < 1.0
    assert lesson.layer.weight.item() > 1.0
    assert f"line ends after 20 s and {20 + UNCOUNTED} steps" in told[-1]


def test_what_is_out_of_time_goes_on_where_it_was_with_what_moved_it(tmp_path: Path) -> None:
    whole = Line()
    assert learn(whole, 20.0, run(whole, tmp_path / "whole", 100.0))
    first = Line()
    assert not learn(first, 20.0, run(first, tmp_path, 6.5))
    second = Line()
    assert learn(second, 20.0, run(second, tmp_path, 100.0))
    assert len(first.pasts) + len(second.pasts) == 20 + 2 * UNCOUNTED
    assert second.pasts[0] == pytest.approx((len(first.pasts) - UNCOUNTED) / 20.0)
    assert len(whole.pasts) == 20 + UNCOUNTED
    third = Line()
    for past in first.pasts + second.pasts:
        third.step(past)
    assert second.layer.weight.item() == pytest.approx(third.layer.weight.item(), rel=1e-6)


def test_a_first_step_that_takes_longer_than_the_stage_takes_nothing_from_it(tmp_path: Path) -> None:
    class Slow(Line):
        def step(self, past: float) -> Mapping[str, object]:
            self.now += 60.0 if len(self.pasts) < UNCOUNTED else 0.0
            return super().step(past)

    lesson = Slow()
    assert learn(lesson, 10.0, run(lesson, tmp_path, 1000.0))
    assert len(lesson.pasts) == 10 + UNCOUNTED


def test_a_stage_that_ended_is_taken_up_and_not_learnt_again(tmp_path: Path) -> None:
    first, second = Line(), Line()
    assert learn(first, 5.0, run(first, tmp_path, 100.0))
    assert learn(second, 5.0, run(second, tmp_path, 100.0))
    assert second.pasts == []
    assert second.layer.weight.item() == first.layer.weight.item()


def test_a_killed_run_loses_what_came_after_its_last_checkpoint(tmp_path: Path) -> None:
    class KilledError(Exception):
        pass

    class Mortal(Line):
        def step(self, past: float) -> Mapping[str, object]:
            if self.now >= 150.0:
                raise KilledError
            return super().step(past)

    first, again = Mortal(), Line()
    with pytest.raises(KilledError):
        learn(first, 1000.0, run(first, tmp_path, 5000.0))
    used, steps = restore(again, tmp_path / "line.pt")
    assert used == pytest.approx(90.0 - UNCOUNTED, abs=1.0)
    assert steps == used + UNCOUNTED
    assert list(tmp_path.iterdir()) == [tmp_path / "line.pt"]


def test_a_step_along_no_number_is_not_taken_and_leaves_the_optimiser_as_it_was() -> None:
    layers = [torch.nn.Conv2d(2, 3, 3).to(memory_format=torch.channels_last) for _ in range(2)]
    layers[1].load_state_dict(layers[0].state_dict())
    optimisers = [adam(layer.parameters(), 0.1, (0.9, 0.99)) for layer in layers]
    pictures = torch.randn(2, 2, 5, 5)
    for number in range(4):
        for layer, optimiser in zip(layers, optimisers, strict=True):
            advance(optimiser, layer(pictures).square().mean(), 0.1)
        if number == 1:
            advance(optimisers[0], layers[0](pictures).sum() * torch.nan, 0.1)
            advance(optimisers[0], layers[0](pictures * 1e30).square().sum(), 0.1)
    assert all(
        torch.equal(one, other) for one, other in zip(layers[0].parameters(), layers[1].parameters(), strict=True)
    )
    assert torch.isfinite(layers[0].weight).all()


def test_a_stage_without_numbers_ends_as_an_error_and_keeps_its_last_checkpoint(tmp_path: Path) -> None:
    class Lost(Line):
        def step(self, past: float) -> Mapping[str, object]:
            told = super().step(past)
            return told if self.now < 100.0 else {"loss": told["loss"] * torch.nan}

    lesson, told = Lost(), []
    with pytest.raises(FloatingPointError, match="line: its losses are no numbers at step"):
        learn(lesson, 1000.0, run(lesson, tmp_path, 5000.0, told))
    assert sum("loss nan" in line for line in told) == PATIENCE
    assert lesson.now <= 100.0 + (PATIENCE + 1) * TELL
    used, _ = restore(Line(), tmp_path / "line.pt")
    assert used == pytest.approx(90.0, abs=2.0)


def test_one_line_without_numbers_ends_nothing(tmp_path: Path) -> None:
    class Startled(Line):
        def step(self, past: float) -> Mapping[str, object]:
            told = super().step(past)
            return told if not 20.0 < self.now < 25.0 else {"loss": told["loss"] * torch.inf}

    lesson, told = Startled(), []
    assert learn(lesson, 60.0, run(lesson, tmp_path, 5000.0, told))
    assert sum("loss inf" in line for line in told) == 1


@pytest.mark.parametrize(("past", "most"), [(0.0, 0.1), (0.3, 1.0), (0.8, 0.5), (1.0, 0.06)])
def test_the_rate_rises_stays_and_falls(past: float, most: float) -> None:
    assert 0.0 < rate(past, 1.0) <= most + 1e-9


def test_a_follower_moves_by_its_share_and_copies_what_is_counted() -> None:
    leader, follower = torch.nn.BatchNorm2d(2), torch.nn.BatchNorm2d(2)
    with torch.no_grad():
        leader.weight.fill_(3.0)
        leader.running_mean.fill_(5.0)
    follow(follower, leader, 0.75)
    assert follower.weight.tolist() == [1.5, 1.5]
    assert follower.running_mean.tolist() == [5.0, 5.0]


def test_a_follower_forgets_its_beginning_and_nothing_when_it_goes_on() -> None:
    assert memory(0.0, 0, 0.99) < 0.2
    assert memory(0.05, 5000, 0.99) == 0.99
    assert memory(0.5, 0, 0.99) == 0.99


def test_what_is_not_worth_a_trial_is_not_tried_and_nothing_else_changes() -> None:
    before = torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = True
    try:
        with untried():
            assert not torch.backends.cudnn.benchmark
            assert torch.backends.cudnn.enabled
        assert torch.backends.cudnn.benchmark
    finally:
        torch.backends.cudnn.benchmark = before


def test_copies_in_halves_are_learnt_through_and_what_is_not_used_learns_nothing() -> None:
    used = torch.randn(4, 3, 3, 3).contiguous(memory_format=torch.channels_last).requires_grad_()
    unused = torch.randn(5, requires_grad=True)
    kept = torch.randn(5)
    copies = Halves.apply(used, unused, kept)
    assert [copy.dtype for copy in copies] == [torch.bfloat16] * 3
    assert copies[0].is_contiguous(memory_format=torch.channels_last)
    (copies[0].float().square().sum() / 2.0).backward()
    assert used.grad.dtype == torch.float32
    assert torch.allclose(used.grad, used, rtol=0.02)
    assert unused.grad is None
    with torch.no_grad():
        assert not any(copy.requires_grad for copy in Halves.apply(used, unused))
