"""Pairs of frames of any scene, with what is in them.

Rules: all chance comes from one generator on the CPU, so that a seed gives the same pictures on any device, up to
rounding; how much chance a picture takes does not depend on its size.
"""

import torch
from torch import Tensor

from soundscape_live.generator.tiny.concepts import Concepts, shipped
from training.picture.attributes import Attributes, joined
from training.picture.scenes import library, weather
from training.picture.scenes.camera import extent, look, places, rates
from training.picture.scenes.develop import develop
from training.picture.scenes.drawing import Asked, draw
from training.picture.scenes.noise import Field, fields
from training.picture.scenes.view import View, over, step

CHANCES = 160
"Of each picture."
FALLING = CHANCES - 20
"The first chance that weather takes; scenes take those before it, mixing the last three."
LONGEST = 40.0
"Seconds of a scene's own time that a first frame may lie at."
LINEAR = 1.6
"The exponent that makes a palette's colours light."
SEEN = 0.05
"A look below this is not drawn."


class Renderer:
    """Draws pictures on a device. Not for two threads at once."""

    def __init__(self, device: torch.device | str, seed: int = 0, concepts: Concepts | None = None) -> None:
        self.concepts = concepts or shipped()
        self._device = torch.device(device)
        self._chance = torch.Generator().manual_seed(seed)
        self._fields = fields().to(self._device)
        self._stops = torch.stack([torch.from_numpy(one.stops) for one in self.concepts.palettes])

    def pairs(
        self,
        scene: Tensor | int,
        count: int,
        height: int,
        width: int,
        *,
        gap_seconds: Tensor | float | None = None,
        asked: Asked | None = None,
    ) -> tuple[Tensor, Attributes]:
        """Return frames (2, n, 3, h, w), -1 to 1, at a time and a gap later, and what is in them; both on the device.

        A scene is a place in the vocabulary, for all of the pictures, or one for each of them (n,); gaps are seconds,
        for all or one for each (n,), by chance if not given. Sides are pixels, any that are at least 16.
        """
        scenes = torch.as_tensor(scene).cpu().expand(count)
        gaps = None if gap_seconds is None else torch.as_tensor(gap_seconds, dtype=torch.float32).cpu().expand(count)
        made: list[tuple[Tensor, Attributes]] = []
        places_of: list[Tensor] = []
        for one in scenes.unique().tolist():
            index = (scenes == one).nonzero()[:, 0]
            made.append(self._of_one(one, None if gaps is None else gaps[index], len(index), (height, width), asked))
            places_of.append(index)
        back = torch.cat(places_of).argsort()
        frames = torch.cat([frames for frames, _ in made], 1)
        attributes = joined([attributes for _, attributes in made]).at(back).to(self._device)
        return (frames if len(made) == 1 else frames[:, back.to(self._device)]), attributes

    def _of_one(
        self, scene: int, gaps: Tensor | None, count: int, size: tuple[int, int], asked: Asked | None
    ) -> tuple[Tensor, Attributes]:
        attributes = draw(self.concepts, scene, count, self._chance, asked or Asked())
        if gaps is not None:
            attributes.dt.copy_(gaps)
        view, light = self._light(attributes, scene, attributes.palette, attributes.accent, size)
        mixes = (attributes.share > 0.0).nonzero()[:, 0]
        if len(mixes):
            self._mix(light, view, attributes.at(mixes), mixes, size)
        for name, fall in weather.ALL.items():
            self._fall(fall, look(attributes, name), view, light)
        frames = develop(view, light, attributes)
        return frames.view(2, count, 3, *size), attributes

    def _light(
        self, attributes: Attributes, scene: int, palette: Tensor, accent: Tensor, size: tuple[int, int]
    ) -> tuple[View, Tensor]:
        """Return the light of one scene with what it was drawn with."""
        known = self.concepts.scenes[scene]
        count = len(palette)
        right, top, pixel = extent(*size)
        x, y = places(attributes, *size, self._device, upright=known.upright)
        since = torch.rand(count, 1, 1, generator=self._chance) * LONGEST
        stops = torch.cat((self._stops[palette][:, :3], self._stops[accent][:, 3:]), 1)
        stops = (stops * (1.0 + (torch.rand(count, 5, 3, generator=self._chance) - 0.5) * 0.12)).clamp(0.0, 1.0)
        view = View(
            x,
            y,
            torch.cat((since, since + attributes.dt[:, None, None] * rates(attributes))).to(self._device),
            right,
            top,
            pixel,
            (look(attributes, "density") * 0.5 + 0.5).repeat(2, 1, 1).to(self._device),
            (stops**LINEAR).transpose(1, 2).repeat(2, 1, 1).to(self._device),
            torch.rand(count, CHANCES, generator=self._chance).to(self._device),
            self._fields,
        )
        return view, library.SCENES[known.name](view)

    def _mix(self, light: Tensor, view: View, mixed: Attributes, index: Tensor, size: tuple[int, int]) -> None:
        """Lay a second scene over some of the pictures: the brighter of both, or either side of a winding border."""
        _, second = self._light(mixed, int(mixed.second_scene[0]), mixed.second_palette, mixed.second_palette, size)
        both = torch.cat((index, index + len(view.chances))).to(self._device)
        first = light[both]
        share = mixed.share[:, None, None].repeat(2, 1, 1).to(self._device)
        chances = view.chances[index.to(self._device), -3:].repeat(2, 1)[:, :, None, None]
        winding = (view.noise(Field.CLOUD, view.x * 0.12, view.y * 0.12)[both] - 0.5) * 0.7
        angle = chances[:, 0] * 6.283
        across = view.x[both] * torch.cos(angle) / view.right + view.y[both] * torch.sin(angle) / view.top
        side = step(-0.12, 0.12, winding + across * 0.6 - (1.0 - 2.0 * share) * 0.8)
        brighter = torch.maximum(
            first * (2.0 - 2.0 * share)[:, None].clamp(max=1.0), second * (2.0 * share)[:, None].clamp(max=1.0)
        )
        parted = over(first, second, side)
        light[both] = torch.where(chances[:, 1:2] < 0.5, brighter, parted)

    def _fall(self, fall: weather.Weather, much: Tensor, view: View, light: Tensor) -> None:
        """Draw one weather over those pictures that have it."""
        index = (much[:, 0, 0] > SEEN).nonzero()[:, 0]
        if not len(index):
            return
        both = torch.cat((index, index + len(view.chances))).to(self._device)
        of_these = View(
            view.x[both],
            view.y[both],
            view.t[both],
            view.right,
            view.top,
            view.pixel,
            view.density[both],
            view.stops[both],
            view.chances[index.to(self._device)],
            view.fields,
            FALLING,
        )
        light[both] = fall(of_these, light[both], much[index].repeat(2, 1, 1).to(self._device))
