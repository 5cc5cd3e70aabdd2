"""The beat tracker: sound -> frames -> a network's ear -> a pointer around the beat -> beats announced ahead."""

from soundscape_live.analysis.beat.reports import Beats
from soundscape_live.analysis.beat.tracker import BeatTracker

__all__ = ["BeatTracker", "Beats"]
