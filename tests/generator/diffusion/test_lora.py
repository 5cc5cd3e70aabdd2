"""LoRAs: read in the dialects that are met, added to the weights, and scaled while the picture runs."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

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


def save_lora(pipeline_folder: Path, folder: Path, seed: int) -> Path:
    """Save a LoRA of chance for a saved pipeline."""
    torch.manual_seed(seed)
    pipeline = diffusers.DiffusionPipeline.from_pretrained(pipeline_folder)
    pipeline.unet.add_adapter(peft.LoraConfig(r=4, target_modules=LAYERS, init_lora_weights=False))
    type(pipeline).save_lora_weights(folder, unet_lora_layers=peft.get_peft_model_state_dict(pipeline.unet))
    return folder


def kohya(folder: Path, file: Path) -> Path:
    """Write a saved LoRA again as other trainers write theirs: one flat name a layer, and an alpha."""
    state = {}
    for key, weight in load_file(next(folder.glob("*.safetensors"))).items():
        name, _, side = key.removeprefix("unet.").removesuffix(".weight").rpartition(".")
        flat = "lora_unet_" + name.replace(".", "_")
        state[f"{flat}.{'lora_down' if side == 'lora_A' else 'lora_up'}.weight"] = weight.contiguous()
        state[f"{flat}.alpha"] = torch.tensor(4.0)
    save_file(state, file)
    return file


@pytest.mark.parametrize("kind", ["sd", "sdxl"])
def test_the_weights_are_those_that_the_library_makes(folder: Folder, tmp_path: Path, kind: str) -> None:
    saved = save_lora(folder(kind), tmp_path / "lora", 1)
    pipeline = diffusers.DiffusionPipeline.from_pretrained(folder(kind))
    plain = {name: weight.clone() for name, weight in pipeline.unet.named_parameters()}
    pipeline.load_lora_weights(str(saved))
    pipeline.fuse_lora(lora_scale=0.7)
    pipeline.unload_lora_weights()
    wanted = dict(pipeline.unet.named_parameters())
    model = open_model(folder(kind), loras=(LoraSettings(str(saved), 0.7),))
    renderer = open_renderer(model)
    found = dict(model.unet.named_parameters())
    assert found.keys() == wanted.keys() == plain.keys()
    for name, weight in found.items():
        torch.testing.assert_close(weight, wanted[name], atol=1e-5, rtol=1e-5)
    assert any(not torch.equal(weight, plain[name]) for name, weight in found.items())
    renderer.close()


def test_other_trainers_files_are_the_same(folder: Folder, tmp_path: Path) -> None:
    saved = save_lora(folder("sd"), tmp_path / "lora", 1)
    ours = open_model(folder("sd"), loras=(LoraSettings(str(saved)),)).loras[0]
    theirs = open_model(folder("sd"), loras=(LoraSettings(str(kohya(saved, tmp_path / "flat.safetensors"))),)).loras[0]
    assert ours.changes.keys() == theirs.changes.keys()
    for name, change in ours.changes.items():
        torch.testing.assert_close(change, theirs.changes[name])


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


@pytest.mark.parametrize(("alpha", "metadata"), [(None, None), (8.0, METADATA)])
def test_the_part_for_the_encoder_acts_as_it_was_loaded(
    folder: Folder, tmp_path: Path, alpha: float | None, metadata: dict[str, object] | None
) -> None:
    state = load_file(next(save_lora(folder("sd"), tmp_path / "lora", 1).glob("*.safetensors")))
    plain, layer = open_model(folder("sd")), "encoder.layers.1.self_attn.q_proj"
    up, down = torch.randn(32, 4), torch.randn(4, 32)
    state |= {
        f"text_encoder.text_model.{layer}.lora_A.weight": down,
        f"text_encoder.text_model.{layer}.lora_B.weight": up,
    }
    file = tmp_path / "both.safetensors"
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
