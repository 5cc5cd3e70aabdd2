"""Captions of what is in a picture, as people might write them: made in batches, on the device, of word numbers.

Rules: a caption says the scene (nearly always, at times twice in other words), the palette where it is not the scene's
own, both of a mix, its modifiers most of the time; then words that say nothing, some of them in no dictionary, and now
and then a word of another scene where its own is said twice. The parts come in any order. Words may be misspelled or
carry an ending. `words` lists every form that a number stands for.
"""

import random

import torch
from torch import Tensor

from soundscape_live.generator.tiny.concepts import Concepts
from training.picture.attributes import Attributes

LENGTH = 16
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
STRAY = 0.25
"Share of captions that say their scene twice, and also a word of another."
FILLED = 8
"Words that say nothing, at most."
PHRASE = 4
"Words of one way of asking, at most."


class Captions:
    """The vocabulary on a device."""

    def __init__(self, concepts: Concepts, device: torch.device | str = "cpu") -> None:
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
        self._device = torch.device(device)

    def make(self, attributes: Attributes, chance: torch.Generator, drop: float = 0.1) -> Tensor:
        """Return (n, LENGTH) word numbers, NONE where there is no word; a share `drop` of the captions is empty.

        The attributes and the generator have to be on the device of the captions.
        """
        count = len(attributes.scene)
        mixed = attributes.share > 0.0
        accented = attributes.accent != attributes.palette
        twice = self._often(0.4, count, chance)
        stray = (self._rand(chance, count) * self._palettes).long()
        parts = [
            self._said(attributes.scene, self._often(0.96, count, chance) | twice, chance),
            self._said(attributes.scene, twice, chance),
            self._said(stray, twice & ~mixed & self._often(STRAY, count, chance), chance),
            self._said(attributes.second_scene, mixed, chance),
            self._said(self._palettes + attributes.palette, attributes.named | accented, chance),
            self._said(self._palettes + attributes.palette, self._often(0.12, count, chance), chance),
            self._said(self._palettes + attributes.accent, accented, chance),
            self._said(self._palettes + attributes.second_palette, mixed & self._often(0.6, count, chance), chance),
            *self._changes(attributes.modifiers, chance),
            *self._nothing(count, chance),
        ]
        together = torch.stack(parts, 1)
        order = self._rand(chance, count, len(parts)).argsort(1)
        shuffled = together.gather(1, order[:, :, None].expand_as(together)).flatten(1)
        first = (shuffled == NONE).long().argsort(dim=1, stable=True)[:, :LENGTH]
        return torch.where(self._often(drop, count, chance)[:, None], NONE, shuffled.gather(1, first))

    def texts(self, attributes: Attributes, chance: torch.Generator, drop: float = 0.0) -> list[str]:
        """Return captions as texts."""
        rows = self.make(attributes, chance, drop).tolist()
        return [" ".join(self.words[number] for number in row if number != NONE) for row in rows]

    def _rand(self, chance: torch.Generator, *shape: int) -> Tensor:
        return torch.rand(*shape, generator=chance, device=self._device)

    def _often(self, share: float, count: int, chance: torch.Generator) -> Tensor:
        return self._rand(chance, count) < share

    def _said(self, concept: Tensor, where: Tensor, chance: torch.Generator) -> Tensor:
        """Return (n, PHRASE): one way of asking for a concept, where it is asked for."""
        way = (self._rand(chance, len(concept)) * self._counts[concept]).long()
        words = self._ways[concept, way]
        form = (self._rand(chance, *words.shape) * FORMS).long()
        altered = self._rand(chance, *words.shape) < ALTERED
        numbers = words * FORMS + torch.where(altered, form, 0)
        return torch.where(where[:, None] & (words != NONE), numbers, NONE)

    def _changes(self, modifiers: Tensor, chance: torch.Generator) -> list[Tensor]:
        """Return up to three of the modifiers that there are, each said four times in five."""
        order = (modifiers.float() * (1.0 + self._rand(chance, *modifiers.shape))).topk(3, 1)
        there = (order.values > 0.0) & (self._rand(chance, *order.values.shape) < 0.8)
        return [self._said(self._modifiers + order.indices[:, at], there[:, at], chance) for at in range(3)]

    def _nothing(self, count: int, chance: torch.Generator) -> list[Tensor]:
        """Return up to FILLED parts of one word, few more often than many."""
        many = (self._rand(chance, count).square() * (FILLED + 0.99)).long()
        which = (self._rand(chance, count, FILLED) * len(self._fillers)).long()
        numbers = self._fillers[which] * FORMS
        at = torch.arange(FILLED, device=self._device)
        numbers = torch.where(at[None] < many[:, None], numbers, NONE)
        rest = torch.full((count, PHRASE - 1), NONE, device=self._device)
        return [torch.cat((numbers[:, one : one + 1], rest), 1) for one in range(FILLED)]


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
