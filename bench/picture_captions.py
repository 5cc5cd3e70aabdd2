"""The captions that the model is judged with: of its vocabulary, in sentences that it has never seen.

Rules: the same captions every time, as many of each scene and about as many of each palette. Each has at least one word
that is in no list of the vocabulary, so that no caption of training can be the same; `filled` has six of them. `formed`
asks with a form of the scene's and the palette's word that is in no list (nebulae, mountainous, greenish), where there
is one. Of a scene's ways of asking, those that name a colour of some palette are left out: they contradict that of the
caption. A modifier stands in every third, and never mirrors: a mirrored scene is half a mandala.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from soundscape_live.generator.tiny.concepts import Concepts, Palette, Scene

SEED = 20_261
MODIFIED = 3
"Every so many captions have a modifier."
FILLERS = (
    "yesterday", "uncle", "harvest", "parliament", "thursday", "borrowed", "algebra", "perhaps", "letters", "kitchen",
    "seventh", "pocket", "invoice", "violin", "grammar", "cousin", "umbrella", "february", "sandwich", "jury",
    "nonsense", "library", "afterwards", "hobby", "tailor", "elbow", "gymnast", "kilometre", "nephew", "receipt",
    "sofa", "haircut", "vocabulary", "bicycle", "notebook", "proverb", "homework", "lawyer", "spoon", "cabbage",
    "anthem", "weekday", "teapot", "opinion", "ladder", "mathematics", "envelope", "tutor", "pension", "buttoned",
    "anybody",
)  # fmt: skip
"Words that say nothing of a picture and that training does not know; those that it does are left out."
SCENE_FORMS: Mapping[str, str] = {
    "nebula": "nebulae", "galaxy": "galaxylike", "planets": "planetary", "aurora": "auroral", "storm": "stormclouds",
    "ocean": "jellyfishes", "coral": "coralscape", "waves": "wavelets", "mountains": "mountainous", "dunes": "duneland",
    "forest": "forested", "flowers": "flowerbed", "city": "skyscraper", "synthwave": "synthwaves",
    "cathedral": "cathedrals", "circuit": "circuitry", "gears": "geared", "foundry": "foundries",
    "mandala": "mandalic", "tunnel": "tunnels", "glass": "mosaics", "crystal": "crystalline", "smoke": "smoky",
    "plasma": "plasmatic", "silk": "silky", "lava": "lavas", "fire": "firelight", "bokeh": "lanternlight",
    "stage": "spotlit",
}  # fmt: skip
"By the scene's name."
PALETTE_FORMS: Mapping[str, str] = {
    "red": "reddish", "orange": "orangey", "gold": "goldwork", "green": "greenish", "cyan": "cyanic", "blue": "bluish",
    "violet": "purplish", "pink": "pinkish", "silver": "silvery", "paper": "paperwork", "neon": "neonlit",
    "sunset": "sunsets", "ice": "icier", "toxic": "toxically", "rainbow": "rainbowlight", "pastel": "pastelcolour",
    "copper": "coppery", "boreal": "bioluminescence", "lavender": "lavenders", "coral": "coralline", "royal": "royally",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caption:
    """What is asked for, in several ways."""

    scene: str
    palette: str
    text: str
    filled: str
    "With six words that say nothing."
    formed: str
    "In forms that are in no list."
    plain: bool
    "Nothing modifies the scene."


def captions(concepts: Concepts, count: int) -> tuple[Caption, ...]:
    """Return the captions. ValueError if the vocabulary has come to know most of the words that say nothing."""
    chance = np.random.default_rng(SEED)
    known = concepts.words()
    fillers = [word for word in FILLERS if word not in known]
    if len(fillers) < len(FILLERS) // 2:
        raise ValueError(f"the vocabulary knows {len(FILLERS) - len(fillers)} of {len(FILLERS)} words held out from it")
    scenes = _spread(len(concepts.scenes), count, chance)
    palettes = _spread(len(concepts.palettes), count, chance)
    writer = _Writer(concepts, fillers, chance)
    return tuple(
        writer.write(concepts.scenes[scene], concepts.palettes[palette], modified=number % MODIFIED == MODIFIED - 1)
        for number, (scene, palette) in enumerate(zip(scenes, palettes, strict=True))
    )


def turns(asked: Sequence[Caption]) -> tuple[tuple[Caption, Caption], ...]:
    """Return each caption with a later one of another scene and palette, for changes of the prompt."""
    pairs = []
    for number, first in enumerate(asked):
        later = (*asked[number + 1 :], *asked[:number])
        pairs.append((first, next(one for one in later if one.scene != first.scene and one.palette != first.palette)))
    return tuple(pairs)


class _Writer:
    def __init__(self, concepts: Concepts, fillers: Sequence[str], chance: np.random.Generator) -> None:
        self._fillers = fillers
        self._chance = chance
        self._known = concepts.words()
        self._colours = {way for palette in concepts.palettes for way in palette.words if " " not in way}
        self._modifiers = [way for one in concepts.modifiers if one.name != "mirror" for way in one.words]

    def write(self, scene: Scene, palette: Palette, *, modified: bool) -> Caption:
        asks = self._pick([way for way in scene.words if not self._colours & set(way.split())])
        colour = self._pick([way for way in palette.words if " " not in way])
        modifier = [self._pick(self._modifiers)] if modified else []
        return Caption(
            scene.name,
            palette.name,
            self._sentence([asks, colour, *modifier], 1),
            self._sentence([asks, colour], 6),
            self._sentence(
                [self._form(SCENE_FORMS, scene.name, asks), self._form(PALETTE_FORMS, palette.name, colour)], 1
            ),
            plain=not modified,
        )

    def _form(self, forms: Mapping[str, str], name: str, otherwise: str) -> str:
        form = forms.get(name, "")
        return form if form and form not in self._known else otherwise

    def _sentence(self, parts: Sequence[str], fillers: int) -> str:
        """Return the parts and so many words that say nothing, in any order."""
        said = [*parts, *self._chance.choice(self._fillers, fillers, replace=False)]
        return " ".join(said[place] for place in self._chance.permutation(len(said)))

    def _pick(self, ways: Sequence[str]) -> str:
        return ways[int(self._chance.integers(len(ways)))]


def _spread(kinds: int, count: int, chance: np.random.Generator) -> list[int]:
    """Return `count` numbers below `kinds`, each as often as the others to within one, in any order."""
    rounds = [chance.permutation(kinds) for _ in range(-(-count // kinds))]
    return [int(number) for number in np.concatenate(rounds)[:count]]
