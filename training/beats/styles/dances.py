"""Dances, marches and music of peoples, on their own instruments: polka to flamenco, reggae with an acoustic guitar.

Rules: what is danced in two is tapped in two. A march's band has snare, bass drum and cymbals; the rest have at most a
hand drum or a tambourine.
"""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure
from training.beats.styles.melody import lead
from training.beats.styles.voices import running, sustained, walking

PLAIN = ("I I V7 V7 V7 V7 I I", "I IV V7 I", "I I IV I V7 V7 I I", "i i V7 i iv i V7 i", "I V7 I V7", "I I II7 V7")
MINOR = (
    "i i V7 V7 V7 V7 i i",
    "i iv V7 i",
    "i iv i V7",
    "i bVII bVI V7",
    "iv i V7 i",
    "i i iv iv V7 V7 i i",
    "i II7 V7 i",
)
PHRYGIAN = ("iv bIII bII I", "I bII I bII", "I I bII I", "I bII bIII bII", "i bVII bVI V7", "I bII iv bII")
ISLAND = ("I IV I IV", "i bVII", "I V vi IV", "i i iv iv", "I ii", "i bVII bVI bVII", "I IV V IV", "vi ii V I")

TUNES = (
    "x-x-xxx-", "xxxxx-x-", "x-xxx-xx", "x---x---", "xxxxxxxx", "x-x-x---", "x--xx-x-", "..xxx-x-", ".xxx.xxx", "x-xxxxxx", "x-x-..xx",
)  # fmt: skip
LONG = (
    "x-------",
    "x---x---",
    "..x-x-x-",
    "x--x--x-",
    "x-----xx",
    ".x-x-x--",
    "x-xxx---",
    "......x-",
    "...xxxxxx-------",
    "x--x--x-x-------",
)
LOOSE = (0.006, 0.03)
SQUEEZED = (21, 23, 21, 20)

