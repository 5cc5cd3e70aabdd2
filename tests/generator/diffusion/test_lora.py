"""LoRAs: read in the dialects that are met, added to the weights, and scaled while the picture runs."""

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.generator.diffusion.pipelines import diffusers, open_model, open_renderer, peft, torch, transformers

from safetensors.torch import load_file, save_file  # isort: skip
from soundscape_live.generator.picture import Refusal  # isort: skip
from soundscape_live.generator.settings import LoraSettings
from soundscape_live.model import LoraScale
from tests.generator.latent.said import said

Folder = Callable[[str], Path]
LAYERS = ["to_q", "to_k", "to_v", "to_out.0"]
METADATA: dict[str, object] = {
    "unet.r": 4,
    "unet.lora_alpha": 4,
    "unet.target_modules": LAYERS,
    "text_encoder.lora_alpha": 8.0,
}


def save_lora(pipeline_folder: Path, folder: Path, seed: int, **settings: Any) -> Path:
    """Save a LoRA of chance for a saved pipeline; with settings of its own those are told in the file."""
    torch.manual_seed(seed)
    pipeline = diffusers.DiffusionPipeline.from_pretrained(pipeline_folder)
    config = peft.LoraConfig(
        **{"r": 4, "lora_alpha": 4, "target_modules": LAYERS, "init_lora_weights": False, **settings}
    )
    pipeline.unet.add_adapter(config)
    told = {**config.to_dict(), "target_modules": sorted(config.target_modules)} if settings else None
    layers = peft.get_peft_model_state_dict(pipeline.unet)
    type(pipeline).save_lora_weights(folder, unet_lora_layers=layers, unet_lora_adapter_metadata=told)
    return folder


def kohya(folder: Path, file: Path, alphas: tuple[float, ...] = (4.0,)) -> Path:
    """Write a saved LoRA again as other trainers write theirs: one flat name a layer, and an alpha, in turn."""
    state = {}
    for key, weight in load_file(next(folder.glob("*.safetensors"))).items():
        name, _, side = key.removeprefix("unet.").removesuffix(".weight").rpartition(".")
        flat = "lora_unet_" + name.replace(".", "_")
        state[f"{flat}.{'lora_down' if side == 'lora_A' else 'lora_up'}.weight"] = weight.contiguous()
        state[f"{flat}.alpha"] = torch.tensor(alpha_of(flat, alphas))
    save_file(state, file)
    return file


def alpha_of(name: str, alphas: tuple[float, ...]) -> float:
    return alphas[zlib.crc32(name.encode()) % len(alphas)]


def check_weights(folder: Path, lora: Path) -> None:
    """Compare a network that was read with a LoRA with one that the library has changed by it."""
    pipeline = diffusers.DiffusionPipeline.from_pretrained(folder)
    plain = {name: weight.clone() for name, weight in pipeline.unet.named_parameters()}
    pipeline.load_lora_weights(str(lora))
    pipeline.fuse_lora(lora_scale=0.7)
    pipeline.unload_lora_weights()
    wanted = dict(pipeline.unet.named_parameters())
    model = open_model(folder, loras=(LoraSettings(str(lora), 0.7),))
    renderer = open_renderer(model)
    found = dict(model.unet.named_parameters())
    assert found.keys() == wanted.keys() == plain.keys()
    changed = {name for name, weight in wanted.items() if not torch.equal(weight, plain[name])}
    assert changed
    for name, weight in found.items():
        torch.testing.assert_close(weight, wanted[name], atol=1e-5, rtol=1e-5)
        assert (name in changed) == (not torch.equal(weight, plain[name]))
    renderer.close()


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"lora_alpha": 2},
        {"lora_alpha": 8, "use_rslora": True},
        {"lora_alpha": 8, "alpha_pattern": {"mid_block.attentions.0.transformer_blocks.0.attn1.to_q": 2}},
        {"target_modules": ["conv1", "conv_shortcut", "conv_in", "proj_in", "to_q", "linear_1"]},
    ],
)
def test_the_weights_are_those_that_the_library_makes(
    folder: Folder, tmp_path: Path, kind: str, settings: dict[str, object]
) -> None:
    check_weights(folder(kind), save_lora(folder(kind), tmp_path / "lora", 1, **settings))


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
def test_so_are_those_of_other_trainers_files(folder: Folder, tmp_path: Path, kind: str) -> None:
    saved = save_lora(folder(kind), tmp_path / "lora", 1)
    check_weights(folder(kind), kohya(saved, tmp_path / "flat.safetensors", (2.0,)))


