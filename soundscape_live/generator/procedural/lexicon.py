"""The words that the renderer knows, and what each asks for.

Rules: a table of facts, no code; words are lower case, without accents; two words that belong together are written
as one (`deepspace`). A palette is five colours from the dark to the highlight. A word may stand in several tables.
"""

from typing import Final

SKIES: Final = (
    "nebula", "galaxy", "aurora", "deep", "ink", "silk", "clouds", "lava", "crystal", "tunnel", "mandala", "circuit",
    "warp", "bloom",
)  # fmt: skip
GROUNDS: Final = ("sea", "dunes", "mountains", "grid", "forest", "city", "works", "jellies")
SCENES: Final = SKIES + GROUNDS

PALETTES: Final[dict[str, str]] = {
    "nebula": "070416 2b1268 8e1f9c ff5fa2 ffe3c4",
    "galaxy": "02040f 12246b 4a5fd0 c7a6ff fff2d6",
    "aurora": "030a1c 0b3d4f 16b989 7dfbb8 d0a8ff",
    "deep": "01081a 063a63 0a83b8 37d0dc d8fff2",
    "ink": "0a0a12 2a2347 7a4d86 d99a9a fdf0e0",
    "silk": "0b0620 3b1a78 a02c9b ff6f7d ffe0b0",
    "clouds": "16204a 5b5a9c d68aa6 ffc79c fff4e2",
    "lava": "0c0203 5a0b06 d3340a ff9420 fff0b8",
    "crystal": "04091f 173f8f 5e8df0 b9c8ff fdf6ff",
    "tunnel": "06031a 2f1a8c 9a27d6 ff4fb0 c8fbff",
    "mandala": "12061c 6b1450 d9463e ffb23e fff3c9",
    "circuit": "010a08 054238 0b9a68 5cf5a0 f2ffe0",
    "warp": "02030d 15276b 4a86e8 a8d8ff ffffff",
    "bloom": "1a0620 6e1650 d8456f ff9f87 fff0d6",
    "sea": "0a1030 2c3c7c b0527e ff9a62 ffe8b4",
    "mountains": "070c1e 26355f 6d6f9f e89a8c ffe6c4",
    "dunes": "140a1e 5a2440 c0603a f2a85a ffe9b8",
    "grid": "0a0324 3d0f7a c4189c ff5fa0 5ff5ff",
    "forest": "020b08 0c3a2c 2c8a54 9ad98a f6ffd0",
    "city": "05061a 1f1b62 8a1f9e ff4f8f 62f0ff",
    "works": "0b0504 4a160a b8480f ffa532 fff0c0",
    "jellies": "020619 1b2170 5a3fd0 f07adf e6fbff",
}

