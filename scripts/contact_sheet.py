"""Draw every theme at three energies on one sheet: python scripts/contact_sheet.py OUT.png [--themes DIR].

A theme's row shows the picture after --frames frames at noise_scale 0.3, 0.6 and 0.9. Without theme files a built-in
list of prompts is drawn. --at gives other energies; --times draws one energy at several frames instead.
"""

import argparse
import struct
import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.generator.procedural import ProceduralRenderer, concepts
from soundscape_live.model import Interpolation, Prompt

PROMPTS = {
    "Cosmic Voyage": "cosmic nebula in deep space, neon purple and magenta gas, stars, infinite forward flythrough",
    "Neon Foundry": "industrial foundry, steampunk gears and molten metal, sparks, orange glow, volumetric fog",
    "Living Forest": "bioluminescent forest at night, glowing teal mushrooms, fireflies, mist",
    "Synth Horizon": "synthwave grid and sun, neon pink and cyan, retrowave, stars",
    "Crystal Cathedral": "crystal cathedral, stained glass, iridescent light rays",
    "Deep Ocean": "deep ocean, jellyfish and coral, bioluminescent blue, calm",
    "Rain City": "cyberpunk city in the rain, neon signs, wet street, night",
    "Polar Night": "aurora borealis over mountains, emerald and violet, starry night",
    "Volcano": "lava and embers, volcanic eruption, dramatic",
    "Golden Mandala": "sacred geometry mandala, gold and crimson, hypnotic kaleidoscope",
    "Wormhole": "wormhole tunnel, ultraviolet and cyan, fast journey",
    "Data Stream": "circuit board, digital data, emerald electronic code",
    "Ink Dream": "ink and smoke in water, surreal dream, indigo, coral and cream",
    "Sunset Sea": "calm sea at sunset, waves, golden horizon",
    "Spiral": "spiral galaxy, stardust, sapphire and gold",
    "Silk": "flowing silk ribbons, magenta and amber, soft",
    "Lotus": "lotus flower opening, pink petals, gentle glow",
    "Lightspeed": "hyperspace jump at light speed, electric blue",
    "Cloud Temple": "towering clouds at sunrise, radiant sky, serene",
    "Unknown": "quixotic zanzibar flumoxity",
}


def main() -> None:
    """Draw the sheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--themes", type=Path, default=Path(__file__).parent.parent / "themes")
    parser.add_argument("--size", default="384x216")
    parser.add_argument("--frames", type=int, default=20)
    parser.add_argument("--at", default="0.3,0.6,0.9")
    parser.add_argument("--times", default="")
    parser.add_argument("--only", default="", help="draw the rows whose names contain this")
    parser.add_argument("--columns", type=int, default=1, help="rows beside each other")
    options = parser.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    themes = dict(read_themes(options.themes)) or PROMPTS
    rows = []
    for name, text in themes.items():
        if options.only.lower() not in name.lower():
            continue
        print(f"{name}: {', '.join(concepts(text))}")
        if options.times:
            pictures = film(
                text, float(options.at.split(",")[0]), [int(time) for time in options.times.split(",")], (width, height)
            )
        else:
            pictures = [film(text, float(at), [options.frames], (width, height))[0] for at in options.at.split(",")]
        label = caption(name, height)
        rows.append(np.concatenate([label, *pictures], axis=1))
    while len(rows) % options.columns:
        rows.append(np.zeros_like(rows[0]))
    lines = [np.concatenate(rows[at : at + options.columns], axis=1) for at in range(0, len(rows), options.columns)]
    options.out.write_bytes(png(np.concatenate(lines)))


def read_themes(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and whole prompt of each theme file in the folder, wherever its keys stand."""
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            values = tomllib.load(file)
        base = next((value for value in _find(values, "base") if isinstance(value, str)), "")
        extra = next((value for value in _find(values, "modifiers") if isinstance(value, list)), [])
        if base:
            yield path.stem.replace("-", " ").replace("_", " ").title(), ", ".join([base, *map(str, extra)])


def _find(value: object, key: str) -> Iterator[object]:
    """Yield every value that stands under the key, at any depth."""
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        for inner in value.values():
            yield from _find(inner, key)


def film(text: str, noise: float, times: list[int], size: tuple[int, int]) -> list[Picture]:
    """Return the pictures after each of these numbers of frames."""
    renderer = ProceduralRenderer(*size)
    state = FrameState((Prompt(text),), Interpolation.LINEAR, noise, (1000, 750, 500, 250), manage_cache=True, seed=7)
    pictures = []
    for number in range(1, max(times) + 1):
        picture = renderer.frame(state)
        if number in times:
            pictures.append(picture)
    return pictures


def caption(text: str, height: int) -> Picture:
    """Return a strip with the text written upward, in a small font of our own."""
    strip = np.full((height, 18, 3), 12, np.uint8)
    lit = np.concatenate([_glyph(letter) for letter in text.upper()], axis=1)
    upright = np.rot90(lit)[-(height - 4) :]
    strip[height - 2 - upright.shape[0] : height - 2, 4 : 4 + upright.shape[1]][upright] = 230
    return strip


_GLYPHS = {
    "A": "69F99", "B": "E9E9E", "C": "78887", "D": "E999E", "E": "F8E8F", "F": "F8E88", "G": "78B97", "H": "99F99",
    "I": "72227", "J": "11196", "K": "9ACA9", "L": "8888F", "M": "9FF99", "N": "9DB99", "O": "69996", "P": "E9E88",
    "Q": "6999B", "R": "E9EA9", "S": "7861E", "T": "F2222", "U": "99996", "V": "99952", "W": "99FF9", "X": "99699",
    "Y": "99711", "Z": "F124F",
}  # fmt: skip


def _glyph(letter: str) -> NDArray[np.bool_]:
    """Return a letter as (10, 12) points."""
    rows = _GLYPHS.get(letter, "00000")
    bits = np.array([[int(row, 16) >> (3 - at) & 1 for at in range(4)] + [0] for row in rows], np.bool_)
    return bits.repeat(2, axis=0).repeat(2, axis=1)


def png(picture: Picture) -> bytes:
    """Return the picture as a PNG file."""
    height, width, _ = picture.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), picture.reshape(height, -1)], axis=1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _part(b"IHDR", head)
        + _part(b"IDAT", zlib.compress(rows.tobytes(), 6))
        + _part(b"IEND", b"")
    )


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


if __name__ == "__main__":
    main()
