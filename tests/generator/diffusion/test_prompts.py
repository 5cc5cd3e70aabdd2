"""Texts that are encoded once, beside the frames, and blends of them."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import pytest

from tests.generator.diffusion.pipelines import torch

from soundscape_live.generator.diffusion.model import Embedding  # isort: skip
from soundscape_live.generator.diffusion.prompts import Library
from soundscape_live.generator.diffusion.random import chance_texts
from soundscape_live.generator.latent.course import Aim, Mix
from soundscape_live.generator.latent.prompts import REMEMBERED, Prompts
from soundscape_live.model import Interpolation, Prompt

CPU = torch.device("cpu")


class Encoder:
    """Encodes with chance, when it may, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may = Event()
        self.may.set()
        self._encode = chance_texts(16, 24, CPU, torch.float32)

    def __call__(self, text: str) -> Embedding:
        self.may.wait(20.0)
        self.asked.append(text)
        if text == "bad":
            raise RuntimeError("no such word")
        return self._encode(text)


@pytest.fixture
def encoder() -> Encoder:
    return Encoder()


@pytest.fixture
def library(encoder: Encoder) -> Iterator[Library]:
    library = Library(encoder, CPU)
    yield library
    library.close()


def test_a_text_is_encoded_once_and_nobody_waits(encoder: Encoder, library: Library) -> None:
    encoder.may.clear()
    assert not library.ready(["a", "b"])
    assert not library.ready(["a", "b"])
    encoder.may.set()
    library.get("b")
    assert library.ready(["a", "b"])
    assert library.get("a") is library.get("a")
    assert encoder.asked == ["a", "b"]


def test_the_last_used_are_kept(encoder: Encoder, library: Library) -> None:
    for number in range(REMEMBERED):
        library.get(str(number))
    library.get("0")
    library.get("one more")
    library.get("0")
    assert encoder.asked.count("0") == 1
    library.get("1")
    assert encoder.asked.count("1") == 2


def test_what_the_encoder_raises_is_raised(library: Library) -> None:
    with pytest.raises(RuntimeError, match="no such word"):
        library.get("bad")


def mix(*texts: str, method: Interpolation = Interpolation.LINEAR, **weights: float) -> Mix:
    return Mix(tuple(Prompt(text, weights.get(text, 1.0)) for text in texts), method)


@pytest.mark.parametrize("method", Interpolation)
def test_a_blend_keeps_the_norm_of_each_token_and_of_the_whole(library: Library, method: Interpolation) -> None:
    prompts = Prompts(library)
    prompts.follow(Aim(mix("a", "b", method=method, b=3.0)))
    made, one, other = prompts.now(), library.get("a"), library.get("b")
    torch.testing.assert_close(
        made.tokens.norm(dim=-1), 0.25 * one.tokens.norm(dim=-1) + 0.75 * other.tokens.norm(dim=-1)
    )
    assert made.pooled is not None
    assert one.pooled is not None
    assert other.pooled is not None
    torch.testing.assert_close(made.pooled.norm(), 0.25 * one.pooled.norm() + 0.75 * other.pooled.norm())
    assert float((made.tokens - other.tokens).norm()) < float((made.tokens - one.tokens).norm())


def test_one_prompt_and_a_weight_of_nothing_are_the_texts_own(library: Library) -> None:
    prompts = Prompts(library)
    prompts.follow(Aim(mix("a")))
    assert prompts.now() is library.get("a")
    prompts.follow(Aim(mix("a", "b", a=0.0)))
    assert prompts.now() is library.get("b")


def test_the_same_aim_is_the_same_object(library: Library) -> None:
    prompts = Prompts(library)
    for aim in (Aim(mix("a", "b")), Aim(mix("a"), 0.5, begins=True)):
        prompts.follow(aim)
        made = prompts.now()
        prompts.follow(replace(aim, begins=False))
        assert prompts.now() is made


@pytest.mark.parametrize("method", Interpolation)
def test_a_way_begins_where_the_last_frame_was_and_ends_on_the_target(library: Library, method: Interpolation) -> None:
    prompts = Prompts(library)
    prompts.follow(Aim(mix("a")))
    start = prompts.now()
    goal = library.get("b")
    apart = []
    for step in range(1, 5):
        prompts.follow(Aim(mix("b"), step / 4, method, begins=step == 1))
        apart.append(float((prompts.now().tokens - start.tokens).norm()))
    assert apart == sorted(apart)
    assert apart[0] > 0.0
    assert prompts.now() is goal
    prompts.follow(Aim(mix("a"), 0.5, method, begins=True))
    half = prompts.now()
    prompts.follow(Aim(mix("c"), 0.001, method, begins=True))
    assert float((prompts.now().tokens - half.tokens).norm()) < 0.05 * float(half.tokens.norm())


def test_a_way_may_begin_on_a_former_target(library: Library) -> None:
    prompts = Prompts(library)
    prompts.follow(Aim(mix("a")))
    prompts.follow(Aim(mix("c"), 1e-6, begins=True, settled=mix("b")))
    torch.testing.assert_close(prompts.now().tokens, library.get("b").tokens, atol=1e-4, rtol=1e-4)
