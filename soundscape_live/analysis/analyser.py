"""One stream of sound -> Features and what the beat tracker reports, block by block.

Rules: everything is computed on hops of about 5.3 ms and a window of 21 ms, whatever the blocks; Features tell of
the latest hop, and the onset is the strongest that the block completed. In silence all fractions are 0 and the
automatic gain stands still.
"""

import math
from dataclasses import dataclass

import numpy as np

from soundscape_live.analysis.bands import EDGES, HOP_THIN, TOP, Colour, LowBands, thinning
from soundscape_live.analysis.beat import BeatTracker
from soundscape_live.analysis.hops import Hops, StreamClock
from soundscape_live.analysis.levels import Clipping, Envelope, Gain, Rise, Silence, share
from soundscape_live.analysis.onsets import CEILING, Flux, Onsets
from soundscape_live.analysis.spectrum import Recent, Spectrum, all_decibels, band_matrix, decibels, mel_edges
from soundscape_live.model import BANDS, AudioBlock, Features, Samples, TempoReport

HIGH_EDGES = (EDGES[-1], 2000.0, 6000.0)
"Hertz: where mid, high and air begin."
WINDOW = 1024 / 48_000
"Seconds: 21 ms."
DC_MEMORY = 0.5
"Seconds over which a constant offset is learnt and taken away."
LOUDEST = 8.0
"A sample beyond this (+18 dBFS) is taken as this."
MEL_BANDS = 32
BELOW_SILENCE = 10.0
"Decibels under the level of silence from which on a band is empty."
BAND_DEPTH = 50.0
"Decibels under the whole level from which on a band is empty."
FLUX_BELOW_SILENCE = 40.0
FLUX_DEPTH = 60.0
"Decibels under the level of silence, and under loud parts, from which on a narrow band's growth is no onset."
DARK, BRIGHT = 100.0, 10_000.0
"Hertz: the centroids of brightness 0 and 1."
TONAL_DB = -25.0
"Flatness in decibels of texture 0; that of white noise, 0 dB, has texture 1."
BPM_CHANGE = 0.05
"A smaller change is no news."
FELT = 0.0
"Seconds by which the tracker's beats, which lie where listeners tap, come after the attack that begins them."


@dataclass(frozen=True, slots=True)
class Heard:
    """What a block told."""

    features: Features
    tempo: TempoReport | None
    "Given when the tracker has a new beat or its tempo changes."


@dataclass(slots=True)
class _Hop:
    """What one hop is like; zeros are silence."""

    rms_db: float = -120.0
    levels: tuple[float, ...] = (0.0,) * (1 + len(BANDS))
    centroid_hz: float = 0.0
    brightness: float = 0.0
    flatness: float = 0.0
    texture: float = 0.0
    flux: float = 0.0
    onset: float = 0.0
    rise: float = 0.0
    silence: bool = True
    clipping: bool = False