def test_in_other_trainers_files_each_layer_has_its_own_alpha(folder: Folder, tmp_path: Path) -> None:
    saved = save_lora(folder("sd"), tmp_path / "lora", 1, target_modules=[*LAYERS, "proj_in", "conv1"])
    ours = open_model(folder("sd"), loras=(LoraSettings(str(saved)),)).loras[0]
    assert any(change.dim() == 4 and change.shape[-1] == 3 for change in ours.changes.values())
    file = kohya(saved, tmp_path / "flat.safetensors", (4.0, 2.0, 8.0))
    theirs = open_model(folder("sd"), loras=(LoraSettings(str(file)),)).loras[0]
    assert ours.changes.keys() == theirs.changes.keys()
    factors = set()
    for name, change in ours.changes.items():
        factor = alpha_of("lora_unet_" + name.removesuffix(".weight").replace(".", "_"), (4.0, 2.0, 8.0)) / 4.0
        torch.testing.assert_close(theirs.changes[name], factor * change)
        factors.add(factor)
    assert factors == {0.5, 1.0, 2.0}


def test_scales_change_the_picture_live_and_come_back_without_drift(
    folder: Folder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    paths = [str(save_lora(folder("sd"), tmp_path / str(seed), seed)) for seed in (1, 2)]
    model = open_model(folder("sd"), loras=tuple(LoraSettings(path) for path in paths))
    loaded = {name: weight.clone() for name, weight in open_model(folder("sd")).unet.named_parameters()}
    renderer = open_renderer(model)
    state = said(noise_scale=1.0)
    renderer.frame(state)
    for number in range(20):
        renderer.frame(replace(state, loras=(LoraScale(paths[0], number / 10), LoraScale("2", -number / 7))))
    pictures = {}
    for scales in ((1.0, 1.0), (0.0, 0.0), (1.0, 0.0)):
        loras = tuple(LoraScale(name, scale) for name, scale in zip(("1", paths[1]), scales, strict=True))
        renderer.frame(replace(state, loras=loras, reset=True))
        pictures[scales] = renderer._feedback.latent
        if scales == (0.0, 0.0):
            assert all(torch.equal(weight, loaded[name]) for name, weight in model.unet.named_parameters())
    assert not np.array_equal(pictures[1.0, 1.0], pictures[1.0, 0.0])
    renderer.frame(state)  # not named: as they were loaded
    assert "no LoRA" not in caplog.text
    for _ in range(2):
        renderer.frame(replace(state, loras=(LoraScale("gold", 2.0),)))
    assert [record.getMessage() for record in caplog.records if "no LoRA" in record.getMessage()] == [
        "no LoRA 'gold' is loaded; there is: 1, 2"
    ]
    again = open_renderer(open_model(folder("sd"), loras=tuple(LoraSettings(path) for path in paths)))
    for name, weight in again._model.unet.named_parameters():
        assert torch.equal(weight, dict(model.unet.named_parameters())[name])
    renderer.close()
    again.close()


@pytest.mark.parametrize(("alpha", "metadata"), [(None, None), (8.0, METADATA), (2.0, None)])
def test_the_part_for_the_encoder_acts_as_it_was_loaded(
    folder: Folder, tmp_path: Path, alpha: float | None, metadata: dict[str, object] | None
) -> None:
    saved, file = save_lora(folder("sd"), tmp_path / "lora", 1), tmp_path / "both.safetensors"
    plain, layer = open_model(folder("sd")), "encoder.layers.1.self_attn.q_proj"
    up, down = torch.randn(32, 4), torch.randn(4, 32)
    if alpha is None or metadata:
        name = f"text_encoder.text_model.{layer}"
        state = load_file(next(saved.glob("*.safetensors")))
        state |= {f"{name}.lora_A.weight": down, f"{name}.lora_B.weight": up}
    else:
        name = f"lora_te_text_model_{layer.replace('.', '_')}"
        state = load_file(kohya(saved, tmp_path / "flat.safetensors", (1.0, 8.0)))
        state |= {f"{name}.lora_down.weight": down, f"{name}.lora_up.weight": up, f"{name}.alpha": torch.tensor(alpha)}
    save_file(state, file, {"lora_adapter_metadata": json.dumps(metadata)} if metadata else None)
    encoder = transformers.CLIPTextModel.from_pretrained(folder("sd") / "text_encoder")
    (weight,) = [each for name, each in encoder.named_parameters() if name.endswith(f"{layer}.weight")]
    with torch.inference_mode():
        weight.add_(0.5 * (alpha or 4.0) / 4.0 * up @ down)
        words = transformers.CLIPTokenizer.from_pretrained(folder("sd") / "tokenizer")
        wanted = encoder(words("a", padding="max_length", return_tensors="pt").input_ids)[0]
        model = open_model(folder("sd"), loras=(LoraSettings(str(file), 0.5),))
        torch.testing.assert_close(model.encode("a").tokens, wanted, atol=1e-4, rtol=1e-4)
        assert not torch.allclose(plain.encode("a").tokens, wanted, atol=1e-2)


def test_what_is_no_lora_for_this_model_is_refused(folder: Folder, tmp_path: Path) -> None:
    other = save_lora(folder("sdxl"), tmp_path / "xl", 1)
    for path in (other, tmp_path / "nowhere", folder("sd")):
        with pytest.raises(Refusal, match="--lora") as found:
            open_model(folder("sd"), loras=(LoraSettings(str(path)),))
        assert "\n" not in str(found.value)
