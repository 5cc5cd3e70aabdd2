"""The last stage: the decoder learns from latents that the model itself makes, which no picture was encoded to.

Rules: real latents keep it faithful; the model's own are only judged, by the critic of the first stage, and held to
what the decoder drew of them before, in what is coarse. Its own latents are rollouts (`rollouts`), begun from noise and
played on, frame by frame. What comes of it is measured on such pictures: if the decoder of before was nearer to real
ones' detail, it is taken; and what is missing then is added by a print.
"""

import copy
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from soundscape_live.generator.tiny.network import SCALE, Decoder, Denoiser, Sizes, TextEncoder, coordinates
from training.picture.autoencoder import Asks, Autoencoding, Balance, regression
from training.picture.critic import judged, taught
from training.picture.latents import Latents, Speech
from training.picture.lesson import Tell, adam, descend, halved, learning, rate, still
from training.picture.pictures import Crops
from training.picture.rollouts import Played, Rollouts
from training.picture.sharpness import amount, emphasised, fitting, printed, sharpness, softness
from training.picture.steps import Denoise, Frames, descended, stepped
from training.picture.wanted import Wanted

RATE = 2e-4
COARSE = 8
"Pixels over which the mean of a picture has to stay."
HELD = 2.0
CRISP = 0.2
"How much it counts that own pictures have as much fine detail as real ones."
SLOW = 0.95
"How much of the mean of the real ones' detail stays, each step."
LOOKED = 12
"Batches of own pictures by which the decoder is chosen, and its print."
DEEP = 3
"Steps of a frame before its last one: all that the grid has."


class Finishing:
    """The stage."""

    name = "finishing"

    def __init__(  # noqa: PLR0913, PLR0917 - what has been learnt before
        self,
        first: Autoencoding,
        model: tuple[TextEncoder, Denoiser],
        kept: Sequence[Latents],
        speech: Speech,
        crops: Crops,
        batch: int = 32,
        asks: Asks | None = None,
    ) -> None:
        """Go on with the decoder and the critic of the first stage."""
        self.decoder, self.critic = learning(first.decoder), first.critic
        self._encoder, self._before = still(first.encoder), still(copy.deepcopy(first.decoder))
        self._text, self._denoiser = model
        self._kept, self._speech, self._crops = kept, speech, crops
        self._batch, self._asks = batch, asks or Asks()
        self._own: list[Rollouts | None] = [None] * len(kept)
        self._places = [coordinates(*latents.size, next(self._denoiser.parameters()).device) for latents in kept]
        self._adam = adam(self.decoder.parameters(), RATE, (0.5, 0.95))
        self._critic_adam = adam(self.critic.parameters(), RATE, (0.5, 0.9))
        self._balance = Balance(self._asks.critic)
        self._step = 0
        self._detail: Tensor | None = None

    def networks(self) -> Mapping[str, nn.Module]:
        """Return the decoder and the critic."""
        return {"decoder": self.decoder, "critic": self.critic}

    def optimisers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return those of both."""
        return {"decoder": self._adam, "critic": self._critic_adam}

    def step(self, past: float) -> Mapping[str, Tensor]:
        """Learn from one batch of real crops, and as many of the model's own."""
        real = next(self._crops)
        own = self._cut(self._play(self._step % len(self._kept)), real.shape[-1] // SCALE)[: len(real)]
        self._step += 1
        with torch.no_grad():
            latent = halved(self._encoder)(real)
            held = halved(self._before)(own).float()
        drawn = halved(self.decoder)(torch.cat((latent, own))).float()
        again, made = drawn[: len(real)], drawn[len(real) :]
        coarse = functional.avg_pool2d(made - held, COARSE).abs().mean()
        less = self._less(made, real)
        plain = regression(again, real, self._asks) + HELD * coarse + CRISP * less
        twice = real.repeat(2, 1, 1, 1)[: len(drawn)]
        disliked, _ = judged(self.critic, drawn, twice)
        loss = plain + self._balance(plain, disliked, self.decoder.end.weight) * disliked
        self._adam.zero_grad(set_to_none=True)
        loss.backward()
        descend(self._adam, rate(past, RATE))
        critic = taught(self.critic, drawn.detach(), twice)
        self._critic_adam.zero_grad(set_to_none=True)
        critic.backward()
        descend(self._critic_adam, rate(past, RATE), 2.0)
        return {
            "regression": plain.detach(),
            "coarse": coarse.detach(),
            "less": less.detach(),
            "disliked": disliked.detach(),
            "critic": critic.detach(),
        }

    @torch.no_grad()
    def printed(self, sizes: Sizes, tell: Tell) -> tuple[Decoder, Sizes]:
        """Return the decoder to be shipped, and its sizes."""
        real = torch.cat([next(self._crops) for _ in range(LOOKED)])
        side = real.shape[-1] // SCALE
        own = [self._cut(self._play(turn % len(self._kept)), side) for turn in range(LOOKED)]
        best, made = self._before, real
        nearest = float("inf")
        for name, decoder in (("before", self._before), ("after", self.decoder)):
            drawn = torch.cat([halved(decoder)(latents).float() for latents in own]).contiguous()
            tell("own pictures, {}: sharpness {:.3f}, energy {:.3f}".format(name, *sharpness(drawn, real)))
            if softness(drawn, real) < nearest:
                best, made, nearest = decoder, drawn, softness(drawn, real)
        strength = fitting(made, real)
        told = sharpness(emphasised(made, strength), real)
        tell("own pictures, a print of {:.2f}: sharpness {:.3f}, energy {:.3f}".format(strength, *told))
        return printed(best, sizes, strength)

    def _less(self, made: Tensor, real: Tensor) -> Tensor:
        """Return how far the detail of own pictures is from the mean of what real ones have had."""
        now = amount(real)
        self._detail = now if self._detail is None else SLOW * self._detail + (1.0 - SLOW) * now
        return (amount(made) - self._detail).abs().mean()

    @torch.no_grad()
    def _play(self, turn: int) -> Tensor:
        """Return own latents of one size, a frame further."""
        pairs, places, denoise = self._kept[turn].some(self._batch), self._places[turn], halved(self._denoiser)
        tokens = self._speech.tokens(self._text, self._speech.say(pairs.attributes, 0.0))
        none = torch.zeros_like(pairs.first[:, :1, 0, 0])
        fresh = Played(pairs.first, tokens, Wanted(none, none, none[:, 0]))  # here nothing tells what they show
        before = self._own[turn]
        if before is None:
            every = torch.ones(self._batch, device=tokens.device)
            made = self._made(Frames(pairs.first, every, 0.0 * every), tokens, places, denoise)
            self._own[turn] = Rollouts(Played(made, tokens, fresh.asked))
            return made
        asked = before.next(fresh)
        made = self._made(asked.frames, asked.tokens, places, denoise)
        before.take(made)
        return made

    @staticmethod
    def _made(frames: Frames, tokens: Tensor, places: Tensor, denoise: Denoise) -> Tensor:
        """Return frames that have gone down all of their steps."""
        return stepped(denoise, descended(denoise, frames, places, tokens, DEEP), places, tokens)

    @staticmethod
    def _cut(latents: Tensor, side: int) -> Tensor:
        """Return (n, c, side, side): all from one place."""
        top, left = (int(torch.randint(whole - side + 1, ())) for whole in latents.shape[2:])
        cut = latents[:, :, top : top + side, left : left + side]
        return cut.contiguous(memory_format=torch.channels_last)
