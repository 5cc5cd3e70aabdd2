"""What a log of drawn states holds: written and read back."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.generator.log.form import (
    FIRST,
    Digest,
    Drawn,
    Header,
    read_line,
    write_digest,
    write_drawn,
    write_header,
)
from soundscape_live.generator.picture import FrameState
from soundscape_live.generator.settings import LoraSettings, ModelSettings
from soundscape_live.model import Interpolation, LoraScale, Motion, Prompt
from soundscape_live.wire.messages import WireTransition

share = st.floats(0.0, 1.0)
prompts = st.lists(st.builds(Prompt, st.text(max_size=9), share), min_size=1, max_size=3).map(tuple)
small = st.floats(-2.0, 2.0)
states = st.builds(
    FrameState,
    prompts=prompts,
    interpolation=st.sampled_from(Interpolation),
    noise_scale=share,
    denoising_step_list=st.lists(st.integers(1, 1000), min_size=1, max_size=4).map(tuple),
    manage_cache=st.booleans(),
    seed=st.integers(0, 2**31 - 1),
    reset=st.booleans(),
    transition=st.none() | st.builds(WireTransition, prompts, st.integers(0, 1000), st.sampled_from(Interpolation)),
    motion=st.builds(Motion, small, small, small, small),
    loras=st.lists(st.builds(LoraScale, st.text(max_size=5), small), max_size=2).map(tuple),
)
drawings = st.builds(
    Drawn,
    frame=st.integers(1, 10**9),
    state=states,
    light=share,
    held=st.booleans(),
    size=st.tuples(st.integers(64, 2048), st.integers(64, 2048)),
    way=st.sampled_from(["", "eager", "graph"]),
)


@given(st.lists(drawings, min_size=1, max_size=5))
def test_frames_are_read_back_from_what_changed_between_them(frames: list[Drawn]) -> None:
    lines = [write_drawn(frames[0], None), *(write_drawn(now, before) for before, now in itertools.pairwise(frames))]
    before = Drawn(0)
    for frame, line in zip(frames, lines, strict=True):
        before = read_line(line, before) if line else replace(before.quiet(), frame=frame.frame)
        assert before == frame


def test_a_frame_like_the_one_before_needs_no_line_and_one_that_differs_says_only_how() -> None:
    cut = Drawn(1, replace(FIRST, reset=True, transition=WireTransition(FIRST.prompts, 5, Interpolation.SLERP)))
    after = Drawn(2, FIRST)
    assert write_drawn(after, cut) == ""
    assert write_drawn(Drawn(3, replace(FIRST, noise_scale=0.5)), after) == '{"frame": 3, "noise_scale": 0.5}'
    assert write_drawn(replace(cut, frame=3), cut) != "", "a second cut is one more"


@pytest.mark.parametrize("model", [None, ModelSettings("m", loras=(LoraSettings("a", 0.5),), motion=Motion(0.1))])
def test_a_header_and_a_digest_are_read_back(model: ModelSettings | None) -> None:
    header = Header("1.0", "floor", "procedural", model, 512, 288, 30.0, 7, {"numpy": "2"})
    assert read_line(write_header(header), Drawn(0)) == header
    assert read_line(write_digest(Digest(30, "ab")), Drawn(0)) == Digest(30, "ab")


@pytest.mark.parametrize(
    "line",
    [
        "", "{", "7", "[]", "null", '"frame"', "{}", '{"frame": 1, "size": 3}', '{"frame": 1, "noise": 0.5}',
        '{"frame": 1, "prompts": [{"words": "a"}]}', '{"frame": 1, "interpolation": "cubic"}',
        '{"format": "soundscape drawing 2"}', '{"format": "soundscape drawing 1"}', '{"sha256": "ab"}',
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_said(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (any reason)
        read_line(line, Drawn(0))
