"""Texts -> the tokens of CLIP: pieces of words, by the vocabulary and the merges that a model comes with."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

LENGTH = 77
"Tokens of a text, its beginning and end included."
BEGIN, END = "<|startoftext|>", "<|endoftext|>"
PIECES = r"'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+"
"What is never merged with its neighbours: endings, words, single digits, runs of signs."

Find: TypeAlias = Callable[[str], Path | None]
"Name of a file -> where it is, or None."


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text's tokens."""

    ids: list[int]
    "LENGTH of them: the beginning, the text as far as it fits, its end, padding."
    ends: int
    "The place of the end."


class Words:
    """A model's vocabulary."""

    def __init__(self, vocabulary: Mapping[str, int], merges: list[tuple[str, str]], padding: str) -> None:
        """KeyError: a token that is needed is not in the vocabulary."""
        self._begin, self._end, self._padding = vocabulary[BEGIN], vocabulary[END], vocabulary[padding]
        pieces = models.BPE(
            vocab=dict(vocabulary),
            merges=merges,
            end_of_word_suffix="</w>",
            continuing_subword_prefix="",
            unk_token=END,
        )
        self._tokenizer = Tokenizer(pieces)
        self._tokenizer.normalizer = normalizers.Sequence(
            [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
        )
        self._tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(PIECES), behavior="removed", invert=True),
                pre_tokenizers.ByteLevel(add_prefix_space=False),
            ]
        )

    def __call__(self, text: str) -> Tokens:
        """Return a text's tokens: what is longer is cut, what is shorter padded."""
        found = self._tokenizer.encode(text, add_special_tokens=False).ids[: LENGTH - 2]
        padding = [self._padding] * (LENGTH - 2 - len(found))
        return Tokens([self._begin, *found, self._end, *padding], len(found) + 1)


def read_words(find: Find) -> Words:
    """Return the vocabulary of vocab.json and merges.txt, or of tokenizer.json. ValueError says what is wrong."""
    vocabulary, merges = find("vocab.json"), find("merges.txt")
    if vocabulary is not None and merges is not None:
        lines = merges.read_text(encoding="utf-8").splitlines()
        parts: tuple[Any, list[Any]] = _json(vocabulary), [line for line in lines if line and line[0] != "#"]
    else:
        whole = find("tokenizer.json")
        if whole is None:
            raise ValueError("neither vocab.json with merges.txt nor tokenizer.json")
        model = _json(whole).get("model")
        if not isinstance(model, dict) or model.get("type", "BPE") != "BPE":
            raise ValueError("tokenizer.json has no merges of pieces (BPE)")
        parts = model.get("vocab"), model.get("merges", [])
    words, pairs = parts
    if not isinstance(words, dict):
        raise ValueError("the vocabulary is no table")  # noqa: TRY004  (bad input, as all else here)
    # Two pieces are written in one string or as a list.
    merged = [tuple(pair.split(" ") if isinstance(pair, str) else pair) for pair in pairs]
    if any(len(pair) != 2 or not words.keys() >= {*pair, "".join(pair)} for pair in merged):
        raise ValueError("a merge is not of two pieces of the vocabulary")
    padding = _padding(find)
    for token in (BEGIN, END, padding):
        if not isinstance(words.get(token), int):
            raise ValueError(f"no {token} in the vocabulary")  # noqa: TRY004  (as above)
    return Words(words, merged, padding)


def _padding(find: Find) -> str:
    """Return what texts are padded with: most models have the end's token, some another, in one of two files."""
    settings, special = find("tokenizer_config.json"), find("special_tokens_map.json")
    told = _json(settings) if settings is not None else {}
    if special is not None and "added_tokens_decoder" not in told:
        told = {**told, **_json(special)}  # older files: this one is over the other
    padding = told.get("pad_token") or END
    return str(padding["content"] if isinstance(padding, dict) else padding)


def _json(path: Path) -> dict[str, Any]:
    read = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(read, dict):
        raise ValueError(f"{path.name} is no table")  # noqa: TRY004  (bad input, as all else here)
    return read
