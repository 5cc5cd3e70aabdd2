"""Blues: slow in 12/8 (a beat is a dotted quarter), shuffles, boogie-woogie, a guitar alone; mostly without drums."""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure, together
from training.beats.styles.melody import lead
from training.beats.styles.voices import running, sustained, walking

TWELVE_BARS = (
    "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7", "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 I7",
    "i7 i7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 i7", "I7 I7 IV7 IV7 I7 V7 I7 V7", "I7 I7 I7 I7 I7 I7 I7 I7",
)  # fmt: skip
TRIPLETS = (
    "x-x--x--x---", "..x--x--x---", "x--xxx------", "xxxx--......", "...x-xx-x---", "x-----x-xx--", "..xx--......",
    "x----------.", "......xxxx--", "xx-xx-x--...", ".x-.x-x-----",
)  # fmt: skip
SUNG = (
    "x-x-x---", "..x-x-x-", "x---....", ".xxx-x--", "x--x--x-", "....x-xx", "x-xx--..", "x-------", "xxxxx---",
    "..xxx-x-", "x-x-x-x-x-------", "..x--x--x-x-----", "...x-xx-x---....", "x.xxx-x-x---....", "x-----x-x-------",
)  # fmt: skip
SINGER = (0.01, 0.04)
LATE = (0.0, 0.05)
SINGERS = (52, 53, 54, 65, 73, 40, 22)
STEEL = (25, 25, 24, 26, 27)
KITS = (40, 32, 0, 8)


def voice(*rhythms: str, chance: float = 0.85, **manner: float) -> Player:
    """Return a singer, or an instrument that sings."""
    line = lead(*rhythms, late=0.15, grace=manner.get("grace", 0.12), syncopation=0.2, low=58, high=78)
    return Player(SINGERS, line, chance, 0.75, loose=SINGER, push=LATE)


ENSEMBLES = {
    "slow blues": Ensemble(
        (50, 80),
        4,
        TWELVE_BARS,
        (
            (
                Player(
                    (0, 1, 3, 17),
                    figure("xxxxxxxxxxxx/b-----f----- ..x..x..x..x/b--b--b--b-- x-------x---/b--f--e--f--", low=50),
                ),
                Player(
                    (25, 26, 27), figure("b--..xb--..x b.bf.fb.bf.f x-----..x--x/b--b--b--b-- b----23432--", low=50)
                ),
                Player((32, 33), figure("b--f--e--f-- b-bf-fe-ef-f b--t--f--a--")),
            ),
            Player((26, 27, 29, 22, 66, 25), lead(*TRIPLETS, grace=0.25, late=0.12), loose=SINGER),
            Player(
                (16, 18, 0, 4), either(sustained(), figure("..x..x..x..x ...x.....x.. x----.x----.")), 0.6, level_db=-4
            ),
            Player((32, 33), figure("b--f--e--f-- b-bf-fe-ef-f b-----f--a-- b--b--b--b--"), 0.7),
            Player(
                (DRUMS,),
                drums(
                    "hat:xxxxxxxxxxxx/kick:x-----x--x--/snare:...x.....x..",
                    "ride:x-xx-xx-xx-x/foot:...x.....x..",
                    "rim:...x.....x../hat:x--x--x--x--",
                ),
                0.4,
                kits=KITS,
            ),
            voice(*TRIPLETS, chance=0.5),
        ),
        scales=("blues",),
        drift=(0.006, 0.025),
        rubato=(0.0, 0.25),
        shades=0.2,
        alone=0.15,
    ),
    "shuffle": Ensemble(
        (88, 142),
        4,
        TWELVE_BARS,
        (
            (
                Player(
                    (27, 26, 25, 28), figure("bbeebbee/xx...... x-xxx-xx bxexbxex x.xXx.xX .X.X.X.X/b-f-b-f-", low=48)
                ),
                Player(
                    (0, 3, 1), figure("b-f-e-f-/.x.x.x.x bbffeeff bbffeeff/..x...x. b-t-f-e-/x..x...."), level_db=1.0
                ),
            ),
            Player((32, 33), either(walking(), figure("b-t-f-e- bbffeeff b-f-b-f-")), 0.85),
            Player((22, 27, 29, 66, 26), lead(*SUNG, *TRIPLETS, grace=0.25, syncopation=0.2), loose=SINGER),
            Player((0, 3, 16), figure("..xx..xx .x.x.x.x 234.234. xxxxxxxxxxxx"), 0.6, 0.6),
            Player(
                (DRUMS,),
                drums(
                    "hat:x.xxx.xx/snare:..x...x./kick:x...x...",
                    "ride:xxxxxxxx/snare:..X...X./kick:x.x.x.x.",
                    "snare:oxoxoxox/kick:x.x.x.x.",
                ),
                0.45,
                kits=KITS,
            ),
            voice(*SUNG, chance=0.5),
        ),
        scales=("blues", "mixolydian"),
        swing=(0.2, 0.36),
        shades=0.12,
        alone=0.12,
    ),
    "boogie piano": Ensemble(
        (120, 190),
        4,
        TWELVE_BARS[:4],
        (
            Player(
                (0, 3, 1),
                together(
                    figure("beftefte b-t-f-e- bbttffee bebefefe b-f-e-f-", low=60),
                    either(
                        figure("..x..x.. .x.x.x.x x.x.x... xxx.xxx.xxx.", low=62), running(rest=0.3, low=64, high=90)
                    ),
                ),
            ),
            Player((32, 33), walking(), 0.3),
            Player((DRUMS,), drums("snare:x.xxx.xx", "ride:x.xxx.xx/foot:..x...x."), 0.3, kits=(40, 32), level_db=-3),
        ),
        scales=("blues", "mixolydian"),
        swing=(0.05, 0.34),
        alone=0.5,
    ),
    "delta guitar": Ensemble(
        (72, 128),
        4,
        TWELVE_BARS,
        (
            Player(
                STEEL,
                together(
                    figure("b-b-b-b- b.f.b.f. b...b... b-b-b-b-/..x...x. v-v-v-v-"),
                    lead("..xxx-.. .x.xx-x- x-x-.... ........ xxx-xx--", low=57, high=76, grace=0.3),
                ),
                loose=(0.006, 0.025),
            ),
            voice(*SUNG, chance=0.6),
            Player((22,), lead(*SUNG, grace=0.2), 0.25, 0.6, loose=SINGER),
        ),
        scales=("blues",),
        swing=(0.0, 0.36),
        drift=(0.01, 0.04),
        rubato=(0.0, 0.3),
        shades=0.2,
        alone=0.35,
    ),
}

STYLES = styles(ENSEMBLES)
