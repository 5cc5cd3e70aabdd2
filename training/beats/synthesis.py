"""Tones through a General MIDI sound font: a standard MIDI file, and the fluidsynth command that plays it.

Rules: the file's tempo is fixed and its ticks are 50 µs, since a performance's times are in seconds. Sixteen channels,
the tenth for drums. fluidsynth begins notes on blocks of 64 samples (2.9 ms); what it and the font are late by on
average is taken back.
"""

import shutil
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.beats.performance import PREROLL, Performance, Player
from training.beats.score import DRUMS

RATE = 22_050
TICKS_PER_SECOND = 20_000
FOLDERS = (Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"))
FONTS = {
    "FluidR3_GM.sf2": (3.0, 0.0070),
    "TimGM6mb.sf2": (2.5, 0.0055),
    "MuseScore_General_Lite.sf3": (3.0, 0.0070),
    "MuseScore_General_Full.sf3": (0.3, 0.0070),  # sounds as Lite does, and takes 3 s to unpack
    "OPL-3_FM_128M.sf2": (1.0, 0.0118),
}
"By file: how often it is chosen, and by how many seconds its drums and woodblocks reach a tenth of their height late."
DRUM_CHANNEL = 9
MELODIC_CHANNELS = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
Sound = NDArray[np.float32]


class NothingToPlayWithError(RuntimeError):
    """The fluidsynth command or every sound font is missing; the message says what installs them."""


@dataclass(frozen=True, slots=True)
class Room:
    """fluidsynth's own settings for a clip."""

    reverb: bool = False
    chorus: bool = False
    voices: int = 64
    "How many notes sound at once at most; more cost time in proportion."


def sound_fonts() -> tuple[Path, ...]:
    """Return the known sound fonts that are installed, by name. Raises NothingToPlayWithError where there is none."""
    found = tuple(folder / name for name in FONTS for folder in FOLDERS if (folder / name).is_file())
    if not found or shutil.which("fluidsynth") is None:
        raise NothingToPlayWithError(
            "the training music needs fluidsynth and a sound font: apt-get install fluidsynth fluid-soundfont-gm "
            "timgm6mb-soundfont musescore-general-soundfont-small musescore-general-soundfont opl3-soundfont"
        )
    return found


def chosen(fonts: tuple[Path, ...], random: np.random.Generator) -> Path:
    """Draw one of the fonts, each as often as FONTS says."""
    weights = np.array([FONTS[font.name][0] for font in fonts])
    return fonts[int(random.choice(len(fonts), p=weights / weights.sum()))]


def rendered(performance: Performance, font: Path, room: Room) -> Sound:
    """Return the performance as sound, (seconds * RATE,), both sides added; peaks may exceed 1."""
    with tempfile.TemporaryDirectory() as folder:
        score, raw = Path(folder, "clip.mid"), Path(folder, "clip.raw")
        score.write_bytes(midi_file(performance))
        command = ["fluidsynth", "-ni", "-q", "-r", str(RATE), "-T", "raw", "-O", "float", "-F", str(raw)]
        command += ["-R", str(int(room.reverb)), "-C", str(int(room.chorus)), "-g", "1.0"]
        command += ["-o", f"synth.polyphony={room.voices}", "-o", "synth.dynamic-sample-loading=1"]
        command += ["-o", "synth.lock-memory=0", str(font), str(score)]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode != 0 or not raw.is_file():
            raise RuntimeError(f"fluidsynth ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        both = np.fromfile(raw, np.float32).reshape(-1, 2).mean(axis=1)
    begin = round((PREROLL + FONTS[font.name][1]) * RATE)
    size = round(performance.seconds * RATE)
    sound = both[begin : begin + size]
    return np.pad(sound, (0, size - sound.size))


def midi_file(performance: Performance) -> bytes:
    """Return a standard MIDI file, format 0, whose beginning is PREROLL before the clip's."""
    events: list[tuple[int, int, bytes]] = []
    drums = [player for player in performance.players if player.program == DRUMS]
    others = [player for player in performance.players if player.program != DRUMS]
    if len(others) > len(MELODIC_CHANNELS):
        raise ValueError(f"{len(others)} melodic parts; there are {len(MELODIC_CHANNELS)} channels")
    for channel, player in zip(MELODIC_CHANNELS, others, strict=False):
        events += _setting(channel, player.program, player) + _notes(channel, player, 0.0)
    for player in drums:  # the first drummer's kit and level are the channel's
        events += _notes(DRUM_CHANNEL, player, player.gain_db - drums[0].gain_db)
    if drums:
        events += _setting(DRUM_CHANNEL, drums[0].kit, drums[0])
    events.append((_ticks(performance.seconds + 0.05), 3, b"\xb0\x66\x00"))  # keeps the file as long as the clip
    return _packed(sorted(events))


def _setting(channel: int, program: int, player: Player) -> list[tuple[int, int, bytes]]:
    volume = int(np.clip(round(70.0 * 10.0 ** (player.gain_db / 40.0)), 1, 127))  # the level is the value's square
    pan = int(np.clip(round(64.0 + 63.0 * player.pan), 0, 127))
    return [
        (0, 0, bytes((0xC0 | channel, program))),
        (0, 0, bytes((0xB0 | channel, 7, volume))),
        (0, 0, bytes((0xB0 | channel, 10, pan))),
    ]


def _notes(channel: int, player: Player, gain_db: float) -> list[tuple[int, int, bytes]]:
    events = []
    louder = 10.0 ** (gain_db / 40.0)
    for tone in player.tones:
        start = _ticks(tone.start)
        end = max(start + 1, _ticks(tone.start + tone.length))
        velocity = int(np.clip(round(tone.velocity * louder), 1, 127))
        events.append((start, 2, bytes((0x90 | channel, tone.pitch, velocity))))
        events.append((end, 1, bytes((0x80 | channel, tone.pitch, 0))))
    return events


def _ticks(seconds: float) -> int:
    return max(1, round((seconds + PREROLL) * TICKS_PER_SECOND))


def _packed(events: list[tuple[int, int, bytes]]) -> bytes:
    track = bytearray(b"\x00\xff\x51\x03" + (500_000).to_bytes(3, "big"))  # microseconds in a quarter note
    now = 0
    for tick, _, message in events:
        track += _variable(tick - now) + message
        now = tick
    track += b"\x00\xff\x2f\x00"
    return struct.pack(">4sIHHH4sI", b"MThd", 6, 0, 1, TICKS_PER_SECOND // 2, b"MTrk", len(track)) + bytes(track)


def _variable(number: int) -> bytes:
    out = [number & 0x7F]
    while number := number >> 7:
        out.append(0x80 | number & 0x7F)
    return bytes(reversed(out))
