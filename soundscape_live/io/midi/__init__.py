"""MIDI in: every movement on every controller that is plugged in, found again when it comes back."""

from soundscape_live.io.midi.inputs import MidiInputs
from soundscape_live.io.midi.message import decode
from soundscape_live.io.midi.system import list_midi

__all__ = ["MidiInputs", "decode", "list_midi"]
