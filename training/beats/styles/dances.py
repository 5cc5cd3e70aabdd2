"""Dances on acoustic instruments: polka, musette, tango, bossa and their kin.

Rules: what is danced in two is written in two.
"""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure
from training.beats.styles.melody import lead
from training.beats.styles.voices import running, sustained, walking

MINOR = (
    "i i V7 V7 V7 V7 i i", "i iv V7 i", "i iv i V7", "i bVII bVI V7", "iv i V7 i", "i i iv iv V7 V7 i i",
    "i II7 V7 i",
)  # fmt: skip
BASS = (32, 32, 43, 35)
PLAIN = (
    "I I V7 V7 V7 V7 I I", "I IV V7 I", "I I IV I V7 V7 I I", "i i V7 i iv i V7 i", "I V7 I V7", "I I II7 V7",
)  # fmt: skip
ISLAND = (
    "I IV I IV", "i bVII", "I V vi IV", "i i iv iv", "I ii", "i bVII bVI bVII", "I IV V IV", "vi ii V I",
)  # fmt: skip
TUNES = (
    "x-x-xxx-", "xxxxx-x-", "x-xxx-xx", "x---x---", "xxxxxxxx", "x-x-x---", "x--xx-x-", "..xxx-x-", ".xxx.xxx",
    "x-xxxxxx", "x-x-..xx",
)  # fmt: skip
LONG = (
    "x-------", "x---x---", "..x-x-x-", "x--x--x-", "x-----xx", ".x-x-x--", "x-xxx---", "......x-",
    "...xxxxxx-------", "x--x--x-x-------",
)  # fmt: skip
LOOSE = (0.006, 0.03)

