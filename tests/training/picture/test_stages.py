# ruff: noqa: E402 - what is imported needs what is asked for first
import itertools
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from soundscape_live.generator.tiny.network import SMALL, coordinates
from training.picture.autoencoder import Asks, Autoencoding, Balance, regression
from training.picture.captions import Captions
from training.picture.course import asked
from training.picture.distillation import Distillation
from training.picture.finishing import Finishing
from training.picture.flow import Flow, noised
from training.picture.latents import Latents, Speech, blended
from training.picture.lesson import Lesson, keep, restore
from training.picture.measure import Best, Measure
from training.picture.pictures import Crops, Pictures
from training.picture.playing import encoded, frame
from training.picture.recogniser import KNOWS, Recogniser, Recognising
from training.picture.scenes import Renderer
from training.picture.wanted import one_of, wanted

CPU = torch.device("cpu")
SIZE = (48, 64)


def losses(lesson: Lesson, steps: int, name: str, until: float = 0.5) -> tuple[float, float]:
    """Return the mean of a loss over the first and the last quarter of some steps."""
    values = [float(lesson.step(0.02 + until * step / steps)[name]) for step in range(steps)]
    quarter = steps // 4
    return sum(values[:quarter]) / quarter, sum(values[-quarter:]) / quarter


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(CPU, 5)


@pytest.fixture(scope="module")
def first(renderer: Renderer) -> Autoencoding:
    torch.manual_seed(0)
    kept = Pictures(renderer, SIZE, 32, CPU)
    kept.draw(32)
    return Autoencoding(SMALL, Crops([kept], 4, 48, 1000, 4), CPU)


@pytest.fixture(scope="module")
def kept(renderer: Renderer, first: Autoencoding) -> list[Latents]:
    first.encoder.eval()
    latents = Latents(renderer, first.encoder, SMALL, SIZE, 64)
    for _ in range(3):
        latents.draw(8)
    return [latents]


@pytest.fixture(scope="module")
def speech(renderer: Renderer) -> Speech:
    return Speech(Captions(renderer.concepts, CPU), CPU)


def test_the_autoencoder_learns_to_draw_what_it_saw(first: Autoencoding) -> None:
    before, after = losses(first, 40, "regression", 0.2)
    assert after < 0.95 * before


def test_the_critic_joins_later(first: Autoencoding) -> None:
    assert "critic" not in first.step(first.asks.critic_from - 0.01)
    told = [first.step(0.9) for _ in range(12)]
    assert float(told[-1]["critic"]) < float(told[0]["critic"])


def test_an_adversary_without_numbers_does_not_spoil_the_balance_for_good() -> None:
    weight = torch.ones(3, requires_grad=True)
    balance = Balance(0.5, every=1)
    factors = [float(balance((weight * 2.0).sum(), (weight * by).sum(), weight)) for by in (4.0, torch.nan, 4.0, 4.0)]
    assert factors[0] == pytest.approx(0.25)
    assert factors[1] == pytest.approx(0.7 * 0.25)
    assert factors[1] < factors[2] < factors[3] < 0.25


def test_what_goes_on_draws_as_what_was_kept(first: Autoencoding, tmp_path: Path) -> None:
    first.step(0.9)
    keep(first, tmp_path / "autoencoder.pt", 5.0, 7)
    again = Autoencoding(SMALL, iter(()), CPU)
    assert restore(again, tmp_path / "autoencoder.pt") == (5.0, 7)
    pictures = torch.rand(2, 3, 48, 48)
    with torch.no_grad():
        drawn = [one.decoder(one.encoder.eval()(pictures)) for one in (first, again)]
    assert torch.equal(drawn[0], drawn[1])
    states = [one.optimisers()["autoencoder"].state_dict()["state"] for one in (first, again)]
    assert all(torch.equal(states[0][at]["exp_avg"], states[1][at]["exp_avg"]) for at in states[0])


def test_a_picture_without_its_fine_detail_is_wrong_in_its_energy() -> None:
    torch.manual_seed(0)
    fine = torch.rand(1, 3, 32, 32) * 2.0 - 1.0
    other = fine.flip(-1)
    flat = torch.zeros_like(fine)
    energy_alone = Asks(detail=0.0, energy=1.0)
    none = Asks(detail=0.0, energy=0.0)

    def off(made: object) -> float:
        return float(regression(made, fine, energy_alone) - regression(made, fine, none))

    assert off(other) < 0.5 * off(flat)