SCENE_WORDS: Final[dict[str, str]] = {
    "nebula": "nebula cosmic cosmos space deepspace outerspace universe interstellar stardust supernova celestial "
    "astral gas ethereal void",
    "galaxy": "galaxy galactic spiral milkyway andromeda vortex whirlpool blackhole singularity quasar starfield "
    "constellation swirl",
    "aurora": "aurora borealis northernlights polarlights curtain curtains arctic polar spectral",
    "deep": "underwater undersea deepocean deepsea abyss abyssal submarine caustics caustic coral reef aquatic "
    "lagoon aquarium sunken marine atlantis",
    "ink": "ink smoke marble fluid liquid paint watercolour watercolor oil vapour vapor plume swirling dream "
    "psychedelic surreal dye abstract",
    "silk": "silk ripples fabric veil strings harmonic waveform sine satin threads signal",
    "clouds": "cloud clouds sky skies heaven cumulus thunderhead storm stormy daylight atmosphere cloudscape wind",
    "lava": "lava magma volcano volcanic ember molten fire flame flames burning inferno furnace eruption forge "
    "hell blaze",
    "crystal": "crystal crystalline stainedglass gem jewel diamond ice prism facet quartz shard amethyst "
    "cathedral mosaic voronoi castle glacier polygon geode",
    "tunnel": "tunnel wormhole portal passage corridor tube journey voyage descent hypnotic gate",
    "mandala": "mandala kaleidoscope sacred geometry temple ornament fractal symmetrical symmetric radial tribal "
    "ritual lace cosmicrose rosette",
    "circuit": "circuit circuitry motherboard chip processor electronic digital data network matrix code microchip "
    "computer cyber neural wires technology algorithm",
    "warp": "warp hyperspace lightspeed starburst explosion burst streak streaks speedlines hyperdrive jump comet "
    "meteor fireworks blast",
    "bloom": "flower flowers bloom petal petals lotus rose blossom floral garden orchid lily botanical dahlia",
    "sea": "sea ocean lake beach coast shore seaside tide island harbour harbor bay",
    "mountains": "mountain mountains peak peaks ridge valley alps hill hills canyon cliff landscape "
    "summit highland fjord wilderness",
    "dunes": "desert dune dunes sahara sand sandstorm oasis mirage",
    "grid": "synthwave retrowave outrun vaporwave wireframe grid eighties tron arcade retro laser lasers retrofuture",
    "forest": "forest wood woods tree trees jungle woodland grove redwood pine birch leaves foliage enchanted "
    "branches bamboo rainforest swamp",
    "city": "city cityscape skyline urban cyberpunk metropolis tokyo downtown street skyscraper tower towers "
    "building buildings rooftop alley megacity town",
    "works": "foundry factory machine machines machinery gear gears cog cogs clockwork steampunk industrial "
    "mechanical engine workshop piston metal steel mechanism brass clock",
    "jellies": "jellyfish medusa creature creatures plankton anemone squid",
}

ALSO: Final[dict[str, dict[str, float]]] = {
    "jellyfish": {"deep": 0.9}, "medusa": {"deep": 0.9}, "creature": {"deep": 0.6}, "creatures": {"deep": 0.6},
    "coral": {"jellies": 0.4}, "reef": {"jellies": 0.4}, "plankton": {"deep": 0.9}, "anemone": {"deep": 0.9},
    "foundry": {"lava": 0.75}, "forge": {"works": 0.8}, "furnace": {"works": 0.4}, "factory": {"lava": 0.4},
    "volcano": {"mountains": 0.8}, "castle": {"mountains": 0.3}, "glacier": {"mountains": 0.6},
    "storm": {"sea": 0.4}, "fjord": {"sea": 0.5}, "constellation": {"nebula": 0.4}, "arctic": {"mountains": 0.6},
    "wormhole": {"warp": 0.3}, "tron": {"circuit": 0.5}, "garden": {"forest": 0.3}, "jungle": {"bloom": 0.2},
    "neural": {"silk": 0.3}, "supernova": {"warp": 0.5}, "waves": {"silk": 0.3},
}  # fmt: skip
"Other scenes that a word brings along, with their share."

FAINT: Final[dict[str, dict[str, float]]] = {
    "glass": {"crystal": 1.0}, "frozen": {"crystal": 0.8}, "cave": {"tunnel": 1.0}, "cavern": {"tunnel": 1.0},
    "ribbon": {"silk": 1.0}, "ribbons": {"silk": 1.0}, "flowing": {"silk": 0.8},
    "water": {"sea": 1.0}, "waves": {"sea": 1.0, "silk": 0.4}, "wave": {"silk": 1.0, "sea": 0.4},
    "horizon": {"sea": 1.0}, "sunset": {"sea": 1.0, "clouds": 0.5}, "sunrise": {"clouds": 1.0, "sea": 0.3},
    "twilight": {"mountains": 0.6}, "sun": {"clouds": 0.8, "sea": 0.5}, "moon": {"mountains": 0.8, "clouds": 0.4},
    "night": {"nebula": 0.6, "mountains": 0.6}, "stars": {"nebula": 1.0}, "starry": {"nebula": 1.0},
    "rain": {"city": 0.7}, "snow": {"mountains": 1.0}, "fog": {"forest": 0.8}, "mist": {"forest": 0.8},
    "fireflies": {"forest": 1.0}, "sparks": {"works": 1.0}, "neon": {"grid": 0.7, "city": 0.5},
    "glitch": {"circuit": 1.0}, "liquid": {"ink": 1.0}, "melting": {"ink": 1.0}, "moonlight": {"sea": 0.7},
    "light": {"silk": 0.5}, "autumn": {"forest": 1.0}, "winter": {"mountains": 1.0},
}  # fmt: skip
"Scenes that a word asks for only where no other word names one."

