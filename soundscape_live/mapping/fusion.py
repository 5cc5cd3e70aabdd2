"""The fusion of sound, beats and hands into one state of the generator's parameters.

Order: mappings -> combination -> smoothing -> beat pulse -> scenes -> hands -> losses -> freeze -> blackout -> panic ->
limit on flashes.
Rules: time comes with every call and never runs backwards; the same calls give the same answers. Without music (silence
for the show's silence_after, or no sound at all) everything glides to rest, the words say so, and no beat acts.
"""

import math
from collections import deque
from dataclasses import replace
from random import Random

from soundscape_live.mapping.builtin import BUILTIN, loras, screens
from soundscape_live.mapping.curves import clamp
from soundscape_live.mapping.envelope import NO_PULSE, Pulse
from soundscape_live.mapping.feedback import Feedbacks
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.heirs import carried
from soundscape_live.mapping.looks import Heard, Looks, check_themes
from soundscape_live.mapping.loss import SOUND
from soundscape_live.mapping.losses import Losses
from soundscape_live.mapping.motion import motion_of, pace_of
from soundscape_live.mapping.movement import Moment, Outcome
from soundscape_live.mapping.pages import Pages
from soundscape_live.mapping.panic import Panic
from soundscape_live.mapping.safety import Flashes, Lamp, Safety
from soundscape_live.mapping.scenes import Scenes, check_scenes
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.sound import ACCENT, CACHE, LIGHT, NOISE, PACE, PARAMETERS, STEPS, ZOOM
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.steps import StepLists
from soundscape_live.mapping.surface import Surface
from soundscape_live.mapping.theme import Theme
from soundscape_live.model import (
    Action,
    Beat,
    Control,
    Features,
    Feedback,
    Holder,
    LoraStatus,
    Params,
    ParamStatus,
    Prompt,
    SafetyStatus,
    Structure,
)

STEP = 1.0 / 60.0
"""Seconds between two looks at something that moves by itself."""

UNHEARD = 0.05
"""Seconds without a block of sound after which smoothing is advanced without one."""

LATE = 0.1
"""Seconds by which what is asked for just before a beat may come after it, rather than with the next one."""

AHEAD = 8
"""Predicted beats that wait at most; older ones make room."""


