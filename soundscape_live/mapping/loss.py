"""What the loss of a source does: of the sound, a controller, someone who plays over OSC, the generator, the tempo."""

import fnmatch
from dataclasses import dataclass
from enum import StrEnum

SOUND, MIDI, OSC, GENERATOR, TEMPO = "sound", "midi", "osc", "generator", "tempo"
KINDS = (SOUND, MIDI, OSC, GENERATOR, TEMPO)
"""The kinds of source; of `midi` and `osc` there may be several, `midi:<port name>` and `osc:<host>`."""


class OnLoss(StrEnum):
    """What becomes of what a lost source has played."""

    HOLD = "hold"
    "It stays as it is."
    DECAY = "decay"
    "The parameters go to the theme's rest."
    RELEASE = "release"
    "Hands let go, and theme and sound have the parameters back."
    SAFE = "safe"
    "The safe look of panic."


@dataclass(frozen=True, slots=True)
class Loss:
    """A policy and its time."""

    policy: OnLoss = OnLoss.HOLD
    after: float | None = None
    "Seconds of absence; one that is back before has not been away. None: 2, of sound the music's silence_after."
    over: float = 4.5
    "Seconds in which `decay` goes to rest, and back."


@dataclass(frozen=True, slots=True)
class LossRules:
    """The policies of a show."""

    sound: Loss = Loss(OnLoss.DECAY)
    midi: Loss = Loss()
    osc: Loss = Loss()
    generator: Loss = Loss()
    tempo: Loss = Loss()
    named: tuple[tuple[str, Loss], ...] = ()
    "Patterns of single sources, `midi:*nanoKONTROL2*`; the first that fits stands above its kind."

    def of(self, source: str) -> Loss:
        """Return the policy for a source; one of no known kind is held."""
        for pattern, loss in self.named:
            if fnmatch.fnmatchcase(source, pattern.replace("[", "[[]")):
                return loss
        kinds = {SOUND: self.sound, MIDI: self.midi, OSC: self.osc, GENERATOR: self.generator, TEMPO: self.tempo}
        return kinds.get(source.partition(":")[0], Loss())
