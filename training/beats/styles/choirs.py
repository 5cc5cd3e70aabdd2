"""Music of many voices: soul ballads in 12/8 (a beat is a dotted quarter), gospel, choirs, a cappella."""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure
from training.beats.styles.harmony import MAJOR_PROGRESSIONS, MINOR_PROGRESSIONS
from training.beats.styles.melody import lead
from training.beats.styles.voices import imitation, sustained

POP = MAJOR_PROGRESSIONS[:12] + MINOR_PROGRESSIONS[:8]
SOUL = (
    "I vi IV V", "I iii7 IV V7", "I I7 IV iv", "Imaj7 iii7 vi7 V7", "i7 iv7 i7 V7", "I,iii7 vi,V IV,I ii7,V7",
    "I III7 vi I7 IV iv I V7",
)  # fmt: skip
GOSPEL = (
    "I IV I V7", "I I7 IV #ivdim7 I VI7 II7 V7", "I,IV I,V vi,II7 V", "i7 iv7 i7 V7", "IV I V vi",
    "I I IV I I VI7 II7,V7 I",
)  # fmt: skip
SUNG = (
    "x-x-x---", "..x-x-x-", "x---....", ".xxx-x--", "x--x--x-", "....x-xx", "x-xx--..", "x-------", "..xxx-x-",
    "........", "..x-x-x-x-------", "...x-xx-x---....", "x.xxx-x-x---....", "x-----x-x-------", ".xx-x-x---......",
    "....x-x-xx-x----", "x-x-x-xx-x-x----", "......x-x-xxx---", "x--x--x-----", "x-x-x-x--x-x----",
)  # fmt: skip
THREES = (
    "x--x--x-----", "..x--x--x---", "x-xx-xx-----", "xxxxxx------", "x-----x--x--", ".xxx-xx--...", "........x-xx",
    "x-----------", "...x-xx-x-x-",
)  # fmt: skip
PIANO = (
    "b---x---/..x...x.", "x-x-x-x-/b-------", "b---b---/x.x.x.x.", "b-2-3-2-", "b-234-2-", "b23432b23432b232",
    "v-------/..2.3.4.", "b-----b-/x---x---", "b--b--b-/x--x--x-", "v---v---/.xxx.xxx", "b-x-f-x-",
    "b-------/x---x---", "b-------/x-------", "b---b-bb/..x---x-", "b-f-2-3-4-3-2-f-", "b-------|..2.3.4.",
    "b-f-2---", "xxxxxxxx/b-------",
)  # fmt: skip
ROLLED = (
    "b-23432-3432", "b23432b23432", "b--x--b--x--", "xxxxxxxxxxxx/b-----b-----", "b--x-xb--x-x", "b-----x--x--",
    "b-x-x-f-x-x-", "v-----v--v--/...x.....x..",
)  # fmt: skip
BREATHY = (0.01, 0.04)
BEHIND = (-0.01, 0.06)
SINGERS = (52, 53, 54, 54, 40, 65, 66, 73, 68, 85)
LIGHT = (40, 32, 8, 0)


def singer(*rhythms: str, chance: float = 0.9, low: int = 57, voices: int = 1) -> Player:
    """Return a singer, or an instrument in a singer's place."""
    line = lead(*rhythms, low=low, high=low + 21, syncopation=0.2, grace=0.12, late=0.2, voices=voices)
    return Player(SINGERS, line, chance, 0.75, loose=BREATHY, push=BEHIND)


