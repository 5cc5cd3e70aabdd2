"""The pictures that the training learns from."""

import pytest

torch = pytest.importorskip("torch", reason="needs torch: the extra gpu")

from soundscape_live.generator.tiny.concepts import LOOKS, shipped  # noqa: E402  (after what it needs)
from training.picture.attributes import Attributes, joined  # noqa: E402
from training.picture.scenes import Asked, Renderer  # noqa: E402
from training.picture.scenes.drawing import draw  # noqa: E402
from training.picture.scenes.library import SCENES  # noqa: E402
from training.picture.scenes.noise import SIDE, fields  # noqa: E402
from training.picture.scenes.renderer import FALLING  # noqa: E402

NAMES = [scene.name for scene in shipped().scenes]
PLAIN = Asked(modifiers=(), mixed=0.0)
COUNT = 6
WIDE = (36, 64)


def plain(name: str, seed: int = 1, count: int = COUNT, size: tuple[int, int] = WIDE, gap: float = 0.1) -> torch.Tensor:
    renderer = Renderer("cpu", seed)
    frames, _ = renderer.pairs(NAMES.index(name), count, *size, gap_seconds=gap, asked=PLAIN)
    return frames


def test_every_scene_of_the_vocabulary_can_be_drawn() -> None:
    assert list(SCENES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_scene_is_a_picture_that_moves_a_little(name: str) -> None:
    frames = plain(name)
    assert frames.shape == (2, COUNT, 3, *WIDE)
    assert torch.isfinite(frames).all()
    assert frames.abs().max() <= 1.0
    assert frames[0].std((1, 2, 3)).min() > 0.08
    moved = (frames[1] - frames[0]).abs().mean((1, 2, 3))
    apart = (frames[0] - frames[0].roll(1, 0)).abs().mean()
    assert moved.min() > 0.0005
    assert moved.mean() < 0.5 * apart


@pytest.mark.parametrize("name", NAMES)
def test_a_scene_takes_no_more_chances_than_there_are(name: str) -> None:
    renderer = Renderer("cpu", 1)
    _, attributes = renderer.pairs(NAMES.index(name), 1, 16, 16, asked=PLAIN)
    view, _ = renderer._light(attributes, NAMES.index(name), attributes.palette, attributes.accent, (16, 16))
    assert view.taken <= FALLING


@pytest.mark.parametrize("name", ["galaxy", "city", "mandala"])
def test_without_a_gap_nothing_moves(name: str) -> None:
    frames = plain(name, gap=0.0)
    assert torch.equal(frames[0], frames[1])


def test_the_same_seed_draws_the_same_pictures() -> None:
    def drawn(seed: int) -> tuple[torch.Tensor, Attributes]:
        return Renderer("cpu", seed).pairs(torch.arange(6), 6, 24, 32)

    (first, said), (again, same), (other, _) = drawn(3), drawn(3), drawn(4)
    assert torch.equal(first, again)
    assert torch.equal(said.looks, same.looks)
    assert (first - other).abs().mean() > 0.05


def test_what_is_in_a_picture_does_not_depend_on_its_size() -> None:
    small, large = (Renderer("cpu", 5).pairs(torch.arange(8), 8, *size)[1] for size in ((16, 32), (40, 24)))
    for name in ("scene", "palette", "accent", "second_scene", "share", "modifiers", "looks", "dt"):
        assert torch.equal(getattr(small, name), getattr(large, name)), name


def test_pictures_come_in_the_order_of_their_scenes() -> None:
    asked = torch.tensor([9, 2, 9, 4])
    frames, attributes = Renderer("cpu", 7).pairs(asked, 4, 24, 32)
    assert attributes.scene.tolist() == asked.tolist()
    lowest, _ = Renderer("cpu", 7).pairs(2, 1, 24, 32)
    assert torch.equal(frames[:, 1], lowest[:, 0])


@pytest.mark.parametrize("size", [(16, 16), (27, 48), (33, 17)])
def test_any_size_will_do(size: tuple[int, int]) -> None:
    frames, _ = Renderer("cpu", 2).pairs(torch.arange(len(NAMES)), len(NAMES), *size, asked=PLAIN)
    assert frames.shape == (2, len(NAMES), 3, *size)
    assert torch.isfinite(frames).all()


@pytest.mark.parametrize("name", ["synthwave", "flowers", "stage"])
def test_a_larger_picture_shows_the_same(name: str) -> None:
    small, large = plain(name, size=(36, 64)), plain(name, size=(144, 256))
    shrunk = torch.nn.functional.avg_pool2d(large[0], 4)
    apart = (small[0] - small[0].roll(1, 0)).abs().mean()
    assert (shrunk - small[0]).abs().mean() < 0.35 * apart


def test_what_is_asked_for_is_drawn() -> None:
    concepts = shipped()
    modifiers = [concepts.modifier("dark"), concepts.modifier("fast")]
    asked = Asked(palette=concepts.palette("red"), modifiers=modifiers, mixed=0.0)
    _, attributes = Renderer("cpu", 1).pairs(3, 5, 16, 16, gap_seconds=0.2, asked=asked)
    assert attributes.palette.tolist() == [concepts.palette("red")] * 5
    assert attributes.modifiers.nonzero()[:, 1].tolist() == sorted(modifiers) * 5
    assert (attributes.share == 0.0).all()
    assert attributes.dt.tolist() == pytest.approx([0.2] * 5)
    assert (attributes.looks[:, LOOKS.index("light")] < -0.3).all()
    assert (attributes.looks[:, LOOKS.index("speed")] > 0.4).all()


def some(each: int) -> Attributes:
    """Return what is in so many pictures of each scene, without drawing them."""
    chance = torch.Generator().manual_seed(1)
    return joined([draw(shipped(), scene, each, chance, Asked()) for scene in range(len(NAMES))])


def test_chance_mixes_modifies_and_names_about_as_often_as_said() -> None:
    attributes = some(40)
    assert 0.1 < (attributes.share > 0.0).float().mean() < 0.3
    assert 0.5 < attributes.named.float().mean() < 0.7
    assert 0.55 < attributes.modifiers.any(1).float().mean() < 0.75
    assert attributes.modifiers.sum(1).max() <= 3
    assert attributes.modifiers.any(0).all()
    assert attributes.share.min() >= 0.0
    assert attributes.share.max() <= 0.8


def test_no_two_modifiers_work_against_each_other() -> None:
    changes = [modifier.changes for modifier in shipped().modifiers]
    for row in some(20).modifiers:
        chosen = row.nonzero()[:, 0].tolist()
        assert all((changes[one] * changes[two]).sum() >= 0.0 for one in chosen for two in chosen)


@pytest.mark.parametrize(
    ("modifier", "sign"), [("dark", -1.0), ("bright", 1.0)], ids=["dark is darker", "bright is brighter"]
)
def test_light_is_what_the_words_say(modifier: str, sign: float) -> None:
    asked = Asked(modifiers=[shipped().modifier(modifier)], mixed=0.0)
    frames, _ = Renderer("cpu", 1).pairs(NAMES.index("silk"), 8, *WIDE, asked=asked)
    usual, _ = Renderer("cpu", 1).pairs(NAMES.index("silk"), 8, *WIDE, asked=PLAIN)
    assert sign * (frames.mean() - usual.mean()) > 0.2


@pytest.mark.parametrize("modifier", ["fog", "rain", "snow", "sparks", "stars", "grainy", "mirror", "huge", "dense"])
def test_a_modifier_is_seen(modifier: str) -> None:
    asked = Asked(modifiers=[shipped().modifier(modifier)], mixed=0.0)
    with_it, _ = Renderer("cpu", 1).pairs(NAMES.index("bokeh"), COUNT, *WIDE, asked=asked)
    without, _ = Renderer("cpu", 1).pairs(NAMES.index("bokeh"), COUNT, *WIDE, asked=PLAIN)
    assert (with_it - without)[0].abs().mean() > 0.01


def shift(frames: torch.Tensor, axis: int) -> float:
    """Return by how many pixels the second frames lie further along an axis than the first, away from the edges.

    The change along the axis explains the change in time by least squares (Lucas and Kanade 1981).
    """
    grey = frames.mean(2)
    slope = (grey.roll(-1, axis) - grey.roll(1, axis)).mean(0) * 0.5
    change = grey[1] - grey[0]
    height, width = grey.shape[2:]
    middle = (slice(None), slice(height // 6, -height // 6), slice(width // 6, -width // 6))
    slope, change = slope[middle], change[middle]
    return float(-(slope * change).sum() / slope.square().sum())


@pytest.mark.parametrize(
    ("name", "axis", "sign"),
    [
        ("city", -1, -1.0),
        ("mountains", -1, -1.0),
        ("dunes", -1, -1.0),
        ("silk", -1, 1.0),
        ("coral", -1, 1.0),
        ("bokeh", -2, -1.0),
        ("plasma", -2, -1.0),
        ("fire", -2, -1.0),
        ("smoke", -2, -1.0),
        ("ocean", -2, -1.0),
        ("lava", -2, 1.0),
    ],
)
def test_a_scene_always_moves_the_same_way(name: str, axis: int, sign: float) -> None:
    shifts = [shift(plain(name, seed, 4, (72, 128), 0.04), axis) for seed in range(3)]
    assert all(one * sign > 0.01 for one in shifts), shifts


def outward(frames: torch.Tensor) -> float:
    """Return whether the left half goes left and the right half right: positive if what is seen comes nearer."""
    half = frames.shape[-1] // 2
    return shift(frames[..., half:], -1) - shift(frames[..., :half], -1)


@pytest.mark.parametrize("name", ["tunnel", "cathedral"])
def test_what_one_flies_through_comes_nearer(name: str) -> None:
    assert all(outward(plain(name, seed, 4, (72, 128), 0.03)) > 0.02 for seed in range(3))


def test_a_grid_that_one_drives_over_comes_nearer() -> None:
    below = [plain("synthwave", seed, 4, (72, 128), 0.02)[..., 50:, :] for seed in range(3)]
    assert all(shift(frames, -2) > 0.02 for frames in below)


@pytest.mark.parametrize(("modifier", "sign"), [("rising", -1.0), ("falling", 1.0)])
def test_words_move_the_camera_up_and_down(modifier: str, sign: float) -> None:
    asked = Asked(modifiers=[shipped().modifier(modifier)], mixed=0.0)
    frames, _ = Renderer("cpu", 1).pairs(NAMES.index("flowers"), 6, 72, 128, gap_seconds=0.04, asked=asked)
    assert shift(frames, -2) * sign > 0.3


def test_forward_brings_nearer_what_stands_by_itself() -> None:
    asked = Asked(modifiers=[shipped().modifier("forward")], mixed=0.0)
    moved, _ = Renderer("cpu", 1).pairs(NAMES.index("crystal"), 6, 72, 128, gap_seconds=0.05, asked=asked)
    assert outward(moved) > 0.3
    assert abs(outward(plain("crystal", 1, 6, (72, 128), 0.05))) < 0.1


def test_speed_moves_farther_in_the_same_time() -> None:
    def moved(name: str) -> float:
        asked = Asked(modifiers=[shipped().modifier(name)], mixed=0.0)
        frames, _ = Renderer("cpu", 1).pairs(NAMES.index("silk"), 6, 72, 128, gap_seconds=0.03, asked=asked)
        return shift(frames, -1)

    assert moved("fast") > 2.0 * moved("calm") > 0.0


def features(frames: torch.Tensor) -> torch.Tensor:
    """Return (n, many): how light lies from top to bottom and side to side, how fine it is, which way edges run."""
    grey = frames.mean(1)
    grey = (grey - grey.mean((1, 2), keepdim=True)) / grey.std((1, 2), keepdim=True)
    coarse = torch.nn.functional.adaptive_avg_pool2d(grey[:, None], (6, 6)).flatten(1)
    down, right = grey.diff(dim=1)[:, :, 1:], grey.diff(dim=2)[:, 1:]
    strength = torch.hypot(down, right)
    angle = torch.atan2(down, right).remainder(torch.pi) / torch.pi * 8.0
    edges = torch.stack([(strength * (angle.floor() == bin_)).mean((1, 2)) for bin_ in range(8)], 1)
    sharp = torch.quantile(strength.flatten(1), torch.tensor([0.3, 0.6, 0.8, 0.9, 0.97]), 1).T
    spectrum = torch.fft.rfft2(grey).abs().log1p()
    bands = torch.nn.functional.adaptive_avg_pool2d(spectrum[:, None, :18], (6, 6)).flatten(1)
    return torch.cat((coarse, edges * 6.0, sharp * 2.0, bands), 1)


def test_scenes_are_told_apart_by_simple_measures() -> None:
    renderer = Renderer("cpu", 3)
    asked = Asked(palette=shipped().palette("silver"), modifiers=(), mixed=0.0)
    known, held = [], []
    for scene in range(len(NAMES)):
        seen = features(renderer.pairs(scene, 24, 36, 64, asked=asked)[0][0])
        known.append(seen[:18])
        held.append(seen[18:])
    within = torch.cat([one - one.mean(0) for one in known]).T.cov() + 0.02 * torch.eye(known[0].shape[1])
    means = torch.stack([one.mean(0) for one in known])
    away = torch.cat(held)[:, None] - means[None]
    nearest = torch.einsum("nki,ij,nkj->nk", away, torch.linalg.inv(within), away).argmin(1)
    truth = torch.arange(len(NAMES)).repeat_interleave(6)
    assert (nearest == truth).float().mean() > 0.85


def test_fields_are_spread_evenly_and_repeat() -> None:
    made = fields()
    assert made.shape == (1, 5, SIDE + 1, SIDE + 1)
    assert torch.equal(made[..., 0], made[..., -1])
    inner = made[0, :, :-1, :-1].flatten(1)
    assert torch.allclose((inner < 0.3).float().mean(1), torch.full((5,), 0.3), atol=1e-4)


def test_nothing_is_drawn_on_another_device_than_the_renderers_own() -> None:
    renderer = Renderer("meta", 1)  # a device of shapes alone, which refuses to be mixed with another or waited for
    for scene in ("planets", "waves", "forest", "stage", "circuit", "glass", "plasma"):
        frames, attributes = renderer.pairs(NAMES.index(scene), 1, 16, 32, asked=PLAIN)
        assert frames.device.type == attributes.scene.device.type == "meta"
    everything = [shipped().modifier(name) for name in ("fog", "rain", "snow", "sparks", "stars", "mirror", "grainy")]
    frames, _ = renderer.pairs(NAMES.index("galaxy"), 3, 16, 32, asked=Asked(modifiers=everything, mixed=1.0))
    assert frames.device.type == "meta"
    assert frames.shape == (2, 3, 3, 16, 32)
