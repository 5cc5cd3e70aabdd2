from collections import Counter

import pytest

from bench.picture_captions import FILLERS, PALETTE_FORMS, SCENE_FORMS, captions, turns
from soundscape_live.generator.tiny.concepts import Concepts, shipped, split

CONCEPTS = shipped()
ASKED = captions(CONCEPTS, 256)


def test_every_caption_has_a_word_that_no_list_has_and_filled_ones_have_six() -> None:
    known = CONCEPTS.words()
    for caption in ASKED:
        assert set(split(caption.text)) - known
        assert len([word for word in split(caption.filled) if word not in known]) == 6
        assert len(split(caption.filled)) <= 16


def test_every_caption_asks_for_its_scene_and_its_palette() -> None:
    for caption in ASKED:
        for text in (caption.text, caption.filled):
            meant = {(found.concept, found.group) for found in CONCEPTS.recognised(text)}
            assert {(caption.scene, "scene"), (caption.palette, "colour")} <= meant
            assert {name for name, group in meant if group == "colour"} == {caption.palette}


def test_words_that_say_nothing_are_like_no_word_of_the_vocabulary() -> None:
    assert not [word for word in FILLERS if CONCEPTS.recognised(word)]


def test_forms_are_of_concepts_that_there_are_and_few_are_in_a_list() -> None:
    assert set(SCENE_FORMS) == {scene.name for scene in CONCEPTS.scenes}
    assert set(PALETTE_FORMS) == {palette.name for palette in CONCEPTS.palettes}
    assert len(CONCEPTS.words() & {*SCENE_FORMS.values(), *PALETTE_FORMS.values()}) <= 5
    known = CONCEPTS.words()
    unlisted = [caption for caption in ASKED if len([word for word in split(caption.formed) if word not in known]) >= 3]
    assert len(unlisted) > 200


def test_scenes_and_palettes_come_equally_often_and_always_the_same() -> None:
    scenes, palettes = (Counter(getattr(one, name) for one in ASKED) for name in ("scene", "palette"))
    assert max(scenes.values()) - min(scenes.values()) <= 1
    assert max(palettes.values()) - min(palettes.values()) <= 1
    assert captions(CONCEPTS, 256) == ASKED
    assert len({caption.text for caption in ASKED}) == 256


def test_a_third_is_modified() -> None:
    assert sum(not caption.plain for caption in ASKED) == 85


def test_a_turn_goes_from_one_scene_and_palette_to_another() -> None:
    pairs = turns(ASKED)
    assert [first for first, _ in pairs] == list(ASKED)
    assert all(first.scene != second.scene and first.palette != second.palette for first, second in pairs)
    assert len({second.scene for _, second in pairs}) > 20


def test_a_vocabulary_that_knows_the_words_held_out_is_refused() -> None:
    knowing = Concepts(
        CONCEPTS.scenes, CONCEPTS.palettes, CONCEPTS.modifiers, FILLERS[: len(FILLERS) * 2 // 3], {}, CONCEPTS.grams
    )
    with pytest.raises(ValueError, match="held out"):
        captions(knowing, 8)
