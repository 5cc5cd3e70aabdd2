"""Sound in: the bundled music, a file, or a sound card, each as blocks of one channel."""

from soundscape_live.io.audio.device import list_audio
from soundscape_live.io.audio.open import demo_path, open_source
from soundscape_live.io.audio.source import AudioError, AudioSource, AudioWish, Feed
from soundscape_live.io.portaudio.devices import AudioDevice

__all__ = [
    "AudioDevice",
    "AudioError",
    "AudioSource",
    "AudioWish",
    "Feed",
    "demo_path",
    "list_audio",
    "open_source",
]
