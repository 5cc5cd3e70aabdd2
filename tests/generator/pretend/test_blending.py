"""What prompts become, and their ways to others, as measured on Scope's blocks."""

import pytest

from soundscape_live.generator.pretend.blending import Blender, CallError, encode

FOREST = [{"text": "forest", "weight": 1.0}]
SEA = [{"text": "sea", "weight": 1.0}]
CITY = [{"text": "city", "weight": 1.0}]


def to(prompts: object, steps: object = 3) -> dict[str, object]:
    return {"target_prompts": prompts, "num_steps": steps}


def share(blender: Blender, text: str) -> float:
    return dict(blender.mixture).get(text, 0.0)


@pytest.mark.parametrize(
    ("prompts", "shares"),
    [
        (FOREST, {"forest": 1.0}),
        ([{"text": "forest"}, {"text": "sea"}], {"forest": 0.5, "sea": 0.5}),
        ([{"text": "forest", "weight": 3}, {"text": "sea", "weight": 1}], {"forest": 0.75, "sea": 0.25}),
        ([{"text": "forest", "weight": 0}, {"text": "sea", "weight": 0}], {"forest": 0.5, "sea": 0.5}),
        ([{"text": "forest"}, {"text": "forest"}], {"forest": 1.0}),
    ],
)
def test_weights_are_normalised(prompts: object, shares: dict[str, float]) -> None:
    assert dict(encode(prompts)) == shares


@pytest.mark.parametrize(
    "prompts",
    [None, "forest", [], [{"weight": 1.0}], ["forest"], [{"text": "forest", "weight": "1"}],
     [{"text": "forest", "weight": True}], [{"text": "forest", "weight": float("nan")}],
     [{"text": "forest", "weight": 10**400}]],
)  # fmt: skip
def test_bad_prompts_raise(prompts: object) -> None:
    with pytest.raises(CallError):
        encode(prompts)


def test_a_transition_begins_with_no_change_and_ends_on_its_target() -> None:
    blender = Blender()
    blender.turn(FOREST, None)
    shares = []
    for _ in range(4):
        blender.turn(SEA, to(SEA, 4))
        shares.append((share(blender, "sea"), blender.active))
    assert shares == [(0.0, True), (pytest.approx(1 / 3), True), (pytest.approx(2 / 3), True), (1.0, False)]


def test_one_step_never_arrives_and_none_is_there_at_once() -> None:
    for steps, sea in ((1, 0.0), (0, 1.0)):
        blender = Blender()
        blender.turn(FOREST, None)
        blender.turn(SEA, to(SEA, steps))
        assert (share(blender, "sea"), blender.active) == (sea, False)
        blender.turn(SEA, None)
        assert share(blender, "sea") == sea
    blender.turn(SEA, {"target_prompts": CITY})
    assert share(blender, "city") == 1.0


def test_a_transition_taken_away_leaves_its_source_whatever_the_prompts_say() -> None:
    blender = Blender()
    blender.turn(FOREST, None)
    blender.turn(SEA, to(SEA))
    blender.turn(SEA, to(SEA))
    assert share(blender, "sea") == 0.5
    for _ in range(3):
        blender.turn(SEA, None)
        assert blender.mixture == encode(FOREST)
    blender.turn(CITY, None)
    assert blender.mixture == encode(CITY)


def test_another_target_starts_from_the_mixture_of_now() -> None:
    blender = Blender()
    blender.turn(FOREST, None)
    blender.turn(SEA, to(SEA))
    blender.turn(SEA, to(SEA))
    blender.turn(CITY, to(CITY))
    assert dict(blender.mixture) == {"forest": 0.5, "sea": 0.5}
    blender.turn(CITY, to(CITY))
    assert dict(blender.mixture) == {"forest": 0.25, "sea": 0.25, "city": 0.5}
    blender.turn(CITY, to(CITY))
    assert blender.mixture == encode(CITY)


def test_a_reset_lands_on_the_prompts() -> None:
    blender = Blender()
    blender.turn(FOREST, None)
    blender.turn(FOREST, to(SEA, 0))
    blender.turn(FOREST, None)
    assert share(blender, "sea") == 1.0
    blender.reset()
    blender.turn(FOREST, None)
    assert share(blender, "forest") == 1.0


def test_an_empty_list_keeps_what_was() -> None:
    blender = Blender()
    blender.turn(FOREST, None)
    assert not blender.turn([], None)
    assert share(blender, "forest") == 1.0


def test_prompts_are_encoded_when_a_text_or_weight_differs() -> None:
    blender = Blender()
    assert blender.turn(FOREST, None)
    assert not blender.turn([dict(FOREST[0])], None)
    assert blender.turn([{"text": "forest", "weight": 0.99}], None)
    assert blender.encoded == 2


@pytest.mark.parametrize("transition", ["sea", {"num_steps": 2}, to(SEA, "2"), to(SEA, -1), to(SEA, steps=True)])
def test_a_bad_transition_raises_in_every_call(transition: object) -> None:
    blender = Blender()
    blender.turn(FOREST, None)
    for _ in range(2):
        with pytest.raises(CallError):
            blender.turn(FOREST, transition)
    blender.turn(FOREST, None)
    assert share(blender, "forest") == 1.0
