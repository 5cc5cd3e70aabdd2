"""The model that is shipped: it is small, shows what it is asked for, and does so with whatever computes it."""

from collections.abc import Iterator

import numpy as np
import pytest

from bench.picture_play import FPS, Player
from bench.picture_referee import Referee
from soundscape_live.generator.picture import Picture
from soundscape_live.generator.settings import default_engine
from soundscape_live.generator.tiny.concepts import shipped
from soundscape_live.generator.tiny.files import MODEL, Kind
from soundscape_live.generator.tiny.renderer import TinyRenderer
from soundscape_live.generator.tiny.sessions import Sessions
from soundscape_live.generator.tiny.text import open_encoder

WIDTH, HEIGHT = 512, 288
NOISE = 0.4
LATER = 6
ASKED = [
    (scene.name, palette.name, f"{palette.words[0]} {scene.words[0]}")
    for number, scene in enumerate(shipped().scenes)
    for palette in [shipped().palettes[number % len(shipped().palettes)]]
]


def played(kind: Kind) -> Player:
    return Player(TinyRenderer(Sessions(MODEL, kind, 1), open_encoder(MODEL), WIDTH, HEIGHT, FPS))


@pytest.fixture(scope="module")
def pictures() -> dict[Kind, list[tuple[Picture, Picture]]]:
    """The cut of each that is asked for, and the picture after some feedback."""
    return {kind: list(_drawn(played(kind))) for kind in Kind}


def _drawn(player: Player) -> Iterator[tuple[Picture, Picture]]:
    for seed, (_, _, text) in enumerate(ASKED, 1):
        yield player.cut(text, seed), list(player.go_on(NOISE, LATER))[-1]


def test_it_is_the_default_and_small() -> None:
    assert default_engine() == "tiny"
    assert sum(file.stat().st_size for file in MODEL.iterdir()) <= 16e6
    card = (MODEL / "CARD.md").read_text("utf-8")
    for part in ("Networks", "Data", "Recipe", "Figures", "Limits", "Log"):
        assert f"\n## {part}\n" in card


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("later", [0, 1])
def test_a_prompt_shows_its_scene_and_its_colours_and_goes_on_to(
    pictures: dict[Kind, list[tuple[Picture, Picture]]], kind: Kind, later: int
) -> None:
    referee = Referee()
    seen = [referee.look(pair[later]) for pair in pictures[kind]]
    scenes = [referee.scenes[each.scene] == scene for each, (scene, _, _) in zip(seen, ASKED, strict=True)]
    palettes = [referee.palettes[each.palette] == palette for each, (_, palette, _) in zip(seen, ASKED, strict=True)]
    assert np.mean(scenes) >= 0.85, [asked for asked, right in zip(ASKED, scenes, strict=True) if not right]
    assert np.mean(palettes) >= 0.85, [asked for asked, right in zip(ASKED, palettes, strict=True) if not right]


def test_eight_bits_draw_what_floats_draw(pictures: dict[Kind, list[tuple[Picture, Picture]]]) -> None:
    both = zip(pictures[Kind.INT8], pictures[Kind.FP32], strict=True)
    away = [float(np.abs(one[0].astype(np.float32) - other[0].astype(np.float32)).mean()) for one, other in both]
    assert np.mean(away) < 8.0
    assert max(away) < 16.0


def test_a_word_that_is_in_no_list_draws_what_it_resembles() -> None:
    player = played(Kind.INT8)
    np.testing.assert_array_equal(player.cut("Purplish nebulae", 1), player.cut("purple nebula", 1))


def test_torch_draws_the_same_frames() -> None:
    torch = pytest.importorskip("torch", reason="needs torch: the extra gpu")
    from soundscape_live.generator.diffusion.open import open_denoiser  # noqa: PLC0415  (they need torch)
    from soundscape_live.generator.diffusion.renderer import DiffusionRenderer, Manner  # noqa: PLC0415
    from soundscape_live.generator.diffusion.tiny import load_tiny  # noqa: PLC0415

    torch.set_num_threads(1)
    model = load_tiny(torch.device("cpu"))
    manner = Manner(fps=FPS, patient=True)
    renderer = DiffusionRenderer(model, open_denoiser(model, WIDTH, HEIGHT, print), WIDTH, HEIGHT, manner)
    theirs, mine = Player(renderer), played(Kind.FP32)
    for seed, (_, _, text) in enumerate(ASKED[:4], 1):
        pairs = [(theirs.cut(text, seed), mine.cut(text, seed))]
        pairs += zip(theirs.go_on(NOISE, LATER), mine.go_on(NOISE, LATER), strict=True)
        for one, other in pairs:
            assert np.abs(one.astype(np.float32) - other).mean() < 0.5
    renderer.close()
