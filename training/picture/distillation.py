"""The third stage: the flow's many steps become few, on the network's own rollouts.

Rules: a batch is single pictures at the steps of GRID, each begun with what the student itself made of the steps
before; rollouts, some of which change their prompt under way; pairs. Singles and rollouts follow the difference of
teacher and fake score, pairs the real next frame; all follow the critic, whose share falls; and what was asked for is
to be recognised, so that scene and hue do not drift while pictures feed back. Without it feedback fades to a fog. Of
a frame that is played in several steps, one of them is learnt. From half of the stage on the best is kept, by Measure.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from soundscape_live.generator.tiny.network import Denoiser, Sizes, TextEncoder, coordinates
from training.picture import singles
from training.picture.autoencoder import Balance
from training.picture.flow import DRAWN, by, noised
from training.picture.judge import Judge
from training.picture.latents import Latents, Pairs, Speech
from training.picture.lesson import EARLY, adam, descend, follow, halved, learning, memory, placed, rate, still, untried
from training.picture.measure import Best, Measure
from training.picture.recogniser import Recogniser
from training.picture.rollouts import Played, Rollouts
from training.picture.steps import LEAST, LIMIT, descended
from training.picture.wanted import Wanted, wanted

MEAN = 0.998
DEEP = (0, 0, 1, 2)
"Steps of the rollouts' frames before the one that is learnt, in turn."
FEW, MOST = 0.4, 3.0
"""A rollout's step with less noise than FEW counts more, at most MOST times: the less noise, the less a step changes,
and what strays there strays in many small steps."""
KEPT_FROM = 0.5
"Share of the stage from which the best is kept."


@dataclass(frozen=True, slots=True)
class Manner:
    """How much each part counts."""

    rate: float = 1.5e-4
    guidance: float = 1.75
    "Of the teacher (Ho and Salimans 2022); 1 is none."
    critic: float = 0.5
    "Of the gradient of the rest at the last layer, at first ..."
    critic_last: float = 0.2
    "... and at the end."
    recognised: float = 0.3
    "Likewise, at most."
    wrong: float = 0.3
    "Of the critic's loss: real pictures with another's prompt."


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    """Singles, rollouts, pairs, in this order."""

    source: Tensor
    "What the noise is added to."
    t: Tensor
    seconds: Tensor
    tokens: Tensor
    asked: Wanted
    pairs: int

    @property
    def free(self) -> slice:
        """Singles and rollouts: what follows the teacher."""
        return slice(0, len(self.t) - self.pairs)

    def weight(self) -> Tensor:
        """Return (n,): how much each counts."""
        weight = torch.ones_like(self.t)
        rolled = slice(len(self.t) // 2, -self.pairs)
        weight[rolled] = (FEW / self.t[rolled]).clamp(1.0, MOST)
        return weight


class Distillation:
    """The stage."""

    name = "distillation"

    def __init__(  # noqa: PLR0913, PLR0917 - what has been learnt before
        self,
        sizes: Sizes,
        teacher: tuple[TextEncoder, Denoiser],
        recogniser: Recogniser | None,
        kept: Sequence[Latents],
        speech: Speech,
        counts: tuple[int, int],
        batch: int = 192,
        drawn: int = 32,
        manner: Manner | None = None,
        measure: Measure | None = None,
        measured: float = 1.0,
    ) -> None:
        """Take what the flow has learnt; its text encoder stays as it is.

        Without a recogniser nothing is asked of it. `measured`: share of the stage between two looks of the measure.
        """
        self.text, self._teacher = still(teacher[0]), still(teacher[1])
        self._recogniser = None if recogniser is None else still(recogniser)
        self._measure, self._measured, self._due = measure, measured, measured
        self._device = next(self._teacher.parameters()).device
        self.student, self.mean = learning(copy.deepcopy(self._teacher)), copy.deepcopy(self._teacher)
        self.best = Best(self.mean)
        self.judge = placed(Judge(sizes, self._teacher), self._device)
        self.manner = manner or Manner()
        self._kept, self._speech, self._counts = kept, speech, counts
        self._batch, self._drawn = batch, drawn
        self._places = [coordinates(*latents.size, self._device) for latents in kept]
        self._rollouts: list[Rollouts | None] = [None] * len(kept)
        self._adam = adam(self.student.parameters(), self.manner.rate, (0.0, 0.99))
        self._judge_adam = adam(self.judge.parameters(), 3.0 * self.manner.rate, (0.0, 0.99))
        self._critic, self._recognised = Balance(1.0), Balance(self.manner.recognised, most=0.5)
        self._nothing = speech.nothing(self.text).detach()
        self._teach = halved(self._teacher)
        self._step = 0

    def networks(self) -> Mapping[str, nn.Module]:
        """Return the student, what follows it, the best of that, and the judge."""
        return {"student": self.student, "mean": self.mean, "best": self.best, "judge": self.judge}

    def optimisers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return the student's and the judge's."""
        return {"student": self._adam, "judge": self._judge_adam}

    def step(self, past: float) -> Mapping[str, Tensor]:
        """Let the judge learn, then the student, from one batch."""
        turn = self._step % len(self._kept)
        if self._step % DRAWN == 0:
            self._kept[(self._step // DRAWN) % len(self._kept)].draw(self._drawn)
        self._step += 1
        places, pairs = self._places[turn], self._kept[turn].some(self._batch)
        student = halved(self.student)
        batch, real, real_tokens = self._gather(turn, pairs, student, past)
        x = noised(batch.source, batch.t)
        clean = student(x, places, batch.t, batch.tokens, batch.seconds)
        self._take(turn, clean, batch)
        seen = self._seen(x, batch)
        t = 0.02 + 0.94 * torch.rand(self._batch, device=self._device).pow(1.2)
        told = self._judge_learns(past, batch, (clean.detach(), real, real_tokens), seen, t, places)
        told |= self._student_learns(past, batch, clean, real, seen, t, places)
        follow(self.mean, self.student, memory(past, self._step, MEAN))
        if self._measure is not None and past >= self._due:
            self._due = (past // self._measured + 1.0) * self._measured
            worth = self._measure(self.mean, f"the follower at {past:.2f}")
            if past >= KEPT_FROM:
                self.best.offer(self.mean, worth)
        return told

    def chosen(self) -> Denoiser:
        """Return what is shipped of a stage that has ended: the best, or what follows the student if none is known."""
        if self._measure is None:
            return self.mean
        self.best.offer(self.mean, self._measure(self.mean, "the follower at the end"))
        return self.best.network

    def _gather(
        self, turn: int, pairs: Pairs, student: Callable[..., Tensor], past: float
    ) -> tuple[_Batch, Tensor, Tensor]:
        """Return the batch, real latents to each of it, and the tokens that those go with."""
        count, places = self._batch, self._places[turn]
        single, pair = count // 2, count // 4
        rolled = count - single - pair
        with torch.no_grad():
            tokens = self._speech.tokens(self.text, self._speech.say(pairs.attributes, 0.03))
        asked = wanted(pairs.attributes, *self._counts)
        fresh = slice(single, single + rolled)
        started = Played(pairs.first[fresh], tokens[fresh], asked.at(fresh))
        rollouts = self._rollouts[turn] = self._rollouts[turn] or Rollouts(started)
        playing = rollouts.next(started, past)
        deep = DEEP[self._step // len(self._kept) % len(DEEP)]
        with untried():
            frames = descended(student, playing.frames, places, playing.tokens, deep)
        t = torch.cat(
            (
                singles.times(single, self._device),
                frames.t,
                LEAST + (1.0 - LEAST) * torch.rand(pair, device=self._device),
            )
        )
        source = pairs.first.clone()
        source[:single] = singles.begun(student, tokens[:single], source[:single], places)
        source[fresh] = frames.past
        shaken = 0.25 * by(torch.rand(pair, device=self._device).square())
        source[-pair:] += shaken * torch.randn_like(source[-pair:])
        said = torch.cat((tokens[:single], playing.tokens, tokens[-pair:]))
        seconds = torch.cat((torch.zeros_like(t[:single]), frames.seconds, pairs.attributes.dt[-pair:]))
        every = asked.where(torch.ones(count, dtype=torch.bool, device=self._device), asked)
        scene, palette, named = every.scene.clone(), every.palette.clone(), every.named.clone()
        scene[fresh], palette[fresh], named[fresh] = playing.asked.scene, playing.asked.palette, playing.asked.named
        real = torch.cat((pairs.first[: single + rolled], pairs.second[-pair:]))
        return _Batch(source, t, seconds, said, Wanted(scene, palette, named), pair), real, tokens

    def _take(self, turn: int, clean: Tensor, batch: _Batch) -> None:
        rollouts = self._rollouts[turn]
        assert rollouts is not None
        rollouts.take(clean.clamp(-LIMIT, LIMIT)[self._batch // 2 : len(clean) - batch.pairs])

    @staticmethod
    def _seen(x: Tensor, batch: _Batch) -> tuple[Tensor, Tensor]:
        """Return what the judge is shown beside a picture: of a pair what it was made of, noised, and its time."""
        previous, seconds = torch.zeros_like(x), torch.zeros_like(batch.seconds)
        previous[-batch.pairs :], seconds[-batch.pairs :] = x[-batch.pairs :], batch.seconds[-batch.pairs :]
        return previous, seconds

    def _judge_learns(
        self,
        past: float,
        batch: _Batch,
        pictures: tuple[Tensor, Tensor, Tensor],
        seen: tuple[Tensor, Tensor],
        t: Tensor,
        places: Tensor,
    ) -> dict[str, Tensor]:
        made, real, real_tokens = pictures
        previous, seconds = seen
        count, singles = len(t), len(t) // 2
        which = torch.arange(2 * count + singles, device=self._device) % count
        told = torch.cat((batch.tokens, real_tokens, real_tokens.roll(1, 0)[:singles]))
        x = noised(torch.cat((made, real, real[:singles])), t[which])
        clean, said = halved(learning(self.judge))(x, previous[which], places, t[which], told, seconds[which])
        fakes, reals, wrongs = zip(*(level.split((count, count, singles)) for level in said), strict=True)
        apart = ((clean[:count] - made).square().mean((1, 2, 3)) / t.square().clamp(min=0.01))[batch.free].mean()
        lost = _level(fakes, 1.0) + _level(reals, -1.0) + self.manner.wrong * functional.softplus(wrongs[0]).mean()
        calm = torch.stack([level.square().mean() for level in (*fakes, *reals)]).mean()
        loss = apart + 0.25 * (lost + 0.006 * calm)
        self._judge_adam.zero_grad(set_to_none=True)
        loss.backward()
        descend(self._judge_adam, 3.0 * self.manner.rate * max(rate(past, 1.0, lowest=0.3), 0.02), 2.0)
        return {"fake": apart.detach(), "critic": lost.detach()}

    def _student_learns(  # noqa: PLR0913, PLR0917 - one batch, as it has come so far
        self,
        past: float,
        batch: _Batch,
        clean: Tensor,
        real: Tensor,
        seen: tuple[Tensor, Tensor],
        t: Tensor,
        places: Tensor,
    ) -> dict[str, Tensor]:
        previous, seconds = seen
        x = noised(clean, t)
        fake, said = halved(still(self.judge))(x, previous, places, t, batch.tokens, seconds)
        free, weight = batch.free, batch.weight()
        disliked = -torch.stack([(level.mean(1) * weight).mean() for level in said]).mean()
        with torch.no_grad():
            toward = self._direction(x[free], fake[free], clean[free], t[free], batch.tokens[free], places)
        apart = (clean[free] - (clean[free] - toward).detach()).square().mean((1, 2, 3))
        matched = 0.5 * (apart * weight[free]).mean()
        wrong = (clean[-batch.pairs :] - real[-batch.pairs :]).square().mean((1, 2, 3))
        noise = batch.t[-batch.pairs :]
        paired = 0.25 * (wrong * 0.8 * (1.0 - noise) / (0.15 + noise)).mean()
        main, last = matched + paired, self.student.end.weight
        unlike = self._unlike(clean[free], batch.asked.at(free))
        share = self.manner.critic + (self.manner.critic_last - self.manner.critic) * past
        critic = share * self._critic(main, disliked, last) * min(1.0, past / EARLY)
        loss = main + critic * disliked
        if self._recogniser is not None:
            loss = loss + self._recognised(main, unlike, last) * unlike
        self._adam.zero_grad(set_to_none=True)
        loss.backward()
        descend(self._adam, rate(past, self.manner.rate, lowest=0.08), 2.0)
        spread = clean.detach()[self._batch // 2 : -batch.pairs].std()
        return {"matched": matched.detach(), "paired": wrong.mean().detach(), "disliked": disliked.detach(),
                "unlike": unlike.detach(), "factor": critic, "rollouts": spread, "real": real.std()}  # fmt: skip

    def _unlike(self, clean: Tensor, asked: Wanted) -> Tensor:
        return (
            torch.zeros_like(clean[0, 0, 0, 0]) if self._recogniser is None else self._recogniser.unlike(clean, asked)
        )

    def _direction(self, x: Tensor, fake: Tensor, clean: Tensor, t: Tensor, tokens: Tensor, places: Tensor) -> Tensor:
        """Return where the student's pictures differ from the teacher's, evened out as in the paper's eq. 8."""
        twice, none = torch.cat((x, x)), self._nothing.expand(len(x), -1, -1)
        times = torch.cat((t, t))
        both = self._teach(twice, places, times, torch.cat((tokens, none)), torch.zeros_like(times))
        told, untold = both.chunk(2)
        right = untold + self.manner.guidance * (told - untold)
        apart = (clean - right).abs().mean((1, 2, 3), keepdim=True) + 0.05
        return ((fake - right) / apart).clamp(-4.0, 4.0)


def _level(said: Sequence[Tensor], sign: float) -> Tensor:
    """Return how wrong a judge is that says real (-1) or made (+1), over all levels."""
    return torch.stack([functional.softplus(sign * level).mean() for level in said]).mean()
