"""What is asked of the engine changes nothing of what it plays; the generator's renderer and its restarts."""

from collections.abc import Iterator

import numpy as np
import pytest

from soundscape_live.engine import Engine, Input
from soundscape_live.io.log.codec import encode
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.theme import Parameter, SoundMapping, Source, Theme
from soundscape_live.model import AudioBlock, FramesShown, Level, Notice, PeerChange, PeerState

EMBER = Theme(
    "ember",
    "Ember",
    "Wood.",
    "glowing ember forest",
    mappings=(SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE), SoundMapping(Source.ENERGY, Parameter.LIGHT)),
)
SHOW = Show((EMBER,), "ember", ())


def swelling() -> Iterator[Input]:
    """Yield four seconds of noise that swells and sinks."""
    noise = np.random.default_rng(1).uniform(-1.0, 1.0, (400, 256)).astype(np.float32)
    yield PeerChange(0.0, PeerState.LIVE)
    for number, samples in enumerate(noise):
        yield AudioBlock(number / 100, samples * np.float32(np.sin(number / 30) ** 2), 48_000)


@pytest.mark.parametrize("between", [0.0, 0.003, 0.09])
def test_looking_at_the_status_does_not_move_the_show(between: float) -> None:
    alone, watched = Engine(SHOW, 0.0), Engine(SHOW, 0.0)
    for item in swelling():
        expected = [encode(output) for output in alone.feed(item)]
        assert [encode(output) for output in watched.feed(item)] == expected
        watched.status(item.at + between)


def said(engine: Engine, *reports: Input) -> list[str]:
    return [output.text for item in reports for output in engine.feed(item) if isinstance(output, Notice)]


def test_a_renderer_that_was_started_again_is_said_once() -> None:
    engine = Engine(SHOW, 0.0)
    said(engine, PeerChange(0.0, PeerState.CONNECTING), PeerChange(0.1, PeerState.LIVE), FramesShown(0.2, 40, 30.0, 1))
    assert said(engine, FramesShown(0.5, 50, 30.0, 2)) == ["generator: its renderer ended and was started again"]
    assert said(engine, FramesShown(0.7, 60, 30.0, 2)) == []
    assert engine.status(1.0).notices[-1].level is Level.WARNING


def test_restarts_before_a_connection_are_nobodys_news() -> None:
    engine = Engine(SHOW, 0.0)
    said(engine, PeerChange(0.1, PeerState.LIVE), FramesShown(0.2, 40, 30.0))
    said(engine, PeerChange(1.0, PeerState.LOST), PeerChange(1.1, PeerState.CONNECTING))
    assert said(engine, PeerChange(1.2, PeerState.LIVE), FramesShown(1.3, 900, 30.0, 7)) == ["generator: live"]
    assert said(engine, FramesShown(1.5, 910, 30.0, 3)) == []


def test_what_hears_the_sound_can_be_looked_at_from_the_first_block_on() -> None:
    engine = Engine(SHOW, 0.0)
    assert engine.analyser is None
    engine.feed(AudioBlock(0.1, np.zeros(256, np.float32), 48_000))
    first = engine.analyser
    assert first is not None
    engine.feed(AudioBlock(0.2, np.zeros(256, np.float32), 48_000))
    assert engine.analyser is first
    engine.feed(AudioBlock(0.3, np.zeros(256, np.float32), 44_100))
    assert engine.analyser is not first
