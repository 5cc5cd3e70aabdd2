"""Texts become the tokens and the vectors that the models were taught with, which are those of the usual library."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.generator.diffusion.pipelines import open_model, texts, torch, transformers

from safetensors.torch import load_file, save_file  # isort: skip
from soundscape_live.generator.diffusion.clip import ROOT, read_encoder  # isort: skip
from soundscape_live.generator.diffusion.files import Files
from soundscape_live.generator.diffusion.tokens import BEGIN, END, LENGTH, Words, read_words
from soundscape_live.generator.picture import Refusal

Folder = Callable[[str], Path]
MERGES = [("t", "h"), ("th", "e</w>"), ("n", "e"), ("ne", "o"), ("neo", "n</w>"), ("'", "s</w>"), ("!", "!</w>")]
VISIBLE = [*range(33, 127), *range(161, 173), *range(174, 256), *range(256, 324)]


def vocabulary() -> dict[str, int]:
    letters = [chr(code) + end for end in ("", "</w>") for code in VISIBLE]
    return {piece: number for number, piece in enumerate([*letters, *map("".join, MERGES), BEGIN, END])}


def write(folder: Path, **settings: object) -> Path:
    """Write a vocabulary as the models' folders have it; `special`: the pad token of the older file."""
    folder.mkdir()
    (folder / "vocab.json").write_text(json.dumps(vocabulary()))
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *(" ".join(pair) for pair in MERGES), ""]))
    special = settings.pop("special", None)
    if special:
        (folder / "special_tokens_map.json").write_text(json.dumps({"pad_token": special}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "CLIPTokenizer", **settings}))
    return folder


def read(folder: Path) -> Words:
    return read_words(lambda name: folder / name if (folder / name).is_file() else None)


def theirs(folder: Path) -> Callable[[str], list[int]]:
    tokenizer = transformers.CLIPTokenizer.from_pretrained(folder)

    def ids(text: str) -> list[int]:
        return list(tokenizer(text, padding="max_length", max_length=LENGTH, truncation=True).input_ids)

    return ids


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> tuple[Words, Callable[[str], list[int]]]:
    folder = write(tmp_path_factory.mktemp("words") / "tokenizer")
    return read(folder), theirs(folder)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The NEON's  glow,\n\tin the 1980s!!! it'll rain",
        "naïve café, e\u0301tude",
        "東京 2049 🌧️🌧️ ①½",
        "the " * 100,
        "''s a_b-c (1.5)",
    ],
)
def test_tokens_are_those_that_models_were_taught_with(
    words: tuple[Words, Callable[[str], list[int]]], text: str
) -> None:
    ours, library = words
    tokens = ours(text)
    assert tokens.ids == library(text)
    assert tokens.ids.index(vocabulary()[END]) == tokens.ends


@given(text=st.text(max_size=30))
def test_so_are_those_of_any_text(words: tuple[Words, Callable[[str], list[int]]], text: str) -> None:
    ours, library = words
    assert ours(text).ids == library(text)


@pytest.mark.parametrize(
    ("settings", "padding"),
    [
        ({}, END),
        ({"pad_token": "!"}, "!"),
        ({"pad_token": {"__type": "AddedToken", "content": "!", "lstrip": False}}, "!"),
        ({"pad_token": END, "special": "!"}, "!"),
        ({"pad_token": "!", "special": END, "added_tokens_decoder": {}}, "!"),
    ],
)
def test_padding_is_what_the_newer_of_two_files_says(tmp_path: Path, settings: dict[str, object], padding: str) -> None:
    folder = write(tmp_path / "tokenizer", **settings)
    ids = read(folder)("a").ids
    assert set(ids[3:]) == {vocabulary()[padding]}
    assert ids == theirs(folder)("a")


def test_a_vocabulary_is_read_from_the_one_file_too(tmp_path: Path) -> None:
    folder = write(tmp_path / "tokenizer")
    transformers.CLIPTokenizer.from_pretrained(folder).save_pretrained(tmp_path / "one")
    assert not (tmp_path / "one" / "merges.txt").exists()
    assert read(tmp_path / "one")("the neon's glow") == read(folder)("the neon's glow")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vocab.json", "[]", "vocab.json is no table"),
        ("vocab.json", '{"a": 0}', "a merge is not of two pieces of the vocabulary"),
        ("merges.txt", "a\n", "a merge is not of two pieces of the vocabulary"),
        ("tokenizer_config.json", '{"pad_token": "PAD"}', "no PAD in the vocabulary"),
        ("merges.txt", None, "neither vocab.json with merges.txt nor tokenizer.json"),
        ("tokenizer.json", '{"model": {"type": "Unigram"}}', "no merges of pieces"),
        ("tokenizer.json", '{"model": {"vocab": []}}', "the vocabulary is no table"),
    ],
)
def test_a_vocabulary_that_cannot_be_used_is_said(tmp_path: Path, name: str, content: str | None, said: str) -> None:
    folder = write(tmp_path / "tokenizer")
    if name == "tokenizer.json":
        (folder / "vocab.json").unlink()
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content)
    with pytest.raises(ValueError, match=said):
        read(folder)


