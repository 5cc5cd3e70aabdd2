"""The ready shows, each played on its own controller: what the core says of the controls, as the lights are told it."""

from dataclasses import dataclass, field
from functools import cache

import mido
import pytest

from soundscape_live.engine import Engine, Input
from soundscape_live.io.controller import Controller, ControllerControl, LightFamily, Slot, Span
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.io.midi.lights import Lights, look_of
from soundscape_live.mapping.binding import Act, ActTarget, Binding, Mode, ParameterTarget, Press, Takeover
from soundscape_live.mapping.show import Show
from soundscape_live.model import Control, Feedback, FeedbackWanted, PeerChange, PeerState, Tick, Tone

LIBRARY = Library(shipped_folder())
CONTROLLERS = {name: LIBRARY.controller(name) for name in LIBRARY.names(Kind.CONTROLLERS)}
MAPPINGS = LIBRARY.names(Kind.MAPPINGS)
FIRST = "abyssal-lanterns"
"The first of the show's themes."
CENTRED = {Mode.OFFSET, Mode.SCALE}
"Modes whose middle leaves the sound alone."


@cache
def shipped(mapping: str) -> Show:
    file = ShowFile(theme=FIRST, mappings=(mapping,), scenes=("first-evening",))
    return build_show(LIBRARY.gather(file).sources)


def port(mapping: str) -> str:
    """Name a source that the first pattern of a mapping means."""
    made = CONTROLLERS.get(mapping)
    return "osc:10.0.0.5" if mapping == "touchosc" else f"midi:{made.ports[0] if made else 'Any'}".replace("*", "")


@dataclass
class Stage:
    """A ready show that is played on its controller, as far as its lights."""

    mapping: str
    engine: Engine = field(init=False)
    at: float = 0.0
    shifted: bool = False
    "Its layer is held."
    told: list[Feedback] = field(default_factory=list)
    looks: dict[str, str] = field(default_factory=dict)
    "By the name of a control that lights."
    messages: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = Engine(shipped(self.mapping), 0.0)
        self.source = port(self.mapping)
        self.lights = Lights(CONTROLLERS[self.mapping]) if self.mapping in CONTROLLERS else None
        self.feed(PeerChange(0.0, PeerState.LIVE))

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """Those of the mapping's first port."""
        made = CONTROLLERS.get(self.mapping)
        bound = shipped(self.mapping).bindings
        wanted = {f"midi:{made.ports[0]}"} if made else {"midi:*", "*"}
        rows = LIBRARY.mapping(self.mapping)
        return tuple(binding for binding in bound if binding.source in wanted and binding in rows)

    def feed(self, item: Input) -> list[Feedback]:
        """Feed one input, and let a tenth of a second pass with a tick at each deadline."""
        outputs = list(self.engine.feed(item))
        end = self.at + 0.1
        while (due := self.engine.deadline()) is not None and due < end:
            outputs += self.engine.feed(Tick(due))
        self.at = end
        fresh = [output for output in outputs if isinstance(output, Feedback)]
        self.told += fresh
        for feedback in fresh:
            if self.lights is not None and not feedback.control.startswith("/"):
                self.light(self.lights, feedback)
        return fresh

    def light(self, lights: Lights, feedback: Feedback) -> None:
        messages = lights.light(feedback.control, feedback.value, feedback.tone)
        self.messages += messages
        for message in messages:
            self.looks.update(lights.read_back(message))

    def send(self, control: str, value: float = 1.0) -> list[Feedback]:
        """Move a control as it is bound."""
        name = control if control.startswith(("ch", "/")) else f"ch1/{control}"
        return self.feed(Control(self.at, self.source, name, value))

    def find(self, act: Act, argument: str | float | None = None) -> Binding:
        """Return the first binding of an act."""
        return next(
            binding
            for binding in self.bindings
            if isinstance(binding.target, ActTarget)
            and (binding.target.act, binding.target.argument) == (act, argument)
        )

    def press(self, act: Act, argument: str | float | None = None) -> str:
        """Press and let go of what makes an act happen; its layer stays held. Return the control."""
        binding = self.find(act, argument)
        if binding.layer is not None and not self.shifted:
            self.shifted = True
            self.send(self.find(Act.SHIFT).control)
        self.send(binding.control)
        self.send(binding.control, 0.0)
        return binding.control

    def shows(self, control: str) -> tuple[float, Tone]:
        """Return what a control was told last."""
        return next((last.value, last.tone) for last in reversed(self.told) if last.control == control)


