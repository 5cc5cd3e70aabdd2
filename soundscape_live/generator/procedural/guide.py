"""Which embedding the next frame is to move toward: prompts, weighted blends, and the transition that runs.

Rules: a transition moves on its first frame and is exactly on its target on its last; a new one starts from where
the world is; one of 0 steps snaps. Prompts that say the same as before change nothing, so a state that still names
the prompts from before a transition does not end it; other prompts do.
"""

from dataclasses import dataclass

from soundscape_live.generator.picture import FrameState
from soundscape_live.generator.procedural.latent import Aim
from soundscape_live.generator.procedural.prompt import Embedding, between, embed, mix
from soundscape_live.model import Interpolation, Prompt

BOOST_FRAMES = 2
"For so many frames after a change of prompts without a transition the world goes there faster."
_REMEMBERED = 256

Asked = tuple[tuple[Prompt, ...], Interpolation]


@dataclass(frozen=True, slots=True, eq=False)
class _Crossing:
    start: Embedding
    target: Embedding
    method: Interpolation
    steps: int
    done: int


class Guide:
    """Follows the prompts."""

    def __init__(self) -> None:
        self._known: dict[str, Embedding] = {}
        self._asked: Asked | None = None
        self._heading: tuple[Prompt, ...] = ()
        self._target: Embedding | None = None
        self._crossing: _Crossing | None = None
        self._boost = 0

    def aim(self, state: FrameState, world: Embedding | None) -> tuple[Aim, bool]:
        """Return this frame's aim, and whether the past must be dropped for it.

        `world` is the embedding that the last frame showed, None if there is none. The past is dropped on a reset,
        without a world, and, with manage_cache off, when the prompts change without a transition.
        """
        cut = state.reset or world is None
        if cut:
            self._crossing = None
        changed = self._listen(state)
        if state.transition is not None:
            self._begin(state, world)
        elif changed:
            self._crossing = None
            self._boost = BOOST_FRAMES
            cut = cut or not state.manage_cache
        return self._step(state, hold=cut), cut

    def _listen(self, state: FrameState) -> bool:
        """Note the state's prompts; return whether they ask for something new."""
        asked = (state.prompts, state.interpolation)
        if asked == self._asked:
            return False
        self._asked = asked
        if state.prompts == self._heading and self._target is not None:
            return False
        self._heading = state.prompts
        self._target = self._embedding(state.prompts, state.interpolation)
        return True

    def _begin(self, state: FrameState, world: Embedding | None) -> None:
        transition = state.transition
        assert transition is not None
        assert self._target is not None
        start = self._target if world is None or state.reset else world
        self._heading = transition.target
        self._target = self._embedding(transition.target, transition.interpolation)
        self._boost = 0
        steps = transition.num_steps
        self._crossing = _Crossing(start, self._target, transition.interpolation, max(1, steps), 0)

    def _step(self, state: FrameState, *, hold: bool) -> Aim:
        assert self._target is not None
        embedding, boost = self._target, self._boost > 0
        self._boost = max(0, self._boost - 1)
        crossing = self._crossing
        if crossing is not None:
            done = crossing.done + 1
            embedding = between(crossing.start, crossing.target, done / crossing.steps, crossing.method)
            last = done >= crossing.steps
            self._crossing = (
                None if last else _Crossing(crossing.start, crossing.target, crossing.method, crossing.steps, done)
            )
            hold = True
        steps = state.denoising_step_list
        return Aim(embedding, state.noise_scale, steps, state.manage_cache, hold, boost, state.motion.zoom, state.pace)

    def _embedding(self, prompts: tuple[Prompt, ...], method: Interpolation) -> Embedding:
        return mix(prompts, [self._of(prompt.text) for prompt in prompts], method)

    def _of(self, text: str) -> Embedding:
        """Return a text's embedding, kept for the last texts used."""
        vector = self._known.pop(text, None)
        if vector is None:
            vector = embed(text)
            if len(self._known) >= _REMEMBERED:
                del self._known[next(iter(self._known))]
        self._known[text] = vector
        return vector
