"""What captions say of pictures."""

import pytest

torch = pytest.importorskip("torch", reason="needs torch: the extra gpu")

from soundscape_live.generator.tiny.concepts import shipped  # noqa: E402  (after what it needs)
from training.picture.attributes import Attributes, joined  # noqa: E402
from training.picture.captions import FORMS, INVENTED, LENGTH, NONE, STRAY_GROUPS, Captions  # noqa: E402
from training.picture.scenes.drawing import Asked, draw  # noqa: E402

COUNT = 40


@pytest.fixture(scope="module")
def captions() -> Captions:
    return Captions(shipped())


@pytest.fixture(scope="module")
def short() -> Captions:
    return Captions(shipped(), long=0.0)


@pytest.fixture(scope="module")
def long() -> Captions:
    return Captions(shipped(), long=1.0)


def told(text: str, group: str) -> list[str]:
    """Return the concepts of one group that a text says in so many words."""
    return [one.concept for one in shipped().recognised(text) if one.group == group and one.likeness == 1.0]


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


def test_what_a_short_caption_says_in_so_many_words_is_there(short: Captions, attributes: Attributes) -> None:
    concepts = shipped()
    wrong = 0
    for at, text in enumerate(short.texts(attributes, chance())):
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


def test_half_of_the_captions_are_long_and_those_are_as_long_as_themes_are(
    captions: Captions, short: Captions, long: Captions, attributes: Attributes
) -> None:
    lengths = [(one.make(attributes, chance(), 0.0) != NONE).sum(1).float() for one in (short, long, captions)]
    assert lengths[0].mean() < 9.0
    assert 18.0 < lengths[1].mean() < 26.0
    assert (lengths[1] >= 24.0).float().mean() > 0.25
    assert lengths[1].max() == LENGTH
    assert abs(lengths[2].mean() - (lengths[0].mean() + lengths[1].mean()) / 2.0) < 1.0


def test_a_long_captions_scene_is_named_first_or_most_often(long: Captions, attributes: Attributes) -> None:
    names = [one.name for one in shipped().scenes]
    right, strayed, again = [], 0, 0
    for scene, text in zip(attributes.scene.tolist(), long.texts(attributes, chance()), strict=True):
        found = told(text, "scene")
        right.append(bool(found) and max(found, key=found.count) == names[scene])
        strayed += any(one != names[scene] for one in found)
        again += found.count(names[scene]) > 1
    assert sum(right) / len(right) > 0.85
    assert strayed / len(right) > 0.4
    assert again / len(right) > 0.5


def test_a_long_captions_palette_is_named_first_or_most_often(long: Captions) -> None:
    concepts = shipped()
    asked = Asked(palette=concepts.palette("toxic"), modifiers=(), mixed=0.0)
    found = [
        told(text, "colour")
        for text in long.texts(draw(concepts, concepts.scene("city"), 300, chance(), asked), chance())
    ]
    assert sum(bool(one) and max(one, key=one.count) == "toxic" for one in found) / 300 > 0.85
    assert sum(one.count("toxic") > 1 for one in found) / 300 > 0.4
    assert sum(len(set(one)) > 1 for one in found) / 300 > 0.3


def test_what_long_captions_say_that_is_not_there_is_light_material_or_mood(long: Captions) -> None:
    concepts = shipped()
    names = [one.name for one in concepts.modifiers]
    loose = {one.name for one in concepts.modifiers if one.group in STRAY_GROUPS}
    asked = Asked(modifiers=[names.index("snow")], mixed=0.0)
    drawn = draw(concepts, concepts.scene("city"), 300, chance(), asked)
    found = [[one for group in {one.group for one in concepts.modifiers} for one in told(text, group)]
             for text in long.texts(drawn, chance())]  # fmt: skip
    said = [one for each in found for one in each]
    assert said.count("snow") > 200
    assert 50 < sum(one in loose for one in said) < 400
    assert sum(one not in loose | {"snow"} for one in said) < 30


def test_the_larger_scene_of_a_mix_comes_first_in_a_long_caption(long: Captions) -> None:
    concepts = shipped()
    drawn = draw(concepts, concepts.scene("lava"), 300, chance(2), Asked(mixed=1.0))
    second = concepts.scenes[drawn.second_scene[0]].name
    names = [second if share > 0.5 else "lava" for share in drawn.share.tolist()]
    texts = [told(text, "scene") for text in long.texts(drawn, chance())]
    assert sum(bool(one) and one[0] == name for one, name in zip(texts, names, strict=True)) / 300 > 0.8