ENSEMBLES = {
    "polka": Ensemble(
        (96, 140),
        2,
        PLAIN,
        (
            (Player((21, 21, 58, 0), figure("b.f./.x.x", "b-f-/.x.x", "b.f./..x...x.", "b.b./.X.X", "b.f./..xx..xx")),),
            (Player((21, 71, 56, 110, 40), either(lead(*TUNES, grace=0.15, voices=2), running(0.25, rest=0.06))),),
            (Player((58, 32, 57), figure("b.f.", "b-f-", "b.t."), 0.7),),
            (
                Player(
                    (DRUMS,),
                    drums("kick:x.x./snare:.x.x", "hat:.x.x", "kick:x.x./snare:.xxx"),
                    0.4,
                    kits=(0, 48, 32),
                    level_db=-4,
                ),
            ),
        ),
        drift=(0.004, 0.02),
        alone=0.05,
    ),
    "musette": Ensemble(
        (110, 192),
        3,
        PLAIN + MINOR,
        (
            (Player((21, 24, 25, 0), figure("b-x-x-", "b.x.x.", "b-d-d-", "b.xxx.", "b---x-")),),
            (
                Player(
                    (21, 21, 22, 40),
                    either(
                        lead("x-x-x-", "x---x-", "xxxxxx", "..xxxx", "x-----", "x-xxxx", grace=0.2),
                        running(0.5, rest=0.06),
                        running(1 / 3, rest=0.1),
                    ),
                ),
            ),
            (Player((32, 58), figure("b-----", "b---f-"), 0.6),),
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
            (
                Player(
                    (23, 0, 21, 24),
                    figure(
                        "b..bb.b./x..xx.x.",
                        "b.b.b.b.",
                        "xX.x",
                        "x..x..x.",
                        "x.x.x.xx/b...b...",
                        "b---f---/..x.x.x.",
                        "b..bf-a-",
                        voices=4,
                    ),
                ),
            ),
            (
                Player((40, 23, 21, 42), lead(*LONG, *TUNES, late=0.12, grace=0.2), loose=LOOSE),
                Player((0, 40), running(0.25, rest=0.25)),
            ),
            (Player((32, 43), figure("b.b.f.f.", "b---b-f-", "b..bf---", "b.f."), 0.8),),
            (Player((48, 49), sustained(swell=0.2), 0.4, 0.6, -4.0),),
        ),
        drift=(0.015, 0.045),
        rubato=(0.15, 0.7),
        shades=0.3,
        alone=0.06,
    ),
    "flamenco": Ensemble(
        (84, 150),
        4,
        PHRYGIAN,
        (
            (
                Player(
                    (24, 24, 25),
                    either(
                        figure(
                            "D-d-D-du",
                            "D--D--D-",
                            "D-duD-du",
                            "dduDdduD",
                            "D...D.du",
                            "D-dddddu",
                            "ddduddduddduDdud",
                            "b-234-b-",
                            "bf234543",
                            vary=0.4,
                            voices=5,
                            low=48,
                        ),
                        figure("D-dD-dD-D-D-", "d-DddDd-D-D-", "D..D..D.D.D.", vary=0.3, voices=5, low=48),
                    ),
                    loose=(0.004, 0.02),
                ),
            ),
            (
                Player(
                    (DRUMS,),
                    drums("clap:..x...x.", "clap:xoxoxoxo", "clap:x.xxx.xx", "clap:.x.x.x.x/kick:x...x..."),
                    0.5,
                    level_db=-3,
                ),
            ),
            (
                Player(
                    (24, 52, 40, 73),
                    either(running(0.25, rest=0.3), lead(*LONG, grace=0.35, late=0.2)),
                    0.7,
                    0.6,
                    loose=LOOSE,
                ),
            ),
        ),
        scales=("phrygian", "harmonic minor"),
        drift=(0.01, 0.045),
        rubato=(0.05, 0.6),
        shades=0.3,
        alone=0.3,
    ),
    "klezmer": Ensemble(
        (78, 138),
        2,
        (*MINOR, "i i i V7", "i i iv i", "i bVII i bVII"),
        (
            (
                Player(
                    (21, 0, 58, 15),
                    figure("b.f./.x.x", "b.b.f.f./.x.x.x.x", "b..f..b./...x..x.", "b-x-f-x-", "b..b..b./x..x..x."),
                ),
            ),
            (
                Player((71, 40, 110, 73), lead(*TUNES, *LONG, grace=0.35, late=0.06), loose=LOOSE),
                Player((71, 40, 21), running(0.25, rest=0.1)),
            ),
            (Player((32, 58, 43), figure("b-f-", "b.f.", "b..b..f."), 0.7),),
            (Player((15, 21, 40), figure(".x.x", "..x...x.", "01230123"), 0.4, 0.6, -3.0),),
            (
                Player(
                    (DRUMS,),
                    drums("kick:x.x./snare:.x.x", "snare:x..x..x.", "tambourine:.x.x"),
                    0.35,
                    kits=(0, 32, 40),
                    level_db=-4,
                ),
            ),
        ),
        scales=("harmonic minor", "phrygian", "minor"),
        drift=(0.008, 0.035),
        rubato=(0.0, 0.5),
        shades=0.15,
        alone=0.08,
    ),
    "march": Ensemble(
        (100, 132),
        2,
        (*PLAIN, "I VI7 II7 V7", "I IV I,V I"),
        (
            (
                Player((61, 57, 60), figure(".x.x", "x-x-", ".x.x.x.x", "x.xxx.x.", ".xx.xx.x")),
                Player((58, 57, 61), figure("b.f./.x.x", "b-f-/.x.x")),
            ),
            (Player((58,), figure("b.f.", "b-f-", "b.t.", "b-t-f-a-"), 0.9),),
            (Player((56, 61, 72, 71, 73), lead(*TUNES, *LONG[:5], voices=3, syncopation=0.04)),),
            (
                Player(
                    (DRUMS,),
                    drums(
                        "kick:x.x./snare:.x.x/crash 2:x...",
                        "kick:x.x./snare:x.xxx.xx",
                        "snare:xoxoxxoxxoxoxxxx/kick:x.x.",
                        "snare:x.xxxoxx/kick:x.x.",
                    ),
                    0.6,
                    kits=(48, 0),
                    level_db=-2,
                ),
            ),
            (Player((57, 60, 66), lead(*LONG, low=50, high=67), 0.5, 0.6),),
        ),
        drift=(0.003, 0.015),
        alone=0.04,
    ),
    "jig_march": Ensemble(
        (96, 126),
        2,
        PLAIN,
        (
            (Player((61, 58, 109, 72), figure("b-xf-x", "b..f../..x..x", "x--x--", "b-xfxx")),),
            (
                Player(
                    (56, 72, 71, 109, 61),
                    lead("x-xx-x", "xxxx--", "x--x--", "x-xxxx", "x--x-x", "xxxxxx", voices=2, syncopation=0.0),
                ),
            ),
            (
                Player(
                    (DRUMS,),
                    drums("kick:x..x../snare:x.xx.x", "snare:x.xxxx/kick:x..x..", "snare:..x..x"),
                    0.5,
                    kits=(48, 0),
                    level_db=-2,
                ),
            ),
        ),
        alone=0.06,
    ),
    "acoustic_reggae": Ensemble(
        (64, 96),
        4,
        ISLAND,
        (
            (
                Player(
                    (24, 25, 27, 16, 0),
                    figure(
                        "..x...x.",
                        ".x.x.x.x",
                        ".X.X.X.X",
                        "..xx..xx",
                        ".x.x.xux",
                        "..x...x./......x.",
                        low=55,
                        voices=4,
                    ),
                    loose=(0.003, 0.015),
                ),
            ),
            (
                Player(
                    (32, 33, 35),
                    figure("b--b--f-", "..b-bf--", "b---b-t-", "....b-f-", "b-bf--b-|..b-f---", "b-t-f---"),
                    0.8,
                ),
            ),
            (
                Player(
                    (52, 53, 22, 75, 73), lead(*LONG, "..x-x-xx", ".xx-x---", syncopation=0.25, late=0.1), loose=LOOSE
                ),
            ),
            (Player((16, 21), figure(".x.x.x.x", ".xx..xx.", "..x...x."), 0.5, 0.7, -4.0),),
            (
                Player(
                    (DRUMS,),
                    drums("low conga:..x...xx", "shaker:xoxoxoxo", "kick:....x.../rim:....x...", "high bongo:x.xxx.xx"),
                    0.4,
                    level_db=-4,
                ),
            ),
        ),
        swing=(0.0, 0.25),
        drift=(0.004, 0.02),
        alone=0.05,
    ),
    "habanera": Ensemble(
        (52, 72),
        2,
        MINOR + PLAIN,
        (
            (Player((24, 0, 32, 48, 45), figure("b--bb-b-", "b--bf-b-", "b--b2-3-", "b--f2-f-", "b..xb.x.")),),
            (
                Player(
                    (40, 73, 52, 71, 23),
                    lead(*LONG, "x--xx-x-", "xx-xx---", "x--x--x--x--", late=0.15, grace=0.15),
                    loose=LOOSE,
                ),
            ),
            (Player((48, 24, 0), figure("..x...x.", ".x.x.x.x", "x--xx-x-"), 0.5, 0.7, -3.0),),
            (Player((DRUMS,), drums("tambourine:x..xx.x.", "snare:o..oo.o."), 0.3, kits=(48, 40), level_db=-5),),
        ),
        drift=(0.01, 0.035),
        rubato=(0.1, 0.6),
        shades=0.2,
        alone=0.1,
    ),
    "choro": Ensemble(
        (60, 108),
        2,
        ("i V7 i V7 iv i V7 i", "I VI7 ii V7", "I I II7 V7", "i,V7 i iv,V7 i"),
        (
            (Player((24, 25), figure("b..xb.x.", "bx.xbx.x", "b-xx-xf-", "b.xxf.xx", low=50, voices=4)),),
            (
                Player(
                    (73, 71, 24, 23, 105),
                    either(
                        running(0.25, rest=0.07), lead(".xxx.xxx", "x-xxx-xx", "xx-xxx-x", "xx-x-xx-", syncopation=0.3)
                    ),
                    loose=LOOSE,
                ),
            ),
            (Player((24, 32), walking(low=33, step=0.5, half=0.3), 0.5),),
            (Player((DRUMS,), drums("tambourine:xoxxxoxx", "shaker:xooxxoox"), 0.4, level_db=-5),),
        ),
        swing=(0.0, 0.12),
        swing_sixteenths=True,
        drift=(0.006, 0.025),
        rubato=(0.0, 0.3),
        alone=0.08,
    ),
    "bolero": Ensemble(
        (76, 112),
        4,
        MINOR + ISLAND,
        (
            (
                Player(
                    (24, 25, 0),
                    figure("b-x-x-x-", "b.xxf.x.", "b---f-f-/..x.x.x.", "bx.xfx.x", "b-23432-", voices=4, ring=0.3),
                ),
            ),
            (Player((52, 56, 59, 40, 24), lead(*LONG, syncopation=0.25, late=0.15), loose=LOOSE),),
            (Player((32, 33), figure("b---f-f-", "b---b-f-", "b--f--b-"), 0.8),),
            (
                Player(
                    (DRUMS,),
                    drums("high bongo:xoxoxoxx", "shaker:xoxoxoxo", "high bongo:xxoxxxox/claves:x..x..x.|..x.x..."),
                    0.4,
                    level_db=-4,
                ),
            ),
        ),
        drift=(0.005, 0.025),
        rubato=(0.0, 0.4),
        alone=0.08,
    ),
}

STYLES = styles(ENSEMBLES)
