"""From a wish to a source: the bundled music, a file or a device."""

from pathlib import Path

from soundscape_live.io.audio.device import DeviceSource
from soundscape_live.io.audio.file import SUFFIXES, FileSource
from soundscape_live.io.audio.source import AudioError, AudioSource, AudioWish

DEMO = "demo"
DATA = Path(__file__).parents[2] / "data"


def demo_path() -> Path:
    """Return where the bundled music lies; AudioError if it was not installed."""
    path = DATA / "demo.ogg"
    if not path.is_file():
        raise AudioError(f"The demo music is missing from this installation ({path}): install it again.")
    return path


def open_source(wish: AudioWish, *, loop: bool = True) -> AudioSource:
    """Return the source that is meant. Blocks: milliseconds for a file, a quarter of a second for a device.

    A file is what exists as one, what ends like one, or what begins like a path; anything else is a device.
    With `loop` a file is played over and over; the demo always is. AudioError: the file cannot be played, or
    PortAudio is absent. A device that is absent is no error: its source waits for it.
    """
    if wish.source.casefold() == DEMO:
        return FileSource(demo_path(), (), wish.block)
    path = Path(wish.source).expanduser()
    if wish.source.startswith(("/", "./", "../", "~")) or path.suffix.casefold() in SUFFIXES or path.exists():
        return FileSource(path, wish.channels, wish.block, loop=loop)
    return DeviceSource(wish)
