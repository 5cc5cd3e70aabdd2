"""Models are read from what diffusers saves, and what cannot be read is said in one sentence."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.generator.diffusion.pipelines import KINDS, diffusers, open_model, open_renderer, save, torch

from soundscape_live.generator.diffusion.awake import wake  # isort: skip
from soundscape_live.generator.diffusion.load import (  # isort: skip
    GUIDANCE,
    WORKING,
    check_device,
    check_memory,
    family_of,
    guidance,
    open_device,
)
from soundscape_live.generator.diffusion.model import Family
from soundscape_live.generator.diffusion.noise import read_schedule
from soundscape_live.generator.latent.schedule import Estimate
from soundscape_live.generator.picture import Refusal
from soundscape_live.generator.settings import LoraSettings
from tests.generator.latent.said import said

Folder = Callable[[str], Path]


@pytest.mark.parametrize("kind", KINDS)
def test_each_family_is_read_and_draws(folder: Folder, kind: str) -> None:
    model = open_model(folder(kind))
    assert model.family is (Family.SDXL if kind == "sdxl" else Family.SD)
    assert (model.guidance is not None) == (kind == "lcm")
    assert model.schedule.consistency == (10.0 if kind == "lcm" else 0.0)
    assert model.schedule.estimate is (Estimate.NOISE if kind == "lcm" else Estimate.VELOCITY)
    renderer = open_renderer(model, 96, 64)
    first, second = renderer.frame(said()), renderer.frame(said())
    assert first.shape == (64, 96, 3)
    assert first.std() > 1.0
    assert not np.array_equal(first, second)
    renderer.close()


@pytest.mark.parametrize("kind", KINDS)
def test_texts_are_encoded_as_the_pipeline_does(folder: Folder, kind: str) -> None:
    pipeline = diffusers.DiffusionPipeline.from_pretrained(folder(kind))
    model = open_model(folder(kind))
    for text in ("", "a neon nebula", "word " * 200):
        wanted = pipeline.encode_prompt(text, device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=False)
        with torch.inference_mode():
            found = model.encode(text)
        torch.testing.assert_close(found.tokens, wanted[0])
        if kind == "sdxl":
            torch.testing.assert_close(found.pooled, wanted[2])


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
@pytest.mark.parametrize("time", [1000, 750, 250, 1])
def test_the_clean_estimate_is_the_schedulers(prediction: str, time: int) -> None:
    scheduler = diffusers.DDIMScheduler(prediction_type=prediction, clip_sample=False, beta_schedule="scaled_linear")
    scheduler.set_timesteps(1000)
    x, out = torch.randn(2, 1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    wanted = scheduler.step(out, time - 1, x).pred_original_sample
    step = read_schedule(scheduler.config, "").steps((time,), fresh=False)[0]
    torch.testing.assert_close(step.same * x + step.net * out, wanted, rtol=1e-4, atol=1e-4)
    alpha = scheduler.alphas_cumprod[time - 1].item()
    assert time == 1000 or (step.keep**2, step.add**2) == pytest.approx((alpha, 1.0 - alpha))


@pytest.mark.parametrize("time", [999, 759, 259, 19])
def test_a_consistency_models_estimate_is_its_schedulers(time: int) -> None:
    scheduler = diffusers.LCMScheduler()
    scheduler.set_timesteps(50)
    x, out = torch.randn(2, 1, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    wanted = scheduler.step(out, time, x, generator=torch.Generator()).denoised
    step = read_schedule(scheduler.config, "").steps((time + 1,), fresh=False)[0]
    torch.testing.assert_close(step.same * x + step.net * out, wanted, rtol=1e-4, atol=1e-4)


def test_guidance_is_told_as_the_pipeline_tells_it(folder: Folder) -> None:
    pipeline = diffusers.DiffusionPipeline.from_pretrained(folder("lcm"))
    wanted = pipeline.get_guidance_scale_embedding(torch.tensor([GUIDANCE]), embedding_dim=16)
    torch.testing.assert_close(guidance(GUIDANCE, 16), wanted)


def test_the_full_decoder_has_its_own_scale(tmp_path: Path) -> None:
    model = open_model(save("sd", tmp_path / "full", vae="full"), vae="full")
    assert model.vae_factor == pytest.approx(0.18215)
    renderer = open_renderer(model)
    assert renderer.frame(said()).std() > 0.5
    renderer.close()


def test_another_tiny_decoder_may_be_given(folder: Folder, tmp_path: Path) -> None:
    save("sd", tmp_path / "full", vae="full")
    model = open_model(tmp_path / "full", vae=str(folder("sd") / "vae"))
    assert model.vae_factor == 1.0
    assert model.scale == 8


def refused(name: object, **options: object) -> str:
    with pytest.raises(Refusal) as found:
        open_model(str(name), **options)
    assert "\n" not in str(found.value)
    return str(found.value)


def test_what_is_not_there_is_said(folder: Folder, tmp_path: Path) -> None:
    assert "no such folder" in refused(tmp_path / "nowhere")
    (tmp_path / "one.safetensors").write_bytes(b"")
    assert "a single file" in refused(tmp_path / "one.safetensors")
    assert "not a model" in refused(tmp_path)
    assert "random: and one of tiny" in refused("random:huge")
    assert "no LoRAs" in refused("random:tiny", loras=(LoraSettings("x"),))
    assert "--vae" in refused(folder("sd"), vae=str(tmp_path / "nowhere"))


def test_a_part_that_is_missing_or_damaged_is_named(folder: Folder, tmp_path: Path) -> None:
    for part in ("unet", "scheduler", "text_encoder", "tokenizer", "vae"):
        copy = shutil.copytree(folder("sd"), tmp_path / part)
        shutil.rmtree(copy / part)
        assert f"no folder {part}/" in refused(copy)
    copy = shutil.copytree(folder("sd"), tmp_path / "damaged")
    (copy / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"nothing")
    assert "unet/ cannot be read" in refused(copy)
    (copy / "unet" / "config.json").write_text("{")
    assert "unet/ cannot be read" in refused(copy)


def test_pickled_weights_are_refused(folder: Folder, tmp_path: Path) -> None:
    for part, name in (("unet", "diffusion_pytorch_model"), ("text_encoder", "model")):
        copy = shutil.copytree(folder("sd"), tmp_path / part)
        (copy / part / f"{name}.safetensors").rename(copy / part / f"{name}.bin")
        assert "pickled" in refused(copy)
        (copy / part / f"{name}.bin").unlink()
        assert "no weights" in refused(copy)


def test_another_family_is_named(folder: Folder, tmp_path: Path) -> None:
    copy = shutil.copytree(folder("sd"), tmp_path / "flux")
    shutil.rmtree(copy / "unet")
    index = (copy / "model_index.json").read_text().replace("StableDiffusionPipeline", "FluxPipeline")
    (copy / "model_index.json").write_text(index)
    assert "it is a FluxPipeline; expected Stable Diffusion" in refused(copy)
    assert "9 channels" in refused(save("sd", tmp_path / "inpaint", in_channels=9))


@pytest.mark.parametrize(
    "change",
    [
        {"class_embed_type": "projection"},
        {"encoder_hid_dim_type": "image_proj"},
        {"addition_embed_type": "image"},
        {"addition_embed_type": "text_time", "projection_class_embeddings_input_dim": 2560},
    ],
)
def test_networks_that_are_told_other_things_are_refused(change: dict[str, object]) -> None:
    assert family_of({"in_channels": 4, "out_channels": 4}, "") is Family.SD
    with pytest.raises(Refusal, match=r"expected Stable Diffusion 1\.x, 2\.x or XL"):
        family_of({"in_channels": 4, "out_channels": 4, **change}, "")


@pytest.mark.parametrize(
    ("config", "said_"),
    [
        ({"_class_name": "FlowMatchEulerDiscreteScheduler"}, "FlowMatchEulerDiscreteScheduler"),
        ({"_class_name": "EulerDiscreteScheduler", "prediction_type": "other"}, "other"),
        ({"_class_name": "EulerDiscreteScheduler", "num_train_timesteps": 500}, "500 steps"),
    ],
)
def test_noise_of_another_kind_is_refused(config: dict[str, object], said_: str) -> None:
    with pytest.raises(Refusal, match=said_):
        read_schedule(config, "")


def test_a_table_that_ends_without_signal_can_be_read() -> None:
    config = {"prediction_type": "v_prediction", "beta_schedule": "scaled_linear", "rescale_betas_zero_snr": True}
    schedule = read_schedule(config, "")
    step = schedule.steps((1000,), fresh=True)[0]
    assert (step.same, step.net) == pytest.approx((0.0, -1.0), abs=1e-2)


def test_large_models_are_refused_on_a_cpu_and_what_is_too_large_on_a_device() -> None:
    assert "866 million weights" in refused("random:sd-turbo")
    assert "2567 million weights" in refused("random:sdxl-turbo")
    check_memory(1e9, 1e9 + WORKING, "")
    with pytest.raises(Refusal, match=r"needs 10\.5 GB of GPU memory, 8\.0 GB are free"):
        check_memory(9e9, 8e9, "")


def test_a_card_that_is_not_there_is_said_with_those_that_are() -> None:
    for name, count in (("cuda", 1), ("cuda:0", 1), ("cuda:3", 4)):
        check_device(name, count)
    with pytest.raises(Refusal, match="there is no cuda:2 in this machine: it has cuda:0 to cuda:1"):
        check_device("cuda:2", 2)
    with pytest.raises(Refusal, match="it has cuda:0 alone"):
        check_device("cuda:1", 1)
    assert open_device("cpu") == torch.device("cpu")


def test_a_cpu_need_not_be_woken() -> None:
    wake("cpu")
    assert "wake" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_no_cuda_is_said() -> None:
    with pytest.raises(Refusal, match="--device cpu"):
        open_device("cuda")