COLOURS: Final[dict[str, str]] = {
    "red": "e0202a", "crimson": "b8102e", "scarlet": "ff2a1a", "ruby": "c8103c", "blood": "8c0a14",
    "maroon": "7a1230", "orange": "ff8a1a", "amber": "ffb01f", "copper": "c8682e", "bronze": "b0762c",
    "rust": "b04a1c", "tangerine": "ff7a2a", "yellow": "ffd92a", "gold": "f5bf3a", "golden": "f5bf3a",
    "lemon": "fff04a", "honey": "e8a32a", "sand": "dcb98a", "green": "2fc45a", "emerald": "12b877",
    "lime": "9cf03a", "jade": "2fb389", "moss": "6f8f3a", "olive": "8a8f3a", "mint": "9af0c8", "teal": "12a3a3",
    "turquoise": "2fd6cf", "cyan": "2ae6ff", "aqua": "4ff0e6", "blue": "2a62f0", "azure": "3a9cff",
    "cobalt": "1f4fd0", "navy": "1a2f7a", "sapphire": "1f55c8", "indigo": "4a2fd0", "cerulean": "2a9fd6",
    "violet": "8a3ff0", "purple": "9030d6", "lavender": "b79cff", "amethyst": "9b5de5",
    "lilac": "cfa6f0", "plum": "8a2f7a",
    "ultraviolet": "6a1fff", "magenta": "f02ac8", "pink": "ff5fae", "fuchsia": "ff2fb0", "peach": "ffb48a",
    "salmon": "ff8f7a", "white": "f4f6ff", "silver": "c4ccd8", "pearl": "efe6e0", "ivory": "fff4dc",
    "grey": "8a909c", "gray": "8a909c", "black": "15161c", "charcoal": "2c2f38", "brown": "8a5a34",
    "sepia": "a07848", "cream": "fff0cf", "chrome": "b8c8dc", "neon": "ff2fa8 2ae6ff",
    "rainbow": "ff3a4a ffd92a 2ae67a 3a7aff c83aff", "pastel": "ffb8d0 b8e0ff d8ffcf",
    "iridescent": "7af0e6 b88aff ff9ad0", "holographic": "7ae0ff d09aff ffb0e0", "opal": "bfeee6 e0c4ff ffd6c4",
    "bioluminescent": "1fe6c8 4a7aff", "synthwave": "ff2fa8 7a2fff 2ae6ff", "vaporwave": "ff7ad0 7ad8ff",
    "cyberpunk": "ff2f8f 2ae6ff", "fiery": "ff3a0a ffb02a", "icy": "8ad0ff e6f6ff",
    "sunset": "3a2f9a d83a6a ff944a ffd890", "sunrise": "4a62c8 f0909a ffc88a fff2c8",
    "autumn": "b8401c f08a2a f0c84a", "spring": "8ae06a ffb0d0 fff0a0", "candy": "ff6ab8 7ae0ff fff07a",
    "toxic": "8aff2a 2affb0", "acid": "c8ff1f ff2fd0", "monochrome": "8a909c e8ecf4", "electric": "2a7aff 7af0ff",
    "tropical": "12c8a8 ff8a5a ffe06a", "royal": "5a2fd0 f5bf3a", "steel": "7a8aa0 c8d4e6",
    "brass": "c89a3a ffe0a0", "moonlit": "5a7ad0 d8e6ff", "twilight": "4a3a9c e07aa0",
    "infrared": "ff1f3a ff5fd0",
}  # fmt: skip

VAGUE: Final = frozenset({"rainbow", "iridescent", "holographic", "opal", "pastel"})
"Colour words that count only where no other is named."

