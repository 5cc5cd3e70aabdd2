"""All stages one after another, and what they need of each other.

Rules: a run goes on where the last one was killed or its time was up. Seeds are fixed; how many steps a stage takes in
its seconds depends on the machine. Where all has to be over by a time, what is left of it is shared among the stages
that are left. Latents and pictures are not kept: each run draws its own.
"""

import math
from dataclasses import dataclass, replace

import torch

from soundscape_live.generator.tiny.network import SMALL, Sizes
from training.picture.autoencoder import Autoencoding, Encoder
from training.picture.captions import Captions
from training.picture.distillation import Distillation
from training.picture.export import Model
from training.picture.finishing import Finishing
from training.picture.flow import Flow
from training.picture.latents import Latents, Pairs, Speech
from training.picture.lesson import Lesson, Run, Tell, learn, still
from training.picture.measure import Measure
from training.picture.pictures import SIZES, Crops, Pictures
from training.picture.recogniser import KNOWS, Recogniser, Recognising
from training.picture.scenes import Renderer

SHIPPED = Sizes()


@dataclass(frozen=True, slots=True)
class Plan:
    """How long each stage learns, and from how much at a time."""

    sizes: Sizes = SHIPPED
    autoencoder: float = 280.0
    "Seconds, as the next ones."
    recogniser: float = 25.0
    flow: float = 300.0
    distillation: float = 470.0
    finishing: float = 75.0
    pixels: tuple[tuple[int, int], ...] = SIZES
    crops: int = 32
    crop: int = 256
    pictures: int = 4096
    "Kept, of each size."
    pairs: int = 40_000
    "Kept, of each size."
    begin: int = 240
    "Pairs of each scene and size, before the first stage that learns from them."
    drawn: int = 32
    "Pairs or pictures at a time."
    batch: int = 512
    distilled: int = 192
    knows: float = KNOWS
    "Shares of scenes and palettes that the recogniser has to name rightly, to be asked."

    def faster(self, factor: float) -> "Plan":
        """Return the same, with less time for each stage."""
        seconds = {name: getattr(self, name) * factor for name in STAGES}
        return replace(self, **seconds)

    def box(self, stage: str, left: float) -> float:
        """Return the seconds of a stage, where so many are left for it and all that comes after it."""
        rest = STAGES[STAGES.index(stage) :]
        wanted = sum(getattr(self, name) for name in rest)
        share = (left - BESIDE * len(rest) - WRITES) / wanted
        seconds: float = getattr(self, stage)
        return seconds * min(1.0, max(LEAST, share))


BESIDE, WRITES = 15.0, 30.0
"Seconds that a stage may take beside its own, for what is drawn and tried before it; and that all is written in."
LEAST = 0.1
"Of its seconds, that a stage has at least."
HELD = 400_000
"The seed of the pictures that the recogniser and the denoiser are judged on; stages draw with seeds below."
MEASURED = 60.0
"Seconds of the distillation between two looks at it."
RENEWED = 16
"Batches of crops between two draws of new pictures."
TRIED = 4
"Ways of each convolution that are timed before one is taken: more take longer than they gain."
STAGES = ("autoencoder", "recogniser", "flow", "distillation", "finishing")
TRIAL = Plan(
    sizes=replace(SMALL, latent=SHIPPED.latent),
    autoencoder=2.0,
    recogniser=1.0,
    flow=2.0,
    distillation=2.0,
    finishing=1.0,
    pixels=((48, 64), (64, 64)),
    crops=4,
    crop=48,
    pictures=64,
    pairs=128,
    begin=4,
    drawn=4,
    batch=16,
    distilled=16,
    knows=0.0,
)
"For tests and rehearsals: seconds on a CPU, with as many channels as what is shipped."


