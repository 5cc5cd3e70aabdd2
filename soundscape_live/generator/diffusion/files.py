"""The parts of a model, from its folder or from the hub.

Rules: weights are safetensors, or are refused; half-precision files are taken where they are wanted and there. Every
error of the libraries becomes one sentence.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from diffusers.utils import logging as diffusers_logging
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import EntryNotFoundError
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import nn

from soundscape_live.generator.diffusion.clip import read_encoder
from soundscape_live.generator.diffusion.texts import TextEncoder
from soundscape_live.generator.diffusion.tokens import read_words
from soundscape_live.generator.picture import Refusal

ERRORS = (OSError, ValueError, KeyError, RuntimeError, SafetensorError)
"What the libraries raise over files that are missing, damaged or of something else."


class Loadable(Protocol):
    """A class of a library's that reads its weights from files."""

    def from_pretrained(self, path: str, **options: object) -> nn.Module:
        """Read them."""
        ...


class Files:
    """One model's parts. Its methods block; Refusal says what is wrong."""

    def __init__(self, name: str, where: str, dtype: torch.dtype) -> None:
        """Take a folder or an id, and the option that gave it, for errors."""
        self.name = str(Path(name).expanduser())
        self.where = where
        self.dtype = dtype
        self.folder = _folder(name, where)
        diffusers_logging.disable_progress_bar()
        diffusers_logging.set_verbosity_error()

    def config(self, part: str) -> Mapping[str, object]:
        """Return a part's configuration."""
        self._check(part)
        kind = DDIMScheduler if part == "scheduler" else UNet2DConditionModel  # the classes know their files' names
        try:
            config: Mapping[str, object] = kind.load_config(self.name, subfolder=part)
        except ERRORS as error:
            raise self._refusal(part, error) from error
        return config

    def diffusers(self, kind: Loadable, part: str, dtype: torch.dtype | None = None) -> nn.Module:
        """Return a part that diffusers reads."""
        self._check(part, weights=True)
        dtype = dtype or self.dtype
        half = dtype is torch.float16 and (self.folder is None or any((self.folder / part).glob("*.fp16.safetensors")))
        options: dict[str, object] = {"subfolder": part, "use_safetensors": True, "torch_dtype": dtype}
        try:
            try:
                return kind.from_pretrained(self.name, variant="fp16" if half else None, **options)
            except (OSError, ValueError):
                if not half:
                    raise
                return kind.from_pretrained(self.name, **options)
        except ERRORS as error:
            raise self._refusal(part, error) from error

    def text_encoder(self, part: str, tokenizer: str, *, projected: bool) -> TextEncoder:
        """Return an encoder of texts with its tokenizer."""
        self._check(part, weights=True)
        try:
            half = ["model.fp16.safetensors"] if self.dtype is torch.float16 else []
            config = json.loads(self._file(part, "config.json").read_text(encoding="utf-8"))
            weights = load_file(self._file(part, *half, "model.safetensors"))
            network = read_encoder(config, weights, self.dtype, projected=projected)
        except ERRORS as error:
            raise self._refusal(part, error) from error
        self._check(tokenizer)
        try:
            words = read_words(lambda name: self._find(tokenizer, name))
        except ERRORS as error:
            raise self._refusal(tokenizer, error) from error
        return TextEncoder(words, network)

    def _file(self, part: str, *names: str) -> Path:
        """Return the first of these files that there is. FileNotFoundError: none."""
        for name in names:
            found = self._find(part, name)
            if found is not None:
                return found
        raise FileNotFoundError(f"no {' or '.join(names)}")

    def _find(self, part: str, name: str) -> Path | None:
        """Return where a part's file is, in the folder or fetched from the hub; None: there is none."""
        if self.folder is not None:
            path = self.folder / part / name
            return path if path.is_file() else None
        try:
            return Path(hf_hub_download(self.name, name, subfolder=part))
        except EntryNotFoundError:
            return None

    def _check(self, part: str, *, weights: bool = False) -> None:
        """Refuse a folder that lacks a part, or has it in another form."""
        if self.folder is None:
            return
        folder = self.folder / part
        if not folder.is_dir():
            raise Refusal(f"{self.where}: no folder {part}/: {_kind(self.folder)}")
        if weights and not any(folder.glob("*.safetensors")):
            found = "only pickled weights, which may run code" if any(folder.glob("*.bin")) else "no weights"
            raise Refusal(f"{self.where}: {part}/ has {found}; save the model with safetensors")

    def _refusal(self, part: str, error: Exception) -> Refusal:
        reason = str(error).strip().partition("\n")[0]
        if self.folder is None:
            return Refusal(f"{self.where}: no such folder, and the hub gave no {part}: {reason}")
        return Refusal(f"{self.where}: {part}/ cannot be read: {reason}")


def _folder(name: str, where: str) -> Path | None:
    """Return the folder, or None for an id of the hub."""
    path = Path(name).expanduser()
    if path.is_dir():
        return path
    if path.is_file():
        raise Refusal(f"{where}: a single file; expected a folder as diffusers' save_pretrained writes it")
    if path.is_absolute() or name.startswith((".", "~")) or name.count("/") != 1:
        raise Refusal(f"{where}: no such folder, and no model's id such as stabilityai/sd-turbo")
    return None


def _kind(folder: Path) -> str:
    """Return what a folder is instead of a model of ours."""
    try:
        name = json.loads((folder / "model_index.json").read_text())["_class_name"]
    except (OSError, ValueError, KeyError, TypeError):
        return "not a model as diffusers' save_pretrained writes it"
    return f"it is a {name}; expected Stable Diffusion 1.x, 2.x or XL"