def test_the_flow_learns_and_its_follower_follows(kept: list[Latents], speech: Speech) -> None:
    torch.manual_seed(0)
    flow = Flow(SMALL, kept, speech, CPU, batch=16, drawn=0)
    told = [flow.step(0.02 + 0.5 * step / 32) for step in range(32)]
    for name in ("loss", "untold"):
        values = [float(one[name]) for one in told]
        assert sum(values[-8:]) < 0.95 * sum(values[:8]), name
    apart = [
        float((a - b).detach().abs().mean())
        for a, b in zip(flow.denoiser.parameters(), flow.mean_denoiser.parameters(), strict=True)
    ]
    assert 0.0 < max(apart) < 0.1


def test_scenes_and_palettes_are_told_apart(renderer: Renderer, kept: list[Latents]) -> None:
    torch.manual_seed(0)
    counts = len(renderer.concepts.scenes), len(renderer.concepts.palettes)
    lesson = Recognising(SMALL, kept, counts, CPU, batch=32, drawn=0)
    before, after = losses(lesson, 24, "loss")
    assert after < 0.95 * before
    pairs = kept[0].some(16)
    said = wanted(pairs.attributes, *counts)
    assert torch.allclose(said.scene.sum(1), torch.ones(16))
    with torch.no_grad():
        unlike = lesson.recogniser.unlike(pairs.first, said)
        other = lesson.recogniser.unlike(pairs.first, said.at(torch.arange(16).roll(5)))
    assert float(unlike) < float(other)


def test_the_student_is_taught_by_the_judge_and_both_learn(
    renderer: Renderer, kept: list[Latents], speech: Speech
) -> None:
    torch.manual_seed(0)
    counts = len(renderer.concepts.scenes), len(renderer.concepts.palettes)
    flow = Flow(SMALL, kept, speech, CPU, batch=16, drawn=2)
    for _ in range(4):
        flow.step(0.1)
    recogniser = Recognising(SMALL, kept, counts, CPU, batch=16).recogniser
    told: list[str] = []
    measure = Measure(recogniser, flow.mean_text, speech, kept[0].every(), told.append)
    lesson = Distillation(
        SMALL,
        (flow.mean_text, flow.mean_denoiser),
        recogniser,
        kept,
        speech,
        counts,
        batch=16,
        drawn=2,
        measure=measure,
        measured=0.6,
    )
    teacher = [value.clone() for value in flow.mean_denoiser.parameters()]
    critic_before, critic_after = losses(lesson, 24, "critic")
    assert critic_after < critic_before
    assert all(torch.equal(a, b) for a, b in zip(teacher, flow.mean_denoiser.parameters(), strict=True))
    moved = [float((a - b).detach().abs().max()) for a, b in zip(teacher, lesson.student.parameters(), strict=True)]
    assert max(moved) > 1e-4
    assert not told
    lesson.step(0.7)
    assert len(told) == 1
    assert "scene" in told[0]
    worth = float(lesson.best.worth)
    lesson.best.worth.fill_(9.0)
    kept_weights = [value.clone() for value in lesson.best.network.parameters()]
    chosen = lesson.chosen()
    assert all(torch.equal(a, b) for a, b in zip(kept_weights, chosen.parameters(), strict=True))
    lesson.best.worth.fill_(worth - 9.0)
    assert all(torch.equal(a, b) for a, b in zip(lesson.chosen().parameters(), lesson.mean.parameters(), strict=True))


def test_without_a_recogniser_nothing_is_asked_and_the_last_is_chosen(
    renderer: Renderer, kept: list[Latents], speech: Speech
) -> None:
    torch.manual_seed(0)
    counts = len(renderer.concepts.scenes), len(renderer.concepts.palettes)
    flow = Flow(SMALL, kept, speech, CPU, batch=8, drawn=2)
    lesson = Distillation(SMALL, (flow.mean_text, flow.mean_denoiser), None, kept, speech, counts, batch=8, drawn=2)
    losses = [lesson.step(past) for past in (0.0, 0.5, 0.9)]
    assert all(float(one["unlike"]) == 0.0 for one in losses)
    assert lesson.chosen() is lesson.mean


def test_a_measure_is_the_same_each_time_and_leaves_chance_as_it_was(kept: list[Latents], speech: Speech) -> None:
    torch.manual_seed(0)
    flow = Flow(SMALL, kept, speech, CPU, batch=8, drawn=2)
    recogniser = Recogniser(SMALL, 29, 21, 16)
    told: list[str] = []
    measure = Measure(recogniser, flow.mean_text, speech, kept[0].every(), told.append)
    before = torch.get_rng_state()
    first = measure(flow.mean_denoiser, "one")
    assert torch.equal(before, torch.get_rng_state())
    assert measure(flow.mean_denoiser, "one") == first
    assert told[0] == told[1]
    assert first < 2.0
    with torch.no_grad():
        flow.mean_denoiser.end.weight.fill_(float("nan"))
    assert measure(flow.mean_denoiser, "none") < first
    best = Best(flow.denoiser)
    best.offer(flow.denoiser, first)
    best.offer(flow.mean_denoiser, first - 1.0)
    assert torch.isfinite(best.network.end.weight).all()
    assert float(best.worth) == pytest.approx(first)


