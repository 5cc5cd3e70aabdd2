"""Pictures that show what a model does, for whoever looks: python -m training.picture.sheets --out FOLDER.

Rules: all are drawn through the product's renderer, from fixed seeds; nothing is picked. Each sheet is a small file of
its own, labelled:

`prompts`    24 prompts: the cut, and 8, 24 and 72 frames of feedback later
`themes`     each theme at three energies of the music, through the show's own mapping
`slerp`      a transition between two prompts, every second frame
`reset`      feedback, a reset, and what follows
`noise`      noise_scale 0 to 1, from the same cut: 1, 4 and 16 frames later
`show`       twelve of the prompts after 24 frames, larger and without labels: the picture for a page
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench.picture_play import FPS, Player
from soundscape_live.generator.engines import open_engine
from soundscape_live.generator.picture import Picture
from soundscape_live.io.files.themes import parse_theme
from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.model import Features, Params

WIDTH, HEIGHT = 512, 288
THEMES = Path(__file__).parents[2] / "themes"
SMALL = (128, 72)
GAP = 4
TEXT = 12
"Points."
SEED = 1
NOISE = 0.35
LATER = (8, 24, 72)
PROMPTS = (
    "violet nebula, deep space", "blue spiral galaxy", "ringed planets, copper", "green aurora, starry night",
    "storm clouds, lightning, blue", "jellyfish in the deep blue sea", "coral reef, tropical fish",
    "calm sea at sunset",
    "lavender mountains in mist", "golden desert dunes", "emerald forest, fireflies", "pink flowers, garden",
    "neon city in the rain", "synthwave grid, retro sun", "golden cathedral, arches", "green circuit board",
    "copper clockwork, gears", "orange foundry, sparks", "rainbow mandala", "cyan tunnel, rings",
    "rainbow stained glass", "violet crystal cave", "black ink on white paper", "red lava, embers",
)  # fmt: skip
SHOWN = (0, 5, 12, 13, 3, 7, 10, 16, 19, 18, 8, 23)
ENERGIES = (("quiet", 0.1), ("middle", 0.5), ("loud", 0.95))
BPM = 120.0
HEARD = 8.0
"Seconds of music before a theme is looked at."
CROSSING = 24
"Frames."


@dataclass(frozen=True, slots=True)
class Row:
    """Pictures side by side."""

    label: str
    pictures: tuple[Picture, ...]


def prompts(player: Player) -> list[Row]:
    """Play each prompt."""
    return [Row(text, _moments(player, text, LATER)) for text in PROMPTS]


def themes(player: Player) -> list[Row]:
    """Play each theme of the repository at each energy."""
    rows = []
    for file in sorted(THEMES.glob("*.toml")):
        text = file.read_text(encoding="utf-8")
        rows.append(Row(file.stem, tuple(_energetic(player, text, file.stem, energy) for _, energy in ENERGIES)))
    return rows


def slerp(player: Player) -> list[Row]:
    """Cross over between two prompts, twice."""
    rows = []
    for first, second in ((PROMPTS[3], PROMPTS[13]), (PROMPTS[5], PROMPTS[23])):
        _last(player.cut(first, SEED), player.go_on(NOISE, 8))
        strip = tuple(player.cross(second, NOISE, CROSSING))[1::2]
        rows.append(Row(f"{first} > {second}", strip))
    return rows


def reset(player: Player) -> list[Row]:
    """Play, reset and go on."""
    rows = []
    for text in (PROMPTS[0], PROMPTS[12]):
        before = (player.cut(text, SEED), *player.go_on(NOISE, 5))
        after = (player.reset(NOISE), *player.go_on(NOISE, 5))
        rows.append(Row(f"{text}: six frames, a reset, six frames", (*before, *after)))
    return rows


def noise(player: Player) -> list[Row]:
    """Go on from the same cut with more and more noise."""
    later = (1, 4, 16)
    columns = [_moments(player, PROMPTS[1], later, level / 10.0)[1:] for level in range(11)]
    return [
        Row(f"{frames} later", pictures) for frames, pictures in zip(later, zip(*columns, strict=True), strict=True)
    ]


SHEETS: dict[str, Callable[[Player], list[Row]]] = {"themes": themes, "slerp": slerp, "reset": reset, "noise": noise}
COLUMNS = {"themes": 4}
"Of rows, where it is not one."
HEADS = {
    "prompts": ("cut", *(f"{frames} frames later" for frames in LATER)),
    "themes": tuple(name for name, _ in ENERGIES),
    "slerp": tuple(f"{number}" for number in range(2, CROSSING + 1, 2)),
    "reset": (*("feedback",) * 6, "reset", *("feedback",) * 5),
    "noise": tuple(f"{level / 10:g}" for level in range(11)),
}


def _moments(player: Player, text: str, later: Sequence[int], noise_scale: float = NOISE) -> tuple[Picture, ...]:
    """Return a cut and what it has become so many frames later."""
    pictures = [player.cut(text, SEED), *player.go_on(noise_scale, max(later))]
    return tuple(pictures[frames] for frames in (0, *later))


def _energetic(player: Player, theme: str, name: str, energy: float) -> Picture:
    """Return what a theme shows at an energy of the music, 24 frames after a cut."""
    params = asked(theme, name, energy)
    first = player.begin(params.prompts, SEED, params.denoising_step_list)
    return _last(first, player.go_on(params.noise_scale, 24))


def asked(theme: str, name: str, energy: float) -> Params:
    """Let a show with this theme alone hear steady music, and return what it asks of the generator."""
    fusion = Fusion(Show((parse_theme(theme, name),), name, ()), 0.0)
    for number in range(round(HEARD * 20.0)):
        fusion.hear(_music(number / 20.0, energy), BeatNow(0.0, BPM))
    return fusion.params(HEARD)


def _music(at: float, energy: float) -> Features:
    return Features(
        at=at,
        rms_db=-40.0 + 30.0 * energy,
        peak=energy,
        energy=energy,
        bands=(energy,) * 5,
        centroid_hz=400.0 * 10.0**energy,
        brightness=energy,
        flatness=energy,
        texture=energy,
        flux=energy,
        onset=0.0,
        rise=0.0,
        silence=False,
        clipping=False,
    )


def _last(first: Picture, later: Iterable[Picture]) -> Picture:
    return [first, *later][-1]


def sheet(rows: Sequence[Row], heads: Sequence[str], columns: int = 1) -> Image.Image:
    """Return rows of small pictures below their heads, in so many columns of rows."""
    wide, high = SMALL
    font = ImageFont.load_default(TEXT)
    block = len(heads) * (wide + GAP) + GAP
    deep = -(-len(rows) // columns)
    line = high + TEXT + 2 * GAP
    image = Image.new("RGB", (columns * block, TEXT + 2 * GAP + deep * line), (16, 16, 18))
    pen = ImageDraw.Draw(image)
    for column in range(columns):
        for number, head in enumerate(heads):
            pen.text((column * block + GAP + number * (wide + GAP), GAP), head, (150, 150, 160), font)
    for number, row in enumerate(rows):
        left, top = number // deep * block + GAP, TEXT + 2 * GAP + number % deep * line
        pen.text((left, top), row.label, (230, 230, 235), font)
        for place, picture in enumerate(row.pictures):
            image.paste(_scaled(picture, SMALL), (left + place * (wide + GAP), top + TEXT + GAP))
    return image


def shown(rows: Sequence[Row]) -> Image.Image:
    """Return some of the prompts' pictures, larger, side by side."""
    wide, high = 320, 180
    image = Image.new("RGB", (4 * wide, 3 * high))
    for number, row in enumerate(SHOWN):
        picture = rows[row].pictures[2]
        image.paste(_scaled(picture, (wide, high)), (number % 4 * wide, number // 4 * high))
    return image


def _scaled(picture: Picture, size: tuple[int, int]) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(picture)).resize(size, Image.Resampling.LANCZOS)


@click.command()
@click.option("--engine", default="tiny", show_default=True)
@click.option("--out", default="docs/pictures", show_default=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--quality", default=82, show_default=True, help="Of the JPEG files.")
def main(engine: str, out: Path, quality: int) -> None:
    """Draw all sheets."""
    out.mkdir(parents=True, exist_ok=True)
    player = Player(open_engine(engine, WIDTH, HEIGHT, FPS))
    rows = prompts(player)
    images = {"prompts": sheet(rows, HEADS["prompts"], 3), "show": shown(rows)}
    images |= {name: sheet(make(player), HEADS[name], COLUMNS.get(name, 1)) for name, make in SHEETS.items()}
    for name, image in images.items():
        path = out / f"{name}.jpg"
        image.save(path, quality=quality, optimize=True)
        click.echo(f"{path}: {image.width}x{image.height}, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
