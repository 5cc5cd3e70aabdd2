"""The scenes of a show as they are played: recalled, morphed, stored, let go, and the cues of the set list.

Rules: hands stand above scenes, scenes above theme and sound. A scene keeps what hands (or a scene before it) decide;
what the sound decides goes on following the sound. Whatever a hand asks of a scene stops what the set list would do by
itself.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from soundscape_live.mapping.blend import ENTRY, Blend, Mix
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.looks import Heard, Looks
from soundscape_live.mapping.loras import Loras
from soundscape_live.mapping.meter import Meter
from soundscape_live.mapping.safety import Safety
from soundscape_live.mapping.scene import Grip, Scene, Span, StageCue
from soundscape_live.mapping.scene_looks import SceneLooks
from soundscape_live.mapping.setlist import SetList
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.sound import PARAMETERS
from soundscape_live.mapping.words import Wording
from soundscape_live.model import Beat, MorphStatus, SceneStored, StageStatus

LET_GO = Span(1.0)
"""In which theme and sound have the parameters back."""

DIGITS = 4
"""Of the values that are stored."""

MOST = 256
"""Scenes of a show."""


def check_scenes(show: Show) -> None:
    """Raise ValueError if a scene or a cue names what the show does not have."""
    themes, scenes = {theme.name for theme in show.themes}, {scene.name for scene in show.scenes}
    for name in (*(scene.theme for scene in show.scenes), *(cue.theme for cue in show.cues)):
        if name is not None and name not in themes:
            raise ValueError(f"the show has no theme {name!r}")
    for name in (cue.scene for cue in show.cues):
        if name is not None and name not in scenes:
            raise ValueError(f"the show has no scene {name!r}")


class Scenes:
    """All of it. Times passed in never go back."""

    def __init__(self, show: Show, looks: Looks, hands: Hands, safety: Safety) -> None:
        """Raise ValueError if a scene or a cue names what the show does not have."""
        check_scenes(show)
        self._known = {scene.name: scene for scene in show.scenes}
        self._filed = dict(self._known)
        "The scenes as the show's files have them."
        self._looks = looks
        self._worn = SceneLooks(looks, safety)
        self._hands = hands
        self.loras = Loras(show.loras)
        self._meter = Meter(show.music.beats_per_bar)
        self._blend = Blend(self._meter)
        self.setlist = SetList(show.cues, self._meter)
        self._scene: Scene | None = None
        self._morph: tuple[Scene, Scene, float] | None = None
        self._stored: list[SceneStored] = []
        self.live: Sequence[float] = looks.look.sound.values
        "The parameters as hands leave them."
        self.beneath: Sequence[float] = self.live
        "The parameters without hands."

    def adopt(self, at: float, show: Show) -> None:
        """Go on with the scenes and cues of another show, and with those that were stored during this one.

        The scene in force, or the morph, goes on as it is now; where one is gone, theme and sound have all back.
        """
        self._known = self._merged(show)
        self.setlist.adopt(show.cues)
        self.loras.adopt(at, show.loras)
        if self._morph is not None:
            self._adopt_morph(at, *self._morph)
        elif self._scene is not None:
            self._scene = self._known.get(self._scene.name)
            if self._scene is not None:
                self.loras.aim(at, dict(self._scene.loras), ENTRY.length)
            self._go_on(at, {self._scene: 1.0}, gone=self._scene is None)

    @property
    def beats_per_bar(self) -> int:
        """How long a bar is."""
        return self._meter.beats_per_bar

    @property
    def names(self) -> tuple[str, ...]:
        """The scenes' names in their order."""
        return tuple(self._known)

    @property
    def name(self) -> str:
        """The scene in force, of a morph the nearer one; empty if there is none."""
        return self._scene.name if self._scene is not None else ""

    @property
    def decided(self) -> tuple[object, ...]:
        """What controls may show of scenes and cues, to see whether it has changed."""
        return self.name, len(self._known), self.setlist.place, self.setlist.waiting

    # -------------------------------------------------------------------------------------------- asked by hands

    def recall(self, at: float, name: str, heard: Heard) -> bool:
        """Go to a scene in its own fade. Return whether that changed anything."""
        halted = self.setlist.halt()
        scene = self._known[name]
        return self._recall(at, scene, scene.fade, scene.theme, heard) or halted

    def neighbour(self, step: int) -> str:
        """Name the scene `step` places after the one in force, in a circle; there must be one."""
        names = self.names
        place = names.index(self.name) if self.name in names else min(0, -step)
        return names[(place + step) % len(names)]

    def morph(self, at: float, pair: tuple[str, str], x: float, heard: Heard) -> bool:
        """Stand between two scenes; x, 0..1, is the share of the second. Return whether that changed anything."""
        halted = self.setlist.halt()
        first, second = (self._known[name] for name in pair)
        before, self._morph = self._morph, (first, second, x)
        self._scene = second if x >= 0.5 else first
        mix: Mix = {first: 1.0 - x, second: x}
        if before is not None and before[:2] == (first, second) and self._worn.morphing:
            self._worn.shift(x, heard)
            moved = self.loras.shift(self._mixed(first, second, x))
            return self._blend.shift(mix) or moved or halted
        self._worn.morph(
            at, (self._wording(first, first.theme), self._wording(second, second.theme)), x, ENTRY.length, heard
        )
        self.loras.aim(at, self._mixed(first, second, x), ENTRY.length)
        self._blend.aim(at, mix, ENTRY)
        return True

    def release(self, at: float) -> bool:
        """Glide back to theme and sound. Return whether a scene was in force."""
        halted = self.setlist.halt()
        self._morph = self._scene = None
        self._worn.let_go(at)
        moved = self.loras.aim(at, {}, LET_GO.length)
        return self._blend.aim(at, {None: 1.0}, LET_GO) or moved or halted

    def store(self, at: float, name: str) -> None:
        """Keep what is decided now under a name; a scene of that name keeps its place, fade and grip."""
        before = self._known.get(name, Scene(name))
        prompts = self._looks.look.prompts
        mixed = prompts.by_hand and len(prompts.weights) > 1
        single = prompts.by_hand and not mixed
        values = tuple(
            (parameter, round(self.live[index], DIGITS))
            for index, parameter in enumerate(PARAMETERS)
            if self._hands.overrides(at, index) or self._blend.holds(at, index)
        )
        scene = replace(
            before,
            theme=self._looks.look.theme.name,
            variation=prompts.variation if single else None,
            weight=prompts.weight_of(prompts.variation) if single else None,
            weights=prompts.weights if mixed else (),
            values=values,
            loras=self.loras.decided(),
        )
        self._known[name] = scene
        if self._morph is None and self._scene == before:
            self._scene = scene
            self._blend.aim(at, {scene: 1.0}, Span(0.0))
        named = tuple((parameter.value, value) for parameter, value in values)
        fade = scene.fade
        self._stored.append(
            SceneStored(
                at,
                name,
                scene.theme,
                scene.variation,
                scene.weight,
                scene.weights,
                named,
                fade.length,
                fade.unit.value,
                scene.grip.value,
                scene.loras,
            )
        )

    def go(self, at: float, place: int, heard: Heard) -> bool:
        """Go to a cue, now or when its beat or bar comes. Return whether that changed anything now."""
        cue = self.setlist.ask(at, place)
        return cue is not None and self._perform(at, cue, heard)

    # ---------------------------------------------------------------------------------------------- by the music

    def strike(self, beat: Beat, at: float, heard: Heard) -> None:
        """Take a beat that is due."""
        self._meter.strike(beat, at)
        self._come(at, self.setlist.strike(beat, at), heard)

    def advance(self, at: float, heard: Heard) -> None:
        """Let time pass."""
        self._come(at, self.setlist.advance(at), heard)

    # ------------------------------------------------------------------------------------------------- outputs

    def values(self, at: float, base: Sequence[float]) -> list[float]:
        """Return the parameters with the scenes' in them; `base` are those of theme and sound."""
        self.beneath = self._blend.values(at, base)
        return list(self.beneath)

    def stands(self, pair: tuple[str, str]) -> float | None:
        """Return where a morph between two scenes stands, 0..1; None if it is not in force."""
        morph = self._morph
        return morph[2] if morph is not None and (morph[0].name, morph[1].name) == pair else None

    def holds(self, at: float, index: int) -> bool:
        """Whether a scene has a say in a parameter, by its place in PARAMETERS."""
        return self._blend.holds(at, index)

    def deadline(self, at: float, step: float) -> float:
        """Return when `advance` is next useful: a `step` from now while something moves; infinity if never."""
        moving = self._blend.moving(at) or self.loras.moving(at)
        return min(at + step if moving else math.inf, self.setlist.deadline())

    def take_stored(self) -> tuple[SceneStored, ...]:
        """Hand over the scenes that were stored since the last call."""
        stored, self._stored = tuple(self._stored), []
        return stored

    def status(self) -> StageStatus:
        """Return what the operator sees."""
        cues, setlist = self.setlist.cues, self.setlist
        following = setlist.stepped(1) if setlist.waiting is None else setlist.waiting
        return StageStatus(
            scenes=self.names,
            scene=self.name,
            morph=None
            if self._morph is None
            else MorphStatus(self._morph[0].name, self._morph[1].name, self._morph[2]),
            cues=tuple(cue.name for cue in cues),
            cue=setlist.name,
            cue_next="" if following is None else cues[following].name,
            cue_waits=setlist.waiting is not None,
            bars_to_next=setlist.bars,
        )

    # -------------------------------------------------------------------------------------------------- inside

    def _merged(self, show: Show) -> dict[str, Scene]:
        """Return the scenes of another show's files, and those stored here that the files do not know of."""
        filed = {scene.name: scene for scene in show.scenes}
        before, self._filed = self._filed, filed
        # A file that is as it was does not undo what was stored since; one that was edited stands above it.
        known = {
            name: self._known[name] if before.get(name) == scene and name in self._known else scene
            for name, scene in filed.items()
        }
        stored = {name: scene for name, scene in self._known.items() if name not in before and name not in filed}
        known |= {name: scene for name, scene in stored.items() if scene.theme in self._looks.names}
        return known

    def _adopt_morph(self, at: float, first: Scene, second: Scene, x: float) -> None:
        lower, upper = self._known.get(first.name), self._known.get(second.name)
        if lower is None or upper is None:
            self._morph = self._scene = None
            self._go_on(at, {None: 1.0}, gone=True)
            return
        self._morph = lower, upper, x
        self._scene = upper if x >= 0.5 else lower
        self.loras.aim(at, self._mixed(lower, upper, x), ENTRY.length)
        self._go_on(at, {lower: 1.0 - x, upper: x}, gone=False)

    def _go_on(self, at: float, mix: Mix, *, gone: bool) -> None:
        if gone:
            self._worn.let_go(at)
            self.loras.aim(at, {}, LET_GO.length)
        self._blend.aim(at, mix, LET_GO if gone else ENTRY)

    def _come(self, at: float, cue: StageCue | None, heard: Heard) -> None:
        if cue is not None:
            self._perform(at, cue, heard)

    def _perform(self, at: float, cue: StageCue, heard: Heard) -> bool:
        scene = self._known[cue.scene] if cue.scene is not None else None
        if scene is None:
            assert cue.theme is not None
            seconds = self._looks.crossfade(cue.theme) if cue.fade is None else self._meter.seconds(cue.fade)
            self._worn.recall(at, Wording(cue.theme), seconds, heard)
        else:
            self._recall(at, scene, cue.fade or scene.fade, cue.theme or scene.theme, heard)
        return True

    def _recall(self, at: float, scene: Scene, fade: Span, theme: str | None, heard: Heard) -> bool:
        self._scene, self._morph = scene, None
        moved = False
        if theme is not None or scene.variation is not None or scene.weights or self._worn.morphing:
            wording = self._wording(scene, theme)
            moved = self._worn.recall(at, wording, self._meter.seconds(fade), heard)
        moved = self._blend.aim(at, {scene: 1.0}, fade) or moved
        moved = self.loras.aim(at, dict(scene.loras), self._meter.seconds(fade)) or moved
        if scene.grip is Grip.RELEASE:
            moved = self.loras.let_go(at) or moved
            moved = self._hands.release(at, None) or moved
        return moved

    def _mixed(self, lower: Scene, upper: Scene, x: float) -> dict[str, float]:
        return self.loras.mixed(dict(lower.loras), dict(upper.loras), x)

    def _wording(self, scene: Scene, theme: str | None) -> Wording:
        return Wording(theme or self._looks.look.theme.name, scene.variation, scene.weight, scene.weights)
