"""Which beats, rises of loudness and turns of the music the theme acts on: counting, quantisation, cooldown.

Rules: times are those of the beats and blocks themselves. A rise counts once, when it crosses the theme's threshold.
"""

import math

from soundscape_live.mapping.theme import BeatAction, Theme, Trigger
from soundscape_live.model import Beat, Features, Structure


class Triggers:
    """Chooses the beats, rises and turns that do something."""

    def __init__(self, theme: Theme) -> None:
        self._response = theme.beat
        self._variations = theme.variations
        self._counted = -1
        self._acted = -math.inf
        self._varied = -math.inf
        self._risen = False

    def adopt(self, theme: Theme) -> None:
        """Go on counting, by the rules of this theme."""
        self._response = theme.beat
        self._variations = theme.variations

    def acts(self, beat: Beat) -> bool:
        """Whether the theme's beat action falls on this beat; the first one counts as such."""
        response = self._response
        if response.action is BeatAction.NONE or (response.on_bar and beat.bar_position != 0):
            return False
        self._counted += 1
        if self._counted % max(1, response.every) != 0 or beat.at < self._acted + response.cooldown:
            return False
        self._acted = beat.at
        return True

    def varies(self, beat: Beat) -> bool:
        """Whether this beat calls for a variation."""
        trigger = self._variations.trigger
        if trigger is Trigger.BEAT or (trigger is Trigger.BAR and beat.bar_position == 0):
            return beat.at >= self._varied + self._variations.cooldown
        return False

    def spikes(self, features: Features) -> bool:
        """Whether the loudness has just risen so far that it calls for a variation."""
        if self._variations.trigger is not Trigger.ENERGY_SPIKE:
            return False
        before, self._risen = self._risen, features.rise >= self._variations.spike_db
        return self._risen and not before and features.at >= self._varied + self._variations.cooldown

    def turns(self, structure: Structure) -> bool:
        """Whether this new part of the music calls for a variation."""
        variations = self._variations
        return variations.trigger.value == structure.kind.value and structure.at >= self._varied + variations.cooldown

    def varied(self, at: float) -> None:
        """Note that a variation came, for the cooldown."""
        self._varied = at
