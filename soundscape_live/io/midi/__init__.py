"""MIDI in and out: every movement on every controller that is plugged in, found again when it comes back, and lit."""

from soundscape_live.io.midi.clock import MidiClockOut
from soundscape_live.io.midi.clock_lines import ClockWish
from soundscape_live.io.midi.inputs import MidiInputs, MidiWish
from soundscape_live.io.midi.message import decode
from soundscape_live.io.midi.outputs import MidiOutputs
from soundscape_live.io.midi.sender import Lights, Surface
from soundscape_live.io.midi.system import MidiListed, list_midi, what_to_install

__all__ = [
    "ClockWish",
    "Lights",
    "MidiClockOut",
    "MidiInputs",
    "MidiListed",
    "MidiOutputs",
    "MidiWish",
    "Surface",
    "decode",
    "list_midi",
    "what_to_install",
]