@pytest.mark.parametrize("activation", ["gelu", "quick_gelu"])
@pytest.mark.parametrize("root", [ROOT, ""])
def test_vectors_are_those_of_the_library(activation: str, root: str) -> None:
    torch.manual_seed(1)
    config = texts(range(514))
    config.hidden_act = activation
    library = transformers.CLIPTextModelWithProjection(config).eval()
    weights = {
        name.replace(ROOT, root) if name.startswith(ROOT) else name: weight
        for name, weight in library.state_dict().items()
    }
    ours = read_encoder(config.to_dict(), weights, torch.float32, projected=True)
    ids = torch.tensor([[512, *range(20), 513, *[513] * 55]])
    with torch.inference_mode():
        wanted = library(ids, output_hidden_states=True)
        found = ours(ids, 21)
    torch.testing.assert_close(found.last, wanted.last_hidden_state)
    torch.testing.assert_close(found.before, wanted.hidden_states[-2])
    torch.testing.assert_close(found.whole, wanted.text_embeds)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"hidden_act": "relu"}, "hidden_act is 'relu'; expected one of quick_gelu, gelu"),
        ({"num_hidden_layers": 4}, "no encoder.layers.3"),
        ({"hidden_size": 40}, r"is \(77, 32\), not \(77, 40\)|is \(514, 32\), not \(514, 40\)"),
        ({"num_attention_heads": 5}, "no multiple of num_attention_heads, 5"),
        ({"vocab_size": "many"}, "vocab_size is 'many'; expected a number above 0"),
        ({"layer_norm_eps": 0.0}, "layer_norm_eps is 0.0"),
    ],
)
def test_a_configuration_that_does_not_fit_is_said(change: dict[str, object], said: str) -> None:
    config = texts(range(514))
    weights = transformers.CLIPTextModel(config).state_dict()
    with pytest.raises(ValueError, match=said):
        read_encoder({**config.to_dict(), **change}, weights, torch.float32, projected=False)


def test_weights_of_half_precision_are_taken_where_they_are_wanted(folder: Folder, tmp_path: Path) -> None:
    copy = shutil.copytree(folder("sd"), tmp_path / "copy")
    weights = load_file(copy / "text_encoder" / "model.safetensors")
    halved = {name: (weight + 1.0).half() for name, weight in weights.items()}
    name = "encoder.layers.0.mlp.fc1.weight"
    for expected, there in ((weights, False), (halved, True)):
        if there:
            save_file(halved, copy / "text_encoder" / "model.fp16.safetensors")
        files = Files(str(copy), "--model", torch.float16)
        found = files.text_encoder("text_encoder", "tokenizer", projected=False).network.get_parameter(name)
        (wanted,) = (weight for key, weight in expected.items() if key.endswith(name))
        assert torch.equal(found, wanted.half())
    files = Files(str(copy), "--model", torch.float32)
    found = files.text_encoder("text_encoder", "tokenizer", projected=False).network.get_parameter(name)
    assert found.dtype is torch.float32
    assert not torch.equal(found, wanted.float())


def test_an_encoder_that_does_not_fit_is_refused_by_its_folder(folder: Folder, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for part in folder("sd").iterdir():
        (copy / part.name).symlink_to(part)
    (copy / "text_encoder").unlink()
    (copy / "text_encoder").mkdir()
    (copy / "text_encoder" / "other.safetensors").write_bytes(b"")
    (copy / "text_encoder" / "config.json").write_text("{}")
    with pytest.raises(Refusal, match=r"text_encoder/ cannot be read: no model\.safetensors"):
        open_model(copy)
    (copy / "text_encoder" / "model.safetensors").write_bytes(b"nothing")
    with pytest.raises(Refusal, match="text_encoder/ cannot be read"):
        open_model(copy)
