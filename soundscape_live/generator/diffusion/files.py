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
from torch import nn
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer
from transformers.utils import logging as transformers_logging

from soundscape_live.generator.diffusion.texts import TextEncoder
from soundscape_live.generator.picture import Refusal

ERRORS = (OSError, ValueError, KeyError, RuntimeError)
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
        for quiet in (diffusers_logging, transformers_logging):
            quiet.disable_progress_bar()
            quiet.set_verbosity_error()

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
        return self._load(kind, part, "torch_dtype", dtype or self.dtype)

    def text_encoder(self, part: str, tokenizer: str, *, projected: bool) -> TextEncoder:
        """Return an encoder of texts with its tokenizer."""
        network = self._load(CLIPTextModelWithProjection if projected else CLIPTextModel, part, "dtype", self.dtype)
        self._check(tokenizer)
        try:
            words = CLIPTokenizer.from_pretrained(self.name, subfolder=tokenizer)
        except ERRORS as error:
            raise self._refusal(tokenizer, error) from error
        return TextEncoder(words, network)

    def _load(self, kind: Loadable, part: str, key: str, dtype: torch.dtype) -> nn.Module:
        self._check(part, weights=True)
        half = dtype is torch.float16 and (self.folder is None or any((self.folder / part).glob("*.fp16.safetensors")))
        options: dict[str, object] = {"subfolder": part, "use_safetensors": True, key: dtype}
        try:
            try:
                return kind.from_pretrained(self.name, variant="fp16" if half else None, **options)
            except (OSError, ValueError):
                if not half:
                    raise
                return kind.from_pretrained(self.name, **options)
        except ERRORS as error:
            raise self._refusal(part, error) from error

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
