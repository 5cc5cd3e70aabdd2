"""Tiny pipelines with weights of chance, saved as diffusers saves them. Who imports this needs the extra."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs torch: the extra gpu")
diffusers = pytest.importorskip("diffusers", reason="needs diffusers: the extra gpu")
transformers = pytest.importorskip("transformers", reason="needs transformers: the extra dev")
peft = pytest.importorskip("peft", reason="needs peft: the extra dev")

from soundscape_live.generator.diffusion.frame import EagerDenoiser  # noqa: E402  (after what it needs)
from soundscape_live.generator.diffusion.load import load_model  # noqa: E402
from soundscape_live.generator.diffusion.model import Model  # noqa: E402
from soundscape_live.generator.diffusion.random import use_whole_range  # noqa: E402
from soundscape_live.generator.diffusion.renderer import DiffusionRenderer, Manner  # noqa: E402
from soundscape_live.generator.settings import ModelSettings  # noqa: E402

HIDDEN = 32
PATIENT = Manner(patient=True)
SIZE = 64
UNET = {
    "sample_size": 8,
    "block_out_channels": (16, 32),
    "layers_per_block": 1,
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
    "cross_attention_dim": HIDDEN,
    "attention_head_dim": 8,
    "norm_num_groups": 8,
}
XL = {
    "cross_attention_dim": 2 * HIDDEN,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "projection_class_embeddings_input_dim": 6 * 8 + HIDDEN,
}
NOISE = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012, "steps_offset": 1}
TINY_VAE = {
    "encoder_block_out_channels": (8, 8, 8, 8),
    "decoder_block_out_channels": (8, 8, 8, 8),
    "num_encoder_blocks": (1, 1, 1, 1),
    "num_decoder_blocks": (1, 1, 1, 1),
}
FULL_VAE = {
    "block_out_channels": (8, 8, 8, 8),
    "down_block_types": ("DownEncoderBlock2D",) * 4,
    "up_block_types": ("UpDecoderBlock2D",) * 4,
    "norm_num_groups": 4,
    "scaling_factor": 0.18215,
}
KINDS = ("sd", "sdxl", "lcm")


def save(kind: str, folder: Path, **changes: object) -> Path:
    """Save a pipeline of this kind; changes are of its network's configuration, or its `prediction_type` or `vae`."""
    torch.manual_seed(0)
    prediction = changes.pop("prediction_type", "epsilon" if kind == "lcm" else "v_prediction")
    full = changes.pop("vae", "tiny") == "full"
    words = tokenizer(folder.parent / f"{folder.name}-words")
    extra = {"sdxl": XL, "lcm": {"time_cond_proj_dim": 16}}.get(kind, {})
    unet = diffusers.UNet2DConditionModel(**{**UNET, **extra, **changes})
    tiny = diffusers.AutoencoderTiny(**TINY_VAE)
    use_whole_range(tiny)
    scheduler = diffusers.LCMScheduler if kind == "lcm" else diffusers.EulerDiscreteScheduler
    parts: dict[str, object] = {
        "unet": unet,
        "vae": diffusers.AutoencoderKL(**FULL_VAE) if full else tiny,
        "scheduler": scheduler(**NOISE, prediction_type=prediction),
        "tokenizer": words,
        "text_encoder": transformers.CLIPTextModel(texts(words)),
    }
    if kind == "sdxl":
        parts |= {"tokenizer_2": words, "text_encoder_2": transformers.CLIPTextModelWithProjection(texts(words))}
        diffusers.StableDiffusionXLPipeline(**parts).save_pretrained(folder)
        return folder
    parts |= {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
    name = "LatentConsistencyModelPipeline" if kind == "lcm" else "StableDiffusionPipeline"
    getattr(diffusers, name)(**parts).save_pretrained(folder)
    return folder


def tokenizer(folder: Path) -> object:
    """Return a tokenizer of single letters."""
    folder.mkdir(parents=True, exist_ok=True)
    visible = [*range(33, 127), *range(161, 173), *range(174, 256), *range(256, 324)]
    letters = [chr(code) + end for end in ("", "</w>") for code in visible]
    vocabulary = {letter: number for number, letter in enumerate([*letters, "<|startoftext|>", "<|endoftext|>"])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return transformers.CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77)


def texts(words: object) -> object:
    size = len(words)  # type: ignore[arg-type]
    return transformers.CLIPTextConfig(
        vocab_size=size,
        hidden_size=HIDDEN,
        intermediate_size=48,
        num_attention_heads=4,
        num_hidden_layers=3,
        projection_dim=HIDDEN,
        bos_token_id=size - 2,
        eos_token_id=size - 1,
        pad_token_id=size - 1,
    )


def open_model(name: str | Path, **options: object) -> Model:
    return load_model(ModelSettings(str(name), device="cpu", **options))  # type: ignore[arg-type]


def open_renderer(model: Model, width: int = SIZE, height: int = SIZE, manner: Manner = PATIENT) -> DiffusionRenderer:
    return DiffusionRenderer(model, EagerDenoiser(model, width, height), width, height, manner)
