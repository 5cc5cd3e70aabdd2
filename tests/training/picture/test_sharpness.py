# ruff: noqa: E402 - what is imported needs what is asked for first
import pytest

torch = pytest.importorskip("torch")

from soundscape_live.generator.tiny.network import SMALL, Decoder
from training.picture.critic import Critic, judged, taught
from training.picture.sharpness import (
    MOST,
    SOFTEST,
    STRONGEST,
    amount,
    emphasis,
    emphasised,
    fitting,
    printed,
    sharpness,
    softness,
)


def pictures(seed: int, coarse: float = 1.0) -> object:
    """Return pictures with fine detail, and `coarse` of what is not."""
    torch.manual_seed(seed)
    large = torch.nn.functional.interpolate(torch.rand(3, 3, 6, 6) - 0.5, scale_factor=8.0, mode="bilinear")
    return coarse * large + 0.1 * torch.randn(3, 3, 48, 48)


def soft(sharp: object, share: float) -> object:
    """Return pictures with a share less of their highest frequencies."""
    row = torch.tensor((0.25, 0.5, 0.25))
    kernel = torch.outer(row, row).expand(3, 1, 3, 3)
    blurred = torch.nn.functional.conv2d(sharp, kernel, groups=3, padding=1)
    return torch.lerp(sharp, blurred, share)


def test_pictures_are_as_sharp_as_themselves_and_sharper_than_soft_ones() -> None:
    real = pictures(0)
    assert sharpness(real, real) == (1.0, 1.0)
    size, energy = sharpness(soft(real, 0.4), real)
    assert 0.5 < size < 0.7
    assert energy == pytest.approx(size**2, abs=0.05)
    assert softness(real, real) < softness(soft(real, 0.2), real) < softness(soft(real, 0.4), real)
    assert (amount(soft(real, 0.4)) < amount(real)).all()


@pytest.mark.parametrize("strength", [-0.4, 0.0, 0.3, 1.0])
def test_a_print_leaves_what_is_flat_and_raises_what_is_fine(strength: float) -> None:
    assert float(emphasis(strength).sum()) == pytest.approx(1.0)
    flat = torch.full((1, 3, 8, 8), 0.3)
    assert torch.allclose(emphasised(flat, strength), flat)
    finest = 0.1 * (-1.0) ** (torch.arange(8)[:, None] + torch.arange(8)).expand(1, 3, 8, 8)
    assert torch.allclose(emphasised(finest, strength)[..., 2:-2, 2:-2], (1.0 + strength) * finest[..., 2:-2, 2:-2])


def test_the_print_that_fits_brings_back_what_was_lost_and_no_more() -> None:
    real = pictures(0)
    made = soft(real, 0.3)
    strength = fitting(made, real)
    assert 0.3 < strength < 0.6
    size, energy = sharpness(emphasised(made, strength), real)
    assert size <= MOST[0]
    assert 0.9 < energy <= MOST[1]
    assert fitting(soft(real, 0.9), real) == pytest.approx(STRONGEST)
    assert fitting(real, made) == pytest.approx(-0.3, abs=0.1)
    assert fitting(real, 0.01 * real) == pytest.approx(SOFTEST)


@pytest.mark.parametrize("size", [(3, 4), (1, 1)])
def test_a_decoder_that_prints_gives_prints(size: tuple[int, int]) -> None:
    torch.manual_seed(0)
    plain = Decoder(SMALL)
    torch.nn.init.normal_(plain.end.weight, std=0.2)
    wider, sizes = printed(plain, SMALL, 0.7)
    again = Decoder(sizes)
    again.load_state_dict(wider.state_dict())
    latent = torch.randn(2, SMALL.latent, *size)
    with torch.no_grad():
        want, got, before = emphasised(plain(latent), 0.7), again(latent), plain(latent)
    assert torch.allclose(got[..., 1:-1, 1:-1], want[..., 1:-1, 1:-1], atol=1e-5)
    assert not torch.allclose(got, before, atol=1e-2)


def test_a_critic_sees_fine_detail_and_learns_which_picture_is_drawn() -> None:
    real = 3.0 * pictures(0)
    made = soft(real, 0.9)
    critic = Critic(8)
    adam = torch.optim.Adam(critic.parameters(), 3e-3)
    for _ in range(40):
        adam.zero_grad()
        taught(critic, made, real).backward()
        adam.step()
    unlikely, apart = judged(critic, made, real)
    alike, near = judged(critic, real, real)
    assert float(unlikely) > 1.2 * float(alike)
    assert float(apart) > 0.0 == float(near)
    assert float(taught(critic, made, real).detach()) < 0.6
