"""What captions say of pictures."""

import pytest

torch = pytest.importorskip("torch", reason="needs torch: the extra gpu")

from soundscape_live.generator.tiny.concepts import shipped  # noqa: E402  (after what it needs)
from training.picture.attributes import Attributes, joined  # noqa: E402
from training.picture.captions import FORMS, INVENTED, LENGTH, NONE, Captions  # noqa: E402
from training.picture.scenes.drawing import Asked, draw  # noqa: E402

COUNT = 40


@pytest.fixture(scope="module")
def captions() -> Captions:
    return Captions(shipped())


@pytest.fixture(scope="module")
def attributes() -> Attributes:
    chance = torch.Generator().manual_seed(1)
    scenes = range(len(shipped().scenes))
    return joined([draw(shipped(), scene, COUNT, chance, Asked(mixed=0.0)) for scene in scenes])


def chance(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_words_are_those_of_the_vocabulary_and_a_few_invented_ones(captions: Captions) -> None:
    listed = captions.words[::FORMS]
    assert set(listed[:-INVENTED]) == shipped().words()
    assert len(listed[-INVENTED:]) == INVENTED
    assert sum(word in shipped().words() for word in listed[-INVENTED:]) < INVENTED / 50


def test_a_caption_is_words_and_then_none(captions: Captions, attributes: Attributes) -> None:
    made = captions.make(attributes, chance())
    assert made.shape == (len(attributes.scene), LENGTH)
    there = made != NONE
    assert (there.long().diff(dim=1) <= 0).all()
    assert made.max() < len(captions.words)
    assert made.min() == NONE


@pytest.mark.parametrize("drop", [0.0, 0.1, 1.0])
def test_a_share_of_captions_is_empty(captions: Captions, attributes: Attributes, drop: float) -> None:
    empty = (captions.make(attributes, chance(), drop) == NONE).all(1).float().mean().item()
    assert abs(empty - drop) < 0.04


def test_captions_come_again_from_the_same_chance(captions: Captions, attributes: Attributes) -> None:
    assert captions.texts(attributes, chance(4)) == captions.texts(attributes, chance(4))
    assert captions.texts(attributes, chance(4)) != captions.texts(attributes, chance(5))


def test_the_scene_is_nearly_always_said(captions: Captions, attributes: Attributes) -> None:
    concepts = shipped()
    said = 0
    for scene, text in zip(attributes.scene.tolist(), captions.texts(attributes, chance()), strict=True):
        said += concepts.scenes[scene].name in {found.concept for found in concepts.recognised(text)}
    assert said / len(attributes.scene) > 0.85


def test_what_is_said_in_so_many_words_is_there(captions: Captions, attributes: Attributes) -> None:
    concepts = shipped()
    wrong = 0
    for at, text in enumerate(captions.texts(attributes, chance())):
        here = {concepts.palettes[attributes.palette[at]].name, concepts.palettes[attributes.accent[at]].name}
        here |= {concepts.modifiers[place].name for place in attributes.modifiers[at].nonzero()[:, 0].tolist()}
        found = [one for one in concepts.recognised(text) if one.likeness == 1.0 and one.group != "scene"]
        wrong += sum(one.concept not in here for one in found)
    assert wrong / len(attributes.scene) < 0.1  # two parts side by side make a third now and then


def test_a_palette_that_was_chosen_freely_is_said(captions: Captions) -> None:
    concepts = shipped()
    asked = Asked(palette=concepts.palette("toxic"), modifiers=(), mixed=0.0)
    drawn = draw(concepts, concepts.scene("city"), 200, chance(), asked)
    found = [{one.concept for one in concepts.recognised(text)} for text in captions.texts(drawn, chance())]
    assert sum("toxic" in concepts_ for concepts_ in found) / 200 > 0.9


def test_both_scenes_of_a_mix_are_said(captions: Captions) -> None:
    concepts = shipped()
    drawn = draw(concepts, concepts.scene("lava"), 200, chance(2), Asked(mixed=1.0))
    second = concepts.scenes[drawn.second_scene[0]].name
    assert second != "lava"
    found = [{one.concept for one in concepts.recognised(text)} for text in captions.texts(drawn, chance())]
    assert sum({"lava", second} <= concepts_ for concepts_ in found) / 200 > 0.75
