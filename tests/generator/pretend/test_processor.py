"""The queue and what its messages come to, as measured on Scope."""

import pytest

from soundscape_live.generator.pretend.pipeline import Manner, Pipeline
from soundscape_live.generator.pretend.processor import DEPTH, EATS, Processor

FOREST = [{"text": "forest", "weight": 1.0}]
SEA = [{"text": "sea", "weight": 1.0}]
TO_SEA = {"target_prompts": SEA, "num_steps": 3}


@pytest.fixture
def processor() -> Processor:
    processor = Processor(Pipeline(Manner(chunk=1.0, encode=0.0)), {"prompts": FOREST})
    processor.call(0.0)
    return processor


def sea(processor: Processor, at: float) -> float:
    made = processor.call(at).made
    assert made is not None
    return dict(made.embedding).get("sea", 0.0)


def test_a_call_takes_one_message(processor: Processor) -> None:
    processor.put({"noise_scale": 0.1}, 0.1)
    processor.put({"noise_scale": 0.2}, 0.2)
    call = processor.call(1.0)
    assert call.applied is not None
    assert (call.applied.message, call.applied.arrived, call.applied.applied) == ({"noise_scale": 0.1}, 0.1, 1.0)
    assert processor.waiting == 1
    assert processor.call(2.0).applied == processor.log[-1]
    assert processor.call(3.0).applied is None
    assert [entry.call for entry in processor.log] == [2, 3]


def test_the_ninth_message_is_dropped_and_counted(processor: Processor) -> None:
    assert [processor.put({"noise_scale": 0.1 * number}, 0.0) for number in range(10)] == [True] * 8 + [False] * 2
    assert (processor.waiting, processor.dropped, processor.deepest, processor.sent) == (DEPTH, 2, DEPTH, 10)
    for _ in range(DEPTH):
        processor.call(1.0)
    assert processor.parameters["noise_scale"] == pytest.approx(0.7)


def test_parameters_stay_until_they_are_overwritten(processor: Processor) -> None:
    processor.put({"noise_scale": 0.1, "base_seed": 3}, 0.0)
    processor.put({"noise_scale": None}, 0.0)
    processor.call(1.0)
    processor.call(2.0)
    assert processor.parameters == {"prompts": FOREST, "noise_scale": None, "base_seed": 3}


def test_what_is_consumed_before_the_queue_burns_a_place_in_it(processor: Processor) -> None:
    processor.put({"bpm": 120.0, "quantize_mode": "bar"}, 0.0)
    processor.put({"bpm": 120.0, "base_seed": 3}, 0.0)
    assert processor.waiting == 2
    processor.call(1.0)
    processor.call(2.0)
    assert [entry.message for entry in processor.log] == [{}, {"base_seed": 3}]
    assert "bpm" not in processor.parameters


def test_what_is_consumed_is_taken_out_of_the_offer_too() -> None:
    assert Processor(Pipeline(), {"prompts": FOREST, "bpm": 120.0}).parameters == {"prompts": FOREST}


def test_a_reset_happens_once(processor: Processor) -> None:
    processor.put({"reset_cache": True}, 0.0)
    calls = [processor.call(float(at)) for at in range(1, 4)]
    assert [call.made is not None and call.made.cut for call in calls] == [True, False, False]
    assert [call.reset for call in calls] == [True, False, False]
    processor.put({"reset_cache": False}, 4.0)
    assert not processor.call(4.0).reset


def test_a_transition_goes_on_without_being_sent_again(processor: Processor) -> None:
    processor.put({"transition": TO_SEA, "prompts": SEA}, 0.0)
    assert [sea(processor, at) for at in (1.0, 2.0)] == [0.0, 0.5]
    assert "transition" in processor.parameters
    processor.put({"noise_scale": 0.3}, 2.5)
    assert [sea(processor, at) for at in (3.0, 4.0)] == [1.0, 1.0]
    assert "transition" not in processor.parameters


def test_prompts_alone_in_the_middle_snap_back_to_the_source(processor: Processor) -> None:
    processor.put({"transition": TO_SEA, "prompts": SEA}, 0.0)
    processor.call(1.0)
    assert sea(processor, 2.0) == 0.5
    processor.put({"prompts": SEA}, 2.5)
    assert [sea(processor, at) for at in (3.0, 4.0, 5.0)] == [0.0, 0.0, 0.0]


