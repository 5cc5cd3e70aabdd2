"""What is refused of an offer's parameters, and which of its graphs come to anything."""

import pytest

from soundscape_live.generator.pretend.checks import ADDED, RefusedError, checked, graph_node, has_source

FOREST = [{"text": "forest"}]
DRAWS = {"id": "draws", "type": "pipeline", "pipeline_id": "longlive"}
SINK = {"id": "output", "type": "sink"}


def test_two_keys_are_added_and_nulls_left_out() -> None:
    given = {"prompts": FOREST, "noise_scale": None, "unknown": 1, "vace_context_scale": 0.5}
    assert checked(given) == {**ADDED, "prompts": FOREST, "unknown": 1, "vace_context_scale": 0.5}


@pytest.mark.parametrize(
    "bad",
    [
        {"prompts": "forest"},
        {"prompts": [{"text": 1}]},
        {"prompts": [{"text": "forest", "weight": "1"}]},
        {"prompts": [{"text": "forest", "weight": -1}]},
        {"transition": "sea"},
        {"transition": {"num_steps": 4}},
        {"transition": {"target_prompts": FOREST, "num_steps": -1}},
        {"prompt_interpolation_method": "cubic"},
        {"noise_scale": 1.1},
        {"noise_scale": True},
        {"denoising_step_list": [1.5]},
        {"paused": "yes"},
        {"input_mode": "audio"},
        {"input_mode": []},
    ],
)
def test_what_the_schema_forbids_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(RefusedError, match=next(iter(bad))):
        checked(bad)


@pytest.mark.parametrize(
    "good",
    [
        {"prompts": FOREST, "transition": {"target_prompts": FOREST}, "input_mode": "video"},
        {"noise_scale": 1, "paused": False, "denoising_step_list": [1000, 500]},
        {"prompt_interpolation_method": "slerp"},
    ],
)
def test_what_it_allows_passes(good: dict[str, object]) -> None:
    assert checked(good) == {**ADDED, **good}


@pytest.mark.parametrize(
    ("graph", "node"),
    [
        ({"nodes": [DRAWS, SINK]}, "draws"),
        ({"nodes": [DRAWS]}, None),
        ({"nodes": [SINK]}, None),
        ({"nodes": [{**DRAWS, "pipeline_id": "other"}, SINK]}, None),
        ({"nodes": "draws"}, None),
        ({}, None),
        ("draws", None),
    ],
)
def test_a_graph_needs_the_pipeline_and_a_sink(graph: object, node: str | None) -> None:
    assert graph_node(graph, "longlive") == node


def test_a_graph_may_have_a_source() -> None:
    assert has_source({"nodes": [{"id": "input", "type": "source"}, DRAWS, SINK]})
    assert not has_source({"nodes": [DRAWS, SINK]})
    assert not has_source(None)
