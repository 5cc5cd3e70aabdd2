"""Jazz: swing, bebop, ballads, waltzes, five in a bar.

Rules: eighths are written straight and swung by the performance. Where a style is tapped in half (`in half`) a beat is
a half note, so what a musician calls eighths are quarters of a beat, and the swing bends sixteenths.
"""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure, together
from training.beats.styles.melody import lead
from training.beats.styles.voices import comping, running, sustained, walking

STANDARDS = (
    "ii7 V7 Imaj7 Imaj7 vi7 II7 ii7 V7", "Imaj7,vi7 ii7,V7 Imaj7,vi7 ii7,V7 I7 IV6 Imaj7,V7 I6",
    "I7 I7 I7 I7 IV7 IV7 I7 VI7 ii7 V7 I7,VI7 ii7,V7", "I7 IV7 I7 I7 IV7 #ivdim7 I7 VI7 ii7 V7 I7 V7",
    "Imaj7 Imaj7 iv7 bVII7 Imaj7 vi7 ii7 V7", "Imaj7 VI7 II7 II7 ii7 V7 Imaj7 V7", "III7 III7 VI7 VI7 II7 II7 V7 V7",
    "Imaj9 #ivdim7 ii9 V13 iii7 VI7 ii7 V7", "IVmaj7 iv6 iii7 VI7 ii7 V7 I6 I6",
)  # fmt: skip
MINOR = (
    "i6 i6 ii7b5 V7 i6 i6 ii7b5 V7b9", "iv7 bVII7 bIIImaj7 bVImaj7 ii7b5 V7b9 i6 i6",
    "i7 i7 i7 i7 i7 i7 i7 i7 bii7 bii7 bii7 bii7 i7 i7 i7 i7", "i7 i7 iv7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 i7",
    "i7,bVII7 bVI7,V7 i7,bVII7 bVI7,V7",
)  # fmt: skip
CHANGES = STANDARDS + MINOR
HORNS = (56, 57, 59, 64, 65, 66, 66, 67, 71, 73, 11, 22, 40)
PIANOS = (0, 0, 0, 1, 2, 4)
BASS = (32, 32, 43, 35)
JAZZ_KITS = (32, 32, 40, 0, 8)
RIDE = (
    "ride:x.xxx.xx/foot:..x...x.", "ride:x.xxx.xx/foot:..x...x./kick:o.o.o.o.", "ride:x.x.x.xx/foot:..x...x.",
    "ride:xxx.xxx./foot:..x...x.", "ride:x.xxx.x./foot:..x...x./rim:......x.",
    "ride:x.xx x.x.|x.xx xx.x/foot:..x...x.", "ride:x.x.x.x./foot:..x...x.",
    "hat:x.xxx.xx/foot:..x...x./kick:x...x...", "ride:X.xxX.xx/foot:..X...X./snare:...o...o",
)  # fmt: skip
BRUSHES = (
    "snare 2:x---x---/snare:..x...x.", "snare:x.xxx.xx/foot:..x...x.",
    "snare 2:x-------/snare:..xo..xo/kick:o...o...", "snare:o.xoo.xo/foot:..o...o.",
)  # fmt: skip
COMPS = (
    "x..x....", "...x..x.", ".x..x...", "x......x", "..x....x", "...x....|.x......", "x--x----", ".......>|...x....",
    "x---..x.|.x....x.", "....x..x|..x.....", ".x.x....", "x.......|...x.x..", "...>---.", "..x-..x-",
)  # fmt: skip
FOUR_TO_THE_BAR = (
    "x.x.x.x.", "x.X.x.X.", "X-x-X-x-",
)  # fmt: skip
HEADS = (
    "x-x-x.x-", ".x-xx---", "x--x--x-", "x-xxx-x.", "..x-x-xx", "x---..xx", ".x.x.x--", "x-x-.xx-", "x..x...x",
    "xxxxx-..", "..xxxxxx", "x-------", "x--x----", "...x-x-x", "x--x--x--x--", "x-x--x..x-x.",
)  # fmt: skip
BALLAD = (
    "x-------", "x---x---", "..x-x-x-", "x-----xx", "..xxx---", ".x-x----", "x--x--x-----", "x...xxxx--------",
    "..x-x-----xx", "x-----xxx---....", "........", "xxxxxx------",
)  # fmt: skip
WALTZ_HEADS = (
    "x---x-", "x-x-x-", "x--x--", "x-----", "..x-xx", "x-xx--", ".x.x--", "x-xxx-", "x-x--x",
)  # fmt: skip
BASSIST = Player(BASS, walking(), level_db=1.0, push=(-0.012, 0.008))
COMPER = (
    Player(PIANOS, figure(*COMPS, low=53, voices=4, vary=0.5), 0.85, level_db=-2.0),
    Player((26, 26, 4, 11), figure(*COMPS, low=52, voices=3, vary=0.5), 0.8, level_db=-3.0),
    Player((26, 24), figure(*FOUR_TO_THE_BAR, low=50, voices=4), 0.8, level_db=-5.0),
)
DRUMMER = (
    Player((DRUMS,), together(drums(*RIDE, vary=0.4), comping("snare", "kick", "rim")), 0.5, kits=JAZZ_KITS),
    Player((DRUMS,), drums(*BRUSHES, vary=0.3), 0.55, kits=(40,), level_db=-2.0),
    Player((DRUMS,), drums("foot:..x...x.", "ride:x.x.x.x."), 0.5, kits=(32, 40), level_db=-4.0),
)
SOLOIST = (
    Player(HORNS, lead(*HEADS, syncopation=0.3, late=0.08), 0.8, loose=(0.005, 0.03), push=(0.0, 0.04)),
    Player(HORNS, running(), 0.8, loose=(0.005, 0.02), push=(0.0, 0.04)),
    Player((*PIANOS, 26, 11), either(running(), running(1 / 3), lead(*HEADS, syncopation=0.3)), 0.7),
    Player((52, 53, 66), lead(*BALLAD, *HEADS, late=0.12, grace=0.15), 0.8, loose=(0.01, 0.035), push=(0.0, 0.05)),
)
SECTION = (
    Player((61, 61, 57, 66), lead(*HEADS, voices=4, syncopation=0.3), 0.6, 0.5),
    Player((61, 56), figure(*COMPS, low=58, voices=4, vary=0.4), 0.5, 0.5),
)

