"""The picture is published to a media server that exists, Janus, which its own subscribers see it from."""

import json

import pytest

from tests.rig import janus, network


@pytest.mark.rig
def test_janus_is_published_to_and_again_within_five_seconds_of_its_return() -> None:
    missing = janus.missing()
    if missing:
        pytest.skip(missing)
    seen = json.loads(network.run_within("tests.rig.janus", 120.0))
    assert "Traceback" not in seen["errors"], seen["errors"]
    assert seen["second"] > seen["first"]
    assert seen["again_s"] < 5.0
    assert seen["left"]
