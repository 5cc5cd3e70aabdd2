# ruff: noqa: E402 - what is imported needs what is asked for first
"""Steps on a device of shapes alone: it refuses to be mixed with another or to be waited for, as a GPU should be.

The networks are as large as those that are shipped, and the pictures as those that are drawn for them.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

torch = pytest.importorskip("torch")

from soundscape_live.generator.tiny.sizes import Sizes
from soundscape_live.generator.tiny.words import table
from training.picture.autoencoder import Autoencoding
from training.picture.captions import Captions
from training.picture.course import TRIAL
from training.picture.distillation import Distillation
from training.picture.finishing import Finishing
from training.picture.flow import Flow
from training.picture.latents import Latents, Speech
from training.picture.lesson import Lesson
from training.picture.pictures import SIZES, Crops, Pictures
from training.picture.recogniser import Recognising
from training.picture.scenes import Renderer

SHAPES = torch.device("meta")
PLAN = replace(TRIAL, sizes=Sizes(), pixels=SIZES, crop=256)
PASTS = (0.0, 0.5, 0.9)


class Said(Speech):
    """Captions by the device's own chance: no generator is there."""

    def __init__(self, captions: Captions) -> None:
        self._captions, self.counts = captions, captions.counts
        self.features = torch.from_numpy(table(captions.words)).to(SHAPES)
        self._chance = None


class Down(torch.optim.Optimizer):
    """Goes down the slopes: the fused optimisers, which the stages use, are not there for shapes."""

    def __init__(self, parameters: Iterator[object], highest: float, *_betas: object, **_more: object) -> None:
        super().__init__(parameters, {"lr": highest})

    @torch.no_grad()
    def step(self) -> None:
        """Take one, along slopes in float32."""
        for weight in (weight for group in self.param_groups for weight in group["params"] if weight.grad is not None):
            assert weight.grad.dtype == torch.float32
            weight.sub_(weight.grad)


def lessons() -> Iterator[Lesson]:
    """Give all stages."""
    renderer = Renderer(SHAPES, 1)
    pictures = [Pictures(renderer, size, 8, SHAPES) for size in PLAN.pixels]
    crops = Crops(pictures, PLAN.crops, PLAN.crop, 2, 2)
    first = Autoencoding(PLAN.sizes, crops, SHAPES)
    yield first
    kept = [Latents(renderer, first.encoder, PLAN.sizes, size, 8) for size in PLAN.pixels]
    for latents in kept:
        latents.draw(4)
    speech = Said(Captions(renderer.concepts, SHAPES))
    recognising = Recognising(PLAN.sizes, kept, speech.counts, SHAPES, 8, 2)
    yield recognising
    flow = Flow(PLAN.sizes, kept, speech, SHAPES, 16, 2)
    yield flow
    teacher = flow.mean_text, flow.mean_denoiser
    student = Distillation(PLAN.sizes, teacher, recognising.recogniser, kept, speech, speech.counts, 16, 2)
    yield student
    yield Finishing(first, (flow.mean_text, student.mean), kept, speech, crops, PLAN.crops)


def test_no_step_of_a_stage_waits_for_its_device_or_takes_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.optim.AdamW", Down)
    torch.manual_seed(0)
    seen = []
    for lesson in lessons():
        for past in (past for past in PASTS for _ in SIZES):
            told = lesson.step(past)
            assert all(value.device.type == "meta" for value in told.values()), lesson.name
        seen.append(lesson.name)
    assert seen == ["autoencoder", "recogniser", "flow", "distillation", "finishing"]
