"""Captions of what is in a picture, as people and themes write them: made in batches, on the device, of word numbers.

Rules: a short caption says the scene (nearly always, at times twice in other words), the palette where it is not the
scene's own, both of a mix, its modifiers most of the time; then words that say nothing, some of them in no dictionary,
and now and then a word of another scene where its own is said twice. The parts come in any order. A long one, as themes
write them, names its scene first and in several ways, its palette early and again, words of other scenes and palettes
less often, or as often and later; it says modifiers again, and some that nothing drawn answers to (of STRAY_GROUPS
alone: snow is always snow); words that say nothing lie between all of them. What is beyond LENGTH is not heard. Words
may be misspelled or carry an ending. `words` lists every form that a number stands for.
"""

import random
from dataclasses import dataclass

import torch
from torch import Tensor

from soundscape_live.generator.tiny.concepts import Concepts
from soundscape_live.generator.tiny.words import WORDS
from training.picture.attributes import Attributes

LENGTH = WORDS
"Words of a caption, at most."
NONE = -1
"Where a caption has no word."
FORMS = 8
"Of each word: itself, with endings, and misspelled."
ALTERED = 0.12
"Share of words that are not in the form that is listed."
ENDINGS = ("s", "y", "ish", "ing", "ed", "like", "es", "ly")
INVENTED = 400
"Words of no meaning, so that a word that is not known changes little."
STARTS = (*"bcdfghjklmnprstvwxz", "qu", "br", "ch", "cl", "dr", "fl", "gr", "pl", "sh", "st", "th", "tr")
ENDS = ("", "n", "r", "l", "s", "t", "x", "nd", "rk", "sh")
"What an invented word's syllables begin with, and what it ends with."
LONG = 0.5
"Share of captions that are as themes write them."
STRAY = 0.25
"Share of short captions that say their scene twice, and also a word of another."
FILLED, FILLED_LONG = 8, 20
"Words that say nothing, at most, in short captions and in long ones."
PHRASE = 4
"Words of one way of asking, at most."
NAMED, STRAYS = 5, 4
"Ways of naming a long caption's scene, at most, and of naming other scenes in it."
COLOURS, STRAY_COLOURS = 3, 2
"The same of its palette."
CHANGES, STRAY_CHANGES = 3, 2
"The same of its modifiers, each of which may be said twice."
STRAY_GROUPS = ("light", "material", "mood")
"Modifiers that long captions may say of what does not show them."
TIE = 0.4
"How much chance adds to the times that something is named: at times another is named as often, and later."
FIRST, EARLY = 0.12, 0.35
"A long caption's scene and palette are named in this first part of it; what is strayed to comes after."


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Of n captions, m parts each; all are (n, m)."""

    concept: Tensor
    "Places among all ways of asking."
    there: Tensor
    "bool: it is said."
    key: Tensor
    "0..1: parts come in the order of their keys."

    def beside(self, *others: "_Parts") -> "_Parts":
        """Return these and others."""
        every = (self, *others)
        return _Parts(
            torch.cat([one.concept for one in every], 1),
            torch.cat([one.there for one in every], 1),
            torch.cat([one.key for one in every], 1),
        )


class Captions:
    """The vocabulary on a device."""

    def __init__(self, concepts: Concepts, device: torch.device | str = "cpu", long: float = LONG) -> None:
        """Take the share of long captions, 0..1."""
        spell = random.Random(3)  # noqa: S311  # spelling, no secret
        asked = [scene.words for scene in concepts.scenes]
        asked += [palette.words for palette in concepts.palettes]
        asked += [modifier.words for modifier in concepts.modifiers]
        listed = sorted({word for ways in asked for way in ways for word in way.split()} | set(concepts.fillers))
        listed += [_invented(spell) for _ in range(INVENTED)]
        self.words: tuple[str, ...] = tuple(form for word in listed for form in _forms(word, spell))
        "Every form that a word number stands for."
        number = {word: at for at, word in enumerate(listed)}
        ways = torch.full((len(asked), max(map(len, asked)), PHRASE), NONE)
        for at, row in enumerate(asked):
            for way, text in enumerate(row):
                for place, word in enumerate(text.split()):
                    ways[at, way, place] = number[word]
        self._ways = ways.to(device)
        self._counts = torch.tensor([len(row) for row in asked], device=device)
        nothing = [number[word] for word in concepts.fillers] * 2 + list(range(len(listed) - INVENTED, len(listed)))
        self._fillers = torch.tensor(nothing, device=device)
        self._palettes = len(concepts.scenes)
        self._modifiers = self._palettes + len(concepts.palettes)
        self.counts = len(concepts.scenes), len(concepts.palettes)
        loose = [at for at, one in enumerate(concepts.modifiers) if one.group in STRAY_GROUPS]
        self._loose = torch.tensor(loose or [0], device=device)
        self._device = torch.device(device)
        self._long = long

    def make(self, attributes: Attributes, chance: torch.Generator, drop: float = 0.1) -> Tensor:
        """Return (n, LENGTH) word numbers, NONE where there is no word; a share `drop` of the captions is empty.

        The attributes and the generator have to be on the device of the captions.
        """
        count = len(attributes.scene)
        long = self._rand(chance, count, 1) < self._long
        parts = self._scenes(attributes, long, chance).beside(
            self._colours(attributes, long, chance), self._changes(attributes, long, chance)
        )
        said = self._said(parts, chance)
        fillers, between = self._nothing(count, long, chance)
        words = torch.cat((said.flatten(1), fillers), 1)
        keys = torch.cat((parts.key[:, :, None].expand_as(said).flatten(1), between), 1)
        order = keys.masked_fill(words == NONE, 2.0).argsort(dim=1, stable=True)[:, :LENGTH]
        empty = self._rand(chance, count, 1) < drop
        return words.gather(1, order).masked_fill(empty, NONE)

    def texts(self, attributes: Attributes, chance: torch.Generator, drop: float = 0.0) -> list[str]:
        """Return captions as texts."""
        rows = self.make(attributes, chance, drop).tolist()
        return [" ".join(self.words[number] for number in row if number != NONE) for row in rows]

    def _rand(self, chance: torch.Generator, *shape: int) -> Tensor:
        return torch.rand(*shape, generator=chance, device=self._device)

    def _scenes(self, attributes: Attributes, long: Tensor, chance: torch.Generator) -> _Parts:
        """Return the ways of naming the scene, the second scene, and others."""
        count = len(attributes.scene)
        mixed = (attributes.share > 0.0)[:, None]
        scene, second = _larger(attributes.scene, attributes.second_scene, attributes, long)
        key, often = self._rand(chance, count, NAMED + 2 + STRAYS), self._rand(chance, count, 5)
        twice = often[:, :1] < 0.4
        many = torch.where(long, 1.0 + (often[:, 1:2] * NAMED).floor(), 1.0 + twice)
        many = torch.where(~long & ~twice & (often[:, 2:3] > 0.96), 0.0, many)
        others = torch.where(long, (often[:, 3:4] * (many + TIE)).floor(), (twice & (often[:, 3:4] < STRAY)).float())
        seconds = mixed * (1.0 + (long & (often[:, 4:] < 0.4)))
        strays = (self._rand(chance, count, STRAYS) * self._palettes).long()
        concept = torch.cat((scene.expand(-1, NAMED), second.expand(-1, 2), strays), 1)
        there = torch.cat((self._upto(many, NAMED), self._upto(seconds, 2), self._upto(others * ~mixed, STRAYS)), 1)
        return _Parts(concept, there, self._led(key, long, FIRST, NAMED + 2))

    def _colours(self, attributes: Attributes, long: Tensor, chance: torch.Generator) -> _Parts:
        """Return the ways of naming the palette, the highlights', the second scene's, and others."""
        count = len(attributes.scene)
        mixed = (attributes.share > 0.0)[:, None]
        accented = (attributes.accent != attributes.palette)[:, None]
        palette, other = _larger(attributes.palette, attributes.second_palette, attributes, long)
        key, often = self._rand(chance, count, COLOURS + 2 + STRAY_COLOURS), self._rand(chance, count, 5)
        asked = attributes.named[:, None] | accented
        again = torch.where(long, (often[:, :1] * COLOURS).floor(), (often[:, :1] < 0.12).float())
        many = torch.where(asked | ((often[:, 1:2] < 0.3) & long), 1.0 + again, again * ~long)
        others = (often[:, 2:3] * (many + TIE)).floor() * (long & ~mixed & ~accented & (many > 0.0))
        second = mixed & (often[:, 3:4] < 0.6)
        strays = (self._rand(chance, count, STRAY_COLOURS) * (self._modifiers - self._palettes)).long()
        concept = self._palettes + torch.cat(
            (
                palette.expand(-1, COLOURS),
                attributes.accent[:, None],
                other,
                strays,
            ),
            1,
        )
        there = torch.cat((self._upto(many, COLOURS), accented, second, self._upto(others, STRAY_COLOURS)), 1)
        return _Parts(concept, there, self._led(key, long, EARLY, COLOURS))

    def _changes(self, attributes: Attributes, long: Tensor, chance: torch.Generator) -> _Parts:
        """Return up to CHANGES of the modifiers that there are, each said four times in five, and others."""
        there = attributes.modifiers.float()
        count, parts = len(there), 2 * CHANGES + STRAY_CHANGES
        best = (there * (1.0 + self._rand(chance, *there.shape))).topk(CHANGES, 1)
        often, key = self._rand(chance, count, parts), self._rand(chance, count, parts)
        said = (best.values > 0.0) & (often[:, :CHANGES] < 0.8)
        again = said & long & (often[:, CHANGES : 2 * CHANGES] < 0.4)
        strays = self._loose[(self._rand(chance, count, STRAY_CHANGES) * len(self._loose)).long()]
        loose = long & (often[:, 2 * CHANGES :] < 0.4)
        concept = self._modifiers + torch.cat((best.indices, best.indices, strays), 1)
        return _Parts(concept, torch.cat((said, again, loose), 1), key)

    def _upto(self, many: Tensor, most: int) -> Tensor:
        """Return (n, most) bool: as many as `many` (n, 1) says."""
        return torch.arange(most, device=self._device)[None] < many

    @staticmethod
    def _led(key: Tensor, long: Tensor, early: float, own: int) -> Tensor:
        """Return keys of which, in a long caption, the first comes early and those from `own` on come after it."""
        led = torch.cat((key[:, :1] * early, key[:, 1:own], early + (1.0 - early) * key[:, own:]), 1)
        return torch.where(long, led, key)

    def _said(self, parts: _Parts, chance: torch.Generator) -> Tensor:
        """Return (n, m, PHRASE): for each part that is said one way of asking for it."""
        way = (self._rand(chance, *parts.concept.shape) * self._counts[parts.concept]).long()
        words = self._ways[parts.concept, way]
        other = self._rand(chance, 2, *words.shape)
        form = torch.where(other[0] < ALTERED, (other[1] * FORMS).long(), 0)
        return torch.where(parts.there[:, :, None] & (words != NONE), words * FORMS + form, NONE)

    def _nothing(self, count: int, long: Tensor, chance: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return words that say nothing, (n, FILLED_LONG), and keys; in short captions few more often than many."""
        drawn = self._rand(chance, count, 2 * FILLED_LONG + 1)
        share = drawn[:, :1]
        many = torch.where(long, share * (FILLED_LONG + 0.99), share.square() * (FILLED + 0.99)).floor()
        which = (drawn[:, 1 : FILLED_LONG + 1] * len(self._fillers)).long()
        words = self._fillers[which] * FORMS
        return words.masked_fill(~self._upto(many, FILLED_LONG), NONE), drawn[:, FILLED_LONG + 1 :]


