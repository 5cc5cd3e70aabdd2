"""A show that is being played, for the tests of mapping/."""

from dataclasses import dataclass, field, replace

from soundscape_live.mapping.acts import Outcome
from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.theme import BeatAction, BeatResponse, Theme
from soundscape_live.model import Action, Beat, Control, Features, Params, ResetCache, Transition

SILENT = Features(
    at=0.0,
    rms_db=-120.0,
    peak=0.0,
    energy=0.0,
    bands=(0.0,) * 5,
    centroid_hz=0.0,
    brightness=0.0,
    flatness=0.0,
    texture=0.0,
    flux=0.0,
    onset=0.0,
    rise=0.0,
    silence=True,
    clipping=False,
)
PLAIN = Theme("plain", "Plain", "", "a plain", beat=BeatResponse(action=BeatAction.NONE))


@dataclass
class Playing:
    """A show that is being played, block by block, and what came out of it."""

    fusion: Fusion
    at: float = 0.0
    block: float = 0.005
    taken: list[tuple[float, Action]] = field(default_factory=list)
    seen: list[Params] = field(default_factory=list)
    beats: int = 0

    def look(self) -> Params:
        params = self.fusion.params(self.at)
        for action in self.fusion.take_actions():
            if isinstance(action, Transition):
                assert action.target == params.prompts
            self.taken.append((self.at, action))
        self.seen.append(params)
        return params

    def hear(self, seconds: float, **more: object) -> Params:
        """Let sound come for some seconds; `more` replaces fields of Features."""
        for _ in range(round(seconds / self.block)):
            self.at += self.block
            self.fusion.hear(replace(SILENT, at=self.at, **{"silence": False, **more}), BeatNow(0.5))  # type: ignore[arg-type] -- fields by name
            self.look()
        return self.seen[-1]

    def wait(self, seconds: float) -> Params:
        """Let time pass without sound, waking when the fusion asks for it."""
        end = self.at + seconds
        while (due := self.fusion.deadline()) is not None and due < end:
            assert due > self.at
            self.at = due
            self.fusion.advance(due)
            self.look()
        self.at = end
        return self.look()

    def strike(self, bar_position: int = 0) -> Params:
        """Let a beat come now."""
        self.beats += 1
        self.fusion.beat(Beat(self.at, self.beats - 1, bar_position, 120.0, 1.0, "typed"))
        return self.look()

    def move(self, name: str, value: float | str = 1.0, source: str = "page") -> Outcome:
        """Move a control."""
        outcome = self.fusion.control(Control(self.at, source, name, value))
        self.look()
        return outcome

    def value(self, name: str) -> float:
        return next(status.value for status in self.fusion.statuses() if status.name == name)

    @property
    def transitions(self) -> list[tuple[float, Transition]]:
        return [(at, action) for at, action in self.taken if isinstance(action, Transition)]

    @property
    def cuts(self) -> list[float]:
        return [at for at, action in self.taken if isinstance(action, ResetCache)]

    @property
    def texts(self) -> list[str]:
        return [prompt.text for prompt in self.look().prompts]
