"""Ten thousand frames of feedback: the picture neither fades, nor burns in, nor stops being one."""

from pathlib import Path

import numpy as np

from tests.generator.diffusion.pipelines import SIZE, open_model, open_renderer, save

from soundscape_live.generator.latent.watch import BAND, FLAT  # isort: skip
from tests.generator.latent.said import said

FRAMES = 10_000
NOISES = (0.02, 0.1, 0.3, 0.45)


def test_ten_thousand_frames(tmp_path: Path) -> None:
    one = {"block_out_channels": (8,), "mid_block_type": None}
    blocks = {"down_block_types": ("CrossAttnDownBlock2D",), "up_block_types": ("CrossAttnUpBlock2D",)}
    renderer = open_renderer(open_model(save("sd", tmp_path / "smallest", **one, **blocks)))
    first = renderer.frame(said())
    anchor, contrast = float(renderer._feedback.latent.std()), float(first.std())
    for number in range(FRAMES):
        noise = NOISES[number * len(NOISES) // FRAMES]
        picture = renderer.frame(said("abc"[number // 700 % 3], noise_scale=noise))
        if number % 50 == 49:
            latent = renderer._feedback.latent
            assert bool(latent.isfinite().all()), number
            assert BAND[0] * anchor < float(latent.std()) < BAND[1] * anchor, number
            assert picture.std() > FLAT * contrast, number
            assert np.mean((picture == 0) | (picture == 255)) < 0.5, number
    assert renderer._course._moment is not None
    assert renderer._course._moment.epoch == 0  # it was never cut
    assert picture.shape == (SIZE, SIZE, 3)
    renderer.close()