ENSEMBLES = {
    "swing": Ensemble(
        (108, 200), 4, CHANGES, (BASSIST, COMPER, DRUMMER, SOLOIST, SECTION), swing=(0.15, 0.36), alone=0.03
    ),
    "bebop in half": Ensemble(
        (98, 145),
        2,
        CHANGES,
        (
            Player(BASS, walking(step=0.5, half=0.1), level_db=1.0, push=(-0.012, 0.004)),
            Player(HORNS + PIANOS, running(0.25, rest=0.07), 0.9, loose=(0.004, 0.014)),
            Player((*PIANOS, 26), figure(*COMPS, low=53, voices=4, vary=0.5), 0.8, level_db=-3.0),
            Player((DRUMS,), together(drums(*RIDE, vary=0.4), comping("snare", "kick", step=0.25)), 0.55, kits=(32,)),
        ),
        swing=(0.05, 0.2),
        swing_sixteenths=True,
        double=0.15,
    ),
    "bebop": Ensemble(
        (170, 205), 4, CHANGES, (BASSIST, COMPER, DRUMMER, Player(HORNS, running(rest=0.08))), swing=(0.08, 0.25)
    ),
    "jazz ballad": Ensemble(
        (50, 78),
        4,
        CHANGES,
        (
            (
                Player(BASS, walking(half=0.8), push=(-0.01, 0.02)),
                Player(BASS, figure("b---f--- b-----fb b---b--a b-------"), push=(-0.01, 0.02)),
                Player((0, 0, 1), figure("b---f---/..x---x- b-2-4-3-/....x--- b-------/.2345432", ring=1.0)),
            ),
            (
                Player((0, 4, 26), figure("x------- ..x---x- .x--..x- 0123----", low=55, voices=4, ring=1)),
                Player((48, 49), sustained(voices=4, swell=0.3), level_db=-4.0),
            ),
            Player((DRUMS,), drums(*BRUSHES, "ride:x.xxx.xx/foot:..x...x."), 0.5, kits=(40, 40, 32), level_db=-5.0),
            Player((*HORNS, 52, 53), lead(*BALLAD, late=0.2, grace=0.15), loose=(0.01, 0.04), push=(0.0, 0.06)),
        ),
        swing=(0.0, 0.33),
        drift=(0.008, 0.03),
        rubato=(0.0, 0.6),
        shades=0.2,
        alone=0.15,
    ),
    "jazz waltz": Ensemble(
        (95, 195),
        3,
        ("Imaj7 vi7 ii7 V7", "i7 IV7 i7 IV7", "Imaj7 IVmaj7 iii7 VI7 ii7 V7 Imaj7 V7", *MINOR[:2]),
        (
            (Player(BASS, figure("b----- b---f- b-f-e- b--f-- b-b-a-"), level_db=1.0), Player(BASS, walking())),
            Player((*PIANOS, 26), figure("..x--- x--x-- .x..x. ...x.. x-----", voices=4, vary=0.4)),
            (
                Player(
                    (DRUMS,),
                    drums("ride:x.xxx./foot:..x...", "ride:x.xxxx/foot:..x.x.", "ride:x.x.xx"),
                    0.7,
                    kits=JAZZ_KITS,
                ),
                Player((DRUMS,), drums("snare 2:x-----/snare:..x.x.", "snare:x.xxx.", "foot:..x..."), 0.7, kits=(40,)),
            ),
            (Player(HORNS, lead(*WALTZ_HEADS, syncopation=0.25, late=0.08), 0.85), Player(HORNS, running())),
        ),
        swing=(0.1, 0.34),
        rubato=(0.0, 0.2),
    ),
    "jazz five": Ensemble(
        (110, 184),
        5,
        ("i7 i7 i7 i7 bVImaj7 iv7 bIIImaj7 V7", "i7 IV7", "Imaj7 ii7 iii7 ii7", "i i i i"),
        (
            (
                Player(BASS, figure("b-----f--- b-b-b-f-f- b---f-b-a- b--b--f-f-"), level_db=1.0),
                Player(PIANOS, figure("b..x..f-x. b-.xx.f-x-", voices=4), level_db=1.0),
            ),
            Player(
                (*PIANOS, 26),
                figure("x..x..x-x. ...x....x. ..x...x... x-----x---", voices=4, vary=0.3),
                0.8,
                level_db=-2.0,
            ),
            Player(
                (DRUMS,),
                drums("ride:x.xxx.x.xx/foot:..x...x...", "ride:x.x.x.x.x./rim:......x.x.", "ride:x.xxx.x.x."),
                0.6,
                kits=JAZZ_KITS,
            ),
            (
                Player(HORNS, lead("x-xx-xx-x- x--x--x--- ..x-x-x-x- x----...xx", syncopation=0.2, late=0.06)),
                Player(HORNS, running()),
            ),
        ),
        swing=(0.1, 0.33),
    ),
    "straight eighths": Ensemble(
        (72, 152),
        4,
        (
            "Iadd9 bVIImaj7",
            "i9 bVImaj7 bIIImaj7 IV",
            "Imaj9 bIIImaj7 bVImaj7 V7sus4",
            "i i bVII IV",
            "IVmaj7 iii7 vi7 V",
            "i9 IV9",
        ),
        (
            (
                Player(
                    (0, 0, 1, 4),
                    figure(
                        "0213021302130213 b-2-3-2- x--x--x- x-.x..x- b--x--f- 01230123 b.x.bx.x", voices=4, ring=0.5
                    ),
                ),
                Player((26, 27, 24), figure("b-2-3-2- x--x--x- b--x--x- 01232101", voices=4, ring=0.5)),
            ),
            Player(BASS, either(figure("b--b--f- b-----f- b--f--a- b-b-.b-f"), walking()), 0.85, push=(-0.012, 0.01)),
            (
                Player(
                    (DRUMS,),
                    together(
                        drums(
                            "ride:xxxxxxxx",
                            "ride:x.xxx.xx/foot:..x...x.",
                            "ride:xoxxoxxo/rim:..x....x",
                            "hat:xxxxxxxx/kick:x..x....",
                        ),
                        comping("snare", "kick", "ride"),
                    ),
                    0.6,
                    kits=JAZZ_KITS,
                ),
                Player((DRUMS,), drums(*BRUSHES), 0.5, kits=(40,)),
            ),
            (
                Player(HORNS, lead(*HEADS, *BALLAD, syncopation=0.25, late=0.1), loose=(0.006, 0.03)),
                Player((*PIANOS, 26), running(0.5, rest=0.2)),
            ),
        ),
        drift=(0.005, 0.02),
        rubato=(0.0, 0.3),
        shades=0.2,
        alone=0.1,
    ),
    "big band": Ensemble(
        (96, 190),
        4,
        CHANGES,
        (
            (
                Player(
                    (61, 57, 66),
                    together(
                        figure(*COMPS, "x.x.x.x. x-------", low=55, voices=4, vary=0.4),
                        lead(*HEADS, voices=4, syncopation=0.3),
                    ),
                ),
                Player((66, 65, 71), lead(*HEADS, voices=4, syncopation=0.3, phrases=("abac", "abab", "aabc"))),
            ),
            BASSIST,
            DRUMMER,
            (Player((26,), figure(*FOUR_TO_THE_BAR, low=50, voices=4), 0.7, level_db=-5.0), COMPER[0]),
            SOLOIST,
        ),
        swing=(0.12, 0.36),
        shades=0.2,
    ),
}

STYLES = styles(ENSEMBLES)
