"""Text to embedding, and the blending of embeddings.

Rules: the same text gives the same numbers on every machine (CRC-32 of words and of their 3- to 5-letter pieces, and
the lexicon's tables). An embedding is four tokens side by side: SCENE (a weight per scene, unit norm), PALETTE (five
OKLab stops), LOOKS (view.Looks), CHANCE (what the words' letters say; it decides the composition, so that unknown
words count too). Blending works token by token.
"""

import dataclasses
import math
import re
import zlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.procedural.colour import STOPS, Colour, five_stops, from_hex, named_colours, turned
from soundscape_live.generator.procedural.lexicon import (
    ALSO,
    COLOURS,
    FAINT,
    FILLERS,
    LOOKS,
    NEGATIONS,
    PALETTES,
    SCENE_WORDS,
    SCENES,
    VAGUE,
)  # fmt: skip
from soundscape_live.generator.procedural.view import Looks
from soundscape_live.generator.vocabulary import Known
from soundscape_live.model import Interpolation, Prompt

Embedding = NDArray[np.float32]

LOOK_NAMES = tuple(field.name for field in dataclasses.fields(Looks))
CHANCES = 16

SCENE = slice(0, len(SCENES))
PALETTE = slice(SCENE.stop, SCENE.stop + STOPS * 3)
LOOK = slice(PALETTE.stop, PALETTE.stop + len(LOOK_NAMES))
CHANCE = slice(LOOK.stop, LOOK.stop + CHANCES)
WIDTH = CHANCE.stop
TOKENS = (SCENE, PALETTE, LOOK, CHANCE)

_SUFFIXES = ("s", "es", "y", "ing", "ed", "ly", "ish", "like", "al", "ic", "en", "scape")


def _scene_table() -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for scene, words in SCENE_WORDS.items():
        for word in words.split():
            table.setdefault(word, {})[scene] = 1.0
    for word, shares in ALSO.items():
        table.setdefault(word, {}).update(shares)
    return table


def _look_table() -> dict[str, tuple[tuple[str, float], ...]]:
    table: dict[str, tuple[tuple[str, float], ...]] = {}
    for words, changes in LOOKS:
        pairs = tuple((name, float(value)) for name, value in (change.split("=") for change in changes.split()))
        for word in words.split():
            table[word] = (*table.get(word, ()), *pairs)
    return table


_SCENE_OF = _scene_table()
_LOOK_OF = _look_table()
_KNOWN = frozenset(_SCENE_OF) | frozenset(FAINT) | frozenset(_LOOK_OF) | frozenset(COLOURS)


def concepts(text: str) -> tuple[str, ...]:
    """Return the words of the text that the lexicon knows, as the lexicon spells them, each once, in order."""
    return tuple(dict.fromkeys(known for _, known in _words(text) if known))


def recognised(text: str) -> tuple[Known, ...]:
    """Return the words that the lexicon knows; each stands for itself."""
    return tuple(Known(word, word) for word in concepts(text))


def embed(text: str) -> Embedding:
    """Return the (WIDTH,) embedding of a text."""
    words = list(_words(text))
    vector = np.zeros(WIDTH, np.float32)
    chance = _chance(words)
    vector[CHANCE] = chance
    vector[SCENE] = _scenes([known for _, known in words if known], chance)
    vector[PALETTE] = _palette([known for _, known in words if known in COLOURS], vector[SCENE], chance).ravel()
    vector[LOOK] = _looks([known for _, known in words if known], chance)
    return vector


def blend(vectors: Sequence[Embedding], weights: Sequence[float], method: Interpolation) -> Embedding:
    """Return the mix: slerp for exactly two, else the mean with each token's norm kept; weights need no sum."""
    if len(vectors) == 1:
        return vectors[0].copy()
    share = np.maximum(np.asarray(weights, np.float32), 0.0)
    share = share / share.sum() if share.sum() > 0.0 else np.full(len(vectors), 1.0 / len(vectors), np.float32)
    if len(vectors) == 2 and method is Interpolation.SLERP:
        return between(vectors[0], vectors[1], float(share[1]), method)
    mixed = np.zeros(WIDTH, np.float32)
    for token in TOKENS:
        parts = np.stack([vector[token] for vector in vectors])
        mean = share @ parts
        mixed[token] = _with_norm(mean, float(share @ np.linalg.norm(parts, axis=1)))
    return mixed


def between(start: Embedding, end: Embedding, share: float, method: Interpolation) -> Embedding:
    """Return the embedding `share` of the way: exactly the start at 0 and the end at 1.

    Slerp turns each token's direction on the sphere and changes its norm evenly; tokens less than a thousandth of a
    radian apart, or opposite, or nearly nothing, go in a straight line.
    """
    if share <= 0.0 or share >= 1.0:
        return (start if share <= 0.0 else end).copy()
    straight = start + (end - start) * np.float32(share)
    if method is Interpolation.LINEAR:
        return straight
    for token in TOKENS:
        straight[token] = _turn(start[token], end[token], share, straight[token])
    return straight


def mix(prompts: Sequence[Prompt], vectors: Sequence[Embedding], method: Interpolation) -> Embedding:
    """Return the blend of prompts whose texts have these embeddings."""
    return blend(vectors, [prompt.weight for prompt in prompts], method)


