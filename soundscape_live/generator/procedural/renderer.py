"""The procedural renderer: pictures that are drawn, with no model.

It honours every parameter in the sense of a latent diffusion model's loop (latent.py), and draws the latent with
procedural scenes (compose.py). Of a motion it knows the zoom, as a flight forward or back; it has no LoRAs. Rules: as
of every renderer (generator/picture.py): no I/O, no clock, the same calls give the same pictures. Runs on one thread
and blocks for the time that a frame takes.
"""

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.generator.procedural.colour import STOPS, pixel_table
from soundscape_live.generator.procedural.compose import Composer
from soundscape_live.generator.procedural.finish import Finish, canvas_size, grain_plane
from soundscape_live.generator.procedural.guide import Guide
from soundscape_live.generator.procedural.latent import Aim, Bands, Latent, Moment, advance, asked, fresh
from soundscape_live.generator.procedural.prompt import LOOK, LOOK_NAMES, PALETTE, Embedding
from soundscape_live.generator.procedural.texture import Textures, make_textures
from soundscape_live.generator.procedural.view import make_canvas

_CONTRAST = LOOK.start + LOOK_NAMES.index("contrast")
_GRAIN_STEP = 999
"The chance of the grain; no denoising step has this number."


class ProceduralRenderer:
    """Draws pictures of one size."""

    def __init__(self, width: int, height: int, textures: Textures | None = None) -> None:
        """Prepare; takes a quarter of a second, next to nothing with textures made before.

        ValueError unless both sides are even and at least 16.
        """
        if min(width, height) < 16 or width % 2 or height % 2:
            raise ValueError(f"a picture's sides are even and at least 16, not {width}x{height}")
        self._canvas = make_canvas(*canvas_size(width, height))
        self._textures = make_textures() if textures is None else textures
        self._composer = Composer(self._canvas, self._textures)
        self._finish = Finish(self._canvas, width, height)
        self._guide = Guide()
        self._moment: Moment | None = None
        self._latent: Latent | None = None
        self._picture: Picture = np.zeros((height, width, 3), np.uint8)
        self._target: tuple[Embedding, Bands] | None = None
        self._colours: tuple[Embedding, NDArray[np.uint32]] | None = None
        self._cut_waits = False

    def frame(self, state: FrameState) -> Picture:
        """Return the next picture, (height, width, 3) RGB, the caller's own.

        At noise_scale 0 the bytes of the last one again, unless this is the first, a reset or another seed; a cut
        that a change of prompts asks for waits for noise.
        """
        before = self._latent
        if self._moment is None or self._moment.seed != state.seed:
            before, self._moment = None, Moment(state.seed, 0, 0)
        else:
            self._moment = Moment(state.seed, self._moment.epoch, self._moment.frame + 1)
        aim, cut = self._guide.aim(state, None if before is None else before.world)
        if before is not None and state.noise_scale <= 0.0 and not state.reset:
            self._cut_waits = self._cut_waits or cut
            return self._picture.copy()
        cut, self._cut_waits = cut or self._cut_waits, False
        self._latent = self._next(before, aim, self._moment, cut=cut)
        self._picture = self._draw(self._latent, self._moment, exact=cut or self._latent.world is aim.embedding)
        return self._picture.copy()

    def _next(self, before: Latent | None, aim: Aim, moment: Moment, *, cut: bool) -> Latent:
        """Return this frame's latent; a hard cut begins an epoch."""
        if self._target is None or not np.array_equal(self._target[0], aim.embedding):
            self._target = aim.embedding, asked(aim.embedding, self._composer.sizes)
        if before is not None and not cut:
            return advance(before, aim, self._target[1], moment)
        if before is not None:
            moment = self._moment = Moment(moment.seed, moment.epoch + 1, moment.frame)
        return fresh(aim, self._target[1], moment)

    def _draw(self, latent: Latent, moment: Moment, *, exact: bool) -> Picture:
        layer, view = self._composer.layer(latent)
        looks = view.looks
        light = layer.light
        light *= np.float32(2.0 ** (0.75 * looks.light) * (0.80 + 0.42 * latent.heat))
        shift = moment.chance(_GRAIN_STEP).random(2)
        grain = grain_plane(self._textures.speckle, light.shape[0], light.shape[1], (float(shift[0]), float(shift[1])))
        grain = grain * np.float32(2.2 + 9.0 * max(0.0, looks.grain))
        glow = (0.62 + 0.45 * looks.glow) * (0.75 + 0.5 * latent.heat)
        return self._finish.picture(layer.tone, light, self._table(latent.world, exact=exact), grain, glow)

    def _table(self, world: Embedding, *, exact: bool) -> NDArray[np.uint32]:
        """Return the pixels of the world's palette, made anew when it has changed enough to be seen (or at all)."""
        wanted = np.append(world[PALETTE], world[_CONTRAST])
        if self._colours is not None:
            change = float(np.abs(self._colours[0] - wanted).max())
            if change <= (0.0 if exact else 2e-3):
                return self._colours[1]
        table = pixel_table(world[PALETTE].reshape(STOPS, 3), float(world[_CONTRAST]))
        self._colours = wanted, table
        return table


def open_procedural(width: int, height: int, _fps: float) -> ProceduralRenderer:
    """Return a renderer. ValueError unless both sides are even and at least 16. Blocks: a quarter of a second."""
    return ProceduralRenderer(width, height)