def family_of(controller: Controller, control: ControllerControl) -> LightFamily | None:
    return next((family for family in controller.lights if family.name == control.light), None)


def stands(family: LightFamily | None) -> bool:
    """Whether these lights are told where their controls should stand: rings, motors."""
    places = [part for look in family.looks for part in look.parts] if family else []
    return any(isinstance(part, Span) or part in {Slot.FINE, Slot.COARSE} for part in places)


def slides(binding: Binding) -> bool:
    """Whether a value follows the control."""
    target = binding.target
    if isinstance(target, ParameterTarget):
        return target.press is Press.SET
    return target.act in {Act.PROMPT_WEIGHT, Act.MORPH}


def played(name: str) -> Stage:
    """Play a little of everything."""
    stage = Stage(name)
    stage.feed(FeedbackWanted(stage.at, stage.source))
    for binding in stage.bindings:
        for value in (0.1, 0.9, 0.0):
            stage.send(binding.control, value)
    stage.feed(PeerChange(stage.at, PeerState.LOST))
    return stage


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_controller_that_comes_is_told_every_control_once(name: str) -> None:
    stage = Stage(name)
    told = [each.control for each in stage.feed(FeedbackWanted(stage.at, stage.source)) if each.source != "*"]
    bound = {binding.control for binding in stage.bindings if binding.source != "*"}
    assert sorted(told) == sorted(bound)


@pytest.mark.parametrize("name", CONTROLLERS)
def test_lights_of_bound_controls_are_told_and_no_others(name: str) -> None:
    stage, made = played(name), CONTROLLERS[name]
    bound = {binding.control for binding in stage.bindings}
    for control in made.controls:
        family = family_of(made, control)
        if family is not None and control.midi in bound:
            assert control.name in stage.looks
        elif family is not None and family.frame is not None:
            assert stage.looks[control.name] == look_of(family, Tone.OFF).name
        else:
            assert control.name not in stage.looks
    for message in stage.messages:
        parsed = mido.parse_all(message)
        assert [bytes(one.bytes()) for one in parsed] == [message]


@pytest.mark.parametrize("name", CONTROLLERS)
def test_what_is_on_looks_unlike_what_is_ready_and_the_alarm_unlike_both_dark_and_ready(name: str) -> None:
    made = CONTROLLERS[name]
    for family in made.lights:
        looks = {tone: look_of(family, tone).name for tone in Tone}
        if len(set(looks.values())) == 1:
            assert stands(family)  # a ring says its place, and has no second look
        else:
            assert looks[Tone.ACTIVE] not in {looks[Tone.READY], looks[Tone.OFF]}
            assert looks[Tone.ALARM] not in {looks[Tone.READY], looks[Tone.OFF]}
            assert looks[Tone.BEAT] not in {looks[Tone.READY], looks[Tone.OFF]}


@pytest.mark.parametrize("name", CONTROLLERS)
def test_the_pads_of_themes_show_which_is_in_force(name: str) -> None:
    stage = Stage(name)
    second = stage.press(Act.THEME, 1)
    first = stage.find(Act.THEME, 0).control
    assert (stage.shows(first), stage.shows(second)) == ((0.0, Tone.READY), (1.0, Tone.ACTIVE))
    lit = {
        control.midi: stage.looks[control.name] for control in CONTROLLERS[name].controls if control.name in stage.looks
    }
    assert lit[first] != lit[second]
    stage.press(Act.THEME, 0)
    assert (stage.shows(first), stage.shows(second)) == ((1.0, Tone.ACTIVE), (0.0, Tone.READY))
    assert (lit[first], lit[second]) != (look(stage, first), look(stage, second))


def look(stage: Stage, midi: str) -> str:
    control = next(one for one in CONTROLLERS[stage.mapping].controls if one.midi == midi)
    return stage.looks[control.name]


@pytest.mark.parametrize("name", CONTROLLERS)
@pytest.mark.parametrize("act", [Act.FREEZE, Act.BLACKOUT, Act.PANIC])
def test_safety_shows_while_it_is_on_and_is_undone_by_the_same_pad(act: Act, name: str) -> None:
    stage = Stage(name)
    ready = look(stage, stage.find(act).control)
    control = stage.press(act)
    assert stage.shows(control) == (1.0, Tone.ALARM)
    assert look(stage, control) != ready
    stage.press(act)
    assert (stage.shows(control), look(stage, control)) == ((0.0, Tone.READY), ready)


