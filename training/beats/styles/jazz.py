"""Jazz without a rock drummer: swing, bebop, ballads, waltzes, bossa, early jazz, gypsy jazz, big bands.

Rules: eighths are written straight and swung by the performance. In the styles that are tapped in half (`_in_half`) a
beat is a half note, so what a musician calls eighths are quarters of a beat, and the swing bends sixteenths.
"""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure, together
from training.beats.styles.melody import lead
from training.beats.styles.voices import comping, running, sustained, walking

STANDARDS = (
    "ii7 V7 Imaj7 Imaj7 vi7 II7 ii7 V7",
    "Imaj7,vi7 ii7,V7 Imaj7,vi7 ii7,V7 I7 IV6 Imaj7,V7 I6",
    "I7 I7 I7 I7 IV7 IV7 I7 VI7 ii7 V7 I7,VI7 ii7,V7",
    "I7 IV7 I7 I7 IV7 #ivdim7 I7 VI7 ii7 V7 I7 V7",
    "Imaj7 Imaj7 iv7 bVII7 Imaj7 vi7 ii7 V7",
    "Imaj7 VI7 II7 II7 ii7 V7 Imaj7 V7",
    "III7 III7 VI7 VI7 II7 II7 V7 V7",
    "Imaj9 #ivdim7 ii9 V13 iii7 VI7 ii7 V7",
    "IVmaj7 iv6 iii7 VI7 ii7 V7 I6 I6",
)
MINOR = (
    "i6 i6 ii7b5 V7 i6 i6 ii7b5 V7b9",
    "iv7 bVII7 bIIImaj7 bVImaj7 ii7b5 V7b9 i6 i6",
    "i7 i7 i7 i7 i7 i7 i7 i7 bii7 bii7 bii7 bii7 i7 i7 i7 i7",
    "i7 i7 iv7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 i7",
    "i7,bVII7 bVI7,V7 i7,bVII7 bVI7,V7",
)
CHANGES = STANDARDS + MINOR

HORNS = (56, 57, 59, 64, 65, 66, 66, 67, 71, 73, 11, 22, 40)
PIANOS = (0, 0, 0, 1, 2, 4)
BASS = (32, 32, 43, 35)
JAZZ_KITS = (32, 32, 40, 0, 8)

RIDE = (
    "ride:x.xxx.xx/foot:..x...x.",
    "ride:x.xxx.xx/foot:..x...x./kick:o.o.o.o.",
    "ride:x.x.x.xx/foot:..x...x.",
    "ride:xxx.xxx./foot:..x...x.",
    "ride:x.xxx.x./foot:..x...x./rim:......x.",
    "ride:x.xx x.x.|x.xx xx.x/foot:..x...x.",
    "ride:x.x.x.x./foot:..x...x.",
    "hat:x.xxx.xx/foot:..x...x./kick:x...x...",
    "ride:X.xxX.xx/foot:..X...X./snare:...o...o",
)
BRUSHES = (
    "snare 2:x---x---/snare:..x...x.",
    "snare:x.xxx.xx/foot:..x...x.",
    "snare 2:x-------/snare:..xo..xo/kick:o...o...",
    "snare:o.xoo.xo/foot:..o...o.",
)
COMPS = (
    "x..x....", "...x..x.", ".x..x...", "x......x", "..x....x", "...x....|.x......", "x--x----", ".......>|...x....",
    "x---..x.|.x....x.", "....x..x|..x.....", ".x.x....", "x.......|...x.x..", "...>---.", "..x-..x-",
)  # fmt: skip
FOUR_TO_THE_BAR = ("x.x.x.x.", "x.X.x.X.", "X-x-X-x-")
HEADS = (
    "x-x-x.x-", ".x-xx---", "x--x--x-", "x-xxx-x.", "..x-x-xx", "x---..xx", ".x.x.x--", "x-x-.xx-", "x..x...x",
    "xxxxx-..", "..xxxxxx", "x-------", "x--x----", "...x-x-x", "x--x--x--x--", "x-x--x..x-x.",
)  # fmt: skip
BALLAD = (
    "x-------", "x---x---", "..x-x-x-", "x-----xx", "..xxx---", ".x-x----", "x--x--x-----", "x...xxxx--------",
    "..x-x-----xx", "x-----xxx---....", "........", "xxxxxx------",
)  # fmt: skip
WALTZ_HEADS = ("x---x-", "x-x-x-", "x--x--", "x-----", "..x-xx", "x-xx--", ".x.x--", "x-xxx-", "x-x--x")

