"""The graphics card encodes where it can; where it cannot, x264 does and nobody notices."""

import logging
import os
import time

import numpy as np
import pytest

from soundscape_live.generator.encoder import Codec, Encoded, Encoder
from soundscape_live.generator.frames import Frames, open_memory
from soundscape_live.generator.link import Shown
from soundscape_live.generator.nvenc import NAME, Nvenc, try_encoder
from soundscape_live.generator.renderer import Picture
from soundscape_live.host.clock import now


def test_an_encoder_that_works_opens_and_one_that_does_not_says_why() -> None:
    assert try_encoder("libx264") == ""
    assert try_encoder("no_such_encoder")
    assert Nvenc("libx264").opens()
    assert not Nvenc("no_such_encoder").opens()


def test_what_failed_later_is_said_once_and_not_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    card = Nvenc("libx264")
    assert card.opens()
    with caplog.at_level(logging.WARNING):
        card.fail("out of sessions")
        card.fail("out of sessions")
    assert sum(record.levelno == logging.WARNING for record in caplog.records) == 1
    assert not card.opens()


@pytest.mark.skipif(try_encoder(NAME) == "", reason="the graphics card of this machine encodes")
@pytest.mark.parametrize("believed", [False, True])
def test_without_a_card_x264_encodes_even_where_a_card_was_believed_in(*, believed: bool) -> None:
    memory = open_memory(64, 64)
    frames = Frames(memory, 64, 64)
    os.close(memory)
    frames.write(1, lambda slot: np.copyto(slot, 90))
    out: list[Encoded] = []
    card = Nvenc("libx264" if believed else NAME)
    encoder = Encoder(Codec.H264, 30.0, out.append, card)
    encoder.offer(Picture(Shown(1, now(), 1, 1, ()), frames, 64, 64))
    begun = now()
    while not out and now() - begun < 10.0:
        time.sleep(0.01)
    encoder.close()
    encoder.join()
    assert out[0].keyframe
    assert not card.opens()
