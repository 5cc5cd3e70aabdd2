"""The talk with Ableton Live by way of AbletonOSC: what we ask, and what its answers mean for the show. Pure.

Rules: tempo, transport and beats become the workstation's, as /soundscape/daw/... would bring them. A scene that is
launched (triggered, then no longer) and a clip that begins to play recall the scene of ours that has their name;
names that are not ours mean nothing. Subscriptions are lost when Live restarts or another set is opened: they are made
again when it answers after a silence, when it says that it has started, and every EVERY seconds. What is asked goes out
a few messages at a time, for Live takes them between drawing its screen. What a new subscription tells at once is how
things stand, and launches nothing.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence

from soundscape_live.io.osc.packet import message_of
from soundscape_live.model import Control

EVERY = 30.0
"Seconds from one making of the subscriptions to the next."
HEARTBEAT = 2.0
"Seconds between two questions that Live answers at once."
GONE = 5.0
"Seconds of silence after which Live is taken to be gone."
AFTER_START = 1.0
"Seconds that Live is left alone after it says that it has started."
TOGETHER, APART = 16, 0.1
"Messages that are sent together, and seconds between two times: Live looks ten times a second."
MOST = 128
"Scenes, and tracks, that are listened to."
ROOT = "/live"
DAW = "/soundscape/daw"
SCENE = "/soundscape/scene"
_SONG = ("tempo", "is_playing", "beat")
_LISTENED = {
    "scenes": ("scene/start_listen/name", "scene/start_listen/is_triggered"),
    "tracks": ("track/start_listen/playing_slot_index",),
}
Arguments = Sequence[float | str]


class Live:
    """One talk. Times never go back."""

    def __init__(self, host: str, names: Callable[[], Sequence[str]], at: float, *, scenes: bool = True) -> None:
        """`names` gives the show's scenes; `scenes`: whether Live's recall them."""
        self.present = False
        "Whether it answers."
        self.bpm = 0.0
        self._source = f"osc:{host}"
        self._names = names
        self._scenes = scenes
        self._heard = -math.inf
        self._ask_at = self._heartbeat_at = at
        self._send_at = at
        self._waiting: deque[bytes] = deque()
        self._counts: dict[str, int] = {}
        "How many scenes and tracks are listened to since the subscriptions were made last."
        self._called: dict[int, str] = {}
        "The names of Live's scenes."
        self._triggered: set[int] = set()
        self._playing: dict[int, int] = {}
        "Which slot each track plays, as far as it is known."
        self._asked: set[tuple[int, int]] = set()
        "Clips whose names have been asked for because they began to play."
        number, text = float, str
        self._takes: dict[str, tuple[Callable[..., tuple[Control, ...]], tuple[type, ...]]] = {
            "startup": (self._start, ()),
            "song/get/tempo": (self._tempo, (number,)),
            "song/get/beat": (lambda at, beat: self._pass_on(at, "beat", beat), (number,)),
            "song/get/is_playing": (lambda at, playing: self._pass_on(at, "playing", playing), (number,)),
            "song/get/num_scenes": (lambda at, count: self._listen(at, "scenes", count), (number,)),
            "song/get/num_tracks": (lambda at, count: self._listen(at, "tracks", count), (number,)),
            "scene/get/name": (self._name, (number, text)),
            "scene/get/is_triggered": (self._trigger, (number, number)),
            "track/get/playing_slot_index": (self._play, (number, number)),
            "clip/get/name": (self._clip, (number, number, text)),
        }
        "What takes each message of Live's, and the kinds of its arguments."

    @property
    def words(self) -> str:
        """What is known of it, for the operator."""
        return f"Live: {self.bpm:.1f} BPM, {len(self._called)} scenes" if self.present else "Live does not answer"

    def due(self) -> float:
        """Return when `advance` has something next."""
        due = min(self._ask_at, self._heartbeat_at)
        if self.present:
            due = min(due, self._heard + GONE)
        return min(due, self._send_at) if self._waiting else due

    def advance(self, at: float) -> tuple[bytes, ...]:
        """Return what is to be sent now."""
        if self.present and at >= self._heard + GONE:
            self.present = False
        if at >= self._ask_at:
            self._subscribe(at)
        if at >= self._heartbeat_at:
            self._heartbeat_at = at + HEARTBEAT
            self._waiting.append(message_of(f"{ROOT}/song/get/tempo"))
        if at < self._send_at:
            return ()
        sent = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        self._send_at = at + APART
        return tuple(sent)

    def hear(self, at: float, address: str, values: Arguments) -> tuple[Control, ...]:
        """Take one message of Live's; return what it means for the show. What is not understood means nothing."""
        if not address.startswith(f"{ROOT}/"):
            return ()
        if not self.present and self._heard > -math.inf:
            # It has been away, and may have forgotten us.
            self._ask_at = at
        self.present, self._heard = True, at
        takes, kinds = self._takes.get(address.removeprefix(f"{ROOT}/"), (None, ()))
        if takes is None or [type(value) for value in values] != list(kinds):
            return ()
        return takes(at, *values)

    def _start(self, at: float) -> tuple[Control, ...]:
        self._ask_at = at + AFTER_START
        return ()

    def _tempo(self, at: float, bpm: float) -> tuple[Control, ...]:
        self.bpm = bpm
        return self._pass_on(at, "tempo", bpm)

    def _pass_on(self, at: float, name: str, value: float) -> tuple[Control, ...]:
        return (Control(at, self._source, f"{DAW}/{name}", value),)

    def _name(self, _at: float, scene: float, name: str) -> tuple[Control, ...]:
        self._called[int(scene)] = name
        return ()

    def _subscribe(self, at: float) -> None:
        self._ask_at = at + EVERY
        self._waiting.clear()
        self._counts.clear()
        self._triggered.clear()
        self._waiting += [message_of(f"{ROOT}/song/start_listen/{what}") for what in _SONG]
        if self._scenes:
            self._waiting += [message_of(f"{ROOT}/song/get/num_{what}") for what in ("scenes", "tracks")]

    def _listen(self, _at: float, what: str, number: float) -> tuple[Control, ...]:
        """Listen to so many scenes or tracks, those left out that are listened to already."""
        wanted = min(MOST, int(number))
        for place in range(self._counts.get(what, 0), wanted):
            self._waiting += [message_of(f"{ROOT}/{one}", place) for one in _LISTENED[what]]
        self._counts[what] = max(wanted, self._counts.get(what, 0))
        if what == "scenes":
            self._called = {place: name for place, name in self._called.items() if place < number}
        return ()

    def _trigger(self, at: float, scene: float, triggered: float) -> tuple[Control, ...]:
        if triggered > 0.0:
            self._triggered.add(int(scene))
            return ()
        launched = int(scene) in self._triggered
        self._triggered.discard(int(scene))
        return self._recall(at, self._called.get(int(scene), "")) if launched else ()

    def _play(self, _at: float, track: float, slot: float) -> tuple[Control, ...]:
        clip = int(track), int(slot)
        before = self._playing.get(clip[0])
        self._playing[clip[0]] = clip[1]
        # Less than 0: the track plays no clip. What is told first is how things stand.
        if before is not None and clip[1] != before and slot >= 0 and len(self._asked) < MOST:
            self._asked.add(clip)
            self._waiting.appendleft(message_of(f"{ROOT}/clip/get/name", *clip))
        return ()

    def _clip(self, at: float, track: float, slot: float, name: str) -> tuple[Control, ...]:
        clip = int(track), int(slot)
        asked = clip in self._asked
        self._asked.discard(clip)
        return self._recall(at, name) if asked else ()

    def _recall(self, at: float, name: str) -> tuple[Control, ...]:
        wanted = " ".join(name.split()).casefold()
        ours = next((known for known in self._names() if known.casefold() == wanted), None)
        return () if ours is None else (Control(at, self._source, SCENE, ours),)