def _turn(start: Embedding, end: Embedding, share: float, straight: Embedding) -> Embedding:
    norms = float(np.linalg.norm(start)), float(np.linalg.norm(end))
    if min(norms) < 1e-3:
        return straight
    cosine = float(start @ end) / (norms[0] * norms[1])
    angle = math.acos(max(-1.0, min(1.0, cosine)))
    if angle < 1e-3 or angle > math.pi - 1e-3:
        return straight
    low, high = math.sin((1.0 - share) * angle), math.sin(share * angle)
    direction = start * np.float32(low / norms[0]) + end * np.float32(high / norms[1])
    return direction * np.float32(((1.0 - share) * norms[0] + share * norms[1]) / math.sin(angle))


def _with_norm(vector: Embedding, norm: float) -> Embedding:
    length = float(np.linalg.norm(vector))
    return vector * np.float32(norm / length) if length > 1e-3 else vector


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Yield each word that matters with the lexicon's spelling of it ("" if unknown); negated words are left out."""
    raw = re.findall(r"[^\W_]+", text.lower().replace("'", ""))
    at = 0
    while at < len(raw):
        pair = "".join(raw[at : at + 2])
        if at + 1 < len(raw) and pair in _KNOWN:
            yield pair, pair
            at += 2
        elif raw[at] in NEGATIONS:
            at += 2
        else:
            known = _stem(raw[at])
            if known or raw[at] not in FILLERS:
                yield raw[at], known
            at += 1


def _stem(word: str) -> str:
    """Return the lexicon's word for this one, or "": itself, without its ending, or a long word that it begins with."""
    if word in _KNOWN:
        return word
    if word in FILLERS:
        return ""
    for suffix in _SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) >= 3:
            for tried in (stem, stem + "e"):
                if tried in _KNOWN:
                    return tried
    starts = [word[:length] for length in range(len(word) - 1, 4, -1)]
    return next((start for start in starts if start in _KNOWN), "")


def _numbers(piece: str, count: int) -> Embedding:
    """Return `count` numbers in -1..1 that the letters decide."""
    values = [zlib.crc32(f"{at}:{piece}".encode()) / 2**31 - 1.0 for at in range(count)]
    return np.array(values, np.float32)


def _chance(words: list[tuple[str, str]]) -> Embedding:
    """Return what the letters say: near for near spellings; a word that is known counts less than one that is not."""
    total = np.zeros(CHANCES, np.float32)
    for word, known in words:
        padded = f"<{word}>"
        pieces = [padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)]
        spelled = sum((_numbers(piece, CHANCES) for piece in pieces), np.zeros(CHANCES, np.float32))
        spelled *= np.float32(1.3 / math.sqrt(len(pieces)))
        total += (
            _numbers(known, CHANCES) * np.float32(0.4)
            if known
            else spelled + _numbers(word, CHANCES) * np.float32(0.25)
        )
    said: Embedding = np.tanh(total * np.float32(0.5))
    return said


def _scenes(known: list[str], chance: Embedding) -> Embedding:
    """Return a weight per scene, unit norm: earlier words count more; without any, the letters choose two."""
    weights = np.zeros(len(SCENES), np.float32)
    place = 0
    table = _SCENE_OF if any(word in _SCENE_OF for word in known) else FAINT
    for word in known:
        shares = table.get(word, {})
        for scene, share in shares.items():
            at, weight = SCENES.index(scene), share / (1.0 + 0.2 * place)
            weights[at] = max(float(weights[at]), weight) + 0.12 * min(float(weights[at]), weight)
        place += bool(shares)
    if not weights.any():
        order = np.argsort(_numbers(np.array2string(chance, precision=4), len(SCENES)))
        weights[order[0]], weights[order[1]] = 1.0, 0.5
    weights = np.power(weights, np.float32(1.3))
    return weights / np.float32(np.linalg.norm(weights))


def _palette(named: list[str], scenes: Embedding, chance: Embedding) -> Colour:
    """Return (STOPS, 3): from the colours named, else the scenes' own with the hue turned a little by the letters."""
    colours = named_colours(COLOURS[word].split() for word in dict.fromkeys(named) if word not in VAGUE)
    if not colours:
        colours = named_colours(COLOURS[word].split() for word in dict.fromkeys(named))
    if colours:
        return five_stops(colours[:5])
    ruling = int(np.argmax(scenes))
    stops = np.stack([from_hex(code) for code in PALETTES[SCENES[ruling]].split()])
    return turned(stops, 0.35 * float(chance[0]))


def _looks(known: list[str], chance: Embedding) -> Embedding:
    """Return the looks that the words add up to, -1..1, with a little of the letters' own."""
    totals = dict.fromkeys(LOOK_NAMES, 0.0)
    for word in dict.fromkeys(known):
        for name, value in _LOOK_OF.get(word, ()):
            totals[name] += value
    for name, number in zip(("density", "scale", "speed", "warp", "turn"), chance[1:6], strict=True):
        totals[name] += 0.18 * float(number)
    looks: Embedding = np.tanh(np.array([totals[name] for name in LOOK_NAMES], np.float32) * np.float32(1.1))
    return looks