class Course:
    """What the stages share, on one device."""

    def __init__(self, plan: Plan, device: torch.device, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.plan, self.device = plan, device
        self.renderer = Renderer(device, seed)
        concepts = self.renderer.concepts
        self.counts = len(concepts.scenes), len(concepts.palettes)
        self.speech = Speech(Captions(concepts, device), device, seed)
        pictures = [Pictures(self.renderer, size, plan.pictures, device) for size in plan.pixels]
        self.crops = Crops(pictures, plan.crops, plan.crop, RENEWED, plan.drawn)
        self._pictures = pictures

    def teach(self, run: Run, ends: float = math.inf) -> Model | None:
        """Run all stages; return the model, or nothing if the run's time was up before.

        `ends`: by the run's clock, when all should be written; stages are shorter if they have to be.
        """
        plan = self.plan

        def learnt(lesson: Lesson) -> bool:
            return learn(lesson, plan.box(lesson.name, ends - run.clock()), run)

        first = Autoencoding(plan.sizes, self.crops, self.device)
        self._draw(run)
        if not learnt(first):
            return None
        run.tell("autoencoder: sharpness {:.3f}, energy {:.3f}".format(*first.sharpness()))
        still(first.encoder)
        kept = [Latents(self.renderer, first.encoder, plan.sizes, size, plan.pairs) for size in plan.pixels]
        self._encode(kept, run)
        recognising = Recognising(plan.sizes, kept, self.counts, self.device, plan.batch // 2, plan.drawn)
        flow = Flow(plan.sizes, kept, self.speech, self.device, plan.batch, plan.drawn)
        if not (learnt(recognising) and learnt(flow)):
            return None
        teacher = flow.mean_text, flow.mean_denoiser
        held = self._held(first.encoder)
        recogniser = asked(recognising, held, plan.knows, run.tell)
        measure = None if recogniser is None else Measure(recogniser, flow.mean_text, self.speech, held, run.tell)
        student = Distillation(
            plan.sizes,
            teacher,
            recogniser,
            kept,
            self.speech,
            self.counts,
            plan.distilled,
            plan.drawn,
            measure=measure,
            measured=MEASURED / plan.distillation,
        )
        if not learnt(student):
            return None
        denoiser = student.chosen()
        finishing = Finishing(first, (flow.mean_text, denoiser), kept, self.speech, self.crops, plan.crops)
        if not learnt(finishing):
            return None
        run.tell("finishing: sharpness {:.3f}, energy {:.3f}".format(*first.sharpness()))
        decoder, sizes = finishing.printed(plan.sizes, run.tell)
        return Model(sizes, flow.mean_text, denoiser, decoder)

    def _held(self, encoder: Encoder) -> Pairs:
        """Return pairs of every scene that no stage learns from, the same in every run."""
        plan = self.plan
        renderer = Renderer(self.device, HELD)
        scenes = len(renderer.concepts.scenes)
        latents = Latents(renderer, encoder, plan.sizes, plan.pixels[0], scenes * plan.drawn)
        for _ in range(scenes):
            latents.draw(plan.drawn)
        return latents.every()

    def _draw(self, run: Run) -> None:
        """Draw pictures of every scene, so that the first stage does not learn one after another."""
        began = run.clock()
        for pictures in self._pictures:
            while len(pictures) < self.plan.pictures:
                pictures.draw(self.plan.drawn)
        run.tell(f"{sum(map(len, self._pictures))} pictures after {run.clock() - began:.0f} s")

    def _encode(self, kept: list[Latents], run: Run) -> None:
        began, scenes = run.clock(), len(self.renderer.concepts.scenes)
        for latents in kept:
            for _ in range(scenes * max(1, self.plan.begin // self.plan.drawn)):
                latents.draw(self.plan.drawn)
        run.tell(f"{sum(map(len, kept))} pairs after {run.clock() - began:.0f} s")


def asked(recognising: Recognising, held: Pairs, least: float, tell: Tell) -> Recogniser | None:
    """Return the recogniser, or None if it knows too little to be asked; tell which."""
    scene, palette = recognising.judged(held)
    knows = min(scene, palette) >= least
    tell(f"recogniser: scene {scene:.3f}, palette {palette:.3f}{'' if knows else ': too little, its weight is 0'}")
    return recognising.recogniser if knows else None


def device(name: str | None = None) -> torch.device:
    """Return the device to learn on: the one named, else a GPU if there is one. Sets what makes that quick."""
    if name is None:
        name = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.benchmark_limit = TRIED
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.allow_tf32 = True
    return torch.device(name)