class Fusion:
    """All of it. Not safe for several threads; nothing blocks."""

    def __init__(self, show: Show, at: float) -> None:
        """Raise ValueError if the show names a theme that it does not have."""
        rng = Random(show.seed)  # noqa: S311 -- chance on stage, which must repeat; nothing is secret
        self._flashes = flashes = Flashes(show.safety.flashes_per_second)
        self._bindings = own = (*show.bindings, *loras(show.loras))
        self._seed = rng.randrange(2**31)
        self._looks = Looks(show, at, rng, flashes)
        self._hands = Hands()
        self._safety = Safety(show.safety.blackout_fade)
        looks, hands, safety = self._looks, self._hands, self._safety
        self.scenes = Scenes(show, looks, hands, safety)
        self.losses = Losses(show.loss, hands, Panic(safety, looks), show.music.silence_after)
        bindings = (*own, *screens(show.generators), *BUILTIN)
        self._surface = Surface(bindings, looks, hands, safety, self.scenes, self.losses)
        self._feedback = Feedbacks(own, self._surface, looks, hands, safety)
        self._late: Outcome | None = None
        self._at = at
        self._heard: tuple[Features, BeatNow] | None = None
        self._sounded = -math.inf
        self._ambient = True
        self._beats: deque[tuple[Beat, float, float]] = deque(maxlen=AHEAD)
        self._pulse: Pulse = NO_PULSE
        self._frozen: list[float] | None = None
        self._live = self._values = list(self._looks.look.sound.values)
        self._lamp = Lamp(flashes, at, self._values[LIGHT])
        self._steps = StepLists()
        self._settle()

    def adopt(self, at: float, show: Show) -> None:
        """Play on from another show; one that is the same changes nothing.

        What hands hold, what is latched, the theme, the words, the scene and the cue in force go on, and so do all
        counts and chances. The tempo's rules, the length of a bar and the seed are not looked at. ValueError, before
        anything has changed, if the show names a theme or scene that it does not have.
        """
        check_themes(show)
        check_scenes(show)
        self.advance(at)
        self._bindings = bindings = carried(self._bindings, (*show.bindings, *loras(show.loras)))
        self._flashes.adopt(show.safety.flashes_per_second)
        self._safety.blackout.adopt(self._at, show.safety.blackout_fade)
        self._looks.adopt(self._at, show, self._hearing)
        self.scenes.adopt(self._at, show)
        self.losses.adopt(show.loss, show.music.silence_after)
        self._surface.adopt(self._at, (*bindings, *screens(show.generators), *BUILTIN))
        self._feedback.adopt(bindings)
        self._settle()

    # -------------------------------------------------------------------------------------------------- inputs

    def hear(self, features: Features, beat: BeatNow) -> None:
        """Take what one block of sound is like, and where the beat stands."""
        at = max(self._at, features.at)
        look = self._looks.look
        passed = max(0.0, features.at - self._heard[0].at) if self._heard else 0.0
        self._heard = features, beat
        if not features.silence:
            self._sounded = at
            self._ambient = False
        if not self._ambient:
            look.sound.aim(features, beat, passed)
            self._looks.hear(features, beat, passed)
        self._pass(at)
        self._settle()
        self._looks.spike(features, at, live=not (self._ambient or self._safety.holds))

    def turn(self, structure: Structure) -> None:
        """Take a new part of the music."""
        self._looks.turn(structure, self._at, live=not (self._ambient or self._safety.holds))

    def ahead(self, beat: Beat, last: float) -> None:
        """Take a beat that is to come, and do what it brings about as actions; they leave by `last`.

        Each beat at most once, before `beat`.
        """
        self._came(self._surface.ahead(replace(self._moment(), last=last), beat))
        if not (self._ambient or self._safety.holds):
            self._looks.decide(beat, self._at, last)
        self._settle()

    def beat(self, beat: Beat, ahead: float = 0.0) -> None:
        """Take a beat, which may lie ahead; it acts when its time comes.

        `ahead`: how many seconds before it `ahead` was told of it; 0 if it was not.
        """
        self._beats.append((beat, max(beat.at, self._at), ahead))
        self._strike()
        self._settle()

    def control(self, control: Control) -> Outcome:
        """Take a movement of a hand."""
        known = self._surface.find(control)
        if known is None:
            return Outcome(known=False)
        if control.at > self._at:
            self._pass(control.at)
        outcome = self._surface.move(self._moment(), known, control)
        self._settle()
        return outcome

    def source(self, at: float, source: str, detail: str, *, present: bool) -> None:
        """Take that a source of sound, hands, tempo or picture is there or gone; `detail` is for the operator."""
        self.advance(at)
        self.losses.report(self._at, source, detail, present=present, ambient=self._ambient)
        if source == SOUND and present and not self._ambient:
            self._sounded = max(self._sounded, self._at)
        self._settle()

    def is_down(self, control: Control) -> bool:
        """Whether a control lets go of what its press began."""
        known = self._surface.find(control)
        return control.value == 0.0 and known is not None and bool(known.down)

    def forget(self, source: str) -> None:
        """Take it that the controls of a source were moved unseen."""
        self._surface.forget(source)

    def show_again(self, source: str) -> None:
        """Tell a source anew what its controls should show; where they stand is not known any more."""
        self.forget(source)
        self._feedback.again(source)

    def advance(self, at: float) -> None:
        """Let time pass."""
        if at > self._at:
            self._pass(at)
            self._settle()

    # ------------------------------------------------------------------------------------------------- outputs

    def take_actions(self) -> tuple[Action, ...]:
        """Hand over the actions since the last call, in order. A Transition's target is what `params` has now."""
        return self._looks.take(self.prompts) if self._looks.acted else ()

    def take_late(self) -> Outcome | None:
        """Hand over what came of presses that waited for a beat, since the last call; None if nothing did."""
        late, self._late = self._late, None
        return late

    def feedback(self, at: float, *, locked: bool, lost: bool, shown: tuple[str, ...] = ()) -> tuple[Feedback, ...]:
        """Return what controls should show now and do not.

        `locked`: the tempo is, or not; `lost`: a generator that is shown is, or all are there; `shown`: which they are.
        """
        values = self._frozen or self.scenes.beneath
        return self._feedback.advance(at, values, self._values, locked=locked, lost=lost, shown=shown)

    def feedback_deadline(self) -> float:
        """Return when `feedback` has something next, if nothing moves by then; infinity if it has not."""
        return self._feedback.deadline()

    def params(self, at: float, seq: int = 0, command: int = 0) -> Params:
        """Return the whole state at a time, with the numbers of its snapshot and of the last command before it."""
        self.advance(at)
        values = self._values
        return Params(
            at=at,
            seq=seq,
            command=command,
            prompts=self.prompts,
            noise_scale=values[NOISE],
            denoising_step_list=self._looks.shown.theme.step_lists[self._steps.place],
            manage_cache=values[CACHE] >= 0.5,
            paused=self._safety.freeze and not self._safety.panic.on,
            seed=self._seed,
            light=values[LIGHT],
            motion=motion_of(*values[ZOOM:PACE]),
            pace=pace_of(values[PACE]),
            loras=self.scenes.loras.scales(at, self._safety.panic.level(at)),
        )

    def deadline(self) -> float | None:
        """Return when `advance` is next useful: at most 60 times a second while something moves, else None."""
        at = self._at
        soon = at + STEP
        times = [part.deadline(at, STEP) for part in (self._hands, self.scenes, self.losses)]
        times.append(self._surface.deadline())
        if at < self._pulse.end or self._safety.moving(at) or self._lamp.waiting:
            times.append(soon)
        if not self._looks.look.sound.settled:
            times.append(max(soon, self._heard[0].at + UNHEARD) if self._heard else soon)
        if self._beats:
            times.append(self._beats[0][1])
        if not self._ambient:
            times.append(self.losses.rests_at(self._sounded))
        if not self._safety.holds:
            times.append(self._looks.deadline(ambient=self._ambient))
        first = min(times)
        return None if first == math.inf else first if first > at else soon

    def statuses(self) -> tuple[ParamStatus, ...]:
        """Return each parameter's value, 0..1, and who decides it."""
        return tuple(
            ParamStatus(parameter.value, self._values[index], self._holder(index))
            for index, parameter in enumerate(PARAMETERS)
        )

    def loras(self, at: float) -> tuple[LoraStatus, ...]:
        """Return each LoRA's scale, and who decides it."""
        return self.scenes.loras.stands(at, self._safety.panic.level(at))

    def state(self, at: float) -> str:
        """Return `live`, `ambient`, `freeze`, `blackout` or `panic`."""
        self.advance(at)
        return self._safety.state(ambient=self._ambient)

    @property
    def theme(self) -> Theme:
        """The theme in force; panic's look does not change it."""
        return self._looks.look.theme

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The prompts that are shown."""
        return self._looks.compose(self._values[ACCENT])

    @property
    def safety(self) -> SafetyStatus:
        """What is latched."""
        safety = self._safety
        return SafetyStatus(safety.freeze, safety.blackout.on, safety.panic.on)

    @property
    def dark(self) -> bool:
        """Whether a blackout is on."""
        return self._safety.blackout.on

    @property
    def holds(self) -> bool:
        """Whether freeze, blackout or panic keeps the sound from the picture."""
        return self._safety.holds

    @property
    def pages(self) -> Pages:
        """The pages of the control surface."""
        return self._surface.pages

    @property
    def withheld(self) -> int:
        """How many cache resets the limit on flashes kept back."""
        return self._looks.withheld

    # -------------------------------------------------------------------------------------------------- inside

    @property
    def _hearing(self) -> Heard:
        return None if self._ambient else self._heard

    def _moment(self) -> Moment:
        return Moment(self._at, self._ambient, self._hearing)

    def _came(self, late: Outcome | None) -> None:
        if late is not None:
            self._late = late if self._late is None else self._late.merged(late)

    def _pass(self, at: float) -> None:
        passed, self._at = at - self._at, at
        look = self._looks.look
        if not self._ambient and at >= self.losses.rests_at(self._sounded):
            self._ambient = True
            look.sound.rest(self.losses.glide)
        look.sound.advance(passed)
        self.losses.advance(at, ambient=self._ambient)
        self._strike()
        self.scenes.advance(at, self._hearing)
        if at >= self._surface.deadline():
            self._came(self._surface.overdue(self._moment()))
        if not self._safety.holds:
            self._looks.review(at, ambient=self._ambient)

    def _strike(self) -> None:
        while self._beats and self._beats[0][1] <= self._at:
            beat, due, ahead = self._beats.popleft()
            self._feedback.beat(due)
            self.scenes.strike(beat, self._at, self._hearing)
            self._came(self._surface.strike(self._moment(), beat, decided=ahead > LATE))
            if self._ambient or self._safety.holds:
                continue
            if ahead <= 0.0:
                self._looks.decide(beat, self._at)
            if self._looks.strike(beat):
                response = self._looks.look.theme.beat
                self._pulse = Pulse(due, self._pulse.level(due), response.intensity, response.attack, response.decay)

    def _settle(self) -> None:
        at, hands, safety = self._at, self._hands, self._safety
        values = list(self._looks.look.sound.values)
        if at < self._pulse.end:
            values[NOISE] = clamp(values[NOISE] + self._pulse.level(at))
        values = self.scenes.values(at, values)
        for index in range(len(values)):
            if hands.holds(index):
                values[index] = hands.move(at, index, values[index])
        values = self.losses.values(at, values, self._looks.look.sound.rests)
        if not safety.freeze:
            self._frozen = None
        elif self._frozen is None:
            self._frozen = self._live
        self._live = values if self._frozen is None else self._frozen
        if self._frozen is None:
            self.scenes.loras.follow(at, self._looks.look.sound.scales)
        self.scenes.live = self._live
        values = list(self._live)
        values[LIGHT] *= 1.0 - safety.blackout.level(at)
        if calm := safety.panic.level(at):
            values = [x + (rest - x) * calm for x, rest in zip(values, self._looks.rests, strict=True)]
        values[LIGHT] = self._lamp.step(at, values[LIGHT])
        self._values = values
        self._steps.choose(values[STEPS], len(self._looks.shown.theme.step_lists))

    def _holder(self, index: int) -> Holder:
        safety = self._safety
        if safety.panic.on or safety.freeze or (index == LIGHT and safety.blackout.on):
            return Holder.SAFETY
        if self._hands.holds(index):
            return Holder.HAND
        if self.scenes.holds(self._at, index):
            return Holder.SCENE
        return Holder.SOUND if index in self._looks.look.sound.driven and not self._ambient else Holder.THEME
