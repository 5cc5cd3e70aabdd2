import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.engine import Engine, Input
from soundscape_live.engine.differ import differ
from soundscape_live.io.log.codec import encode
from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget
from soundscape_live.mapping.show import Show, TempoRules
from soundscape_live.mapping.theme import (
    BeatAction,
    BeatResponse,
    Parameter,
    ParameterRule,
    SoundMapping,
    Source,
    Theme,
    Trigger,
    Variations,
)
from soundscape_live.model import (
    Applied,
    AudioBlock,
    AudioState,
    ClockKind,
    ClockMessage,
    Command,
    CommandDone,
    Control,
    Cue,
    FramesShown,
    Interpolation,
    Level,
    Notice,
    Output,
    Params,
    PeerChange,
    PeerState,
    Prompt,
    ResetCache,
    TempoReport,
    Tick,
    Transition,
)

RATE = 48_000
BLOCK = 256
MOST_TICKS = 2_000
"Between two inputs: an engine that is never content would keep its loop busy for ever."

EMBER = Theme(
    "ember",
    "Ember",
    "Glowing wood.",
    "glowing ember forest",
    mappings=(SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE, low=0.3, high=0.9),),
    rules=(ParameterRule(Parameter.NOISE_SCALE, 0.4),),
    beat=BeatResponse(BeatAction.CACHE_RESET, every=4, cooldown=0.5),
    variations=Variations(prompts=("sparks rising", "ash falling")),
)
SEA = Theme("sea", "Sea", "Water.", "deep teal ocean")
SHOW = Show(
    themes=(EMBER, SEA),
    theme="ember",
    bindings=(
        Binding("*", "cc/1", ParameterTarget(Parameter.NOISE_SCALE)),
        Binding("*", "note/36", ActTarget(Act.CACHE_RESET)),
        Binding("*", "note/37", ActTarget(Act.PROMPT_NEXT)),
        Binding("*", "note/43", ActTarget(Act.TAP_TEMPO)),
        Binding("*", "/tempo", ActTarget(Act.TEMPO)),
        Binding("*", "/theme", ActTarget(Act.THEME)),
    ),
)


def cc(at: float, value: float, name: str = "ch1/cc/1") -> Control:
    return Control(at, "midi:test", name, value)


def live(at: float = 0.0, show: Show = SHOW) -> Engine:
    engine = Engine(show, at)
    engine.feed(PeerChange(at, PeerState.LIVE))
    return engine


def of(kind: type, outputs: Sequence[Output]) -> list[Output]:
    return [output for output in outputs if isinstance(output, kind)]


