"""Blues, country, bluegrass and folk: small bands, guitars alone, fiddles and banjos, mostly without drums.

Rules: in slow blues and in jigs a beat is a dotted quarter, so a bar's layer has three or six steps a beat. The train
beat, the two-beat and bluegrass are in two: a beat is the bass note's distance.
"""

from training.beats.score import DRUMS
from training.beats.styles.ensemble import Ensemble, Player, styles
from training.beats.styles.figures import drums, either, figure, together
from training.beats.styles.melody import lead
from training.beats.styles.voices import running, sustained, walking

TWELVE_BARS = (
    "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7",
    "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 I7",
    "i7 i7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 i7",
    "I7 I7 IV7 IV7 I7 V7 I7 V7",
    "I7 I7 I7 I7 I7 I7 I7 I7",
)
COUNTRY = (
    "I I IV IV V V I I",
    "I V V I I IV V I",
    "I I7 IV I I V I I",
    "I IV I V",
    "vi IV I V",
    "I II7 V I",
    "I I V V V V I I",
)
FOLK = (
    "I V vi IV", "I IV I V", "I I IV I", "i bVII bVI V", "I bVII IV I", "i i bVII i", "I iii IV V", "vi V IV I",
    "i bIII bVII iv", "Iadd9 Iadd9 IVmaj7 V", "I IV,V I,V I", "ii IV I V",
)  # fmt: skip
REELS = (
    "I I IV V I I IV,V I",
    "i bVII i bVII",
    "I V I IV,V",
    "i i bVII bVII i i bVII i",
    "I IV V I",
    "I,IV I,V I,IV V,I",
)

