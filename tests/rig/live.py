"""A small stand-in for Live with AbletonOSC, over real UDP, made from how that one is written.

It looks at its socket ten times a second, answers to one port of whoever spoke to it last, tells a new listener how
things stand at once, and forgets every listener when it restarts.
"""

import contextlib
import socket
from collections.abc import Callable
from typing import Any

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

HERE = "127.0.0.1"


class PretendLive:
    """One Live. `answers` is the port that stands for 11001; `look` is one of its turns."""

    def __init__(self, answers: int, port: int = 0) -> None:
        self._answers = (HERE, answers)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)  # noqa: FBT003
        self.socket.bind((HERE, port))
        self.port: int = self.socket.getsockname()[1]
        self.song: dict[str, Any] = {"tempo": 120.0, "is_playing": False}
        self.scenes = ["Intro", "Verse", "Chorus"]
        self.clips = {(0, 0): "drums", (1, 2): "Chorus"}
        self.slots = [-1, -1]
        self.triggered: set[int] = set()
        self.listeners: set[tuple[str, tuple[Any, ...]]] = set()
        self.asked: list[str] = []

    def restart(self) -> None:
        """Forget everybody, and say that it is there."""
        self.listeners.clear()
        self.tell("/live/startup")

    def close(self) -> None:
        self.socket.close()

    def look(self) -> None:
        """Take what has come."""
        with contextlib.suppress(BlockingIOError):
            while True:
                packet, sender = self.socket.recvfrom(65536)
                self._answers = (sender[0], self._answers[1])
                message = OscMessage(packet)
                self.asked.append(message.address)
                self._answer(message.address, tuple(message.params))

    def tell(self, address: str, *values: Any) -> None:
        builder = OscMessageBuilder(address)
        for value in values:
            builder.add_arg(value)
        self.socket.sendto(builder.build().dgram, self._answers)

    def _answer(self, address: str, params: tuple[Any, ...]) -> None:
        _, _, kind, verb, what = address.split("/")
        if verb == "start_listen":
            self.listeners.add((f"{kind}/{what}", params))
        if what != "beat":
            self.tell(f"/live/{kind}/get/{what}", *params, self._value(kind, what, params))

    def _value(self, kind: str, what: str, params: tuple[Any, ...]) -> Any:
        values: dict[tuple[str, str], Callable[[], Any]] = {
            ("song", "num_scenes"): lambda: len(self.scenes),
            ("song", "num_tracks"): lambda: len(self.slots),
            ("song", "tempo"): lambda: self.song["tempo"],
            ("song", "is_playing"): lambda: self.song["is_playing"],
            ("scene", "name"): lambda: self.scenes[params[0]],
            ("scene", "is_triggered"): lambda: params[0] in self.triggered,
            ("track", "playing_slot_index"): lambda: self.slots[params[0]],
            ("clip", "name"): lambda: self.clips[params],
        }
        return values[kind, what]()

    def _tell_listener(self, kind: str, what: str, *params: Any) -> None:
        if (f"{kind}/{what}", params) in self.listeners:
            self.tell(f"/live/{kind}/get/{what}", *params, self._value(kind, what, params))

    def set(self, what: str, value: Any) -> None:
        self.song[what] = value
        self._tell_listener("song", what)

    def beat(self, number: int) -> None:
        if ("song/beat", ()) in self.listeners:
            self.tell("/live/song/get/beat", number)

    def trigger(self, scene: int, *, on: bool) -> None:
        (self.triggered.add if on else self.triggered.discard)(scene)
        self._tell_listener("scene", "is_triggered", scene)

    def play(self, track: int, slot: int) -> None:
        self.slots[track] = slot
        self._tell_listener("track", "playing_slot_index", track)
