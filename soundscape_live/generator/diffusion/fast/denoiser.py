"""Makes frames: at once with diffusers' modules as they are, soon with recorded graphs, several times faster.

Rules: what is faster is built in a thread, compared with diffusers' modules on a frame of its own, and taken between
two frames if it makes the same picture. Numbers of eight bits are tried first where the device multiplies them; where
they lead too far away, those of sixteen do it. Beside the number of steps that is asked for, the others are recorded,
since the hand changes it. Weights change in place only.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import torch
from torch import Tensor
from typing_extensions import override

from soundscape_live.generator.diffusion.fast.unfit import Unfit
from soundscape_live.generator.diffusion.frame import EAGER, EagerDenoiser, Made, Steps, numbered
from soundscape_live.generator.diffusion.model import Embedding, Model
from soundscape_live.generator.latent.schedule import LAST
from soundscape_live.generator.settings import Precision
from soundscape_live.host.clock import now

if TYPE_CHECKING:
    from soundscape_live.generator.diffusion.fast.recorded import Drawn, Recorded

FAR = 4.0
"Of 255: the mean difference of two pictures from which on they are not the same."
FAR_LATENT = 0.1
"Of its length: the difference of two latents from which on they are not the same."
OFTEN = 4
"Steps of the lists that are usual: graphs of so many and of fewer are recorded before they are asked for."
SPARE = 3e9
"Bytes of the device's memory that must be free for a graph that nobody has asked for."

Key: TypeAlias = tuple[int, tuple[int, int]]
"How many steps, and the picture's width and height."


@dataclass(frozen=True, slots=True)
class Away:
    """How far a picture is from that of diffusers' own modules."""

    picture: float
    "Of 255, on average."
    latent: float
    "Of the latent's length."

    @property
    def far(self) -> bool:
        """Whether it is another picture."""
        return not (self.picture <= FAR and self.latent <= FAR_LATENT)

    @override
    def __str__(self) -> str:
        return f"{self.picture:.2f} of 255, {100 * self.latent:.1f} % of the latent, away"