def test_a_recogniser_that_knows_too_little_is_not_asked(renderer: Renderer, kept: list[Latents]) -> None:
    torch.manual_seed(0)
    counts = len(renderer.concepts.scenes), len(renderer.concepts.palettes)
    lesson = Recognising(SMALL, kept, counts, CPU, batch=16, drawn=0)
    told: list[str] = []
    held = kept[0].every()
    assert asked(lesson, held, KNOWS, told.append) is None
    assert "its weight is 0" in told[0]

    class Sure(Recogniser):
        def forward(self, latents: object) -> tuple[object, object]:
            alike = (held.first[:, None] - latents[None]).abs().sum((2, 3, 4)).argmin(0)
            said = held.attributes.at(alike)
            return one_of(said.scene, counts[0]), one_of(said.palette, counts[1])

    lesson.recogniser = Sure(SMALL, *counts)
    assert asked(lesson, held, KNOWS, told.append) is lesson.recogniser
    assert told[1] == "recogniser: scene 1.000, palette 1.000"


def test_the_decoder_keeps_to_what_it_drew_of_own_latents(
    first: Autoencoding, kept: list[Latents], speech: Speech
) -> None:
    torch.manual_seed(0)
    flow = Flow(SMALL, kept, speech, CPU, batch=8, drawn=2)
    pictures = Pictures(Renderer(CPU, 6), SIZE, 16, CPU)
    lesson = Finishing(
        first, (flow.mean_text, flow.mean_denoiser), kept, speech, Crops([pictures], 4, 48, 4, 8), batch=4
    )
    told = [lesson.step(0.1) for _ in range(8)]
    assert float(told[-1]["coarse"]) < 0.2
    assert float(told[-1]["critic"]) > 0.0
    lines: list[str] = []
    decoder, sizes = lesson.printed(SMALL, lines.append)
    assert [line.split(":")[0] for line in lines[:2]] == ["own pictures, before", "own pictures, after"]
    assert "a print of" in lines[2]
    assert sizes.end == decoder.end.kernel_size[0] == 5
    assert decoder(kept[0].some(2).first).shape == (2, 3, *SIZE)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_blend_of_tokens_is_as_long_as_its_parts(share: float) -> None:
    one, other = torch.randn(2, 8, 16), 3.0 * torch.randn(2, 8, 16)
    mixed = blended(one, other, torch.full((2,), share))
    want = (1.0 - share) * one.norm(dim=-1) + share * other.norm(dim=-1)
    assert torch.allclose(mixed.norm(dim=-1), want, rtol=1e-4)
    if not share:
        assert torch.equal(mixed, one)


def test_noise_is_all_at_one_and_nothing_at_zero() -> None:
    clean = torch.randn(2, 3, 4, 4)
    out = noised(clean, torch.tensor([0.0, 1.0]))
    assert torch.equal(out[0], clean[0])
    assert not torch.isclose(out[1], clean[1]).any()


def test_a_frame_goes_down_what_is_left_of_the_grid(kept: list[Latents], speech: Speech) -> None:
    flow = Flow(SMALL, kept, speech, CPU, batch=8, drawn=2)
    tokens = encoded(flow.text, ["nebula"])
    seen: list[float] = []

    def look(_x: object, t: object, _tokens: object, seconds: object) -> None:
        seen.append(round(float(t[0]), 3))
        assert float(seconds[0]) == (0.125 if len(seen) == 1 else 0.0)

    frame(flow.denoiser, tokens, kept[0].some(1).first, start=0.6, seconds=0.125, look=look)
    assert seen == [0.6, 0.5, 0.25]
    assert all(later < earlier for earlier, later in itertools.pairwise(seen))
    assert coordinates(3, 4).shape == (1, 2, 3, 4)


def test_pictures_are_kept_as_bytes(renderer: Renderer) -> None:
    pictures = Pictures(renderer, (32, 48), 6, CPU)
    pictures.draw(4)
    pictures.draw(4)
    assert len(pictures) == 6
    assert pictures.some(3).shape == (3, 3, 32, 48)
    assert pictures.crops(2, 16).shape == (2, 3, 16, 16)
    assert float(pictures.some(3).abs().max()) <= 1.0