@pytest.mark.parametrize("name", CONTROLLERS)
def test_a_lost_generator_alarms_on_the_pad_of_panic(name: str) -> None:
    stage = Stage(name)
    control = stage.find(Act.PANIC).control
    ready = look(stage, control)
    stage.feed(PeerChange(stage.at, PeerState.LOST))
    assert stage.shows(control) == (0.0, Tone.ALARM)
    assert look(stage, control) != ready


@pytest.mark.parametrize("name", CONTROLLERS)
def test_taps_make_the_pad_flash_with_the_beat(name: str) -> None:
    stage = Stage(name)
    for _ in range(4):
        control = stage.press(Act.TAP_TEMPO)
        stage.at += 0.3
    stage.feed(Tick(stage.at + 2.0))
    tones = [each.tone for each in stage.told if each.control == control]
    assert tones.count(Tone.BEAT) >= 2
    assert tones.count(Tone.READY) >= 2


@pytest.mark.parametrize("name", [name for name in CONTROLLERS if name not in {"akai-lpd8", "akai-lpd8-mk2"}])
def test_pages_bring_scenes_and_their_pads_show_the_one_in_force(name: str) -> None:
    stage = Stage(name)
    scene = stage.find(Act.SCENE, 2)
    while stage.engine.status(stage.at).page != scene.page:
        stage.press(Act.PAGE_NEXT)
    stage.press(Act.SCENE, 2)
    assert stage.engine.status(stage.at).stage.scene == "lift"
    assert stage.shows(scene.control) == (1.0, Tone.ACTIVE)
    assert stage.shows(stage.find(Act.SCENE, 1).control) == (0.0, Tone.READY)
    stage.press(Act.PAGE_NEXT)
    assert stage.engine.status(stage.at).page != scene.page


@pytest.mark.parametrize("name", CONTROLLERS)
def test_a_control_takes_over_without_a_jump_unless_the_show_moves_it(name: str) -> None:
    made, stage = CONTROLLERS[name], Stage(name)
    by_midi = {control.midi: control for control in made.controls}
    for binding in filter(slides, stage.bindings):
        control = by_midi[binding.control]
        if control.coding is None:
            moved = stands(family_of(made, control))
            assert binding.way.takeover is (Takeover.JUMP if moved else Takeover.PICKUP)
            centred = isinstance(binding.target, ParameterTarget) and binding.target.mode in CENTRED
            assert (binding.way.dead_centre > 0.0) is centred


@pytest.mark.parametrize("name", [name for name in CONTROLLERS if name != "novation-launchpad-x"])
def test_the_first_fader_leads_the_change_per_frame_once_it_has_met_it(name: str) -> None:
    stage = Stage(name)
    first = next(binding for binding in stage.bindings if slides(binding))
    for value in [50.0] if "turn/" in first.control else [0.0, 0.5, 1.0]:
        stage.send(first.control, value)
    assert stage.shows("/soundscape/param/noise_scale") == (1.0, Tone.HAND)
    assert stage.shows(first.control) == (1.0, Tone.HAND)


ROW = {
    1: Act.CACHE_RESET,
    2: Act.PROMPT_NEXT,
    3: Act.TRANSITION,
    5: Act.FREEZE,
    6: Act.BLACKOUT,
    7: Act.PANIC,
    8: Act.TAP_TEMPO,
}


@pytest.mark.parametrize("name", CONTROLLERS)
def test_the_first_row_is_the_same_everywhere(name: str) -> None:
    made, stage = CONTROLLERS[name], Stage(name)
    for number, act in ROW.items():
        control = made.find(f"pad{number}")
        assert control is not None
        (target,) = (bound.target for bound in stage.bindings if (bound.control, bound.layer) == (control.midi, None))
        assert isinstance(target, ActTarget)
        assert target.act is act


def test_the_example_of_scenes_uses_shipped_themes_and_its_list_leads_through_all_of_them() -> None:
    show = shipped("default")
    scenes = [scene.name for scene in show.scenes]
    assert len(scenes) == 8
    assert [cue.scene for cue in show.cues] == scenes
    variations = {theme.name: len(theme.variations.prompts) for theme in show.themes}
    for scene in show.scenes:
        assert scene.theme in variations
        asked = [variation for variation, _ in scene.weights] + [scene.variation or 0]
        assert max(asked) < variations[scene.theme]