LOOKS: Final[tuple[tuple[str, str], ...]] = (
    ("dark dim shadow shadows shadowy gloomy murky noir gothic sinister ominous brooding", "light=-.6 contrast=.3"),
    ("black charcoal ebony onyx charred", "light=-.3 contrast=.35"),
    ("white ivory pale snowy", "light=.25"),
    ("night midnight nocturnal moonlit moonlight moon", "light=-.35 stars=.5"),
    ("bright brilliant radiant luminous shining sunny dazzling daylight blinding", "light=.6 glow=.3"),
    (
        "glow glowing neon fluorescent incandescent luminescent bioluminescent phosphorescent halo lit",
        "glow=.6 light=.1",
    ),
    ("soft gentle dreamy dream pastel delicate ambient tender subtle", "contrast=-.5 glow=.3 speed=-.2"),
    ("sharp crisp detailed intricate hyperdetailed clean precise geometric", "contrast=.3 warp=-.6"),
    ("cinematic dramatic epic moody contrast chiaroscuro", "contrast=.5 glow=.2"),
    ("volumetric godrays sunbeams beams shafts rays lightrays", "rays=.8 fog=.2"),
    ("fog foggy mist misty haze hazy smoky steam dusty", "fog=.8 contrast=-.2"),
    ("rain rainy raining drizzle downpour wet storm stormy monsoon", "rain=.9 fog=.15 light=-.1"),
    ("snow snowy snowfall blizzard winter frost frosty", "snow=.9 light=.1"),
    ("spark sparks ember embers sparkle sparkling glitter shimmering welding fireworks", "sparks=.9 glow=.2"),
    (
        "firefly fireflies spore spores pollen particle particles bokeh orbs magical fairy enchanted plankton motes",
        "motes=.9",
    ),
    ("star stars starry stardust starlight starfield constellation galaxy space cosmic interstellar", "stars=.8"),
    ("fast rapid speed rushing racing hyper energetic frenetic intense kinetic wild frantic", "speed=.7"),
    ("explosive explosion burst supernova eruption blast shockwave", "speed=.6 light=.35 zoom=.6 glow=.4"),
    ("slow calm still serene peaceful quiet meditative static tranquil frozen floating", "speed=-.7"),
    (
        "forward flythrough flying flight journey voyage travel infinite endless infinity zoom zooming immersive",
        "zoom=.7",
    ),
    ("backward retreat receding", "zoom=-.9"),
    ("spinning rotating spiral swirling turning revolving orbit orbiting vortex", "turn=.7"),
    ("rising ascending floating lifting levitating soaring", "rise=.6"),
    ("falling descending sinking dripping cascade cascading waterfall", "rise=-.6"),
    ("dense crowded rich lush thick complex busy overgrown", "density=.7"),
    ("sparse minimal minimalist empty simple vast lonely", "density=-.7 scale=.3"),
    ("huge giant massive monumental colossal vast towering gigantic", "scale=.7"),
    ("tiny small micro microscopic miniature intricate", "scale=-.7"),
    ("liquid fluid melting molten organic wavy flowing warped distorted psychedelic trippy morphing glitch", "warp=.7"),
    ("kaleidoscope kaleidoscopic mirrored mirror symmetrical symmetric reflection", "symmetry=.9"),
    ("grain grainy vintage film analog analogue vhs noisy gritty retro", "grain=.8"),
    ("vibrant vivid saturated colourful colorful", "contrast=.25 glow=.15"),
)
"Words, and what they add to the looks (view.Looks)."

NEGATIONS: Final = frozenset({"no", "without", "not", "never", "less"})
FILLERS: Final = frozenset((
    "4k", "8k", "a", "above", "across", "among", "an", "and", "are", "art", "artwork", "as", "at", "background",
    "beautiful", "below", "between", "by", "digitalart", "for", "from", "full", "hd", "high", "in", "into", "is",
    "it", "its", "light", "lighting", "lights", "like", "many", "of", "on", "or", "over", "quality", "render",
    "rendering", "resolution", "scene", "shot", "some", "stunning", "style", "that", "the", "this", "through",
    "to", "ultra", "under", "very", "view", "where", "with",
))  # fmt: skip
