"""Tones through a General MIDI sound font: MIDI messages at samples, and libfluidsynth, which plays them.

Rules: a font is read once in a process and every performance gets a synthesiser of its own, so that nothing of one clip
is heard in the next and the order of clips changes nothing. Sixteen channels, the tenth for drums. fluidsynth begins
notes on blocks of 64 samples (2.9 ms); what it and the font are late by on average is taken back.
"""

import ctypes
import ctypes.util
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from training.beats.performance import PREROLL, Performance, Player
from training.beats.score import DRUMS

RATE = 22_050
GAIN = 1.0
"fluidsynth's master gain."
FOLDERS = (Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"))
FONTS = {
    "FluidR3_GM.sf2": (3.0, 0.0035),
    "TimGM6mb.sf2": (2.5, 0.0020),
    "MuseScore_General_Lite.sf3": (3.0, 0.0035),
    "MuseScore_General_Full.sf3": (1.0, 0.0035),  # most of it sounds as Lite does
    "OPL-3_FM_128M.sf2": (1.0, 0.0083),
}
"By file: how often it is chosen, and by how many seconds its drums and woodblocks reach a tenth of their height late."
DRUM_CHANNEL = 9
MELODIC_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
PROGRAM, CONTROL, NOTE_ON, NOTE_OFF = 0xC0, 0xB0, 0x90, 0x80
LINEAR = 1
"fluidsynth's name for straight lines between a recording's samples; the curve that is its default costs a third more."
WARNINGS = 2
"fluidsynth's level of messages that are no errors."
MISSING = (
    "the training music needs libfluidsynth and a sound font: apt-get install libfluidsynth3 fluid-soundfont-gm "
    "timgm6mb-soundfont musescore-general-soundfont-small musescore-general-soundfont opl3-soundfont"
)
Sound: TypeAlias = NDArray[np.float32]
Message: TypeAlias = tuple[int, int, int, int, int]
"Sample from PREROLL before the clip on, rank among messages of one sample, status byte, two data bytes."


class NothingToPlayWithError(RuntimeError):
    """libfluidsynth or every sound font is missing; the message says what installs them."""


@dataclass(frozen=True, slots=True)
class Room:
    """fluidsynth's own settings for a clip."""

    reverb: bool = False
    chorus: bool = False
    voices: int = 64
    "How many notes sound at once at most; more cost time in proportion."


def sound_fonts(folders: tuple[Path, ...] = FOLDERS) -> tuple[Path, ...]:
    """Return the known sound fonts that are installed, by name. Raises NothingToPlayWithError where there is none."""
    found = tuple(folder / name for name in FONTS for folder in folders if (folder / name).is_file())
    if not found:
        raise NothingToPlayWithError(MISSING)
    return found


def chosen(fonts: tuple[Path, ...], random: np.random.Generator) -> Path:
    """Draw one of the fonts, each as often as FONTS says."""
    weights = np.array([FONTS[font.name][0] for font in fonts])
    return fonts[int(random.choice(len(fonts), p=weights / weights.sum()))]


class SoundFont:
    """A sound font in memory, ready to play. Raises NothingToPlayWithError or RuntimeError where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._late = FONTS[path.name][1]
        self._fluid = _library()
        self._settings = self._fluid.new_fluid_settings()
        self._fluid.fluid_settings_setnum(self._settings, b"synth.sample-rate", float(RATE))
        self._fluid.fluid_settings_setnum(self._settings, b"synth.gain", GAIN)
        self._fluid.fluid_settings_setint(self._settings, b"synth.lock-memory", 0)
        self._keeper = self._fluid.new_fluid_synth(self._settings)
        number = self._fluid.fluid_synth_sfload(self._keeper, str(path).encode(), 0)
        if number < 0:
            raise RuntimeError(f"{path}: fluidsynth cannot read this sound font")
        self._font = self._fluid.fluid_synth_get_sfont_by_id(self._keeper, number)
        self._fluid.fluid_synth_remove_sfont(self._keeper, self._font)

    def play(self, performance: Performance, room: Room) -> Sound:
        """Return the performance as sound, (seconds * RATE,), both sides added; peaks may exceed 1."""
        fluid = self._fluid
        fluid.fluid_settings_setint(self._settings, b"synth.reverb.active", int(room.reverb))
        fluid.fluid_settings_setint(self._settings, b"synth.chorus.active", int(room.chorus))
        fluid.fluid_settings_setint(self._settings, b"synth.polyphony", room.voices)
        synth = fluid.new_fluid_synth(self._settings)
        fluid.fluid_synth_add_sfont(synth, self._font)
        fluid.fluid_synth_set_interp_method(synth, -1, LINEAR)
        try:
            both = self._written(synth, performance)
        finally:
            fluid.fluid_synth_remove_sfont(synth, self._font)
            fluid.delete_fluid_synth(synth)
        begin = round((PREROLL + self._late) * RATE)
        return np.asarray(both[:, begin:].mean(axis=0), np.float32)

    def _written(self, synth: int, performance: Performance) -> Sound:
        size = round(performance.seconds * RATE) + round((PREROLL + self._late) * RATE)
        both = np.zeros((2, size), np.float32)
        left, right = both[0].ctypes.data, both[1].ctypes.data
        now = 0
        for sample, _, status, first, second in messages(performance):
            at = min(sample, size)
            if at > now:
                self._fluid.fluid_synth_write_float(synth, at - now, left, now, 1, right, now, 1)
                now = at
            self._send(synth, status, first, second)
        self._fluid.fluid_synth_write_float(synth, size - now, left, now, 1, right, now, 1)
        return both

    def _send(self, synth: int, status: int, first: int, second: int) -> None:
        kind, channel = status & 0xF0, status & 0x0F
        if kind == NOTE_ON:
            self._fluid.fluid_synth_noteon(synth, channel, first, second)
        elif kind == NOTE_OFF:
            self._fluid.fluid_synth_noteoff(synth, channel, first)
        elif kind == CONTROL:
            self._fluid.fluid_synth_cc(synth, channel, first, second)
        else:
            self._fluid.fluid_synth_program_change(synth, channel, first)


def messages(performance: Performance) -> list[Message]:
    """Return a performance's MIDI messages in order. Raises ValueError on more melodic parts than channels."""
    drums = [player for player in performance.players if player.program == DRUMS]
    others = [player for player in performance.players if player.program != DRUMS]
    if len(others) > len(MELODIC_CHANNELS):
        raise ValueError(f"{len(others)} melodic parts; there are {len(MELODIC_CHANNELS)} channels")
    out: list[Message] = []
    for channel, player in zip(MELODIC_CHANNELS, others, strict=False):
        out += _setting(channel, player.program, player) + _notes(channel, player, 0.0)
    for player in drums:  # the first drummer's kit and level are the channel's
        out += _notes(DRUM_CHANNEL, player, player.gain_db - drums[0].gain_db)
    if drums:
        out += _setting(DRUM_CHANNEL, drums[0].kit, drums[0])
    return sorted(out)


def _setting(channel: int, program: int, player: Player) -> list[Message]:
    volume = int(np.clip(round(70.0 * 10.0 ** (player.gain_db / 40.0)), 1, 127))  # the level is the value's square
    pan = int(np.clip(round(64.0 + 63.0 * player.pan), 0, 127))
    return [
        (0, 0, PROGRAM | channel, program, 0),
        (0, 0, CONTROL | channel, 7, volume),
        (0, 0, CONTROL | channel, 10, pan),
    ]


def _notes(channel: int, player: Player, gain_db: float) -> list[Message]:
    out: list[Message] = []
    louder = 10.0 ** (gain_db / 40.0)
    for tone in player.tones:
        start = round((tone.start + PREROLL) * RATE)
        end = round((tone.start + tone.length + PREROLL) * RATE)
        velocity = int(np.clip(round(tone.velocity * louder), 1, 127))
        out.append((start, 2, NOTE_ON | channel, tone.pitch, velocity))
        out.append((max(start + 1, end), 1, NOTE_OFF | channel, tone.pitch, 0))
    return out


def _library() -> ctypes.CDLL:
    """Open libfluidsynth (2.2 or newer) and declare what is used of it, after its synth.h."""
    name = ctypes.util.find_library("fluidsynth")
    if name is None:
        raise NothingToPlayWithError(MISSING)
    fluid = ctypes.CDLL(name)
    thing, number, text, real = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_double
    for function, answer, arguments in (
        ("new_fluid_settings", thing, ()),
        ("fluid_settings_setnum", number, (thing, text, real)),
        ("fluid_settings_setint", number, (thing, text, number)),
        ("new_fluid_synth", thing, (thing,)),
        ("delete_fluid_synth", None, (thing,)),
        ("fluid_synth_sfload", number, (thing, text, number)),
        ("fluid_synth_get_sfont_by_id", thing, (thing, number)),
        ("fluid_synth_add_sfont", number, (thing, thing)),
        ("fluid_synth_remove_sfont", number, (thing, thing)),
        ("fluid_synth_set_interp_method", number, (thing, number, number)),
        ("fluid_synth_noteon", number, (thing, number, number, number)),
        ("fluid_synth_noteoff", number, (thing, number, number)),
        ("fluid_synth_cc", number, (thing, number, number, number)),
        ("fluid_synth_program_change", number, (thing, number, number)),
        ("fluid_synth_write_float", number, (thing, number, thing, number, number, thing, number, number)),
        ("fluid_set_log_function", thing, (number, thing, thing)),
    ):
        declared = fluid[function]
        declared.restype = answer
        declared.argtypes = arguments
        setattr(fluid, function, declared)
    fluid.fluid_set_log_function(WARNINGS, None, None)  # it warns of every channel before a font is there
    return fluid
