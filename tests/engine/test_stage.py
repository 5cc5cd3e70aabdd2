"""Scenes, safety and lost sources as they come out of the engine: outputs, cues, notices and status."""

from soundscape_live.engine import Engine, Input
from soundscape_live.mapping.loss import Loss, LossRules, OnLoss
from soundscape_live.mapping.scene import Scene, Span, StageCue
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.theme import Parameter, Theme
from soundscape_live.model import (
    AudioState,
    Control,
    Cue,
    Notice,
    Output,
    Params,
    PeerChange,
    PeerState,
    SafetyStatus,
    SceneStored,
    SourceState,
    SourceStatus,
    TempoReport,
    Tick,
)

EMBER = Theme("ember", "Ember", "Wood.", "glowing ember forest")
CALM = Scene("calm", values=((Parameter.NOISE_SCALE, 0.2),), fade=Span(1.0))
SHOW = Show(
    (EMBER,),
    "ember",
    (),
    scenes=(CALM,),
    cues=(StageCue("intro", "calm"),),
    loss=LossRules(midi=Loss(OnLoss.SAFE, 1.0), generator=Loss(OnLoss.SAFE, 1.0), tempo=Loss(OnLoss.SAFE, 1.0)),
)
PADS = "midi:Pads"


def osc(at: float, name: str, value: float | str = 1.0) -> Control:
    return Control(at, "osc:10.0.0.2", f"/soundscape/{name}", value)


def play(engine: Engine, *items: Input) -> list[Output]:
    """Feed inputs, with a tick at each deadline in between, as the loop does."""
    out: list[Output] = []
    for item in items:
        while (due := engine.deadline()) is not None and due < item.at:
            out += engine.feed(Tick(due))
        out += engine.feed(item)
    return out


def live() -> Engine:
    engine = Engine(SHOW, 0.0)
    engine.feed(PeerChange(0.0, PeerState.LIVE))
    return engine


def told(outputs: list[Output], name: str) -> list[float | int | str]:
    return [output.value for output in outputs if isinstance(output, Cue) and output.name == name]


def said(outputs: list[Output]) -> list[str]:
    return [output.text for output in outputs if isinstance(output, Notice)]


def test_a_scenes_fade_wakes_the_engine_and_reaches_the_generator() -> None:
    engine = live()
    out = play(engine, osc(1.0, "cue/next"), Tick(3.0))
    values = [output.noise_scale for output in out if isinstance(output, Params)]
    assert len(values) > 20
    assert values == sorted(values, reverse=True)
    assert values[-1] == 0.2
    # Told again with each heartbeat.
    assert set(told(out, "scene")) == {"calm"}
    assert set(told(out, "setlist/cue")) == {"intro"}
    status = engine.status(3.0)
    assert (status.stage.scene, status.stage.cue, status.stage.cues) == ("calm", "intro", ("intro",))


def test_lights_are_told_of_a_blackout_and_again_each_second() -> None:
    engine = live()
    out = play(engine, Tick(0.5), osc(1.1, "blackout"), Tick(1.2))
    assert told(out, "blackout") == [0, 1]
    assert engine.status(1.2).safety == SafetyStatus(blackout=True)
    out = play(engine, Tick(3.2), osc(3.3, "blackout", 0.0), Tick(3.4))
    assert told(out, "blackout") == [1, 1, 0]


def test_a_stored_scene_comes_out_once() -> None:
    engine = live()
    out = play(engine, osc(1.0, "param/light", 0.5), osc(1.5, "scene/store", "mine"), Tick(2.0))
    (stored,) = [output for output in out if isinstance(output, SceneStored)]
    assert (stored.at, stored.name, stored.theme, stored.values) == (1.5, "mine", "ember", (("light", 0.5),))
    assert engine.status(2.0).stage.scenes == ("calm", "mine")


def test_a_controller_that_goes_is_said_and_what_its_loss_does_too() -> None:
    engine = live()
    out = play(
        engine,
        SourceState(1.0, PADS, present=True, detail="port 20:0"),
        SourceState(2.0, PADS, present=False),
        Tick(3.5),
    )
    assert said(out)[-3:] == [
        f"{PADS} is there (port 20:0)",
        f"{PADS} is gone",
        f"{PADS} has been gone for 1 s: the safe look",
    ]
    status = engine.status(3.5)
    assert status.state == "panic"
    assert SourceStatus(PADS, present=False, since=2.0, detail="", policy="safe", applied=True) in status.sources
    play(engine, SourceState(4.0, PADS, present=True))
    assert engine.status(4.0).state == "ambient"


def test_sound_and_generator_and_tempo_are_sources_too() -> None:
    engine = live()
    play(
        engine,
        AudioState(0.5, present=True, detail="card"),
        TempoReport(1.0, "midi", 120.0, 1.0, 1.0),
        Tick(1.5),
        PeerChange(2.0, PeerState.STALLED),
        PeerChange(2.1, PeerState.LOST, "no answer"),
    )
    present = {source.source: source.present for source in engine.status(2.1).sources}
    assert present == {"generator": False, "sound": True, "tempo": True}
    play(engine, Tick(3.0))
    assert not engine.status(3.0).safety.panic
    play(engine, Tick(3.2))
    assert engine.status(3.2).safety.panic
    play(engine, PeerChange(3.5, PeerState.CONNECTING))
    assert engine.status(3.5).safety.panic
    play(engine, PeerChange(3.6, PeerState.LIVE))
    assert not engine.status(3.6).safety.panic
    play(engine, Tick(60.0))
    assert engine.status(60.0).safety.panic