class Analyser:
    """Hears one stream of one rate."""

    def __init__(self, rate: int, silence_db: float = -60.0) -> None:
        """Begin in silence. `rate` in samples a second, 8000 or more; sound under `silence_db` dBFS is silence."""
        size = thinning(rate) * HOP_THIN
        seconds = size / rate
        self._rate = rate
        self._silence_db = silence_db
        self._hops = Hops(size)
        self._dc = 0.0
        self._dc_share = share(seconds, DC_MEMORY)
        self._spectrum = Spectrum(rate, WINDOW)
        self._recent = Recent(self._spectrum.length)
        frequencies = self._spectrum.frequencies
        mel = band_matrix(frequencies, mel_edges(30.0, min(TOP, rate / 2), MEL_BANDS))
        self._gather = np.concatenate((mel, band_matrix(frequencies, (*HIGH_EDGES, rate / 2))))
        self._per_bin = 1.0 / mel.sum(axis=1)
        self._low_bands = LowBands(rate)
        self._colour = Colour(seconds, frequencies, MEL_BANDS)
        self._powers = np.zeros(1 + len(BANDS), np.float32)
        self._envelope = Envelope(seconds, 1 + len(BANDS))
        self._gain = Gain(seconds, 1 + len(BANDS))
        self._floor = np.full(1 + len(BANDS), silence_db, np.float32)
        self._flux = Flux(seconds, MEL_BANDS)
        self._onsets = Onsets(seconds)
        self._rise = Rise(seconds, silence_db)
        self._silence = Silence(seconds, silence_db)
        self._clipping = Clipping(seconds)
        self._beats = Beats(rate)
        self._latest = _Hop()

    @property
    def tracker(self) -> BeatTracker:
        """The beat tracker, to be looked at."""
        return self._beats.tracker

    def hear(self, block: AudioBlock) -> Heard:
        """Take the next block, of any size; its rate must be the analyser's."""
        assert block.rate == self._rate, "one analyser hears one rate"
        samples = block.samples
        peak = max(float(samples.max(initial=0.0)), -float(samples.min(initial=0.0)))
        if peak > LOUDEST:
            samples = np.clip(samples, -LOUDEST, LOUDEST)
        self._beats.hear(block.at, samples)
        onset = 0.0
        for hop in self._hops.split(samples):
            self._latest = self._hop(hop)
            onset = max(onset, self._latest.onset)
        return Heard(self._features(block.at, peak, onset), self._beats.report(block.at))

    def _features(self, at: float, peak: float, onset: float) -> Features:
        hop = self._latest
        return Features(
            at=at,
            rms_db=hop.rms_db,
            peak=peak,
            energy=hop.levels[0],
            bands=hop.levels[1:],
            centroid_hz=hop.centroid_hz,
            brightness=hop.brightness,
            flatness=hop.flatness,
            texture=hop.texture,
            flux=hop.flux,
            onset=onset,
            rise=hop.rise,
            silence=hop.silence,
            clipping=hop.clipping,
        )

    def _hop(self, hop: Samples) -> _Hop:
        clipping = self._clipping.step(hop)
        self._dc += (float(np.add.reduce(hop)) / len(hop) - self._dc) * self._dc_share
        sound = hop - self._dc
        self._recent.push(sound)
        recent = self._recent.samples
        square = float(recent @ recent) / len(recent)
        rms_db = decibels(square)
        silence = self._silence.step(rms_db)
        power = self._spectrum.power(recent)
        gathered = self._gather @ power
        mel = gathered[:MEL_BANDS]
        self._powers[0] = square
        self._powers[1:3] = self._low_bands.step(sound)
        self._powers[3:] = gathered[MEL_BANDS:]
        levels = self._within_gain(silence=silence)
        flux = self._flux.step(all_decibels(mel), self._flux_floor())
        onset = self._onsets.step(flux)
        centroid = self._colour.centroid(power)
        flatness = self._colour.flatness(mel * self._per_bin)
        rise = self._rise.step(square)
        if silence:
            return _Hop(rms_db=rms_db, rise=rise, clipping=clipping)
        return _Hop(
            rms_db=rms_db,
            levels=levels,
            centroid_hz=centroid,
            brightness=_fraction(math.log(max(centroid, DARK) / DARK) / math.log(BRIGHT / DARK)),
            flatness=flatness,
            texture=_fraction(1.0 - decibels(flatness) / TONAL_DB),
            flux=flux / CEILING,
            onset=onset,
            rise=rise,
            silence=False,
            clipping=clipping,
        )

    def _within_gain(self, *, silence: bool) -> tuple[float, ...]:
        level = self._envelope.step(self._powers)
        if silence:
            return (0.0,) * len(level)
        self._floor[1:] = max(self._silence_db - BELOW_SILENCE, float(self._gain.top[0]) - BAND_DEPTH)
        self._gain.follow(level, self._floor)
        return tuple(self._gain.within(level).tolist())

    def _flux_floor(self) -> float:
        return max(self._silence_db - FLUX_BELOW_SILENCE, float(self._gain.top[0]) - FLUX_DEPTH)


class Beats:
    """Turns what the beat tracker says into reports on the one clock."""

    def __init__(self, rate: int) -> None:
        """Begin before the first block."""
        self.tracker = BeatTracker(rate)
        self._clock = StreamClock(rate)
        self._bpm = 0.0
        self._beat: float | None = None

    def hear(self, at: float, samples: Samples) -> None:
        """Take a block of (n,) samples, the last of which was captured at `at`."""
        self._clock.hear(at, len(samples))
        for beat in self.tracker.process(samples):
            self._beat = beat

    def report(self, at: float) -> TempoReport | None:
        """Return what is new since the last report; of several beats the last."""
        tracker = self.tracker
        beat, self._beat = self._beat, None
        bpm = tracker.bpm
        if bpm == 0.0 or (beat is None and abs(bpm - self._bpm) < BPM_CHANGE):
            return None
        self._bpm = bpm
        return TempoReport(
            at=at,
            source="audio",
            bpm=bpm,
            beat=None if beat is None else self._clock.time(beat) - FELT,
            confidence=tracker.confidence,
            bar_position=None if beat is None else tracker.bar_position,
            bar_confidence=tracker.bar_confidence,
        )


def _fraction(value: float) -> float:
    return min(1.0, max(0.0, value))
