"""What prompts are recognised to ask for, by engine, and over HTTP."""

from collections.abc import Callable

import pytest

from soundscape_live.generator.finish import FINISHES, finish_of
from soundscape_live.generator.settings import GeneratorSettings, ModelSettings
from soundscape_live.generator.tiny.words import WORDS
from soundscape_live.generator.vocabulary import VOCABULARIES, engine_of, recognised
from tests.generator.rig import Generator, Peer

Peers = Callable[[Generator], Peer]

PATH = "/api/v1/prompt/concepts?prompt="


def test_a_model_says_what_it_was_taught_and_words_alike_stand_for_it() -> None:
    found = recognised("tiny", "a jellyfishes, Neon and zxqv")
    assert [(one.said, one.group) for one in found] == [("jellyfishes", "scene"), ("neon", "colour")]
    assert found[0].likeness < 1.0 == found[1].likeness
    assert found[0].concept == recognised("tiny", "jellyfish")[0].concept


def test_the_procedural_engine_knows_its_words() -> None:
    assert [one.concept for one in recognised("procedural", "Glowing forests of qwux")] == ["glowing", "forest"]


@pytest.mark.parametrize("engine", list(VOCABULARIES))
def test_a_prompt_of_nothing_asks_for_nothing(engine: str) -> None:
    assert recognised(engine, "") == recognised(engine, "?!") == ()


def test_an_engine_without_a_list_has_none() -> None:
    with pytest.raises(KeyError):
        recognised("pattern", "neon")


@pytest.mark.parametrize(
    ("settings", "engine"),
    [
        (GeneratorSettings(engine="procedural"), "procedural"),
        (GeneratorSettings(engine="procedural", model=ModelSettings("tiny")), "tiny"),
        (GeneratorSettings(engine="tiny", model=ModelSettings("/models/turbo")), "/models/turbo"),
    ],
)
def test_what_draws_is_the_model_where_there_is_one(settings: GeneratorSettings, engine: str) -> None:
    assert engine_of(settings) == engine
    finish = finish_of(settings)
    assert (finish is None) == (engine not in FINISHES)
    assert finish is None or all(0.0 <= value <= 1.0 for value in finish.values())


async def test_a_server_says_what_its_engine_recognises(start: Callable[..., Generator], peers: Peers) -> None:
    peer = peers(start("--engine", "procedural"))
    status, answer = await peer.request("GET", f"{PATH}glowing%20forest")
    assert status == 200
    concept = {"said": "glowing", "concept": "glowing", "group": "word"}
    assert answer == {"engine": "procedural", "concepts": [concept, concept | {"said": "forest", "concept": "forest"}]}
    assert await peer.request("GET", PATH) == (200, {"engine": "procedural", "concepts": []})
    assert (await peer.request("GET", PATH + 2001 * "x"))[0] == 422


async def test_one_whose_engine_has_no_list_says_so(start: Callable[..., Generator], peers: Peers) -> None:
    assert (await peers(start()).request("GET", f"{PATH}neon"))[0] == 404


@pytest.mark.parametrize(("engine", "wished"), [("procedural", False), ("tiny", True)])
async def test_a_viewer_is_told_how_the_picture_is_to_be_finished(
    start: Callable[..., Generator], peers: Peers, engine: str, *, wished: bool
) -> None:
    peer = peers(start("--engine", engine))
    peer.pc.addTransceiver("video", direction="recvonly")
    await peer.pc.setLocalDescription(await peer.pc.createOffer())
    offer = {"sdp": peer.pc.localDescription.sdp, "type": "offer"}
    status, answer = await peer.request("POST", "/api/v1/webrtc/offer", offer)
    assert status == 200
    assert isinstance(answer, dict)
    assert ("finish" in answer) == wished


def test_what_the_model_does_not_hear_is_not_said_to_be_recognised() -> None:
    heard = " ".join(["neon"] * WORDS)
    assert len(recognised("tiny", heard + " ocean")) == WORDS