BASSIST = Player(BASS, walking(), level_db=1.0, push=(-0.012, 0.008))
COMPER = (
    Player(PIANOS, figure(*COMPS, low=53, voices=4, vary=0.5), 0.85, level_db=-2.0),
    Player((26, 26, 4, 11), figure(*COMPS, low=52, voices=3, vary=0.5), 0.8, level_db=-3.0),
    Player((26, 24), figure(*FOUR_TO_THE_BAR, low=50, voices=4), 0.8, level_db=-5.0),
)
DRUMMER = (
    Player((DRUMS,), together(drums(*RIDE, vary=0.4), comping("snare", "kick", "rim")), 0.75, kits=JAZZ_KITS),
    Player((DRUMS,), drums(*BRUSHES, vary=0.3), 0.75, kits=(40,), level_db=-2.0),
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
        (108, 200), 4, CHANGES, ((BASSIST,), COMPER, DRUMMER, SOLOIST, SECTION), swing=(0.15, 0.36), alone=0.03
    ),
    "bebop_in_half": Ensemble(
        (98, 145),
        2,
        CHANGES,
        (
            (Player(BASS, walking(step=0.5, half=0.1), level_db=1.0, push=(-0.012, 0.004)),),
            (Player(HORNS + PIANOS, running(0.25, rest=0.07), 0.9, loose=(0.004, 0.014)),),
            (Player((*PIANOS, 26), figure(*COMPS, low=53, voices=4, vary=0.5), 0.8, level_db=-3.0),),
            (Player((DRUMS,), together(drums(*RIDE, vary=0.4), comping("snare", "kick", step=0.25)), 0.8, kits=(32,)),),
        ),
        swing=(0.05, 0.2),
        swing_sixteenths=True,
    ),
    "bebop": Ensemble(
        (170, 205), 4, CHANGES, ((BASSIST,), COMPER, DRUMMER, (Player(HORNS, running(rest=0.08)),)), swing=(0.08, 0.25)
    ),
    "jazz_ballad": Ensemble(
        (50, 78),
        4,
        CHANGES,
        (
            (
                Player(BASS, walking(half=0.8), push=(-0.01, 0.02)),
                Player(BASS, figure("b---f---", "b-----fb", "b---b--a", "b-------"), push=(-0.01, 0.02)),
                Player((0, 0, 1), figure("b---f---/..x---x-", "b-2-4-3-/....x---", "b-------/.2345432", ring=1.0)),
            ),
            (
                Player((0, 4, 26), figure("x-------", "..x---x-", ".x--..x-", "0123----", low=55, voices=4, ring=1)),
                Player((48, 49), sustained(voices=4, swell=0.3), level_db=-4.0),
            ),
            (Player((DRUMS,), drums(*BRUSHES, "ride:x.xxx.xx/foot:..x...x."), 0.5, kits=(40, 40, 32), level_db=-5.0),),
            (Player((*HORNS, 52, 53), lead(*BALLAD, late=0.2, grace=0.15), loose=(0.01, 0.04), push=(0.0, 0.06)),),
        ),
        swing=(0.0, 0.33),
        drift=(0.008, 0.03),
        rubato=(0.0, 0.6),
        shades=0.2,
        alone=0.15,
    ),
    "jazz_waltz": Ensemble(
        (95, 195),
        3,
        ("Imaj7 vi7 ii7 V7", "i7 IV7 i7 IV7", "Imaj7 IVmaj7 iii7 VI7 ii7 V7 Imaj7 V7", *MINOR[:2]),
        (
            (
                Player(BASS, figure("b-----", "b---f-", "b-f-e-", "b--f--", "b-b-a-"), level_db=1.0),
                Player(BASS, walking()),
            ),
            (Player((*PIANOS, 26), figure("..x---", "x--x--", ".x..x.", "...x..", "x-----", voices=4, vary=0.4)),),
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
    "bossa": Ensemble(
        (55, 88),
        2,
        ("Imaj7 Imaj7 II7 II7 ii7 V7 Imaj7 V7", "i6 i6 ii7b5 V7b9", "Imaj9 vi7 ii9 V13", "i7 bVI7 ii7b5 V7b9"),
        (
            (
                Player(
                    (24, 24, 25),
                    figure(
                        "b--bf--b/x..x..x.",
                        "b---f---/.x.x.x..",
                        "b--bf--b/x.x..x.x|.x..x.x.",
                        "b---f---/x..x..x.|..x..x..",
                        voices=4,
                    ),
                ),
                Player((0, 4), figure("b--bf--b/x..x..x.|..x..x..", "b--bf--b/..x..x.x", voices=4)),
            ),
            (Player(BASS, figure("b--bf--f", "b---f---", "b--f-bbf"), 0.7),),
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
            (
                Player(
                    (53, 52, 73, 66, 65, 59),
                    lead(
                        "x--x--x-",
                        "..x-x-x-",
                        "x---x---",
                        ".x.x.x--",
                        "x-------",
                        "x.x-x.x-",
                        "....x-xx",
                        syncopation=0.35,
                        late=0.12,
                    ),
                    loose=(0.008, 0.03),
                    push=(0.0, 0.05),
                ),
            ),
            (Player((48, 49, 89), sustained(swell=0.2), 0.3, 0.6, -6.0),),
        ),
        drift=(0.003, 0.01),
        alone=0.15,
    ),
    "early_jazz": Ensemble(
        (80, 125),
        2,
        ("I I I7 IV IV,iv I,VI7 II7,V7 I", "I VI7 II7 V7", "I I V7 V7 V7 V7 I I", "III7 III7 VI7 VI7 II7 V7 I I"),
        (
            (
                Player((58, 58, 32), figure("b-f-", "b.f.", "b-f-|b-t-"), level_db=1.0),
                Player((0, 3), figure("b.f./.x.x", "v.f./.X.X", "b-f-/.x.x|.xxx"), level_db=1.0),
            ),
            (Player((105, 24, 0), figure("xxxx", ".x.x", "xXxX", low=55), 0.85),),
            (Player((56, 71), lead("x-xxx-x-", "x--x--x-", ".x.xx---", "x-xx.x-x", syncopation=0.3, grace=0.1)),),
            (Player((71, 57, 64), running(0.25), 0.7), Player((57,), lead("x---x---", "x-------", "..x-x-x-"), 0.7)),
            (
                Player(
                    (DRUMS,),
                    drums("snare:xoxxxoxx/kick:x...x...", "block:x.xxx.xx", "snare:.x.x/kick:x.x."),
                    0.5,
                    kits=(32, 48),
                    level_db=-3.0,
                ),
            ),
        ),
        swing=(0.1, 0.3),
        swing_sixteenths=True,
    ),
    "gypsy_jazz": Ensemble(
        (95, 122),
        2,
        ("i6 i6 iv6 iv6 V7 V7 i6 V7", "I6 VI7 II7 V7", "i i ii7b5 V7", "I6 I6 II7 II7 ii7 V7 I6 V7"),
        (
            (Player((24, 25, 26), figure("dXdX", "d.D.d.D.", "d-D.duD.", "dxDxdxDx", low=48, voices=4)),),
            (Player(BASS, figure("b-f-", "b-b-"), 0.8), Player(BASS, walking(step=0.5), 0.8)),
            (
                Player((24, 25, 26, 40, 71, 21), either(running(0.25, rest=0.1), running(1 / 6, rest=0.15))),
                Player((40, 71, 21), lead(*HEADS, syncopation=0.2, grace=0.2)),
            ),
        ),
        swing=(0.05, 0.25),
        swing_sixteenths=True,
    ),
}

STYLES = styles(ENSEMBLES)
