"""How strongly each LoRA of the show acts: what hands, scenes and the sound make of the scales that it declares.

Rules: a hand moves one at once and holds it; a scene glides there and stands beneath hands; beneath it is what the
theme has the sound make of it, and beneath all what the show file says. Whatever lets go glides. A name is looked for
whatever its case; what a scene or a theme says of a LoRA that the show does not have is passed over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from soundscape_live.mapping.controls import ControlError
from soundscape_live.mapping.curves import between, clamp
from soundscape_live.mapping.names import near
from soundscape_live.model import Holder, LoraScale, LoraStatus

GLIDE = 0.5
"Seconds in which a LoRA goes back that a hand has let go of."


@dataclass(frozen=True, slots=True)
class LoraRule:
    """One LoRA of a show."""

    name: str
    path: str = ""
    "What the generator knows it by; empty: its name."
    scale: float = 1.0
    "Where it is until somebody moves it."
    low: float = 0.0
    high: float = 1.0
    "The scales at a control's ends."

    @property
    def called(self) -> str:
        """What the generator knows it by."""
        return self.path or self.name


@dataclass(frozen=True, slots=True)
class _Lora:
    """One LoRA as it stands. Scales throughout."""

    rule: LoraRule
    hand: float | None = None
    scene: float | None = None
    sound: float | None = None
    "Where the sound has it, in a theme that drives it."
    start: float = 0.0
    "Where it set out from ..."
    since: float = 0.0
    seconds: float = 0.0
    "... when, and how long it takes."

    @property
    def target(self) -> float:
        above = self.hand if self.hand is not None else self.scene if self.scene is not None else self.sound
        return self.rule.scale if above is None else above

    def at(self, at: float) -> float:
        if not self.moving(at):
            return self.target
        return between((at - self.since) / self.seconds, self.start, self.target)

    def moving(self, at: float) -> bool:
        return at < self.since + self.seconds

    def gliding(self, at: float, seconds: float) -> "_Lora":
        """Set out from where it is."""
        return replace(self, start=self.at(at), since=at, seconds=seconds)

    @property
    def holder(self) -> Holder:
        if self.hand is not None:
            return Holder.HAND
        if self.scene is not None:
            return Holder.SCENE
        return Holder.THEME if self.sound is None else Holder.SOUND


class Loras:
    """All LoRAs of a show. Times passed in never go back."""

    def __init__(self, rules: Iterable[LoraRule]) -> None:
        self._loras = {rule.name: _Lora(rule) for rule in rules}
        self._led = False
        "Whether the sound leads any."

    def adopt(self, at: float, rules: Iterable[LoraRule]) -> None:
        """Go on with other rules; what is held of a LoRA that is still there stays held."""
        before, self._loras = self._loras, {}
        for rule in rules:
            known = before.get(rule.name)
            kept = _Lora(rule) if known is None else replace(known.gliding(at, GLIDE), rule=rule)
            self._loras[rule.name] = known if known is not None and known.rule == rule else kept

    def named(self, name: object) -> str:
        """Return a LoRA's own name; ControlError if the show has none of this name."""
        if not self._loras:
            raise ControlError("the show has no LoRAs")
        for known in self._loras:
            if isinstance(name, str) and known.casefold() == name.casefold():
                return known
        raise ControlError(f"there is no LoRA {name!r:.60}{near(str(name), list(self._loras))}")

    def follow(self, at: float, scales: Mapping[str, float]) -> None:
        """Have the sound lead these, and no other. What it begins or ceases to lead glides."""
        if not scales and not self._led:
            return
        self._led = bool(scales)
        for name, lora in self._loras.items():
            wanted = scales.get(name)
            if wanted != lora.sound:
                leads = (wanted is None) is (lora.sound is None)
                self._loras[name] = replace(lora if leads else lora.gliding(at, GLIDE), sound=wanted)

    def put(self, at: float, name: str, place: float) -> bool:
        """Have a hand hold one at a place, 0..1. Return whether that changed anything."""
        lora = self._loras[name]
        scale = between(place, lora.rule.low, lora.rule.high)
        self._loras[name] = replace(lora, hand=scale, seconds=0.0)
        return scale != lora.at(at)

    def let_go(self, at: float, only: str | None = None) -> bool:
        """Have hands let go of all, or of one. Return whether they held any."""
        held = [name for name, lora in self._loras.items() if lora.hand is not None and only in {None, name}]
        for name in held:
            self._loras[name] = replace(self._loras[name].gliding(at, GLIDE), hand=None)
        return bool(held)

    def aim(self, at: float, scales: Mapping[str, float], seconds: float) -> bool:
        """Have scenes hold these, and no other, in so many seconds. Return whether that changed anything."""
        changed = False
        for name, lora in self._loras.items():
            wanted = scales.get(name)
            if wanted != lora.scene:
                changed = True
                moving = lora if lora.hand is not None else lora.gliding(at, seconds)
                self._loras[name] = replace(moving, scene=wanted)
        return changed

    def shift(self, scales: Mapping[str, float]) -> bool:
        """Move what scenes hold, as a morph's fader does. Return whether that changed anything."""
        before = self._loras
        self._loras = {name: replace(lora, scene=scales.get(name)) for name, lora in before.items()}
        return self._loras != before

    def _beneath(self, name: str) -> float:
        lora = self._loras[name]
        return lora.rule.scale if lora.sound is None else lora.sound

    def mixed(self, first: Mapping[str, float], second: Mapping[str, float], share: float) -> dict[str, float]:
        """Return the scales between two scenes'; `share`, 0..1, is the second's. What one leaves out is as it was."""
        return {
            name: between(share, first.get(name, self._beneath(name)), second.get(name, self._beneath(name)))
            for name in self._loras
            if name in first or name in second
        }

    def decided(self) -> tuple[tuple[str, float], ...]:
        """Return the scales that hands or scenes hold, for a scene to keep."""
        held = {Holder.HAND, Holder.SCENE}
        return tuple((name, lora.target) for name, lora in self._loras.items() if lora.holder in held)

    def place(self, at: float, name: str) -> float:
        """Return where a control should stand, 0..1."""
        lora = self._loras[name]
        return _place(lora.rule, lora.at(at))

    def held(self, name: str) -> bool:
        """Whether a hand holds it."""
        return self._loras[name].hand is not None

    @property
    def by_hand(self) -> bool:
        """Whether a hand holds any."""
        return any(lora.hand is not None for lora in self._loras.values())

    def scales(self, at: float, calm: float = 0.0) -> tuple[LoraScale, ...]:
        """Return all scales; `calm`, 0..1, is how far panic takes them to the show file's own."""
        return tuple(
            LoraScale(lora.rule.called, between(calm, lora.at(at), lora.rule.scale)) for lora in self._loras.values()
        )

    def stands(self, at: float, calm: float = 0.0) -> tuple[LoraStatus, ...]:
        """Return what the operator sees."""
        stands = []
        for name, lora in self._loras.items():
            scale = between(calm, lora.at(at), lora.rule.scale)
            stands.append(LoraStatus(name, _place(lora.rule, scale), scale, Holder.SAFETY if calm else lora.holder))
        return tuple(stands)

    def moving(self, at: float) -> bool:
        """Whether one glides."""
        return any(lora.moving(at) for lora in self._loras.values())


def _place(rule: LoraRule, scale: float) -> float:
    return clamp((scale - rule.low) / (rule.high - rule.low))