def test_new_prompts_alone_in_the_middle_are_lost_too(processor: Processor) -> None:
    processor.put({"transition": TO_SEA}, 0.0)
    processor.call(1.0)
    assert sea(processor, 2.0) == 0.5
    processor.put({"prompts": SEA}, 2.5)
    assert [sea(processor, at) for at in (3.0, 4.0)] == [0.0, 0.0]


def test_a_finished_transition_without_prompts_is_lost_at_the_next_reset(processor: Processor) -> None:
    for message, after in (({"transition": TO_SEA}, 0.0), ({"transition": TO_SEA, "prompts": SEA}, 1.0)):
        processor.put(message, 0.0)
        assert [sea(processor, at) for at in (1.0, 2.0, 3.0)] == [0.0, 0.5, 1.0]
        processor.put({"reset_cache": True}, 3.5)
        assert sea(processor, 4.0) == after


def test_a_reset_with_prompts_ends_a_transition_on_them(processor: Processor) -> None:
    processor.put({"transition": TO_SEA, "prompts": SEA}, 0.0)
    processor.call(1.0)
    assert sea(processor, 2.0) == 0.5
    processor.put({"reset_cache": True, "prompts": SEA}, 2.5)
    call = processor.call(3.0)
    assert call.made is not None
    assert call.made.cut
    assert call.made.embedding == (("sea", 1.0),)


def test_a_reset_with_a_transition_lands_on_the_prompts_before_it_begins(processor: Processor) -> None:
    processor.put({"reset_cache": True, "transition": TO_SEA, "prompts": SEA}, 0.0)
    assert [sea(processor, at) for at in (1.0, 2.0, 3.0)] == [1.0, 1.0, 1.0]


def test_a_call_that_raises_yields_nothing_until_the_value_is_overwritten(processor: Processor) -> None:
    processor.put({"prompts": [{"text": "sea", "weight": "1"}]}, 0.0)
    processor.put({"reset_cache": True}, 0.0)
    for at in (1.0, 1.01, 1.02):
        call = processor.call(at)
        assert (call.frames, call.duration) == (0, EATS)
        assert "weight" in call.error
    processor.put({"prompts": SEA}, 1.1)
    assert sea(processor, 1.1) == 1.0


def test_a_pause_stops_the_calls_and_drains_the_queue(processor: Processor) -> None:
    processor.put({"paused": "yes"}, 0.0)
    processor.put({"reset_cache": True, "prompts": SEA}, 0.0)
    calls = [processor.call(1.0), processor.call(1.01), processor.call(1.02)]
    assert [(call.frames, call.duration, call.error) for call in calls] == [(0, EATS, "")] * 3
    assert [call.applied is None for call in calls] == [False, False, True]
    processor.put({"paused": False}, 2.0)
    call = processor.call(2.0)
    assert call.frames == 12
    assert call.reset


def test_a_message_for_another_node_goes_astray() -> None:
    processor = Processor(Pipeline(), {"prompts": FOREST}, node="longlive")
    assert not processor.put({"node_id": "other", "noise_scale": 0.1}, 0.0)
    assert processor.put({"node_id": "longlive", "noise_scale": 0.1}, 0.0)
    assert (processor.astray, processor.waiting) == (1, 1)


def test_a_flood_lags_by_the_depth_of_the_queue() -> None:
    processor = Processor(Pipeline(Manner(chunk=0.75, encode=0.0)), {"prompts": FOREST})
    due, lags = 0.0, []
    for number in range(360):
        at = number / 30.0
        processor.put({"noise_scale": at / 12.0}, at)
        while due <= at:
            call = processor.call(due)
            if call.applied is not None:
                lags.append(due - call.applied.arrived)
            due += call.duration
    assert processor.dropped > 0.9 * 360
    assert lags[-1] == pytest.approx(6.0, abs=0.8)


def test_sessions_of_one_pipeline_take_their_parameters_to_it_in_turn() -> None:
    pipeline = Pipeline(Manner(chunk=1.0, encode=0.5))
    first, second = Processor(pipeline, {"prompts": FOREST}), Processor(pipeline, {"prompts": SEA})
    shares = [sea(processor, 0.0) for processor in (first, second, first, second)]
    assert shares == [0.0, 1.0, 0.0, 1.0]
    assert first.call(0.0).duration == pytest.approx(1.5)
