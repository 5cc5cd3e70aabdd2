"""What each frame does with the past: the rules of noise_scale, manage_cache, reset_cache, prompts and transitions.

| | manage_cache on | off |
|---|---|---|
| the past of a frame | the last latent with some of the mean of the last RING | the last latent alone |
| statistics | pulled toward the prompt's own | left alone |
| noise of successive frames | alike, the less the more noise there is, if the model bears it | independent |
| prompts change without a transition | kept; some frames begin high, so that it arrives | a hard cut |
| a transition | kept | kept |
| reset, another seed | a hard cut: everything is forgotten, a running transition is on its target | the same |

Rules: at noise_scale 0 a frame is the last one again, unless it is a reset or another seed; cuts and boosts that
prompts ask for wait for noise. A transition moves on its first frame, is exactly on its target on its last, and a new
one starts where the last one is; one of 0 steps is there at once. Prompts that say what it leads to do not end it.
Prompts change when their shares are more than NEAR apart from those that arrived last: a weight that follows the sound
is no change in each frame. How much noise another prompt needs is the model's own (Arrival).
The prompt's own statistics are those of a frame made from noise alone: a cut, a frame at full noise, and once
after the prompts have changed, of one that is made beside (`look`). It counts frames: feedback acts once a frame.
"""

from dataclasses import dataclass, replace

from soundscape_live.generator.latent.blend import shares
from soundscape_live.generator.latent.schedule import LAST, Schedule, cut, tidy
from soundscape_live.generator.latent.seeds import Moment
from soundscape_live.generator.picture import FrameState
from soundscape_live.model import Interpolation, Prompt

NEAR = 0.2
"Of all shares of a mix: what may go from some prompts to others before it counts as a change."
RING = 8
MEMORY = 0.15
"How much of the ring's mean goes into the past."
PULL = 0.2
"How far a frame's statistics go to the prompt's own."
LIKENESS = 0.8
"The correlation of successive noises at no noise, of most models; it falls to 0 at full noise."


@dataclass(frozen=True, slots=True)
class Mix:
    """Prompts, and how they are blended."""

    prompts: tuple[Prompt, ...]
    method: Interpolation


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a model needs for another prompt to arrive at any noise; in shares of the list's first step."""

    start: float = 0.75
    "Where frames begin at least when prompts have changed, or a transition has led there ..."
    frames: int = 2
    "... for so many frames."
    midway: float = 0.0
    """Where a frame in the middle of a transition begins at least: it rises evenly from nothing, and from there to
    `start` on the last frame. 0: the model needs no help in a transition, and none after it."""
    still: bool = False
    "The model's own clock stands meanwhile: what it was taught of time is how one prompt moves."

    def floor(self, share: float) -> float:
        """Return where a frame begins at least, this far on the way of a transition."""
        if self.midway <= 0.0:
            return 0.0
        first, second = min(1.0, 2.0 * share), max(0.0, 2.0 * share - 1.0)
        return self.midway * first + (self.start - self.midway) * second


PLAIN = Arrival()
"What models that were taught on pictures need."
HARD = Arrival(start=0.85, frames=3, midway=0.75, still=True)
"What a model needs whose past speaks louder than its prompt: from there on only the prompt is left."


@dataclass(frozen=True, slots=True)
class Aim:
    """Which embedding a frame is made with: the target's, or one on the way there."""

    target: Mix
    share: float = 1.0
    "Of the way from the transition's start; 1 without a transition."
    method: Interpolation = Interpolation.LINEAR
    begins: bool = False
    "The start of the way is what the last frame was made with ..."
    settled: Mix | None = None
    "... or this, the former target, on which a cut has ended the transition before."


@dataclass(frozen=True, slots=True)
class Plan:
    """What one frame does."""

    moment: Moment
    aim: Aim
    hold: bool = False
    "The last picture again; nothing else is said."
    fresh: bool = False
    "A hard cut: from noise alone, and nothing is remembered."
    times: tuple[int, ...] = (LAST,)
    "The denoising steps."
    memory: float = 0.0
    "The share of the ring's mean in the past."
    pull: float = 0.0
    likeness: float = 0.0
    "The correlation of its noise with the last frame's."
    look: bool = False
    "The prompt's own statistics are to be looked up beside this frame."
    still: bool = False
    "A model's own clock stands, if it has one."

    @property
    def anchor(self) -> bool:
        """Whether the frame is made from noise alone, so that its statistics are the prompt's own."""
        return self.fresh or self.times[0] >= LAST


@dataclass(frozen=True, slots=True)
class _Crossing:
    method: Interpolation
    steps: int
    done: int = 0