TRIPLETS = (
    "x-x--x--x---", "..x--x--x---", "x--xxx------", "xxxx--......", "...x-xx-x---", "x-----x-xx--", "..xx--......",
    "x----------.", "......xxxx--", "xx-xx-x--...", ".x-.x-x-----",
)  # fmt: skip
SUNG = (
    "x-x-x---", "..x-x-x-", "x---....", ".xxx-x--", "x--x--x-", "....x-xx", "x-xx--..", "x-------", "xxxxx---", "..xxx-x-",
    "x-x-x-x-x-------", "..x--x--x-x-----", "...x-xx-x---....", "x.xxx-x-x---....", "x-----x-x-------",
)  # fmt: skip
STRUMS = (
    "d-d-d-d-", "d-dud-du", "d-du-udu", "d--ud-du", "D-duD-du", "d---d-d-", "d-D-d-Du", "d-----du", "d-ud-ud-", "dudududu",
    "d-dud-dud-dududu", "d---d-dud-dud-du", "b---d-du", "b-d-f-du", "..d-..du", "d-d-dud-|d-du-udu",
)  # fmt: skip
PICKS = (
    "b-f-b-f-/..3.2.34", "b-f-b-f-/.2.3.2.3", "bf23bf23", "b2324232", "b-2-3-2-4-2-3-2-", "b-f-b-f-/4.2.3.2.",
    "b.2.f.3.b.2.f.3./....4.....4.5...", "b-3-2-3-", "b-f-b-f-/5..3.2.4", "b23432b2", "b---f---/..2345..", "b2f3b2f3/4...5...",
)  # fmt: skip
ROLLS = ("02413241", "04213420", "24132413", "20412041", "b241f241", "42042042", "b2d.f2du", "3142b142", "024.024.")

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
    "slow_blues": Ensemble(
        (50, 80),
        4,
        TWELVE_BARS,
        (
            (
                Player(
                    (0, 1, 3, 17),
                    figure(
                        "xxxxxxxxxxxx/b-----f-----", "..x..x..x..x/b--b--b--b--", "x-------x---/b--f--e--f--", low=50
                    ),
                ),
                Player(
                    (25, 26, 27),
                    figure("b--..xb--..x", "b.bf.fb.bf.f", "x-----..x--x/b--b--b--b--", "b----23432--", low=50),
                ),
                Player((32, 33), figure("b--f--e--f--", "b-bf-fe-ef-f", "b--t--f--a--")),
            ),
            (Player((26, 27, 29, 22, 66, 25), lead(*TRIPLETS, grace=0.25, late=0.12), loose=SINGER),),
            (
                Player(
                    (16, 18, 0, 4),
                    either(sustained(), figure("..x..x..x..x", "...x.....x..", "x----.x----.")),
                    0.6,
                    level_db=-4,
                ),
            ),
            (Player((32, 33), figure("b--f--e--f--", "b-bf-fe-ef-f", "b-----f--a--", "b--b--b--b--"), 0.7),),
            (
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
            ),
            (voice(*TRIPLETS, chance=0.5),),
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
                    (27, 26, 25, 28),
                    figure("bbeebbee/xx......", "x-xxx-xx", "bxexbxex", "x.xXx.xX", ".X.X.X.X/b-f-b-f-", low=48),
                ),
                Player(
                    (0, 3, 1),
                    figure("b-f-e-f-/.x.x.x.x", "bbffeeff", "bbffeeff/..x...x.", "b-t-f-e-/x..x...."),
                    level_db=1.0,
                ),
            ),
            (Player((32, 33), either(walking(), figure("b-t-f-e-", "bbffeeff", "b-f-b-f-")), 0.85),),
            (Player((22, 27, 29, 66, 26), lead(*SUNG, *TRIPLETS, grace=0.25, syncopation=0.2), loose=SINGER),),
            (Player((0, 3, 16), figure("..xx..xx", ".x.x.x.x", "234.234.", "xxxxxxxxxxxx"), 0.6, 0.6),),
            (
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
            ),
            (voice(*SUNG, chance=0.5),),
        ),
        scales=("blues", "mixolydian"),
        swing=(0.2, 0.36),
        shades=0.12,
        alone=0.12,
    ),
    "boogie_piano": Ensemble(
        (120, 190),
        4,
        TWELVE_BARS[:4],
        (
            (
                Player(
                    (0, 3, 1),
                    together(
                        figure("beftefte", "b-t-f-e-", "bbttffee", "bebefefe", "b-f-e-f-", low=60),
                        either(
                            figure("..x..x..", ".x.x.x.x", "x.x.x...", "xxx.xxx.xxx.", low=62),
                            running(rest=0.3, low=64, high=90),
                        ),
                    ),
                ),
            ),
            (Player((32, 33), walking(), 0.3),),
            (
                Player(
                    (DRUMS,), drums("snare:x.xxx.xx", "ride:x.xxx.xx/foot:..x...x."), 0.3, kits=(40, 32), level_db=-3
                ),
            ),
        ),
        scales=("blues", "mixolydian"),
        swing=(0.05, 0.34),
        alone=0.5,
    ),
    "delta_guitar": Ensemble(
        (72, 128),
        4,
        TWELVE_BARS,
        (
            (
                Player(
                    STEEL,
                    together(
                        figure("b-b-b-b-", "b.f.b.f.", "b...b...", "b-b-b-b-/..x...x.", "v-v-v-v-"),
                        lead("..xxx-..", ".x.xx-x-", "x-x-....", "........", "xxx-xx--", low=57, high=76, grace=0.3),
                    ),
                    loose=(0.006, 0.025),
                ),
            ),
            (voice(*SUNG, chance=0.6),),
            (Player((22,), lead(*SUNG, grace=0.2), 0.25, 0.6, loose=SINGER),),
        ),
        scales=("blues",),
        swing=(0.0, 0.36),
        drift=(0.01, 0.04),
        rubato=(0.0, 0.3),
        shades=0.2,
        alone=0.35,
    ),
    "train_beat": Ensemble(
        (88, 125),
        2,
        COUNTRY,
        (
            (Player(STEEL, figure("b-d-f-d-", "b.D.f.D.", "b-dufudu", "bdudfdud", low=50, voices=4)),),
            (Player((32, 33, 34), figure("b-f-", "b-f-|b-fa", "b.f."), 0.85),),
            (
                Player(
                    (DRUMS,),
                    drums("snare:ooXoooXo/kick:x...x...", "snare:oxoxoxox", "snare:ooxxooxx/kick:x.x."),
                    0.6,
                    kits=(40, 40, 0),
                ),
            ),
            (
                Player((27, 25, 110, 22, 26), lead(*SUNG, grace=0.2), 0.7, 0.6),
                Player((27, 105), running(0.25, rest=0.2), 0.5, 0.5),
            ),
            (voice(*SUNG),),
        ),
        scales=("major", "mixolydian", "pentatonic"),
    ),
    "two_beat": Ensemble(
        (62, 118),
        2,
        COUNTRY,
        (
            (
                Player(STEEL, figure("b-d-f-d-", "b---d---|f---d-du", "b.D.f.D.", ".d.d", low=50, voices=4)),
                Player((0, 3), figure("b-f-/.x.x", "b-f-/..x...xx", "b-f-/.23..23.")),
            ),
            (Player((32, 33), figure("b-f-", "b---|f---", "b-fa"), 0.85),),
            (
                Player((25, 50, 40, 110, 49), sustained(low=60, voices=2, swell=0.4), 0.5, 0.7, -3.0),
                Player((3, 0), running(0.25, rest=0.4), 0.5, 0.6),
            ),
            (
                Player(
                    (DRUMS,),
                    drums("rim:..x...x./hat:xxxx/kick:x...x...", "snare:..o...o./hat:x.x."),
                    0.4,
                    kits=KITS,
                    level_db=-3,
                ),
            ),
            (voice(*SUNG),),
        ),
        swing=(0.0, 0.2),
        swing_sixteenths=True,
    ),
    "country_waltz": Ensemble(
        (84, 150),
        3,
        COUNTRY[:4] + FOLK[:4],
        (
            (
                Player(
                    (*STEEL, 0), figure("b-d-d-", "b-d-du", "b-dudu", "b-2-3-", "b-x---", "b-----", low=50, voices=4)
                ),
            ),
            (Player((32, 33), figure("b-----", "b---f-", "b-f-f-"), 0.6),),
            (
                Player(
                    (110, 25, 21, 22, 40),
                    lead("x---x-", "x-x-x-", "x-----", "x--xx-", "..x-x-", grace=0.2),
                    0.6,
                    0.6,
                    loose=SINGER,
                ),
                Player((49, 50), sustained(swell=0.4), 0.5),
            ),
            (
                Player(
                    (DRUMS,), drums("rim:..x.x./kick:x.....", "snare:..o.o./hat:x.x.x."), 0.3, kits=KITS, level_db=-3
                ),
            ),
            (voice("x---x-", "x-x-x-", "x-----", "....xx", "..x-x-", "xx-x--"),),
        ),
        rubato=(0.0, 0.25),
        drift=(0.005, 0.02),
        alone=0.1,
    ),
    "bluegrass": Ensemble(
        (90, 132),
        2,
        COUNTRY + REELS,
        (
            (
                Player((105, 105, 25), figure(*ROLLS, low=55, voices=4, ring=0.2, vary=0.4)),
                Player(STEEL, figure("b-d-f-d-", "bfdufbdu", "b.D.f.D.", low=50)),
            ),
            (Player((32, 43), figure("b-f-", "b-f-|b-fa", "b.f."), 0.8),),
            (Player((25, 24), figure(".x.x", ".X.X", "..X...X.", ".xxx", low=60, voices=4), 0.75, level_db=-2.0),),
            (Player((110, 40, 25, 105), either(running(0.25, rest=0.08), lead(*SUNG, grace=0.2)), 0.8, 0.7),),
            (Player((52, 53), lead(*SUNG, voices=3, late=0.08), 0.4, 0.6, loose=SINGER),),
        ),
        scales=("major", "mixolydian", "pentatonic"),
        drift=(0.004, 0.02),
        alone=0.12,
    ),
    "fingerpicked": Ensemble(
        (62, 138),
        4,
        FOLK,
        (
            (
                Player(
                    (24, 25, 25, 15, 46), figure(*PICKS, low=52, voices=4, ring=1.0, vary=0.25), loose=(0.004, 0.018)
                ),
            ),
            (voice(*SUNG),),
            (
                Player((40, 42, 73, 110, 22, 11), lead(*SUNG), 0.4, 0.5, -2.0, loose=SINGER),
                Player((42, 48), sustained(swell=0.4), 0.4, 0.6, -4.0),
            ),
            (Player((32, 33), figure("b---f---", "b-------", "b--b----"), 0.25),),
            (
                Player(
                    (DRUMS,),
                    drums("shaker:xoxoxoxo", "snare:..o...o./kick:x...x...", "tambourine:..x...x."),
                    0.2,
                    kits=KITS,
                    level_db=-5,
                ),
            ),
        ),
        drift=(0.005, 0.025),
        rubato=(0.0, 0.35),
        swing=(0.0, 0.08),
        shades=0.15,
        alone=0.35,
    ),
    "strummed": Ensemble(
        (66, 168),
        4,
        FOLK + COUNTRY,
        (
            (Player((25, 25, 24, 105), figure(*STRUMS, low=48, voices=5, vary=0.2), loose=(0.004, 0.015)),),
            (voice(*SUNG),),
            (Player((32, 33), figure("b---f---", "b-------", "b--bf---", "b-b-b-b-"), 0.4),),
            (Player((22, 21, 40, 73, 0), lead(*SUNG, grace=0.1), 0.35, 0.5, loose=SINGER),),
            (
                Player(
                    (DRUMS,),
                    drums(
                        "tambourine:..x...x.",
                        "shaker:xoxoxoxo",
                        "clap:..x...x.",
                        "kick:x...x.../rim:..x...x.",
                        "kick:x.x.x.x.",
                    ),
                    0.35,
                    kits=KITS,
                    level_db=-4,
                ),
            ),
        ),
        swing=(0.0, 0.15),
        drift=(0.004, 0.02),
        rubato=(0.0, 0.2),
        alone=0.15,
    ),
    "reel": Ensemble(
        (88, 124),
        2,
        REELS,
        (
            (
                Player(
                    (110, 40, 73, 72, 21, 105, 75, 109),
                    either(
                        running(0.25, rest=0.01, low=62, high=86),
                        lead(
                            "xxxxxxxx", "x-xxx-xx", "xxx-xxxx", "x-xxxxx-", low=62, high=86, grace=0.2, syncopation=0.0
                        ),
                    ),
                ),
            ),
            (
                Player((24, 25), figure("d-udd-ud", "d-d-d-d-", "dudududu", "d..ud..u", low=48, voices=4), 0.7),
                Player((21, 23, 20), figure(".x.x", "x-x-", "b-f-/.x.x"), 0.6),
            ),
            (
                Player(
                    (DRUMS,),
                    drums("low conga:xoxxxoxo", "low bongo:xooxxoox", "tambourine:..x...x."),
                    0.35,
                    level_db=-3,
                ),
            ),
            (
                Player(
                    (110, 73, 109), either(sustained(low=50, voices=2), lead("x---x---", "x-x-x-x-")), 0.4, 0.5, -3.0
                ),
            ),
        ),
        scales=("major", "dorian", "mixolydian"),
        swing=(0.0, 0.2),
        swing_sixteenths=True,
        alone=0.25,
    ),
    "jig": Ensemble(
        (90, 138),
        2,
        REELS,
        (
            (
                Player(
                    (110, 40, 73, 72, 21, 75, 109, 15),
                    lead(
                        "xxxxxx",
                        "x-xxxx",
                        "xxxx-x",
                        "x-xx-x",
                        "x--xxx",
                        "xxxx--",
                        low=62,
                        high=86,
                        grace=0.2,
                        syncopation=0.0,
                        phrases=("abac", "aabc", "abab", "aaab", "abcd"),
                    ),
                ),
            ),
            (
                Player((24, 25), figure("d-ud-u", "d-xd-x", "dudDud", "d--d--", low=48, voices=4), 0.7),
                Player((21, 20, 0), figure("b-xf-x", "b..f../..x..x"), 0.6),
            ),
            (Player((DRUMS,), drums("low conga:xooxoo", "low bongo:xoxxox", "tambourine:x.xx.x"), 0.35, level_db=-3),),
            (Player((48, 109, 40), sustained(low=50, voices=2), 0.3, 0.6, -4.0),),
        ),
        scales=("major", "dorian", "mixolydian"),
        alone=0.25,
    ),
}

STYLES = styles(ENSEMBLES)
