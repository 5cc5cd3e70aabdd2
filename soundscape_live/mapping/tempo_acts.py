"""What controls do to the tempo: each act becomes a TempoMove, which the beat grid obeys or says why not."""

from dataclasses import replace

from soundscape_live.mapping.binding import Act, Press
from soundscape_live.mapping.controls import number
from soundscape_live.mapping.movement import Movement, Outcome
from soundscape_live.model import TempoAct, TempoMove

SLOWEST_BPM, FASTEST_BPM = 20.0, 400.0
"""What a typed tempo may be."""
NUDGE_MS = 1500.0
"""Half a beat at the slowest tempo."""
SONG_BEATS = 1e6

PRESSED_TEMPO = {
    Act.TAP_TEMPO: TempoAct.TAP,
    Act.TEMPO_DOUBLE: TempoAct.DOUBLE,
    Act.TEMPO_HALVE: TempoAct.HALVE,
    Act.TEMPO_RESYNC: TempoAct.RESYNC,
    Act.TEMPO_RESYNC_ONE: TempoAct.RESYNC_ONE,
    Act.TEMPO_RELEASE: TempoAct.RELEASE,
}
VALUED_TEMPO = {
    Act.TEMPO: (TempoAct.SET, SLOWEST_BPM, FASTEST_BPM),
    Act.TEMPO_NUDGE: (TempoAct.NUDGE, -NUDGE_MS, NUDGE_MS),
    Act.TEMPO_NUDGE_BEAT: (TempoAct.NUDGE_BEATS, -0.5, 0.5),
    Act.DAW_TEMPO: (TempoAct.DAW_TEMPO, SLOWEST_BPM, FASTEST_BPM),
    Act.DAW_BEAT: (TempoAct.DAW_BEAT, -SONG_BEATS, SONG_BEATS),
    Act.DAW_PLAYING: (TempoAct.DAW_PLAYING, 0.0, 1.0),
}
"""What each takes, and the range of its number."""


def press_tempo(movement: Movement) -> Outcome:
    """Answer a press."""
    return Outcome(tempo=TempoMove(movement.control.at, PRESSED_TEMPO[movement.target.act]))


def set_tempo(movement: Movement) -> Outcome:
    """Answer a number; a relative control nudges by so many times the argument as it was turned by steps."""
    choice = movement.choice
    if movement.relative and isinstance(movement.target.argument, int | float):
        choice = movement.target.argument * number(movement.control)
    if choice is None:
        return Outcome()
    act, low, high = VALUED_TEMPO[movement.target.act]
    value = number(replace(movement.control, value=choice), low, high)
    if act is TempoAct.NUDGE:
        value /= 1e3
    return Outcome(tempo=TempoMove(movement.control.at, act, value))


def lock_tempo(movement: Movement) -> Outcome:
    """Lock the tempo, or unlock it."""
    value, at = number(movement.control), movement.control.at
    match movement.target.press:
        case Press.SET | Press.HOLD:
            return Outcome(tempo=TempoMove(at, TempoAct.LOCK, value))
        case Press.TRIGGER | Press.DOUBLE:
            return Outcome(tempo=TempoMove(at, TempoAct.LOCK, 1.0) if movement.fired else None)
        case _:
            return Outcome(tempo=TempoMove(at, TempoAct.TURN_LOCK) if movement.fired else None)