def kicks(seconds: float, bpm: float = 120.0, start: float = 0.0) -> list[AudioBlock]:
    """Four on the floor: a decaying 60 Hz kick and a click on each beat."""
    time = np.arange(int(seconds * RATE)) / RATE
    since = time % (60.0 / bpm)
    sound = 0.7 * np.sin(2 * np.pi * 60 * since) * np.exp(-since * 18) + 0.3 * np.exp(-since * 400)
    samples = sound.astype(np.float32)
    return [
        AudioBlock(start + (n + 1) * BLOCK / RATE, samples[n * BLOCK : (n + 1) * BLOCK], RATE)
        for n in range(len(samples) // BLOCK)
    ]


def play(engine: Engine, inputs: Sequence[Input]) -> list[Output]:
    """Feed inputs, with a tick at each deadline in between, as the loop does."""
    out: list[Output] = []
    for item in inputs:
        for _ in range(MOST_TICKS):
            due = engine.deadline()
            if due is None or due >= item.at:
                break
            out += engine.feed(Tick(max(due, item.at - 10.0)))
        else:
            pytest.fail(f"the engine wants to be woken for ever before {item.at}")
        out += engine.feed(item)
    return out


def test_a_generator_that_comes_is_sent_the_whole_state_at_once() -> None:
    engine = Engine(SHOW, 0.0)
    assert not of(Params, engine.feed(Tick(1.0)))
    (params,) = of(Params, engine.feed(PeerChange(2.0, PeerState.LIVE)))
    assert isinstance(params, Params)
    assert (params.seq, params.at) == (1, 2.0)
    assert params.prompts[0].text.startswith("glowing ember forest")
    engine.feed(PeerChange(3.0, PeerState.LOST, "no answer"))
    assert not of(Params, engine.feed(cc(3.1, 0.9)))
    (again,) = of(Params, engine.feed(PeerChange(4.0, PeerState.LIVE)))
    assert isinstance(again, Params)
    assert again.seq == 2
    assert again.noise_scale == pytest.approx(0.9)


def test_without_a_generator_nothing_waits_to_be_sent() -> None:
    engine = live()
    engine.feed(cc(1.0, 0.2))
    engine.feed(cc(1.001, 0.8))
    engine.feed(PeerChange(1.002, PeerState.LOST))
    engine.feed(Tick(1.5))
    due = engine.deadline()
    assert due is None or due > 1.5


def test_a_hand_goes_out_at_once_and_a_second_movement_after_a_sixtieth() -> None:
    engine = live()
    (first,) = of(Params, engine.feed(cc(1.0, 0.2)))
    assert not of(Params, engine.feed(cc(1.001, 0.3)))
    assert not of(Params, engine.feed(cc(1.002, 0.7)))
    assert engine.deadline() is not None
    (second,) = of(Params, engine.feed(Tick(1.0 + 1 / 60)))
    assert isinstance(first, Params)
    assert isinstance(second, Params)
    assert (first.noise_scale, second.noise_scale) == (pytest.approx(0.2), pytest.approx(0.7))


def test_a_hand_goes_before_all_else_and_what_else_is_due_comes_with_the_tick_that_is_asked_for() -> None:
    engine = live()
    engine.feed(Tick(1.0))
    moved = engine.feed(cc(2.5, 0.9))
    assert [type(output) for output in moved] == [Params]
    assert engine.deadline() == 2.5
    rest = engine.feed(Tick(2.5))
    assert "heartbeat" in [output.name for output in rest if isinstance(output, Cue)]
    later = engine.deadline()
    assert later is not None
    assert later > 2.5


def test_the_sounds_changes_go_out_at_most_thirty_times_a_second() -> None:
    engine = live()
    play(engine, kicks(4.0))
    sent = [output.at for output in of(Params, play(engine, kicks(5.0, start=4.0)))]
    assert 20 <= len(sent) / 5.0 <= 30.5


def test_beats_are_counted_cued_and_reset_the_cache_as_the_theme_says() -> None:
    engine = live()
    out = play(engine, kicks(16.0))
    status = engine.status(16.0)
    beats = [cue for cue in of(Cue, out) if isinstance(cue, Cue) and cue.name == "beat" and cue.value]
    resets = [cmd for cmd in of(Command, out) if isinstance(cmd, Command) and cmd.action == ResetCache()]
    assert status.bpm == pytest.approx(120.0, rel=0.03)
    assert len(beats) == status.counters.beats
    assert 20 <= len(beats) <= 33
    assert len(resets) == pytest.approx(len(beats) / 4, abs=2)


def test_a_command_has_an_id_and_an_expiry_and_the_state_names_it() -> None:
    engine = live()
    (command,) = of(Command, engine.feed(cc(1.0, 1.0, "ch10/note/36")))
    assert command == Command(1.0, 1, 1.5, ResetCache())
    (params,) = of(Params, engine.feed(cc(1.1, 0.9)))
    assert isinstance(params, Params)
    assert params.command == 1


def test_a_transition_targets_the_prompts_that_the_state_then_holds() -> None:
    engine = live()
    (command,) = of(Command, engine.feed(cc(1.0, 1.0, "ch1/note/37")))
    (params,) = of(Params, engine.feed(Tick(2.0))) or [None]
    assert isinstance(command, Command)
    assert isinstance(command.action, Transition)
    assert command.expires == 3.0
    assert params is None or (isinstance(params, Params) and params.prompts == command.action.target)


def test_an_answered_command_counts_once_and_a_refused_one_is_said() -> None:
    engine = live()
    engine.feed(cc(1.0, 1.0, "ch1/note/36"))
    engine.feed(CommandDone(1.1, 1, 30))
    engine.feed(CommandDone(1.2, 1, 30))
    engine.feed(cc(2.0, 1.0, "ch1/note/37"))
    (notice,) = of(Notice, engine.feed(CommandDone(2.1, 2, 60, "no such prompt")))
    counters = engine.status(3.0).counters
    assert (counters.commands_sent, counters.commands_applied, counters.commands_refused) == (2, 1, 1)
    assert notice == Notice(2.1, Level.WARNING, "the generator refused command 2 (Transition): no such prompt")


def test_an_unanswered_command_expires_is_said_and_is_not_forgotten_before() -> None:
    engine = live()
    engine.feed(cc(1.0, 1.0, "ch1/note/36"))
    assert engine.commands_waiting == 1
    deadline = engine.deadline()
    assert deadline is not None
    assert deadline <= 1.5
    (notice,) = of(Notice, engine.feed(Tick(1.5)))
    assert isinstance(notice, Notice)
    assert notice.text == "command 1 (ResetCache) was not answered in time and is dropped"
    engine.feed(CommandDone(1.6, 1, 30))
    counters = engine.status(2.0).counters
    assert (counters.commands_sent, counters.commands_applied, counters.commands_expired) == (1, 0, 1)


def test_without_a_generator_an_action_is_not_sent_and_the_state_carries_what_it_meant() -> None:
    engine = Engine(SHOW, 0.0)
    assert not of(Command, engine.feed(cc(1.0, 1.0, "ch1/note/37")))
    (params,) = of(Params, engine.feed(PeerChange(2.0, PeerState.LIVE)))
    assert isinstance(params, Params)
    assert any("sparks rising" in prompt.text for prompt in params.prompts)
    assert engine.status(2.0).counters.commands_sent == 0


def test_a_snapshots_answer_counts_once_and_says_how_long_it_took() -> None:
    engine = live()
    for seq, at in ((1, 0.05), (1, 0.06), (99, 0.07)):
        engine.feed(Applied(at, seq, 10))
    assert engine.applied_after() == (0.05,)
    assert engine.status(1.0).counters.params_applied == 1


def test_answers_that_never_come_do_not_grow_the_memory() -> None:
    engine = live()
    for step in range(700):
        engine.feed(cc(1.0 + step / 50, (step % 100) / 100))
    assert len(engine._drives.shown.delays._sent) <= 512


def test_frames_and_notices_reach_the_status() -> None:
    engine = live()
    engine.feed(FramesShown(1.0, 42, 29.5))
    engine.feed(Notice(1.1, Level.ERROR, "page: broken"))
    engine.feed(AudioState(1.2, present=True, detail="demo music"))
    engine.feed(AudioState(1.3, present=False, detail="unplugged"))
    status = engine.status(1.4)
    assert (status.frames, status.fps, status.audio, status.audio_present) == (42, 29.5, "unplugged", False)
    assert [notice.text for notice in status.notices[-3:]] == ["page: broken", "sound: demo music", "sound: unplugged"]
    assert repr(engine).startswith("<Engine ambient, peer live, snapshot 1")


def test_a_control_that_nothing_is_bound_to_is_said_once_and_counted() -> None:
    engine = live()
    said = [of(Notice, engine.feed(cc(1.0 + n, 0.5, "ch1/cc/99"))) for n in range(3)]
    assert [len(notices) for notices in said] == [1, 0, 0]
    for number in range(100):
        engine.feed(Control(5.0, "osc:10.0.0.1", f"/other/{number}", 1.0))
    counters = engine.status(6.0).counters
    assert (counters.controls_midi, counters.controls_osc, counters.controls_unmapped) == (3, 100, 103)
    assert len(engine._ledger._unknown) == 64


def test_a_control_that_cannot_be_obeyed_says_why() -> None:
    engine = live()
    notices = of(Notice, engine.feed(Control(1.0, "page", "/theme", "see")))
    assert len(notices) == 1
    assert isinstance(notices[0], Notice)
    assert "sea" in notices[0].text
    assert engine.status(1.0).theme == "ember"


def test_taps_and_typed_tempi_lead_the_grid() -> None:
    engine = live()
    engine.feed(Control(1.0, "osc:x", "/tempo", 100.0))
    assert engine.status(1.0).bpm == pytest.approx(100.0)
    for n in range(4):
        engine.feed(cc(2.0 + 0.5 * n, 1.0, "ch1/note/43"))
        engine.feed(cc(2.1 + 0.5 * n, 0.0, "ch1/note/43"))
    status = engine.status(3.5)
    assert status.bpm == pytest.approx(120.0, rel=0.01)
    assert status.tempo_source == "tap"


def test_a_tempo_report_from_elsewhere_is_taken() -> None:
    engine = live()
    engine.feed(TempoReport(1.0, "audio", 128.0, 1.2, 0.9))
    assert engine.status(1.3).bpm == pytest.approx(128.0)


def test_another_sample_rate_begins_a_new_analysis() -> None:
    engine = live()
    play(engine, kicks(0.2))
    engine.feed(AudioBlock(0.3, np.zeros(441, np.float32), 44_100))
    assert engine.status(0.3).counters.blocks == 38


def test_time_never_runs_backwards() -> None:
    engine = live(10.0)
    engine.feed(Tick(12.0))
    out = engine.feed(cc(11.0, 0.9))
    assert all(output.at >= 12.0 for output in out if not isinstance(output, Notice))


STEPS = st.lists(
    st.tuples(
        st.floats(0.0, 0.4),
        st.sampled_from(
            [
                "block",
                "fader",
                "reset",
                "tick24",
                "start",
                "double",
                "daw",
                "next",
                "tick",
                "live",
                "lost",
                "answer",
                "done",
                "theme",
            ]
        ),
        st.floats(0.0, 1.0),
    ),
    max_size=60,
)


def inputs_of(steps: list[tuple[float, str, float]]) -> list[Input]:
    at, made = 0.0, list[Input]()
    for wait, kind, value in steps:
        at += wait
        noise = np.random.default_rng(int(value * 1000)).uniform(-value, value, BLOCK).astype(np.float32)
        rows: dict[str, Input] = {
            "block": AudioBlock(at, noise, RATE),
            "fader": cc(at, value),
            "reset": cc(at, value, "ch1/note/36"),
            "next": cc(at, value, "ch1/note/37"),
            "tick": Tick(at),
            "tick24": ClockMessage(at, "midi:test", ClockKind.TICK),
            "start": ClockMessage(at, "midi:test", ClockKind.START),
            "double": Control(at, "page", "/soundscape/tempo/double", 1.0),
            "daw": Control(at, "page", "/soundscape/daw/beat", 100.0 * value),
            "live": PeerChange(at, PeerState.LIVE),
            "lost": PeerChange(at, PeerState.LOST),
            "answer": Applied(at, int(value * 20), 1),
            "done": CommandDone(at, int(value * 8), 1),
            "theme": Control(at, "page", "/theme", "sea"),
        }
        made.append(rows[kind])
    return made


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_the_same_inputs_give_the_same_bytes_and_the_state_only_names_commands_that_exist(
    steps: list[tuple[float, str, float]],
) -> None:
    inputs = inputs_of(steps)
    first, second = (play(Engine(SHOW, 0.0), inputs) for _ in range(2))
    assert [encode(output) for output in first] == [encode(output) for output in second]
    snapshots = [output for output in first if isinstance(output, Params)]
    assert [params.seq for params in snapshots] == list(range(1, len(snapshots) + 1))
    assert all(0.0 <= params.noise_scale <= 1.0 for params in snapshots)
    ids = [output.id for output in first if isinstance(output, Command)]
    assert ids == sorted(set(ids))


BASE = Params(0.0, 1, 0, (Prompt("sea"),), 0.5, (1000, 500))


@pytest.mark.parametrize(
    ("change", "worth"),
    [
        ({}, False),
        ({"at": 9.0, "seq": 7, "command": 3}, False),
        ({"noise_scale": 0.501}, False),
        ({"noise_scale": 0.51}, True),
        ({"light": 0.999}, False),
        ({"light": 0.9}, True),
        ({"paused": True}, True),
        ({"prompts": (Prompt("sea", 0.9),)}, True),
        ({"seed": 2}, True),
        ({"manage_cache": False}, True),
        ({"denoising_step_list": (500,)}, True),
        ({"interpolation": Interpolation.SLERP}, True),
    ],
)
def test_only_what_the_generator_would_show_is_worth_a_message(change: dict[str, object], *, worth: bool) -> None:
    new = dataclasses.replace(BASE, **change)  # type: ignore[arg-type]  # rows of a table
    assert differ(new, new.prompts, BASE) is worth


@pytest.mark.parametrize(("old", "new"), [(0.0015, 0.0), (0.0, 0.0015), (0.999, 1.0)])
def test_the_very_ends_always_arrive(old: float, new: float) -> None:
    worth = new in {0.0, 1.0}
    for key in ("noise_scale", "light"):
        before, after = (dataclasses.replace(BASE, **{key: value}) for value in (old, new))  # type: ignore[arg-type]  # as above
        assert differ(after, after.prompts, before) is worth


def clock(at: float, bpm: float, ticks: int, port: str = "drums") -> list[Input]:
    """Return a MIDI clock that starts."""
    source = f"midi:{port}"
    rows = [ClockMessage(at + tick * 2.5 / bpm, source, ClockKind.TICK) for tick in range(ticks)]
    return [ClockMessage(at, source, ClockKind.START), *rows]


def test_a_midi_clock_leads_the_beat_over_the_ear_and_its_beats_leave_on_their_time() -> None:
    engine = live()
    out = play(engine, clock(1.0, 125.0, 24 * 12))
    at = 1.0 + 12 * 0.48
    status = engine.status(at - 0.1)
    assert (status.tempo_source, status.bpm, status.bar_confidence) == ("midi", pytest.approx(125.0), 1.0)
    beats = [cue.at for cue in of(Cue, out) if isinstance(cue, Cue) and cue.name == "beat" and cue.value]
    bars = [cue.at for cue in of(Cue, out) if isinstance(cue, Cue) and cue.name == "bar" and cue.value]
    assert beats == pytest.approx([1.0 + n * 0.48 for n in range(beats_before(1.0, 0.48, beats), 12)], abs=1e-6)
    assert bars == pytest.approx([beat for beat in beats if round((beat - 1.0) / 0.48) % 4 == 0])


def beats_before(first: float, period: float, beats: list[float]) -> int:
    """Return how many beats passed before the first that was cued: the clock must be known first."""
    missed = round((beats[0] - first) / period)
    assert missed <= 1
    return missed


def test_a_glide_is_said_and_seen() -> None:
    engine = live()
    engine.feed(Control(1.0, "osc:x", "/tempo", 120.0))
    engine.feed(Control(1.0, "osc:x", "/soundscape/daw/tempo", 120.0))
    engine.feed(Tick(1.1))
    out = engine.feed(Control(1.7, "osc:x", "/soundscape/daw/beat", 8.0))
    out = (*out, *engine.feed(Tick(1.71)))
    texts = [notice.text for notice in of(Notice, out) if isinstance(notice, Notice)]
    assert texts == ["tempo: the DAW has moved, gliding 200 ms over 4 beats"]
    status = engine.status(1.72)
    assert (status.tempo_source, status.tempo_gliding, status.tempo_locked) == ("daw", True, False)
    assert status.tempo_to_go == pytest.approx(-0.2, abs=0.02)


def test_what_a_hand_cannot_do_to_the_tempo_is_said() -> None:
    engine = live()
    notices = of(Notice, engine.feed(Control(1.0, "osc:x", "/soundscape/tempo/lock", 1.0)))
    assert [notice.text for notice in notices if isinstance(notice, Notice)] == [
        "/soundscape/tempo/lock: there is no tempo to lock"
    ]


def test_the_show_declares_who_leads() -> None:
    engine = live(show=dataclasses.replace(SHOW, tempo=TempoRules(order=("typed", "midi"))))
    play(engine, clock(1.0, 125.0, 96))
    engine.feed(Control(3.0, "osc:x", "/tempo", 99.0))
    assert engine.status(3.0).tempo_source == "typed"


def test_a_drop_goes_out_as_a_cue_and_brings_the_theme_s_variation() -> None:
    theme = dataclasses.replace(SEA, variations=Variations(Trigger.DROP, ("a breaking wave",), hold=0.0))
    engine = live(show=dataclasses.replace(SHOW, themes=(theme,), theme="sea"))
    time = np.arange(8 * RATE) / RATE
    pad = (0.05 * np.sin(2 * np.pi * 440.0 * time)).astype(np.float32)
    blocks = [AudioBlock((n + 1) * BLOCK / RATE, pad[n * BLOCK : (n + 1) * BLOCK], RATE) for n in range(1500)]
    drops = [cue for cue in play(engine, blocks + kicks(2.0, start=8.0)) if isinstance(cue, Cue) and cue.name == "drop"]
    assert [8.0 < cue.at < 9.0 for cue in drops] == [True]
    assert any(prompt.text == "a breaking wave" for prompt in engine.status(10.0).prompts)