class GraphDenoiser:
    """Makes frames. Called from one thread; it has others of its own."""

    def __init__(
        self,
        model: Model,
        width: int,
        height: int,
        say: Callable[[str], None],
        precision: Precision = Precision.AUTO,
    ) -> None:
        """`say` is told, on another thread, when the fast way is taken, or why it is not."""
        self._model = model
        self._eager = EagerDenoiser(model, width, height)
        self._size = (width, height)
        self._say = say
        self._precisions = _precisions(precision, model.device)
        "Those that are left, the fastest first."
        self._drawn: dict[Precision, Drawn] = {}
        self._recorded: dict[Key, Recorded] = {}
        self._asked: set[Key] = set()
        self._changes = 0
        "How often weights have changed."
        self._kept_to = ""
        self.way = EAGER
        "How the last frame was made: eager, or the precision of its graph."
        self._building = threading.Lock()
        self._prompting = threading.Lock()
        "Held while the prompts that the graphs read must stay what they are."

    def resize(self, width: int, height: int) -> None:
        """Make pictures of this size from now on."""
        self._eager.resize(width, height)
        self._size = (width, height)

    def frame(self, past: Tensor, steps: Steps, embedding: Embedding) -> Made:
        """Return a frame; waits for the end of a comparison at most."""
        key = steps.times.shape[0], self._size
        recorded = self._ready(key, embedding)
        if recorded is None:
            self.way = EAGER
            made = self._eager.frame(past, steps, embedding)
            self._begin(key, embedding)  # not before it: what is imported and compiled would hold the first picture up
            return made
        self.way = recorded.drawn.precision.value
        with self._prompting, torch.inference_mode():
            recorded.drawn.heed(embedding)
            return recorded.play(past, steps)

    def picture(self, latent: Tensor) -> Tensor:
        """Return a latent's picture."""
        return self._eager.picture(latent)

    def refresh(self) -> None:
        """Heed that the weights of the model have been changed in place."""
        self._changes += 1
        for drawn in list(self._drawn.values()):
            drawn.refresh()

    def keep_to(self, way: str) -> None:
        """Make the next frames this way; where that is by graphs, `frame` waits until they are recorded."""
        self._kept_to = way
        if way != EAGER and self._precisions != [Precision(way)]:
            self._precisions = [Precision(way)]
            self._recorded.clear()
            self._asked.clear()

    def _ready(self, key: Key, embedding: Embedding) -> "Recorded | None":
        """Return the graph that makes the next frame, if one is to; where it must be one, it is built."""
        if self._kept_to == EAGER:
            return None
        if self._kept_to and key not in self._recorded and key not in self._asked:
            self._asked.add(key)
            self._build(key, embedding)
        return self._recorded.get(key)

    def _begin(self, key: Key, embedding: Embedding) -> None:
        """Have a graph built, unless it was asked for before or frames are kept to another way."""
        if not self._kept_to and key not in self._asked:
            self._asked.add(key)
            threading.Thread(target=self._work, args=(key, embedding), name="graphs", daemon=True).start()

    def _work(self, key: Key, embedding: Embedding) -> None:
        """Record what is asked for, then what is likely to be. Thread: its own; blocks for seconds."""
        device = self._model.device
        with torch.cuda.device(device):  # a thread begins on the first one
            self._build(key, embedding)
            for steps in range(max(OFTEN, key[0]), 0, -1):
                likely = (steps, key[1])
                if key in self._recorded and likely not in self._asked and torch.cuda.mem_get_info(device)[0] > SPARE:
                    self._asked.add(likely)
                    self._build(likely, embedding)

    def _build(self, key: Key, embedding: Embedding) -> None:
        """Record a frame in the first precision that leads to the same picture."""
        steps, (width, height) = key
        with self._building:
            for precision in list(self._precisions):
                begun, changes = now(), self._changes
                try:
                    recorded, away = self._compared(precision, key, embedding)
                except Unfit as error:
                    self._say(f"the graphs do without {error}: diffusers' own modules draw on")
                    return
                except Exception as error:  # noqa: BLE001  (a compiler's and a driver's faults are of every kind, and the show goes on without)
                    self._say(
                        f"no {precision} graph of {width}x{height}, {steps} steps: {type(error).__name__}: {error}"
                    )
                    if len(self._precisions) == 1:
                        return
                    self._leave(precision)
                    continue
                used = not away.far
                if used:
                    self._recorded[key] = recorded
                what = f"graph of {width}x{height} in {steps} steps, {precision}, after {now() - begun:.1f} s"
                self._say(f"{what}: {away}{'' if used else ' and not used'}")
                if used:
                    return
                if changes != self._changes:
                    self._asked.discard(key)  # the weights moved while they were compared: whoever needs it asks again
                    return
                self._leave(precision)

    def _leave(self, precision: Precision) -> None:
        """Try this precision no more; what was recorded in it goes on."""
        self._precisions.remove(precision)
        drawn = self._drawn.get(precision)
        if drawn is not None and all(recorded.drawn is not drawn for recorded in self._recorded.values()):
            del self._drawn[precision]

    def _compared(self, precision: Precision, key: Key, embedding: Embedding) -> "tuple[Recorded, Away]":
        """Return a graph, and how far its picture is from that of diffusers' own modules."""
        # It brings Triton, which takes long to import; the first pictures come without it.
        from soundscape_live.generator.diffusion.fast.recorded import Drawn  # noqa: PLC0415

        model = self._model
        drawn, fresh = self._drawn.get(precision), False
        if drawn is None:
            drawn = self._drawn[precision] = Drawn(model, precision)
            fresh = True
        with self._prompting:
            if fresh:
                drawn.refresh()  # weights may have changed while they were copied
            drawn.heed(embedding)
        recorded = drawn.record(*key)
        eager = EagerDenoiser(model, *key[1])
        times = tuple(LAST * (key[0] - number) // key[0] for number in range(key[0]))
        # Not the device's own chance: while a graph is recorded nobody else may draw from that.
        chance = torch.Generator(model.device)
        past, noise = (
            torch.randn(like.shape, generator=chance, device=model.device) for like in (recorded.past, recorded.noise)
        )
        steps = numbered(model, times, noise, fresh=True)
        shown, stream = torch.cuda.current_stream(model.device), torch.cuda.Stream(model.device)
        stream.wait_stream(shown)
        with torch.cuda.stream(stream), torch.inference_mode():
            expected = eager.frame(past, steps, embedding)
            with self._prompting:
                stream.wait_stream(shown)  # the show's last frame may still read its prompts
                drawn.heed(embedding)
                found = recorded.play(past, steps)
                picture = float((expected.picture.float() - found.picture.float()).abs().mean())
                latent = float((expected.latent - found.latent).norm() / expected.latent.norm())
        return recorded, Away(picture, latent)


def _precisions(wanted: Precision, device: torch.device) -> list[Precision]:
    """Return what is tried, in this order: eight bits from the generation of devices on that multiplies them."""
    if wanted is not Precision.AUTO:
        return [wanted]
    fp8 = [Precision.FP8] if torch.cuda.get_device_capability(device) >= (8, 9) else []
    return [*fp8, Precision.FP16]