def _larger(first: Tensor, second: Tensor, attributes: Attributes, long: Tensor) -> tuple[Tensor, Tensor]:
    """Return what is of a mix's two scenes, (n, 1) each, in a long caption that of the larger one first."""
    turned = long & (attributes.share > 0.5)[:, None]
    return torch.where(turned, second[:, None], first[:, None]), torch.where(turned, first[:, None], second[:, None])


def _forms(word: str, spell: random.Random) -> list[str]:
    """Return FORMS forms: the word, three with endings, four misspelled where it is long enough for that."""
    forms = [word, *(word + ending for ending in spell.sample(ENDINGS, 3))]
    return forms + [_misspelled(word, spell) if len(word) > 3 else word for _ in range(FORMS - len(forms))]


def _misspelled(word: str, spell: random.Random) -> str:
    """Return a word with a letter left out, two exchanged, one doubled or one replaced."""
    at = spell.randrange(1, len(word) - 1)
    letter = spell.choice("abcdefghijklmnopqrstuvwxyz")
    return spell.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at] + word[at:],
            word[:at] + letter + word[at + 1 :],
        )
    )


def _invented(spell: random.Random) -> str:
    """Return a word that can be spoken and means nothing."""
    syllables = spell.randint(1, 3)
    return "".join(spell.choice(STARTS) + spell.choice("aeiou") for _ in range(syllables)) + spell.choice(ENDS)
