"""Flamenco, klezmer, marching bands, reggae with acoustic guitars; hand drums, or a march's own."""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure
from training.beats.styles.melody import lead
from training.beats.styles.voices import running

PLAIN = (
    "I I V7 V7 V7 V7 I I", "I IV V7 I", "I I IV I V7 V7 I I", "i i V7 i iv i V7 i", "I V7 I V7", "I I II7 V7",
)  # fmt: skip
MINOR = (
    "i i V7 V7 V7 V7 i i", "i iv V7 i", "i iv i V7", "i bVII bVI V7", "iv i V7 i", "i i iv iv V7 V7 i i",
    "i II7 V7 i",
)  # fmt: skip
PHRYGIAN = (
    "iv bIII bII I", "I bII I bII", "I I bII I", "I bII bIII bII", "i bVII bVI V7", "I bII iv bII",
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
    "flamenco": Ensemble(
        (84, 150),
        4,
        PHRYGIAN,
        (
            Player(
                (24, 24, 25),
                either(
                    figure(
                        "D-d-D-du D--D--D- D-duD-du dduDdduD D...D.du D-dddddu ddduddduddduDdud b-234-b- bf234543",
                        vary=0.4,
                        voices=5,
                        low=48,
                    ),
                    figure("D-dD-dD-D-D- d-DddDd-D-D- D..D..D.D.D.", vary=0.3, voices=5, low=48),
                ),
                loose=(0.004, 0.02),
            ),
            Player(
                (DRUMS,),
                drums("clap:..x...x.", "clap:xoxoxoxo", "clap:x.xxx.xx", "clap:.x.x.x.x/kick:x...x..."),
                0.5,
                level_db=-3,
            ),
            Player(
                (24, 52, 40, 73),
                either(running(0.25, rest=0.3), lead(*LONG, grace=0.35, late=0.2)),
                0.7,
                0.6,
                loose=LOOSE,
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
            Player((21, 0, 58, 15), figure("b.f./.x.x b.b.f.f./.x.x.x.x b..f..b./...x..x. b-x-f-x- b..b..b./x..x..x.")),
            (
                Player((71, 40, 110, 73), lead(*TUNES, *LONG, grace=0.35, late=0.06), loose=LOOSE),
                Player((71, 40, 21), running(0.25, rest=0.1)),
            ),
            Player((32, 58, 43), figure("b-f- b.f. b..b..f."), 0.7),
            Player((15, 21, 40), figure(".x.x ..x...x. 01230123"), 0.4, 0.6, -3.0),
            Player(
                (DRUMS,),
                drums("kick:x.x./snare:.x.x", "snare:x..x..x.", "tambourine:.x.x"),
                0.35,
                kits=(0, 32, 40),
                level_db=-4,
            ),
        ),
        scales=("harmonic minor", "phrygian", "minor"),
        drift=(0.008, 0.035),
        rubato=(0.0, 0.5),
        shades=0.15,
        alone=0.08,
        double=0.3,
    ),
    "march": Ensemble(
        (100, 132),
        2,
        (*PLAIN, "I VI7 II7 V7", "I IV I,V I"),
        (
            (
                Player((61, 57, 60), figure(".x.x x-x- .x.x.x.x x.xxx.x. .xx.xx.x")),
                Player((58, 57, 61), figure("b.f./.x.x b-f-/.x.x")),
            ),
            Player((58,), figure("b.f. b-f- b.t. b-t-f-a-"), 0.9),
            Player((56, 61, 72, 71, 73), lead(*TUNES, *LONG[:5], voices=3, syncopation=0.04)),
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
            Player((57, 60, 66), lead(*LONG, low=50, high=67), 0.5, 0.6),
        ),
        drift=(0.003, 0.015),
        alone=0.04,
    ),
    "jig march": Ensemble(
        (96, 126),
        2,
        PLAIN,
        (
            Player((61, 58, 109, 72), figure("b-xf-x b..f../..x..x x--x-- b-xfxx")),
            Player((56, 72, 71, 109, 61), lead("x-xx-x xxxx-- x--x-- x-xxxx x--x-x xxxxxx", voices=2, syncopation=0.0)),
            Player(
                (DRUMS,),
                drums("kick:x..x../snare:x.xx.x", "snare:x.xxxx/kick:x..x..", "snare:..x..x"),
                0.5,
                kits=(48, 0),
                level_db=-2,
            ),
        ),
        alone=0.06,
    ),
    "acoustic reggae": Ensemble(
        (64, 96),
        4,
        ISLAND,
        (
            Player(
                (24, 25, 27, 16, 0),
                figure("..x...x. .x.x.x.x .X.X.X.X ..xx..xx .x.x.xux ..x...x./......x.", low=55, voices=4),
                loose=(0.003, 0.015),
            ),
            Player((32, 33, 35), figure("b--b--f- ..b-bf-- b---b-t- ....b-f- b-bf--b-|..b-f--- b-t-f---"), 0.8),
            Player((52, 53, 22, 75, 73), lead(*LONG, "..x-x-xx .xx-x---", syncopation=0.25, late=0.1), loose=LOOSE),
            Player((16, 21), figure(".x.x.x.x .xx..xx. ..x...x."), 0.5, 0.7, -4.0),
            Player(
                (DRUMS,),
                drums("low conga:..x...xx", "shaker:xoxoxoxo", "kick:....x.../rim:....x...", "high bongo:x.xxx.xx"),
                0.4,
                level_db=-4,
            ),
        ),
        swing=(0.0, 0.25),
        drift=(0.004, 0.02),
        alone=0.05,
    ),
}

STYLES = styles(ENSEMBLES)