class Course:
    """Follows the states, frame by frame."""

    def __init__(self, schedule: Schedule, arrival: Arrival = PLAIN, likeness: float = LIKENESS) -> None:
        """Take what the model was taught; `likeness`: of successive noises at no noise, 0 if it saw none alike."""
        self._schedule = schedule
        self._arrival = arrival
        self._likeness = likeness
        self._moment: Moment | None = None
        self._asked: Mix | None = None
        self._target: Mix | None = None
        self._arrived: Mix | None = None
        self._crossing: _Crossing | None = None
        self._boost = 0
        "Frames that are still to begin high."
        self._cut_waits = False
        self._look_waits = False

    def lose(self) -> None:
        """Make the next frame that has noise a hard cut: the past is of no use."""
        self._cut_waits = True

    def plan(self, state: FrameState) -> Plan:
        """Return what the next frame does."""
        before = self._moment
        first = before is None or before.seed != state.seed
        moment = Moment(state.seed, 0, 0) if before is None or first else before.next()
        aim = self._aim(state, reset=first or state.reset)
        if not (first or state.reset) and state.noise_scale <= 0.0:
            self._moment = moment
            return Plan(moment, aim, hold=True)
        fresh = first or state.reset or self._cut_waits
        if fresh and not first:
            moment = replace(moment, epoch=moment.epoch + 1)
        self._moment = moment
        return self._begin(moment, aim, state) if fresh else self._go_on(moment, aim, state)

    def _begin(self, moment: Moment, aim: Aim, state: FrameState) -> Plan:
        self._cut_waits = self._look_waits = False
        self._boost = 0
        self._arrived = self._target
        return Plan(moment, aim, fresh=True, times=tidy(state.denoising_step_list), still=True)

    def _go_on(self, moment: Moment, aim: Aim, state: FrameState) -> Plan:
        steps = tidy(state.denoising_step_list)
        floor = self._floor(aim)
        times = cut(max(self._schedule.start(state.noise_scale, steps), round(floor * steps[0])), steps)
        still = self._arrival.still and floor > 0.0
        if not state.manage_cache:
            self._look_waits = False
            return Plan(moment, aim, times=times, still=still)
        unsettled = self._boost > 0 or self._crossing is not None
        look = self._look_waits and not unsettled
        pull = 0.0 if self._look_waits or unsettled else PULL
        self._look_waits = self._look_waits and not look
        return Plan(
            moment,
            aim,
            times=times,
            memory=MEMORY,
            pull=pull,
            likeness=self._likeness * (1.0 - min(1.0, state.noise_scale)),
            look=look and times[0] < LAST,
            still=still,
        )

    def _floor(self, aim: Aim) -> float:
        """Return where this frame begins at least, as a share of the list's first step, and count it."""
        if self._boost:
            self._boost -= 1
            return self._arrival.start
        return self._arrival.floor(aim.share) if self._crossing is not None else 0.0

    def _aim(self, state: FrameState, *, reset: bool) -> Aim:
        """Follow prompts and transitions by a frame."""
        former, changed = self._target, self._listen(state)
        if reset:
            self._crossing = None
        transition = state.transition
        begins = transition is not None
        if transition is not None:
            self._target = Mix(transition.target, transition.interpolation)
            self._crossing = _Crossing(transition.interpolation, transition.num_steps)
            self._boost = 0
        elif changed:
            self._change(cut=not state.manage_cache)
        assert self._target is not None
        crossing = self._crossing
        if crossing is None:
            return Aim(self._target)
        done = min(crossing.done + 1, crossing.steps)
        if done < crossing.steps:
            self._crossing = replace(crossing, done=done)
        else:
            self._arrive(frames=self._arrival.frames if not crossing.steps or self._arrival.midway > 0.0 else 0)
        settled = former if begins and reset else None
        if not crossing.steps:
            return Aim(self._target)
        return Aim(self._target, done / crossing.steps, crossing.method, begins, settled)

    def _change(self, *, cut: bool) -> None:
        """Take prompts that have changed without a transition, unless the change is too small to be one."""
        assert self._target is not None
        if self._crossing is None and self._arrived is not None and apart(self._arrived, self._target) <= NEAR:
            return
        self._arrive(frames=self._arrival.frames)
        self._cut_waits = self._cut_waits or cut

    def _arrive(self, *, frames: int) -> None:
        """Take note that the target is there from this frame on; so many begin high."""
        self._crossing = None
        self._arrived = self._target
        self._boost = frames
        self._look_waits = True

    def _listen(self, state: FrameState) -> bool:
        """Note the state's prompts; return whether they ask for something new."""
        asked = Mix(state.prompts, state.interpolation)
        if asked == self._asked:
            return False
        self._asked = asked
        target = self._target
        if target is not None and state.prompts == target.prompts:
            return False
        self._target = asked
        return True


def apart(first: Mix, second: Mix) -> float:
    """Return how much of all shares goes to other prompts: 0, the same mix, to 1, nothing in common."""
    change: dict[str, float] = {}
    for mix, sign in ((first, 1.0), (second, -1.0)):
        for prompt, share in zip(mix.prompts, shares([prompt.weight for prompt in mix.prompts]), strict=True):
            change[prompt.text] = change.get(prompt.text, 0.0) + sign * share
    return sum(abs(share) for share in change.values()) / 2.0
