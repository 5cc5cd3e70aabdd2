"""A show with scenes that is being played, for the tests of mapping/."""

from soundscape_live.mapping.binding import Binding
from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.loss import LossRules
from soundscape_live.mapping.scene import Grip, Scene, Span, StageCue, Unit
from soundscape_live.mapping.show import Safety, Show
from soundscape_live.mapping.theme import Accent, Parameter, Theme, Trigger, Variations
from soundscape_live.model import Beat
from tests.mapping.playing import PLAIN, Playing

ROOT = "/soundscape"
SEA = Theme(
    "sea",
    "Sea",
    "",
    "a sea",
    variations=Variations(Trigger.NONE, ("waves", "foam"), blend=0.5),
    accent=Accent("gulls", 0.0),
    step_lists=((500,), (900, 300)),
)
CALM = Scene("calm", "plain", values=((Parameter.NOISE_SCALE, 0.2), (Parameter.LIGHT, 0.8)), fade=Span(2.0))
STORM = Scene(
    "storm",
    "sea",
    1,
    0.5,
    (),
    ((Parameter.NOISE_SCALE, 0.8), (Parameter.STEPS, 0.0)),
    Span(4.0, Unit.BEATS),
    Grip.RELEASE,
)
DARK = Scene("dark", values=((Parameter.LIGHT, 0.0),), fade=Span(0.0))
NO_SAFETY = Safety()
NO_LOSS = LossRules()


def on_stage(
    *scenes: Scene,
    cues: tuple[StageCue, ...] = (),
    bindings: tuple[Binding, ...] = (),
    safety: Safety = NO_SAFETY,
    loss: LossRules = NO_LOSS,
) -> Playing:
    """Begin a show with these scenes (without any: calm, storm, dark) and the themes plain and sea at time 0."""
    show = Show((PLAIN, SEA), "plain", bindings, safety, scenes=scenes or (CALM, STORM, DARK), cues=cues, loss=loss)
    return Playing(Fusion(show, 0.0))


def beats(playing: Playing, count: int, seconds: float = 0.5, first: int = 0) -> None:
    """Let beats come, the first one now and each for `seconds`; `first` is its place in a bar of four."""
    for number in range(count):
        playing.fusion.beat(Beat(playing.at, number, (first + number) % 4, 60.0 / seconds, 1.0, "typed"))
        playing.wait(seconds)