ENSEMBLES = {
    "soul ballad": Ensemble(
        (50, 76),
        4,
        SOUL,
        (
            Player((0, 4, 16, 26, 27), figure(*ROLLED, low=53, voices=4)),
            singer(*THREES),
            Player((32, 33), figure("b-----b--f-- b-----f---fa b--------b-- b-b---f-f---"), 0.8),
            Player(
                (DRUMS,),
                drums(
                    "hat:xxxxxxxxxxxx/kick:x-------x---/rim:...x.....x..",
                    "ride:x-xx-xx-xx-x/rim:...x.....x..",
                    "tambourine:...x.....x..",
                ),
                0.4,
                kits=LIGHT,
                level_db=-2,
            ),
            Player(
                (61, 48, 66, 52),
                either(figure("x-----...... ......x--x-- ...x--...x--", voices=4), sustained(swell=0.2)),
                0.5,
                0.5,
                -3.0,
            ),
        ),
        drift=(0.005, 0.02),
        rubato=(0.0, 0.2),
        shades=0.2,
        alone=0.06,
    ),
    "gospel": Ensemble(
        (58, 132),
        4,
        GOSPEL,
        (
            Player((0, 1, 16, 18), figure(*ROLLED, *PIANO[:6], "b.x.b.x. b-xx-xb-xx-x", low=53, voices=4, vary=0.3)),
            Player(
                (52, 52, 53), lead(*THREES, *SUNG, voices=4, syncopation=0.15), 0.95, loose=BREATHY, push=(0.0, 0.03)
            ),
            Player((16, 17, 18), sustained(swell=0.2), 0.6, 0.8, -3.0),
            singer(*SUNG, chance=0.5),
            Player((32, 33), figure("b---f--- b--b--f--f-a b-t-f-a- b-b-f-f-"), 0.6),
            Player(
                (DRUMS,),
                drums(
                    "clap:..x...x.",
                    "tambourine:xoXoxoXo/clap:..x...x.",
                    "clap:...x.....x..",
                    "kick:x.x.x.x./clap:.x.x.x.x",
                ),
                0.5,
                level_db=-2,
            ),
        ),
        swing=(0.0, 0.3),
        drift=(0.006, 0.03),
        rubato=(0.0, 0.3),
        shades=0.25,
        alone=0.04,
    ),
    "choir": Ensemble(
        (54, 112),
        4,
        (*GOSPEL, "I,IV I,V vi,ii V,I", "i bVI bIII bVII", "I V vi IV", "I iii IV iv"),
        (
            Player(
                (52, 52, 53, 91, 19),
                either(
                    figure("x-x-x-x- x---x-x- x-x-x--- x------- x--xx-x-", low=52, voices=4, vary=0.4),
                    imitation(*SUNG[:8], low=45, high=77),
                    sustained(low=48, voices=5),
                ),
                loose=(0.01, 0.035),
            ),
            Player((52, 53, 54), lead(*SUNG, voices=4, syncopation=0.05), 0.7, loose=BREATHY),
            Player((19, 0, 48), figure("b------- b---b--- x------- b-f-b-f-", voices=4), 0.5, level_db=-3.0),
        ),
        drift=(0.01, 0.03),
        rubato=(0.1, 0.7),
        shades=0.25,
        alone=0.25,
    ),
    "a cappella": Ensemble(
        (72, 132),
        4,
        SOUL + POP,
        (
            Player(
                (53, 52, 54),
                figure("x-x-x-x- ..x-..x- x--x--x- x.x.x.x. .x.x.x.x x---x-xx xx.xx.x.", low=50, voices=4, vary=0.2),
                loose=BREATHY,
            ),
            Player(
                (DRUMS,),
                drums(
                    "claves:..x...x.",
                    "rim:.x.x.x.x",
                    "clap:..x...x.",
                    "claves:..x...x./clap:.......x",
                    "kick:x...x.../clap:..x...x.",
                ),
                0.6,
                stays=0.8,
            ),
            Player((53, 52, 32), figure("b---f--- b-b-f-f- b--bf--- b-t-f-a-", bass=38), 0.8, loose=(0.006, 0.025)),
            singer(*SUNG, voices=3),
        ),
        swing=(0.0, 0.33),
        drift=(0.005, 0.025),
        rubato=(0.0, 0.2),
        shades=0.15,
    ),
}

STYLES = styles(ENSEMBLES)
