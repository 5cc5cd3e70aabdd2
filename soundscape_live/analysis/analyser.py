"""One stream of sound -> Features and what the beat tracker reports, block by block.

Rules: everything is computed on hops of about 5.3 ms, whatever the blocks; Features tell of the latest hop, the
onset is the strongest that the block completed. Frequencies from 250 Hz up come from a window of 21 ms; sub and low
from one of 64 ms over the sound thinned to about 3 kHz, because 21 ms cannot tell 50 Hz from 100 Hz.
"""

import math
from dataclasses import dataclass

import numpy as np

from soundscape_live.analysis.beat import BeatTracker
from soundscape_live.analysis.hops import Hops, StreamClock
from soundscape_live.analysis.levels import Clipping, Envelope, Gain, Rise, Silence, share
from soundscape_live.analysis.onsets import CEILING, Flux, Onsets
from soundscape_live.analysis.spectrum import TINY, Spectrum, band_matrix, decibels, mel_edges
from soundscape_live.model import BANDS, AudioBlock, Features, Samples, TempoReport

THIN = 3000.0
"Hertz, about: the rate of the thinned sound."
HOP_THIN = 16
"Samples of the thinned sound in a hop: 5.3 ms."
WINDOW = 0.0213
WINDOW_THIN = 0.064
DC_MEMORY = 0.5
"Seconds over which a constant offset is learnt and taken away."
LOUDEST = 8.0
"A sample beyond +18 dBFS is taken as that."
EDGES = (0.0, 60.0, 250.0, 2000.0, 6000.0)
"Hertz: the lower edges of BANDS."
TOP = 16_000.0
"Hertz up to which colour is judged, so that 44.1 and 48 kHz agree."
COLOUR_MEMORY = 0.05
FLATNESS_MEMORY = 0.15
BAND_DEPTH = 50.0
"Decibels below the whole level from which on a band is empty."
FLUX_DEPTH = 60.0
"Decibels below the loudness from which on a band's growth is no onset."
BPM_CHANGE = 0.05
"BPM: a smaller change is no news."


@dataclass(frozen=True, slots=True)
class Heard:
    """What a block told."""

    features: Features
    tempo: TempoReport | None
    "Given when the tracker has a new beat or its tempo changes."


@dataclass(slots=True)
class _Hop:
    """What the latest hop is like."""

    rms_db: float = -120.0
    energy: float = 0.0
    bands: tuple[float, ...] = (0.0,) * len(BANDS)
    centroid_hz: float = 0.0
    flatness: float = 0.0
    flux: float = 0.0
    rise: float = 0.0
    silence: bool = True
    clipping: bool = False
