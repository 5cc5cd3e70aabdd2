"""From a performance to the sound before the record: who plays louder, what replaces the font's drums, what is added.

Rules: what is added is drawn (`drawn`), as figures beside the clip, and then done (`recorded`). Levels are against the
RMS of the players' sum.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np

from training.beats import layers, machine
from training.beats.performance import Performance
from training.beats.score import DRUMS
from training.beats.synthesis import RATE, Room, Sound, SoundFont

ELECTRONIC = (24, 25)
"Kits of pieces in which a drum machine may stand for the font's drums."


@dataclass(frozen=True, slots=True)
class Session:
    """How a clip is recorded. A level in decibels; None: not there."""

    room: Room
    balance_db: tuple[float, ...] = ()
    "Added to each player's gain; players beyond stay as they are."
    machine_db: float | None = None
    pump_db: float = 0.0
    "By how much each stroke of the bass drum turns the rest down for a moment."
    voice_db: float | None = None
    wall_db: float | None = None
    crowd_db: float | None = None
    crackle_db: float | None = None


def drawn(performance: Performance, random: np.random.Generator) -> Session:
    """Draw how a performance is recorded."""
    drummers = [player for player in performance.players if player.program == DRUMS]
    electronic = any(player.kit in ELECTRONIC for player in drummers)
    room = Room(bool(random.random() < 0.4), bool(random.random() < 0.3), int(random.integers(40, 72)))
    balance = tuple(
        float(random.uniform(-10.0, 3.0) if player.program == DRUMS else random.uniform(-6.0, 6.0))
        for player in performance.players
    )
    by_machine = bool(drummers) and random.random() < (0.4 if electronic else 0.06)
    return Session(
        room=room,
        balance_db=balance,
        machine_db=float(random.uniform(-8.0, 4.0)) if by_machine else None,
        pump_db=float(random.uniform(3.0, 15.0)) if electronic and random.random() < 0.4 else 0.0,
        voice_db=_perhaps(random, 0.4, -12.0, 4.0),
        wall_db=_perhaps(random, 0.15, -15.0, 0.0),
        crowd_db=_perhaps(random, 0.08, -25.0, -6.0),
        crackle_db=_perhaps(random, 0.06, -35.0, -15.0),
    )


def _perhaps(random: np.random.Generator, chance: float, low: float, high: float) -> float | None:
    return float(random.uniform(low, high)) if random.random() < chance else None


def recorded(performance: Performance, font: SoundFont, session: Session, random: np.random.Generator) -> Sound:
    """Return the performance as sound, (seconds * RATE,), with all that the session adds; peaks may exceed 1."""
    balance = (*session.balance_db, *[0.0] * len(performance.players))
    players = [
        dataclasses.replace(player, gain_db=player.gain_db + more)
        for player, more in zip(performance.players, balance, strict=False)
    ]
    drummers = [player for player in players if player.program == DRUMS]
    band = [player for player in players if player.program != DRUMS or session.machine_db is None]
    sound = font.play(dataclasses.replace(performance, players=tuple(band)), session.room)
    level = max(float(np.sqrt(np.mean(sound**2.0))), 1e-3)
    if session.pump_db > 0.0:
        sound = sound * _pump(performance, session.pump_db)
    for level_db, layer in (
        (session.voice_db, layers.sung),
        (session.wall_db, layers.wall),
        (session.crowd_db, layers.crowd),
        (session.crackle_db, layers.crackle),
    ):
        if level_db is not None:
            sound = sound + layer(performance, RATE, random) * np.float32(level * 10.0 ** (level_db / 20.0))
    if session.machine_db is not None:
        for player in drummers:
            beats = machine.machine(player, performance.seconds, RATE, random)
            sound = sound + beats * np.float32(4.0 * level * 10.0 ** (session.machine_db / 20.0))
    return np.asarray(sound, np.float32)


def _pump(performance: Performance, depth_db: float) -> Sound:
    """Return the gain that bass drums leave to the rest: down at once, back within 0.25 s."""
    size = round(performance.seconds * RATE)
    kicks = sorted(
        tone.start
        for player in performance.players
        if player.program == DRUMS
        for tone in player.tones
        if tone.pitch in machine.KICKS and tone.start >= 0.0
    )
    at = np.arange(size) / RATE
    last = np.concatenate(([-1e9], kicks))[np.searchsorted(kicks, at, side="right")]
    return np.asarray(10.0 ** (-depth_db / 20.0 * np.exp(-(at - last) / 0.1)), np.float32)
