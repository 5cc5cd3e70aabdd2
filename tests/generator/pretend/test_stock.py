"""What loading comes to, as measured on Scope."""

import pytest

from soundscape_live.generator.pretend.pipeline import Manner
from soundscape_live.generator.pretend.stock import Stock


@pytest.fixture
def stock() -> Stock:
    stock = Stock(Manner(chunk=0.5))
    stock.loading = 2.0
    return stock


def told(stock: Stock, at: float) -> tuple[object, object]:
    status = stock.status(at)
    assert status["error"] is None
    return status["status"], status["pipeline_id"]


def test_a_pipeline_is_there_when_its_time_is_over(stock: Stock) -> None:
    assert told(stock, 0.0) == ("not_loaded", None)
    stock.load("longlive", {"height": 320}, 0.0)
    assert told(stock, 1.9) == ("loading", "longlive")
    assert stock.pipeline(1.9) is None
    assert told(stock, 2.0) == ("loaded", "longlive")
    pipeline = stock.pipeline(2.0)
    assert pipeline is not None
    assert (pipeline.manner.frames, pipeline.manner.chunk) == (12, 0.5)


def test_an_unknown_name_is_an_error_that_is_told_once(stock: Stock) -> None:
    stock.load("no-such-pipeline", None, 0.0)
    assert told(stock, 1.0) == ("loading", "no-such-pipeline")
    assert stock.pipeline(2.0) is None
    assert told(stock, 2.0) == ("error", "no-such-pipeline")
    assert told(stock, 2.0) == ("not_loaded", None)


def test_what_is_loaded_is_not_loaded_again_unless_it_is_to_be_otherwise(stock: Stock) -> None:
    stock.load("longlive", None, 0.0)
    before = stock.pipeline(2.0)
    stock.load("longlive", None, 5.0)
    assert stock.pipeline(5.0) is before
    stock.load("longlive", {"height": 320}, 6.0)
    assert stock.pipeline(6.0) is None
    stock.load("streamdiffusionv2", None, 8.0)
    pipeline = stock.pipeline(10.0)
    assert pipeline is not None
    assert pipeline.manner.frames == 4


def test_a_pipeline_that_fails_is_gone(stock: Stock) -> None:
    stock.load("longlive", None, 0.0)
    stock.fail()
    assert stock.pipeline(3.0) is None
    assert told(stock, 3.0) == ("error", "longlive")
    assert told(stock, 3.0) == ("not_loaded", None)
    stock.load("longlive", None, 4.0)
    assert told(stock, 6.0) == ("loaded", "longlive")


def test_the_length_of_a_call_changes_for_what_is_loaded_and_what_will_be(stock: Stock) -> None:
    stock.load("longlive", None, 0.0)
    stock.slow(0.9)
    pipeline = stock.pipeline(2.0)
    assert pipeline is not None
    assert pipeline.manner.chunk == 0.9
    stock.load("streamdiffusionv2", None, 2.0)
    pipeline = stock.pipeline(4.0)
    assert pipeline is not None
    assert pipeline.manner.chunk == 0.9
