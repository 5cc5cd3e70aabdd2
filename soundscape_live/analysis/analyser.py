"""One stream of sound -> Features and what the beat tracker reports, block by block.

Rules: everything is computed on hops of about 5.3 ms, whatever the blocks; Features tell of the latest hop, and the
onset is the strongest that the block completed. Level and onsets are measured on every hop. The rest takes turns, so
that no hop pays for all: the spectrum and the bands on every second hop; colour, loudness and notes on every fourth.
In silence all fractions are 0 and the automatic gain stands still.
"""

from dataclasses import dataclass

import numpy as np

from soundscape_live.analysis.attacks import CEILING, Attacks
from soundscape_live.analysis.bands import EDGES, HOP_THIN, TOP, Colour, LowBands, thinning
from soundscape_live.analysis.beat import Beats, BeatTracker
from soundscape_live.analysis.hops import Hops
from soundscape_live.analysis.levels import Clipping, Envelope, Gain, Rise, Silence, share
from soundscape_live.analysis.loudness import QUIETEST, Loudness
from soundscape_live.analysis.notes import Notes
from soundscape_live.analysis.onsets import Onsets
from soundscape_live.analysis.spectrum import Recent, Spectrum, band_matrix, decibels, mel_edges
from soundscape_live.analysis.structure import Form
from soundscape_live.model import BANDS, PITCH_CLASSES, AudioBlock, Features, Samples, Structure, TempoReport

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
NOTHING = (0.0,) * (1 + len(BANDS))
NO_CHROMA = (0.0,) * len(PITCH_CLASSES)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a block told."""

    features: Features
    tempo: TempoReport | None
    "Given when the tracker has a new beat or its tempo changes."
    structure: Structure | None = None
    "Given when a new part of the music is heard."


class Analyser:
    """Hears one stream of one rate."""

    def __init__(self, rate: int, silence_db: float = -60.0) -> None:
        """Begin in silence. `rate` in samples a second, 8000 or more; sound under `silence_db` dBFS is silence."""
        size = thinning(rate) * HOP_THIN
        seconds = size / rate
        self._rate = rate
        self._silence_db = silence_db
        self._hops = Hops(size)
        self._peak = 0.0
        "The largest of the blocks that the next hop has samples of."
        self._dc = 0.0
        self._dc_share = share(seconds, DC_MEMORY)
        self._ones = np.full(size, 1.0 / size, np.float32)
        self._hop_of_four = 3
        self._prepare_spectrum(rate, size)
        self._prepare_levels(seconds)
        self._notes = Notes(rate, 4 * size)
        self._beats = Beats(rate)
        self._form = Form(2 * seconds)
        self._structure: Structure | None = None

    def _prepare_spectrum(self, rate: int, size: int) -> None:
        self._spectrum = Spectrum(rate, WINDOW)
        self._length = self._spectrum.length
        self._recent = Recent(max(self._length, 4 * size))
        self._window = self._recent.samples[-self._length :]
        self._four = self._recent.samples[-4 * size :]
        frequencies = self._spectrum.frequencies
        mel = band_matrix(frequencies, mel_edges(30.0, min(TOP, rate / 2), MEL_BANDS))
        self._gather = np.concatenate((mel, band_matrix(frequencies, (*HIGH_EDGES, rate / 2))))
        self._per_bin = 1.0 / mel.sum(axis=1)
        self._power: Samples = np.zeros(len(frequencies), np.float32)
        self._mel: Samples = np.zeros(MEL_BANDS, np.float32)
        self._colour = Colour(4 * size / rate, frequencies, MEL_BANDS)
        self._thin_ones = np.full(size // HOP_THIN, HOP_THIN / size, np.float32)
        self._low_bands = LowBands(rate * HOP_THIN / size)
        self._thin = Recent(self._low_bands.length + HOP_THIN)
        self._low_window = self._thin.samples[-self._low_bands.length :]
        self._attacks = Attacks(rate, self._recent.samples, self._thin.samples)
        self._onsets = Onsets(size / rate)
        self._raw = Recent(4 * size)
        self._loudness = Loudness(rate, 4 * size)
        self._lufs = (QUIETEST, QUIETEST)

    def _prepare_levels(self, seconds: float) -> None:
        self._powers = np.zeros(1 + len(BANDS), np.float32)
        self._envelope = Envelope(2 * seconds, len(self._powers))
        self._gains = [Gain(2 * seconds) for _ in self._powers]
        self._band_db = (-120.0,) * len(BANDS)
        self._levels = NOTHING
        self._rms_db = -120.0
        self._rise_db = self._flux = 0.0
        self._rise = Rise(seconds, self._silence_db)
        self._silence = Silence(seconds, self._silence_db)
        self._clipping = Clipping(seconds)
        self._clips = False

    @property
    def tracker(self) -> BeatTracker:
        """The beat tracker, to be looked at."""
        return self._beats.tracker

    def hear(self, block: AudioBlock, bar: float = 0.0) -> Heard:
        """Take the next block, of any size; its rate must be the analyser's. `bar` in seconds, 0 without a tempo."""
        assert block.rate == self._rate, "one analyser hears one rate"
        samples = block.samples
        peak = max(float(np.maximum.reduce(samples, initial=0.0)), -float(np.minimum.reduce(samples, initial=0.0)))
        if peak > LOUDEST:
            samples = np.clip(samples, -LOUDEST, LOUDEST)
        self._peak = max(self._peak, peak)
        self._beats.hear(block.at, samples)
        onset = 0.0
        self._structure = None
        self._form.set_bar(bar)
        for hop in self._hops.split(samples):
            onset = max(onset, self._hop(hop))
            self._peak = peak
        tempo = None if self._silence.on else self._beats.report(block.at)
        return Heard(self._features(block.at, peak, onset), tempo, self._structure)

    def _features(self, at: float, peak: float, onset: float) -> Features:
        sounds = not self._silence.on
        return Features(
            at=at,
            rms_db=self._rms_db,
            peak=peak,
            energy=self._levels[0],
            bands=self._levels[1:],
            centroid_hz=self._colour.centroid if sounds else 0.0,
            brightness=self._colour.brightness if sounds else 0.0,
            flatness=self._colour.flatness if sounds else 0.0,
            texture=self._colour.texture if sounds else 0.0,
            flux=self._flux / CEILING if sounds else 0.0,
            onset=onset,
            rise=self._rise_db,
            silence=not sounds,
            clipping=self._clips,
            band_db=self._band_db,
            loudness_lufs=self._lufs[0],
            loudness_short_lufs=self._lufs[1],
            pitch_hz=self._notes.hertz if sounds else 0.0,
            pitch_confidence=self._notes.confidence if sounds else 0.0,
            chroma=self._notes.chroma if sounds else NO_CHROMA,
        )

    def _hop(self, hop: Samples) -> float:
        """Take a hop and return the strength of an onset in it, 0 if there is none."""
        self._clips = self._clipping.step(hop, self._peak)
        self._raw.push(hop)
        self._dc += (float(hop @ self._ones) - self._dc) * self._dc_share
        sound = hop - self._dc
        self._recent.push(sound)
        self._thin.push(np.dot(sound.reshape(HOP_THIN, -1), self._thin_ones))
        square = float(self._window @ self._window) / self._length
        self._powers[0] = square
        self._rms_db = decibels(square)
        silence = self._silence.step(self._rms_db)
        growth = self._attacks.step(self._rms_db)
        self._flux = 0.5 * (growth[0] + growth[1])
        onset = self._onsets.step(growth)
        self._rise_db = self._rise.step(square)
        self._turn(silence=silence)
        return 0.0 if silence else onset

    def _turn(self, *, silence: bool) -> None:
        self._hop_of_four = (self._hop_of_four + 1) % 4
        if self._hop_of_four % 2 == 0:
            self._transform()
            self._follow(silence=silence)
            return
        if (turned := self._form.step(self._powers, silence=silence)) is not None:
            self._structure = Structure(self._beats.time(self._form.heard), *turned)
        if self._hop_of_four == 1:
            self._colour.find_centroid(self._power)
            self._colour.find_flatness(self._mel * self._per_bin)
            self._lufs = self._loudness.step(self._raw.samples)
        else:
            self._notes.step(self._four)

    def _transform(self) -> None:
        self._power = self._spectrum.power(self._window)
        gathered = self._gather @ self._power
        self._mel = gathered[:MEL_BANDS]
        self._powers[1:3] = self._low_bands.power(self._low_window)
        self._powers[3:] = gathered[MEL_BANDS:]

    def _follow(self, *, silence: bool) -> None:
        energy, *band_db = self._envelope.step(self._powers.tolist())
        self._band_db = tuple(band_db)
        if silence:
            self._levels = NOTHING
            return
        whole, *bands = self._gains
        floor = max(self._silence_db - BELOW_SILENCE, whole.top - BAND_DEPTH)
        levels = [gain.follow(level, floor) for gain, level in zip(bands, band_db, strict=True)]
        self._levels = (whole.follow(energy, self._silence_db), *levels)
