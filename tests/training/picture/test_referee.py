"""The referee learns, is judged and written, at a size that takes seconds."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs torch: the extra gpu")

from bench.picture_captions import FILLERS, PALETTE_FORMS, SCENE_FORMS  # noqa: E402
from bench.picture_detail import sharpness as sharpness_of_one  # noqa: E402
from bench.picture_referee import HEIGHT, WIDTH, Referee, small  # noqa: E402
from soundscape_live.generator.tiny.concepts import shipped  # noqa: E402
from training.picture import referee, referee_network  # noqa: E402
from training.picture.captions import Captions  # noqa: E402
from training.picture.referee import Lesson, Pace, gather, judge, sharpness, teach  # noqa: E402
from training.picture.referee_network import Bank, Network, learn, varied  # noqa: E402
from training.picture.scenes import Renderer  # noqa: E402

torch.set_num_threads(1)
FEW = dataclasses.replace(shipped(), scenes=shipped().scenes[:3])
TINY = Lesson(36, 12, 1, Pace(6, 8), HEIGHT, WIDTH)


def random_bank(count: int) -> Bank:
    """Return pictures of chance: what is red is scene 0, what is blue is scene 1; palettes are how bright they are."""
    chance = torch.Generator().manual_seed(4)
    scene, palette = (torch.randint(2, (count,), generator=chance) for _ in range(2))
    pictures = torch.randint(0, 60, (count, 3, HEIGHT, WIDTH), generator=chance)
    pictures[torch.arange(count), scene * 2] += 60 + 100 * palette[:, None, None]
    return Bank(pictures.byte(), scene, palette)


def test_it_learns_what_can_be_told_apart_and_says_what_it_confuses() -> None:
    torch.manual_seed(1)
    bank, held = random_bank(96), random_bank(64)
    network, said = Network(2, 2), []
    learn(network, bank, Pace(40, 16), 1, said.append)
    judged = judge(network, held, dataclasses.replace(FEW, scenes=FEW.scenes[:2], palettes=FEW.palettes[:2]))
    assert judged.scene > 0.9
    assert judged.palette > 0.9
    confused = judge(network, Bank(held.pictures, 1 - held.scene, held.palette), FEW)
    names = [scene.name for scene in FEW.scenes]
    assert {(name, other) for name, _, other in confused.scenes} == {(names[0], names[1]), (names[1], names[0])}


def test_it_is_done_when_its_time_is_over() -> None:
    said: list[str] = []
    learn(Network(2, 2), random_bank(8), Pace(10_000, 4, seconds=0.05), 1, said.append)
    assert len(said) == 1
    assert "of 10000" in said[0]


def test_the_same_seed_teaches_the_same() -> None:
    taught = []
    for _ in range(2):
        torch.manual_seed(1)
        network = Network(2, 2)
        learn(network, random_bank(16), Pace(3, 8), 1, list[str]().append)
        taught.append(network.state_dict())
    assert all(torch.equal(taught[0][name], taught[1][name]) for name in taught[0])


def test_what_is_written_is_read_without_torch_and_names_the_same(tmp_path: Path) -> None:
    said: list[str] = []
    judged = teach("cpu", tmp_path / "referee.npz", TINY, said.append, FEW)
    assert (tmp_path / "referee.npz").stat().st_size < 1_000_000
    read = Referee(tmp_path / "referee.npz")
    assert read.scenes == tuple(scene.name for scene in FEW.scenes)
    assert read.palettes == tuple(palette.name for palette in FEW.palettes)
    assert read.held == (judged.scene, judged.palette)
    assert read.size == (WIDTH, HEIGHT)
    assert (read.detail > 0.0).all()
    assert read.detail.shape == (3, len(FEW.palettes), 2)


def test_numpy_and_torch_give_the_same_numbers(tmp_path: Path) -> None:
    torch.manual_seed(2)
    network = Network(len(FEW.scenes), len(FEW.palettes))
    learn(network, Bank(random_bank(8).pictures, torch.arange(8) % 3, torch.arange(8)), Pace(3, 4), 1, print)
    judged = referee.Judgement(0.0, 0.0, (), ())
    referee.write(tmp_path / "r.npz", network, FEW, judged, torch.ones(3, 21, 2), (HEIGHT, WIDTH))
    picture = np.random.default_rng(1).integers(0, 256, (288, 512, 3)).astype(np.uint8)
    frames = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 127.5 - 1.0
    np.testing.assert_allclose(referee_network.small(frames)[0], small(picture), atol=1e-4)
    with torch.inference_mode():
        wanted = network(referee_network.small(frames))
    for got, want in zip(Referee(tmp_path / "r.npz").logits(small(picture)), wanted, strict=True):
        np.testing.assert_allclose(got, want[0], atol=0.01)


def test_sharpness_is_what_the_benchmark_measures() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (40, 60, 3)).astype(np.uint8)
    frames = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 127.5 - 1.0
    np.testing.assert_allclose(sharpness(frames)[0], sharpness_of_one(picture), rtol=1e-4)


def test_it_learns_from_no_mixes_and_plain_pictures_have_one_palette() -> None:
    for plain in (True, False):
        bank = gather(Renderer("cpu", 3, FEW), 24, (HEIGHT, WIDTH), plain=plain)
        assert set(bank.scene.tolist()) == {0, 1, 2}
        assert bank.pictures.dtype == torch.uint8
        assert bank.pictures.shape == (len(bank.palette), 3, HEIGHT, WIDTH)
        assert len(bank.palette) == 24 or plain


def test_variations_stay_pictures_and_differ() -> None:
    pictures = random_bank(6).pictures.float() / 127.5 - 1.0
    seen = varied(pictures, torch.Generator().manual_seed(1))
    assert seen.shape == pictures.shape
    assert seen.abs().max() <= 1.0
    assert (seen - pictures).abs().mean(dim=(1, 2, 3)).min() > 0.01
    assert torch.equal(seen, varied(pictures, torch.Generator().manual_seed(1)))


def test_training_writes_none_of_the_words_that_are_held_out() -> None:
    written = set(Captions(shipped()).words)
    assert not written & set(FILLERS)
    assert not written & {*SCENE_FORMS.values(), *PALETTE_FORMS.values()}