ENSEMBLES = {
    "polka": Ensemble(
        (96, 140),
        2,
        PLAIN,
        (
            Player((21, 21, 58, 0), figure("b.f./.x.x b-f-/.x.x b.f./..x...x. b.b./.X.X b.f./..xx..xx")),
            Player((21, 71, 56, 110, 40), either(lead(*TUNES, grace=0.15, voices=2), running(0.25, rest=0.06))),
            Player((58, 32, 57), figure("b.f. b-f- b.t."), 0.7),
            Player(
                (DRUMS,),
                drums("kick:x.x./snare:.x.x", "hat:.x.x", "kick:x.x./snare:.xxx"),
                0.4,
                kits=(0, 48, 32),
                level_db=-4,
            ),
        ),
        drift=(0.004, 0.02),
        alone=0.05,
        double=0.1,
    ),
    "musette": Ensemble(
        (110, 192),
        3,
        PLAIN + MINOR,
        (
            Player((21, 24, 25, 0), figure("b-x-x- b.x.x. b-d-d- b.xxx. b---x-")),
            Player(
                (21, 21, 22, 40),
                either(
                    lead("x-x-x- x---x- xxxxxx ..xxxx x----- x-xxxx", grace=0.2),
                    running(0.5, rest=0.06),
                    running(1 / 3, rest=0.1),
                ),
            ),
            Player((32, 58), figure("b----- b---f-"), 0.6),
        ),
        drift=(0.008, 0.03),
        rubato=(0.0, 0.4),
        alone=0.06,
    ),
    "tango": Ensemble(
        (54, 68),
        2,
        MINOR + PLAIN[:2],
        (
            Player(
                (23, 0, 21, 24),
                figure(
                    "b..bb.b./x..xx.x. b.b.b.b. xX.x x..x..x. x.x.x.xx/b...b... b---f---/..x.x.x. b..bf-a-", voices=4
                ),
            ),
            (
                Player((40, 23, 21, 42), lead(*LONG, *TUNES, late=0.12, grace=0.2), loose=LOOSE),
                Player((0, 40), running(0.25, rest=0.25)),
            ),
            Player((32, 43), figure("b.b.f.f. b---b-f- b..bf--- b.f."), 0.8),
            Player((48, 49), sustained(swell=0.2), 0.4, 0.6, -4.0),
        ),
        drift=(0.015, 0.045),
        rubato=(0.15, 0.7),
        shades=0.3,
        alone=0.06,
        double=0.6,
    ),
    "habanera": Ensemble(
        (52, 72),
        2,
        MINOR + PLAIN,
        (
            Player((24, 0, 32, 48, 45), figure("b--bb-b- b--bf-b- b--b2-3- b--f2-f- b..xb.x.")),
            Player(
                (40, 73, 52, 71, 23), lead(*LONG, "x--xx-x- xx-xx--- x--x--x--x--", late=0.15, grace=0.15), loose=LOOSE
            ),
            Player((48, 24, 0), figure("..x...x. .x.x.x.x x--xx-x-"), 0.5, 0.7, -3.0),
            Player((DRUMS,), drums("tambourine:x..xx.x.", "snare:o..oo.o."), 0.3, kits=(48, 40), level_db=-5),
        ),
        drift=(0.01, 0.035),
        rubato=(0.1, 0.6),
        shades=0.2,
        alone=0.1,
        double=0.3,
    ),
    "choro": Ensemble(
        (60, 108),
        2,
        ("i V7 i V7 iv i V7 i", "I VI7 ii V7", "I I II7 V7", "i,V7 i iv,V7 i"),
        (
            Player((24, 25), figure("b..xb.x. bx.xbx.x b-xx-xf- b.xxf.xx", low=50, voices=4)),
            Player(
                (73, 71, 24, 23, 105),
                either(running(0.25, rest=0.07), lead(".xxx.xxx x-xxx-xx xx-xxx-x xx-x-xx-", syncopation=0.3)),
                loose=LOOSE,
            ),
            Player((24, 32), walking(low=33, step=0.5, half=0.3), 0.5),
            Player((DRUMS,), drums("tambourine:xoxxxoxx", "shaker:xooxxoox"), 0.4, level_db=-5),
        ),
        swing=(0.0, 0.12),
        swing_sixteenths=True,
        drift=(0.006, 0.025),
        rubato=(0.0, 0.3),
        alone=0.08,
        double=0.5,
    ),
    "bolero": Ensemble(
        (76, 112),
        4,
        MINOR + ISLAND,
        (
            Player((24, 25, 0), figure("b-x-x-x- b.xxf.x. b---f-f-/..x.x.x. bx.xfx.x b-23432-", voices=4, ring=0.3)),
            Player((52, 56, 59, 40, 24), lead(*LONG, syncopation=0.25, late=0.15), loose=LOOSE),
            Player((32, 33), figure("b---f-f- b---b-f- b--f--b-"), 0.8),
            Player(
                (DRUMS,),
                drums("high bongo:xoxoxoxx", "shaker:xoxoxoxo", "high bongo:xxoxxxox/claves:x..x..x.|..x.x..."),
                0.4,
                level_db=-4,
            ),
        ),
        drift=(0.005, 0.025),
        rubato=(0.0, 0.4),
        alone=0.08,
    ),
    "bossa guitar": Ensemble(
        (55, 88),
        2,
        ("Imaj7 Imaj7 II7 II7 ii7 V7 Imaj7 V7", "i6 i6 ii7b5 V7b9", "Imaj9 vi7 ii9 V13", "i7 bVI7 ii7b5 V7b9"),
        (
            (
                Player(
                    (24, 24, 25),
                    figure(
                        "b--bf--b/x..x..x. b---f---/.x.x.x.. b--bf--b/x.x..x.x|.x..x.x. b---f---/x..x..x.|..x..x..",
                        voices=4,
                    ),
                ),
                Player((0, 4), figure("b--bf--b/x..x..x.|..x..x.. b--bf--b/..x..x.x", voices=4)),
            ),
            Player(BASS, figure("b--bf--f b---f--- b--f-bbf"), 0.7),
            (
                Player(
                    (DRUMS,),
                    drums(
                        "rim:x..x..x.|..x..x../hat:xxxxxxxx/kick:x..xx..x",
                        "shaker:xoxoxoxo/rim:..x..x..|x..x..x.",
                        "ride:xoxxxoxx/foot:..x...x.",
                    ),
                    0.5,
                    kits=(32, 40, 0),
                    level_db=-3.0,
                ),
                Player((DRUMS,), drums("shaker:xoxoxoxo", "cabasa:xooxxoox"), 0.5, level_db=-5.0),
            ),
            Player(
                (53, 52, 73, 66, 65, 59),
                lead("x--x--x- ..x-x-x- x---x--- .x.x.x-- x------- x.x-x.x- ....x-xx", syncopation=0.35, late=0.12),
                loose=(0.008, 0.03),
                push=(0.0, 0.05),
            ),
            Player((48, 49, 89), sustained(swell=0.2), 0.3, 0.6, -6.0),
        ),
        drift=(0.003, 0.01),
        alone=0.15,
        double=0.65,
    ),
}

STYLES = styles(ENSEMBLES)
